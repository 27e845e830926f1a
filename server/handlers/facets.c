/*
 * Facets: how a list's records divide by kind, actor, place, decade or source, under all filters of
 * the request and whatever the page. Each dimension counts as its filter finds, so that a count is
 * the total of the narrower list; at most 200 values a facet.
 */
#include "common.h"
#include "list.h"

#include <stdio.h>
#include <string.h>

static bool has_value(const struct list *list, const char *parameter, const char *word)
{
    struct text value = parameter_text(list->request, parameter);
    return word != NULL ? text_is(value, word) : value.at != NULL;
}

/* The piece of a dimension: its filter may have another meaning beside another filter. */
static void name_piece(const struct list *list, struct text dimension, char out[64])
{
    const char *more = "", *of = strcmp(list->type, "claim") == 0 ? "claim." : "";
    if (text_is(dimension, "actor") && has_value(list, "role", NULL)) more = ".role";
    if (text_is(dimension, "place")) {
        bool around = strcmp(list->type, "control") == 0;
        more = has_value(list, "scope", "exact") ? ".exact" : around ? ".around" : ".within";
    }
    snprintf(out, 64, "facet.%s%.*s%s", of, (int)dimension.length, dimension.at, more);
}

/* The piece that answers from what was counted at build, or NULL. */
static const char *counted_piece(const struct list *list, struct text dimension)
{
    bool sifted = list->sieve.length > 0 || list->sieve_dated.length > 0;
    if (!list_is_plain(list) || sifted || list->types != NULL) return NULL;
    if (text_is(dimension, "kind")) return "facet.kind.tally";
    bool whole =
        !list->time.asked && list->kind_count == 0 && !list->only_dated && !list->only_undated;
    return whole && text_is(dimension, "decade") ? "facet.decade.whole" : NULL;
}

static enum status prepare_counted(struct list *list, const char *piece, struct statement **out)
{
    struct buffer sql = {0};
    buffer_text(&sql, generation_query(list->request->generation, piece));
    enum status status = list_prepare(list, &sql, out);
    buffer_free(&sql);
    if (status != STATUS_OK) return status;
    statement_bind_integer(*out, ":since", list->time.asked ? list->time.since : DAY_MIN);
    statement_bind_integer(*out, ":until", list->time.asked ? list->time.until : DAY_MAX);
    statement_bind_integer(*out, ":undated", list->only_undated ? 1 : list->only_dated ? 0 : 2);
    return status;
}

/* WITH found AS (the keys of the list) SELECT value, label, count … */
static enum status prepare(struct list *list, struct text dimension, struct statement **out)
{
    char piece[64];
    struct buffer sql = {0};
    const struct generation *generation = list->request->generation;
    bool claims = strcmp(list->type, "claim") == 0;
    const char *counted = counted_piece(list, dimension);
    if (counted != NULL) return prepare_counted(list, counted, out);
    name_piece(list, dimension, piece);
    buffer_text(&sql, generation_query(generation, claims ? "facet.claims" : "facet.records"));
    list_write_scan(list, &sql);
    buffer_string(&sql, ") ");
    buffer_text(&sql, generation_query(generation, piece));
    enum status status = list_prepare(list, &sql, out);
    buffer_free(&sql);
    return status;
}

static void write_string(struct buffer *out, struct text value)
{
    if (value.at != NULL)
        buffer_json_string(out, value);
    else
        buffer_string(out, "null");
}

static enum status write_facet(struct list *list, struct text dimension, struct buffer *out)
{
    struct statement *values;
    const char *joint = "";
    enum status status = prepare(list, dimension, &values);
    if (status != STATUS_OK) return status;
    buffer_json_string(out, dimension);
    buffer_string(out, ":[");
    while ((status = statement_step(values)) == STATUS_OK) {
        buffer_format(out, "%s{\"value\":", joint);
        write_string(out, statement_text(values, 0));
        buffer_string(out, ",\"label\":");
        write_string(out, statement_text(values, 1));
        buffer_format(out, ",\"count\":%lld}", (long long)statement_integer(values, 2));
        joint = ",";
    }
    statement_reset(values);
    buffer_string(out, "]");
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status list_write_facets(struct list *list, struct buffer *out)
{
    const struct value *facet = parameters_get(&list->request->parameters, "facet");
    enum status status = STATUS_OK;
    if (facet == NULL) return STATUS_OK;
    buffer_string(out, ",\"facets\":{");
    for (size_t i = 0; i < facet->item_count && status == STATUS_OK; i++) {
        if (i > 0) buffer_string(out, ",");
        status = write_facet(list, facet->items[i], out);
    }
    buffer_string(out, "}");
    return status;
}
