/*
 * Control as a map: the land of the dataset, over it each holding in the colour of its holder and
 * the manner of its kind, lowest layer first. What may not have been so is drawn with a broken
 * outline and paler. A place without an outline is a disc; where several held it there are as many.
 */
#include "svg_map.h"
#include "row.h"
#include "widget.h"

#include <chancery/geojson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_HOLDERS = 4, /* stripes of one place */
    MOST_LABELS = 300,
    DISC = 8,
    APART = 2 * DISC - 3, /* of discs of one place */
    LABEL = 12,
    LARGEST_KEPT_CLEAR = 70,
    SHORT_NAME = 96 /* bytes */
};

/* Where a place is drawn, so that its name can stand there when all of them are. */
struct anchor {
    const char *place, *words; /* borrowed from the rows */
    struct svg_box box;        /* of its discs, or of its largest ring */
};

struct map {
    struct rendering *rendering;
    const json_t *rows;
    struct buffer body, definitions, labels, description;
    struct projection projection;
    struct svg_box shown;
    struct svg_boxes taken;
    json_t *geometries, *totals, *colours, *discs,
        *drawn;             /* by the ids of places, and of holders */
    struct anchor *anchors; /* as many as there are rows at most */
    size_t anchor_count, patterns;
};

/* --- what is shown --- */

static const char *place_of(const json_t *row)
{
    return row_text(json_object_get(row, "place"), "id");
}

static void find_geometries(struct map *map, struct frame *frame)
{
    struct rendering *rendering = map->rendering;
    const json_t *row;
    size_t i;
    json_array_foreach((json_t *)(uintptr_t)map->rows, i, row)
    {
        const char *place = place_of(row);
        json_int_t before = json_integer_value(json_object_get(map->totals, place));
        if (place[0] == '\0') continue;
        member_put_take(&map->body, map->totals, place, json_integer(before + 1));
        if (before > 0) continue;
        json_t *geometry = rendering->geometry(rendering->geometry_state, place);
        frame_add(frame, geometry);
        member_put_take(&map->body, map->geometries, place, geometry);
    }
}

static double frame_map(struct map *map)
{
    struct frame frame = {.is_empty = true};
    const double *asked = map->rendering->frame;
    find_geometries(map, &frame);
    if (asked != NULL)
        frame = (struct frame){asked[0], asked[1], asked[2] + (asked[2] < asked[0] ? 360 : 0),
                               asked[3], false};
    double height = projection_fit(&map->projection, &frame, asked == NULL);
    map->shown = (struct svg_box){MAP_LEFT, MAP_TOP, MAP_LEFT + MAP_INNER, MAP_TOP + height};
    return height;
}

static void append_land(struct map *map)
{
    struct svg_box box;
    json_t *land = map->rendering->land != NULL
                       ? map->rendering->land(map->rendering->geometry_state)
                       : json_null();
    append_sea(&map->body, &map->projection, land, &map->shown);
    buffer_string(&map->body,
                  "<path fill=\"#ece8de\" stroke=\"#bdb6a6\" stroke-width=\"0.6\" d=\"");
    append_outline(&map->body, &map->projection, land, &map->shown, &box);
    buffer_string(&map->body, "\"/>\n");
    json_decref(land);
}

/* --- a holding --- */

static size_t colours_of(const struct map *map, const json_t *row,
                         const char *colours[MOST_HOLDERS])
{
    const json_t *holder;
    size_t i, count = 0;
    colours[0] = palette_colour(SIZE_MAX);
    json_array_foreach(json_object_get(row, "holder"), i, holder)
    {
        const json_t *colour = json_object_get(map->colours, row_text(holder, "id"));
        if (count < MOST_HOLDERS)
            colours[count++] = palette_colour((size_t)json_integer_value(colour));
    }
    return count > 0 ? count : 1;
}

static void append_holders(struct buffer *out, const json_t *row)
{
    const json_t *holder;
    size_t i;
    json_array_foreach(json_object_get(row, "holder"), i, holder)
    {
        if (i > 0) buffer_string(out, " + ");
        svg_text(out, row_text(holder, "label"));
    }
}

