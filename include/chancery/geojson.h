/* GeoJSON (RFC 7946): geometries as readers want them, and the map of who held what. */
#ifndef CHANCERY_GEOJSON_H
#define CHANCERY_GEOJSON_H

#include <jansson.h>
#include <stddef.h>

/** The media type. */
#define GEOJSON_MEDIA_TYPE "application/geo+json"

/** A Point (RFC 7946 §3.1.2), in degrees (WGS 84). A new reference; NULL: memory. */
json_t *geojson_point(double latitude, double longitude);

/**
 * A geometry with its polygons wound by the right-hand rule (RFC 7946 §3.1.6): outer rings run
 * counterclockwise, holes clockwise. Any other geometry, and JSON null, is given as it is.
 * `geometry` is not changed; a new reference that shares its parts; NULL: memory.
 */
json_t *geojson_wound(json_t *geometry);

/** The layer of a map in which control of a kind (NULL: none said) is drawn, 0 the lowest. */
size_t geojson_layer(const char *kind);

/** How many layers there are. */
enum { GEOJSON_LAYERS = 13 };

/**
 * The FeatureCollection (RFC 7946 §3.3) of a state page: one Feature an entry of its `control`,
 * with the entry as `properties`; sovereignty first, occupation last, so that what is drawn later
 * lies over what is under it; within a kind in the page's order. The page's other members follow as
 * foreign ones.
 *
 * `outlines`: geometries by the id of the place; one that is not there gives `"geometry":null`.
 * Neither is changed. A new reference that shares its parts with both; NULL: memory.
 */
json_t *geojson_of_state(json_t *page, const json_t *outlines);

#endif
