/*
 * The map of a day: control records as features, each with its place's geometry. It draws and
 * orders what it is given; it knows no database, and merges or hides no rival.
 */
#include <chancery/geojson.h>
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

/* From the bottom of the map to its top; NULL stands for every other kind. */
static const char *const layers[] = {"sovereignty",  "undivided",    "joint-possession",
                                     "suzerainty",   "protectorate", "administration",
                                     "de-facto",     "claim",        "sphere-of-influence",
                                     "railway-zone", "leasehold",    NULL,
                                     "occupation"};

enum { LAYERS = sizeof layers / sizeof layers[0] };

static size_t layer_of(const json_t *entry)
{
    const char *kind = json_string_value(json_object_get(entry, "kind"));
    size_t others = 0;
    for (size_t i = 0; i < LAYERS; i++) {
        if (layers[i] == NULL)
            others = i;
        else if (kind != NULL && strcmp(kind, layers[i]) == 0)
            return i;
    }
    return others;
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
    for (size_t layer = 0; layer < LAYERS; layer++) {
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
