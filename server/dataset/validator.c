/*
 * Walks a record along its compiled schema and tells every fault with what to do about it. Formats
 * that need the dataset (dates, references) are left to the listener; nothing is changed, and a
 * fault never ends the walk beyond the value that has it.
 */
#include "validator_schema.h"
#include "validator_text.h"

#include <chancery/fold.h>

#include <stdio.h>
#include <stdlib.h>

/* One walk. Without a listener faults are only counted. */
struct check {
    const struct validator_listener *listener;
    struct buffer pointer;
    size_t faults;
};

static void check_node(struct check *check, const struct node *node, const json_t *value);

enum status validator_new(struct text schema, struct validator **out, char *why, size_t why_size)
{
    *out = NULL;
    if (why_size > 0) why[0] = '\0';
    struct validator *validator = calloc(1, sizeof *validator);
    if (validator == NULL) return STATUS_NO_MEMORY;
    json_error_t error;
    enum status status = STATUS_NO_MEMORY;
    validator->arena = arena_new(65536);
    if (validator->arena == NULL) goto done;
    status = STATUS_INVALID;
    validator->schema = json_loadb(schema.at, schema.length, JSON_REJECT_DUPLICATES, &error);
    if (json_is_object(validator->schema))
        status = schema_compile(validator, why, why_size);
    else
        snprintf(why, why_size, "the schema is no JSON object (line %d: %s)",
                 validator->schema != NULL ? 1 : error.line,
                 validator->schema != NULL ? "something else" : error.text);
done:
    if (status == STATUS_OK)
        *out = validator;
    else
        validator_free(validator);
    return status;
}

void validator_free(struct validator *validator)
{
    if (validator == NULL) return;
    json_decref(validator->schema);
    arena_free(validator->arena);
    free(validator);
}

static const struct node *find_definition(const struct validator *validator, const char *name)
{
    return schema_find(validator->definitions, validator->definition_count, text_of(name));
}

bool validator_has(const struct validator *validator, const char *definition)
{
    return find_definition(validator, definition) != NULL;
}

static const char *pointer_of(const struct check *check)
{
    return check->pointer.at != NULL && !check->pointer.failed ? check->pointer.at : "";
}

/* Tell a fault at the pointer of the moment; both texts are freed. */
static void tell_take(struct check *check, struct buffer *what, struct buffer *remedy)
{
    check->faults++;
    if (check->listener != NULL)
        check->listener->fault(check->listener->state, pointer_of(check),
                               what->at != NULL ? what->at : "this is at fault",
                               remedy != NULL ? remedy->at : NULL);
    buffer_free(what);
    if (remedy != NULL) buffer_free(remedy);
}

/* Go down by a key; `pointer_up` with what it returns goes back. */
static size_t pointer_down(struct check *check, struct text key)
{
    size_t before = check->pointer.length;
    buffer_append(&check->pointer, "/", 1);
    for (size_t i = 0; i < key.length; i++) {
        if (key.at[i] == '~')
            buffer_append(&check->pointer, "~0", 2);
        else if (key.at[i] == '/')
            buffer_append(&check->pointer, "~1", 2);
        else
            buffer_append(&check->pointer, &key.at[i], 1);
    }
    return before;
}

static void pointer_up(struct check *check, size_t length)
{
    check->pointer.length = length;
    if (check->pointer.at != NULL) check->pointer.at[length] = '\0';
}

static void list_types(struct buffer *out, unsigned types)
{
    const char *joint = "";
    for (unsigned bit = TYPE_NULL; bit <= TYPE_OBJECT; bit <<= 1) {
        if ((types & bit) == 0) continue;
        buffer_format(out, "%s%s", joint, schema_type_phrase(bit));
        joint = " or ";
    }
}

/* What a writer most likely meant where the type is wrong; NULL: no guess. */
static const char *guess_type(unsigned wanted, unsigned given)
{
    if (given == TYPE_NULL) return "leave the key out where nothing is known";
    if ((wanted & TYPE_ARRAY) != 0) return "put it in [ ]";
    if ((wanted & TYPE_STRING) != 0 && (given & (TYPE_INTEGER | TYPE_NUMBER)) != 0)
        return "put it in double quotes";
    if (given == TYPE_STRING && (wanted & (TYPE_INTEGER | TYPE_NUMBER | TYPE_BOOLEAN)) != 0)
        return "write it without quotes";
    return NULL;
}

static bool type_fits(unsigned types, const json_t *value)
{
    unsigned type = schema_type(value);
    if (types == 0 || (types & type) != 0) return true;
    return type == TYPE_INTEGER && (types & TYPE_NUMBER) != 0;
}

static bool check_type(struct check *check, unsigned types, const json_t *value)
{
    if (type_fits(types, value)) return true;
    struct buffer what = {0}, remedy = {0};
    quote_value(&what, value);
    buffer_string(&what, " stands where ");
    list_types(&what, types);
    buffer_string(&what, " should");
    const char *guess = guess_type(types, schema_type(value));
    if (guess != NULL) buffer_string(&remedy, guess);
    tell_take(check, &what, &remedy);
    return false;
}

