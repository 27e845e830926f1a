/*
 * Intervals as curators write them: an object with a start and an end, each a date or a kind that
 * says why there is none. An end that is simply left out is refused: whether it is unknown, open
 * or still going on is for the editor to say.
 */
#include "date_json.h"

#include <string.h>

static const char *const interval_keys[] = {"start", "end", "start_kind", "end_kind", NULL};
static const char *const date_keys[] = {"edtf",     "gregorian", "julian", "japanese",
                                        "earliest", "latest",    NULL};

static const char *first_key(const json_t *object, const char *const *keys)
{
    for (; *keys != NULL; keys++) {
        if (json_object_get(object, *keys) != NULL) return *keys;
    }
    return NULL;
}

bool is_interval_object(const json_t *object)
{
    return first_key(object, interval_keys) != NULL;
}

static bool kind_of_word(const char *word, enum end_kind *out)
{
    static const char *const words[] = {"date", "unknown", "open", "ongoing"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(word, words[i]) == 0) {
            *out = (enum end_kind)i;
            return true;
        }
    }
    return false;
}

static enum status read_kind(struct json_reader *reader, const json_t *object, const char *key,
                             bool has_date, enum end_kind *out)
{
    const json_t *value = json_object_get(object, key);
    *out = END_DATE;
    if (value == NULL && has_date) return STATUS_OK;
    if (value == NULL)
        return json_refuse(reader, "",
                           "Each end is a date, or its kind is \"unknown\" or \"open\" (an end "
                           "also \"ongoing\").");
    bool is_start = strcmp(key, "start_kind") == 0;
    if (!json_is_string(value) || !kind_of_word(json_string_value(value), out) ||
        (is_start && *out == END_ONGOING))
        return json_refuse(reader, key,
                           is_start ? "The kinds of a start are date, unknown and open."
                                    : "The kinds of an end are date, unknown, open and ongoing.");
    if ((*out == END_DATE) != has_date)
        return json_refuse(reader, key,
                           has_date ? "A date is given, so its kind is \"date\" or left out."
                                    : "This kind needs a date beside it.");
    return STATUS_OK;
}

static enum status read_end(struct json_reader *reader, const json_t *object, const char *key,
                            const char *kind_key, enum end_kind *kind, struct date *out)
{
    const json_t *value = json_object_get(object, key);
    bool has_date = value != NULL && !json_is_null(value);
    enum status status = read_kind(reader, object, kind_key, has_date, kind);
    if (status != STATUS_OK || !has_date) return status;
    return json_read_end(reader, value, key, out);
}

enum status json_read_interval(struct json_reader *reader, const json_t *object, struct dating *out)
{
    const char *stray = first_key(object, date_keys);
    *out = (struct dating){.is_interval = true};
    if (stray != NULL)
        return json_refuse(reader, stray,
                           "An interval with ends has its dates in \"start\" and \"end\".");
    enum status status =
        read_end(reader, object, "start", "start_kind", &out->start_kind, &out->start);
    if (status == STATUS_OK)
        status = read_end(reader, object, "end", "end_kind", &out->end_kind, &out->end);
    if (status != STATUS_OK) return status;
    if (out->start_kind == END_DATE && out->end_kind == END_DATE &&
        out->start.earliest > out->end.latest)
        return json_refuse(reader, "end", "The interval ends before it starts.");
    return dating_join(out, reader->arena) ? STATUS_OK : STATUS_NO_MEMORY;
}

/* One end of a stretched date: its outermost day, or no bound at all. */
static bool stretch_end(struct arena *arena, const struct date *date, int64_t day,
                        enum end_kind *kind, struct date *out)
{
    struct reading reading;
    *kind = END_OPEN;
    if (day == DAY_MIN || day == DAY_MAX) return true;
    *kind = END_DATE;
    reading_of_day(day, date->qualifier, &reading);
    return reading_keep(&reading, arena, out);
}

bool date_stretch(struct arena *arena, struct dating *dating)
{
    const struct date date = dating->whole;
    dating->is_interval = true;
    if (!stretch_end(arena, &date, date.earliest, &dating->start_kind, &dating->start) ||
        !stretch_end(arena, &date, date.latest, &dating->end_kind, &dating->end) ||
        !dating_join(dating, arena))
        return false;
    dating->whole.as_written = date.as_written;
    dating->whole.renamed = date.renamed;
    return true;
}
