/*
 * What the dataset knows to be weak in itself: claims nobody checked at the source, claims without
 * a source, accounts that conflict, records outside what it says it covers. Numbers with the
 * request that lists what was counted; it judges nothing.
 */
#include "entry.h"
#include "operations.h"
#include "request.h"

#include <chancery/record_type.h>
#include <stdio.h>

/* A column of a query about claims, and the filter that lists what it counts. */
struct measure {
    const char *name, *filter;
};

static const struct measure measures[] = {
    {"claims", NULL},
    {"unverified", "verified=false"},
    {"uncited", "cited=false"},
    {"conflicting", "conflicting=true"},
};

enum { MEASURES = sizeof measures / sizeof measures[0] };

/* {"count", "href"}: `of` narrows the claims ("subject_type=event") or is empty. */
static json_t *measured(int64_t count, const struct measure *measure, const char *of)
{
    json_t *entry = json_object();
    const char *filter = measure->filter != NULL ? measure->filter : "";
    const char *first = of[0] != '\0' || filter[0] != '\0' ? "?" : "";
    const char *joint = of[0] != '\0' && filter[0] != '\0' ? "&" : "";
    json_object_set_new(entry, "count", json_integer(count));
    json_object_set_new(entry, "href", json_sprintf("/claims%s%s%s%s", first, of, joint, filter));
    return entry;
}

/* The measures of a row whose columns 1 … MEASURES count them. */
static void set_measures(json_t *entry, struct statement *row, const char *of)
{
    for (int i = 0; i < MEASURES; i++)
        json_object_set_new(entry, measures[i].name,
                            measured(statement_integer(row, i + 1), &measures[i], of));
}

/* {"count", "records"}: the first of them named. */
static enum status set_records(struct request *request, const char *type, const char *weakness,
                               int64_t count, json_t *entry)
{
    struct statement *query;
    json_t *group = json_object(), *records = json_array();
    json_object_set_new(group, "count", json_integer(count));
    json_object_set_new(group, "records", records);
    json_object_set_new(entry, weakness, group);
    if (count == 0) return STATUS_OK;
    enum status status = request_query(request, "quality.records", &query);
    if (status != STATUS_OK) return status;
    statement_bind_text(query, ":type", text_of(type));
    statement_bind_text(query, ":weakness", text_of(weakness));
    while ((status = statement_step(query)) == STATUS_OK)
        json_array_append_new(records, statement_json(query, 0, PROPERTY_JSON));
    statement_reset(query);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status add_collection(struct request *request, const struct record_type *type,
                                  json_t *page)
{
    enum { UNDATED = MEASURES + 1, UNSOURCED, OUTSIDE };
    struct statement *row;
    char of[64];
    json_t *entry = json_object();
    json_array_append_new(json_object_get(page, "collections"), entry);
    json_object_set_new(entry, "type", json_string(type->name));
    json_object_set_new(entry, "name", json_string(type->collection));
    enum status status = request_query(request, "quality.type", &row);
    if (status != STATUS_OK) return status;
    statement_bind_text(row, ":type", text_of(type->name));
    status = statement_step(row);
    snprintf(of, sizeof of, "subject_type=%s", type->name);
    json_object_set_new(entry, "records", statement_json(row, 0, PROPERTY_INTEGER));
    json_object_set_new(entry, "undated",
                        type->dated ? statement_json(row, UNDATED, PROPERTY_INTEGER) : json_null());
    if (status == STATUS_OK)
        status =
            set_records(request, type->name, "unsourced", statement_integer(row, UNSOURCED), entry);
    if (status == STATUS_OK)
        status = set_records(request, type->name, "outside_coverage",
                             statement_integer(row, OUTSIDE), entry);
    set_measures(entry, row, of);
    statement_reset(row);
    return status;
}

static enum status add_sources(struct request *request, json_t *page)
{
    struct statement *query;
    json_t *sources = json_object_get(page, "sources");
    enum status status = request_query(request, "quality.sources", &query);
    if (status != STATUS_OK) return status;
    statement_bind_integer(query, ":limit", SECTION_LIMIT + 1);
    while ((status = statement_step(query)) == STATUS_OK) {
        if (json_array_size(sources) == SECTION_LIMIT) {
            json_array_append_new(json_object_get(page, "truncated"), json_string("sources"));
            status = STATUS_NOT_FOUND;
            break;
        }
        struct text id = statement_text(query, 5);
        char *of = arena_format(request->arena, "source=%.*s", (int)id.length, id.at);
        json_t *entry = json_object();
        json_object_set_new(entry, "source", statement_json(query, 0, PROPERTY_JSON));
        set_measures(entry, query, of != NULL ? of : "");
        json_object_del(entry, "uncited");
        json_array_append_new(sources, entry);
    }
    statement_reset(query);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status set_totals(struct request *request, json_t *page)
{
    struct statement *query;
    enum status status = request_query(request, "quality.totals", &query);
    if (status != STATUS_OK) return status;
    status = statement_step(query);
    if (status == STATUS_OK) {
        json_object_set_new(page, "records", statement_json(query, 0, PROPERTY_INTEGER));
        set_measures(page, query, "");
        json_object_set_new(page, "outside_coverage",
                            statement_json(query, MEASURES + 1, PROPERTY_INTEGER));
    }
    statement_reset(query);
    return status;
}

struct reply get_quality(struct request *request)
{
    json_t *page = json_object();
    enum status status = set_totals(request, page);
    json_object_set_new(page, "collections", json_array());
    json_object_set_new(page, "sources", json_array());
    json_object_set_new(page, "truncated", json_array());
    for (size_t i = 0; i < RECORD_TYPE_COUNT && status == STATUS_OK; i++)
        status = add_collection(request, &record_types()[i], page);
    if (status == STATUS_OK) status = add_sources(request, page);
    if (status == STATUS_OK) return entry_reply_take(request, page);
    json_decref(page);
    return reply_failure(status);
}
