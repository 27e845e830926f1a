/*
 * TimelineJS 3: a slide for each dated row, and on the timeline eras of phases of relations that
 * have both ends. The widget reads texts as HTML, so each is escaped; what it makes of texts that
 * look like addresses could let markup through, so that is turned off.
 */
#include "days.h"
#include "renderers.h"
#include "row.h"
#include "widget.h"

#include <string.h>

/* Whole years that an ECMAScript date can hold. */
enum { FIRST_YEAR = -271820, LAST_YEAR = 275759 };

/* A day; of the beginning of a longer time, as much as names it. */
static json_t *date_of(int64_t jdn, bool whole_day, const json_t *side, struct buffer *out)
{
    struct civil_day day = gregorian_from_jdn(jdn);
    json_t *date = json_object();
    bool has_day = whole_day || day.day != 1, has_month = has_day || day.month != 1;
    member_put_take(out, date, "year", json_integer(day.year));
    if (has_month) member_put_take(out, date, "month", json_integer(day.month));
    if (has_day) member_put_take(out, date, "day", json_integer(day.day));
    /* The widget takes one escape off dates in words, then reads them as HTML. */
    member_put_take(out, date, "display_date", html_twice_of(row_text(side, "display")));
    return date;
}

/* The side of an interval, or the whole where it has no such side. */
static const json_t *side_of(const json_t *dating, const char *name)
{
    const json_t *side = json_object_get(dating, name);
    return json_is_object(side) ? side : dating;
}

/* The first may be a month or a year; the last is always a day, lest it be drawn too early. */
static void put_days(struct buffer *out, json_t *slide, const struct span *span,
                     const json_t *dating)
{
    const json_t *start = side_of(dating, span->lacks_start ? "end" : "start"),
                 *end = side_of(dating, span->lacks_end && !span->goes_on ? "start" : "end");
    bool is_day = strcmp(row_text(start, "precision"), "day") == 0;
    member_put_take(out, slide, "start_date", date_of(span->possible.first, is_day, start, out));
    if (span->possible.last > span->possible.first)
        member_put_take(out, slide, "end_date", date_of(span->possible.last, true, end, out));
}

static void append_paragraph_take(struct buffer *out, struct buffer *text)
{
    if (text->length > 0) {
        buffer_string(out, "<p>");
        html_text(out, text->at);
        buffer_string(out, "</p>");
    }
    if (text->failed) out->failed = true;
    buffer_free(text);
}

static void append_paragraph(struct buffer *out, const char *words)
{
    struct buffer text = {0};
    buffer_string(&text, words);
    append_paragraph_take(out, &text);
}

static void append_link(struct buffer *out, const struct rendering *rendering, const json_t *row)
{
    const char *href = row_text(row, "href"), *kind = row_kind_label(rendering, row);
    buffer_string(out, "<p>");
    html_text(out, kind);
    buffer_string(out, kind[0] != '\0' ? " · <a href=\"" : "<a href=\"");
    html_text(out, href);
    buffer_string(out, "\">");
    html_text(out, href);
    buffer_string(out, "</a></p>");
}

static json_t *text_of_slide(const struct rendering *rendering, const json_t *row,
                             const struct span *span)
{
    struct buffer text = {0}, doubts = {0}, calendars = {0};
    append_paragraph(&text, row_text(row, "summary"));
    append_calendars(&calendars, row_dating(row), " – ");
    append_paragraph_take(&text, &calendars);
    append_doubts(&doubts, span, row_dating(row));
    append_paragraph_take(&text, &doubts);
    append_link(&text, rendering, row);
    return string_take(&text);
}

/* The widget takes one escape off `group` and `display_date` too. */
static json_t *slide_of(const struct rendering *rendering, const json_t *row,
                        const struct span *span, struct buffer *out)
{
    const json_t *dating = row_dating(row);
    struct span drawn = *span;
    json_t *slide = json_object(), *text = json_object();
    span_stretch(&drawn, rendering);
    member_put_take(out, slide, "unique_id", json_string(row_text(row, "id")));
    member_put_take(out, slide, "group", html_twice_of(row_group_label(rendering, row)));
    put_days(out, slide, &drawn, dating);
    member_put_take(out, slide, "display_date", html_twice_of(row_text(dating, "display")));
    member_put_take(out, text, "headline", html_of(row_label(row)));
    member_put_take(out, text, "text", text_of_slide(rendering, row, span));
    member_put_take(out, slide, "text", text);
    member_put_take(out, slide, "autolink", json_false());
    return slide;
}

/* --- eras: the widget draws them over one another, so pairs whose times overlap are not mixed ---
 */

enum { MOST_PAIRS = 8 };

static bool is_era(const struct rendering *rendering, const json_t *row, const struct span *span)
{
    return strcmp(rendering->shape, "Timeline") == 0 &&
           strcmp(row_text(row, "type"), "relation") == 0 && !span->lacks_start &&
           !span->lacks_end && span->possible.last > span->possible.first;
}

