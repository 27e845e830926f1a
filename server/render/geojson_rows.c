/*
 * GeoJSON (RFC 7946): rows as features, each with the whole row as its properties; one record asked
 * for by its id is a Feature, all else a FeatureCollection. It draws what places have and invents
 * no position: where nothing is known, the geometry is null.
 */
#include "renderers.h"
#include "row.h"

#include <chancery/geojson.h>
#include <string.h>

enum status geojson_begin(struct rendering *rendering, struct buffer *out)
{
    if (!rendering->is_item) buffer_string(out, "{\"type\":\"FeatureCollection\",\"features\":[");
    return STATUS_OK;
}

/* The geometry of a place: of its own row as it stands there, else looked up. */
static json_t *shape_of_place(struct rendering *rendering, const json_t *place)
{
    json_t *own = json_object_get(place, "geometry");
    const char *id = row_text(place, "id");
    if (json_is_object(own)) return json_incref(own);
    return *id != '\0' ? rendering->geometry(rendering->geometry_state, id) : json_null();
}

/* Put positions or polygons together: one is a geometry of the type, more are its Multi-. */
static void add_part(json_t *parts, const char *single, const char *multiple, json_t *coordinates)
{
    size_t count = json_array_size(coordinates);
    json_t *part = json_object();
    if (count > 0) {
        json_object_set_new(part, "type", json_string(count == 1 ? single : multiple));
        json_object_set(part, "coordinates",
                        count == 1 ? json_array_get(coordinates, 0) : coordinates);
        json_array_append(parts, part);
    }
    json_decref(part);
}

static void sort_part(const json_t *shape, json_t *points, json_t *polygons, json_t *others)
{
    const char *type = row_text(shape, "type");
    json_t *coordinates = json_object_get(shape, "coordinates");
    if (strcmp(type, "Point") == 0)
        json_array_append(points, coordinates);
    else if (strcmp(type, "Polygon") == 0)
        json_array_append(polygons, coordinates);
    else if (strcmp(type, "MultiPolygon") == 0)
        json_array_extend(polygons, coordinates);
    else if (*type != '\0')
        json_array_append(others, (json_t *)shape);
}

/*
 * Where an event was: the points of its places, and the outline of one that has nothing else.
 * Points and outlines come together only in a dataset that has places without a point; then a
 * GeometryCollection keeps them all, which the common readers draw, though RFC 7946 §3.1.8 would
 * rather see one type: to leave a place out would be worse.
 */
static json_t *shape_of_places(struct rendering *rendering, const json_t *places)
{
    json_t *points = json_array(), *polygons = json_array(), *parts = json_array(), *place;
    size_t i;
    json_array_foreach(places, i, place)
    {
        const char *id = row_text(place, "id");
        json_t *shape = *id != '\0' ? rendering->point(rendering->geometry_state, id) : NULL;
        sort_part(shape, points, polygons, parts);
        json_decref(shape);
    }
    add_part(parts, "Polygon", "MultiPolygon", polygons);
    add_part(parts, "Point", "MultiPoint", points);
    json_decref(points);
    json_decref(polygons);
    size_t count = json_array_size(parts);
    json_t *whole = count == 0 ? json_null() : json_incref(json_array_get(parts, 0));
    if (count > 1) {
        json_decref(whole);
        whole = json_object();
        json_object_set_new(whole, "type", json_string("GeometryCollection"));
        json_object_set(whole, "geometries", parts);
    }
    json_decref(parts);
    return whole;
}

static json_t *geometry_of(struct rendering *rendering, const json_t *row)
{
    const char *type = row_text(row, "type");
    json_t *shape;
    if (strcmp(type, "place") == 0)
        shape = shape_of_place(rendering, row);
    else if (strcmp(type, "control") == 0)
        shape = shape_of_place(rendering, json_object_get(row, "place"));
    else
        shape = shape_of_places(rendering, json_object_get(row, "places"));
    return shape;
}

enum status geojson_row(struct rendering *rendering, const json_t *row, struct buffer *out)
{
    json_t *feature = json_object(), *properties = json_copy((json_t *)row);
    json_object_del(properties, "geometry");
    json_object_set_new(feature, "type", json_string("Feature"));
    json_object_set(feature, "id", json_object_get(row, "id"));
    json_object_set_new(feature, "geometry", geometry_of(rendering, row));
    if (json_object_set_new(feature, "properties", properties) != 0) out->failed = true;
    if (rendering->count > 0) buffer_string(out, ",");
    append_json_take(out, feature);
    return STATUS_OK;
}

enum status geojson_end(struct rendering *rendering, struct buffer *out)
{
    if (!rendering->is_item) buffer_string(out, "]}");
    return STATUS_OK;
}
