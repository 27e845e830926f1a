/*
 * Dates as curators write them in a dataset: a string, or an object of readings that must agree.
 * It never settles a disagreement: a record whose Julian and Gregorian days differ is refused.
 * Intervals with ends of their own are read in interval_json.c.
 */
#include "date_json.h"

#include "fault.h"

#include <stdio.h>
#include <string.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

enum status json_refuse(struct json_reader *reader, const char *key, const char *reason)
{
    json_at(reader, key);
    return fault_set(reader->fault, 1, "%s", reason);
}

void json_at(struct json_reader *reader, const char *key)
{
    if (*key != '\0')
        snprintf(reader->pointer, JSON_POINTER_SIZE, "/%s", key);
    else
        reader->pointer[0] = '\0';
}

static struct text text_of_json(const json_t *value)
{
    return (struct text){json_string_value(value), json_string_length(value)};
}

/* A pointer below `key`: what the inner value's reader left is put behind it. */
static void nest_pointer(struct json_reader *reader, const char *key)
{
    char inner[JSON_POINTER_SIZE];
    memcpy(inner, reader->pointer, sizeof inner);
    size_t length = (size_t)snprintf(reader->pointer, JSON_POINTER_SIZE, "/%s", key);
    snprintf(reader->pointer + length, JSON_POINTER_SIZE - length, "%s", inner);
}

enum status json_read_end(struct json_reader *reader, const json_t *value, const char *key,
                          struct date *out)
{
    struct dating dating = {0};
    struct json_reader inner = *reader;
    inner.depth++;
    reader->pointer[0] = '\0';
    enum status status = json_read_dating(&inner, value, &dating);
    if (status != STATUS_OK) {
        nest_pointer(reader, key);
        return status;
    }
    if (dating.is_interval)
        return json_refuse(reader, key,
                           "A single date belongs here; a range of doubt is written as an object "
                           "with \"earliest\" and \"latest\".");
    *out = dating.whole;
    return STATUS_OK;
}

static enum status read_string(struct json_reader *reader, const json_t *value, struct dating *out)
{
    json_at(reader, "");
    return date_read(text_of_json(value), reader->arena, out, reader->fault);
}

