/* Dates as curators write them, and as clients get them. */
#include "time_fixture.h"

#include <chancery/interval.h>

static json_t *parse(const char *text)
{
    json_error_t error;
    json_t *json = json_loads(text, JSON_DECODE_ANY, &error);
    cr_assert_not_null(json, "%s: %s", text, error.text);
    return json;
}

/* The bounds that a piece of JSON is read as. */
static struct day_bounds read_bounds(const char *text, bool as_interval)
{
    struct arena *arena = arena_new(1024);
    struct dating dating;
    struct date_fault fault = {0};
    char pointer[64];
    json_t *json = parse(text);
    enum status status = date_read_json(json, as_interval, arena, &dating, &fault, pointer);
    cr_assert_eq(status, STATUS_OK, "%s: %s: %s", text, pointer, fault.reason);
    struct day_bounds bounds = date_bounds(&dating);
    json_decref(json);
    arena_free(arena);
    return bounds;
}

/* What a client gets for it, as compact JSON. */
static json_t *object_of(const char *text, bool as_interval)
{
    struct arena *arena = arena_new(1024);
    struct dating dating;
    struct date_fault fault = {0};
    char pointer[64];
    json_t *json = parse(text);
    enum status status = date_read_json(json, as_interval, arena, &dating, &fault, pointer);
    cr_assert_eq(status, STATUS_OK, "%s: %s: %s", text, pointer, fault.reason);
    json_t *object = date_to_json(&dating, NULL);
    cr_assert_not_null(object, "%s", text);
    json_decref(json);
    arena_free(arena);
    return object;
}

static void gives(const char *text, bool as_interval, const char *expected)
{
    json_t *got = object_of(text, as_interval), *wanted = parse(expected);
    char *printed = json_dumps(got, JSON_COMPACT);
    cr_expect(json_equal(got, wanted), "%s gives %s", text, printed);
    free(printed);
    json_decref(got);
    json_decref(wanted);
}

Test(date_json, a_day_is_the_contracts_object)
{
    gives("\"1855-02-07\"", false,
          "{\"edtf\":\"1855-02-07\",\"precision\":\"day\",\"qualifier\":null,"
          "\"earliest\":\"1855-02-07\",\"latest\":\"1855-02-07\",\"jdn\":[2398622,2398622],"
          "\"calendars\":{\"gregorian\":\"1855-02-07\",\"julian\":\"1855-01-26\","
          "\"japanese\":\"Ansei 1-12-21\",\"japanese_native\":\"安政元年12月21日\"},"
          "\"display\":\"7 February 1855\"}");
}

Test(date_json, keys_stand_in_the_contracts_order)
{
    static const char *const keys[] = {"edtf",   "precision", "qualifier",  "earliest",
                                       "latest", "jdn",       "calendars",  "display",
                                       "start",  "end",       "start_kind", "end_kind"};
    json_t *object = object_of("\"1904-02-08/1905-09-05\"", false);
    const char *key;
    json_t *value;
    size_t i = 0;
    json_object_foreach(object, key, value)
    {
        cr_assert_lt(i, sizeof keys / sizeof keys[0]);
        cr_expect_str_eq(key, keys[i++]);
    }
    cr_expect_eq(i, sizeof keys / sizeof keys[0]);
    json_decref(object);
}

Test(date_json, another_calendar_stays_as_written)
{
    gives("{\"julian\":\"1806-10\"}", false,
          "{\"edtf\":\"1806-10-13/1806-11-12\",\"precision\":\"interval\",\"qualifier\":null,"
          "\"earliest\":\"1806-10-13\",\"latest\":\"1806-11-12\",\"jdn\":[2380973,2381003],"
          "\"calendars\":null,\"display\":\"between 13 October 1806 and 12 November 1806\","
          "\"as_written\":{\"calendar\":\"julian\",\"text\":\"1806-10\",\"precision\":\"month\"}}");
}

Test(date_json, before_a_year_has_no_earliest)
{
    gives("{\"latest\":\"1799\"}", false,
          "{\"edtf\":\"../1799\",\"precision\":\"interval\",\"qualifier\":null,\"earliest\":null,"
          "\"latest\":\"1799-12-31\",\"jdn\":[null,2378496],\"calendars\":null,"
          "\"display\":\"before 1800\"}");
}

Test(date_json, from_a_year_has_no_latest)
{
    gives("{\"earliest\":\"1798\"}", false,
          "{\"edtf\":\"1798/..\",\"precision\":\"interval\",\"qualifier\":null,"
          "\"earliest\":\"1798-01-01\",\"latest\":null,\"jdn\":[2377767,null],\"calendars\":null,"
          "\"display\":\"from 1798\"}");
}

