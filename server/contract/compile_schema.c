/*
 * Fence b: every keyword of a parameter's schema is enforced by value_read, or is known to only
 * describe, or stops start-up. It refuses composition, patterns, keywords at a type they say
 * nothing about, and a default that its own schema would turn away.
 */
#include "compiler.h"
#include "value.h"

#include <chancery/buffer.h>
#include <math.h>
#include <string.h>

/* To which types a keyword applies. */
enum { AT_TEXT = 1, AT_NUMBER = 2, AT_BOOLEAN = 4, AT_LIST = 8, AT_ALL = 15 };

struct draft {
    struct compiler *compiler;
    const char *where;
    struct parameter *parameter;
    const char *keyword; /* that is being read */
    bool of_items;       /* the schema is the `items` of a list */
};

typedef enum status read_function(struct draft *draft, json_t *value);

static enum status compile_level(struct draft *draft, json_t *schema);

static enum status malformed(struct draft *draft, const char *what)
{
    return compiler_refuse(draft->compiler, "%s: keyword \"%s\" %s", draft->where, draft->keyword,
                           what);
}

static enum status read_size(struct draft *draft, json_t *value, size_t least, size_t *out)
{
    json_int_t size = json_is_integer(value) ? json_integer_value(value) : -1;
    if (size < (json_int_t)least || size > 1000000)
        return malformed(draft, least == 0 ? "is not an integer from 0 to 1000000"
                                           : "is not an integer from 1 to 1000000");
    *out = (size_t)size;
    return STATUS_OK;
}

static enum status read_min_length(struct draft *draft, json_t *value)
{
    return read_size(draft, value, 0, &draft->parameter->min_length);
}

static enum status read_max_length(struct draft *draft, json_t *value)
{
    return read_size(draft, value, 1, &draft->parameter->max_length);
}

static enum status read_min_items(struct draft *draft, json_t *value)
{
    return read_size(draft, value, 0, &draft->parameter->min_items);
}

static enum status read_max_items(struct draft *draft, json_t *value)
{
    return read_size(draft, value, 1, &draft->parameter->max_items);
}

static enum status read_bound(struct draft *draft, json_t *value, bool *has, double *out)
{
    bool fits =
        draft->parameter->type == VALUE_INTEGER ? json_is_integer(value) : json_is_number(value);
    /* Past 2^53 a double would move the bound. */
    if (!fits || fabs(json_number_value(value)) > 9007199254740992.0)
        return malformed(draft, "is not a number of the parameter's type");
    *has = true;
    *out = json_number_value(value);
    return STATUS_OK;
}

static enum status read_minimum(struct draft *draft, json_t *value)
{
    return read_bound(draft, value, &draft->parameter->has_minimum, &draft->parameter->minimum);
}

static enum status read_maximum(struct draft *draft, json_t *value)
{
    return read_bound(draft, value, &draft->parameter->has_maximum, &draft->parameter->maximum);
}

static enum status add_allowed(struct draft *draft, json_t *value)
{
    struct parameter *parameter = draft->parameter;
    const char *name = json_string_value(value);
    if (name == NULL || *name == '\0') return malformed(draft, "holds what is not text");
    if (draft->of_items && strchr(name, ',') != NULL)
        return malformed(draft, "holds a comma, which parts the items of a list");
    for (size_t i = 0; i < parameter->allowed_count; i++) {
        if (strcmp(parameter->allowed[i], name) == 0) return malformed(draft, "repeats a value");
    }
    const char *copy = compiler_copy(draft->compiler, name);
    if (copy == NULL) return compiler_exhausted(draft->compiler);
    parameter->allowed[parameter->allowed_count++] = copy;
    return STATUS_OK;
}

static enum status read_enum(struct draft *draft, json_t *value)
{
    if (json_array_size(value) == 0) return malformed(draft, "is not a list with a value in it");
    const char **allowed =
        arena_take(draft->compiler->arena, json_array_size(value) * sizeof *allowed);
    if (allowed == NULL) return compiler_exhausted(draft->compiler);
    draft->parameter->allowed = allowed;
    size_t i;
    json_t *entry;
    json_array_foreach(value, i, entry)
    {
        enum status status = add_allowed(draft, entry);
        if (status != STATUS_OK) return status;
    }
    return STATUS_OK;
}

