/*
 * Records as JSON: the kept bytes as they are, or what `at` (item_at.c) and `fields` make of them.
 * Nothing here knows what a treaty or an event is.
 */
#include "record.h"

#include "identity.h"
#include "include.h"
#include "request.h"

#include <chancery/buffer.h>
#include <chancery/geojson.h>
#include <chancery/representation.h>
#include <stdlib.h>
#include <string.h>

static const char href_key[] = "\"href\":\"/";

/* Inside a JSON string every quote is escaped, so these bytes can only be a key and its value. */
void append_with_base(struct buffer *out, struct text json, const char *base_path)
{
    if (base_path[0] == '\0') {
        buffer_text(out, json);
        return;
    }
    while (json.length > 0) {
        const char *found = memmem(json.at, json.length, href_key, sizeof href_key - 1);
        size_t plain =
            found != NULL ? (size_t)(found - json.at) + sizeof href_key - 2 : json.length;
        buffer_append(out, json.at, plain);
        if (found != NULL) buffer_string(out, base_path);
        json = text_after(json, plain);
    }
}

bool fields_given(const struct request *request)
{
    return parameters_get(&request->parameters, "fields") != NULL;
}

bool fields_reach(const struct request *request, struct text path)
{
    const struct value *fields = parameters_get(&request->parameters, "fields");
    for (size_t i = 0; fields != NULL && i < fields->item_count; i++) {
        struct text field = fields->items[i];
        if (field.length < path.length || memcmp(field.at, path.at, path.length) != 0) continue;
        if (field.length == path.length || field.at[path.length] == '.') return true;
    }
    return false;
}

/* Copy the value at a dotted path of `from` into `to`; lists are entered element by element. */
static void copy_path(const json_t *from, json_t *to, struct text path)
{
    struct text rest = path, key = text_cut(&rest, '.');
    json_t *value = json_object_getn(from, key.at, key.length);
    if (value == NULL) return;
    if (rest.at == NULL || json_is_null(value)) {
        json_object_setn(to, key.at, key.length, value);
        return;
    }
    json_t *inner = json_object_getn(to, key.at, key.length);
    if (json_is_object(value)) {
        if (inner == NULL) {
            inner = json_object();
            json_object_setn_new(to, key.at, key.length, inner);
        }
        copy_path(value, inner, rest);
    } else if (json_is_array(value)) {
        if (inner == NULL) {
            inner = json_array();
            json_object_setn_new(to, key.at, key.length, inner);
        }
        for (size_t i = 0; i < json_array_size(value); i++) {
            if (json_array_size(inner) <= i) json_array_append_new(inner, json_object());
            copy_path(json_array_get(value, i), json_array_get(inner, i), rest);
        }
    }
}

/* What was put in on request stays, unless `fields` says which part of it. */
static void copy_included(const struct request *request, const json_t *item, json_t *chosen)
{
    const struct value *include = parameters_get(&request->parameters, "include");
    for (size_t i = 0; include != NULL && i < include->item_count; i++) {
        struct text name = include->items[i];
        if (json_object_getn(chosen, name.at, name.length) == NULL) copy_path(item, chosen, name);
    }
}

/* A map without places would be none: a feature's geometry is found by them. */
static void copy_places(const struct request *request, const json_t *item, json_t *chosen)
{
    static const char *const places[] = {"place", "places"};
    if (request->format == NULL || strcmp(request->format->format, "geojson") != 0) return;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        if (json_object_get(chosen, places[i]) == NULL) copy_path(item, chosen, text_of(places[i]));
}

json_t *select_fields_take(const struct request *request, json_t *item)
{
    static const char *const always[] = {"id", "type", "href", "match"};
    const struct value *fields = parameters_get(&request->parameters, "fields");
    if (fields == NULL || item == NULL) return item;
    json_t *chosen = json_object();
    for (size_t i = 0; chosen != NULL && i < sizeof always / sizeof always[0]; i++)
        copy_path(item, chosen, text_of(always[i]));
    for (size_t i = 0; chosen != NULL && i < fields->item_count; i++)
        copy_path(item, chosen, fields->items[i]);
    copy_included(request, item, chosen);
    copy_places(request, item, chosen);
    json_decref(item);
    return chosen;
}

/* Append a place's geometry as a member: its outline, else its point, else null. */
static enum status append_geometry(struct request *request, int64_t key, struct buffer *out)
{
    struct statement *query;
    enum status status = request_query(request, "place.geometry", &query);
    if (status != STATUS_OK) return status;
    statement_bind_integer(query, ":key", key);
    status = statement_step(query);
    if (status == STATUS_OK) {
        buffer_string(out, ",\"geometry\":");
        buffer_text(out, statement_text(query, 0));
    }
    statement_reset(query);
    return status == STATUS_NOT_FOUND ? STATUS_FAILED : status;
}

/* Replace what was appended since `start` by what an item's `at` and `fields` make of it. */
static enum status reshape(struct request *request, bool as_item, struct buffer *out, size_t start)
{
    json_t *item = json_loadb(out->at + start, out->length - start, 0, NULL);
    enum status status = item != NULL && as_item ? item_tell_at(request, item) : STATUS_OK;
    if (status == STATUS_OK && item != NULL) status = include_into(request, item);
    if (status != STATUS_OK) {
        json_decref(item);
        return status;
    }
    item = select_fields_take(request, item);
    char *text = item != NULL ? representation_dump(item) : NULL;
    json_decref(item);
    if (text == NULL) return STATUS_NO_MEMORY;
    out->length = start;
    buffer_string(out, text);
    free(text);
    return STATUS_OK;
}

