/*
 * The collections of records: each operation is one call of the same list, or of the same record.
 */
#include "list.h"
#include "operations.h"
#include "record.h"
#include "request.h"

#include <string.h>

static struct reply list_of(struct request *request, const char *type, const char *sort)
{
    struct list list = {.request = request,
                        .type = type,
                        .sort = sort,
                        .axis = "own",
                        .match = "match.none",
                        .body = "body.record",
                        .by_key = true};
    struct text chosen = parameter_text(request, "sort");
    if (chosen.at != NULL) list.sort = chosen.at;
    struct text date_of = parameter_text(request, "date_of");
    if (date_of.at != NULL && !text_is(date_of, "in_force")) list.axis = date_of.at;
    list_begin(&list);
    if (strcmp(list.axis, "signed") == 0) list.join = "list.signed";
    if (list.join != NULL) list_add(&list, list.join);
    list_add(&list, "list.type");
    list.where = list.source.length;
    list_bind_text(&list, ":type", text_of(type));
    enum status status = list_add_filters(&list);
    if (status == STATUS_OK) return list_reply(&list, list_write_record);
    list_free(&list);
    return reply_failure(status);
}

static struct reply record_of(struct request *request, const char *type)
{
    return record_reply(request, record_type_find(text_of(type)), parameter_text(request, "id"));
}

struct reply list_events(struct request *request)
{
    return list_of(request, "event", "date");
}

struct reply list_treaties(struct request *request)
{
    return list_of(request, "treaty", "date");
}

struct reply list_actors(struct request *request)
{
    return list_of(request, "actor", "date");
}

struct reply list_offices(struct request *request)
{
    return list_of(request, "office", "date");
}

struct reply list_places(struct request *request)
{
    return list_of(request, "place", "label");
}

struct reply list_relations(struct request *request)
{
    return list_of(request, "relation", "date");
}

struct reply list_control(struct request *request)
{
    return list_of(request, "control", "date");
}

struct reply list_sources(struct request *request)
{
    return list_of(request, "source", "label");
}

struct reply get_event(struct request *request)
{
    return record_of(request, "event");
}

struct reply get_treaty(struct request *request)
{
    return record_of(request, "treaty");
}

struct reply get_actor(struct request *request)
{
    return record_of(request, "actor");
}

struct reply get_office(struct request *request)
{
    return record_of(request, "office");
}

struct reply get_place(struct request *request)
{
    return record_of(request, "place");
}

struct reply get_relation(struct request *request)
{
    return record_of(request, "relation");
}

struct reply get_control(struct request *request)
{
    return record_of(request, "control");
}

struct reply get_source(struct request *request)
{
    return record_of(request, "source");
}
