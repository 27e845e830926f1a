/*
 * Cursors: where a page ended, and for which question. A cursor is base64url over a JSON array
 *   [version, binding, backwards, k1, k2, k3, k4]
 * and is worth nothing with other parameters or another dataset. It is opaque, not secret.
 */
#include "cursor.h"

#include "list.h"
#include "request.h"

#include <chancery/buffer.h>
#include <chancery/digest.h>
#include <stdio.h>
#include <string.h>

enum { SHORT_DIGEST = sizeof(struct cursor_binding) - 1 };

/* Whether a cursor holds only with this parameter as it was: all but those that change neither
 * which rows a list has nor their order. */
static bool is_bound(const char *name)
{
    return strcmp(name, "cursor") != 0 && strcmp(name, "limit") != 0 &&
           strcmp(name, "fields") != 0 && strcmp(name, "format") != 0 &&
           strcmp(name, "facet") != 0 && strcmp(name, "bom") != 0 && strcmp(name, "v") != 0 &&
           strcmp(name, "include") != 0;
}

struct cursor_binding cursor_bind(const struct request *request)
{
    struct buffer said = {0};
    struct cursor_binding binding;
    char digest[DIGEST_HEX_SIZE];
    const struct operation *operation = request->route.operation;
    buffer_format(&said, "%s\n%zu\n", operation->id, request->language);
    for (size_t i = 0; i < operation->parameter_count; i++) {
        const struct value *value = &request->parameters.values[i];
        if (!value->present || !is_bound(operation->parameters[i].name)) continue;
        buffer_string(&said, operation->parameters[i].name);
        buffer_append(&said, "=", 1);
        buffer_text(&said, value->text);
        buffer_append(&said, "\n", 1);
    }
    digest_hex((struct text){said.at, said.length}, digest);
    memcpy(binding.text, digest, SHORT_DIGEST);
    binding.text[SHORT_DIGEST] = '\0';
    buffer_free(&said);
    return binding;
}

static json_t *decode(struct text source)
{
    struct buffer bytes = {0};
    json_t *array = NULL;
    if (base64url_decode(source, &bytes)) array = json_loadb(bytes.at, bytes.length, 0, NULL);
    buffer_free(&bytes);
    if (json_is_array(array) && json_array_size(array) == 3 + SORT_KEYS) return array;
    json_decref(array);
    return NULL;
}

/* A value of a cursor; false: no cursor of ours holds such a one. */
static bool read_key(const struct request *request, const json_t *value, struct sort_key *out)
{
    *out = (struct sort_key){.class = KEY_NULL};
    if (json_is_integer(value)) {
        out->class = KEY_INTEGER;
        out->integer = json_integer_value(value);
    } else if (json_is_real(value)) {
        out->class = KEY_NUMBER;
        out->number = json_real_value(value);
    } else if (json_is_string(value)) {
        out->class = KEY_TEXT;
        out->text = arena_copy(request->arena,
                               (struct text){json_string_value(value), json_string_length(value)});
    }
    return json_is_null(value) ||
           (out->class == KEY_TEXT ? out->text.at != NULL : out->class != KEY_NULL);
}

enum status cursor_open(const struct request *request, struct cursor *out)
{
    *out = (struct cursor){0};
    const struct value *value = parameters_get(&request->parameters, "cursor");
    if (value == NULL) return STATUS_OK;
    json_t *array = decode(value->text);
    const char *version = json_string_value(json_array_get(array, 0));
    const char *bound = json_string_value(json_array_get(array, 1));
    enum status status = STATUS_OK;
    if (version == NULL || bound == NULL || !json_is_boolean(json_array_get(array, 2)) ||
        strcmp(bound, cursor_bind(request).text) != 0)
        status = STATUS_INVALID;
    else if (strncmp(version, generation_version(request->generation), SHORT_DIGEST) != 0)
        status = STATUS_STALE;
    *out = (struct cursor){.given = true, .backwards = json_is_true(json_array_get(array, 2))};
    for (size_t i = 0; i < SORT_KEYS && status == STATUS_OK; i++)
        if (!read_key(request, json_array_get(array, 3 + i), &out->keys[i]))
            status = STATUS_INVALID;
    json_decref(array);
    return status;
}

