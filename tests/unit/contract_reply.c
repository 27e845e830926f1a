/* Claims about replies: who owns what, and that every failure becomes the bare internal error. */
#include <chancery/buffer.h>
#include <chancery/reply.h>
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static void expect_bare_error(struct reply reply)
{
    cr_expect_eq(reply.status, 500);
    cr_expect_eq(reply.kind, REPLY_SHARED);
    cr_expect_eq(reply.caching, CACHE_NO_STORE);
    json_t *body = json_loadb(reply.bytes, reply.length, 0, NULL);
    cr_expect_eq(json_integer_value(json_object_get(body, "status")), 500);
    json_decref(body);
    reply_free(&reply);
}

Test(reply, takes_the_bytes_of_a_buffer)
{
    struct buffer buffer = {0};
    buffer_string(&buffer, "a,b\n");
    struct reply reply = reply_bytes_take(&buffer, "text/csv");
    cr_expect_eq(reply.status, 200);
    cr_expect_eq(reply.kind, REPLY_OWNED);
    cr_expect_eq(reply.length, 4);
    cr_expect_null(buffer.at);
    reply_free(&reply);
    cr_expect_null(reply.bytes);
}

Test(reply, json_is_compact_and_keeps_short_decimals)
{
    json_t *value = json_object();
    json_object_set_new(value, "a", json_real(0.1));
    struct reply reply = reply_json_take(value);
    cr_expect_str_eq(reply.content_type, "application/json");
    cr_assert_eq(reply.length, strlen("{\"a\":0.1}"));
    cr_expect_eq(memcmp(reply.bytes, "{\"a\":0.1}", reply.length), 0);
    reply_free(&reply);
}

Test(reply, a_failure_while_making_it_is_the_bare_internal_error)
{
    struct buffer buffer = {.failed = true};
    expect_bare_error(reply_bytes_take(&buffer, "text/csv"));
    expect_bare_error(reply_json_take(NULL));
    expect_bare_error(reply_problem_take(NULL));
    expect_bare_error(reply_redirect_take(308, NULL));
}

Test(reply, a_problem_is_never_stored)
{
    struct reply reply = reply_problem(PROBLEM_NO_SUCH_PATH, NULL);
    cr_expect_eq(reply.status, 404);
    cr_expect_eq(reply.caching, CACHE_NO_STORE);
    cr_expect_eq(problem_kind_of(reply.problem), PROBLEM_NO_SUCH_PATH);
    reply_free(&reply);
}

Test(reply, an_inner_time_limit_is_a_503)
{
    struct reply late = reply_failure(STATUS_TOO_LONG);
    struct reply broken = reply_failure(STATUS_FAILED);
    cr_expect_eq(late.status, 503);
    cr_expect_eq(broken.status, 500);
    reply_free(&late);
    reply_free(&broken);
}

Test(reply, a_redirect_owns_its_location)
{
    struct reply reply = reply_redirect_take(308, strdup("/treaties/x"));
    cr_expect_eq(reply.status, 308);
    cr_expect_str_eq(reply.location, "/treaties/x");
    reply_free(&reply);
}

static void count_end(void *state)
{
    ++*(int *)state;
}

Test(reply, an_unsent_stream_is_finished_once)
{
    int ends = 0;
    struct reply reply = {.kind = REPLY_STREAM, .stream = {.finish = count_end, .state = &ends}};
    reply_free(&reply);
    reply_free(&reply);
    cr_expect_eq(ends, 1);
}
