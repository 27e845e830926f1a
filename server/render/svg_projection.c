/*
 * From degrees to a picture: an equal-area projection about the middle of what is shown, so that no
 * holding looks larger than it was, and outlines with no more points than can be seen.
 */
#include "svg_map.h"

#include <math.h>
#include <string.h>

#define RADIANS (M_PI / 180)

enum {
    EDGE_STEPS = 24,
    SMALLEST_HEIGHT = 320,
    LARGEST_HEIGHT = 860,
    WIDEST_SEA = 100 /* degrees */
};

/* Longitudes are told on one side of the antimeridian: near those that are there already. */
static double near_longitude(double longitude, double other)
{
    return longitude - 360 * round((longitude - other) / 360);
}

static void frame_add_position(struct frame *frame, double longitude, double latitude)
{
    if (frame->is_empty) {
        *frame = (struct frame){longitude, latitude, longitude, latitude, false};
        return;
    }
    longitude = near_longitude(longitude, (frame->west + frame->east) / 2);
    frame->west = fmin(frame->west, longitude);
    frame->east = fmax(frame->east, longitude);
    frame->south = fmin(frame->south, latitude);
    frame->north = fmax(frame->north, latitude);
}

static void add_positions(struct frame *frame, const json_t *list)
{
    const json_t *part;
    size_t i;
    if (json_is_number(json_array_get(list, 0))) {
        frame_add_position(frame, json_number_value(json_array_get(list, 0)),
                           json_number_value(json_array_get(list, 1)));
        return;
    }
    json_array_foreach((json_t *)(uintptr_t)list, i, part) add_positions(frame, part);
}

void frame_add(struct frame *frame, const json_t *geometry)
{
    const json_t *part;
    size_t i;
    add_positions(frame, json_object_get(geometry, "coordinates"));
    json_array_foreach(json_object_get(geometry, "geometries"), i, part) frame_add(frame, part);
}

/* --- the projection --- */

void project(const struct projection *projection, double longitude, double latitude, double *x,
             double *y)
{
    double turn = near_longitude(longitude, projection->longitude / RADIANS) * RADIANS -
                  projection->longitude;
    double east = turn * projection->stretch, north = latitude * RADIANS;
    if (projection->n != 0) {
        double inner = projection->c - 2 * projection->n * sin(latitude * RADIANS);
        double rho = sqrt(fmax(inner, 0)) / projection->n;
        east = rho * sin(projection->n * turn);
        north = projection->rho - rho * cos(projection->n * turn);
    }
    *x = projection->x + projection->scale * east;
    *y = projection->y - projection->scale * north;
}

static void choose(struct projection *projection, const struct frame *frame)
{
    double height = frame->north - frame->south, low = (frame->south + height / 6) * RADIANS,
           high = (frame->north - height / 6) * RADIANS,
           middle = (frame->south + frame->north) / 2 * RADIANS;
    *projection = (struct projection){.longitude = (frame->west + frame->east) / 2 * RADIANS,
                                      .n = (sin(low) + sin(high)) / 2,
                                      .stretch = cos(middle),
                                      .scale = 1};
    if (fabs(projection->n) < 0.05 || frame->east - frame->west > 300) {
        projection->n = 0;
        return;
    }
    projection->c = cos(low) * cos(low) + 2 * projection->n * sin(low);
    projection->rho =
        sqrt(fmax(projection->c - 2 * projection->n * sin(middle), 0)) / projection->n;
}

/* What the four edges of the frame span. */
static struct svg_box extent(const struct projection *projection, const struct frame *frame)
{
    struct svg_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (int i = 0; i <= EDGE_STEPS; i++) {
        double part = (double)i / EDGE_STEPS,
               longitude = frame->west + part * (frame->east - frame->west),
               latitude = frame->south + part * (frame->north - frame->south);
        const double edges[4][2] = {{longitude, frame->south},
                                    {longitude, frame->north},
                                    {frame->west, latitude},
                                    {frame->east, latitude}};
        for (size_t k = 0; k < 4; k++) {
            double x, y;
            project(projection, edges[k][0], edges[k][1], &x, &y);
            box.x0 = fmin(box.x0, x);
            box.x1 = fmax(box.x1, x);
            box.y0 = fmin(box.y0, y);
            box.y1 = fmax(box.y1, y);
        }
    }
    return box;
}

/* A margin, and no less than a few degrees. */
static struct frame widened(const struct frame *frame, bool has_margin)
{
    struct frame wide = *frame;
    if (wide.is_empty) wide = (struct frame){-180, -60, 180, 75, false};
    double across = wide.east - wide.west, up = wide.north - wide.south;
    double x = has_margin ? across * 0.07 : 0, y = has_margin ? up * 0.07 : 0;
    if (across + 2 * x < 6) x = (6 - across) / 2;
    if (up + 2 * y < 3) y = (3 - up) / 2;
    wide.west -= x;
    wide.east += x;
    wide.south = fmax(wide.south - y, -89);
    wide.north = fmin(wide.north + y, 89);
    return wide;
}

double projection_fit(struct projection *projection, const struct frame *frame, bool has_margin)
{
    struct frame shown = widened(frame, has_margin);
    choose(projection, &shown);
    struct svg_box box = extent(projection, &shown);
    double width = box.x1 - box.x0, height = box.y1 - box.y0,
           scale = fmin(MAP_INNER / width, LARGEST_HEIGHT / height),
           high = fmax(scale * height, SMALLEST_HEIGHT);
    projection->scale = scale;
    projection->x = MAP_LEFT + MAP_INNER / 2.0 - scale * (box.x0 + box.x1) / 2;
    projection->y = MAP_TOP + high / 2 - scale * (box.y0 + box.y1) / 2;
    return high;
}

