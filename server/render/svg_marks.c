/*
 * Treaties and events: a sign for a day, a bar for a time, each with its name beside it, in the
 * first lane where nothing stands in its way. Where there are too many for that, those that are
 * linked with most keep their names, and all others stand below as small signs, close together.
 * What is in doubt is pale with a broken outline.
 */
#include "row.h"
#include "svg_timeline.h"
#include "widget.h"

#include <stdlib.h>
#include <string.h>

enum {
    LANE = 17,
    TREATY_LANES = 9,
    EVENT_LANES = 17,
    LABEL_SIZE = 11,
    LABEL_WIDTH = 200,
    RADIUS = 4,
    ROW = 7,        /* of those without names */
    MOST_ROWS = 40, /* of those */
};

#define TREATY_COLOUR "#7a4e9a"
#define EVENT_COLOUR  "#35618f"

/* A mark laid out: its sign and, where it has them, its words. */
struct laid_out {
    const struct mark *mark;
    struct svg_label label;
    double x0, x1; /* with its words */
    double y;      /* below the top of all */
    size_t links;  /* with other records */
    bool is_bar, is_small;
    const char *colour;
};

/* Its words stand in a bar that has room for them, else after it, else before it. */
static void lay_out(const struct mark *mark, const char *colour, struct laid_out *out)
{
    *out = (struct laid_out){.mark = mark, .colour = colour, .is_bar = mark->x1 - mark->x0 > 6};
    struct svg_label *label = &out->label;
    *label =
        (struct svg_label){.size = LABEL_SIZE, .width = LABEL_WIDTH, .words = row_label(mark->row)};
    double width = svg_label_width(label), half = out->is_bar ? 0 : RADIUS, left = mark->x0 - half,
           right = mark->x1 + half;
    if (out->is_bar && mark->x1 - mark->x0 > width + 10) {
        label->x = mark->x0 + 5;
    } else if (right + 4 + width < SVG_TIMELINE_EDGE) {
        label->x = right + 4;
        right += 4 + width;
    } else {
        label->x = left - 4;
        label->anchor = "end";
        left -= 4 + width;
    }
    out->x0 = left - 3;
    out->x1 = right + 5;
}

/* With how many records it is linked: what is linked with most is what most is known of. */
static size_t links_of(const json_t *row)
{
    static const char *const lists[] = {"sources", "causes",   "effects",
                                        "parts",   "articles", "treaties"};
    size_t count = 0;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        count += json_array_size(json_object_get(row, lists[i]));
    return count;
}

/* By their links; what has as many stays in the order of time, which is that of the marks. */
static int compare_links(const void *a, const void *b)
{
    const struct laid_out *one = a, *other = b;
    if (one->links != other->links) return one->links > other->links ? -1 : 1;
    return one->mark < other->mark ? -1 : 1;
}

static int compare_time(const void *a, const void *b)
{
    const struct laid_out *one = a, *other = b;
    return one->mark < other->mark ? -1 : one->mark > other->mark;
}

/* The first of some lanes, or rows, that is free where it stands. */
static bool take_lane(const struct laid_out *item, struct svg_boxes *taken, size_t most,
                      size_t *lane)
{
    for (*lane = 0; *lane < most && !taken->failed; (*lane)++) {
        double top = (double)*lane;
        if (svg_claim(taken, (struct svg_box){item->x0, top, item->x1, top + 0.9})) return true;
    }
    return false;
}

/* A lane for each with its name; false where there is none for one of them, or, if `is_partial`,
 * that one is small. How many lanes there are is `used`. */
static bool take_lanes(struct laid_out *items, size_t count, size_t most, bool is_partial,
                       size_t *used)
{
    struct svg_boxes taken = {0};
    bool all = true;
    *used = 0;
    for (size_t i = 0; i < count && (all || is_partial); i++) {
        size_t lane;
        bool is_taken = take_lane(&items[i], &taken, most, &lane);
        items[i].is_small = !is_taken;
        items[i].y = (double)(lane * LANE);
        if (is_taken && lane >= *used) *used = lane + 1;
        all = all && is_taken;
    }
    svg_boxes_free(&taken);
    return all;
}

/* Rows, from `top` on, for those that are small; how high they are together. */
static double take_rows(struct laid_out *items, size_t count, double top)
{
    struct svg_boxes taken = {0};
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        struct laid_out *item = &items[i];
        size_t row;
        if (!item->is_small) continue;
        item->label.words = "";
        double half = item->is_bar ? 1 : RADIUS - 1, middle = (item->mark->x0 + item->mark->x1) / 2;
        item->x0 = item->is_bar ? item->mark->x0 - half : middle - half;
        item->x1 = item->is_bar ? item->mark->x1 + half : middle + half;
        if (!take_lane(item, &taken, MOST_ROWS, &row)) row = MOST_ROWS - 1;
        if (row >= used) used = row + 1;
        item->y = top + (double)(row * ROW);
    }
    svg_boxes_free(&taken);
    return (double)(used * ROW);
}

