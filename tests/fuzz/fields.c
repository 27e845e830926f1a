/*
 * Fuzzes `fields` and `include`. The first byte chooses an item; then a line is `fields`, the next
 * `include`. What is chosen must be part of the whole, what is included must hold the whole, and
 * with both the parts of what is included.
 */
#include "served.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A fuzzer's entry points share no argument: here alone a file-scope variable is the way. */
static struct served served;

static const char *const items[] = {
    "/events/battle-of-angamos",
    "/treaties/treaty-of-ancon-1883",
    "/treaties/treaty-of-ancon-1883/articles/3",
    "/actors/republic-of-peru",
    "/places/lima",
    "/events?limit=3",
    "/timeline?limit=3",
    "/claims?limit=3",
};

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    served = served_begin();
    return 0;
}

static bool is_place(const json_t *whole)
{
    const char *type = json_string_value(json_object_get(whole, "type"));
    return type != NULL && strcmp(type, "place") == 0;
}

/* Whether all that `part` says `whole` says too, but a place's geometry, which `fields` alone asks
 * for. Lists keep their length and order. */
static bool holds(const json_t *whole, const json_t *part)
{
    const char *key;
    json_t *inner;
    if (json_is_object(part)) {
        json_object_foreach((json_t *)(uintptr_t)part, key, inner)
        {
            const json_t *value = json_object_get(whole, key);
            if (value == NULL && is_place(whole) && strcmp(key, "geometry") == 0) continue;
            if (!holds(value, inner)) return false;
        }
        return json_is_object(whole);
    }
    if (json_is_array(part)) {
        if (json_array_size(whole) != json_array_size(part)) return false;
        for (size_t i = 0; i < json_array_size(part); i++)
            if (!holds(json_array_get(whole, i), json_array_get(part, i))) return false;
        return json_is_array(whole);
    }
    return json_equal(whole, part);
}

static void add_parameter(struct buffer *target, const char *name, struct text value)
{
    if (value.length == 0) return;
    buffer_format(target, "%c%s=", memchr(target->at, '?', target->length) != NULL ? '&' : '?',
                  name);
    buffer_percent_encode(target, value, "");
}

/* The items of a page or the one item, or NULL where the request was refused. The caller owns it.
 */
static json_t *ask(const char *item, struct text fields, struct text include)
{
    struct buffer target = {0};
    buffer_string(&target, item);
    add_parameter(&target, "fields", fields);
    add_parameter(&target, "include", include);
    struct answered answered =
        served_answer(&served, (struct text){target.at, target.length}, NULL, NULL);
    json_t *body = NULL;
    if (answered.reply.status == 200) {
        body = json_loadb(answered.body.at, answered.body.length, JSON_REJECT_DUPLICATES, NULL);
        require(body != NULL);
        json_t *page = json_object_get(body, "items");
        if (page != NULL) {
            json_incref(page);
            json_decref(body);
            body = page;
        }
    }
    answered_free(&answered);
    buffer_free(&target);
    return body;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct text none = {NULL, 0};
    if (size == 0) return 0;
    const char *item = items[data[0] % (sizeof items / sizeof items[0])];
    struct text rest = {(const char *)data + 1, size - 1};
    struct text fields = text_cut(&rest, '\n'), include = rest;
    json_t *whole = ask(item, none, none), *chosen = ask(item, fields, none),
           *included = ask(item, none, include), *both = ask(item, fields, include);
    require(whole != NULL);
    require(chosen == NULL || holds(whole, chosen));
    require(included == NULL || include.length == 0 || json_is_object(whole) ||
            json_array_size(included) == json_array_size(whole));
    require(both == NULL || included == NULL || holds(included, both));
    require(chosen == NULL || included == NULL || both != NULL);
    json_decref(whole);
    json_decref(chosen);
    json_decref(included);
    json_decref(both);
    return 0;
}
