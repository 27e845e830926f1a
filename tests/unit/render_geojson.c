/* GeoJSON: the order in which a map is drawn, and what a feature has where its place has no shape.
 */
#include <chancery/geojson.h>

#include <criterion/criterion.h>

/* A page whose control has one entry of each kind named, at places of the same names. */
static json_t *page_of(const char *const *kinds, size_t count)
{
    json_t *page = json_object(), *control = json_array();
    for (size_t i = 0; i < count; i++) {
        json_t *entry = json_object(), *place = json_object();
        json_object_set_new(place, "id", json_string(kinds[i]));
        json_object_set_new(entry, "id", json_string(kinds[i]));
        json_object_set_new(entry, "kind", json_string(kinds[i]));
        json_object_set_new(entry, "place", place);
        json_array_append_new(control, entry);
    }
    json_object_set_new(page, "coverage", json_string("covered"));
    json_object_set_new(page, "control", control);
    return page;
}

static const json_t *feature(const json_t *map, size_t index)
{
    return json_array_get(json_object_get(map, "features"), index);
}

Test(geojson, is_drawn_from_sovereignty_to_occupation)
{
    static const char *const shuffled[] = {
        "occupation", "leasehold",      "something-new",       "railway-zone",     "claim",
        "de-facto",   "protectorate",   "sphere-of-influence", "joint-possession", "undivided",
        "suzerainty", "administration", "sovereignty",
    };
    static const char *const drawn[] = {
        "sovereignty",         "undivided",      "joint-possession", "suzerainty",
        "protectorate",        "administration", "de-facto",         "claim",
        "sphere-of-influence", "railway-zone",   "leasehold",        "something-new",
        "occupation",
    };
    size_t count = sizeof shuffled / sizeof shuffled[0];
    json_t *page = page_of(shuffled, count), *outlines = json_object();
    json_t *map = geojson_of_state(page, outlines);
    cr_assert_eq(json_array_size(json_object_get(map, "features")), count);
    for (size_t i = 0; i < count; i++)
        cr_expect_str_eq(json_string_value(json_object_get(feature(map, i), "id")), drawn[i]);
    json_decref(map);
    json_decref(outlines);
    json_decref(page);
}

Test(geojson, place_without_shape_gives_null_geometry)
{
    static const char *const kinds[] = {"claim", "leasehold"};
    json_t *page = page_of(kinds, 2), *outlines = json_object();
    json_object_set_new(outlines, "leasehold", geojson_point(38.8, 121.25));
    json_t *map = geojson_of_state(page, outlines);
    cr_expect(json_is_null(json_object_get(feature(map, 0), "geometry")));
    const json_t *point = json_object_get(feature(map, 1), "geometry");
    const json_t *position = json_object_get(point, "coordinates");
    cr_expect_str_eq(json_string_value(json_object_get(point, "type")), "Point");
    cr_expect_eq(json_real_value(json_array_get(position, 0)), 121.25);
    cr_expect_eq(json_real_value(json_array_get(position, 1)), 38.8);
    json_decref(map);
    json_decref(outlines);
    json_decref(page);
}

Test(geojson, keeps_what_the_page_says_of_itself)
{
    json_t *page = page_of(NULL, 0), *outlines = json_object();
    json_t *map = geojson_of_state(page, outlines);
    cr_expect_str_eq(json_string_value(json_object_get(map, "type")), "FeatureCollection");
    cr_expect_str_eq(json_string_value(json_object_get(map, "coverage")), "covered");
    cr_expect_null(json_object_get(map, "control"));
    cr_expect_not_null(json_object_get(page, "control"), "the page is not changed");
    json_decref(map);
    json_decref(outlines);
    json_decref(page);
}
