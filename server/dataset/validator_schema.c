/*
 * Compiles the dataset's JSON Schema into nodes. Every keyword is either enforced by validator.c,
 * known to be a mere annotation, or refused by name: a schema cannot promise what is not checked.
 */
#include "validator_schema.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The work in hand. `why` is filled once, by whoever finds the fault. */
struct compiling {
    struct validator *validator;
    char *why;
    size_t why_size;
};

/* How a keyword is read: false when it is at fault (why was filled) or memory is short. */
typedef bool read_keyword(struct compiling *compiling, struct node *node, const json_t *value);

struct keyword {
    const char *name;
    read_keyword *read; /* NULL: an annotation */
};

static struct node *compile_node(struct compiling *compiling, const char *name, const json_t *json);

static bool fail(struct compiling *compiling, const char *format, ...) CHANCERY_FORMAT(2, 3);

static bool fail(struct compiling *compiling, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (compiling->why_size > 0 && compiling->why[0] == '\0')
        vsnprintf(compiling->why, compiling->why_size, format, arguments);
    va_end(arguments);
    return false;
}

static bool short_of_memory(struct compiling *compiling)
{
    return fail(compiling, "memory ran short while the schema was compiled");
}

static const struct {
    const char *name, *phrase;
    unsigned bit;
} types[] = {
    {"null", "null", TYPE_NULL},
    {"boolean", "true or false", TYPE_BOOLEAN},
    {"integer", "a whole number", TYPE_INTEGER},
    {"number", "a number", TYPE_NUMBER},
    {"string", "a text", TYPE_STRING},
    {"array", "a list", TYPE_ARRAY},
    {"object", "an object", TYPE_OBJECT},
};

const char *schema_type_phrase(unsigned bit)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (types[i].bit == bit) return types[i].phrase;
    return "nothing";
}

unsigned schema_type(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT: return TYPE_OBJECT;
    case JSON_ARRAY: return TYPE_ARRAY;
    case JSON_STRING: return TYPE_STRING;
    case JSON_INTEGER: return TYPE_INTEGER;
    /* 1.0 is no integer here: whoever reads one asks jansson for an integer. */
    case JSON_REAL: return TYPE_NUMBER;
    case JSON_TRUE:
    case JSON_FALSE: return TYPE_BOOLEAN;
    case JSON_NULL: break;
    }
    return TYPE_NULL;
}

static bool add_type(struct compiling *compiling, struct node *node, const json_t *value)
{
    const char *name = json_string_value(value);
    for (size_t i = 0; name != NULL && i < sizeof types / sizeof *types; i++) {
        if (strcmp(types[i].name, name) != 0) continue;
        node->types |= types[i].bit;
        return true;
    }
    return fail(compiling, "%s: \"type\" names no type of JSON Schema", node->name);
}

static bool read_type(struct compiling *compiling, struct node *node, const json_t *value)
{
    if (!json_is_array(value)) return add_type(compiling, node, value);
    for (size_t i = 0; i < json_array_size(value); i++)
        if (!add_type(compiling, node, json_array_get(value, i))) return false;
    return json_array_size(value) > 0 || fail(compiling, "%s: \"type\" is empty", node->name);
}

static bool read_reference(struct compiling *compiling, struct node *node, const json_t *value)
{
    const char *pointer = json_string_value(value), *start = "#/$defs/";
    const struct validator *validator = compiling->validator;
    if (pointer == NULL || strncmp(pointer, start, strlen(start)) != 0)
        return fail(compiling, "%s: \"$ref\" is not of the form #/$defs/NAME", node->name);
    struct text name = text_of(pointer + strlen(start));
    node->reference = schema_find(validator->definitions, validator->definition_count, name);
    return node->reference != NULL ||
           fail(compiling, "%s: \"$ref\" leads to %s, which does not exist", node->name, pointer);
}

static bool read_enum(struct compiling *compiling, struct node *node, const json_t *value)
{
    node->choices = value;
    return json_array_size(value) > 0 ||
           fail(compiling, "%s: \"enum\" is not a list of values", node->name);
}

static bool read_required(struct compiling *compiling, struct node *node, const json_t *value)
{
    bool good = json_is_array(value);
    for (size_t i = 0; i < json_array_size(value); i++)
        good = good && json_is_string(json_array_get(value, i));
    node->required = value;
    return good || fail(compiling, "%s: \"required\" is not a list of names", node->name);
}

static int by_name(const void *left, const void *right)
{
    const struct property *a = left, *b = right;
    return text_compare(a->name, b->name);
}