Test(date_json, outside_the_table_there_is_no_japanese_date)
{
    json_t *object = object_of("\"1764-02-01\"", false);
    json_t *calendars = json_object_get(object, "calendars");
    cr_expect(json_is_null(json_object_get(calendars, "japanese")));
    cr_expect(json_is_null(json_object_get(calendars, "japanese_native")));
    cr_expect_str_eq(json_string_value(json_object_get(calendars, "julian")), "1764-01-21");
    json_decref(object);
}

Test(date_json, an_explicit_as_written_is_kept)
{
    json_t *object = object_of("{\"edtf\":\"1792-10-20\",\"as_written\":{\"calendar\":\"julian\","
                               "\"text\":\"9 октября 1792\"}}",
                               false);
    json_t *written = json_object_get(object, "as_written");
    cr_expect_str_eq(json_string_value(json_object_get(written, "text")), "9 октября 1792");
    cr_expect_str_eq(json_string_value(json_object_get(written, "precision")), "day");
    json_decref(object);
}

Test(date_json, bounds_follow_the_editor)
{
    static const struct {
        const char *text;
        bool as_interval;
        const char *start_earliest, *start_latest, *end_earliest, *end_latest;
    } cases[] = {
        {"\"1842\"", false, "1842-01-01", "1842-12-31", "1842-01-01", "1842-12-31"},
        {"\"1842\"", true, "1842-01-01", "1842-01-01", "1842-12-31", "1842-12-31"},
        {"\"1842~\"", false, "1842-01-01", "1842-12-31", "1842-01-01", "1842-12-31"},
        {"{\"edtf\":\"1842~\",\"earliest\":\"1841\",\"latest\":\"1843\"}", false, "1841-01-01",
         "1843-12-31", "1841-01-01", "1843-12-31"},
        {"{\"edtf\":\"1778-06/1778-07\",\"earliest\":\"1778-06-01\",\"latest\":\"1778-07-31\"}",
         false, "1778-06-01", "1778-07-31", "1778-06-01", "1778-07-31"},
        {"\"1778-06/1778-07\"", false, "1778-06-01", "1778-06-30", "1778-07-01", "1778-07-31"},
        {"{\"edtf\":\"1842\",\"latest\":\"1842-06\"}", false, "1842-01-01", "1842-06-30",
         "1842-01-01", "1842-06-30"},
        {"{\"earliest\":\"1798\",\"latest\":null}", false, "1798-01-01", "..", "1798-01-01", ".."},
        {"{\"earliest\":\"1798\"}", true, "1798-01-01", "1798-01-01", "..", ".."},
        {"{\"julian\":\"1855-01-26\",\"japanese\":\"ansei-1-12-21\",\"gregorian\":\"1855-02-07\"}",
         false, "1855-02-07", "1855-02-07", "1855-02-07", "1855-02-07"},
        {"{\"start\":\"1902-01-30\",\"end_kind\":\"ongoing\"}", true, "1902-01-30", "1902-01-30",
         "..", ".."},
        {"{\"start\":\"1904\",\"end_kind\":\"unknown\"}", true, "1904-01-01", "1904-12-31",
         "1904-01-01", ".."},
        {"{\"start_kind\":\"unknown\",\"end\":\"1904\"}", true, "..", "1904-12-31", "1904-01-01",
         "1904-12-31"},
        {"{\"start_kind\":\"open\",\"end\":{\"julian\":\"1855-01-26\"}}", true, "..", "..",
         "1855-02-07", "1855-02-07"},
        {"{\"start\":{\"earliest\":\"1778-06\",\"latest\":\"1778-07\"},\"end\":\"1779\"}", true,
         "1778-06-01", "1778-07-31", "1779-01-01", "1779-12-31"},
        {"{\"start\":\"julian:1904-01-26\",\"start_kind\":\"date\",\"end\":\"1905-09-05\"}", false,
         "1904-02-08", "1904-02-08", "1905-09-05", "1905-09-05"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char a[CALENDAR_PRINT_SIZE], b[CALENDAR_PRINT_SIZE], c[CALENDAR_PRINT_SIZE],
            d[CALENDAR_PRINT_SIZE];
        struct day_bounds bounds = read_bounds(cases[i].text, cases[i].as_interval);
        cr_expect_str_eq(day_text(bounds.start_earliest, a), cases[i].start_earliest, "%s",
                         cases[i].text);
        cr_expect_str_eq(day_text(bounds.start_latest, b), cases[i].start_latest, "%s",
                         cases[i].text);
        cr_expect_str_eq(day_text(bounds.end_earliest, c), cases[i].end_earliest, "%s",
                         cases[i].text);
        cr_expect_str_eq(day_text(bounds.end_latest, d), cases[i].end_latest, "%s", cases[i].text);
    }
}

static void read_interval(const char *text, struct arena *arena, struct dating *out)
{
    struct date_fault fault = {0};
    char pointer[64];
    json_t *json = parse(text);
    enum status status = date_read_json(json, false, arena, out, &fault, pointer);
    cr_assert_eq(status, STATUS_OK, "%s: %s: %s", text, pointer, fault.reason);
    json_decref(json);
}

/* The text of the whole, which read again keeps the outer bounds; of the inner ones it may say
 * more than the editor did, never anything beyond them. */
static void is_spelt(const char *text, const char *edtf)
{
    struct arena *arena = arena_new(1024);
    struct dating dating, again;
    struct date_fault fault = {0};
    read_interval(text, arena, &dating);
    cr_expect(text_is(dating.whole.edtf, edtf), "%s is %.*s", text, (int)dating.whole.edtf.length,
              dating.whole.edtf.at);
    cr_assert_eq(date_read(dating.whole.edtf, arena, &again, &fault), STATUS_OK, "%s", edtf);
    struct day_bounds before = date_bounds(&dating), after = date_bounds(&again);
    cr_expect(interval_is_sound(&before) && interval_is_sound(&after), "%s", text);
    cr_expect_eq(before.start_earliest, after.start_earliest, "%s", text);
    cr_expect_eq(before.end_latest, after.end_latest, "%s", text);
    cr_expect_leq(after.start_latest, before.start_latest, "%s", text);
    cr_expect_geq(after.end_earliest, before.end_earliest, "%s", text);
    cr_expect_eq(dating.whole.qualifier, again.whole.qualifier, "%s", text);
    arena_free(arena);
}

Test(date_json, an_end_in_doubt_is_spelt_no_finer_than_it_is_known)
{
    static const struct {
        const char *text, *edtf;
    } cases[] = {
        {"{\"start\":{\"edtf\":\"1890/1893~\",\"earliest\":\"1890\",\"latest\":\"1893\"},"
         "\"end\":\"1906\"}",
         "1890~/1906"},
        {"{\"start\":{\"earliest\":\"1799\",\"latest\":\"1807\"},\"end\":\"1821\"}", "1799/1821"},
        {"{\"start\":\"1799\",\"end\":{\"earliest\":\"1807\",\"latest\":\"1821\"}}", "1799/1821"},
        {"{\"start\":\"1799\",\"end\":{\"earliest\":\"1807\",\"latest\":\"1821-06\"}}",
         "1799/1821-06"},
        {"{\"start\":{\"earliest\":\"1778-06\",\"latest\":\"1778-07\"},\"end\":\"1779\"}",
         "1778-06/1779"},
        {"{\"start\":{\"earliest\":\"1778-06\",\"latest\":\"1778-07-30\"},\"end\":\"1779\"}",
         "1778-06/1779"},
        {"{\"start\":{\"earliest\":\"1778-06-01\",\"latest\":\"1778-07-30\"},\"end\":\"1779\"}",
         "1778-06-01/1779"},
        {"{\"start\":\"1902-04-08\",\"end\":{\"earliest\":\"1903-04-08\",\"latest\":\"1905-10\"}}",
         "1902-04-08/1905-10"},
        {"{\"start\":\"1902\",\"end\":{\"earliest\":\"1905-10-05\",\"latest\":\"1905-10\"}}",
         "1902/1905-10-31"},
        {"{\"start\":{\"julian\":\"1806-10\"},\"end\":{\"julian\":\"1807\"}}",
         "1806-10-13/1808-01-12"},
        {"{\"start\":{\"earliest\":\"1799\",\"latest\":\"1807\"},\"end_kind\":\"ongoing\"}",
         "1799/.."},
        {"{\"start\":{\"earliest\":\"1799-02\"},\"end_kind\":\"open\"}", "1799-02/.."},
        {"{\"start_kind\":\"unknown\",\"end\":{\"latest\":\"1799-02-03\"}}", "/1799-02-03"},
        {"{\"start\":\"9998\",\"end\":{\"earliest\":\"9999-02\",\"latest\":\"Y10001\"}}",
         "9998/Y10001"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        is_spelt(cases[i].text, cases[i].edtf);
}

Test(date_json, an_end_in_doubt_keeps_its_own_bounds)
{
    json_t *object = object_of("{\"start\":{\"edtf\":\"1890/1893~\",\"earliest\":\"1890\","
                               "\"latest\":\"1893\"},\"end\":\"1906\"}",
                               true);
    json_t *start = json_object_get(object, "start");
    cr_expect_str_eq(json_string_value(json_object_get(object, "earliest")), "1890-01-01");
    cr_expect_str_eq(json_string_value(json_object_get(start, "earliest")), "1890-01-01");
    cr_expect_str_eq(json_string_value(json_object_get(start, "latest")), "1893-12-31");
    cr_expect_str_eq(json_string_value(json_object_get(start, "edtf")), "1890/1893~");
    json_decref(object);
}

Test(date_json, what_is_wrong_is_refused_at_its_place)
{
    static const struct {
        const char *text, *pointer, *reason;
    } cases[] = {
        {"17", "", "text"},
        {"null", "", "text"},
        {"[\"1855\"]", "", "text"},
        {"{}", "", "no date"},
        {"\"1855-13\"", "", "month"},
        {"{\"edtf\":\"1855-13\"}", "/edtf", "month"},
        {"{\"edtf\":1855}", "/edtf", "text"},
        {"{\"date\":\"1855\"}", "/date", "name"},
        {"{\"julian\":\"1855-01-32\"}", "/julian", "31"},
        {"{\"japanese\":\"meiji-5-12-3\"}", "/japanese", "2 days"},
        {"{\"gregorian\":\"1855-02-07\",\"julian\":\"1855-01-25\"}", "/julian", "1855-02-06"},
        {"{\"julian\":\"1855-01-26\",\"japanese\":\"ansei-1-12-20\"}", "/japanese", "1855-02-06"},
        {"{\"earliest\":\"1843\",\"latest\":\"1841\"}", "/latest", "before"},
        {"{\"earliest\":null,\"latest\":null}", "", "bound"},
        {"{\"earliest\":\"1841/1842\"}", "/earliest", "single date"},
        {"{\"start\":\"1855\"}", "", "kind"},
        {"{\"start\":\"1858\",\"end\":\"1855\"}", "/end", "before"},
        {"{\"start\":{\"julian\":\"1855-02-29\"},\"end\":\"1858\"}", "/start/julian", "leap"},
        {"{\"start\":\"1855\",\"end\":\"1856/1858\"}", "/end", "single date"},
        {"{\"start\":\"1855\",\"end_kind\":\"date\"}", "/end_kind", "needs a date"},
        {"{\"start\":\"1855\",\"end\":\"1856\",\"end_kind\":\"open\"}", "/end_kind", "given"},
        {"{\"start_kind\":\"ongoing\",\"end\":\"1856\"}", "/start_kind", "kinds of a start"},
        {"{\"start\":\"1855\",\"end_kind\":\"soon\"}", "/end_kind", "kinds of an end"},
        {"{\"start\":\"1855\",\"end\":\"1858\",\"edtf\":\"1855/1858\"}", "/edtf", "start"},
        {"{\"edtf\":\"1855\",\"as_written\":\"1855\"}", "/as_written", "object"},
        {"{\"edtf\":\"1855\",\"as_written\":{\"calendar\":\"chinese\",\"text\":\"x\"}}",
         "/as_written/calendar", "calendars"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena *arena = arena_new(1024);
        struct dating dating;
        struct date_fault fault = {0};
        char pointer[64];
        json_t *json = parse(cases[i].text);
        cr_expect_eq(date_read_json(json, false, arena, &dating, &fault, pointer), STATUS_INVALID,
                     "%s is read", cases[i].text);
        cr_expect_str_eq(pointer, cases[i].pointer, "%s", cases[i].text);
        cr_expect_not_null(strstr(fault.reason, cases[i].reason), "%s: %s", cases[i].text,
                           fault.reason);
        json_decref(json);
        arena_free(arena);
    }
}

Test(date_json, nothing_nests_without_end)
{
    struct arena *arena = arena_new(1024);
    struct dating dating;
    struct date_fault fault = {0};
    char pointer[64];
    json_t *json = json_string("1855");
    for (int i = 0; i < 200; i++) {
        json_t *outer = json_object();
        json_object_set_new(outer, "earliest", json);
        json = outer;
    }
    cr_expect_eq(date_read_json(json, false, arena, &dating, &fault, pointer), STATUS_INVALID);
    cr_expect_lt(strlen(pointer), sizeof pointer);
    json_decref(json);
    arena_free(arena);
}

static void lasts(const char *text, const char *expected)
{
    struct arena *arena = arena_new(1024);
    struct dating dating;
    struct date_fault fault = {0};
    char pointer[64];
    json_t *json = parse(text), *wanted = parse(expected);
    cr_assert_eq(date_read_json(json, false, arena, &dating, &fault, pointer), STATUS_OK);
    json_t *got = date_duration_to_json(&dating, NULL);
    cr_expect(json_equal(got, wanted), "%s", text);
    json_decref(json);
    json_decref(got);
    json_decref(wanted);
    arena_free(arena);
}

Test(date_json, durations_count_both_ends)
{
    lasts("\"1855-02-07/1855-02-07\"", "{\"days\":1,\"display\":\"1 day\"}");
    lasts("\"1904-08-25/1904-09-03\"", "{\"days\":10,\"display\":\"10 days\"}");
    lasts("\"1904/1905\"", "{\"days\":731,\"display\":\"up to 731 days\"}");
    lasts("\"1904/..\"", "{\"days\":null,\"display\":null}");
    lasts("\"1855-02-07\"", "null");
}
