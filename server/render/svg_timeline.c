/*
 * The timeline as a picture: a scale of time, phases of relations as bands, then treaties, then
 * events. It shows the days asked for, else those that its treaties and events fall on, within what
 * the dataset covers.
 */
#include "svg_timeline.h"
#include "row.h"
#include "widget.h"

#include <stdlib.h>
#include <string.h>

enum { SHORTEST = 60 /* days */, LARGEST_STEP = 12000 /* months */, TICK_WIDTH = 62, AXIS = 66 };

double timeline_x(const struct timeline *timeline, int64_t day)
{
    if (day < timeline->first) day = timeline->first;
    if (day > timeline->last) day = timeline->last;
    double part =
        ((double)(day - timeline->first) + 0.5) / (double)(timeline->last - timeline->first + 1);
    return SVG_TIMELINE_LEFT + part * (SVG_TIMELINE_RIGHT - SVG_TIMELINE_LEFT);
}

void timeline_append_tip(struct buffer *out, const struct mark *mark)
{
    svg_text(out, row_label(mark->row));
    buffer_string(out, ": ");
    svg_text(out, row_text(row_dating(mark->row), "display"));
}

void timeline_open_group(struct timeline *timeline, const struct mark *mark)
{
    buffer_string(timeline->out, "<a href=\"");
    svg_text(timeline->out, row_text(mark->row, "href"));
    buffer_string(timeline->out, "\"><title>");
    timeline_append_tip(timeline->out, mark);
    buffer_string(timeline->out, "</title>\n");
    if (timeline->description.length > 0) buffer_string(&timeline->description, "; ");
    timeline_append_tip(&timeline->description, mark);
}

void timeline_close_group(struct timeline *timeline)
{
    buffer_string(timeline->out, "</a>\n");
}

/* --- the scale --- */

static bool is_phase(const json_t *row)
{
    return strcmp(row_text(row, "type"), "relation") == 0;
}

/* Widen the days shown to those of the marks; of phases only where nothing else is there. */
static void frame_marks(struct timeline *timeline, const struct mark *marks, size_t count)
{
    bool has_others = false;
    for (size_t i = 0; i < count; i++)
        if (!is_phase(marks[i].row)) has_others = true;
    timeline->first = DAY_MAX;
    timeline->last = DAY_MIN;
    for (size_t i = 0; i < count; i++) {
        const struct days *days = &marks[i].span.possible;
        if (has_others && is_phase(marks[i].row)) continue;
        if (days->first < timeline->first) timeline->first = days->first;
        if (days->last > timeline->last) timeline->last = days->last;
    }
}

static void frame_days(struct timeline *timeline, const struct mark *marks, size_t count)
{
    const struct rendering *rendering = timeline->rendering;
    int64_t covered = first_covered_day(rendering);
    frame_marks(timeline, marks, count);
    if (timeline->first < covered) timeline->first = covered;
    if (timeline->last > rendering->horizon) timeline->last = rendering->horizon;
    if (rendering->since > DAY_MIN) timeline->first = rendering->since;
    if (rendering->until < DAY_MAX) timeline->last = rendering->until;
    if (timeline->first >= DAY_MAX || timeline->last <= DAY_MIN || timeline->last < timeline->first)
        timeline->first = timeline->last =
            rendering->since > DAY_MIN ? rendering->since : gregorian_to_jdn(1900, 1, 1);
    int64_t margin = (timeline->last - timeline->first) / 60 + 1;
    if (timeline->last - timeline->first < SHORTEST) margin = SHORTEST / 2;
    timeline->first -= margin;
    timeline->last += margin;
}

/* Months between lines of the scale, so that each has room for its name. */
static int64_t step_of(const struct timeline *timeline)
{
    static const int64_t steps[] = {1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000};
    double months = (double)(timeline->last - timeline->first) / 30.44;
    double most = (SVG_TIMELINE_RIGHT - SVG_TIMELINE_LEFT) / (double)TICK_WIDTH;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        if (months / (double)steps[i] <= most) return steps[i];
    int64_t step = LARGEST_STEP;
    while (months / (double)step > most)
        step *= 10;
    return step;
}

