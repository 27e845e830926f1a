/*
 * iCalendar (RFC 5545, RFC 7986): a dated row is an event of whole days. It says nothing of the
 * moment at which it was asked: the same dataset gives the same bytes. What has no day, or one in a
 * year that the format cannot write, is left out.
 */
#include "days.h"
#include "renderers.h"
#include "row.h"

#include <string.h>
#include <time.h>

enum { FIRST_YEAR = 1, LAST_YEAR = 9999, LINE_OCTETS = 75 };

/* End a content line: folded where it is long, never within a character (RFC 5545 §3.1). The line
 * is emptied. */
static void end_line(struct buffer *line, struct buffer *out)
{
    size_t at = 0, room = LINE_OCTETS;
    while (line->length - at > room) {
        size_t cut = at + room;
        while (cut > at + 1 && ((unsigned char)line->at[cut] & 0xC0) == 0x80)
            cut--;
        buffer_append(out, line->at + at, cut - at);
        buffer_string(out, "\r\n ");
        at = cut;
        room = LINE_OCTETS - 1;
    }
    if (line->length > at) buffer_append(out, line->at + at, line->length - at);
    buffer_string(out, "\r\n");
    if (line->failed) out->failed = true;
    line->length = 0;
}

/* Append the value of a TEXT property (RFC 5545 §3.3.11). Control characters have no place in it.
 */
static void append_value(struct buffer *line, const char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '\n')
            buffer_string(line, "\\n");
        else if (c == '\\' || c == ';' || c == ',')
            buffer_format(line, "\\%c", c);
        else if ((c >= ' ' && c != 0x7F) || c == '\t')
            buffer_append(line, text, 1);
    }
}

/* A whole property that is a text, left out where it is empty. */
static void put_text(struct buffer *out, const char *name, const char *text)
{
    struct buffer line = {0};
    if (text[0] == '\0') return;
    buffer_string(&line, name);
    append_value(&line, text);
    end_line(&line, out);
    buffer_free(&line);
}

/* Append YYYYMMDD. */
static void put_day(struct buffer *out, const char *name, int64_t jdn)
{
    struct civil_day day = gregorian_from_jdn(jdn);
    buffer_format(out, "%s%04lld%02d%02d\r\n", name, (long long)day.year, day.month, day.day);
}

/* When this version of the dataset came out: in UTC, as DTSTAMP must be. */
static void put_stamp(const struct rendering *rendering, struct buffer *out)
{
    char stamp[32] = "19700101T000000Z";
    time_t released = (time_t)rendering->released;
    struct tm utc;
    if (gmtime_r(&released, &utc) != NULL) strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", &utc);
    buffer_format(out, "DTSTAMP:%s\r\n", stamp);
}

static void put_calendar_name(const struct rendering *rendering, struct buffer *out)
{
    struct buffer name = {0};
    buffer_format(&name, "%s: %s", dataset_words(rendering, "title"),
                  rendering->title != NULL ? rendering->title : "");
    if (name.at != NULL) {
        put_text(out, "NAME:", name.at);
        put_text(out, "X-WR-CALNAME:", name.at);
    }
    if (name.failed) out->failed = true;
    buffer_free(&name);
}

enum status icalendar_begin(struct rendering *rendering, struct buffer *out)
{
    buffer_string(out, "BEGIN:VCALENDAR\r\n"
                       "PRODID:-//Chancery//Chancery//EN\r\n"
                       "VERSION:2.0\r\n"
                       "CALSCALE:GREGORIAN\r\n"
                       "METHOD:PUBLISH\r\n");
    put_calendar_name(rendering, out);
    put_text(out, "DESCRIPTION:", dataset_words(rendering, "citation"));
    buffer_string(out, "REFRESH-INTERVAL;VALUE=DURATION:P1D\r\nX-PUBLISHED-TTL:P1D\r\n");
    return STATUS_OK;
}

/* An id is given once to a calendar, with what the day was to the record where a list of moments
 * says it; a further event of the same name is numbered. */
