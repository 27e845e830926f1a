/* The land under the map: what is read of GeoJSON and TopoJSON, and what is told where it is none.
 */
#include "../../server/dataset/land.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static char folder[] = "/tmp/land-XXXXXX";

static void make_folder(void)
{
    cr_assert_not_null(mkdtemp(folder));
}

static void remove_folder(void)
{
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    cr_assert_eq(system(command), 0);
}

TestSuite(land, .init = make_folder, .fini = remove_folder);

/* What is read of a file of these contents (NULL: none is written), where the manifest names
 * `name`; `faults`: how many are told. From malloc. */
static char *read_land(const char *name, const char *contents, size_t *faults)
{
    char path[128];
    struct dataset_options options = {.directory = folder};
    struct compilation compilation = {.options = &options, .faults = faults_new()};
    struct buffer out = {0};
    json_t *map = json_object();
    json_object_set_new(map, "file", json_string(name));
    compilation.dataset = json_object();
    json_object_set_new(compilation.dataset, "map", map);
    snprintf(path, sizeof path, "%s/land.json", folder);
    FILE *file = contents != NULL ? fopen(path, "w") : NULL;
    if (file != NULL) {
        fputs(contents, file);
        fclose(file);
    }
    cr_assert_eq(land_read(&compilation, (struct place_in_file){0, 0, 1}, &out), STATUS_OK);
    *faults = faults_count(compilation.faults);
    faults_free(compilation.faults);
    json_decref(compilation.dataset);
    return out.at;
}

static void expect_land(const char *contents, const char *wanted)
{
    size_t faults;
    char *land = read_land("land.json", contents, &faults);
    cr_expect_eq(faults, 0);
    cr_expect_str_eq(land, wanted);
    free(land);
}

#define SQUARE "[[[0.000,0.000],[2.000,0.000],[2.000,2.000],[0.000,0.000]]]"

Test(land, is_read_from_geojson)
{
    expect_land("{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":"
                "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[2,0],[2,2],[0,0]]]}}]}",
                "{\"type\":\"MultiPolygon\",\"coordinates\":[" SQUARE "]}");
}

Test(land, is_read_from_quantized_arcs)
{
    expect_land("{\"type\":\"Topology\",\"transform\":{\"scale\":[2,2],\"translate\":[0,0]},"
                "\"arcs\":[[[0,0],[1,0],[0,1],[-1,-1]]],\"objects\":{\"land\":{\"type\":"
                "\"GeometryCollection\",\"geometries\":[{\"type\":\"Polygon\",\"arcs\":[[0]]}]}}}",
                "{\"type\":\"MultiPolygon\",\"coordinates\":[" SQUARE "]}");
}

Test(land, is_put_together_of_arcs_in_either_direction)
{
    expect_land("{\"type\":\"Topology\",\"arcs\":[[[0,0],[2,0]],[[0,0],[2,2],[2,0]]],"
                "\"objects\":{\"land\":{\"type\":\"MultiPolygon\",\"arcs\":[[[0,-2]]]}}}",
                "{\"type\":\"MultiPolygon\",\"coordinates\":[" SQUARE "]}");
}

static void expect_fault(const char *name, const char *contents)
{
    size_t faults;
    free(read_land(name, contents, &faults));
    cr_expect_eq(faults, 1, "%s: %s", name, contents != NULL ? contents : "no file");
}

Test(land, that_is_not_there_is_told)
{
    expect_fault("land.json", NULL);
    expect_fault("none.json", "{}");
    expect_fault("../land.json", "{}");
}

Test(land, that_is_none_is_told)
{
    expect_fault("land.json", "[]");
    expect_fault("land.json", "{");
    expect_fault("land.json", "{\"type\":\"FeatureCollection\",\"features\":[]}");
    expect_fault("land.json", "{\"type\":\"Topology\",\"objects\":{}}");
    expect_fault("land.json", "{\"type\":\"Topology\",\"arcs\":[],\"objects\":{\"land\":{\"type\":"
                              "\"Polygon\",\"arcs\":[[7]]}}}");
}