static void append_tick(const struct timeline *timeline, int64_t month, int64_t step, double bottom,
                        struct buffer *out)
{
    int64_t year = floor_divide(month, 12);
    int64_t day = gregorian_to_jdn(year, (int)(month - year * 12) + 1, 1);
    double x = timeline_x(timeline, day);
    if (day < timeline->first || day > timeline->last) return;
    buffer_format(out, "<path d=\"M%.1f %d V%.1f\" stroke=\"" SVG_LINE "\"/>\n", x, AXIS + 4,
                  bottom);
    buffer_format(
        out,
        "<text x=\"%.1f\" y=\"%d\" font-size=\"11\" text-anchor=\"middle\" fill=\"" SVG_SOFT
        "\">%lld",
        x, AXIS, (long long)year);
    if (step % 12 != 0) buffer_format(out, "-%02d", (int)(month - year * 12) + 1);
    buffer_string(out, "</text>\n");
}

static void append_scale(const struct timeline *timeline, double bottom, struct buffer *out)
{
    struct civil_day first = gregorian_from_jdn(timeline->first),
                     last = gregorian_from_jdn(timeline->last);
    int64_t step = step_of(timeline), from = first.year * 12 + first.month - 1,
            to = last.year * 12 + last.month - 1;
    for (int64_t month = floor_divide(from, step) * step; month <= to; month += step)
        append_tick(timeline, month, step, bottom, out);
}

/* --- rows --- */

/* A treaty in its lane stands where it was signed, a phase and an event for their whole time. */
static bool read_mark(const struct rendering *rendering, const json_t *row, struct mark *mark)
{
    *mark = (struct mark){.row = row};
    if (!span_of(row_dating(row), &mark->span)) return false;
    span_stretch(&mark->span, rendering);
    return true;
}

static void place_marks(const struct timeline *timeline, struct mark *marks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct mark *mark = &marks[i];
        const struct days *possible = &mark->span.possible, *certain = &mark->span.certain;
        mark->x0 = timeline_x(timeline, possible->first);
        mark->x1 = timeline_x(timeline, possible->last);
        mark->certain0 = timeline_x(timeline, certain->first);
        mark->certain1 = certain->last < certain->first ? mark->certain0 - 1
                                                        : timeline_x(timeline, certain->last);
    }
}

static bool is_shown(const struct timeline *timeline, const struct mark *mark)
{
    return mark->span.possible.last >= timeline->first &&
           mark->span.possible.first <= timeline->last;
}

/* Leave those that have a day in the picture. */
static size_t keep_shown(const struct timeline *timeline, struct mark *marks, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (is_shown(timeline, &marks[i])) marks[kept++] = marks[i];
    return kept;
}

static int compare_marks(const void *a, const void *b)
{
    const struct mark *one = a, *other = b;
    if (one->span.possible.first != other->span.possible.first)
        return one->span.possible.first < other->span.possible.first ? -1 : 1;
    return strcmp(row_text(one->row, "id"), row_text(other->row, "id"));
}

static size_t read_marks(const struct rendering *rendering, const json_t *rows, struct mark *marks)
{
    const json_t *row;
    size_t i, count = 0;
    json_array_foreach((json_t *)(uintptr_t)rows, i, row)
    {
        if (read_mark(rendering, row, &marks[count])) count++;
    }
    qsort(marks, count, sizeof *marks, compare_marks);
    return count;
}

void svg_append_timeline(struct rendering *rendering, const json_t *rows, struct buffer *out)
{
    struct buffer body = {0}, scale = {0};
    struct timeline timeline = {.rendering = rendering, .out = &body, .y = AXIS + 14};
    struct mark *marks = calloc(json_array_size(rows) + 1, sizeof *marks);
    if (marks == NULL) {
        out->failed = true;
        return;
    }
    size_t count = read_marks(rendering, rows, marks);
    frame_days(&timeline, marks, count);
    count = keep_shown(&timeline, marks, count);
    place_marks(&timeline, marks, count);
    timeline_append_phases(&timeline, marks, count);
    timeline_append_marks(&timeline, marks, count, "treaty");
    timeline_append_marks(&timeline, marks, count, "event");
    append_scale(&timeline, timeline.y, &scale);
    svg_open(out, rendering, SVG_TIMELINE_WIDTH, timeline.y + 16, &timeline.description);
    buffer_text(out, (struct text){scale.at, scale.length});
    buffer_text(out, (struct text){body.at, body.length});
    buffer_string(out, "</svg>\n");
    if (body.failed || scale.failed || timeline.description.failed) out->failed = true;
    buffer_free(&body);
    buffer_free(&scale);
    buffer_free(&timeline.description);
    free(marks);
}
