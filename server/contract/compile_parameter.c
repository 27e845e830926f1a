/*
 * One parameter object of openapi.json: where it stands, what it is called, how a list is written.
 * It refuses headers, cookies, serialisations other than a comma list, and keys that it does not
 * know; its schema is compile_schema's matter.
 */
#include "compiler.h"

#include <string.h>

static enum status check_keys(struct compiler *compiler, const char *where, json_t *object)
{
    static const char *const accepted[] = {"name",        "in",         "required", "schema",
                                           "description", "example",    "examples", "style",
                                           "explode",     "deprecated", NULL};
    const char *key;
    json_t *ignored;
    json_object_foreach(object, key, ignored)
    {
        const char *const *known = accepted;
        while (*known != NULL && strcmp(*known, key) != 0)
            known++;
        if (*known == NULL)
            return compiler_refuse(compiler, "%s: key \"%s\" is not supported", where, key);
    }
    return STATUS_OK;
}

static enum status read_place(struct compiler *compiler, const char *where, json_t *object,
                              struct parameter *parameter)
{
    const char *in = json_string_value(json_object_get(object, "in"));
    bool is_path = in != NULL && strcmp(in, "path") == 0;
    if (!is_path && (in == NULL || strcmp(in, "query") != 0))
        return compiler_refuse(compiler, "%s: \"in\" is neither path nor query", where);
    parameter->in = is_path ? IN_PATH : IN_QUERY;
    json_t *required = json_object_get(object, "required");
    if (required != NULL && !json_is_boolean(required))
        return compiler_refuse(compiler, "%s: \"required\" is neither true nor false", where);
    parameter->required = json_is_true(required);
    if (is_path && !parameter->required)
        return compiler_refuse(compiler, "%s: \"required\" of a path parameter must be true",
                               where);
    return STATUS_OK;
}

static enum status check_style(struct compiler *compiler, const char *where, json_t *object,
                               const struct parameter *parameter)
{
    json_t *style = json_object_get(object, "style");
    json_t *explode = json_object_get(object, "explode");
    const char *expected = parameter->in == IN_PATH ? "simple" : "form";
    if (style != NULL &&
        (!json_is_string(style) || strcmp(json_string_value(style), expected) != 0))
        return compiler_refuse(compiler, "%s: \"style\" must be %s", where, expected);
    if (explode != NULL && !json_is_boolean(explode))
        return compiler_refuse(compiler, "%s: \"explode\" is neither true nor false", where);
    if (parameter->list && parameter->in == IN_PATH)
        return compiler_refuse(compiler, "%s: a list in a path is not supported", where);
    if (parameter->list && !json_is_false(explode))
        return compiler_refuse(compiler, "%s: \"explode\" of a list must be false", where);
    return STATUS_OK;
}

static enum status compile_named(struct compiler *compiler, const char *where, json_t *object,
                                 struct parameter *parameter)
{
    enum status status = check_keys(compiler, where, object);
    if (status == STATUS_OK) status = read_place(compiler, where, object, parameter);
    if (status == STATUS_OK)
        status = compile_schema(compiler, where, json_object_get(object, "schema"), parameter);
    if (status == STATUS_OK) status = check_style(compiler, where, object, parameter);
    if (status == STATUS_OK && parameter->required && parameter->fallback != NULL)
        return compiler_refuse(compiler, "%s: what is required has no use for a \"default\"",
                               where);
    return status;
}

enum status compile_parameter(struct compiler *compiler, const char *operation, json_t *entry,
                              struct parameter *parameter)
{
    const char *where = arena_format(compiler->arena, "operation %s, a parameter", operation);
    if (where == NULL) return compiler_exhausted(compiler);
    json_t *object;
    enum status status = compiler_resolve(compiler, where, entry, true, &object);
    if (status != STATUS_OK) return status;
    const char *name = json_string_value(json_object_get(object, "name"));
    if (name == NULL || *name == '\0')
        return compiler_refuse(compiler, "%s: it has no name", where);
    parameter->name = compiler_copy(compiler, name);
    where = arena_format(compiler->arena, "operation %s, parameter %s", operation, name);
    if (parameter->name == NULL || where == NULL) return compiler_exhausted(compiler);
    return compile_named(compiler, where, object, parameter);
}
