/*
 * The land drawn under the records: the file that `map` in dataset.json names, GeoJSON or TopoJSON,
 * as one MultiPolygon in degrees. It reads no more of TopoJSON than that: polygons of quantized or
 * plain arcs.
 */
#include "land.h"
#include "compilation.h"

#include <string.h>

/* Polygons found so far, and of what. */
struct land {
    const json_t *arcs, *transform; /* of a topology; NULL: GeoJSON */
    json_t *polygons;               /* owned */
    bool failed;                    /* it is no such file */
};

static double number_at(const json_t *list, size_t index)
{
    return json_number_value(json_array_get(list, index));
}

static json_t *position_of(double x, double y)
{
    json_t *position = json_array();
    json_array_append_new(position, json_real(x));
    json_array_append_new(position, json_real(y));
    return position;
}

/* The positions of an arc, whose quantized ones are each told from the one before. */
static json_t *positions_of_arc(const struct land *land, const json_t *arc)
{
    const json_t *scale = json_object_get(land->transform, "scale"),
                 *translate = json_object_get(land->transform, "translate"), *point;
    json_t *positions = json_array();
    double x = 0, y = 0;
    size_t i;
    json_array_foreach((json_t *)(uintptr_t)arc, i, point)
    {
        bool is_told_from_before = scale != NULL;
        x = number_at(point, 0) + (is_told_from_before ? x : 0);
        y = number_at(point, 1) + (is_told_from_before ? y : 0);
        json_array_append_new(positions,
                              scale == NULL
                                  ? position_of(x, y)
                                  : position_of(x * number_at(scale, 0) + number_at(translate, 0),
                                                y * number_at(scale, 1) + number_at(translate, 1)));
    }
    return positions;
}

/* Append an arc to a ring, without its first position where the ring ends there already. A negative
 * index is an arc from its end to its beginning. */
static void append_arc(struct land *land, json_t *ring, json_int_t index)
{
    bool backwards = index < 0;
    const json_t *arc = json_array_get(land->arcs, (size_t)(backwards ? ~index : index));
    if (arc == NULL) land->failed = true;
    json_t *positions = positions_of_arc(land, arc);
    size_t count = json_array_size(positions), first = json_array_size(ring) > 0 ? 1 : 0;
    for (size_t i = first; i < count; i++)
        json_array_append(ring, json_array_get(positions, backwards ? count - 1 - i : i));
    json_decref(positions);
}

static json_t *ring_of(struct land *land, const json_t *indices)
{
    json_t *ring = json_array();
    const json_t *index;
    size_t i;
    json_array_foreach((json_t *)(uintptr_t)indices, i, index)
        append_arc(land, ring, json_integer_value(index));
    return ring;
}

static void add_polygon(struct land *land, json_t *rings)
{
    if (land->arcs == NULL) {
        json_array_append(land->polygons, rings);
        return;
    }
    json_t *polygon = json_array(), *ring;
    size_t i;
    json_array_foreach(rings, i, ring) json_array_append_new(polygon, ring_of(land, ring));
    json_array_append_new(land->polygons, polygon);
}

/* Polygons of a geometry, a feature, or a collection of either. */
static void add_shape(struct land *land, json_t *shape)
{
    const char *type = json_string_value(json_object_get(shape, "type"));
    json_t *parts = json_object_get(shape, land->arcs != NULL ? "arcs" : "coordinates"), *part;
    size_t i;
    if (type == NULL) {
        land->failed = true;
    } else if (strcmp(type, "Polygon") == 0) {
        add_polygon(land, parts);
    } else if (strcmp(type, "MultiPolygon") == 0) {
        json_array_foreach(parts, i, part) add_polygon(land, part);
    } else if (strcmp(type, "Feature") == 0) {
        add_shape(land, json_object_get(shape, "geometry"));
    } else {
        const char *list = strcmp(type, "FeatureCollection") == 0 ? "features" : "geometries";
        json_array_foreach(json_object_get(shape, list), i, part) add_shape(land, part);
    }
}

static void add_file(struct land *land, json_t *file)
{
    const char *type = json_string_value(json_object_get(file, "type")), *name;
    json_t *object;
    if (type == NULL || strcmp(type, "Topology") != 0) {
        add_shape(land, file);
        return;
    }
    land->arcs = json_object_get(file, "arcs");
    land->transform = json_object_get(file, "transform");
    if (!json_is_array(land->arcs)) land->failed = true;
    json_object_foreach(json_object_get(file, "objects"), name, object)
    {
        if (!land->failed) add_shape(land, object);
    }
}

/* Degrees to about a hundred metres: what a map of this kind can show. */
static void append_rounded(struct buffer *out, const json_t *value)
{
    const json_t *part;
    size_t i;
    if (!json_is_array(value)) {
        buffer_format(out, "%.3f", json_number_value(value));
        return;
    }
    buffer_string(out, "[");
    json_array_foreach((json_t *)(uintptr_t)value, i, part)
    {
        if (i > 0) buffer_string(out, ",");
        append_rounded(out, part);
    }
    buffer_string(out, "]");
}

enum status land_read(struct compilation *compilation, struct place_in_file at, struct buffer *out)
{
    const char *name =
        json_string_value(json_object_get(json_object_get(compilation->dataset, "map"), "file"));
    struct buffer path = {0};
    struct land land = {.polygons = json_array()};
    json_error_t error;
    if (name == NULL) goto done;
    buffer_format(&path, "%s/%s", compilation->options->directory, name);
    bool inside = !path.failed && name[0] != '/' && strstr(name, "..") == NULL;
    json_t *file = inside ? json_load_file(path.at, JSON_REJECT_DUPLICATES, &error) : NULL;
    if (file != NULL) add_file(&land, file);
    if (file == NULL || land.failed || json_array_size(land.polygons) == 0)
        faults_add(compilation->faults, at, "/map/file",
                   "name a GeoJSON or TopoJSON file of the dataset's folder that has polygons",
                   "%s holds no land that can be read", name);
    buffer_string(out, "{\"type\":\"MultiPolygon\",\"coordinates\":");
    append_rounded(out, land.polygons);
    buffer_string(out, "}");
    json_decref(file);
done:
    buffer_free(&path);
    json_decref(land.polygons);
    return out->failed || path.failed ? STATUS_NO_MEMORY : STATUS_OK;
}