static void put_uid(struct rendering *rendering, const json_t *row, struct buffer *out)
{
    struct buffer uid = {0};
    const char *what = row_text(row, "what");
    buffer_format(&uid, "%s%s%s", row_text(row, "id"), what[0] != '\0' ? "." : "", what);
    if (uid.at != NULL) {
        json_int_t seen = json_integer_value(json_object_get(rendering->scratch, uid.at)) + 1;
        json_object_set_new(rendering->scratch, uid.at, json_integer(seen));
        if (seen > 1) buffer_format(&uid, "~%lld", (long long)seen);
    }
    buffer_format(&uid, "@%s", row_text(rendering->dataset, "id"));
    if (uid.at != NULL) put_text(out, "UID:", uid.at);
    if (uid.failed) out->failed = true;
    buffer_free(&uid);
}

/* The label; of an anniversary also what the day was to the record, and the year. */
static void put_summary(const struct rendering *rendering, const json_t *row,
                        const struct span *span, struct buffer *out)
{
    struct buffer summary = {0};
    const char *what = row_text(row, "what"), *label = row_text(row, "label");
    buffer_string(&summary, label[0] != '\0' ? label : row_text(row, "id"));
    if (what[0] != '\0' && strcmp(what, "happened") != 0) buffer_format(&summary, ": %s", what);
    if (rendering->is_recurring)
        buffer_format(&summary, " (%lld)",
                      (long long)gregorian_from_jdn(span->possible.first).year);
    if (summary.at != NULL) put_text(out, "SUMMARY:", summary.at);
    if (summary.failed) out->failed = true;
    buffer_free(&summary);
}

static void append_line(struct buffer *out, const char *text)
{
    if (text[0] != '\0') buffer_format(out, "%s\n", text);
}

static void put_description(const json_t *row, const json_t *dating, const struct span *span,
                            struct buffer *out)
{
    struct buffer text = {0};
    append_line(&text, row_text(dating, "display"));
    size_t before = text.length;
    append_calendars(&text, dating, "\n");
    if (text.length > before) buffer_string(&text, "\n");
    before = text.length;
    append_doubts(&text, span, dating);
    if (span->lacks_end) buffer_string(&text, " Only its beginning is shown.");
    if (span->lacks_start) buffer_string(&text, " Only its end is shown.");
    if (text.length > before) buffer_string(&text, "\n");
    append_line(&text, row_text(row, "summary"));
    buffer_string(&text, row_text(row, "href"));
    if (text.at != NULL) put_text(out, "DESCRIPTION:", text.at);
    if (text.failed) out->failed = true;
    buffer_free(&text);
}

static void put_days(const struct rendering *rendering, const struct span *span, struct buffer *out)
{
    put_day(out, "DTSTART;VALUE=DATE:", span->possible.first);
    put_day(out, "DTEND;VALUE=DATE:", span->possible.last + 1);
    if (rendering->is_recurring) buffer_string(out, "RRULE:FREQ=YEARLY\r\n");
}

enum status icalendar_row(struct rendering *rendering, const json_t *row, struct buffer *out)
{
    const json_t *dating = row_dating(row);
    struct span span;
    if (!span_of(dating, &span)) return STATUS_OK;
    /* The day after the last is written too. */
    struct days written = {span.possible.first, span.possible.last + 1};
    if (!days_are_within(written, FIRST_YEAR, LAST_YEAR)) return STATUS_OK;
    buffer_string(out, "BEGIN:VEVENT\r\n");
    put_uid(rendering, row, out);
    put_stamp(rendering, out);
    put_days(rendering, &span, out);
    put_summary(rendering, row, &span, out);
    put_description(row, dating, &span, out);
    put_text(out, "CATEGORIES:", row_kind_label(rendering, row));
    buffer_format(out, "STATUS:%s\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\n",
                  span.is_exact ? "CONFIRMED" : "TENTATIVE");
    return STATUS_OK;
}

enum status icalendar_end(struct rendering *rendering, struct buffer *out)
{
    /* RFC 5545 §3.6 asks for at least one component: a time zone, of which no event makes use. */
    if (json_object_size(rendering->scratch) == 0)
        buffer_string(out, "BEGIN:VTIMEZONE\r\n"
                           "TZID:UTC\r\n"
                           "BEGIN:STANDARD\r\n"
                           "DTSTART:19700101T000000\r\n"
                           "TZOFFSETFROM:+0000\r\n"
                           "TZOFFSETTO:+0000\r\n"
                           "END:STANDARD\r\n"
                           "END:VTIMEZONE\r\n");
    buffer_string(out, "END:VCALENDAR\r\n");
    return STATUS_OK;
}
