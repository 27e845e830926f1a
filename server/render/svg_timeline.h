/* The timeline picture: its scale, and its two parts. Lengths in pixels. */
#ifndef RENDER_SVG_TIMELINE_H
#define RENDER_SVG_TIMELINE_H

#include "days.h"
#include "svg.h"

/* Days stand from the left to the right; words may go on to the edge. */
enum {
    SVG_TIMELINE_WIDTH = 1200,
    SVG_TIMELINE_LEFT = 20,
    SVG_TIMELINE_RIGHT = 1050,
    SVG_TIMELINE_EDGE = 1190
};

/* What is drawn, and on which days it stands. */
struct timeline {
    struct rendering *rendering;
    struct buffer *out;
    struct buffer description;
    int64_t first, last; /* JDN at both edges */
    double y;            /* where the next part begins */
};

/* One row. */
struct mark {
    const json_t *row;
    struct span span;
    double x0, x1;             /* of the days on which it may have been, within the edges */
    double certain0, certain1; /* of those on which it surely was; none where x1 < x0 */
};

/** Where the middle of a day lies, within the edges of the picture. */
double timeline_x(const struct timeline *timeline, int64_t day);

/** Append a mark's name and time, as it is told to those who point at it. */
void timeline_append_tip(struct buffer *out, const struct mark *mark);

/** Open a group that links to a mark's record and tells of it, and close it. */
void timeline_open_group(struct timeline *timeline, const struct mark *mark);
void timeline_close_group(struct timeline *timeline);

/** Draw phases of relations: a lane for each two that follow each other, a band for each phase. */
void timeline_append_phases(struct timeline *timeline, const struct mark *marks, size_t count);

/** Draw treaties and events as marks with their names, each where there is room for it. */
void timeline_append_marks(struct timeline *timeline, const struct mark *marks, size_t count,
                           const char *type);

#endif
