/*
 * vis-timeline: items and groups. What is in doubt is drawn in two layers: the days on which it
 * surely was, over those on which it may have been. What surely was on no day is drawn as possible
 * alone. The widget reads texts as HTML, so each is escaped.
 */
#include "days.h"
#include "renderers.h"
#include "row.h"
#include "widget.h"

/* Whole years that an ECMAScript date can hold. */
enum { FIRST_YEAR = -271820, LAST_YEAR = 275759 };

/* What is drawn of one row. */
struct drawing {
    const struct rendering *rendering;
    const json_t *row, *dating;
    struct span known, drawn;
};

/* A treaty's bar is its time in force; where that is not known its signature stands for it. */
static const json_t *bar_dating(const json_t *row)
{
    const json_t *in_force = json_object_get(row, "in_force");
    struct span span;
    bool is_bar = json_object_get(row, "date") == NULL && span_of(in_force, &span);
    return is_bar ? in_force : row_dating(row);
}

/* A year has four digits, or a sign and six (ECMA-262 §21.4.1.32). */
static json_t *day_string(int64_t jdn)
{
    struct civil_day day = gregorian_from_jdn(jdn);
    struct buffer text = {0};
    if (day.year >= 0 && day.year <= 9999)
        buffer_format(&text, "%04lld", (long long)day.year);
    else
        buffer_format(&text, "%+07lld", (long long)day.year);
    buffer_format(&text, "-%02d-%02d", day.month, day.day);
    return string_take(&text);
}

/* Words for a style sheet: the layer, then what is not sure of either end. */
static json_t *class_name(const struct span *span, const char *layer)
{
    struct buffer words = {0};
    buffer_string(&words, layer);
    if (span->is_qualified) buffer_string(&words, " qualified");
    if (span->is_open_start)
        buffer_string(&words, " open-start");
    else if (span->lacks_start)
        buffer_string(&words, " unknown-start");
    if (span->goes_on)
        buffer_string(&words, " ongoing");
    else if (span->lacks_end)
        buffer_string(&words, " unknown-end");
    return string_take(&words);
}

/* What is shown when the pointer rests on the item. */
static json_t *tooltip_of(const struct drawing *drawing)
{
    struct buffer text = {0}, doubts = {0};
    html_text(&text, row_label(drawing->row));
    buffer_string(&text, "<br>");
    html_text(&text, row_text(drawing->dating, "display"));
    append_doubts(&doubts, &drawing->known, drawing->dating);
    if (doubts.length > 0) {
        buffer_string(&text, "<br>");
        html_text(&text, doubts.at);
    }
    if (doubts.failed) text.failed = true;
    buffer_free(&doubts);
    return string_take(&text);
}

/* One day is a point; more are a range, which ends where the day after the last begins. */
static void put_days(struct buffer *out, json_t *item, struct days days)
{
    bool is_range = days.last > days.first;
    member_put_take(out, item, "start", day_string(days.first));
    if (is_range) member_put_take(out, item, "end", day_string(days.last + 1));
    member_put_take(out, item, "type", json_string(is_range ? "range" : "point"));
}

static json_t *item_of(const struct drawing *drawing, struct days days, const char *layer,
                       struct buffer *out)
{
    const json_t *row = drawing->row;
    json_t *item = json_object();
    member_put_take(out, item, "id", json_string(row_text(row, "id")));
    member_put_take(out, item, "content", html_of(row_label(row)));
    member_put_take(out, item, "title", tooltip_of(drawing));
    put_days(out, item, days);
    member_put_take(out, item, "group", json_string(row_group(drawing->rendering, row)));
    member_put_take(out, item, "subgroup", json_string(row_text(row, "id")));
    member_put_take(out, item, "className", class_name(&drawing->known, layer));
    member_put_take(out, item, "href", json_string(row_text(row, "href")));
    return item;
}

/* The layer beneath: of the same name with a tilde. A blank for a label makes it as high as the
 * other. */
static json_t *halo_of(const struct drawing *drawing, struct buffer *out)
{
    json_t *item = item_of(drawing, drawing->drawn.possible, "possible", out);
    struct buffer id = {0};
    buffer_format(&id, "%s~", row_text(drawing->row, "id"));
    member_put_take(out, item, "id", string_take(&id));
    member_put_take(out, item, "content", json_string("\u00a0"));
    return item;
}

static void draw(struct rendering *rendering, const struct drawing *drawing, struct buffer *out)
{
    struct days possible = drawing->drawn.possible, certain = drawing->drawn.certain;
    if (certain.last < certain.first) {
        element_append_take(rendering, out, item_of(drawing, possible, "possible uncertain", out));
        return;
    }
    if (certain.first != possible.first || certain.last != possible.last)
        element_append_take(rendering, out, halo_of(drawing, out));
    element_append_take(rendering, out, item_of(drawing, certain, "certain", out));
}

/* The widget gives each subgroup a line of its own, with its items over one another, in a group in
 * which any subgroup is stacked: so one that is in no group is said to be. */
static void put_layers(struct buffer *out, json_t *group)
{
    json_t *stacked = json_object();
    member_put_take(out, stacked, "", json_true());
    member_put_take(out, group, "subgroupStack", stacked);
}

static void keep_group(struct rendering *rendering, const json_t *row, struct buffer *out)
{
    json_t *groups = json_object_get(rendering->scratch, "groups"), *group;
    const char *id = row_group(rendering, row);
    if (json_object_get(groups, id) != NULL) return;
    group = json_object();
    member_put_take(out, group, "id", json_string(id));
    member_put_take(out, group, "content", html_of(row_group_label(rendering, row)));
    put_layers(out, group);
    member_put_take(out, groups, id, group);
}

enum status vis_begin(struct rendering *rendering, struct buffer *out)
{
    member_put_take(out, rendering->scratch, "groups", json_object());
    buffer_string(out, "{\"items\":[");
    return STATUS_OK;
}

enum status vis_row(struct rendering *rendering, const json_t *row, struct buffer *out)
{
    struct drawing drawing = {.rendering = rendering, .row = row, .dating = bar_dating(row)};
    if (!span_of(drawing.dating, &drawing.known)) return STATUS_OK;
    if (!days_are_within(drawing.known.possible, FIRST_YEAR, LAST_YEAR)) return STATUS_OK;
    drawing.drawn = drawing.known;
    span_stretch(&drawing.drawn, rendering);
    draw(rendering, &drawing, out);
    keep_group(rendering, row, out);
    return STATUS_OK;
}

enum status vis_end(struct rendering *rendering, struct buffer *out)
{
    const char *id;
    const json_t *group;
    bool is_first = true;
    buffer_string(out, "],\"groups\":[");
    json_object_foreach(json_object_get(rendering->scratch, "groups"), id, group)
    {
        if (!is_first) buffer_string(out, ",");
        is_first = false;
        append_json(out, group);
    }
    buffer_string(out, "]}");
    return STATUS_OK;
}
