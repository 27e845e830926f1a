/*
 * Dates as JSON for clients: contract §2's date and interval objects, key by key in its order, and
 * durations. A side without a bound is null, as are calendars of what is no single day. They are
 * written straight into a buffer: a compilation writes one for each record and each of its links.
 */
#include "date_words.h"
#include "reading.h"

#include <chancery/calendar.h>
#include <chancery/japanese.h>
#include <string.h>

static bool is_bound(int64_t jdn)
{
    return jdn != DAY_MIN && jdn != DAY_MAX;
}

/* A text of ours, in which nothing needs an escape, or null. */
static void append_word(struct buffer *out, const char *word)
{
    buffer_string(out, word != NULL ? "\"" : "null");
    if (word == NULL) return;
    buffer_string(out, word);
    buffer_append(out, "\"", 1);
}

static void append_civil(struct buffer *out, struct civil_day day)
{
    char text[CALENDAR_PRINT_SIZE];
    calendar_print(day, text);
    append_word(out, text);
}

static void append_day(struct buffer *out, int64_t jdn)
{
    if (is_bound(jdn))
        append_civil(out, gregorian_from_jdn(jdn));
    else
        buffer_string(out, "null");
}

static void append_jdn(struct buffer *out, int64_t jdn)
{
    if (is_bound(jdn))
        buffer_integer(out, jdn);
    else
        buffer_string(out, "null");
}

static void append_qualifier(struct buffer *out, enum date_qualifier qualifier)
{
    static const char *const words[] = {NULL, "uncertain", "approximate", "both"};
    append_word(out, words[qualifier]);
}

static void append_calendars(struct buffer *out, int64_t jdn)
{
    struct japanese_day day;
    char japanese[JAPANESE_PRINT_SIZE], native[JAPANESE_PRINT_SIZE];
    bool known = japanese_from_jdn(jdn, &day);
    if (known) japanese_print(&day, japanese);
    if (known) japanese_print_native(&day, native);
    buffer_string(out, "{\"gregorian\":");
    append_civil(out, gregorian_from_jdn(jdn));
    buffer_string(out, ",\"julian\":");
    append_civil(out, julian_from_jdn(jdn));
    buffer_string(out, ",\"japanese\":");
    append_word(out, known ? japanese : NULL);
    buffer_string(out, ",\"japanese_native\":");
    append_word(out, known ? native : NULL);
    buffer_append(out, "}", 1);
}

/* The keys that dates and intervals have in common, the opening brace included. */
static void append_bounds(struct buffer *out, const struct date *date)
{
    buffer_string(out, "{\"edtf\":");
    buffer_json_string(out, date->edtf);
    buffer_string(out, ",\"precision\":");
    append_word(out, precision_word(date->precision));
    buffer_string(out, ",\"qualifier\":");
    append_qualifier(out, date->qualifier);
    buffer_string(out, ",\"earliest\":");
    append_day(out, date->earliest);
    buffer_string(out, ",\"latest\":");
    append_day(out, date->latest);
    buffer_string(out, ",\"jdn\":[");
    append_jdn(out, date->earliest);
    buffer_append(out, ",", 1);
    append_jdn(out, date->latest);
    buffer_string(out, "],\"calendars\":");
    if (date->precision == PRECISION_DAY && date->earliest == date->latest)
        append_calendars(out, date->earliest);
    else
        buffer_string(out, "null");
}

/* As much of a Japanese day ("Kaei 7-i7-3") as was written: to the day, the month or the year. */
static void cut_to_precision(char printed[JAPANESE_PRINT_SIZE], enum date_precision precision)
{
    int unsaid = precision == PRECISION_YEAR ? 2 : precision == PRECISION_MONTH ? 1 : 0;
    for (char *last; unsaid > 0 && (last = strrchr(printed, '-')) != NULL; unsaid--)
        *last = '\0';
}

/* What was written, how a retroactive era name in it was understood (by the era in force), and the
 * closing brace. */
