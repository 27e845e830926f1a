/*
 * What an id stands for, and what is said when it leads nowhere.
 */
#include "identity.h"

#include "request.h"

#include <chancery/fold.h>
#include <stdlib.h>
#include <string.h>

static enum status look_up(struct request *request, struct text id, struct found_id *out)
{
    struct statement *query;
    enum status status = request_query(request, "record.by_id", &query);
    if (status != STATUS_OK) return status;
    statement_bind_text(query, ":id", id);
    status = statement_step(query);
    if (status == STATUS_OK)
        *out = (struct found_id){statement_integer(query, 0),
                                 arena_copy(request->arena, statement_text(query, 1)), id};
    statement_reset(query);
    return status;
}

enum status find_id(struct request *request, struct text id, struct found_id *out)
{
    enum status status = look_up(request, id, out);
    if (status != STATUS_NOT_FOUND) return status;
    struct statement *query;
    status = request_query(request, "record.former", &query);
    if (status != STATUS_OK) return status;
    statement_bind_text(query, ":id", id);
    status = statement_step(query);
    struct text current = {NULL, 0};
    if (status == STATUS_OK) current = arena_copy(request->arena, statement_text(query, 0));
    statement_reset(query);
    return status == STATUS_OK ? look_up(request, current, out) : status;
}

enum status find_version(struct request *request, struct text named, struct text *out)
{
    struct statement *query;
    bool is_served = text_is(named, generation_version(request->generation));
    enum status status = request_query(request, "version.of", &query);
    if (status != STATUS_OK) return status;
    statement_bind_text(query, ":since", named);
    status = statement_step(query);
    *out = status == STATUS_OK ? arena_copy(request->arena, statement_text(query, 0)) : named;
    statement_reset(query);
    if (status == STATUS_OK && out->at == NULL) return STATUS_NO_MEMORY;
    return status == STATUS_NOT_FOUND && is_served ? STATUS_OK : status;
}

enum { NEAREST = 5, LONGEST_ASKED = 160 };

struct candidate {
    struct text id;
    size_t distance;
};

/* Keep the candidate among the nearest so far, in order. */
static void rank(struct candidate best[NEAREST], struct candidate candidate, struct arena *arena)
{
    if (candidate.distance >= best[NEAREST - 1].distance) return;
    candidate.id = arena_copy(arena, candidate.id);
    size_t i = NEAREST - 1;
    for (; i > 0 && best[i - 1].distance > candidate.distance; i--)
        best[i] = best[i - 1];
    best[i] = candidate;
}

/* What was asked for as an identifier would spell it ("Hokkaidō" as "hokkaido"), as far as ids are
 * compared; in the request's arena. */
static struct text as_identifier(struct request *request, struct text wanted)
{
    struct buffer folded = {0};
    struct text id = {NULL, 0};
    if (wanted.length > LONGEST_ASKED) wanted.length = LONGEST_ASKED;
    fold_text(wanted, &folded);
    for (size_t i = 0; i < folded.length; i++)
        if (folded.at[i] == ' ') folded.at[i] = '-';
    if (!folded.failed) id = arena_copy(request->arena, (struct text){folded.at, folded.length});
    buffer_free(&folded);
    return id;
}

json_t *nearest_ids(struct request *request, const char *piece, struct text type,
                    struct text wanted)
{
    json_t *list = json_array();
    struct candidate best[NEAREST] = {0};
    struct statement *ids;
    wanted = as_identifier(request, wanted);
    size_t limit = wanted.length / 3 + 2;
    for (size_t i = 0; i < NEAREST; i++)
        best[i] = (struct candidate){{NULL, 0}, limit + 1};
    if (request_query(request, piece, &ids) != STATUS_OK) return list;
    statement_bind_text(ids, ":type", type);
    statement_bind_text(ids, ":treaty", type);
    while (statement_step(ids) == STATUS_OK) {
        struct text id = statement_text(ids, 0);
        rank(best, (struct candidate){id, fold_distance(wanted, id, limit)}, request->arena);
    }
    statement_reset(ids);
    for (size_t i = 0; i < NEAREST && best[i].id.at != NULL; i++)
        json_array_append_new(list, json_stringn(best[i].id.at, best[i].id.length));
    return list;
}

/* Its href is led by the base path. NULL stays NULL. */
static json_t *with_base_path(const struct request *request, json_t *reference)
{
    const char *href = json_string_value(json_object_get(reference, "href"));
    if (href != NULL)
        json_object_set_new(reference, "href", json_sprintf("%s%s", request->base_path, href));
    return reference;
}

json_t *read_reference(struct request *request, struct text id)
{
    struct statement *query;
    json_t *reference = NULL;
    if (request_query(request, "record.href", &query) != STATUS_OK) return NULL;
    statement_bind_text(query, ":id", id);
    if (statement_step(query) == STATUS_OK) reference = statement_json(query, 3, PROPERTY_JSON);
    statement_reset(query);
    return with_base_path(request, reference);
}

static bool was_withdrawn(struct request *request, struct text id, json_t **replaced_by)
{
    struct statement *query;
    if (request_query(request, "record.withdrawn", &query) != STATUS_OK) return false;
    statement_bind_text(query, ":id", id);
    bool withdrawn = statement_step(query) == STATUS_OK;
    if (withdrawn) *replaced_by = with_base_path(request, statement_json(query, 1, PROPERTY_JSON));
    statement_reset(query);
    return withdrawn;
}

static struct reply not_found(struct request *request, const struct record_type *type,
                              struct text id)
{
    char *detail = arena_format(request->arena, "No record of /%s has the id \"%.*s\".",
                                type->collection, (int)id.length, id.at);
    struct problem *problem = problem_new(PROBLEM_NO_SUCH_RECORD, detail);
    problem_set_take(problem, "suggestions",
                     nearest_ids(request, "record.ids", text_of(type->name), id));
    struct found_id found;
    json_t *elsewhere =
        find_id(request, id, &found) == STATUS_OK ? read_reference(request, found.current) : NULL;
    if (elsewhere != NULL) {
        json_t *suggested = json_array();
        json_array_append_new(suggested, elsewhere);
        problem_set_take(problem, "suggested", suggested);
    }
    return reply_problem_take(problem);
}

struct reply missing_record(struct request *request, const struct record_type *type, struct text id)
{
    struct found_id found;
    json_t *replaced_by = NULL;
    enum status status = find_id(request, id, &found);
    if (status != STATUS_OK && status != STATUS_NOT_FOUND) return reply_failure(status);
    if (status == STATUS_OK && text_is(found.type, type->name) && !text_equal(found.current, id))
        return reply_redirect_take(308, replaced_target(request, 1, found.current));
    if (!was_withdrawn(request, id, &replaced_by)) return not_found(request, type, id);
    struct problem *problem =
        problem_new(PROBLEM_GONE, "The record was withdrawn from the dataset.");
    problem_set_take(problem, "replaced_by", replaced_by);
    return reply_problem_take(problem);
}

enum status find_current(struct request *request, const struct record_type *type, struct text id,
                         struct found_id *out, struct reply *instead)
{
    enum status status = find_id(request, id, out);
    if (status == STATUS_OK && text_is(out->type, type->name) && text_equal(out->current, id))
        return STATUS_OK;
    if (status == STATUS_OK || status == STATUS_NOT_FOUND)
        *instead = missing_record(request, type, id);
    else
        *instead = reply_failure(status);
    return STATUS_NOT_FOUND;
}
