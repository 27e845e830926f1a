/*
 * What a parameter allows, in words: the `allowed` of a problem's entry. Made from the same
 * compiled schema that refuses the value, so that it cannot promise what is not so.
 */
#include "value.h"

#include <chancery/buffer.h>

static void say_names(struct buffer *out, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0) buffer_string(out, ", ");
        buffer_string(out, names[i]);
    }
}

static void say_range(struct buffer *out, const struct parameter *parameter, const char *what)
{
    buffer_string(out, what);
    if (parameter->has_minimum && parameter->has_maximum)
        buffer_format(out, " from %.15g to %.15g", parameter->minimum, parameter->maximum);
    else if (parameter->has_minimum)
        buffer_format(out, " of at least %.15g", parameter->minimum);
    else if (parameter->has_maximum)
        buffer_format(out, " of at most %.15g", parameter->maximum);
}

static const char *name_format(enum value_format format)
{
    switch (format) {
    case FORMAT_DATE:
        return "an EDTF date such as 1855, 1855-02, 1855-02-07, 1904~ or 1855/1858, or a date of "
               "another calendar after julian:, japanese: or jdn:";
    case FORMAT_SLUG:
        return "an identifier: lower-case letters and digits, with hyphens and dots inside";
    case FORMAT_LANGUAGE: return "a language of the dataset, such as en";
    case FORMAT_KIND: return "a kind in use: lower-case letters and digits, with hyphens inside";
    case FORMAT_CURSOR: return "a cursor from `next` or `prev`";
    case FORMAT_BBOX: return "west,south,east,north in degrees";
    case FORMAT_NEAR: return "latitude,longitude,kilometres";
    case FORMAT_FIELDS: return "a property path such as date.display";
    case FORMAT_SEARCH: return "words and \"phrases\"";
    case FORMAT_NONE: break;
    }
    return "text";
}

static void say_text(struct buffer *out, const struct parameter *parameter)
{
    if (parameter->allowed_count > 0) {
        buffer_string(out, "one of: ");
        say_names(out, parameter->allowed, parameter->allowed_count);
        return;
    }
    buffer_string(out, name_format(parameter->format));
    size_t least = parameter->min_length > 1 ? parameter->min_length : 1;
    if (parameter->max_length > 0)
        buffer_format(out, ", of %zu to %zu characters", least, parameter->max_length);
    else if (least > 1)
        buffer_format(out, ", of at least %zu characters", least);
}

static void say_scalar(struct buffer *out, const struct parameter *parameter)
{
    switch (parameter->type) {
    case VALUE_TEXT: say_text(out, parameter); break;
    case VALUE_INTEGER: say_range(out, parameter, "an integer"); break;
    case VALUE_NUMBER: say_range(out, parameter, "a number"); break;
    case VALUE_BOOLEAN: buffer_string(out, "true or false"); break;
    }
}

static void say_list(struct buffer *out, const struct parameter *parameter)
{
    size_t most = parameter->max_items > 0 ? parameter->max_items : LIST_MAX_ITEMS;
    size_t least = parameter->min_items > 1 ? parameter->min_items : 1;
    buffer_format(out, "a list of %zu to %zu items with commas between, each ", least, most);
}

/* Take what was written into the arena. */
static const char *keep(struct buffer *out, struct arena *arena)
{
    const char *kept = NULL;
    if (!out->failed) kept = arena_copy(arena, (struct text){out->at, out->length}).at;
    buffer_free(out);
    return kept;
}

const char *value_phrase(const struct parameter *parameter, struct arena *arena)
{
    struct buffer out = {0};
    if (parameter->list) say_list(&out, parameter);
    say_scalar(&out, parameter);
    return keep(&out, arena);
}

const char *phrase_list(const char *before, const char *const *names, size_t count,
                        struct arena *arena)
{
    struct buffer out = {0};
    buffer_string(&out, before);
    say_names(&out, names, count);
    return keep(&out, arena);
}