/* How far off a spelling may be and still be suggested: a third of its letters, at most three. */
static size_t tolerance(struct text wanted)
{
    size_t third = wanted.length / 3;
    return third < 1 ? 1 : third > 3 ? 3 : third;
}

static void list_choices(struct buffer *out, const json_t *choices)
{
    buffer_string(out, "write one of ");
    for (size_t i = 0; i < json_array_size(choices); i++) {
        buffer_string(out, i > 0 ? ", " : "");
        quote_value(out, json_array_get(choices, i));
    }
}

static struct text text_in(const json_t *value)
{
    return (struct text){json_string_value(value), json_string_length(value)};
}

static void check_enum(struct check *check, const json_t *choices, const json_t *value)
{
    struct text wanted = text_in(value), best = {NULL, 0};
    size_t distance = tolerance(wanted);
    for (size_t i = 0; i < json_array_size(choices); i++) {
        json_t *choice = json_array_get(choices, i);
        if (json_equal(value, choice)) return;
        if (json_is_string(value) && json_is_string(choice))
            fold_nearest(wanted, text_in(choice), &best, &distance);
    }
    struct buffer what = {0}, remedy = {0};
    quote_value(&what, value);
    buffer_string(&what, " is not allowed here");
    if (best.at != NULL)
        buffer_format(&remedy, "did you mean \"%.*s\"?", (int)best.length, best.at);
    else
        list_choices(&remedy, choices);
    tell_take(check, &what, &remedy);
}

static void check_bound(struct check *check, const struct bound *bound, double actual, bool least,
                        const char *of)
{
    if (!bound->set || (least ? actual >= bound->value : actual <= bound->value)) return;
    struct buffer what = {0}, remedy = {0};
    buffer_format(&what, "%s is %.15g", of, actual);
    buffer_format(&remedy, "it must be at %s %.15g", least ? "least" : "most", bound->value);
    tell_take(check, &what, &remedy);
}

/* The slug that a text with capitals, blanks or underscores stands for, where there is one. */
static void suggest_slug(struct buffer *out, struct text given)
{
    struct buffer slug = {0};
    for (size_t i = 0; i < given.length; i++) {
        char c = given.at[i];
        if (c >= 'A' && c <= 'Z') c = (char)(c - 'A' + 'a');
        if (c == ' ' || c == '_') c = '-';
        buffer_append(&slug, &c, 1);
    }
    if (text_is_slug((struct text){slug.at, slug.length}) && slug.length <= 60)
        buffer_format(out, "did you mean \"%s\"?", slug.at);
    else
        buffer_string(out, "write lower-case letters and digits, joined by single -");
    buffer_free(&slug);
}

static void check_format(struct check *check, const char *format, const json_t *value)
{
    bool slug = text_is(text_of(format), "slug"), uri = text_is(text_of(format), "uri");
    if (!slug && !uri) {
        if (check->listener != NULL)
            check->listener->format(check->listener->state, pointer_of(check), format, value);
        return;
    }
    struct text given = text_in(value);
    if (!json_is_string(value) || (slug ? text_is_slug(given) : text_is_uri(given))) return;
    struct buffer what = {0}, remedy = {0};
    quote_text(&what, given);
    buffer_string(&what, slug ? " is not an identifier" : " is not a URL");
    if (slug)
        suggest_slug(&remedy, given);
    else
        buffer_string(&remedy, "write all of it, from https:// on, others than ASCII as %XX");
    tell_take(check, &what, &remedy);
}

static void check_list(struct check *check, const struct node *node, const json_t *list)
{
    size_t count = json_array_size(list);
    check_bound(check, &node->least_items, (double)count, true, "the length of the list");
    check_bound(check, &node->most_items, (double)count, false, "the length of the list");
    for (size_t i = 0; i < count && node->items != NULL; i++) {
        char index[24];
        snprintf(index, sizeof index, "%zu", i);
        size_t before = pointer_down(check, text_of(index));
        check_node(check, node->items, json_array_get(list, i));
        pointer_up(check, before);
    }
}

static struct node *own_property(const struct node *node, struct text key)
{
    return schema_find(node->properties, node->property_count, key);
}

/* Tell whether a key has a place: among the node's own, for a sealed one among its references' too.
 */
static bool has_place(const struct node *node, struct text key)
{
    bool sealed = node->sealed;
    for (; node != NULL; node = sealed ? node->reference : NULL)
        if (own_property(node, key) != NULL || node->additional != NULL) return true;
    return false;
}