struct node *schema_find(const struct property *properties, size_t count, struct text name)
{
    if (count == 0) return NULL;
    struct property wanted = {.name = name};
    struct property *found = bsearch(&wanted, properties, count, sizeof wanted, by_name);
    return found != NULL ? found->node : NULL;
}

static bool read_properties(struct compiling *compiling, struct node *node, const json_t *value)
{
    if (!json_is_object(value))
        return fail(compiling, "%s: \"properties\" is not an object", node->name);
    struct arena *arena = compiling->validator->arena;
    node->properties = arena_take(arena, json_object_size(value) * sizeof *node->properties);
    if (node->properties == NULL) return short_of_memory(compiling);
    json_t *object = (json_t *)value;
    for (void *at = json_object_iter(object); at != NULL; at = json_object_iter_next(object, at)) {
        const char *name = json_object_iter_key(at);
        struct node *inner = compile_node(compiling, name, json_object_iter_value(at));
        if (inner == NULL) return false;
        node->properties[node->property_count++] = (struct property){text_of(name), inner};
    }
    if (node->property_count > 1)
        qsort(node->properties, node->property_count, sizeof *node->properties, by_name);
    return true;
}

static bool read_additional(struct compiling *compiling, struct node *node, const json_t *value)
{
    node->closed = json_is_false(value);
    if (json_is_boolean(value)) return true;
    node->additional = compile_node(compiling, node->name, value);
    return node->additional != NULL;
}

static bool read_unevaluated(struct compiling *compiling, struct node *node, const json_t *value)
{
    node->sealed = true;
    return json_is_false(value) ||
           fail(compiling, "%s: \"unevaluatedProperties\" is enforced as false only", node->name);
}

static bool read_one_of(struct compiling *compiling, struct node *node, const json_t *value)
{
    size_t count = json_array_size(value);
    if (count == 0) return fail(compiling, "%s: \"oneOf\" is not a list of schemas", node->name);
    node->branches = arena_take(compiling->validator->arena, count * sizeof(struct node *));
    if (node->branches == NULL) return short_of_memory(compiling);
    for (; node->branch_count < count; node->branch_count++) {
        const json_t *branch = json_array_get(value, node->branch_count);
        struct node *inner = compile_node(compiling, node->name, branch);
        if (inner == NULL) return false;
        node->branches[node->branch_count] = inner;
    }
    return true;
}

static bool read_items(struct compiling *compiling, struct node *node, const json_t *value)
{
    node->items = compile_node(compiling, node->name, value);
    return node->items != NULL;
}

static bool known_format(const char *format)
{
    static const char *const names[] = {"slug",     "uri",    "date",   "interval",
                                        "language", "office", "origin", "pointer"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], format) == 0) return true;
    struct text rest = text_of(format);
    if (!text_starts_with(rest, "reference:")) return false;
    rest = text_after(rest, strlen("reference:"));
    while (rest.at != NULL)
        if (text_cut(&rest, '|').length == 0) return false;
    return true;
}

static bool read_format(struct compiling *compiling, struct node *node, const json_t *value)
{
    node->format = json_string_value(value);
    if (node->format == NULL) return fail(compiling, "%s: \"format\" is no text", node->name);
    return known_format(node->format) ||
           fail(compiling, "%s: the format \"%s\" is not enforced", node->name, node->format);
}

static bool read_bound(struct compiling *compiling, struct node *node, const json_t *value)
{
    (void)value;
    static const struct {
        const char *name;
        size_t offset;
        bool size;
    } bounds[] = {
        {"minItems", offsetof(struct node, least_items), true},
        {"maxItems", offsetof(struct node, most_items), true},
        {"minLength", offsetof(struct node, least_length), true},
        {"maxLength", offsetof(struct node, most_length), true},
        {"minProperties", offsetof(struct node, least_properties), true},
        {"minimum", offsetof(struct node, least), false},
        {"maximum", offsetof(struct node, most), false},
    };
    for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++) {
        const json_t *given = json_object_get(node->json, bounds[i].name);
        if (given == NULL) continue;
        double number = json_number_value(given);
        if (!json_is_number(given) || (bounds[i].size && (number < 0 || !json_is_integer(given))))
            return fail(compiling, "%s: \"%s\" is no such number", node->name, bounds[i].name);
        struct bound *bound = (struct bound *)(void *)((char *)node + bounds[i].offset);
        *bound = (struct bound){true, number};
    }
    return true;
}

