/*
 * Facets: how a list's records divide by kind, actor, place, decade or source, under all filters of
 * the request and whatever the page. Each dimension counts as its filter finds, so that a count is
 * the total of the narrower list; at most 200 values a facet.
 */
#include "list.h"
#include "request.h"

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
    if (text_is(dimension, "kind") && strcmp(list->type, "article") == 0) more = ".article";
    if (text_is(dimension, "place")) {
        bool around = strcmp(list->type, "control") == 0;
        more = has_value(list, "scope", "exact") ? ".exact" : around ? ".around" : ".within";
    }
    snprintf(out, 64, "facet.%s%.*s%s", of, (int)dimension.length, dimension.at, more);
}

/* Of a large collection the facets count the first LIST_LARGE found, and then say so. */
enum { EVERY_ONE = -1 };

/* The piece that answers from what was counted at build, or NULL. */
static const char *counted_piece(const struct list *list, struct text dimension)
{
    static const struct {
        const char *dimension, *of_claims, *of_records;
    } pieces[] = {{"source", "facet.claim.source.whole", "facet.whole"},
                  {"rank", "facet.claim.rank.whole", NULL},
                  {"verified", "facet.claim.verified.whole", NULL},
                  {"actor", NULL, "facet.whole"},
                  {"place", NULL, "facet.whole"},
                  {"decade", NULL, "facet.decade.whole"}};
    bool claims = strcmp(list->type, "claim") == 0,
         sifted = list->sieve.length > 0 || list->sieve_dated.length > 0;
    if (claims ? list->narrowed : !list_is_plain(list) || sifted || list->types != NULL)
        return NULL;
    if (!claims && text_is(dimension, "kind")) return "facet.kind.tally";
    if (list->time.asked || list->kind_count > 0 || list->only_dated || list->only_undated)
        return NULL;
    /* As the filters by place find, but for a place alone, and for who held it. */
    if (text_is(dimension, "place") &&
        (has_value(list, "scope", "exact") || strcmp(list->type, "control") == 0))
        return NULL;
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++)
        if (text_is(dimension, pieces[i].dimension))
            return claims ? pieces[i].of_claims : pieces[i].of_records;
    return NULL;
}

static enum status prepare_counted(struct list *list, const char *piece, struct text dimension,
                                   struct statement **out)
{
    struct buffer sql = {0};
    buffer_text(&sql, generation_query(list->request->generation, piece));
    enum status status = list_prepare(list, &sql, out);
    buffer_free(&sql);
    if (status != STATUS_OK) return status;
    statement_bind_text(*out, ":dimension", dimension);
    statement_bind_integer(*out, ":since", list->time.asked ? list->time.since : DAY_MIN);
    statement_bind_integer(*out, ":until", list->time.asked ? list->time.until : DAY_MAX);
    statement_bind_integer(*out, ":undated", list->only_undated ? 1 : list->only_dated ? 0 : 2);
    return status;
}

/* WITH found AS (the first keys of the list) SELECT value, label, count, how many were found … */
static enum status prepare_counting(struct list *list, struct text dimension,
                                    struct statement **out)
{
    char piece[64];
    struct buffer sql = {0};
    const struct generation *generation = list->request->generation;
    bool claims = strcmp(list->type, "claim") == 0,
         large = list_population(list).records > LIST_LARGE;
    name_piece(list, dimension, piece);
    buffer_text(&sql, generation_query(generation, claims ? "facet.claims" : "facet.records"));
    list_write_scan(list, &sql);
    buffer_text(&sql, generation_query(generation, "facet.most"));
    buffer_text(&sql, generation_query(generation, piece));
    enum status status = list_prepare(list, &sql, out);
    buffer_free(&sql);
    if (status == STATUS_OK)
        statement_bind_integer(*out, ":most", large ? LIST_LARGE + 1 : EVERY_ONE);
    return status;
}

static void write_string(struct buffer *out, struct text value)
{
    if (value.at != NULL)
        buffer_json_string(out, value);
    else
        buffer_string(out, "null");
}

/* `*floor`: there are more than were counted. */
static enum status write_facet(struct list *list, struct text dimension, bool *floor,
                               struct buffer *out)
{
    struct statement *values;
    const char *joint = "", *counted = counted_piece(list, dimension);
    enum status status = counted != NULL ? prepare_counted(list, counted, dimension, &values)
                                         : prepare_counting(list, dimension, &values);
    if (status != STATUS_OK) return status;
    buffer_json_string(out, dimension);
    buffer_string(out, ":[");
    while ((status = statement_step(values)) == STATUS_OK) {
        buffer_format(out, "%s{\"value\":", joint);
        write_string(out, statement_text(values, 0));
        buffer_string(out, ",\"label\":");
        write_string(out, statement_text(values, 1));
        buffer_format(out, ",\"count\":%lld}", (long long)statement_integer(values, 2));
        if (counted == NULL && statement_integer(values, 3) > LIST_LARGE) *floor = true;
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
    bool floor = false;
    if (facet == NULL) return STATUS_OK;
    buffer_string(out, ",\"facets\":{");
    for (size_t i = 0; i < facet->item_count && status == STATUS_OK; i++) {
        if (i > 0) buffer_string(out, ",");
        status = write_facet(list, facet->items[i], &floor, out);
    }
    buffer_string(out, floor ? "},\"facets_are\":\"at_least\"" : "}");
    return status;
}