static void append_as_written(struct buffer *out, const struct date *date)
{
    const struct as_written *written = &date->as_written;
    struct japanese_day day;
    char printed[JAPANESE_PRINT_SIZE];
    if (written->text.at != NULL) {
        buffer_string(out, ",\"as_written\":{\"calendar\":");
        append_word(out, calendar_word(written->calendar));
        buffer_string(out, ",\"text\":");
        buffer_json_string(out, written->text);
        buffer_string(out, ",\"precision\":");
        append_word(out, precision_word(written->precision));
        buffer_append(out, "}", 1);
    }
    if (date->renamed && japanese_from_jdn(date->earliest, &day)) {
        japanese_print(&day, printed);
        cut_to_precision(printed, written->precision);
        buffer_string(out, ",\"read_as\":");
        append_word(out, printed);
    }
    buffer_append(out, "}", 1);
}

/* Append `display` as a JSON string, and start it over. */
static void append_display(struct buffer *out, struct buffer *display)
{
    out->failed |= display->failed;
    buffer_json_string(out, (struct text){display->at, display->length});
    display->length = 0;
}

static void append_date(struct buffer *out, const struct date *date,
                        const struct date_language *language, struct buffer *scratch)
{
    append_bounds(out, date);
    buffer_string(out, ",\"display\":");
    display_date(language, date, scratch);
    append_display(out, scratch);
    append_as_written(out, date);
}

static void append_end(struct buffer *out, const struct date *date, enum end_kind kind,
                       const struct date_language *language, struct buffer *scratch)
{
    if (kind == END_DATE)
        append_date(out, date, language, scratch);
    else
        buffer_string(out, "null");
}

static void append_interval(struct buffer *out, const struct dating *dating,
                            const struct date_language *language, struct buffer *scratch)
{
    static const char *const kinds[] = {"date", "unknown", "open", "ongoing"};
    append_bounds(out, &dating->whole);
    buffer_string(out, ",\"display\":");
    display_dating(language, dating, scratch);
    append_display(out, scratch);
    buffer_string(out, ",\"start\":");
    append_end(out, &dating->start, dating->start_kind, language, scratch);
    buffer_string(out, ",\"end\":");
    append_end(out, &dating->end, dating->end_kind, language, scratch);
    buffer_string(out, ",\"start_kind\":");
    append_word(out, kinds[dating->start_kind]);
    buffer_string(out, ",\"end_kind\":");
    append_word(out, kinds[dating->end_kind]);
    append_as_written(out, &dating->whole);
}

void date_append_json(const struct dating *dating, const struct date_language *language,
                      struct buffer *out)
{
    struct buffer scratch = {0};
    if (language == NULL) language = date_language_english();
    if (dating->is_interval)
        append_interval(out, dating, language, &scratch);
    else
        append_date(out, &dating->whole, language, &scratch);
    buffer_free(&scratch);
}

void date_append_duration(const struct dating *dating, const struct date_language *language,
                          struct buffer *out)
{
    struct day_bounds bounds = date_bounds(dating);
    bool is_known = dating->start_kind == END_DATE && dating->end_kind == END_DATE &&
                    is_bound(bounds.start_earliest) && is_bound(bounds.end_latest);
    int64_t most = bounds.end_latest - bounds.start_earliest + 1;
    bool is_exact =
        bounds.start_earliest == bounds.start_latest && bounds.end_earliest == bounds.end_latest;
    if (language == NULL) language = date_language_english();
    if (!dating->is_interval) {
        buffer_string(out, "null");
    } else if (!is_known) {
        buffer_string(out, "{\"days\":null,\"display\":null}");
    } else {
        struct buffer display = {0};
        display_days(language, most, !is_exact, &display);
        buffer_string(out, "{\"days\":");
        buffer_integer(out, most);
        buffer_string(out, ",\"display\":");
        append_display(out, &display);
        buffer_append(out, "}", 1);
        buffer_free(&display);
    }
}

/* Text of ours as the value that it is. */
static json_t *load_take(struct buffer *text)
{
    size_t flags = JSON_DECODE_ANY | JSON_ALLOW_NUL;
    json_t *json = text->failed ? NULL : json_loadb(text->at, text->length, flags, NULL);
    buffer_free(text);
    return json;
}

json_t *date_to_json(const struct dating *dating, const struct date_language *language)
{
    struct buffer text = {0};
    date_append_json(dating, language, &text);
    return load_take(&text);
}

json_t *date_duration_to_json(const struct dating *dating, const struct date_language *language)
{
    struct buffer text = {0};
    date_append_duration(dating, language, &text);
    return load_take(&text);
}
