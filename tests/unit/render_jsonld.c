/* JSON-LD of rows of several types, as an export has them, and of dates that a dataset may have
 * though the main one has none such. */
#include <chancery/renderer.h>

#include <criterion/criterion.h>

static json_t *no_shape(void *state, const char *place)
{
    (void)state;
    (void)place;
    return json_null();
}

/* The document that rows become; the caller owns it. */
static json_t *document_of(const char *shape, const char *const *rows, size_t count)
{
    struct buffer out = {0};
    struct rendering rendering = {.renderer = renderer_find(TEXT("jsonld")),
                                  .shape = shape,
                                  .base_path = "",
                                  .language = "en",
                                  .horizon = 2421594,
                                  .geometry = no_shape,
                                  .point = no_shape};
    cr_assert_eq(rendering_begin(&rendering, &out), STATUS_OK);
    for (size_t i = 0; i < count; i++)
        cr_assert_eq(rendering_row(&rendering, text_of(rows[i]), &out), STATUS_OK);
    cr_assert_eq(rendering_end(&rendering, &out), STATUS_OK);
    rendering_free(&rendering);
    json_t *document = json_loadb(out.at, out.length, 0, NULL);
    cr_assert_not_null(document, "%s", out.at);
    buffer_free(&out);
    return document;
}

static json_t *node_of(const char *row)
{
    json_t *document = document_of("", &row, 1);
    json_t *node = json_incref(json_array_get(json_object_get(document, "@graph"), 0));
    json_decref(document);
    return node;
}

static void expect_value(const char *row, const char *property, const char *expected)
{
    json_t *node = node_of(row), *value = json_object_get(node, property);
    json_t *wanted = json_loads(expected, JSON_DECODE_ANY, NULL);
    char *found = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
    cr_expect(json_equal(value, wanted), "%s of %s is %s", property, row, found);
    free(found);
    json_decref(wanted);
    json_decref(node);
}

Test(jsonld, export_is_one_graph_of_all_types)
{
    static const char *const rows[] = {
        "{\"type\":\"place\",\"id\":\"a\",\"href\":\"/places/a\",\"label\":\"A\"}",
        "{\"type\":\"control\",\"id\":\"b\",\"href\":\"/control/b\",\"label\":\"B\"}",
        "{\"type\":\"claim\",\"id\":\"c\",\"href\":\"/claims/c\",\"label\":\"C\"}",
        "{\"type\":\"something-new\",\"id\":\"d\",\"href\":\"/new/d\",\"label\":\"D\"}",
    };
    static const char *const types[] = {"Place", "Role", "Claim", "Thing"};
    json_t *document = document_of("", rows, 4);
    const json_t *graph = json_object_get(document, "@graph");
    cr_assert_eq(json_array_size(graph), 4);
    for (size_t i = 0; i < 4; i++)
        cr_expect_str_eq(json_string_value(json_object_get(json_array_get(graph, i), "@type")),
                         types[i]);
    json_decref(document);
}

Test(jsonld, place_of_an_export_has_its_point)
{
    expect_value("{\"type\":\"place\",\"point\":{\"lat\":51.5,\"lon\":143}}", "geo",
                 "{\"@type\":\"GeoCoordinates\",\"latitude\":51.5,\"longitude\":143}");
}

Test(jsonld, control_of_an_export_is_a_role_at_a_place)
{
    static const char row[] = "{\"type\":\"control\",\"kind\":\"leasehold\",\"place\":{\"type\":"
                              "\"place\",\"href\":\"/places/p\"}}";
    expect_value(row, "roleName", "\"leasehold\"");
    expect_value(row, "location", "[{\"@id\":\"/places/p\",\"@type\":\"Place\"}]");
}

Test(jsonld, claim_says_a_value_of_a_field)
{
    expect_value(
        "{\"type\":\"claim\",\"field\":\"/point\",\"value\":{\"lat\":1}}", "mainEntity",
        "{\"@type\":\"PropertyValue\",\"propertyID\":\"/point\",\"value\":\"{\\\"lat\\\":1}\"}");
}

Test(jsonld, day_before_our_era_is_written_as_xml_schema_does)
{
    expect_value(
        "{\"type\":\"event\",\"date\":{\"edtf\":\"-0043-03-15\",\"jdn\":[1705428,1705428]}}",
        "startDate", "\"-0043-03-15\"");
}

Test(jsonld, year_of_five_digits_has_no_sign)
{
    expect_value("{\"type\":\"event\",\"date\":{\"edtf\":\"x\",\"jdn\":[6103970,6103970]}}",
                 "startDate", "\"12000-01-01\"");
}

Test(jsonld, month_is_known_as_one)
{
    expect_value("{\"type\":\"event\",\"date\":{\"edtf\":\"1904-02\",\"jdn\":[2416512,2416540]}}",
                 "startDate", "{\"@type\":\"xsd:gYearMonth\",\"@value\":\"1904-02\"}");
}

Test(jsonld, days_that_are_no_month_are_no_date)
{
    json_t *node =
        node_of("{\"type\":\"event\",\"date\":{\"edtf\":\"x\",\"jdn\":[2416512,2416539]}}");
    cr_expect_null(json_object_get(node, "startDate"));
    cr_expect_str_eq(json_string_value(json_object_get(node, "temporalCoverage")), "x");
    json_decref(node);
}

Test(jsonld, row_of_almost_nothing_is_sound_in_each_vocabulary)
{
    static const char *const shapes[] = {"", "Place", "Control", "Event", "Dataset", "Histogram"};
    static const char *const rows[] = {
        "{}", "{\"type\":\"place\",\"names\":[null,{}],\"control\":[{}],\"within\":7}",
        "{\"type\":\"control\",\"place\":null,\"holder\":null,\"interval\":{}}",
        "{\"type\":\"actor\",\"labels\":[],\"affiliations\":[{\"actor\":null}]}"};
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++)
        json_decref(document_of(shapes[i], rows, sizeof rows / sizeof rows[0]));
}
