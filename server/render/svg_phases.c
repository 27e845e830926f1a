/*
 * Phases of relations: a lane for each two that follow each other (where a state's successor takes
 * up the relation on the same day, it goes on in the same lane), a band for each phase, coloured
 * from war to alliance. The ends of a band that are in doubt are pale.
 */
#include "row.h"
#include "svg_timeline.h"
#include "widget.h"

#include <stdlib.h>
#include <string.h>

enum {
    MOST_LANES = 8,   /* that are drawn */
    MOST_PAIRS = 200, /* that are looked at */
    LANE = 21,
    BAND = 15,
    SWATCH = 12
};

/* Phases of one pair and of those that took up from it. */
struct lane {
    const json_t *last; /* the row of its last phase */
    int64_t ends;       /* JDN */
    size_t count;
    size_t order; /* in which it was begun */
};

static const struct {
    const char *kind, *colour;
} colours[] = {
    {"war", "#a8382c"},     {"hostile", "#d6775f"}, {"severed", "#d6775f"},  {"tense", "#e8c06f"},
    {"minimal", "#d8d4c8"}, {"neutral", "#d8d4c8"}, {"friendly", "#a3c79a"}, {"allied", "#5d9c94"},
};

static const char *colour_of(const char *kind)
{
    for (size_t i = 0; i < sizeof colours / sizeof colours[0]; i++)
        if (strcmp(colours[i].kind, kind) == 0) return colours[i].colour;
    return "#c3bcd0";
}

static bool share_actor(const json_t *one, const json_t *other)
{
    const json_t *a, *b;
    size_t i, k;
    json_array_foreach(json_object_get(one, "between"), i, a)
    {
        json_array_foreach(json_object_get(other, "between"), k, b)
        {
            if (strcmp(row_text(a, "id"), row_text(b, "id")) == 0) return true;
        }
    }
    return false;
}

/* The lane of its pair, else one that it takes up from on the day it begins, else a new one. Where
 * there are too many, all others share one. */
static size_t lane_of(const struct mark *mark, struct lane *lanes, size_t *count)
{
    const char *pair = row_text(mark->row, "pair");
    for (size_t i = 0; i < *count; i++)
        if (strcmp(row_text(lanes[i].last, "pair"), pair) == 0) return i;
    for (size_t i = 0; i < *count; i++)
        if (lanes[i].ends == mark->span.possible.first && share_actor(lanes[i].last, mark->row))
            return i;
    if (*count == MOST_PAIRS) return MOST_PAIRS - 1;
    lanes[*count] = (struct lane){.order = *count};
    return (*count)++;
}

static bool is_phase(const struct mark *mark)
{
    return strcmp(row_text(mark->row, "type"), "relation") == 0;
}

/* Which lane each phase is in; how many lanes there are. */
static size_t assign(const struct mark *marks, size_t count, struct lane *lanes, size_t *lane)
{
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        if (!is_phase(&marks[i])) continue;
        lane[i] = lane_of(&marks[i], lanes, &used);
        lanes[lane[i]].last = marks[i].row;
        lanes[lane[i]].ends = marks[i].span.possible.last;
        lanes[lane[i]].count++;
    }
    return used;
}

/* How many lanes have more phases, or as many and came first: where a lane is drawn. */
static size_t rank_of(const struct lane *lanes, size_t count, size_t lane)
{
    size_t rank = 0;
    for (size_t i = 0; i < count; i++)
        if (lanes[i].count > lanes[lane].count ||
            (lanes[i].count == lanes[lane].count && lanes[i].order < lanes[lane].order))
            rank++;
    return rank;
}

static void append_band(struct buffer *out, double x0, double x1, double y, const char *colour,
                        const char *more)
{
    double width = x1 - x0 > 1 ? x1 - x0 : 1;
    buffer_format(out,
                  "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" rx=\"1.5\" "
                  "fill=\"%s\"%s/>\n",
                  x0, y, width, BAND, colour, more);
}

