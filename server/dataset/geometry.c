/*
 * Outlines: a place names a feature of a GeoJSON file of its folder, and gets its geometry. Each
 * file is read once a compilation.
 */
#include "compilation.h"

#include <chancery/geojson.h>
#include <chancery/representation.h>
#include <stdlib.h>
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

static enum status insert(struct compilation *compilation, int64_t key, const json_t *geometry)
{
    struct statement *statement;
    enum status status = connection_prepare(
        compilation->store, TEXT("INSERT INTO geometry (key, geojson) VALUES (:key, :geojson)"),
        &statement);
    if (status != STATUS_OK) return status;
    /* Outlines come wound either way: GeoJSON has one (RFC 7946 §3.1.6). */
    json_t *wound = geojson_wound((json_t *)geometry);
    char *text = wound != NULL ? representation_dump(wound) : NULL;
    json_decref(wound);
    if (text == NULL) return STATUS_NO_MEMORY;
    statement_bind_integer(statement, ":key", key);
    statement_bind_text(statement, ":geojson", text_of(text));
    status = statement_run(statement);
    free(text);
    return status;
}

enum status geometry_load(struct compilation *compilation, const json_t *record, int64_t key,
                          const struct record_notes *notes)
{
    const char *reference = json_string_value(json_object_get(record, "geometry"));
    if (reference == NULL) return STATUS_OK;
    struct text rest = text_of(reference), file = text_cut(&rest, '#');
    const char *name = arena_copy(notes->arena, file).at;
    const char *id = rest.at != NULL ? arena_copy(notes->arena, rest).at : NULL;
    if (name == NULL || id == NULL) {
        faults_add(compilation->faults, notes->at, "/geometry", "write FILE#FEATURE-ID",
                   "no feature is named");
        return STATUS_OK;
    }
    const json_t *features = read_file(compilation, notes, name);
    if (features == NULL) return STATUS_OK;
    const json_t *geometry = find_feature(features, id);
    if (geometry != NULL) return insert(compilation, key, geometry);
    faults_add(compilation->faults, notes->at, "/geometry",
               "give one of the file's features this id", "%s has no feature \"%s\"", name, id);
    return STATUS_OK;
}
