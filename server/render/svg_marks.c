/*
 * Treaties and events: a sign for a day, a bar for a time, each with its name beside it, in the
 * first lane where nothing stands in its way. What is in doubt is pale with a broken outline.
 */
#include "row.h"
#include "svg_timeline.h"
#include "widget.h"

#include <string.h>

enum { LANE = 17, MOST_LANES = 110, LABEL_SIZE = 11, LABEL_WIDTH = 200, RADIUS = 4 };

#define TREATY_COLOUR "#7a4e9a"
#define EVENT_COLOUR  "#35618f"

/* A mark laid out: its sign and its words. */
struct laid_out {
    const struct mark *mark;
    struct svg_label label;
    double x0, x1, y; /* with its words; below the top of all lanes */
    bool is_bar;
    const char *colour;
};

/* Where each lane ends so far, and how many there are. */
struct lanes {
    double ends[MOST_LANES];
    size_t count;
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

/* The first lane that has ended where it begins; where there is none, its sign goes below them all
 * without its words. Marks come in the order of their beginning. */
static void take_lane(struct laid_out *out, struct lanes *lanes)
{
    size_t lane = 0;
    while (lane < MOST_LANES && lanes->ends[lane] > out->x0)
        lane++;
    if (lane == MOST_LANES)
        out->label.words = "";
    else
        lanes->ends[lane] = out->x1;
    if (lane >= lanes->count) lanes->count = lane + 1;
    out->y = (double)(lane * LANE);
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
    double x = (item->mark->x0 + item->mark->x1) / 2, middle = y + 8.5;
    const char *fill = item->mark->span.is_exact ? item->colour : "#fffefb";
    if (strcmp(item->colour, TREATY_COLOUR) == 0)
        buffer_format(out, "<path d=\"M%.1f %.1fl4.5 4.5-4.5 4.5-4.5-4.5z\"", x, middle - 4.5);
    else
        buffer_format(out, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.6\"", x, middle);
    buffer_format(out, " fill=\"%s\" stroke=\"%s\" stroke-width=\"1.2\"%s/>\n", fill, item->colour,
                  item->mark->span.is_exact ? "" : " stroke-dasharray=\"2 1.4\"");
}

static void append_item(struct timeline *timeline, struct laid_out *item)
{
    double y = timeline->y + item->y;
    timeline_open_group(timeline, item->mark);
    if (item->is_bar)
        append_bar(timeline->out, item, y);
    else
        append_sign(timeline->out, item, y);
    item->label.y = y + 12.5;
    if (item->label.words[0] != '\0') svg_append_label(timeline->out, &item->label);
    timeline_close_group(timeline);
}

void timeline_append_marks(struct timeline *timeline, const struct mark *marks, size_t count,
                           const char *type)
{
    struct lanes lanes = {0};
    bool is_treaty = strcmp(type, "treaty") == 0;
    for (size_t i = 0; i < count; i++) {
        struct laid_out item;
        if (strcmp(row_text(marks[i].row, "type"), type) != 0) continue;
        lay_out(&marks[i], is_treaty ? TREATY_COLOUR : EVENT_COLOUR, &item);
        take_lane(&item, &lanes);
        append_item(timeline, &item);
    }
    if (lanes.count > 0) timeline->y += (double)(lanes.count * LANE + 10);
}
