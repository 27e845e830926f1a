/*
 * Outlines: a place names a feature of a GeoJSON file of its folder, and gets its geometry. Each
 * file is read once a compilation.
 */
#include "compilation.h"

#include <string.h>

/* The features of a file of the dataset's folder, or NULL with a fault at the record. */
static const json_t *read_file(struct compilation *compilation, const struct record_notes *notes,
                               const char *name)
{
    json_t *known = json_object_get(compilation->outlines, name);
    if (known != NULL) return known;
    json_error_t error;
    char *path = arena_format(notes->arena, "%s/%s", compilation->options->directory, name);
    bool inside = path != NULL && name[0] != '/' && strstr(name, "..") == NULL;
    json_t *file = inside ? json_load_file(path, JSON_REJECT_DUPLICATES, &error) : NULL;
    json_t *features = json_object_get(file, "features");
    if (json_is_array(features))
        json_object_set(compilation->outlines, name, features);
    else
        faults_add(compilation->faults, notes->at, "/geometry",
                   "name a GeoJSON file of the dataset's folder",
                   "%s is no FeatureCollection that can be read", name);
    json_decref(file);
    return json_object_get(compilation->outlines, name);
}

/* The geometry of the feature with this id (its own, or that of its properties). */
static const json_t *find_feature(const json_t *features, const char *id)
{
    json_t *feature;
    size_t i;
    json_array_foreach((json_t *)features, i, feature)
    {
        const char *own = json_string_value(json_object_get(feature, "id"));
        const char *inner =
            json_string_value(json_object_get(json_object_get(feature, "properties"), "id"));
        if ((own != NULL && strcmp(own, id) == 0) || (inner != NULL && strcmp(inner, id) == 0))
            return json_object_get(feature, "geometry");
    }
    return NULL;
}

const json_t *geometry_find(struct compilation *compilation, const json_t *record,
                            const struct record_notes *notes)
{
    const char *reference = json_string_value(json_object_get(record, "geometry"));
    if (reference == NULL) return NULL;
    struct text rest = text_of(reference), file = text_cut(&rest, '#');
    const char *name = arena_copy(notes->arena, file).at;
    const char *id = rest.at != NULL ? arena_copy(notes->arena, rest).at : NULL;
    if (name == NULL || id == NULL) {
        faults_add(compilation->faults, notes->at, "/geometry", "write FILE#FEATURE-ID",
                   "no feature is named");
        return NULL;
    }
    const json_t *features = read_file(compilation, notes, name);
    if (features == NULL) return NULL;
    const json_t *geometry = find_feature(features, id);
    if (geometry != NULL) return geometry;
    faults_add(compilation->faults, notes->at, "/geometry",
               "give one of the file's features this id", "%s has no feature \"%s\"", name, id);
    return NULL;
}