/* A bar without a name is thin, and has no outline: it would be all outline. */
static void append_small_bar(struct buffer *out, const struct laid_out *item, double y)
{
    const struct mark *mark = item->mark;
    static const char bar[] = "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"4\" rx=\"2\" "
                              "fill=\"%s\" fill-opacity=\"%s\"/>\n";
    buffer_format(out, bar, mark->x0, y + 1, mark->x1 - mark->x0, item->colour,
                  mark->span.is_exact ? "0.45" : "0.2");
    if (!mark->span.is_exact && mark->certain1 > mark->certain0)
        buffer_format(out, bar, mark->certain0, y + 1, mark->certain1 - mark->certain0,
                      item->colour, "0.3");
}

static void append_bar(struct buffer *out, const struct laid_out *item, double y)
{
    const struct mark *mark = item->mark;
    bool is_exact = mark->span.is_exact;
    buffer_format(out,
                  "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"13\" rx=\"3\" fill=\"%s\" "
                  "fill-opacity=\"%s\" stroke=\"%s\" stroke-width=\"0.8\"%s/>\n",
                  mark->x0, y + 2, mark->x1 - mark->x0, item->colour, is_exact ? "0.22" : "0.07",
                  item->colour, is_exact ? "" : " stroke-dasharray=\"3 2\"");
    if (!is_exact && mark->certain1 > mark->certain0)
        buffer_format(out,
                      "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"13\" fill=\"%s\" "
                      "fill-opacity=\"0.2\"/>\n",
                      mark->certain0, y + 2, mark->certain1 - mark->certain0, item->colour);
}

/* A lozenge for a treaty, a disc for all else. */
static void append_sign(struct buffer *out, const struct laid_out *item, double y)
{
    double x = (item->mark->x0 + item->mark->x1) / 2, middle = item->is_small ? y + 3 : y + 8.5,
           radius = item->is_small ? 2.6 : 3.6, corner = item->is_small ? 3.4 : 4.5;
    const char *fill = item->mark->span.is_exact ? item->colour : "#fffefb";
    if (strcmp(item->colour, TREATY_COLOUR) == 0)
        buffer_format(out, "<path d=\"M%.1f %.1fl%.1f %.1f %.1f %.1f %.1f %.1fz\"", x,
                      middle - corner, corner, corner, -corner, corner, -corner, -corner);
    else
        buffer_format(out, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"", x, middle, radius);
    buffer_format(out, " fill=\"%s\" stroke=\"%s\" stroke-width=\"1.2\"%s/>\n", fill, item->colour,
                  item->mark->span.is_exact ? "" : " stroke-dasharray=\"2 1.4\"");
}

static void append_item(struct timeline *timeline, struct laid_out *item)
{
    double y = timeline->y + item->y;
    timeline_open_group(timeline, item->mark);
    if (item->is_bar && item->is_small)
        append_small_bar(timeline->out, item, y);
    else if (item->is_bar)
        append_bar(timeline->out, item, y);
    else
        append_sign(timeline->out, item, y);
    item->label.y = y + 12.5;
    if (item->label.words[0] != '\0') svg_append_label(timeline->out, &item->label);
    timeline_close_group(timeline);
}

/* Those of a type, in the order of time. */
static size_t lay_out_all(const struct mark *marks, size_t count, const char *type,
                          struct laid_out *items)
{
    const char *colour = strcmp(type, "treaty") == 0 ? TREATY_COLOUR : EVENT_COLOUR;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(row_text(marks[i].row, "type"), type) != 0) continue;
        lay_out(&marks[i], colour, &items[kept]);
        items[kept++].links = links_of(marks[i].row);
    }
    return kept;
}

void timeline_append_marks(struct timeline *timeline, const struct mark *marks, size_t count,
                           const char *type)
{
    size_t most = strcmp(type, "treaty") == 0 ? TREATY_LANES : EVENT_LANES, lanes;
    struct laid_out *items = calloc(count + 1, sizeof *items);
    if (items == NULL) {
        timeline->out->failed = true;
        return;
    }
    count = lay_out_all(marks, count, type, items);
    double rows = 0;
    if (!take_lanes(items, count, most, false, &lanes)) {
        qsort(items, count, sizeof *items, compare_links);
        take_lanes(items, count, most, true, &lanes);
        qsort(items, count, sizeof *items, compare_time);
        rows = take_rows(items, count, (double)(lanes * LANE) + 3) + 3;
    }
    for (size_t i = 0; i < count; i++)
        append_item(timeline, &items[i]);
    if (count > 0) timeline->y += (double)(lanes * LANE) + rows + 10;
    free(items);
}