/* One of the readings "edtf", "gregorian", "julian", "japanese", each in its own calendar. */
static enum status read_calendar(struct json_reader *reader, const char *key, const json_t *value,
                                 struct dating *out)
{
    struct reading reading;
    enum calendar calendar = CALENDAR_GREGORIAN;
    if (!json_is_string(value)) return json_refuse(reader, key, "A text belongs here.");
    json_at(reader, key);
    if (strcmp(key, "edtf") == 0 || strcmp(key, "gregorian") == 0)
        return date_read(text_of_json(value), reader->arena, out, reader->fault);
    (void)calendar_of_word(text_of(key), &calendar);
    enum status status = reading_in(calendar, text_of_json(value), &reading, reader->fault);
    if (status != STATUS_OK) return status;
    *out = (struct dating){.is_interval = false};
    return reading_keep(&reading, reader->arena, &out->whole) ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status refuse_disagreement(struct json_reader *reader, const char *key,
                                       const struct dating *kept, const struct dating *other)
{
    json_at(reader, key);
    return fault_set(reader->fault, 1, "This is %.*s, but the date given beside it is %.*s.",
                     (int)other->whole.edtf.length, other->whole.edtf.at,
                     (int)kept->whole.edtf.length, kept->whole.edtf.at);
}

/* All readings given; the first one is kept, and the others must mean the same days. */
static enum status read_calendars(struct json_reader *reader, const json_t *object, bool *found,
                                  struct dating *out)
{
    static const char *const keys[] = {"edtf", "gregorian", "julian", "japanese"};
    *found = false;
    for (size_t i = 0; i < LENGTH(keys); i++) {
        const json_t *value = json_object_get(object, keys[i]);
        struct dating reading = {0};
        if (value == NULL) continue;
        enum status status = read_calendar(reader, keys[i], value, &reading);
        if (status != STATUS_OK) return status;
        if (*found && (reading.whole.earliest != out->whole.earliest ||
                       reading.whole.latest != out->whole.latest))
            return refuse_disagreement(reader, keys[i], out, &reading);
        if (!*found) *out = reading;
        *found = true;
    }
    return STATUS_OK;
}

/* The text of a range of doubt, side by side as the editor gave them. */
static struct text spell_doubt(struct json_reader *reader, const struct date *from,
                               const struct date *until)
{
    struct dating ends = {.is_interval = true, .start = *from, .end = *until};
    ends.start_kind = from->edtf.at != NULL ? END_DATE : END_OPEN;
    ends.end_kind = until->edtf.at != NULL ? END_DATE : END_OPEN;
    return dating_join(&ends, reader->arena) ? ends.whole.edtf : (struct text){NULL, 0};
}

static enum status read_limit(struct json_reader *reader, const json_t *object, const char *key,
                              struct date *out)
{
    const json_t *value = json_object_get(object, key);
    *out = (struct date){.earliest = DAY_MIN, .latest = DAY_MAX};
    return value == NULL || json_is_null(value) ? STATUS_OK
                                                : json_read_end(reader, value, key, out);
}

/* The editor's own limits: "earliest", "latest". A limit left out is that of the date, if any. */
static enum status apply_limits(struct json_reader *reader, const json_t *object, bool has_date,
                                struct dating *out)
{
    struct date from, until;
    struct date *whole = &out->whole;
    enum status status = read_limit(reader, object, "earliest", &from);
    if (status == STATUS_OK) status = read_limit(reader, object, "latest", &until);
    if (status != STATUS_OK) return status;
    if (!has_date) *whole = (struct date){.precision = PRECISION_INTERVAL};
    if (!has_date || json_object_get(object, "earliest") != NULL) whole->earliest = from.earliest;
    if (!has_date || json_object_get(object, "latest") != NULL) whole->latest = until.latest;
    if (whole->earliest > whole->latest)
        return json_refuse(reader, "latest", "The latest day is before the earliest.");
    if (whole->earliest == DAY_MIN && whole->latest == DAY_MAX)
        return json_refuse(reader, "", "Neither side has a bound: leave the date out instead.");
    out->is_interval = false;
    if (has_date) return STATUS_OK;
    whole->edtf = spell_doubt(reader, &from, &until);
    return whole->edtf.at != NULL ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status read_as_written(struct json_reader *reader, const json_t *value,
                                   struct dating *out)
{
    struct as_written *written = &out->whole.as_written;
    const json_t *calendar = json_object_get(value, "calendar");
    const json_t *text = json_object_get(value, "text");
    const json_t *precision = json_object_get(value, "precision");
    enum date_precision precise = out->whole.precision;
    if (!json_is_object(value) || !json_is_string(calendar) || !json_is_string(text))
        return json_refuse(reader, "as_written",
                           "An object with the texts \"calendar\" and \"text\" belongs here.");
    if (!calendar_of_word(text_of_json(calendar), &written->calendar))
        return json_refuse(reader, "as_written/calendar",
                           "The calendars are gregorian, julian, japanese and jdn.");
    if (precision != NULL &&
        (!json_is_string(precision) || !precision_of_word(text_of_json(precision), &precise)))
        return json_refuse(reader, "as_written/precision",
                           "A precision is day, month, season, year, decade, century or interval.");
    written->precision = precise;
    written->text = arena_copy(reader->arena, text_of_json(text));
    return written->text.at != NULL ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status read_date_object(struct json_reader *reader, const json_t *object,
                                    struct dating *out)
{
    bool found;
    bool has_limits =
        json_object_get(object, "earliest") != NULL || json_object_get(object, "latest") != NULL;
    enum status status = read_calendars(reader, object, &found, out);
    if (status == STATUS_OK && !found && !has_limits)
        return json_refuse(reader, "", "The object gives no date.");
    if (status == STATUS_OK && has_limits) status = apply_limits(reader, object, found, out);
    return status;
}

static enum status check_keys(struct json_reader *reader, const json_t *object)
{
    static const char *const keys[] = {"edtf",       "gregorian", "julian",    "japanese",
                                       "earliest",   "latest",    "start",     "end",
                                       "start_kind", "end_kind",  "as_written"};
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)object, key, value)
    {
        bool known = false;
        for (size_t i = 0; i < LENGTH(keys) && !known; i++)
            known = strcmp(key, keys[i]) == 0;
        if (!known)
            return json_refuse(reader, strlen(key) < 40 ? key : "",
                               "No part of a date has this name.");
    }
    return STATUS_OK;
}

enum status json_read_dating(struct json_reader *reader, const json_t *value, struct dating *out)
{
    if (json_is_string(value)) return read_string(reader, value, out);
    if (!json_is_object(value) || reader->depth > JSON_DEPTH_MAX)
        return json_refuse(reader, "", "A date is a text such as \"1855-02-07\" or an object.");
    enum status status = check_keys(reader, value);
    if (status != STATUS_OK) return status;
    status = is_interval_object(value) ? json_read_interval(reader, value, out)
                                       : read_date_object(reader, value, out);
    const json_t *written = json_object_get(value, "as_written");
    if (status == STATUS_OK && written != NULL) status = read_as_written(reader, written, out);
    return status;
}

enum status date_read_json(const json_t *value, bool as_interval, struct arena *arena,
                           struct dating *out, struct date_fault *fault, char pointer[64])
{
    struct json_reader reader = {arena, fault, pointer, 0};
    pointer[0] = '\0';
    enum status status = json_read_dating(&reader, value, out);
    if (status == STATUS_OK && as_interval && !out->is_interval)
        status = date_stretch(arena, out) ? STATUS_OK : STATUS_NO_MEMORY;
    return status;
}