static const struct keyword keywords[] = {
    {"$ref", read_reference},
    {"type", read_type},
    {"enum", read_enum},
    {"required", read_required},
    {"properties", read_properties},
    {"additionalProperties", read_additional},
    {"unevaluatedProperties", read_unevaluated},
    {"oneOf", read_one_of},
    {"items", read_items},
    {"format", read_format},
    {"minItems", read_bound},
    {"maxItems", read_bound},
    {"minLength", read_bound},
    {"maxLength", read_bound},
    {"minProperties", read_bound},
    {"minimum", read_bound},
    {"maximum", read_bound},
    {"description", NULL},
    {"title", NULL},
    {"$schema", NULL},
    {"$comment", NULL},
    {"default", NULL},
    {"examples", NULL},
};

static const struct keyword *find_keyword(const char *name)
{
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        if (strcmp(keywords[i].name, name) == 0) return &keywords[i];
    return NULL;
}

static bool fill_node(struct compiling *compiling, struct node *node, const json_t *json)
{
    node->json = json;
    if (!json_is_object(json)) return fail(compiling, "%s: a schema is an object", node->name);
    json_t *object = (json_t *)json;
    for (void *at = json_object_iter(object); at != NULL; at = json_object_iter_next(object, at)) {
        const char *name = json_object_iter_key(at);
        const struct keyword *keyword = find_keyword(name);
        if (keyword == NULL)
            return fail(compiling, "%s: the keyword \"%s\" is not enforced", node->name, name);
        if (keyword->read != NULL && !keyword->read(compiling, node, json_object_iter_value(at)))
            return false;
    }
    /* What a branch evaluates would have to be remembered; the schema does without. */
    if (node->sealed && node->branch_count > 0)
        return fail(compiling, "%s: \"unevaluatedProperties\" beside \"oneOf\" is not enforced",
                    node->name);
    return true;
}

static struct node *compile_node(struct compiling *compiling, const char *name, const json_t *json)
{
    struct node *node = arena_take(compiling->validator->arena, sizeof *node);
    if (node == NULL) {
        short_of_memory(compiling);
        return NULL;
    }
    node->name = name;
    return fill_node(compiling, node, json) ? node : NULL;
}

/* Tell whether a node leads back to itself without going into the value: no check would end. */
static bool loops(struct node *node)
{
    if (node == NULL || node->visit == 2) return false;
    if (node->visit == 1) return true;
    node->visit = 1;
    bool found = loops((struct node *)node->reference);
    for (size_t i = 0; i < node->branch_count && !found; i++)
        found = loops(node->branches[i]);
    node->visit = 2;
    return found;
}

/* A node for each definition before any is filled, so that references may point forward. */
static bool declare(struct compiling *compiling, json_t *definitions)
{
    struct validator *validator = compiling->validator;
    size_t count = json_object_size(definitions);
    validator->definitions = arena_take(validator->arena, count * sizeof *validator->definitions);
    if (validator->definitions == NULL) return short_of_memory(compiling);
    void *at = json_object_iter(definitions);
    for (; at != NULL; at = json_object_iter_next(definitions, at)) {
        struct node *node = arena_take(validator->arena, sizeof *node);
        if (node == NULL) return short_of_memory(compiling);
        node->name = json_object_iter_key(at);
        node->json = json_object_iter_value(at);
        validator->definitions[validator->definition_count++] =
            (struct property){text_of(node->name), node};
    }
    if (count > 1) qsort(validator->definitions, count, sizeof *validator->definitions, by_name);
    return true;
}

/* The root holds definitions and words about them: what else it said would not be enforced. */
static bool check_root(struct compiling *compiling, json_t *root)
{
    for (void *at = json_object_iter(root); at != NULL; at = json_object_iter_next(root, at)) {
        const char *name = json_object_iter_key(at);
        const struct keyword *keyword = find_keyword(name);
        bool annotation = keyword != NULL && keyword->read == NULL;
        if (!annotation && strcmp(name, "$defs") != 0)
            return fail(compiling, "the keyword \"%s\" is not enforced at the root", name);
    }
    return json_is_object(json_object_get(root, "$defs")) ||
           fail(compiling, "the schema has no \"$defs\"");
}

enum status schema_compile(struct validator *validator, char *why, size_t why_size)
{
    struct compiling compiling = {validator, why, why_size};
    if (!check_root(&compiling, validator->schema)) return STATUS_INVALID;
    if (!declare(&compiling, json_object_get(validator->schema, "$defs"))) return STATUS_INVALID;
    for (size_t i = 0; i < validator->definition_count; i++) {
        struct node *node = validator->definitions[i].node;
        if (!fill_node(&compiling, node, node->json)) return STATUS_INVALID;
    }
    for (size_t i = 0; i < validator->definition_count; i++) {
        struct node *node = validator->definitions[i].node;
        if (!loops(node)) continue;
        fail(&compiling, "%s: \"$ref\" leads back to itself", node->name);
        return STATUS_INVALID;
    }
    return STATUS_OK;
}