static void append_phase(struct timeline *timeline, const struct mark *mark, double y)
{
    const char *kind = row_text(mark->row, "kind"), *colour = colour_of(kind);
    bool is_dark = strcmp(kind, "war") == 0 || strcmp(kind, "allied") == 0;
    bool has_core = mark->certain1 >= mark->certain0;
    double x0 = has_core ? mark->certain0 : mark->x0, x1 = has_core ? mark->certain1 : mark->x1;
    struct svg_label label = {.x = x0 + 4,
                              .y = y + 11,
                              .size = 10,
                              .width = x1 - x0 - 8,
                              .fill = is_dark ? "#fff" : SVG_INK,
                              .words = row_label(mark->row)};
    timeline_open_group(timeline, mark);
    append_band(timeline->out, mark->x0, mark->x1, y, colour, " fill-opacity=\"0.45\"");
    if (has_core) append_band(timeline->out, x0, x1, y, colour, "");
    if (label.width > 0.7 * svg_width(label.words, label.size))
        svg_append_label(timeline->out, &label);
    timeline_close_group(timeline);
}

/* What the colours stand for, of those that were drawn, from war to alliance. */
static void append_legend(struct timeline *timeline, const struct mark *marks, size_t count)
{
    double x = SVG_TIMELINE_LEFT;
    json_t *seen = json_object();
    for (size_t k = 0; k < sizeof colours / sizeof colours[0]; k++)
        for (size_t i = 0; i < count; i++) {
            const char *kind = row_text(marks[i].row, "kind");
            if (!is_phase(&marks[i]) || strcmp(kind, colours[k].kind) != 0) continue;
            if (json_object_get(seen, kind) != NULL) continue;
            json_object_set_new(seen, kind, json_true());
            struct svg_label label = {.x = x + SWATCH + 5,
                                      .y = timeline->y + 10,
                                      .size = 10.5,
                                      .fill = SVG_SOFT,
                                      .words = row_kind_label(timeline->rendering, marks[i].row)};
            buffer_format(timeline->out,
                          "<rect x=\"%.1f\" y=\"%.1f\" width=\"%d\" height=\"%d\" rx=\"2\" "
                          "fill=\"%s\"/>\n",
                          x, timeline->y, SWATCH, SWATCH, colours[k].colour);
            svg_append_label(timeline->out, &label);
            x += SWATCH + 5 + svg_label_width(&label) + 18;
        }
    json_decref(seen);
    timeline->y += SWATCH + 12;
}

/* More lanes than a picture has room for: how many are left out, as a sign. */
static void append_rest(struct timeline *timeline, size_t rest)
{
    char words[32];
    snprintf(words, sizeof words, "… +%zu", rest);
    const struct svg_label label = {.x = SVG_TIMELINE_LEFT,
                                    .y = timeline->y + 10,
                                    .size = 10.5,
                                    .fill = SVG_SOFT,
                                    .words = words};
    svg_append_label(timeline->out, &label);
    timeline->y += LANE;
}

void timeline_append_phases(struct timeline *timeline, const struct mark *marks, size_t count)
{
    struct lane *lanes = calloc(MOST_PAIRS, sizeof *lanes);
    size_t *lane = calloc(count + 1, sizeof *lane);
    if (lanes == NULL || lane == NULL) {
        timeline->out->failed = true;
        goto done;
    }
    size_t used = assign(marks, count, lanes, lane);
    if (used == 0) goto done;
    double top = timeline->y;
    for (size_t i = 0; i < count; i++) {
        size_t rank = is_phase(&marks[i]) ? rank_of(lanes, used, lane[i]) : MOST_LANES;
        if (rank < MOST_LANES) append_phase(timeline, &marks[i], top + (double)(rank * LANE));
    }
    timeline->y += (double)((used < MOST_LANES ? used : MOST_LANES) * LANE);
    if (used > MOST_LANES) append_rest(timeline, used - MOST_LANES);
    timeline->y += 4;
    append_legend(timeline, marks, count);
done:
    free(lanes);
    free(lane);
}
