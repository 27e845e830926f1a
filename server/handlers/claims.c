/*
 * Claims: who says what. They are rows of their own view, not kept bytes, since each is asked for
 * rarely and read by people.
 */
#include "common.h"
#include "include.h"
#include "list.h"
#include "operations.h"

#include <string.h>

static void filter_text(struct list *list, const char *parameter, const char *piece,
                        const char *name)
{
    struct text value = parameter_text(list->request, parameter);
    if (value.at == NULL) return;
    list_add(list, piece);
    list_bind_text(list, name, value);
}

static void filter_flag(struct list *list, const char *parameter, const char *piece,
                        const char *name)
{
    const struct value *value = parameters_get(&list->request->parameters, parameter);
    if (value == NULL) return;
    list_add(list, piece);
    list_bind_integer(list, name, value->integer);
}

static enum status write_claim(struct list *list, const struct list_row *row, struct buffer *out)
{
    return append_claim(list->request, row->key, out);
}

struct reply claims_reply(struct request *request, const struct text *subject)
{
    struct list list = {.request = request,
                        .type = "claim",
                        .sort = "claim",
                        .axis = "own",
                        .match = "match.none",
                        .body = "body.claim"};
    struct text sort = parameter_text(request, "sort");
    if (sort.at != NULL && sort.at[0] == '-') list.sort = "-claim";
    list_add(&list, "list.claim");
    if (subject != NULL) {
        list_add(&list, "filter.claim.subject");
        list_bind_text(&list, ":subject", *subject);
    } else {
        filter_text(&list, "subject", "filter.claim.subject", ":subject");
    }
    filter_text(&list, "field", "filter.claim.field", ":field");
    filter_text(&list, "source", "filter.claim.source", ":source");
    filter_text(&list, "rank", "filter.claim.rank", ":rank");
    filter_text(&list, "origin", "filter.claim.origin", ":origin");
    filter_text(&list, "subject_type", "filter.claim.type", ":subject_type");
    filter_flag(&list, "cited", "filter.claim.cited", ":cited");
    filter_flag(&list, "verified", "filter.claim.verified", ":verified");
    filter_flag(&list, "conflicting", "filter.claim.conflicting", ":conflicting");
    return list_reply(&list, write_claim);
}

struct reply list_claims(struct request *request)
{
    return claims_reply(request, NULL);
}

struct reply get_claim(struct request *request)
{
    struct statement *query;
    struct text id = parameter_text(request, "id");
    int64_t key = 0;
    enum status status = request_query(request, "claim.by_id", &query);
    if (status != STATUS_OK) return reply_failure(status);
    statement_bind_text(query, ":id", id);
    status = statement_step(query);
    if (status == STATUS_OK) key = statement_integer(query, 0);
    statement_reset(query);
    if (status == STATUS_NOT_FOUND) {
        struct problem *problem = problem_new(PROBLEM_NO_SUCH_RECORD, "No claim has this id.");
        problem_set_take(problem, "suggestions", nearest_ids(request, "claim.ids", TEXT(""), id));
        return reply_problem_take(problem);
    }
    struct buffer out = {0};
    if (status == STATUS_OK) status = append_claim(request, key, &out);
    if (status == STATUS_OK) return reply_bytes_take(&out, "application/json");
    buffer_free(&out);
    return request->overflow != NULL ? include_refusal(request) : reply_failure(status);
}

/* The claims about the record that the path names. */
static struct reply claims_of(struct request *request, const char *type_name)
{
    const struct record_type *type = record_type_find(text_of(type_name));
    struct text id = parameter_text(request, "id");
    struct found_id found;
    enum status status = find_id(request, id, &found);
    if (status == STATUS_OK && text_is(found.type, type_name) && text_equal(found.current, id))
        return claims_reply(request, &id);
    if (status == STATUS_OK || status == STATUS_NOT_FOUND) return missing_record(request, type, id);
    return reply_failure(status);
}

struct reply list_event_claims(struct request *request)
{
    return claims_of(request, "event");
}

struct reply list_treaty_claims(struct request *request)
{
    return claims_of(request, "treaty");
}

struct reply list_actor_claims(struct request *request)
{
    return claims_of(request, "actor");
}

struct reply list_office_claims(struct request *request)
{
    return claims_of(request, "office");
}

struct reply list_place_claims(struct request *request)
{
    return claims_of(request, "place");
}

struct reply list_relation_claims(struct request *request)
{
    return claims_of(request, "relation");
}

struct reply list_control_claims(struct request *request)
{
    return claims_of(request, "control");
}

struct reply list_source_claims(struct request *request)
{
    return claims_of(request, "source");
}