static void write_key(const struct sort_key *key, struct buffer *out)
{
    char number[32];
    if (key->class == KEY_INTEGER) buffer_format(out, ",%lld", (long long)key->integer);
    if (key->class == KEY_NUMBER) {
        /* As JSON: a point or an exponent keeps it a number that is no integer. */
        snprintf(number, sizeof number, "%.17g", key->number);
        buffer_format(out, ",%s%s", number, strpbrk(number, ".e") == NULL ? ".0" : "");
    }
    if (key->class == KEY_NULL) buffer_string(out, ",null");
    if (key->class == KEY_TEXT) {
        buffer_append(out, ",", 1);
        buffer_json_string(out, key->text);
    }
}

void cursor_write(const struct request *request, const struct cursor_binding *binding,
                  bool backwards, const struct sort_key *keys, struct buffer *out)
{
    static const struct sort_key end[SORT_KEYS] = {{.class = KEY_NULL}};
    struct buffer text = {0};
    buffer_format(&text, "[\"%.*s\",\"%s\",%s", SHORT_DIGEST,
                  generation_version(request->generation), binding->text,
                  backwards ? "true" : "false");
    for (size_t i = 0; i < SORT_KEYS; i++)
        write_key(keys != NULL ? &keys[i] : &end[i], &text);
    buffer_append(&text, "]", 1);
    base64url_append(out, (struct text){text.at, text.length});
    if (text.failed) out->failed = true;
    buffer_free(&text);
}

/* The last key of a row is its id, which is never null. */
bool cursor_is_from_end(const struct cursor *cursor)
{
    return cursor->given && cursor->backwards && cursor->keys[SORT_KEYS - 1].class == KEY_NULL;
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
        buffer_string(out, joint);
        buffer_string(out, parameter->name);
        buffer_append(out, "=", 1);
        buffer_percent_encode(out, value->text, ":/,*");
        joint = "&";
    }
    if (cursor == NULL) return;
    buffer_format(out, "%scursor=", joint);
    buffer_text(out, *cursor);
}

static void add_fault(const struct request *request, struct problem *problem)
{
    struct text given = parameter_text(request, "cursor");
    json_t *array = decode(given);
    problem_add(problem,
                &(struct fault){.in = "query",
                                .name = TEXT("cursor"),
                                .value = given,
                                .reason = array == NULL
                                              ? "this is not a cursor: it was not copied whole"
                                              : "the cursor does not belong to this request: it "
                                                "holds only with the path, filters, sort and "
                                                "language that it was given for",
                                .allowed = "a cursor exactly as `next` or `prev` gave it"});
    json_decref(array);
}

void cursor_check(const struct request *request, struct problem *problem)
{
    const struct value *value = parameters_get(&request->parameters, "cursor");
    if (value == NULL || problem_count(problem) == 0) return;
    json_t *array = decode(value->text);
    if (array == NULL) add_fault(request, problem);
    json_decref(array);
}

struct reply cursor_refuse(const struct request *request, enum status status)
{
    struct buffer first = {0};
    if (status == STATUS_STALE) {
        struct problem *problem = problem_new(
            PROBLEM_STALE_CURSOR, "The dataset was replaced since this cursor was given.");
        append_target(request, NULL, &first);
        problem_set_take(problem, "first", first.failed ? json_null() : json_string(first.at));
        problem_set_take(problem, "dataset_version",
                         json_string(generation_version(request->generation)));
        buffer_free(&first);
        return reply_problem_take(problem);
    }
    struct problem *problem = problem_new(PROBLEM_INVALID_PARAMETER, NULL);
    add_fault(request, problem);
    return reply_problem_take(problem);
}
