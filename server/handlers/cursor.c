/*
 * Cursors: where a page ended, and for which question. A cursor is base64url over a JSON array
 *   [version, binding, backwards, k1, k2, k3, k4]
 * and is worth nothing with other parameters or another dataset. It is opaque, not secret.
 */
#include "common.h"
#include "list.h"

#include <chancery/digest.h>
#include <stdlib.h>
#include <string.h>

enum { SHORT_DIGEST = 16 };

/* Parameters that do not change which rows a list has, nor their order. */
static bool is_bound(const char *name)
{
    return strcmp(name, "cursor") != 0 && strcmp(name, "limit") != 0 &&
           strcmp(name, "fields") != 0 && strcmp(name, "format") != 0 &&
           strcmp(name, "facet") != 0 && strcmp(name, "bom") != 0 && strcmp(name, "v") != 0 &&
           strcmp(name, "include") != 0;
}

/* What the cursor is for: the operation, its path values, its filters, the language. */
static void binding_of(const struct request *request, char out[SHORT_DIGEST + 1])
{
    struct buffer said = {0};
    char digest[DIGEST_HEX_SIZE];
    const struct operation *operation = request->route.operation;
    buffer_format(&said, "%s\n%zu\n", operation->id, request->language);
    for (size_t i = 0; i < operation->parameter_count; i++) {
        const struct value *value = &request->parameters.values[i];
        if (!value->present || !is_bound(operation->parameters[i].name)) continue;
        buffer_format(&said, "%s=", operation->parameters[i].name);
        buffer_text(&said, value->text);
        buffer_append(&said, "\n", 1);
    }
    digest_hex((struct text){said.at, said.length}, digest);
    memcpy(out, digest, SHORT_DIGEST);
    out[SHORT_DIGEST] = '\0';
    buffer_free(&said);
}

static json_t *decode(struct text source)
{
    struct buffer bytes = {0};
    json_t *array = NULL;
    if (base64url_decode(source, &bytes)) array = json_loadb(bytes.at, bytes.length, 0, NULL);
    buffer_free(&bytes);
    if (json_is_array(array) && json_array_size(array) == 3 + LIST_KEYS) return array;
    json_decref(array);
    return NULL;
}

static bool is_key(const json_t *value)
{
    return json_is_null(value) || json_is_string(value) || json_is_number(value);
}

enum status cursor_open(const struct request *request, struct cursor *out)
{
    *out = (struct cursor){0};
    const struct value *value = parameters_get(&request->parameters, "cursor");
    if (value == NULL) return STATUS_OK;
    char binding[SHORT_DIGEST + 1];
    json_t *array = decode(value->text);
    const char *version = json_string_value(json_array_get(array, 0));
    const char *bound = json_string_value(json_array_get(array, 1));
    if (version == NULL || bound == NULL || !json_is_boolean(json_array_get(array, 2))) {
        json_decref(array);
        return STATUS_INVALID;
    }
    binding_of(request, binding);
    enum status status = STATUS_OK;
    if (strcmp(bound, binding) != 0)
        status = STATUS_INVALID;
    else if (strncmp(version, generation_version(request->generation), SHORT_DIGEST) != 0)
        status = STATUS_STALE;
    json_t *keys = json_array();
    for (size_t i = 0; i < LIST_KEYS && status == STATUS_OK; i++) {
        json_t *key = json_array_get(array, 3 + i);
        if (!is_key(key)) status = STATUS_INVALID;
        json_array_append(keys, key);
    }
    *out = (struct cursor){true, json_is_true(json_array_get(array, 2)), keys};
    json_decref(array);
    if (status != STATUS_OK) json_decref(keys);
    return status;
}

void cursor_write(const struct request *request, bool backwards, const json_t *keys,
                  struct buffer *out)
{
    char binding[SHORT_DIGEST + 1];
    binding_of(request, binding);
    json_t *array = json_array(), *key;
    size_t i;
    json_array_append_new(array,
                          json_stringn(generation_version(request->generation), SHORT_DIGEST));
    json_array_append_new(array, json_string(binding));
    json_array_append_new(array, json_boolean(backwards));
    json_array_foreach((json_t *)keys, i, key) json_array_append(array, key);
    char *text = json_dumps(array, JSON_COMPACT);
    json_decref(array);
    if (text == NULL)
        out->failed = true;
    else
        base64url_append(out, text_of(text));
    free(text);
}

void cursor_write_from_end(const struct request *request, struct buffer *out)
{
    json_t *keys = json_array();
    for (size_t i = 0; i < LIST_KEYS; i++)
        json_array_append_new(keys, json_null());
    cursor_write(request, true, keys, out);
    json_decref(keys);
}

/* The last key of a row is its id, which is never null. */
bool cursor_is_from_end(const struct cursor *cursor)
{
    return cursor->given && cursor->backwards &&
           json_is_null(json_array_get(cursor->keys, LIST_KEYS - 1));
}

/* Parameters in the contract's order: however a question was put, its pages have the same links. */
void append_target(const struct request *request, const struct text *cursor, struct buffer *out)
{
    const struct operation *operation = request->route.operation;
    const char *joint = "?";
    buffer_string(out, request->base_path);
    buffer_text(out, request->path);
    for (size_t i = 0; i < operation->parameter_count; i++) {
        const struct parameter *parameter = &operation->parameters[i];
        const struct value *value = &request->parameters.values[i];
        if (parameter->in != IN_QUERY || !value->given || strcmp(parameter->name, "cursor") == 0)
            continue;
        buffer_format(out, "%s%s=", joint, parameter->name);
        buffer_percent_encode(out, value->text, ":/,*");
        joint = "&";
    }
    if (cursor == NULL) return;
    buffer_format(out, "%scursor=", joint);
    buffer_text(out, *cursor);
}
