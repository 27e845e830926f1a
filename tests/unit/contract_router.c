/* Claims about the router: which template a raw path reaches, and what is refused on the way. */
#include <chancery/buffer.h>
#include <chancery/router.h>
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

enum { MAX_PATHS = 8 };

static struct reply answer_nothing(struct request *request)
{
    (void)request;
    return (struct reply){.status = 204};
}

struct bench {
    struct buffer document;
    struct contract *contract;
    struct arena *arena;
    struct route route;
};

/* Path parameters are called a, b, c … in these tests, one letter each. */
static void write_path(struct buffer *out, const char *path, size_t index)
{
    buffer_format(out, "%s\"%s\":{\"get\":{\"operationId\":\"op%zu\",\"parameters\":[",
                  index == 0 ? "" : ",", path, index);
    const char *comma = "";
    for (const char *brace = strchr(path, '{'); brace != NULL; brace = strchr(brace + 1, '{')) {
        buffer_format(out,
                      "%s{\"name\":\"%c\",\"in\":\"path\",\"required\":true,"
                      "\"schema\":{\"type\":\"string\"}}",
                      comma, brace[1]);
        comma = ",";
    }
    buffer_string(out, "]}}");
}

static void set_up(struct bench *bench, const char *const *paths)
{
    static const char *const ids[] = {"op0", "op1", "op2", "op3", "op4", "op5", "op6", "op7"};
    struct handler_entry handlers[MAX_PATHS + 1] = {{0}};
    char why[256] = "";
    *bench = (struct bench){.arena = arena_new(1024)};
    buffer_string(&bench->document, "{\"openapi\":\"3.1.0\",\"paths\":{");
    for (size_t i = 0; paths[i] != NULL; i++) {
        write_path(&bench->document, paths[i], i);
        handlers[i] = (struct handler_entry){ids[i], answer_nothing};
    }
    buffer_string(&bench->document, "}}");
    enum status status = contract_compile(bench->document.at, bench->document.length, handlers,
                                          &bench->contract, why, sizeof why);
    cr_assert_eq(status, STATUS_OK, "%s", why);
}

static void tear_down(struct bench *bench)
{
    contract_free(bench->contract);
    arena_free(bench->arena);
    buffer_free(&bench->document);
}

static enum status match(struct bench *bench, struct text path)
{
    return router_match(bench->contract, path, bench->arena, &bench->route);
}

static void expect_template(struct bench *bench, const char *path, const char *template)
{
    cr_assert_eq(match(bench, text_of(path)), STATUS_OK, "%s", path);
    cr_expect_str_eq(bench->route.operation->path, template);
}

static void expect_status(struct bench *bench, const char *path, enum status status)
{
    cr_expect_eq(match(bench, text_of(path)), status, "%s", path);
}

static void expect_nearest(struct bench *bench, const char *path, const char *template)
{
    const char *nearest = router_nearest(bench->contract, text_of(path));
    cr_assert_not_null(nearest, "%s", path);
    cr_expect_str_eq(nearest, template);
}

static const char *const house[] = {"/",
                                    "/treaties",
                                    "/treaties/{a}",
                                    "/treaties/latest",
                                    "/treaties/{a}/articles/{b}",
                                    "/{a}/{b}/claims",
                                    "/conformance/time.json",
                                    NULL};

Test(router, literal_beats_template)
{
    struct bench bench;
    set_up(&bench, house);
    expect_template(&bench, "/treaties/latest", "/treaties/latest");
    expect_template(&bench, "/treaties/later", "/treaties/{a}");
    tear_down(&bench);
}

Test(router, finds_the_root)
{
    struct bench bench;
    set_up(&bench, house);
    expect_template(&bench, "/", "/");
    cr_expect_eq(bench.route.segment_count, 0);
    tear_down(&bench);
}

Test(router, backtracks_from_a_literal_that_leads_nowhere)
{
    static const char *const paths[] = {"/a/b", "/a/{a}/c", "/{a}/b/d", NULL};
    struct bench bench;
    set_up(&bench, paths);
    expect_template(&bench, "/a/b/c", "/a/{a}/c");
    expect_template(&bench, "/a/b/d", "/{a}/b/d");
    tear_down(&bench);
}