static bool takes_commas(enum value_format format)
{
    return format == FORMAT_DATE || format == FORMAT_BBOX || format == FORMAT_NEAR ||
           format == FORMAT_SEARCH || format == FORMAT_CURSOR;
}

static enum status read_format(struct draft *draft, json_t *value)
{
    struct parameter *parameter = draft->parameter;
    if (!json_is_string(value) || !format_find(json_string_value(value), &parameter->format))
        return malformed(draft, "names a format that is not enforced");
    if (draft->of_items && takes_commas(parameter->format))
        return malformed(draft, "names a format that the items of a list cannot have");
    return STATUS_OK;
}

static enum status read_items(struct draft *draft, json_t *value)
{
    struct draft items = *draft;
    items.of_items = true;
    items.where = arena_format(draft->compiler->arena, "%s, items", draft->where);
    if (items.where == NULL) return compiler_exhausted(draft->compiler);
    return compile_level(&items, value);
}

/* A NULL `read`: nothing to read here. What AT_ALL has no reader for only describes, but for two.
 */
static const struct keyword {
    const char *name;
    unsigned applies;
    read_function *read;
} keywords[] = {
    {"type", AT_ALL, NULL},
    {"default", AT_ALL, NULL},
    {"enum", AT_TEXT, read_enum},
    {"format", AT_TEXT, read_format},
    {"minLength", AT_TEXT, read_min_length},
    {"maxLength", AT_TEXT, read_max_length},
    {"minimum", AT_NUMBER, read_minimum},
    {"maximum", AT_NUMBER, read_maximum},
    {"items", AT_LIST, read_items},
    {"minItems", AT_LIST, read_min_items},
    {"maxItems", AT_LIST, read_max_items},
};

bool schema_is_annotation(const char *keyword)
{
    static const char *const annotations[] = {"title",   "description", "examples",
                                              "example", "deprecated",  "$comment"};
    for (size_t i = 0; i < sizeof annotations / sizeof *annotations; i++) {
        if (strcmp(annotations[i], keyword) == 0) return true;
    }
    return false;
}

static enum status read_keyword(struct draft *draft, unsigned level, json_t *value)
{
    if (schema_is_annotation(draft->keyword)) return STATUS_OK;
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++) {
        const struct keyword *known = &keywords[i];
        if (strcmp(known->name, draft->keyword) != 0) continue;
        if ((known->applies & level) == 0)
            return malformed(draft, "says nothing about values of this type");
        return known->read == NULL ? STATUS_OK : known->read(draft, value);
    }
    return malformed(draft, "is not enforced");
}

/* The type comes first: whether another keyword applies hangs on it. */
static enum status read_type(struct draft *draft, json_t *schema, unsigned *level)
{
    static const struct {
        const char *name;
        unsigned level;
        enum value_type type;
    } types[] = {{"string", AT_TEXT, VALUE_TEXT},
                 {"integer", AT_NUMBER, VALUE_INTEGER},
                 {"number", AT_NUMBER, VALUE_NUMBER},
                 {"boolean", AT_BOOLEAN, VALUE_BOOLEAN},
                 {"array", AT_LIST, VALUE_TEXT}};
    const char *name = json_string_value(json_object_get(schema, "type"));
    draft->keyword = "type";
    for (size_t i = 0; name != NULL && i < sizeof types / sizeof *types; i++) {
        if (strcmp(types[i].name, name) != 0) continue;
        if (draft->of_items && types[i].level == AT_LIST)
            return malformed(draft, "is a list inside a list");
        *level = types[i].level;
        draft->parameter->type = types[i].type;
        return STATUS_OK;
    }
    return malformed(draft, "is not one of string, integer, number, boolean, array");
}

static enum status check_ranges(struct draft *draft)
{
    const struct parameter *parameter = draft->parameter;
    const char *what = NULL;
    if (parameter->has_minimum && parameter->has_maximum && parameter->minimum > parameter->maximum)
        what = "minimum is above maximum";
    if (parameter->max_length > 0 && parameter->min_length > parameter->max_length)
        what = "minLength is above maxLength";
    if (parameter->max_items > 0 && parameter->min_items > parameter->max_items)
        what = "minItems is above maxItems";
    if (parameter->max_items > LIST_MAX_ITEMS || parameter->min_items > LIST_MAX_ITEMS)
        what = "a list may not have more than 256 items";
    if (what == NULL) return STATUS_OK;
    return compiler_refuse(draft->compiler, "%s: %s", draft->where, what);
}