static void append_marks(struct buffer *out, const struct record_marks *marks,
                         const char *base_path)
{
    if (marks->matched) {
        buffer_string(out, ",\"match\":");
        if (marks->match.at != NULL)
            buffer_json_string(out, marks->match);
        else
            buffer_string(out, "null");
    }
    if (marks->via.at != NULL) {
        buffer_string(out, ",\"via\":");
        append_with_base(out, marks->via, base_path);
    }
}

enum status append_kept(const struct request *request, struct text kept,
                        const struct record_marks *marks, struct buffer *out)
{
    append_with_base(out, kept, request->base_path);
    append_marks(out, marks, request->base_path);
    buffer_append(out, "}", 1);
    return out->failed ? STATUS_NO_MEMORY : STATUS_OK;
}

enum status append_record(struct request *request, const struct record_type *type, int64_t key,
                          struct text kept, const struct record_marks *marks, struct buffer *out)
{
    size_t start = out->length;
    enum status status = STATUS_OK;
    append_with_base(out, kept, request->base_path);
    if (marks != NULL) append_marks(out, marks, request->base_path);
    bool wants_geometry =
        fields_given(request) ? fields_reach(request, TEXT("geometry")) : marks == NULL;
    if (strcmp(type->name, "place") == 0 && wants_geometry)
        status = append_geometry(request, key, out);
    buffer_append(out, "}", 1);
    if (out->failed) return STATUS_NO_MEMORY;
    bool as_item = marks == NULL;
    bool as_of = as_item && parameters_get(&request->parameters, "at") != NULL;
    if (status == STATUS_OK && (as_of || fields_given(request) || include_given(request)))
        status = reshape(request, as_item, out, start);
    return status;
}

static enum status fetch_record(struct request *request, const struct record_type *type,
                                int64_t key, struct buffer *out)
{
    struct statement *query;
    enum status status = request_query(request, "record.body", &query);
    if (status != STATUS_OK) return status;
    statement_bind_integer(query, ":slot", representation_slot(key, request->language));
    statement_bind_integer(query, ":base", representation_slot(key, 0));
    status = statement_step(query);
    if (status == STATUS_OK)
        status = append_record(request, type, key, statement_text(query, 0), NULL, out);
    statement_reset(query);
    return status == STATUS_NOT_FOUND ? STATUS_FAILED : status;
}

struct reply record_reply(struct request *request, const struct record_type *type, struct text id)
{
    struct found_id found;
    struct reply instead;
    if (find_current(request, type, id, &found, &instead) != STATUS_OK) return instead;
    struct buffer out = {0};
    enum status status = fetch_record(request, type, found.key, &out);
    if (status == STATUS_OK) return reply_bytes_take(&out, "application/json");
    buffer_free(&out);
    return request->overflow != NULL ? include_refusal(request) : reply_failure(status);
}

enum status append_whole_claim(struct request *request, int64_t key, struct buffer *out)
{
    const struct shape *shape = contract_shape(request->contract, "Claim");
    struct connection *connection = request_connection(request);
    struct statement *query;
    struct buffer claim = {0};
    if (connection == NULL) return STATUS_FAILED;
    enum status status =
        connection_prepare(connection, representation_query(TEXT("claim")), &query);
    if (status != STATUS_OK) return status;
    statement_bind_integer(query, ":key", key);
    status = statement_step(query);
    if (status == STATUS_OK)
        status = statement_append_object(query, shape->properties, shape->property_count, &claim);
    statement_reset(query);
    if (status == STATUS_OK) {
        append_with_base(out, (struct text){claim.at, claim.length}, request->base_path);
        buffer_append(out, "}", 1);
    }
    buffer_free(&claim);
    if (status == STATUS_NOT_FOUND) return STATUS_FAILED;
    return status == STATUS_OK && out->failed ? STATUS_NO_MEMORY : status;
}

enum status append_claim(struct request *request, int64_t key, struct buffer *out)
{
    size_t start = out->length;
    enum status status = append_whole_claim(request, key, out);
    if (status == STATUS_OK && (fields_given(request) || include_given(request)))
        status = reshape(request, false, out, start);
    return status;
}

static enum status read_shape(struct request *request, const char *place, bool point_first,
                              json_t **out)
{
    struct statement *row;
    enum status status = request_query(request, "place.outline", &row);
    if (status != STATUS_OK) return status;
    statement_bind_text(row, ":id", text_of(place));
    status = statement_step(row);
    bool has_outline = status == STATUS_OK && !statement_is_null(row, 0);
    bool has_point = status == STATUS_OK && !statement_is_null(row, 1);
    if (has_point && (point_first || !has_outline))
        *out = geojson_point(statement_number(row, 1), statement_number(row, 2));
    else if (status == STATUS_OK)
        *out = statement_json(row, 0, PROPERTY_JSON);
    statement_reset(row);
    if (status == STATUS_OK && *out == NULL) return STATUS_NO_MEMORY;
    return status;
}

enum status read_outline(struct request *request, const char *place, json_t **out)
{
    return read_shape(request, place, false, out);
}

enum status read_point(struct request *request, const char *place, json_t **out)
{
    return read_shape(request, place, true, out);
}
