/*
 * The paths into each shape, so that `fields` can be checked against the schema and a misspelling
 * be told from an empty value. A schema of its own becomes one node, which all that refer to it
 * share. Lists are entered without an index: an item stands for its list, as the parts of allOf,
 * anyOf and oneOf stand for the whole.
 */
#include "compiler.h"

#include <string.h>

static const char *const parts[] = {"allOf", "anyOf", "oneOf"};

enum { PARTS = sizeof parts / sizeof parts[0] };

static enum status compile_node(struct compiler *compiler, const char *where, json_t *schema,
                                struct path_node *node);

static const struct path_node *find_known(const struct path_memo *memo, const json_t *schema)
{
    for (size_t i = 0; i < memo->count; i++)
        if (memo->at[i].schema == schema) return memo->at[i].node;
    return NULL;
}

static enum status remember(struct compiler *compiler, const json_t *schema,
                            const struct path_node *node)
{
    struct path_memo *memo = &compiler->path_memo;
    struct known_node *at =
        arena_grow(compiler->arena, memo->at, memo->count, &memo->room, sizeof *at);
    if (at == NULL) return compiler_exhausted(compiler);
    memo->at = at;
    memo->at[memo->count++] = (struct known_node){schema, node};
    return STATUS_OK;
}

static enum status add_node(struct compiler *compiler, const char *where, json_t *schema,
                            bool is_shared, const struct path_node **out)
{
    struct path_node *node = arena_take(compiler->arena, sizeof *node);
    if (node == NULL) return compiler_exhausted(compiler);
    *out = node;
    /* Before what it holds, which may refer to it. */
    enum status status = is_shared ? remember(compiler, schema, node) : STATUS_OK;
    return status == STATUS_OK ? compile_node(compiler, where, schema, node) : status;
}

enum status compile_paths(struct compiler *compiler, const char *where, json_t *schema,
                          const struct path_node **out)
{
    enum status status = compiler_resolve(compiler, where, schema, false, &schema);
    if (status != STATUS_OK) return status;
    *out = find_known(&compiler->path_memo, schema);
    return *out != NULL ? STATUS_OK : add_node(compiler, where, schema, true, out);
}

/* What stands within a schema: a reference, or a schema that nothing else refers to. */
static enum status compile_part(struct compiler *compiler, const char *where, json_t *schema,
                                const struct path_node **out)
{
    return json_object_get(schema, "$ref") != NULL ? compile_paths(compiler, where, schema, out)
                                                   : add_node(compiler, where, schema, false, out);
}

static enum status add_edge(struct compiler *compiler, const char *where, struct path_node *node,
                            const char *name, json_t *schema)
{
    struct path_edge *edge = &node->edges[node->edge_count];
    if (name != NULL) {
        edge->name = compiler_copy(compiler, name);
        if (edge->name == NULL) return compiler_exhausted(compiler);
    }
    node->edge_count++;
    return compile_part(compiler, where, schema, &edge->to);
}

static bool may_be_object(json_t *types)
{
    size_t i;
    json_t *type;
    if (types == NULL) return true;
    if (json_is_string(types)) return strcmp(json_string_value(types), "object") == 0;
    json_array_foreach(types, i, type)
    {
        if (strcmp(json_string_value(type), "object") == 0) return true;
    }
    return false;
}

/* A schema that takes any value, or any object. */
static bool is_open(json_t *schema)
{
    static const char *const closed[] = {"allOf", "anyOf", "oneOf", "properties",
                                         "items", "enum",  "const", "additionalProperties"};
    for (size_t i = 0; i < sizeof closed / sizeof closed[0]; i++)
        if (json_object_get(schema, closed[i]) != NULL) return false;
    return may_be_object(json_object_get(schema, "type"));
}

/* What lies below any key of an object whose keys are not listed. */
static enum status compile_any_key(struct compiler *compiler, const char *where, json_t *schema,
                                   struct path_node *node)
{
    json_t *more = json_object_get(schema, "additionalProperties");
    node->is_open = json_is_true(more);
    return json_is_object(more) ? compile_part(compiler, where, more, &node->any) : STATUS_OK;
}

static enum status compile_node(struct compiler *compiler, const char *where, json_t *schema,
                                struct path_node *node)
{
    json_t *lists[PARTS], *items = json_object_get(schema, "items"), *part;
    json_t *properties = json_object_get(schema, "properties");
    size_t count = json_object_size(properties) + json_is_object(items), n;
    const char *name;
    for (size_t i = 0; i < PARTS; i++) {
        lists[i] = json_object_get(schema, parts[i]);
        count += json_array_size(lists[i]);
    }
    if (is_open(schema)) {
        node->is_open = true;
        return STATUS_OK;
    }
    node->edges = arena_take(compiler->arena, (count + 1) * sizeof *node->edges);
    if (node->edges == NULL) return compiler_exhausted(compiler);
    enum status status = STATUS_OK;
    for (size_t i = 0; i < PARTS; i++) {
        json_array_foreach(lists[i], n, part)
        {
            if (status == STATUS_OK) status = add_edge(compiler, where, node, NULL, part);
        }
    }
    json_object_foreach(properties, name, part)
    {
        if (status == STATUS_OK) status = add_edge(compiler, where, node, name, part);
    }
    if (status == STATUS_OK && json_is_object(items))
        status = add_edge(compiler, where, node, NULL, items);
    return status == STATUS_OK ? compile_any_key(compiler, where, schema, node) : status;
}