Test(router, the_leftmost_literal_decides)
{
    static const char *const paths[] = {"/{a}/b", "/a/{b}", NULL};
    struct bench bench;
    set_up(&bench, paths);
    expect_template(&bench, "/a/b", "/a/{b}");
    tear_down(&bench);
}

Test(router, decodes_each_segment)
{
    struct bench bench;
    set_up(&bench, house);
    expect_template(&bench, "/treaties/%E6%A8%BA%e5%a4%aa/articles/a+b", house[4]);
    cr_expect(text_is(bench.route.segments[1], "樺太"));
    cr_expect(text_is(bench.route.segments[3], "a+b"));
    tear_down(&bench);
}

Test(router, an_encoded_letter_is_that_letter)
{
    struct bench bench;
    set_up(&bench, house);
    expect_template(&bench, "/%74reaties", "/treaties");
    tear_down(&bench);
}

Test(router, refuses_what_cannot_be_decoded_safely)
{
    static const char *const bad[] = {
        "/treaties/a%2Fb", "/treaties/a%2fb",        "/treaties/a%00", "/treaties/%",
        "/treaties/%4",    "/treaties/%zz",          "/treaties/%FF",  "/treaties/%C0%80",
        "/%ED%A0%80",      "/1/2/3/4/5/6/7/8/9/%00", "treaties",       ""};
    struct bench bench;
    set_up(&bench, house);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        expect_status(&bench, bad[i], STATUS_INVALID);
    cr_expect_eq(match(&bench, TEXT("/treaties/a\0b")), STATUS_INVALID);
    tear_down(&bench);
}

Test(router, a_trailing_slash_is_another_path)
{
    struct bench bench;
    set_up(&bench, house);
    expect_status(&bench, "/treaties/", STATUS_NOT_FOUND);
    expect_status(&bench, "/treaties/latest/", STATUS_NOT_FOUND);
    tear_down(&bench);
}

Test(router, an_empty_segment_is_no_value)
{
    struct bench bench;
    set_up(&bench, house);
    expect_status(&bench, "//", STATUS_NOT_FOUND);
    expect_status(&bench, "/treaties//claims", STATUS_NOT_FOUND);
    tear_down(&bench);
}

Test(router, more_segments_than_any_template_has_are_not_found)
{
    struct bench bench;
    set_up(&bench, house);
    expect_status(&bench, "/1/2/3/4/5/6/7/8/9/10", STATUS_NOT_FOUND);
    tear_down(&bench);
}

Test(router, paths_are_told_apart_by_case)
{
    struct bench bench;
    set_up(&bench, house);
    expect_status(&bench, "/Treaties", STATUS_NOT_FOUND);
    tear_down(&bench);
}

Test(router, suggests_the_nearest_template)
{
    struct bench bench;
    set_up(&bench, house);
    expect_nearest(&bench, "/treaty", "/treaties");
    expect_nearest(&bench, "/TREATIES", "/treaties");
    expect_nearest(&bench, "/treaties/", "/treaties");
    expect_nearest(&bench, "/treatise/portsmouth-1905", "/treaties/{a}");
    expect_nearest(&bench, "/treaties/x/article/2", "/treaties/{a}/articles/{b}");
    expect_nearest(&bench, "/api/v1/treaties", "/treaties");
    tear_down(&bench);
}

Test(router, suggests_nothing_from_afar)
{
    struct bench bench;
    set_up(&bench, house);
    cr_expect_null(router_nearest(bench.contract, TEXT("/favicon.ico")));
    cr_expect_null(router_nearest(bench.contract, TEXT("/")));
    tear_down(&bench);
}

Test(percent_decode, a_plus_is_a_space_in_queries_alone)
{
    struct arena *arena = arena_new(64);
    struct text out;
    cr_assert_eq(percent_decode(TEXT("a+b%2B"), true, arena, &out), STATUS_OK);
    cr_expect(text_is(out, "a b+"));
    cr_assert_eq(percent_decode(TEXT("a+b"), false, arena, &out), STATUS_OK);
    cr_expect(text_is(out, "a+b"));
    arena_free(arena);
}

Test(percent_decode, nothing_is_the_empty_text)
{
    struct arena *arena = arena_new(64);
    struct text out = {0};
    cr_assert_eq(percent_decode(TEXT(""), true, arena, &out), STATUS_OK);
    cr_expect_eq(out.length, 0);
    cr_expect_not_null(out.at);
    arena_free(arena);
}
