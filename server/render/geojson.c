/*
 * The map of a day: control records as features, each with its place's geometry; and the winding
 * that RFC 7946 wants of rings. It draws and orders what it is given; it knows no database, moves
 * no position, and merges or hides no rival.
 */
#include <chancery/geojson.h>
#include <stdbool.h>
#include <string.h>

json_t *geojson_point(double latitude, double longitude)
{
    json_t *point = json_object(), *position = json_array();
    json_array_append_new(position, json_real(longitude));
    json_array_append_new(position, json_real(latitude));
    json_object_set_new(point, "type", json_string("Point"));
    if (json_object_set_new(point, "coordinates", position) == 0) return point;
    json_decref(point);
    return NULL;
}

/* Twice the area within a ring, by the shoelace formula: positive where it runs counterclockwise.
 * Rings that would cross the antimeridian are cut there (RFC 7946 §3.1.9), so the plane is enough.
 */
static double signed_area(const json_t *ring)
{
    double area = 0;
    for (size_t i = 0; i + 1 < json_array_size(ring); i++) {
        const json_t *a = json_array_get(ring, i), *b = json_array_get(ring, i + 1);
        area += json_number_value(json_array_get(a, 0)) * json_number_value(json_array_get(b, 1)) -
                json_number_value(json_array_get(b, 0)) * json_number_value(json_array_get(a, 1));
    }
    return area;
}

static json_t *wound_polygon(const json_t *rings)
{
    json_t *wound = json_array(), *ring;
    size_t i;
    json_array_foreach(rings, i, ring)
    {
        bool is_outer = i == 0, is_counterclockwise = signed_area(ring) > 0;
        json_t *turned = is_outer == is_counterclockwise ? json_incref(ring) : json_array();
        for (size_t k = json_array_size(ring); turned != ring && k > 0; k--)
            json_array_append(turned, json_array_get(ring, k - 1));
        json_array_append_new(wound, turned);
    }
    return wound;
}

json_t *geojson_wound(json_t *geometry)
{
    const char *type = json_string_value(json_object_get(geometry, "type"));
    const json_t *coordinates = json_object_get(geometry, "coordinates");
    bool is_one = type != NULL && strcmp(type, "Polygon") == 0;
    if (!is_one && (type == NULL || strcmp(type, "MultiPolygon") != 0))
        return json_incref(geometry);
    json_t *wound = json_copy(geometry), *polygons = is_one ? NULL : json_array(), *rings;
    size_t i;
    json_array_foreach(polygons != NULL ? coordinates : NULL, i, rings)
    {
        json_array_append_new(polygons, wound_polygon(rings));
    }
    json_object_set_new(wound, "coordinates", is_one ? wound_polygon(coordinates) : polygons);
    return wound;
}

/* From the bottom of the map to its top; NULL stands for every other kind. */
static const char *const layers[] = {"sovereignty",  "undivided",    "joint-possession",
                                     "suzerainty",   "protectorate", "administration",
                                     "de-facto",     "claim",        "sphere-of-influence",
                                     "railway-zone", "leasehold",    NULL,
                                     "occupation"};

_Static_assert(sizeof layers / sizeof layers[0] == GEOJSON_LAYERS, "the header counts them");

size_t geojson_layer(const char *kind)
{
    size_t others = 0;
    for (size_t i = 0; i < GEOJSON_LAYERS; i++) {
        if (layers[i] == NULL)
            others = i;
        else if (kind != NULL && strcmp(kind, layers[i]) == 0)
            return i;
    }
    return others;
}

static size_t layer_of(const json_t *entry)
{
    return geojson_layer(json_string_value(json_object_get(entry, "kind")));
}

static json_t *feature_of(json_t *entry, const json_t *outlines)
{
    const json_t *place = json_object_get(entry, "place");
    json_t *outline = json_object_get(outlines, json_string_value(json_object_get(place, "id")));
    json_t *feature = json_object();
    json_object_set_new(feature, "type", json_string("Feature"));
    json_object_set(feature, "id", json_object_get(entry, "id"));
    json_object_set_new(feature, "geometry", outline != NULL ? json_incref(outline) : json_null());
    json_object_set(feature, "properties", entry);
    return feature;
}

json_t *geojson_of_state(json_t *page, const json_t *outlines)
{
    json_t *map = json_object(), *features = json_array(), *entry;
    size_t i;
    for (size_t layer = 0; layer < GEOJSON_LAYERS; layer++) {
        json_array_foreach(json_object_get(page, "control"), i, entry)
        {
            if (layer_of(entry) == layer)
                json_array_append_new(features, feature_of(entry, outlines));
        }
    }
    json_object_set_new(map, "type", json_string("FeatureCollection"));
    json_object_set_new(map, "features", features);
    if (json_object_update_missing(map, page) == 0) {
        json_object_del(map, "control");
        return map;
    }
    json_decref(map);
    return NULL;
}
