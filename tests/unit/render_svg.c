/* SVG: what is drawn of rows, how doubt is drawn, and that what a dataset says stays text. */
#include <chancery/date.h>
#include <chancery/renderer.h>

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static json_t *no_geometry(void *state, const char *place)
{
    (void)state;
    (void)place;
    return json_loads("{\"type\":\"Polygon\",\"coordinates\":[[[140,40],[145,40],[145,45],[140,45],"
                      "[140,40]]]}",
                      0, NULL);
}

static json_t *no_land(void *state)
{
    (void)state;
    return json_null();
}

/* The picture of rows, from malloc. */
static char *draw(const char *shape, const char *const *rows, size_t count)
{
    json_t *dataset =
        json_loads("{\"title\":{\"en\":\"A & B\"},\"languages\":[{\"code\":\"en\"}]}", 0, NULL);
    struct rendering rendering = {.renderer = renderer_find(TEXT("svg")),
                                  .shape = shape,
                                  .language = "en",
                                  .dataset = dataset,
                                  .horizon = DAY_MAX,
                                  .geometry = no_geometry,
                                  .land = no_land,
                                  .asked = "1855",
                                  .since = DAY_MIN,
                                  .until = DAY_MAX};
    struct buffer out = {0};
    cr_assert_eq(rendering_begin(&rendering, &out), STATUS_OK);
    for (size_t i = 0; i < count; i++)
        cr_assert_eq(rendering_row(&rendering, text_of(rows[i]), &out), STATUS_OK, "%s", rows[i]);
    cr_assert_eq(rendering_end(&rendering, &out), STATUS_OK);
    rendering_free(&rendering);
    json_decref(dataset);
    return out.at;
}

/* An event's row, from malloc. */
static char *event(const char *id, const char *label, const char *edtf)
{
    struct arena *arena = arena_new(1024);
    struct dating dating;
    struct date_fault fault;
    struct buffer row = {0};
    cr_assert_eq(date_read(text_of(edtf), arena, &dating, &fault), STATUS_OK, "%s", edtf);
    buffer_format(&row,
                  "{\"id\":\"%s\",\"type\":\"event\",\"kind\":\"battle\",\"label\":\"%s\","
                  "\"href\":\"/events/%s\",\"date\":",
                  id, label, id);
    date_append_json(&dating, NULL, &row);
    buffer_string(&row, "}");
    arena_free(arena);
    cr_assert_not(row.failed);
    return row.at;
}

/* The timeline of events named alike, on these dates. */
static char *draw_events(const char *label, const char *const *dates, size_t count)
{
    char *rows[4];
    for (size_t i = 0; i < count; i++) {
        char id[] = {(char)('a' + i), '\0'};
        rows[i] = event(id, label, dates[i]);
    }
    char *picture = draw("Timeline", (const char *const *)rows, count);
    for (size_t i = 0; i < count; i++)
        free(rows[i]);
    return picture;
}

static size_t count_of(const char *words, const char *text)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, words)) != NULL; at++)
        count++;
    return count;
}

Test(svg, has_a_title_and_a_description)
{
    static const char *const dates[] = {"1855-02-07"};
    char *picture = draw_events("A battle", dates, 1);
    cr_expect_not_null(strstr(picture, "<title id=\"title\">A &amp; B · 1855</title>"));
    cr_expect_not_null(strstr(picture, "<desc id=\"desc\">A battle: 7 February 1855</desc>"));
    cr_expect_not_null(strstr(picture, "role=\"img\""));
    free(picture);
}

Test(svg, nothing_at_all_is_a_picture_too)
{
    char *timeline = draw("Timeline", NULL, 0), *map = draw("Control", NULL, 0);
    cr_expect_eq(strncmp(timeline, "<svg ", 5), 0);
    cr_expect_eq(strncmp(map, "<svg ", 5), 0);
    free(timeline);
    free(map);
}

Test(svg, what_a_dataset_says_stays_text)
{
    static const char *const dates[] = {"1855-02-07"};
    char *picture = draw_events("<script>\\u0001\\uffff&]]>\\\"x", dates, 1);
    cr_expect_null(strstr(picture, "<script"));
    cr_expect_null(strchr(picture, 1));
    cr_expect_null(strstr(picture, "\xef\xbf\xbf"));
    cr_expect_not_null(strstr(picture, "&lt;script&gt;&amp;]]&gt;&quot;x"));
    free(picture);
}

Test(svg, one_day_is_a_sign_and_doubt_is_broken)
{
    static const char *const sure[] = {"1855-02-07"}, *const doubtful[] = {"1855", "1900-01-01"};
    char *one = draw_events("A", sure, 1), *other = draw_events("A", doubtful, 2);
    cr_expect_eq(count_of("<circle", one), 1);
    cr_expect_null(strstr(one, "stroke-dasharray"));
    cr_expect_not_null(strstr(other, "stroke-dasharray"));
    free(one);
    free(other);
}

Test(svg, names_do_not_stand_on_each_other)
{
    static const char *const dates[] = {"1855-02-07", "1855-02-07", "1875-02-07"};
    char *picture = draw_events("Its name", dates, 3);
    double y[3];
    const char *at = picture;
    for (size_t i = 0; i < 3; i++) {
        at = strstr(at, "<circle");
        cr_assert_not_null(at);
        cr_assert_eq(sscanf(strstr(at, "cy=\""), "cy=\"%lf", &y[i]), 1);
        at++;
    }
    cr_expect_neq(y[0], y[1]);
    cr_expect_eq(y[0], y[2]);
    free(picture);
}

#define CONTROL(id, kind, match, holders)                                                          \
    "{\"id\":\"" id "\",\"type\":\"control\",\"kind\":\"" kind "\",\"label\":\"" id                \
    "\",\"href\":\"/control/" id "\",\"place\":{\"id\":\"here\",\"label\":\"Here\"},"              \
    "\"holder\":[" holders "],\"interval\":{\"display\":\"1855\"},\"match\":\"" match "\"}"
#define HOLDER(id) "{\"id\":\"" id "\",\"label\":\"" id "\"}"

Test(svg, map_draws_an_occupation_over_what_is_occupied)
{
    static const char *const rows[] = {CONTROL("over", "occupation", "certain", HOLDER("one")),
                                       CONTROL("under", "sovereignty", "certain", HOLDER("two"))};
    char *picture = draw("Control", rows, 2);
    cr_expect_lt(strstr(picture, "/control/under"), strstr(picture, "/control/over"));
    cr_expect_eq(count_of(">Here</text>", picture), 1);
    free(picture);
}

Test(svg, map_stripes_what_two_held)
{
    static const char *const rows[] = {
        CONTROL("both", "joint-possession", "certain", HOLDER("one") "," HOLDER("two"))};
    char *picture = draw("Control", rows, 1);
    cr_expect_not_null(strstr(picture, "width=\"12\" height=\"6\" patternUnits"));
    cr_expect_not_null(strstr(picture, ">one</text>"));
    cr_expect_not_null(strstr(picture, ">two</text>"));
    free(picture);
}

Test(svg, map_pales_what_is_only_possible)
{
    static const char *const sure[] = {CONTROL("a", "sovereignty", "certain", HOLDER("one"))};
    static const char *const doubtful[] = {CONTROL("a", "sovereignty", "possible", HOLDER("one"))};
    char *one = draw("Control", sure, 1), *other = draw("Control", doubtful, 1);
    cr_expect_null(strstr(one, " opacity=\""));
    cr_expect_not_null(strstr(other, " opacity=\"0.55\""));
    cr_expect_not_null(strstr(other, "stroke-dasharray"));
    free(one);
    free(other);
}
