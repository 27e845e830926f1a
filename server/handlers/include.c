/*
 * Full records in the place of references, so that a page needs no second request. One step deep
 * and bounded: what would be too much is refused whole, since half of it would look like all.
 */
#include "include.h"

#include "identity.h"
#include "record.h"
#include "request.h"

#include <chancery/buffer.h>
#include <chancery/representation.h>
#include <string.h>

static const struct value *included(const struct request *request)
{
    return parameters_get(&request->parameters, "include");
}

bool include_given(const struct request *request)
{
    return included(request) != NULL;
}

bool include_names(const struct request *request, struct text property)
{
    const struct value *include = included(request);
    for (size_t i = 0; include != NULL && i < include->item_count; i++)
        if (text_equal(include->items[i], property)) return true;
    return false;
}

/* What is put in for one of the properties. */
struct inclusion {
    struct request *request;
    const char *property;
    bool geometry; /* a place has its geometry */
};

static bool is_reference(const json_t *value)
{
    return json_is_string(json_object_get(value, "id")) &&
           json_is_string(json_object_get(value, "type")) &&
           json_is_string(json_object_get(value, "href"));
}

/* Kept bytes as a value, with the base path before every link. */
static json_t *parse_kept(const struct request *request, struct text kept)
{
    struct buffer whole = {0};
    append_with_base(&whole, kept, request->base_path);
    buffer_append(&whole, "}", 1);
    json_t *record = whole.failed ? NULL : json_loadb(whole.at, whole.length, 0, NULL);
    buffer_free(&whole);
    return record;
}

static enum status add_geometry(struct request *request, const char *place, json_t *record)
{
    json_t *geometry = NULL;
    enum status status = read_outline(request, place, &geometry);
    if (status == STATUS_OK && json_object_set_new(record, "geometry", geometry) != 0)
        status = STATUS_NO_MEMORY;
    return status;
}

/* The record that a reference names; what no record has, such as a locator, is added to it. */
static enum status read_record(const struct inclusion *inclusion, const json_t *reference,
                               json_t **out)
{
    struct request *request = inclusion->request;
    const char *id = json_string_value(json_object_get(reference, "id"));
    struct found_id found;
    struct statement *query;
    *out = NULL;
    enum status status = find_id(request, text_of(id), &found);
    if (status == STATUS_OK) status = request_query(request, "record.body", &query);
    if (status != STATUS_OK) return status;
    statement_bind_integer(query, ":slot", representation_slot(found.key, request->language));
    statement_bind_integer(query, ":base", representation_slot(found.key, 0));
    status = statement_step(query);
    if (status == STATUS_OK) *out = parse_kept(request, statement_text(query, 0));
    statement_reset(query);
    if (status != STATUS_OK) return status;
    if (*out == NULL || json_object_update_missing(*out, (json_t *)reference) != 0)
        status = STATUS_NO_MEMORY;
    else if (inclusion->geometry && text_is(found.type, "place"))
        status = add_geometry(request, id, *out);
    if (status == STATUS_OK) return status;
    json_decref(*out);
    *out = NULL;
    return status;
}

static enum status count_one(struct request *request, const char *property)
{
    if (++request->included <= INCLUDE_LIMIT) return STATUS_OK;
    request->overflow = property;
    return STATUS_TOO_LONG;
}

/* Replace the references in a value, itself one or not; the new value is `*out`, a new reference.
 */
static enum status replace(const struct inclusion *inclusion, json_t *value, json_t **out)
{
    enum status status = STATUS_OK;
    json_t *inner, *replaced;
    const char *key;
    size_t i;
    *out = NULL;
    if (is_reference(value)) {
        status = count_one(inclusion->request, inclusion->property);
        if (status == STATUS_OK) status = read_record(inclusion, value, out);
        /* An office or a claim is named like a record and is none. */
        if (status != STATUS_NOT_FOUND) return status;
        status = STATUS_OK;
    }
    *out = json_copy(value);
    json_array_foreach(value, i, inner)
    {
        if (status == STATUS_OK) status = replace(inclusion, inner, &replaced);
        if (status == STATUS_OK) json_array_set_new(*out, i, replaced);
    }
    json_object_foreach(value, key, inner)
    {
        if (status != STATUS_OK || (!json_is_object(inner) && !json_is_array(inner))) continue;
        status = replace(inclusion, inner, &replaced);
        if (status == STATUS_OK) json_object_set_new(*out, key, replaced);
    }
    if (status == STATUS_OK && *out != NULL) return STATUS_OK;
    json_decref(*out);
    *out = NULL;
    return status == STATUS_OK ? STATUS_NO_MEMORY : status;
}

/* The keys of the claims about a record, all at once: making one asks the store again. */
static enum status read_claims(struct request *request, const json_t *item, json_t *claims)
{
    struct statement *query;
    struct buffer claim = {0};
    enum status status = request_query(request, "claim.of", &query);
    if (status != STATUS_OK) return status;
    statement_bind_text(query, ":id", text_of(json_string_value(json_object_get(item, "id"))));
    while ((status = statement_step(query)) == STATUS_OK) {
        claim.length = 0;
        status = count_one(request, "claims");
        if (status == STATUS_OK)
            status = append_whole_claim(request, statement_integer(query, 0), &claim);
        if (status != STATUS_OK) break;
        json_array_append_new(claims, json_loadb(claim.at, claim.length, 0, NULL));
    }
    statement_reset(query);
    buffer_free(&claim);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* A place's geometry is put in where it is asked for. */
static bool wants_geometry(const struct request *request, const char *property)
{
    const char *path = arena_format(request->arena, "%s.geometry", property);
    return path != NULL && fields_reach(request, text_of(path));
}

enum status include_into(struct request *request, json_t *item)
{
    const struct value *include = included(request);
    enum status status = STATUS_OK;
    for (size_t i = 0; include != NULL && i < include->item_count && status == STATUS_OK; i++) {
        struct text name = include->items[i];
        json_t *value = json_object_getn(item, name.at, name.length), *replaced = NULL;
        char *property = arena_format(request->arena, "%.*s", (int)name.length, name.at);
        if (property == NULL) return STATUS_NO_MEMORY;
        if (text_is(name, "claims")) {
            replaced = json_array();
            status = read_claims(request, item, replaced);
        } else if (value != NULL && !json_is_null(value)) {
            const struct inclusion inclusion = {request, property,
                                                wants_geometry(request, property)};
            status = replace(&inclusion, value, &replaced);
        } else {
            continue;
        }
        if (status == STATUS_OK)
            json_object_setn_new(item, name.at, name.length, replaced);
        else
            json_decref(replaced);
    }
    return status;
}

struct reply include_refusal(const struct request *request)
{
    struct problem *problem = problem_new(PROBLEM_INVALID_PARAMETER, NULL);
    problem_add(problem, &(struct fault){.in = "query",
                                         .name = TEXT("include"),
                                         .value = text_of(request->overflow),
                                         .reason = "it would put more than 500 records into one "
                                                   "reply",
                                         .allowed = "a smaller `limit`, or fewer properties"});
    return reply_problem_take(problem);
}
