/* The map picture: what is on it, where it lies, how it is painted. Lengths in pixels. */
#ifndef RENDER_SVG_MAP_H
#define RENDER_SVG_MAP_H

#include "svg.h"

enum { MAP_WIDTH = 960, MAP_TOP = 56, MAP_LEFT = 20, MAP_INNER = MAP_WIDTH - 2 * MAP_LEFT };

/* A conic equal-area projection (J. P. Snyder, Map Projections, USGS 1395, §14), or where the map
 * lies on the equator a plain one, and the scale at which it fits. */
struct projection {
    double longitude, n, c, rho; /* radians; n == 0: plain */
    double stretch;              /* of the plain one */
    double scale, x, y;          /* pixels = x + scale × projected */
};

/* The part of the world that is shown, in degrees; east may be beyond 180. */
struct frame {
    double west, south, east, north;
    bool is_empty;
};

/** Widen a frame to all positions of a GeoJSON geometry. */
void frame_add(struct frame *frame, const json_t *geometry);

/** Fit a frame, with a margin around it, into MAP_INNER; how high that makes the map. */
double projection_fit(struct projection *projection, const struct frame *frame, bool has_margin);

/** Where a position lies. */
void project(const struct projection *projection, double longitude, double latitude, double *x,
             double *y);

/** Append the outline of polygons as path data, without what would not be seen; and where their
 * largest ring lies. `shown` is what of the picture is seen. False: nothing of it is. */
bool append_outline(struct buffer *out, const struct projection *projection, const json_t *geometry,
                    const struct svg_box *shown, struct svg_box *ring_box);

/** Append the sea, as far as the land is known: beyond a meridian along which its outline was cut
 * nothing is painted. */
void append_sea(struct buffer *out, const struct projection *projection, const json_t *land,
                const struct svg_box *shown);

/** The colours of holders, by their ids: an object of id → index. A new reference. */
json_t *colours_of_holders(const json_t *rows);

/** Append a pattern, where a kind of control by these holders needs one, and give how to fill with
 * it: `fill` as an attribute's value, `more` further attributes. `name`: of the pattern. */
void append_paint(struct buffer *out, const char *name, const char *kind,
                  const char *const *colours, size_t count, char fill[32], const char **more);

/** A colour of the palette. Static. */
const char *palette_colour(size_t index);

#endif
