/*
 * Shapes: the schemas of components/schemas whose instances are records, their first-level
 * properties in order, allOf flattened. It says only how a property is bound to a view's column;
 * what lies inside a json column is for the tests to validate.
 */
#include "compiler.h"

#include <string.h>

enum { MAX_DEPTH = 16 };

struct gathering {
    struct compiler *compiler;
    const char *where;
    struct property *properties;
    size_t count, room;
};

static bool class_of_type(const char *type, enum property_class *out)
{
    static const struct {
        const char *type;
        enum property_class class;
    } classes[] = {{"string", PROPERTY_TEXT},   {"integer", PROPERTY_INTEGER},
                   {"number", PROPERTY_NUMBER}, {"boolean", PROPERTY_BOOLEAN},
                   {"object", PROPERTY_JSON},   {"array", PROPERTY_JSON}};
    for (size_t i = 0; type != NULL && i < sizeof classes / sizeof *classes; i++) {
        if (strcmp(classes[i].type, type) != 0) continue;
        *out = classes[i].class;
        return true;
    }
    return false;
}

/* ["string", "null"] is a string; of two kinds of values only json holds both. */
static const char *type_of_union(json_t *types)
{
    const char *found = NULL;
    size_t i;
    json_t *type;
    json_array_foreach(types, i, type)
    {
        const char *name = json_string_value(type);
        if (name == NULL || strcmp(name, "null") == 0) continue;
        if (found != NULL) return "object";
        found = name;
    }
    return found;
}

static bool class_of_value(json_t *value, enum property_class *out)
{
    switch (json_is_null(value) ? JSON_NULL : value == NULL ? JSON_NULL : json_typeof(value)) {
    case JSON_STRING: *out = PROPERTY_TEXT; return true;
    case JSON_INTEGER: *out = PROPERTY_INTEGER; return true;
    case JSON_REAL: *out = PROPERTY_NUMBER; return true;
    case JSON_TRUE:
    case JSON_FALSE: *out = PROPERTY_BOOLEAN; return true;
    default: return false;
    }
}

/* False: the schema says nothing about the class (oneOf, anyOf, no type), which leaves json. */
static bool class_of_schema(json_t *schema, enum property_class *out)
{
    json_t *type = json_object_get(schema, "type");
    if (json_is_string(type)) return class_of_type(json_string_value(type), out);
    if (json_is_array(type)) return class_of_type(type_of_union(type), out);
    return class_of_value(json_object_get(schema, "const"), out) ||
           class_of_value(json_array_get(json_object_get(schema, "enum"), 0), out);
}

static struct property *find_property(const struct gathering *gathering, const char *name)
{
    for (size_t i = 0; i < gathering->count; i++) {
        if (strcmp(gathering->properties[i].name, name) == 0) return &gathering->properties[i];
    }
    return NULL;
}

static enum status make_room(struct gathering *gathering)
{
    struct property *at = arena_grow(gathering->compiler->arena, gathering->properties,
                                     gathering->count, &gathering->room, sizeof *at);
    if (at == NULL) return compiler_exhausted(gathering->compiler);
    gathering->properties = at;
    return STATUS_OK;
}

static enum status add_property(struct gathering *gathering, const char *name, json_t *schema)
{
    enum status status =
        compiler_resolve(gathering->compiler, gathering->where, schema, false, &schema);
    if (status != STATUS_OK) return status;
    enum property_class class = PROPERTY_JSON;
    bool says = class_of_schema(schema, &class);
    struct property *property = find_property(gathering, name);
    if (property != NULL) {
        /* A narrower schema of allOf that is silent about the type keeps the base's. */
        if (says) property->class = class;
        return STATUS_OK;
    }
    status = make_room(gathering);
    if (status != STATUS_OK || gathering->properties == NULL) return status;
    property = &gathering->properties[gathering->count];
    *property = (struct property){compiler_copy(gathering->compiler, name), class};
    if (property->name == NULL) return compiler_exhausted(gathering->compiler);
    gathering->count++;
    return STATUS_OK;
}

static enum status gather(struct gathering *gathering, json_t *schema, int depth)
{
    enum status status =
        compiler_resolve(gathering->compiler, gathering->where, schema, false, &schema);
    if (status != STATUS_OK) return status;
    if (depth > MAX_DEPTH)
        return compiler_refuse(gathering->compiler, "%s: its allOf goes round in a circle",
                               gathering->where);
    size_t i;
    json_t *part;
    json_array_foreach(json_object_get(schema, "allOf"), i, part)
    {
        status = gather(gathering, part, depth + 1);
        if (status != STATUS_OK) return status;
    }
    const char *name;
    json_object_foreach(json_object_get(schema, "properties"), name, part)
    {
        status = add_property(gathering, name, part);
        if (status != STATUS_OK) return status;
    }
    return STATUS_OK;
}

static enum status compile_shape(struct compiler *compiler, const char *name, json_t *schema)
{
    struct gathering gathering = {.compiler = compiler};
    gathering.where = arena_format(compiler->arena, "schema %s", name);
    if (gathering.where == NULL) return compiler_exhausted(compiler);
    enum status status = gather(&gathering, schema, 0);
    if (status != STATUS_OK || gathering.count == 0) return status;
    struct shape *shape = &compiler->contract->shapes[compiler->contract->shape_count];
    *shape = (struct shape){.name = compiler_copy(compiler, name),
                            .property_count = gathering.count,
                            .properties = gathering.properties};
    if (shape->name == NULL) return compiler_exhausted(compiler);
    compiler->contract->shape_count++;
    /* Of pages nobody asks for fields: of their items one does. */
    bool is_page = find_property(&gathering, "items") != NULL;
    return is_page ? STATUS_OK : compile_paths(compiler, gathering.where, schema, &shape->paths);
}

enum status compile_shapes(struct compiler *compiler)
{
    json_t *schemas = json_object_get(json_object_get(compiler->document, "components"), "schemas");
    struct contract *contract = compiler->contract;
    contract->shapes =
        arena_take(compiler->arena, (json_object_size(schemas) + 1) * sizeof *contract->shapes);
    if (contract->shapes == NULL) return compiler_exhausted(compiler);
    const char *name;
    json_t *schema;
    json_object_foreach(schemas, name, schema)
    {
        enum status status = compile_shape(compiler, name, schema);
        if (status != STATUS_OK) return status;
    }
    return STATUS_OK;
}
