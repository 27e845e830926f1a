/*
 * The paths into each shape: every property by its dotted name, however deep, so that `fields` can
 * be checked against the schema and a misspelling be told from an empty value. Lists are entered
 * without an index. Where a schema leaves open what an object holds, the path ends in ".*".
 */
#include "compiler.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_DEPTH = 6, MAX_NESTING = 24 };

struct walk {
    struct compiler *compiler;
    const char *where;
    const char **paths;
    size_t count, room;
};

static enum status add_path(struct walk *walk, const char *path)
{
    if (walk->count == walk->room) {
        size_t room = walk->room == 0 ? 64 : 2 * walk->room;
        const char **larger = arena_take(walk->compiler->arena, room * sizeof *larger);
        if (larger == NULL) return compiler_exhausted(walk->compiler);
        if (walk->count > 0) memcpy(larger, walk->paths, walk->count * sizeof *larger);
        walk->paths = larger;
        walk->room = room;
    }
    walk->paths[walk->count++] = path;
    return STATUS_OK;
}

static enum status walk_schema(struct walk *walk, json_t *schema, const char *prefix, int depth,
                               int nesting);

static enum status walk_properties(struct walk *walk, json_t *properties, const char *prefix,
                                   int depth, int nesting)
{
    const char *name;
    json_t *schema;
    json_object_foreach(properties, name, schema)
    {
        const char *path = arena_format(walk->compiler->arena, "%s%s%s", prefix,
                                        prefix[0] != '\0' ? "." : "", name);
        if (path == NULL) return compiler_exhausted(walk->compiler);
        enum status status = add_path(walk, path);
        if (status == STATUS_OK) status = walk_schema(walk, schema, path, depth + 1, nesting + 1);
        if (status != STATUS_OK) return status;
    }
    return STATUS_OK;
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
    static const char *const closed[] = {"properties", "allOf", "anyOf", "oneOf",
                                         "items",      "enum",  "const", "additionalProperties"};
    for (size_t i = 0; i < sizeof closed / sizeof closed[0]; i++)
        if (json_object_get(schema, closed[i]) != NULL) return false;
    return may_be_object(json_object_get(schema, "type"));
}

/* What lies below any key of an object whose keys are not listed. */
static enum status walk_any_key(struct walk *walk, json_t *schema, const char *prefix, int depth,
                                int nesting)
{
    json_t *more = json_object_get(schema, "additionalProperties");
    if (prefix[0] == '\0' || (!json_is_object(more) && !json_is_true(more))) return STATUS_OK;
    const char *any =
        arena_format(walk->compiler->arena, "%s.%s", prefix, json_is_true(more) ? "**" : "*");
    if (any == NULL) return compiler_exhausted(walk->compiler);
    enum status status = add_path(walk, any);
    if (status != STATUS_OK || json_is_true(more)) return status;
    return walk_schema(walk, more, any, depth + 1, nesting + 1);
}

static enum status walk_schema(struct walk *walk, json_t *schema, const char *prefix, int depth,
                               int nesting)
{
    static const char *const parts[] = {"allOf", "anyOf", "oneOf"};
    enum status status = compiler_resolve(walk->compiler, walk->where, schema, false, &schema);
    if (status != STATUS_OK || depth > MAX_DEPTH || nesting > MAX_NESTING) return status;
    if (prefix[0] != '\0' && is_open(schema)) {
        const char *open = arena_format(walk->compiler->arena, "%s.**", prefix);
        return open != NULL ? add_path(walk, open) : compiler_exhausted(walk->compiler);
    }
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        size_t n;
        json_t *part;
        json_array_foreach(json_object_get(schema, parts[i]), n, part)
        {
            status = walk_schema(walk, part, prefix, depth, nesting + 1);
            if (status != STATUS_OK) return status;
        }
    }
    status = walk_properties(walk, json_object_get(schema, "properties"), prefix, depth, nesting);
    if (status == STATUS_OK) status = walk_any_key(walk, schema, prefix, depth, nesting);
    json_t *items = json_object_get(schema, "items");
    if (status == STATUS_OK && json_is_object(items))
        status = walk_schema(walk, items, prefix, depth, nesting + 1);
    return status;
}

static int compare(const void *one, const void *other)
{
    return strcmp(*(const char *const *)one, *(const char *const *)other);
}

/* Sorted, each once: the parts of a oneOf have most of their paths in common. How many are left. */
static size_t sort_out(struct walk *walk)
{
    size_t kept = 0;
    if (walk->count == 0) return 0;
    qsort(walk->paths, walk->count, sizeof *walk->paths, compare);
    for (size_t i = 1; i < walk->count; i++)
        if (strcmp(walk->paths[kept], walk->paths[i]) != 0) walk->paths[++kept] = walk->paths[i];
    return kept + 1;
}

enum status compile_paths(struct compiler *compiler, json_t *schema, struct shape *shape)
{
    struct walk walk = {.compiler = compiler,
                        .where = arena_format(compiler->arena, "schema %s", shape->name)};
    if (walk.where == NULL) return compiler_exhausted(compiler);
    enum status status = walk_schema(&walk, schema, "", 0, 0);
    if (status != STATUS_OK) return status;
    shape->path_count = sort_out(&walk);
    shape->paths = walk.paths;
    return STATUS_OK;
}

static int compare_key(const void *key, const void *entry)
{
    const struct text *path = key;
    return text_compare(*path, text_of(*(const char *const *)entry));
}

static bool has_path(const struct shape *shape, struct text path)
{
    return shape->path_count > 0 && bsearch(&path, shape->paths, shape->path_count,
                                            sizeof *shape->paths, compare_key) != NULL;
}

/* Whether the path leads below something open, or through a key that is not listed, at byte `dot`.
 */
static bool has_open_path(const struct shape *shape, struct text path, size_t dot)
{
    char open[160];
    size_t next = dot + 1;
    while (next < path.length && path.at[next] != '.')
        next++;
    int length = snprintf(open, sizeof open, "%.*s.**", (int)dot, path.at);
    if (length > 0 && (size_t)length < sizeof open &&
        has_path(shape, (struct text){open, (size_t)length}))
        return true;
    length = snprintf(open, sizeof open, "%.*s.*%.*s", (int)dot, path.at, (int)(path.length - next),
                      path.at + next);
    return length > 0 && (size_t)length < sizeof open &&
           has_path(shape, (struct text){open, (size_t)length});
}

bool shape_has_path(const struct shape *shape, struct text path)
{
    if (has_path(shape, path)) return true;
    for (size_t i = path.length; i-- > 0;)
        if (path.at[i] == '.' && has_open_path(shape, path, i)) return true;
    return false;
}