/* --- outlines --- */

/* A ring in the picture, as it is gone through. */
struct ring {
    struct svg_box box;
    double x, y; /* the last point that was written */
    size_t written;
};

static void append_point(struct buffer *out, struct ring *ring, double x, double y)
{
    if (ring->written > 0 && fabs(x - ring->x) < 0.7 && fabs(y - ring->y) < 0.7) return;
    buffer_format(out, "%s%.1f %.1f", ring->written == 0 ? "M" : "L", x, y);
    ring->x = x;
    ring->y = y;
    ring->written++;
}

/* Measure a ring, then write it where it is large enough and within the picture. */
static bool append_ring(struct buffer *out, const struct projection *projection,
                        const json_t *positions, const struct svg_box *shown, struct svg_box *box)
{
    struct ring ring = {.box = {INFINITY, INFINITY, -INFINITY, -INFINITY}};
    const json_t *position;
    size_t i;
    for (int pass = 0; pass < 2; pass++) {
        json_array_foreach((json_t *)(uintptr_t)positions, i, position)
        {
            double x, y;
            project(projection, json_number_value(json_array_get(position, 0)),
                    json_number_value(json_array_get(position, 1)), &x, &y);
            if (pass > 0) append_point(out, &ring, x, y);
            ring.box = (struct svg_box){fmin(ring.box.x0, x), fmin(ring.box.y0, y),
                                        fmax(ring.box.x1, x), fmax(ring.box.y1, y)};
        }
        bool is_out = ring.box.x1 < shown->x0 || ring.box.x0 > shown->x1 ||
                      ring.box.y1 < shown->y0 || ring.box.y0 > shown->y1;
        if (is_out || (ring.box.x1 - ring.box.x0 < 0.8 && ring.box.y1 - ring.box.y0 < 0.8))
            return false;
    }
    buffer_string(out, "Z");
    *box = ring.box;
    return true;
}

bool append_outline(struct buffer *out, const struct projection *projection, const json_t *geometry,
                    const struct svg_box *shown, struct svg_box *ring_box)
{
    const json_t *coordinates = json_object_get(geometry, "coordinates"), *polygon, *ring;
    const char *type = json_string_value(json_object_get(geometry, "type"));
    json_t *one = json_array();
    double largest = -1;
    size_t i, k;
    if (type != NULL && strcmp(type, "Polygon") == 0)
        json_array_append(one, (json_t *)(uintptr_t)coordinates);
    json_array_foreach((json_t *)(uintptr_t)(json_array_size(one) > 0 ? one : coordinates), i,
                       polygon)
    {
        json_array_foreach((json_t *)(uintptr_t)polygon, k, ring)
        {
            struct svg_box box;
            if (!append_ring(out, projection, ring, shown, &box)) continue;
            double area = (box.x1 - box.x0) * (box.y1 - box.y0);
            if (k > 0 || area <= largest) continue;
            largest = area;
            *ring_box = box;
        }
    }
    json_decref(one);
    return largest >= 0;
}

/* --- the sea --- */

/* From where to where positions lie on a meridian; nowhere where `south` stays above `north`. */
static void span_on(const json_t *list, double longitude, double *south, double *north)
{
    const json_t *part;
    size_t i;
    if (json_is_number(json_array_get(list, 0))) {
        double latitude = json_number_value(json_array_get(list, 1));
        if (json_number_value(json_array_get(list, 0)) != longitude) return;
        *south = fmin(*south, latitude);
        *north = fmax(*north, latitude);
        return;
    }
    json_array_foreach((json_t *)(uintptr_t)list, i, part) span_on(part, longitude, south, north);
}

/* An outline that runs along a meridian was cut there. Tell whether that is seen. */
static bool is_cut(const struct projection *projection, const json_t *land, double longitude,
                   const struct svg_box *shown)
{
    double south = INFINITY, north = -INFINITY, x, top, bottom;
    span_on(json_object_get(land, "coordinates"), longitude, &south, &north);
    if (south >= north) return false;
    project(projection, longitude, south, &x, &bottom);
    project(projection, longitude, north, &x, &top);
    return top < shown->y1 && bottom > shown->y0;
}

/* Meridians are straight lines here: four corners are enough. */
void append_sea(struct buffer *out, const struct projection *projection, const json_t *land,
                const struct svg_box *shown)
{
    double middle = projection->longitude / RADIANS, corners[4][2];
    struct frame frame = {.is_empty = true};
    frame_add(&frame, land);
    if (frame.is_empty || frame.east - frame.west > WIDEST_SEA) {
        buffer_format(out,
                      "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" "
                      "fill=\"#eaf1f4\"/>\n",
                      shown->x0, shown->y0, shown->x1 - shown->x0, shown->y1 - shown->y0);
        return;
    }
    double west =
               is_cut(projection, land, frame.west, shown) ? frame.west : middle - WIDEST_SEA / 2.0,
           east =
               is_cut(projection, land, frame.east, shown) ? frame.east : middle + WIDEST_SEA / 2.0;
    for (size_t i = 0; i < 4; i++)
        project(projection, i < 2 ? west : east, i == 0 || i == 3 ? -60 : 89, &corners[i][0],
                &corners[i][1]);
    buffer_format(out, "<path d=\"M%.1f %.1fL%.1f %.1fL%.1f %.1fL%.1f %.1fZ\" fill=\"#eaf1f4\"/>\n",
                  corners[0][0], corners[0][1], corners[1][0], corners[1][1], corners[2][0],
                  corners[2][1], corners[3][0], corners[3][1]);
}
