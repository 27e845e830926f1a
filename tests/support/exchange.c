/*
 * Reading a reply: its headers by name, its body by JSON Pointer. It never fails a test: what is
 * not there reads as nothing, and the claim that asked for it says what it wanted.
 */
#include "service.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *exchange_header(const struct exchange *exchange, const char *name)
{
    const char *key;
    json_t *value;
    json_object_foreach(exchange->headers, key, value)
    {
        if (strcasecmp(key, name) == 0) return json_string_value(value);
    }
    return "";
}

bool exchange_has_header(const struct exchange *exchange, const char *name)
{
    return exchange_header(exchange, name)[0] != '\0';
}

bool exchange_same_headers(const struct exchange *a, const struct exchange *b,
                           const char *const *names)
{
    for (; *names != NULL; names++) {
        const char *one = exchange_header(a, *names), *other = exchange_header(b, *names);
        if (strcmp(one, other) == 0) continue;
        fprintf(stderr, "%s %s: %s: %s; %s %s: %s\n", a->method, a->target, *names, one, b->method,
                b->target, other);
        return false;
    }
    return true;
}

/* Entries are `<target>; rel="…"; …` with commas between; no target has a '>' in it. */
char *exchange_link(const struct exchange *exchange, const char *relation)
{
    char wanted[64];
    snprintf(wanted, sizeof wanted, "; rel=\"%s\"", relation);
    const char *at = exchange_header(exchange, "Link");
    while ((at = strchr(at, '<')) != NULL) {
        const char *end = strchr(at, '>');
        if (end == NULL) return NULL;
        if (strncmp(end + 1, wanted, strlen(wanted)) == 0)
            return strndup(at + 1, (size_t)(end - at - 1));
        at = end;
    }
    return NULL;
}

/* One token of a pointer, ~1 and ~0 undone; returns what follows it. */
static const char *token(const char *pointer, char *out, size_t size)
{
    size_t length = 0;
    const char *at = pointer + 1;
    for (; *at != '\0' && *at != '/'; at++) {
        char c = *at;
        if (c == '~' && (at[1] == '0' || at[1] == '1')) c = *++at == '1' ? '/' : '~';
        if (length + 1 < size) out[length++] = c;
    }
    out[length] = '\0';
    return at;
}

json_t *json_pointer_get(json_t *value, const char *pointer)
{
    char name[256];
    while (value != NULL && *pointer == '/') {
        pointer = token(pointer, name, sizeof name);
        value = json_is_array(value) ? json_array_get(value, strtoul(name, NULL, 10))
                                     : json_object_get(value, name);
    }
    return value;
}

json_t *exchange_json(const struct exchange *exchange, const char *pointer)
{
    return json_pointer_get(exchange->json, pointer);
}

const char *exchange_text(const struct exchange *exchange, const char *pointer)
{
    const char *text = json_string_value(exchange_json(exchange, pointer));
    return text != NULL ? text : "";
}

long long exchange_integer(const struct exchange *exchange, const char *pointer)
{
    json_t *value = exchange_json(exchange, pointer);
    return json_is_integer(value) ? json_integer_value(value) : -1;
}

size_t exchange_count(const struct exchange *exchange, const char *pointer)
{
    return json_array_size(exchange_json(exchange, pointer));
}

bool exchange_lists(const struct exchange *exchange, const char *pointer, const char *key,
                    const char *wanted)
{
    size_t i;
    json_t *element;
    json_array_foreach(exchange_json(exchange, pointer), i, element)
    {
        json_t *value = key != NULL ? json_pointer_get(element, key) : element;
        if (json_is_string(value) && strcmp(json_string_value(value), wanted) == 0) return true;
    }
    return false;
}
