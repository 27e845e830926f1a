/*
 * What every stage of the contract's compiler needs: the sentence of a refusal, copies into the
 * arena, and local references. It refuses references to other documents and those in a circle.
 */
#include "compiler.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MAX_HOPS = 16, MAX_POINTER = 256 };

enum status compiler_refuse(struct compiler *compiler, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(compiler->why, compiler->why_size, format, arguments);
    va_end(arguments);
    return STATUS_INVALID;
}

enum status compiler_exhausted(struct compiler *compiler)
{
    (void)snprintf(compiler->why, compiler->why_size, "memory ran short");
    return STATUS_NO_MEMORY;
}

const char *compiler_copy(struct compiler *compiler, const char *z)
{
    return arena_copy(compiler->arena, text_of(z)).at;
}

/* Undo the escapes of a JSON Pointer's token (RFC 6901 §4). False where it does not fit. */
static bool unescape(struct text token, char key[MAX_POINTER])
{
    size_t length = 0;
    for (size_t i = 0; i < token.length; i++) {
        char c = token.at[i];
        if (c == '~' && i + 1 < token.length) c = token.at[++i] == '1' ? '/' : '~';
        if (length + 1 >= MAX_POINTER) return false;
        key[length++] = c;
    }
    key[length] = '\0';
    return true;
}

static json_t *at_pointer(json_t *document, const char *reference)
{
    if (strncmp(reference, "#/", 2) != 0) return NULL;
    struct text rest = text_of(reference + 2);
    json_t *value = document;
    while (rest.at != NULL && value != NULL) {
        char key[MAX_POINTER];
        if (!unescape(text_cut(&rest, '/'), key)) return NULL;
        value = json_object_get(value, key);
    }
    return value;
}

static enum status check_neighbours(struct compiler *compiler, const char *where, json_t *value)
{
    const char *key;
    json_t *ignored;
    json_object_foreach(value, key, ignored)
    {
        if (strcmp(key, "$ref") != 0 && strcmp(key, "summary") != 0 && !schema_is_annotation(key))
            return compiler_refuse(compiler, "%s: keyword \"%s\" beside $ref is not enforced",
                                   where, key);
    }
    return STATUS_OK;
}

enum status compiler_resolve(struct compiler *compiler, const char *where, json_t *value,
                             bool alone, json_t **out)
{
    for (int hops = 0; hops < MAX_HOPS; hops++) {
        json_t *reference = json_object_get(value, "$ref");
        if (reference == NULL) {
            *out = value;
            return STATUS_OK;
        }
        if (!json_is_string(reference))
            return compiler_refuse(compiler, "%s: $ref is not a string", where);
        enum status status = alone ? check_neighbours(compiler, where, value) : STATUS_OK;
        if (status != STATUS_OK) return status;
        value = at_pointer(compiler->document, json_string_value(reference));
        if (value == NULL)
            return compiler_refuse(compiler, "%s: $ref %s leads nowhere in this document", where,
                                   json_string_value(reference));
    }
    return compiler_refuse(compiler, "%s: its $refs go round in a circle", where);
}