/* "Sakhalin: Russian Empire (sovereignty), 25 May 1875 – …" */
static void append_tip(const struct map *map, const json_t *row, struct buffer *out)
{
    svg_text(out, row_text(json_object_get(row, "place"), "label"));
    buffer_string(out, ": ");
    append_holders(out, row);
    buffer_string(out, " (");
    svg_text(out, row_kind_label(map->rendering, row));
    buffer_string(out, "), ");
    svg_text(out, row_text(json_object_get(row, "interval"), "display"));
}

/* Discs of one place stand in a row, about where it lies. */
static void append_disc(struct map *map, const json_t *row, const json_t *geometry,
                        struct svg_box *box)
{
    const json_t *position = json_object_get(geometry, "coordinates"),
                 *before = json_object_get(map->discs, place_of(row));
    json_int_t count = json_integer_value(before),
               all = json_integer_value(json_object_get(map->totals, place_of(row)));
    double x, y, half = (double)(all - 1) * APART / 2;
    project(&map->projection, json_number_value(json_array_get(position, 0)),
            json_number_value(json_array_get(position, 1)), &x, &y);
    member_put_take(&map->body, map->discs, place_of(row), json_integer(count + 1));
    *box = (struct svg_box){x - half - DISC, y - DISC, x + half + DISC, y + DISC};
    buffer_format(&map->body, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%d\"",
                  x - half + (double)(count * APART), y, DISC);
}

static bool append_shape(struct map *map, const json_t *row, struct svg_box *box)
{
    const json_t *geometry = json_object_get(map->geometries, place_of(row));
    struct buffer path = {0};
    if (strcmp(row_text(geometry, "type"), "Point") == 0) {
        append_disc(map, row, geometry, box);
        return true;
    }
    bool is_seen = append_outline(&path, &map->projection, geometry, &map->shown, box);
    if (is_seen) {
        buffer_string(&map->body, "<path d=\"");
        buffer_text(&map->body, (struct text){path.at, path.length});
        buffer_string(&map->body, "\"");
    }
    if (path.failed) map->body.failed = true;
    buffer_free(&path);
    return is_seen;
}

/* Remember where a place is drawn, once. Names keep off what is small. */
static void add_anchor(struct map *map, const json_t *row, struct svg_box box)
{
    const char *place = place_of(row);
    if (json_object_get(map->drawn, place) != NULL || map->anchors == NULL) return;
    member_put_take(&map->body, map->drawn, place, json_true());
    map->anchors[map->anchor_count++] =
        (struct anchor){place, row_text(json_object_get(row, "place"), "label"), box};
    if (fmin(box.x1 - box.x0, box.y1 - box.y0) < LARGEST_KEPT_CLEAR) svg_keep(&map->taken, box);
}

static void append_holding(struct map *map, const json_t *row)
{
    const char *colours[MOST_HOLDERS], *more;
    char fill[32], name[24];
    struct svg_box box;
    bool is_doubtful = strcmp(row_text(row, "match"), "possible") == 0;
    size_t count = colours_of(map, row, colours);
    if (map->description.length > 0) buffer_string(&map->description, "; ");
    append_tip(map, row, &map->description);
    size_t before = map->body.length;
    buffer_string(&map->body, "<a href=\"");
    svg_text(&map->body, row_text(row, "href"));
    buffer_format(&map->body, "\"%s><title>", is_doubtful ? " opacity=\"0.55\"" : "");
    append_tip(map, row, &map->body);
    buffer_string(&map->body, "</title>\n");
    if (!append_shape(map, row, &box)) {
        map->body.length = before;
        return;
    }
    snprintf(name, sizeof name, "p%zu", map->patterns++);
    append_paint(&map->definitions, name, row_text(row, "kind"), colours, count, fill, &more);
    buffer_format(
        &map->body, " fill=\"%s\" stroke=\"%s\" stroke-linejoin=\"round\"%s%s/></a>\n", fill,
        colours[count - 1],
        is_doubtful && strstr(more, "dasharray") == NULL ? " stroke-dasharray=\"3 2\"" : "", more);
    add_anchor(map, row, box);
}

