/*
 * Paths and operations of openapi.json. Every operation is a GET with a handler (fence a), its
 * template and its path parameters agree, and no two templates compete. It refuses other methods,
 * request bodies, and a parameter declared twice, by path and operation together too.
 */
#include "compiler.h"

#include <string.h>

static bool is_one_of(const char *key, const char *const *list)
{
    for (; *list != NULL; list++) {
        if (strcmp(key, *list) == 0) return true;
    }
    return strncmp(key, "x-", 2) == 0;
}

static enum status check_path_item(struct compiler *compiler, const char *path, json_t *item)
{
    static const char *const accepted[] = {"get", "parameters", "summary", "description", NULL};
    const char *key;
    json_t *ignored;
    json_object_foreach(item, key, ignored)
    {
        if (!is_one_of(key, accepted))
            return compiler_refuse(compiler, "path %s: \"%s\" is not supported, only get", path,
                                   key);
    }
    if (!json_is_object(json_object_get(item, "get")))
        return compiler_refuse(compiler, "path %s has no get operation", path);
    return STATUS_OK;
}

static enum status check_operation_keys(struct compiler *compiler, const char *path, json_t *get)
{
    static const char *const accepted[] = {"operationId",  "tags",      "summary",    "description",
                                           "parameters",   "responses", "deprecated", "security",
                                           "externalDocs", NULL};
    const char *key;
    json_t *value;
    json_object_foreach(get, key, value)
    {
        if (!is_one_of(key, accepted))
            return compiler_refuse(compiler, "path %s: \"%s\" of an operation is not supported",
                                   path, key);
    }
    if (json_array_size(json_object_get(get, "security")) > 0)
        return compiler_refuse(compiler, "path %s: \"security\" is not enforced", path);
    return STATUS_OK;
}

static enum status find_handler(struct compiler *compiler, struct operation *operation)
{
    for (const struct handler_entry *row = compiler->handlers; row->operation_id; row++) {
        if (strcmp(row->operation_id, operation->id) == 0) operation->handler = row->function;
    }
    if (operation->handler == NULL)
        return compiler_refuse(compiler, "operation %s (%s) has no handler", operation->id,
                               operation->path);
    return STATUS_OK;
}

static enum status name_operation(struct compiler *compiler, const char *path, json_t *get,
                                  struct operation *operation)
{
    const char *id = json_string_value(json_object_get(get, "operationId"));
    if (id == NULL || *id == '\0')
        return compiler_refuse(compiler, "path %s: its operation has no operationId", path);
    if (contract_find_operation(compiler->contract, id) != NULL)
        return compiler_refuse(compiler, "operation %s is declared twice", id);
    const char *tag = json_string_value(json_array_get(json_object_get(get, "tags"), 0));
    operation->id = compiler_copy(compiler, id);
    operation->path = compiler_copy(compiler, path);
    operation->tag = compiler_copy(compiler, tag == NULL ? "" : tag);
    const char *summary = json_string_value(json_object_get(get, "summary"));
    operation->summary = compiler_copy(compiler, summary == NULL ? "" : summary);
    if (operation->summary == NULL) return compiler_exhausted(compiler);
    if (operation->id == NULL || operation->path == NULL || operation->tag == NULL)
        return compiler_exhausted(compiler);
    return find_handler(compiler, operation);
}

static enum status append_parameters(struct compiler *compiler, struct operation *operation,
                                     json_t *list, struct parameter *parameters)
{
    size_t i;
    json_t *entry;
    json_array_foreach(list, i, entry)
    {
        struct parameter *parameter = &parameters[operation->parameter_count];
        enum status status = compile_parameter(compiler, operation->id, entry, parameter);
        if (status != STATUS_OK) return status;
        if (operation_parameter(operation, text_of(parameter->name)) != NULL)
            return compiler_refuse(compiler, "operation %s, parameter %s: it is declared twice",
                                   operation->id, parameter->name);
        operation->parameter_count++;
    }
    return STATUS_OK;
}

static enum status compile_parameters(struct compiler *compiler, json_t *item, json_t *get,
                                      struct operation *operation)
{
    json_t *lists[] = {json_object_get(item, "parameters"), json_object_get(get, "parameters")};
    for (size_t i = 0; i < 2; i++) {
        if (lists[i] != NULL && !json_is_array(lists[i]))
            return compiler_refuse(compiler, "operation %s: \"parameters\" is not a list",
                                   operation->id);
    }
    size_t count = json_array_size(lists[0]) + json_array_size(lists[1]);
    struct parameter *parameters = arena_take(compiler->arena, (count + 1) * sizeof *parameters);
    if (parameters == NULL) return compiler_exhausted(compiler);
    operation->parameters = parameters;
    enum status status = append_parameters(compiler, operation, lists[0], parameters);
    if (status == STATUS_OK) status = append_parameters(compiler, operation, lists[1], parameters);
    return status;
}

