/* The vectors that are served at /conformance/time.json hold for this library too. */
#include "time_fixture.h"

#include <chancery/interval.h>
#include <chancery/japanese.h>

typedef void vector_test(const json_t *vector, struct arena *arena);

static const char *member(const json_t *vector, const char *key)
{
    return json_string_value(json_object_get(vector, key));
}

/* Each vector of one list; returns how many there are. */
static size_t each_vector(const char *list, vector_test *test)
{
    json_error_t error;
    json_t *all = json_load_file(FIXTURES "/../../openapi/conformance-time.json", 0, &error);
    cr_assert_not_null(all, "%s", error.text);
    const json_t *vectors = json_object_get(all, list);
    size_t count = json_array_size(vectors);
    for (size_t i = 0; i < count; i++) {
        struct arena *arena = arena_new(2048);
        test(json_array_get(vectors, i), arena);
        arena_free(arena);
    }
    json_decref(all);
    return count;
}

static struct dating read_string(const char *text, struct arena *arena)
{
    struct dating dating;
    struct date_fault fault = {0};
    enum status status = date_read(text_of(text), arena, &dating, &fault);
    cr_assert_eq(status, STATUS_OK, "%s: %s", text, fault.reason);
    return dating;
}

static struct day_bounds bounds_of(const json_t *value, struct arena *arena)
{
    struct dating dating;
    struct date_fault fault = {0};
    char pointer[64];
    enum status status = date_read_json(value, false, arena, &dating, &fault, pointer);
    cr_assert_eq(status, STATUS_OK, "%s: %s", pointer, fault.reason);
    return date_bounds(&dating);
}

static void expect_text(const char *got, const char *wanted, const char *what)
{
    cr_expect((got == NULL) == (wanted == NULL) && (got == NULL || strcmp(got, wanted) == 0),
              "%s: %s, not %s", what, got != NULL ? got : "null", wanted != NULL ? wanted : "null");
}

static void converts(const json_t *vector, struct arena *arena)
{
    static const char *const keys[] = {"gregorian", "julian", "japanese", "japanese_native"};
    long long jdn = json_integer_value(json_object_get(vector, "jdn"));
    struct dating dating = read_string(arena_format(arena, "jdn:%lld", jdn), arena);
    json_t *object = date_to_json(&dating, NULL);
    const json_t *calendars = json_object_get(object, "calendars");
    for (size_t i = 0; i < 4; i++) {
        const char *wanted = member(vector, keys[i]);
        expect_text(member(calendars, keys[i]), wanted, member(vector, "gregorian"));
        if (wanted == NULL) continue;
        const char *prefix = i == 0 ? "" : i == 1 ? "julian:" : "japanese:";
        dating = read_string(arena_format(arena, "%s%s", prefix, wanted), arena);
        cr_expect_eq(dating.whole.earliest, jdn, "%s", wanted);
    }
    json_decref(object);
}

Test(conformance, conversions)
{
    cr_expect_gt(each_vector("conversions", converts), 30);
}

static void reads(const json_t *vector, struct arena *arena)
{
    static const char *const keys[] = {"edtf", "precision", "qualifier", "earliest", "latest"};
    struct dating dating = read_string(member(vector, "input"), arena);
    json_t *object = date_to_json(&dating, NULL);
    cr_expect_eq(dating.is_interval, json_is_true(json_object_get(vector, "interval")));
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        expect_text(member(object, keys[i]), member(vector, keys[i]), member(vector, "input"));
    json_decref(object);
}

Test(conformance, readings)
{
    cr_expect_gt(each_vector("readings", reads), 40);
}

static void matches(const json_t *vector, struct arena *arena)
{
    static const char *const words[] = {NULL, "possible", "certain"};
    struct day_bounds bounds = bounds_of(json_object_get(vector, "date"), arena);
    const char *at = member(vector, "at"), *from = member(vector, "from");
    const char *to = member(vector, "to");
    enum interval_match match;
    if (at != NULL) {
        struct dating asked = read_string(at, arena);
        match = interval_holds_at(&bounds, asked.whole.earliest, asked.whole.latest);
    } else {
        int64_t first = from != NULL ? read_string(from, arena).whole.earliest : DAY_MIN;
        int64_t last = to != NULL ? read_string(to, arena).whole.latest : DAY_MAX;
        match = interval_matches_range(&bounds, first, last);
    }
    char *printed = json_dumps(vector, JSON_COMPACT);
    expect_text(words[match], member(vector, "match"), printed);
    free(printed);
}

Test(conformance, matches)
{
    cr_expect_gt(each_vector("matches", matches), 40);
}

static void hands_over(const json_t *vector, struct arena *arena)
{
    struct day_bounds ending = bounds_of(json_object_get(vector, "ending"), arena);
    struct day_bounds beginning = bounds_of(json_object_get(vector, "beginning"), arena);
    const char *day = member(vector, "handover");
    cr_expect_eq(interval_hands_over(&ending, &beginning), day != NULL);
    if (day != NULL) cr_expect_eq(ending.end_latest, read_string(day, arena).whole.earliest);
}

Test(conformance, handovers)
{
    cr_expect_gt(each_vector("handovers", hands_over), 5);
}

static void is_refused(const json_t *vector, struct arena *arena)
{
    struct dating dating;
    struct date_fault fault = {0};
    const char *input = member(vector, "input");
    cr_expect_eq(date_read(text_of(input), arena, &dating, &fault), STATUS_INVALID, "%s", input);
    cr_expect_eq((json_int_t)fault.column, json_integer_value(json_object_get(vector, "column")),
                 "%s", input);
    expect_text(fault.suggestion[0] != '\0' ? fault.suggestion : NULL, member(vector, "suggestion"),
                input);
}

Test(conformance, invalid)
{
    cr_expect_gt(each_vector("invalid", is_refused), 25);
}