/* How many phases a pair has, and from when to when. */
static void count_phase(struct rendering *rendering, const char *pair, struct days days,
                        struct buffer *out)
{
    json_t *pairs = json_object_get(rendering->scratch, "pairs"),
           *of = json_object_get(pairs, pair);
    if (of == NULL) {
        of = json_object();
        member_put_take(out, of, "first", json_integer(days.first));
        member_put_take(out, of, "last", json_integer(days.last));
        member_put_take(out, pairs, pair, of);
    }
    json_int_t count = json_integer_value(json_object_get(of, "count")),
               first = json_integer_value(json_object_get(of, "first")),
               last = json_integer_value(json_object_get(of, "last"));
    member_put_take(out, of, "count", json_integer(count + 1));
    if (days.first < first) member_put_take(out, of, "first", json_integer(days.first));
    if (days.last > last) member_put_take(out, of, "last", json_integer(days.last));
}

static void keep_era(struct rendering *rendering, const json_t *row, const json_t *slide,
                     struct buffer *out)
{
    json_t *era = json_object(), *text = json_object();
    member_put_take(out, era, "start_date", json_incref(json_object_get(slide, "start_date")));
    member_put_take(out, era, "end_date", json_incref(json_object_get(slide, "end_date")));
    member_put_take(out, text, "headline", html_of(row_label(row)));
    member_put_take(out, era, "text", text);
    member_put_take(out, era, "pair", json_string(row_text(row, "pair")));
    if (json_array_append_new(json_object_get(rendering->scratch, "eras"), era) != 0)
        out->failed = true;
}

static bool overlap(const json_t *a, const json_t *b)
{
    return json_integer_value(json_object_get(a, "first")) <
               json_integer_value(json_object_get(b, "last")) &&
           json_integer_value(json_object_get(b, "first")) <
               json_integer_value(json_object_get(a, "last"));
}

/* The pair of most phases that overlaps none that was taken, or NULL. */
static json_t *next_pair(json_t *pairs)
{
    const char *name, *other_name;
    json_t *pair, *other, *best = NULL;
    json_int_t most = 0;
    json_object_foreach(pairs, name, pair)
    {
        json_int_t count = json_integer_value(json_object_get(pair, "count"));
        if (count > most && !json_is_true(json_object_get(pair, "left_out"))) {
            best = pair;
            most = count;
        }
    }
    json_object_foreach(pairs, other_name, other)
    {
        if (best != NULL && overlap(best, other))
            json_object_set_new(other, "left_out", json_true());
    }
    return best;
}

static void append_eras(struct rendering *rendering, struct buffer *out)
{
    json_t *pairs = json_object_get(rendering->scratch, "pairs"), *pair, *era;
    size_t i;
    bool is_first = true;
    for (size_t taken = 0; taken < MOST_PAIRS && (pair = next_pair(pairs)) != NULL; taken++)
        member_put_take(out, pair, "taken", json_true());
    json_array_foreach(json_object_get(rendering->scratch, "eras"), i, era)
    {
        pair = json_object_get(pairs, row_text(era, "pair"));
        if (!json_is_true(json_object_get(pair, "taken"))) continue;
        if (!is_first) buffer_string(out, ",");
        is_first = false;
        append_json(out, era);
    }
}

/* The first slide, which has no date: what all this is. */
static json_t *title_of(const struct rendering *rendering, struct buffer *out)
{
    struct buffer text = {0};
    json_t *title = json_object(), *words = json_object();
    append_paragraph(&text, dataset_words(rendering, "description"));
    append_paragraph(&text, dataset_words(rendering, "citation"));
    member_put_take(out, words, "headline", html_of(dataset_words(rendering, "title")));
    member_put_take(out, words, "text", string_take(&text));
    member_put_take(out, title, "unique_id", json_string(row_text(rendering->dataset, "id")));
    member_put_take(out, title, "text", words);
    member_put_take(out, title, "autolink", json_false());
    return title;
}

enum status timelinejs_begin(struct rendering *rendering, struct buffer *out)
{
    member_put_take(out, rendering->scratch, "eras", json_array());
    member_put_take(out, rendering->scratch, "pairs", json_object());
    buffer_string(out, "{\"scale\":\"human\",\"title\":");
    append_json_take(out, title_of(rendering, out));
    buffer_string(out, ",\"events\":[");
    return STATUS_OK;
}

enum status timelinejs_row(struct rendering *rendering, const json_t *row, struct buffer *out)
{
    struct span span;
    if (!span_of(row_dating(row), &span)) return STATUS_OK;
    if (!days_are_within(span.possible, FIRST_YEAR, LAST_YEAR)) return STATUS_OK;
    json_t *slide = slide_of(rendering, row, &span, out);
    if (is_era(rendering, row, &span)) {
        keep_era(rendering, row, slide, out);
        count_phase(rendering, row_text(row, "pair"), span.possible, out);
    }
    element_append_take(rendering, out, slide);
    return STATUS_OK;
}

enum status timelinejs_end(struct rendering *rendering, struct buffer *out)
{
    buffer_string(out, "],\"eras\":[");
    append_eras(rendering, out);
    buffer_string(out, "]}");
    return STATUS_OK;
}