static void append_holdings(struct map *map)
{
    const json_t *row;
    size_t i;
    for (size_t layer = 0; layer < GEOJSON_LAYERS; layer++)
        json_array_foreach((json_t *)(uintptr_t)map->rows, i, row)
        {
            if (geojson_layer(json_string_value(json_object_get(row, "kind"))) == layer)
                append_holding(map, row);
        }
}

/* A name without what a parenthesis adds to it, which the tip tells. */
static const char *short_name(const char *words, char room[static SHORT_NAME])
{
    const char *end = strstr(words, " (");
    if (end == NULL) end = strstr(words, "\xef\xbc\x88"); /* （ */
    if (end == NULL || end == words || (size_t)(end - words) >= SHORT_NAME) return words;
    memcpy(room, words, (size_t)(end - words));
    room[end - words] = '\0';
    return room;
}

/* A name stands in the middle of what has room for it, else beside it, if anywhere. */
static bool append_name(struct map *map, const struct anchor *anchor)
{
    char room[SHORT_NAME];
    struct svg_label label = {.size = LABEL,
                              .width = 210,
                              .fill = SVG_INK,
                              .has_halo = true,
                              .words = short_name(anchor->words, room)};
    const struct svg_box *box = &anchor->box;
    double width = svg_label_width(&label), x = (box->x0 + box->x1) / 2,
           y = (box->y0 + box->y1) / 2 + 4, right = box->x1 + 5, left = box->x0 - 5 - width,
           above = box->y0 - 6, below = box->y1 + 14;
    bool has_room = box->x1 - box->x0 > width + 8 && box->y1 - box->y0 > 2 * LABEL;
    const double places[][2] = {
        {x - width / 2, y},     {right, y},     {left, y},      {x - width / 2, above},
        {x - width / 2, below}, {right, above}, {right, below}, {left, above},
        {left, below}};
    for (size_t i = has_room ? 0 : 1; i < sizeof places / sizeof places[0]; i++) {
        label.x = places[i][0];
        label.y = places[i][1];
        struct svg_box taken = {label.x - 2, label.y - LABEL, label.x + width + 2, label.y + 4};
        bool is_inside = taken.x0 > map->shown.x0 && taken.x1 < map->shown.x1 &&
                         taken.y0 > map->shown.y0 && taken.y1 < map->shown.y1;
        if (!is_inside || !svg_claim(&map->taken, taken)) continue;
        svg_append_label(&map->labels, &label);
        return true;
    }
    return false;
}

static void append_names(struct map *map)
{
    size_t named = 0;
    for (size_t i = 0; i < map->anchor_count && named < MOST_LABELS; i++)
        if (append_name(map, &map->anchors[i])) named++;
}

/* --- the legend --- */

struct legend {
    struct map *map;
    json_t *seen;
    double x, y;
};

/* A sample and its words; what does not fit goes into the next line. */
static void append_sample(struct legend *legend, const char *fill, const char *stroke,
                          const char *more, const char *words)
{
    struct svg_label label = {.size = 11.5, .width = 260, .words = words};
    double width = 22 + svg_label_width(&label) + 20;
    if (legend->x + width > MAP_LEFT + MAP_INNER && legend->x > MAP_LEFT) {
        legend->x = MAP_LEFT;
        legend->y += 22;
    }
    buffer_format(&legend->map->body,
                  "<rect x=\"%.1f\" y=\"%.1f\" width=\"16\" height=\"12\" rx=\"2\" fill=\"%s\" "
                  "stroke=\"%s\"%s/>\n",
                  legend->x, legend->y, fill, stroke, more);
    label.x = legend->x + 22;
    label.y = legend->y + 10;
    svg_append_label(&legend->map->body, &label);
    legend->x += width;
}

static bool is_new(struct legend *legend, const char *id)
{
    if (json_object_get(legend->seen, id) != NULL) return false;
    member_put_take(&legend->map->body, legend->seen, id, json_true());
    return true;
}

