/* CSV: what a value becomes in its cell, where no dataset has a case of it. */
#include <chancery/renderer.h>

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* What comes of one row, by the columns `id,type,href,match` and one that is asked for. */
static char *render(const char *shape, const char *field, const char *row)
{
    struct text fields[] = {text_of(field)};
    struct rendering rendering = {
        .renderer = renderer_find(TEXT("csv")), .shape = shape, .fields = fields, .field_count = 1};
    struct buffer out = {0};
    cr_assert_eq(rendering_begin(&rendering, &out), STATUS_OK);
    cr_assert_eq(rendering_row(&rendering, text_of(row), &out), STATUS_OK);
    cr_assert_eq(rendering_end(&rendering, &out), STATUS_OK);
    rendering_free(&rendering);
    return out.at;
}

static void expect_cell(const char *json, const char *cell)
{
    struct buffer row = {0}, wanted = {0};
    buffer_format(&row, "{\"x\":%s}", json);
    buffer_format(&wanted, "id,type,href,match,x\r\n,,,,%s\r\n", cell);
    char *lines = render("Event", "x", row.at);
    cr_expect_str_eq(lines, wanted.at);
    free(lines);
    buffer_free(&row);
    buffer_free(&wanted);
}

Test(csv, booleans_and_numbers_are_written_as_in_json)
{
    expect_cell("true", "true");
    expect_cell("false", "false");
    expect_cell("-7", "-7");
    expect_cell("51.0", "51.0");
}

Test(csv, nothing_known_is_an_empty_cell)
{
    expect_cell("null", "");
    expect_cell("\"\"", "");
    expect_cell("[]", "");
    expect_cell("[null]", "");
}

Test(csv, list_stands_in_one_cell)
{
    expect_cell("[\"a\",null,2,true]", "a; ; 2; true");
}

Test(csv, what_is_no_plain_value_is_compact_json)
{
    expect_cell("{\"a\":1}", "\"{\"\"a\"\":1}\"");
    expect_cell("[1,{}]", "\"[1,{}]\"");
    expect_cell("[[1]]", "[[1]]");
}

Test(csv, quotes_are_where_they_are_needed)
{
    expect_cell("\"a,b\"", "\"a,b\"");
    expect_cell("\"a\\nb\"", "\"a\nb\"");
    expect_cell("\"a\\rb\"", "\"a\rb\"");
    expect_cell("\" a\"", "\" a\"");
    expect_cell("\"a \"", "\"a \"");
    expect_cell("\"a;'b\"", "a;'b");
    expect_cell("\"\\\"\"", "\"\"\"\"");
}

Test(csv, formula_is_quoted_by_an_apostrophe_inside_the_quotes)
{
    expect_cell("\"=1,2\"", "\"'=1,2\"");
    expect_cell("[\"-1+2\",\"b\"]", "'-1+2; b");
}

Test(csv, numbers_alone_are_no_formula)
{
    expect_cell("[-1,-2.5]", "-1; -2.5");
    expect_cell("[\"-0044-03-15\",\"-0043~\"]", "-0044-03-15; -0043~");
}

Test(csv, path_into_nested_lists_keeps_outer_entries_apart)
{
    char *lines =
        render("Treaty", "a.b.c", "{\"a\":[{\"b\":[{\"c\":1},{\"c\":2}]},{},{\"b\":[{\"c\":3}]}]}");
    cr_expect_str_eq(lines, "id,type,href,match,a.b.c\r\n,,,,\"1, 2; ; 3\"\r\n");
    free(lines);
}

Test(csv, path_through_a_plain_value_leads_nowhere)
{
    char *lines = render("Event", "x.y", "{\"x\":\"text\"}");
    cr_expect_str_eq(lines, "id,type,href,match,x.y\r\n,,,,\r\n");
    free(lines);
}

Test(csv, field_that_begins_a_name_without_its_dot_is_another)
{
    char *lines = render("Event", "part", "{\"parts\":[{\"id\":\"a\"}],\"part\":\"b\"}");
    cr_expect_str_eq(lines, "id,type,href,match,part\r\n,,,,b\r\n");
    free(lines);
}

Test(csv, unknown_shape_has_what_every_record_has)
{
    char *lines = render("", "sources", "{\"sources\":[{\"id\":\"a\",\"locator\":null}]}");
    cr_expect_str_eq(lines, "id,type,href,match,sources.id,sources.label,sources.locator\r\n"
                            ",,,,a,,\r\n");
    free(lines);
}

Test(csv, row_that_is_no_json_fails)
{
    struct rendering rendering = {.renderer = renderer_find(TEXT("csv")), .shape = "Event"};
    struct buffer out = {0};
    cr_assert_eq(rendering_begin(&rendering, &out), STATUS_OK);
    cr_expect_eq(rendering_row(&rendering, TEXT("{"), &out), STATUS_FAILED);
    rendering_free(&rendering);
    buffer_free(&out);
}
