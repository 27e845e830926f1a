/* The land under the map. */
#ifndef DATASET_LAND_H
#define DATASET_LAND_H

#include "compilation.h"

/**
 * Append the land of the dataset's map as a GeoJSON MultiPolygon; nothing where it names none. A
 * fault is added at `at`, the manifest, where its file is not there or holds none.
 * STATUS_NO_MEMORY.
 */
enum status land_read(struct compilation *compilation, struct place_in_file at,
                      struct buffer *out) CHANCERY_MUST_USE;

#endif
