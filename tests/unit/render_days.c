/* The days that calendars and widgets are given, at the ends of what their formats can write. */
#include <chancery/buffer.h>
#include <chancery/renderer.h>

#include <chancery/calendar.h>
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* One row in a format, with a horizon at the end of 1917. The text is the caller's to free. */
static char *render(const char *format, const char *row)
{
    json_t *dataset = json_loads("{\"id\":\"test\",\"title\":\"Test\",\"coverage\":{\"period\":"
                                 "\"1778/1917\"}}",
                                 0, NULL);
    struct rendering rendering = {.renderer = renderer_find(text_of(format)),
                                  .shape = "Event",
                                  .title = "events",
                                  .target = "/events",
                                  .base_path = "",
                                  .language = "en",
                                  .dataset = dataset,
                                  .horizon = gregorian_to_jdn(1917, 12, 31)};
    struct buffer out = {0};
    enum status status = rendering_begin(&rendering, &out);
    if (status == STATUS_OK && row != NULL) status = rendering_row(&rendering, text_of(row), &out);
    if (status == STATUS_OK) status = rendering_end(&rendering, &out);
    rendering_free(&rendering);
    json_decref(dataset);
    cr_assert_eq(status, STATUS_OK);
    return out.at;
}

/* A row of a dating; `rest` is what the date object has beside its days. */
static char *render_days(const char *format, long long first, long long last, const char *rest)
{
    char row[512];
    snprintf(row, sizeof row,
             "{\"id\":\"x\",\"type\":\"event\",\"kind\":\"war\",\"label\":\"X\",\"href\":\"/events/"
             "x\",\"date\":{\"jdn\":[%lld,%lld],\"display\":\"then\"%s}}",
             first, last, rest);
    return render(format, row);
}

static bool has(char *text, const char *part)
{
    bool found = strstr(text, part) != NULL;
    if (!found) cr_log_error("%s", text);
    free(text);
    return found;
}

static bool has_not(char *text, const char *part)
{
    bool found = strstr(text, part) != NULL;
    free(text);
    return !found;
}

Test(render_days, vis_writes_years_as_ecmascript_reads_them)
{
    int64_t ides = gregorian_to_jdn(-43, 3, 15), far = gregorian_to_jdn(12345, 1, 1),
            zero = gregorian_to_jdn(0, 2, 29);
    cr_assert(has(render_days("vis", ides, ides, ""), "\"start\":\"-000043-03-15\""));
    cr_assert(has(render_days("vis", far, far, ""), "\"start\":\"+012345-01-01\""));
    cr_assert(has(render_days("vis", zero, zero, ""), "\"start\":\"0000-02-29\""));
}

Test(render_days, vis_leaves_out_what_ecmascript_has_no_date_for)
{
    int64_t ice = gregorian_to_jdn(-300000, 1, 1);
    char *text = render_days("vis", ice, ice, "");
    cr_assert_str_eq(text, "{\"items\":[],\"groups\":[]}");
    free(text);
}

Test(render_days, icalendar_has_the_years_1_to_9999)
{
    int64_t last = gregorian_to_jdn(9999, 12, 30);
    cr_assert(has(render_days("ics", last, last, ""), "DTEND;VALUE=DATE:99991231\r\n"));
    cr_assert(has_not(render_days("ics", last + 1, last + 1, ""), "VEVENT"));
    cr_assert(has(render_days("ics", gregorian_to_jdn(1, 1, 1), gregorian_to_jdn(1, 1, 1), ""),
                  "DTSTART;VALUE=DATE:00010101\r\n"));
    cr_assert(has_not(render_days("ics", gregorian_to_jdn(0, 12, 31), last, ""), "VEVENT"));
}

static const char ongoing[] =
    ",\"start_kind\":\"date\",\"end_kind\":\"ongoing\",\"start\":{\"jdn\":[2416521,2416521]}";

static char *render_ongoing(const char *format)
{
    char row[512];
    snprintf(row, sizeof row,
             "{\"id\":\"x\",\"kind\":\"war\",\"interval\":{\"jdn\":[2416521,null]%s}}", ongoing);
    return render(format, row);
}

Test(render_days, what_goes_on_is_drawn_to_the_horizon_and_listed_on_its_first_day)
{
    cr_assert(has(render_ongoing("vis"), "\"start\":\"1904-02-10\",\"end\":\"1918-01-01\""));
    cr_assert(
        has(render_ongoing("timelinejs"), "\"end_date\":{\"year\":1917,\"month\":12,\"day\":31"));
    cr_assert(
        has(render_ongoing("ics"), "DTSTART;VALUE=DATE:19040210\r\nDTEND;VALUE=DATE:19040211\r\n"));
}

Test(render_days, what_always_was_is_drawn_from_the_first_day_covered)
{
    char *text =
        render("vis", "{\"id\":\"x\",\"kind\":\"war\",\"interval\":{\"jdn\":[null,2416521],"
                      "\"start_kind\":\"open\",\"end_kind\":\"date\",\"end\":{\"jdn\":["
                      "2416521,2416521]}}}");
    cr_assert(has(text, "\"start\":\"1778-01-01\",\"end\":\"1904-02-11\""));
}

Test(render_days, a_date_with_one_bound_is_shown_on_that_day_and_is_not_certain)
{
    char *text = render("vis", "{\"id\":\"x\",\"kind\":\"war\",\"date\":{\"jdn\":[null,2416521]}}");
    cr_assert(has(text, "\"type\":\"point\",\"group\":\"war\",\"subgroup\":\"x\",\"className\":"
                        "\"possible uncertain unknown-start\""));
    text = render("ics", "{\"id\":\"x\",\"kind\":\"war\",\"date\":{\"jdn\":[null,2416521]}}");
    cr_assert(has(text, "Only the latest day is known."));
}

Test(render_days, undated_and_strange_rows_are_left_out_of_each_format)
{
    static const char *const formats[] = {"ics", "timelinejs", "vis", "cytoscape"};
    static const char *const rows[] = {"{}",
                                       "{\"date\":null}",
                                       "{\"date\":{}}",
                                       "[]",
                                       "{\"date\":{\"jdn\":[null,null]}}",
                                       "{\"date\":\"1904\"}",
                                       "{\"id\":1,\"list\":\"edges\",\"source\":\"a\"}"};
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        char *empty = render(formats[i], NULL);
        for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
            char *text = render(formats[i], rows[k]);
            cr_assert_str_eq(text, empty, "%s %s", formats[i], rows[k]);
            free(text);
        }
        free(empty);
    }
}

Test(render_days, an_edge_without_a_node_makes_one)
{
    char *text = render("cytoscape", "{\"list\":\"edges\",\"kind\":\"cause\",\"source\":{\"id\":"
                                     "\"a\"},\"target\":{\"id\":\"b\"}}");
    cr_assert(has(text, "\"nodes\":[{\"data\":{\"id\":\"a\"}},{\"data\":{\"id\":\"b\"}}],\"edges\":"
                        "[{\"data\":{\"id\":\"cause:a:b\""));
}