/* One level: the schema itself, or the `items` of a list. */
static enum status compile_level(struct draft *draft, json_t *schema)
{
    enum status status = compiler_resolve(draft->compiler, draft->where, schema, true, &schema);
    if (status != STATUS_OK) return status;
    if (!json_is_object(schema))
        return compiler_refuse(draft->compiler, "%s: its schema is not an object", draft->where);
    unsigned level = 0;
    status = read_type(draft, schema, &level);
    if (status != STATUS_OK) return status;
    if (level == AT_LIST) {
        draft->parameter->list = true;
        if (json_object_get(schema, "items") == NULL)
            return compiler_refuse(draft->compiler, "%s: a list without \"items\"", draft->where);
    }
    if (draft->of_items && json_object_get(schema, "default") != NULL) {
        draft->keyword = "default";
        return malformed(draft, "has no use inside \"items\"");
    }
    json_t *value;
    json_object_foreach(schema, draft->keyword, value)
    {
        status = read_keyword(draft, level, value);
        if (status != STATUS_OK) return status;
    }
    return check_ranges(draft);
}

/* Write a scalar as a client would. False: it has not the type that the parameter has. */
static bool scalar_as_text(const struct parameter *parameter, json_t *value, struct buffer *out)
{
    switch (parameter->type) {
    case VALUE_TEXT:
        if (json_is_string(value)) buffer_string(out, json_string_value(value));
        return json_is_string(value);
    case VALUE_INTEGER:
        if (json_is_integer(value))
            buffer_format(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        return json_is_integer(value);
    case VALUE_NUMBER:
        if (json_is_number(value)) buffer_format(out, "%.17g", json_number_value(value));
        return json_is_number(value);
    case VALUE_BOOLEAN: buffer_string(out, json_is_true(value) ? "true" : "false"); break;
    }
    return json_is_boolean(value);
}

static bool default_as_text(const struct parameter *parameter, json_t *value, struct buffer *out)
{
    if (!parameter->list) return scalar_as_text(parameter, value, out);
    size_t i;
    json_t *item;
    json_array_foreach(value, i, item)
    {
        if (i > 0) buffer_string(out, ",");
        if (!scalar_as_text(parameter, item, out)) return false;
    }
    return json_is_array(value);
}

static enum status check_default(struct draft *draft)
{
    struct parameter *parameter = draft->parameter;
    struct value ignored = {0};
    struct complaint *complaint = NULL;
    struct arena *scratch = arena_new(1024);
    if (scratch == NULL) return compiler_exhausted(draft->compiler);
    enum status status =
        value_read(parameter, text_of(parameter->fallback), scratch, &ignored, &complaint);
    if (status == STATUS_NO_MEMORY)
        status = compiler_exhausted(draft->compiler);
    else if (status != STATUS_OK)
        status =
            compiler_refuse(draft->compiler, "%s: keyword \"default\" breaks its own schema: %s",
                            draft->where, complaint->reason);
    arena_free(scratch);
    return status;
}

static enum status read_default(struct draft *draft, json_t *value)
{
    struct buffer text = {0};
    draft->keyword = "default";
    enum status status = STATUS_OK;
    bool typed = default_as_text(draft->parameter, value, &text);
    if (!typed)
        status = malformed(draft, "has not the parameter's type");
    else if (text.failed)
        status = compiler_exhausted(draft->compiler);
    else if (text.length == 0)
        status = malformed(draft, "is empty");
    else
        draft->parameter->fallback = compiler_copy(draft->compiler, text.at);
    buffer_free(&text);
    if (status != STATUS_OK) return status;
    if (draft->parameter->fallback == NULL) return compiler_exhausted(draft->compiler);
    return check_default(draft);
}

enum status compile_schema(struct compiler *compiler, const char *where, json_t *schema,
                           struct parameter *parameter)
{
    struct draft draft = {.compiler = compiler, .where = where, .parameter = parameter};
    enum status status = compile_level(&draft, schema);
    if (status != STATUS_OK) return status;
    status = compiler_resolve(compiler, where, schema, true, &schema);
    if (status != STATUS_OK) return status;
    json_t *value = json_object_get(schema, "default");
    return value == NULL ? STATUS_OK : read_default(&draft, value);
}