static void tell_unknown(struct check *check, const struct node *node, struct text key)
{
    struct text best = {NULL, 0};
    size_t distance = tolerance(key);
    struct buffer what = {0}, known = {0}, remedy = {0};
    quote_text(&what, key);
    buffer_format(&what, " is not a key of %s", node->name);
    bool sealed = node->sealed;
    for (const struct node *at = node; at != NULL; at = sealed ? at->reference : NULL)
        for (size_t i = 0; i < at->property_count; i++) {
            struct text name = at->properties[i].name;
            fold_nearest(key, name, &best, &distance);
            buffer_format(&known, "%s%.*s", known.length > 0 ? ", " : "", (int)name.length,
                          name.at);
        }
    if (best.at != NULL)
        buffer_format(&remedy, "did you mean \"%.*s\"?", (int)best.length, best.at);
    else
        buffer_format(&remedy, "its keys are: %s", known.at != NULL ? known.at : "none");
    buffer_free(&known);
    /* The # asks the locator for the key, which is what is wrong, and not for its value. */
    size_t before = pointer_down(check, key);
    buffer_append(&check->pointer, "#", 1);
    tell_take(check, &what, &remedy);
    pointer_up(check, before);
}

static void check_required(struct check *check, const json_t *required, const json_t *object)
{
    for (size_t i = 0; i < json_array_size(required); i++) {
        const char *name = json_string_value(json_array_get(required, i));
        if (json_object_get(object, name) != NULL) continue;
        struct buffer what = {0}, remedy = {0};
        buffer_format(&what, "\"%s\" is missing", name);
        buffer_string(&remedy, "add it");
        tell_take(check, &what, &remedy);
    }
}

static void check_object(struct check *check, const struct node *node, const json_t *value)
{
    json_t *object = (json_t *)value;
    double count = (double)json_object_size(object);
    check_bound(check, &node->least_properties, count, true, "the number of keys");
    check_required(check, node->required, value);
    for (void *at = json_object_iter(object); at != NULL; at = json_object_iter_next(object, at)) {
        struct text key = {json_object_iter_key(at), json_object_iter_key_len(at)};
        const struct node *inner = own_property(node, key);
        if (inner == NULL) inner = node->additional;
        if (inner == NULL) {
            if ((node->closed || node->sealed) && !has_place(node, key))
                tell_unknown(check, node, key);
            continue;
        }
        size_t before = pointer_down(check, key);
        check_node(check, inner, json_object_iter_value(at));
        pointer_up(check, before);
    }
}

/* The types that a node allows, its references' included; 0: any. */
static unsigned types_of(const struct node *node)
{
    while (node->types == 0 && node->reference != NULL)
        node = node->reference;
    return node->types;
}

/* Exactly one branch must fit. Where none does, the only one of the right type says why. */
static void check_one_of(struct check *check, const struct node *node, const json_t *value)
{
    const struct node *fitting = NULL, *alike = NULL;
    size_t fits = 0, likes = 0;
    unsigned types = 0;
    for (size_t i = 0; i < node->branch_count; i++) {
        const struct node *branch = node->branches[i];
        struct check silent = {0};
        check_node(&silent, branch, value);
        buffer_free(&silent.pointer);
        if (silent.faults == 0 && ++fits == 1) fitting = branch;
        if (type_fits(types_of(branch), value) && ++likes == 1) alike = branch;
        types |= types_of(branch);
    }
    if (fits == 1 || (fits == 0 && likes == 1)) {
        check_node(check, fits == 1 ? fitting : alike, value);
        return;
    }
    if (likes == 0 && !check_type(check, types, value)) return;
    struct buffer what = {0};
    quote_value(&what, value);
    buffer_format(&what, " has %s of the forms allowed here", fits == 0 ? "none" : "more than one");
    tell_take(check, &what, NULL);
}

static void check_node(struct check *check, const struct node *node, const json_t *value)
{
    size_t before = check->faults;
    if (!check_type(check, node->types, value)) return;
    if (node->reference != NULL) check_node(check, node->reference, value);
    if (node->choices != NULL) check_enum(check, node->choices, value);
    if (node->branch_count > 0) check_one_of(check, node, value);
    if (json_is_number(value)) {
        check_bound(check, &node->least, json_number_value(value), true, "the value");
        check_bound(check, &node->most, json_number_value(value), false, "the value");
    }
    if (json_is_string(value)) {
        double length = (double)text_characters(text_in(value));
        check_bound(check, &node->least_length, length, true, "the length of the text");
        check_bound(check, &node->most_length, length, false, "the length of the text");
    }
    if (json_is_array(value)) check_list(check, node, value);
    if (json_is_object(value)) check_object(check, node, value);
    /* A second fault about the same value would only repeat the first. */
    if (node->format != NULL && !json_is_null(value) && check->faults == before)
        check_format(check, node->format, value);
}

void validator_check(const struct validator *validator, const char *definition, const json_t *value,
                     const struct validator_listener *listener)
{
    struct check check = {.listener = listener};
    const struct node *node = find_definition(validator, definition);
    if (node != NULL) {
        check_node(&check, node, value);
    } else {
        struct buffer what = {0};
        buffer_format(&what, "the schema has no definition of \"%s\"", definition);
        tell_take(&check, &what, NULL);
    }
    buffer_free(&check.pointer);
}
