/*
 * Back from a date or interval object, as the API shows it, to the four bounds of contract §2.
 */
#include <chancery/date.h>
#include <string.h>

static int64_t day_at(const json_t *date, size_t side, int64_t absent)
{
    const json_t *day = json_array_get(json_object_get(date, "jdn"), side);
    return json_is_integer(day) ? day_clamped(json_integer_value(day)) : absent;
}

static struct date date_of(const json_t *date)
{
    return (struct date){.earliest = day_at(date, 0, DAY_MIN), .latest = day_at(date, 1, DAY_MAX)};
}

static enum end_kind kind_of(const json_t *interval, const char *key)
{
    static const char *const words[] = {"date", "unknown", "open", "ongoing"};
    const char *word = json_string_value(json_object_get(interval, key));
    for (size_t i = 0; word != NULL && i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i], word) == 0) return (enum end_kind)i;
    return END_UNKNOWN;
}

/* As much of the dating as its bounds follow from. */
static struct dating dating_of(const json_t *object)
{
    return (struct dating){.is_interval = json_object_get(object, "start_kind") != NULL,
                           .whole = date_of(object),
                           .start = date_of(json_object_get(object, "start")),
                           .end = date_of(json_object_get(object, "end")),
                           .start_kind = kind_of(object, "start_kind"),
                           .end_kind = kind_of(object, "end_kind")};
}

bool date_object_bounds(const json_t *object, struct day_bounds *out)
{
    struct dating dating = dating_of(object);
    if (date_is_undated(&dating)) return false;
    *out = date_bounds(&dating);
    return true;
}
