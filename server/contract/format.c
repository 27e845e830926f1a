/*
 * The `format`s of parameter schemas, but for dates, which time/ reads. Each check says why a text
 * is not of its format. It refuses nothing that only the dataset can know: whether a language, a
 * kind or an id exists is for the handlers.
 */
#include "value.h"

#include <string.h>

enum { GREATEST_DISTANCE_KM = 20038 }; /* half of the equator, rounded up */

bool format_find(const char *name, enum value_format *out)
{
    static const struct {
        const char *name;
        enum value_format format;
    } formats[] = {{"date-expression", FORMAT_DATE},
                   {"slug", FORMAT_SLUG},
                   {"language", FORMAT_LANGUAGE},
                   {"kind", FORMAT_KIND},
                   {"cursor", FORMAT_CURSOR},
                   {"bbox", FORMAT_BBOX},
                   {"near", FORMAT_NEAR},
                   {"fields", FORMAT_FIELDS},
                   {"search", FORMAT_SEARCH}};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (strcmp(formats[i].name, name) != 0) continue;
        *out = formats[i].format;
        return true;
    }
    return false;
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return is_lower(c) || (c >= 'A' && c <= 'Z');
}

static bool is_slug(struct text given)
{
    for (size_t i = 0; i < given.length; i++) {
        char c = given.at[i];
        bool inside = i > 0 && i + 1 < given.length;
        if (!is_lower(c) && !is_digit(c) && !(inside && (c == '-' || c == '.'))) return false;
    }
    return given.length > 0;
}

static const char *suggest_slug(struct text given, struct arena *arena)
{
    char *slug = arena_take(arena, given.length + 1);
    if (slug == NULL) return NULL;
    for (size_t i = 0; i < given.length; i++) {
        char c = given.at[i];
        slug[i] = is_letter(c) && !is_lower(c) ? (char)(c - 'A' + 'a') : c;
        if (c == ' ' || c == '_') slug[i] = '-';
    }
    return is_slug(text_of(slug)) ? slug : NULL;
}

static const char *check_slug(struct text given, struct arena *arena, const char **suggestion)
{
    if (is_slug(given)) return NULL;
    *suggestion = suggest_slug(given, arena);
    return "this is not an identifier";
}

static const char *check_language(struct text given)
{
    bool right = given.length <= 35;
    for (size_t i = 0; right && i < given.length; i++) {
        char c = given.at[i];
        right = is_letter(c) || (i > 0 && (is_digit(c) || c == '-'));
    }
    return right ? NULL : "this is not a language tag";
}

static const char *check_cursor(struct text given)
{
    for (size_t i = 0; i < given.length; i++) {
        char c = given.at[i];
        if (!is_letter(c) && !is_digit(c) && c != '-' && c != '_')
            return "this is not a cursor: it was not copied whole";
    }
    return NULL;
}

static const char *check_fields(struct text given)
{
    struct text rest = given;
    while (rest.at != NULL) {
        struct text name = text_cut(&rest, '.');
        if (name.length == 0) return "a name is missing in this property path";
        for (size_t i = 0; i < name.length; i++) {
            char c = name.at[i];
            if (!is_letter(c) && !is_digit(c) && c != '_' && c != '-')
                return "this is not a property path";
        }
    }
    return NULL;
}

static bool read_numbers(struct text given, double *numbers, size_t count)
{
    struct text rest = given;
    for (size_t i = 0; i < count; i++) {
        if (rest.at == NULL || !text_to_number(text_cut(&rest, ','), &numbers[i])) return false;
    }
    return rest.at == NULL;
}

static bool is_latitude(double degrees)
{
    return degrees >= -90 && degrees <= 90;
}

static bool is_longitude(double degrees)
{
    return degrees >= -180 && degrees <= 180;
}

static const char *check_bbox(struct text given, struct value *out)
{
    double *box = out->numbers;
    if (!read_numbers(given, box, 4)) return "this is not four numbers with commas between";
    if (!is_longitude(box[0]) || !is_longitude(box[2]))
        return "west and east, the first and third number, lie from -180 to 180";
    if (!is_latitude(box[1]) || !is_latitude(box[3]))
        return "south and north, the second and fourth number, lie from -90 to 90";
    if (box[1] > box[3]) return "south is north of north";
    return NULL;
}

static const char *check_near(struct text given, struct arena *arena, struct value *out,
                              const char **suggestion)
{
    double *near = out->numbers;
    if (!read_numbers(given, near, 3)) return "this is not three numbers with commas between";
    if (!is_latitude(near[0]) || !is_longitude(near[1])) {
        /* Longitude first is the commonest slip. */
        if (is_longitude(near[0]) && is_latitude(near[1]))
            *suggestion = arena_format(arena, "%.15g,%.15g,%.15g", near[1], near[0], near[2]);
        return "latitude comes first, from -90 to 90, then longitude, from -180 to 180";
    }
    if (!(near[2] > 0 && near[2] <= GREATEST_DISTANCE_KM))
        return "the distance is above 0 and at most 20038 km";
    return NULL;
}

const char *format_check(enum value_format format, struct text given, struct arena *arena,
                         struct value *out, const char **suggestion)
{
    switch (format) {
    case FORMAT_SLUG:
    case FORMAT_KIND: return check_slug(given, arena, suggestion);
    case FORMAT_LANGUAGE: return check_language(given);
    case FORMAT_CURSOR: return check_cursor(given);
    case FORMAT_FIELDS: return check_fields(given);
    case FORMAT_BBOX: return check_bbox(given, out);
    case FORMAT_NEAR: return check_near(given, arena, out, suggestion);
    case FORMAT_NONE:
    case FORMAT_DATE:
    case FORMAT_SEARCH: break;
    }
    return NULL;
}