static void append_holders_legend(struct legend *legend, const json_t *row)
{
    const json_t *holder;
    size_t i;
    json_array_foreach(json_object_get(row, "holder"), i, holder)
    {
        const json_t *colour = json_object_get(legend->map->colours, row_text(holder, "id"));
        const char *fill = palette_colour((size_t)json_integer_value(colour));
        if (is_new(legend, row_text(holder, "id")))
            append_sample(legend, fill, fill, " fill-opacity=\"0.72\"", row_text(holder, "label"));
    }
}

static void append_kind_legend(struct legend *legend, const json_t *row)
{
    static const char *const greys[] = {"#5d594f", "#b3ada0"};
    const char *kind = row_text(row, "kind"), *more;
    char fill[32], name[24];
    bool is_shared = json_array_size(json_object_get(row, "holder")) > 1;
    if (!is_new(legend, kind)) return;
    snprintf(name, sizeof name, "p%zu", legend->map->patterns++);
    append_paint(&legend->map->definitions, name, kind, greys, is_shared ? 2 : 1, fill, &more);
    append_sample(legend, fill, greys[0], more, row_kind_label(legend->map->rendering, row));
}

/* Holders, then kinds; where the picture ends. */
static double append_legend(struct map *map)
{
    struct legend legend = {map, json_object(), MAP_LEFT, map->shown.y1 + 16};
    const json_t *row;
    size_t i;
    json_array_foreach((json_t *)(uintptr_t)map->rows, i, row) append_holders_legend(&legend, row);
    if (legend.x > MAP_LEFT) legend.y += 24;
    legend.x = MAP_LEFT;
    json_array_foreach((json_t *)(uintptr_t)map->rows, i, row) append_kind_legend(&legend, row);
    if (legend.x > MAP_LEFT) legend.y += 24;
    const struct svg_label whence = {
        .x = MAP_LEFT + MAP_INNER,
        .y = legend.y + 8,
        .size = 10,
        .anchor = "end",
        .fill = SVG_SOFT,
        .words = row_text(json_object_get(map->rendering->dataset, "map"), "attribution")};
    svg_append_label(&map->body, &whence);
    json_decref(legend.seen);
    return legend.y + 20;
}

static void append_map(struct map *map, double height, struct buffer *out)
{
    append_land(map);
    append_holdings(map);
    append_names(map);
    buffer_text(&map->body, (struct text){map->labels.at, map->labels.length});
    buffer_string(&map->body, "</g>\n");
    double end = append_legend(map);
    svg_open(out, map->rendering, MAP_WIDTH, end, &map->description);
    buffer_format(out,
                  "<defs><clipPath id=\"shown\"><rect x=\"%d\" y=\"%d\" width=\"%d\" "
                  "height=\"%.1f\" rx=\"4\"/></clipPath>\n",
                  MAP_LEFT, MAP_TOP, MAP_INNER, height);
    buffer_text(out, (struct text){map->definitions.at, map->definitions.length});
    buffer_string(out, "</defs>\n<g clip-path=\"url(#shown)\">\n");
    buffer_text(out, (struct text){map->body.at, map->body.length});
    buffer_string(out, "</svg>\n");
    if (map->body.failed || map->definitions.failed || map->labels.failed ||
        map->description.failed || map->taken.failed || map->colours == NULL ||
        map->anchors == NULL)
        out->failed = true;
}

void svg_append_map(struct rendering *rendering, const json_t *rows, struct buffer *out)
{
    struct map map = {.rendering = rendering,
                      .rows = rows,
                      .geometries = json_object(),
                      .totals = json_object(),
                      .colours = colours_of_holders(rows),
                      .discs = json_object(),
                      .drawn = json_object(),
                      .anchors = calloc(json_array_size(rows) + 1, sizeof *map.anchors)};
    append_map(&map, frame_map(&map), out);
    json_decref(map.geometries);
    json_decref(map.totals);
    json_decref(map.colours);
    json_decref(map.discs);
    json_decref(map.drawn);
    free(map.anchors);
    svg_boxes_free(&map.taken);
    buffer_free(&map.body);
    buffer_free(&map.definitions);
    buffer_free(&map.labels);
    buffer_free(&map.description);
}