static bool has_segment(const struct operation *operation, const char *name)
{
    for (size_t i = 0; i < operation->segment_count; i++) {
        const char *segment = operation->segments[i].parameter;
        if (segment != NULL && strcmp(segment, name) == 0) return true;
    }
    return false;
}

static enum status check_path_parameters(struct compiler *compiler,
                                         const struct operation *operation)
{
    for (size_t i = 0; i < operation->segment_count; i++) {
        const char *name = operation->segments[i].parameter;
        if (name == NULL) continue;
        const struct parameter *parameter = operation_parameter(operation, text_of(name));
        if (parameter == NULL || parameter->in != IN_PATH)
            return compiler_refuse(compiler, "operation %s (%s): {%s} has no path parameter",
                                   operation->id, operation->path, name);
    }
    for (size_t i = 0; i < operation->parameter_count; i++) {
        const struct parameter *parameter = &operation->parameters[i];
        if (parameter->in == IN_PATH && !has_segment(operation, parameter->name))
            return compiler_refuse(compiler, "operation %s, parameter %s: %s has no {%s}",
                                   operation->id, parameter->name, operation->path,
                                   parameter->name);
    }
    return STATUS_OK;
}

static enum status compile_media_types(struct compiler *compiler, json_t *get,
                                       struct operation *operation)
{
    const char *where = arena_format(compiler->arena, "operation %s", operation->id);
    if (where == NULL) return compiler_exhausted(compiler);
    json_t *response = json_object_get(json_object_get(get, "responses"), "200");
    enum status status = compiler_resolve(compiler, where, response, false, &response);
    if (status != STATUS_OK) return status;
    json_t *content = json_object_get(response, "content");
    const char **types =
        arena_take(compiler->arena, (json_object_size(content) + 1) * sizeof *types);
    if (types == NULL) return compiler_exhausted(compiler);
    operation->media_types = types;
    const char *type;
    json_t *ignored;
    json_object_foreach(content, type, ignored)
    {
        types[operation->media_type_count] = compiler_copy(compiler, type);
        if (types[operation->media_type_count++] == NULL) return compiler_exhausted(compiler);
    }
    return STATUS_OK;
}

static const char *collection_of(const struct operation *operation)
{
    for (size_t i = 0; i < operation->segment_count; i++) {
        if (operation->segments[i].literal != NULL) return operation->segments[i].literal;
    }
    return "";
}

static enum status check_rivals(struct compiler *compiler, const struct operation *operation)
{
    for (size_t i = 0; i < compiler->contract->operation_count; i++) {
        const struct operation *other = &compiler->contract->operations[i];
        if (template_is_ambiguous(other, operation))
            return compiler_refuse(compiler,
                                   "paths %s and %s match the same requests: neither is the more "
                                   "specific",
                                   other->path, operation->path);
    }
    return STATUS_OK;
}

static enum status compile_operation(struct compiler *compiler, const char *path, json_t *item,
                                     struct operation *operation)
{
    json_t *get = json_object_get(item, "get");
    enum status status = check_path_item(compiler, path, item);
    if (status == STATUS_OK) status = check_operation_keys(compiler, path, get);
    if (status == STATUS_OK)
        status = compile_template(compiler, path, &operation->segment_count, &operation->segments);
    if (status == STATUS_OK) status = name_operation(compiler, path, get, operation);
    if (status == STATUS_OK) status = compile_parameters(compiler, item, get, operation);
    if (status == STATUS_OK) status = check_path_parameters(compiler, operation);
    if (status == STATUS_OK) status = compile_media_types(compiler, get, operation);
    if (status == STATUS_OK) status = check_rivals(compiler, operation);
    operation->collection = collection_of(operation);
    return status;
}

enum status compile_operations(struct compiler *compiler)
{
    struct contract *contract = compiler->contract;
    json_t *paths = json_object_get(compiler->document, "paths");
    if (!json_is_object(paths))
        return compiler_refuse(compiler, "openapi.json: `paths` is not an object");
    contract->operations =
        arena_take(compiler->arena, (json_object_size(paths) + 1) * sizeof *contract->operations);
    if (contract->operations == NULL) return compiler_exhausted(compiler);
    const char *path;
    json_t *item;
    json_object_foreach(paths, path, item)
    {
        struct operation *operation = &contract->operations[contract->operation_count];
        operation->index = contract->operation_count;
        enum status status = compile_operation(compiler, path, item, operation);
        if (status != STATUS_OK) return status;
        contract->operation_count++;
    }
    return STATUS_OK;
}
