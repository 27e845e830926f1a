/*
 * Dates as JSON for clients: contract §2's date and interval objects, key by key in its order, and
 * durations. A side without a bound is null, as are calendars of what is no single day.
 */
#include "date_words.h"
#include "reading.h"

#include <chancery/calendar.h>
#include <chancery/japanese.h>

/* An object that is being built: a failure sticks, and is asked for once. */
struct object {
    json_t *json;
    bool failed;
};

/* Set a member, consuming the reference; NULL is a failure. */
static void put_take(struct object *object, const char *key, json_t *value)
{
    object->failed |= json_object_set_new(object->json, key, value) != 0;
}

static json_t *finish(struct object *object)
{
    if (!object->failed) return object->json;
    json_decref(object->json);
    return NULL;
}

static struct object new_object(void)
{
    json_t *json = json_object();
    return (struct object){json, json == NULL};
}

static json_t *json_of_text(struct text source)
{
    return json_stringn(source.at, source.length);
}

static json_t *json_of_buffer(struct buffer *buffer)
{
    const char *bytes = buffer->at != NULL ? buffer->at : "";
    json_t *json = buffer->failed ? NULL : json_stringn(bytes, buffer->length);
    buffer_free(buffer);
    return json;
}

static bool is_bound(int64_t jdn)
{
    return jdn != DAY_MIN && jdn != DAY_MAX;
}

static json_t *json_of_day(int64_t jdn)
{
    char text[CALENDAR_PRINT_SIZE];
    if (!is_bound(jdn)) return json_null();
    calendar_print(gregorian_from_jdn(jdn), text);
    return json_string(text);
}

static json_t *json_of_jdn(int64_t jdn)
{
    return is_bound(jdn) ? json_integer(jdn) : json_null();
}

static json_t *json_of_range(int64_t earliest, int64_t latest)
{
    json_t *range = json_array();
    if (json_array_append_new(range, json_of_jdn(earliest)) == 0 &&
        json_array_append_new(range, json_of_jdn(latest)) == 0)
        return range;
    json_decref(range);
    return NULL;
}

static json_t *json_of_qualifier(enum date_qualifier qualifier)
{
    static const char *const words[] = {NULL, "uncertain", "approximate", "both"};
    return qualifier == QUALIFIER_NONE ? json_null() : json_string(words[qualifier]);
}

static json_t *json_of_calendars(int64_t jdn)
{
    struct object object = new_object();
    struct japanese_day day;
    char text[CALENDAR_PRINT_SIZE], japanese[JAPANESE_PRINT_SIZE];
    bool known = japanese_from_jdn(jdn, &day);
    calendar_print(gregorian_from_jdn(jdn), text);
    put_take(&object, "gregorian", json_string(text));
    calendar_print(julian_from_jdn(jdn), text);
    put_take(&object, "julian", json_string(text));
    if (known) japanese_print(&day, japanese);
    put_take(&object, "japanese", known ? json_string(japanese) : json_null());
    if (known) japanese_print_native(&day, japanese);
    put_take(&object, "japanese_native", known ? json_string(japanese) : json_null());
    return finish(&object);
}

static json_t *json_of_as_written(const struct as_written *written)
{
    struct object object = new_object();
    put_take(&object, "calendar", json_string(calendar_word(written->calendar)));
    put_take(&object, "text", json_of_text(written->text));
    put_take(&object, "precision", json_string(precision_word(written->precision)));
    return finish(&object);
}

/* The keys that dates and intervals have in common. */
static void put_date(struct object *object, const struct date *date)
{
    put_take(object, "edtf", json_of_text(date->edtf));
    put_take(object, "precision", json_string(precision_word(date->precision)));
    put_take(object, "qualifier", json_of_qualifier(date->qualifier));
    put_take(object, "earliest", json_of_day(date->earliest));
    put_take(object, "latest", json_of_day(date->latest));
    put_take(object, "jdn", json_of_range(date->earliest, date->latest));
    put_take(object, "calendars",
             date->precision == PRECISION_DAY && date->earliest == date->latest
                 ? json_of_calendars(date->earliest)
                 : json_null());
}

/* What was written, and how a retroactive era name in it was understood: by the era in force. */
static void put_as_written(struct object *object, const struct date *date)
{
    struct japanese_day day;
    char printed[JAPANESE_PRINT_SIZE];
    if (date->as_written.text.at != NULL)
        put_take(object, "as_written", json_of_as_written(&date->as_written));
    if (!date->renamed || !japanese_from_jdn(date->earliest, &day)) return;
    japanese_print(&day, printed);
    put_take(object, "read_as", json_string(printed));
}

static json_t *json_of_date(const struct date *date, const struct date_language *language)
{
    struct object object = new_object();
    struct buffer display = {0};
    put_date(&object, date);
    display_date(language, date, &display);
    put_take(&object, "display", json_of_buffer(&display));
    put_as_written(&object, date);
    return finish(&object);
}

static json_t *json_of_kind(enum end_kind kind)
{
    static const char *const words[] = {"date", "unknown", "open", "ongoing"};
    return json_string(words[kind]);
}

static json_t *json_of_end(const struct date *date, enum end_kind kind,
                           const struct date_language *language)
{
    return kind == END_DATE ? json_of_date(date, language) : json_null();
}

static json_t *json_of_interval(const struct dating *dating, const struct date_language *language)
{
    struct object object = new_object();
    struct buffer display = {0};
    put_date(&object, &dating->whole);
    display_dating(language, dating, &display);
    put_take(&object, "display", json_of_buffer(&display));
    put_take(&object, "start", json_of_end(&dating->start, dating->start_kind, language));
    put_take(&object, "end", json_of_end(&dating->end, dating->end_kind, language));
    put_take(&object, "start_kind", json_of_kind(dating->start_kind));
    put_take(&object, "end_kind", json_of_kind(dating->end_kind));
    put_as_written(&object, &dating->whole);
    return finish(&object);
}

json_t *date_to_json(const struct dating *dating, const struct date_language *language)
{
    if (language == NULL) language = date_language_english();
    return dating->is_interval ? json_of_interval(dating, language)
                               : json_of_date(&dating->whole, language);
}

json_t *date_duration_to_json(const struct dating *dating, const struct date_language *language)
{
    if (language == NULL) language = date_language_english();
    if (!dating->is_interval) return json_null();
    struct object object = new_object();
    struct buffer display = {0};
    struct day_bounds bounds = date_bounds(dating);
    bool is_known = dating->start_kind == END_DATE && dating->end_kind == END_DATE &&
                    is_bound(bounds.start_earliest) && is_bound(bounds.end_latest);
    int64_t most = bounds.end_latest - bounds.start_earliest + 1;
    bool is_exact =
        bounds.start_earliest == bounds.start_latest && bounds.end_earliest == bounds.end_latest;
    if (is_known) display_days(language, most, !is_exact, &display);
    put_take(&object, "days", is_known ? json_integer(most) : json_null());
    put_take(&object, "display", is_known ? json_of_buffer(&display) : json_null());
    return finish(&object);
}
