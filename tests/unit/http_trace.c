/* Claims about traceparent: what the grammar of W3C Trace Context takes and what it does not. */
#include "../../server/http/trace.h"

#include <criterion/criterion.h>
#include <stddef.h>

#define ID     "4bf92f3577b34da6a3ce929d0e0e4736"
#define PARENT "00f067aa0ba902b7"

static void expect_taken(const char *header)
{
    struct trace trace = {{NULL, 0}, {NULL, 0}};
    cr_assert(trace_read(header, &trace), "%s", header);
    cr_expect(text_is(trace.id, ID), "%s", header);
    cr_expect(text_is(trace.parent, PARENT), "%s", header);
}

Test(http_trace, version_00_is_taken)
{
    expect_taken("00-" ID "-" PARENT "-01");
    expect_taken("00-" ID "-" PARENT "-00");
    expect_taken("00-" ID "-" PARENT "-ff");
}

Test(http_trace, blanks_behind_it_are_no_part_of_it)
{
    expect_taken("00-" ID "-" PARENT "-01 ");
    expect_taken("00-" ID "-" PARENT "-01\t ");
}

Test(http_trace, later_versions_may_have_more_behind_a_hyphen)
{
    expect_taken("01-" ID "-" PARENT "-01");
    expect_taken("cc-" ID "-" PARENT "-01-what-the-future-will-be-like");
    expect_taken("fe-" ID "-" PARENT "-01-");
}

Test(http_trace, anything_else_is_as_if_it_was_not_sent)
{
    static const char *const headers[] = {
        "",
        "00",
        "00-" ID "-" PARENT,
        "00-" ID "-" PARENT "-",
        "00-" ID "-" PARENT "-1",
        "00-" ID "-" PARENT "-01-",
        "00-" ID "-" PARENT "-01-more",
        "00-" ID "-" PARENT "-010",
        "00-" ID "-" PARENT "-0x",
        "00-" ID "-" PARENT ".01",
        "00-" ID "_" PARENT "-01",
        "00_" ID "-" PARENT "-01",
        "ff-" ID "-" PARENT "-01",
        "FE-" ID "-" PARENT "-01",
        "0-" ID "-" PARENT "-01",
        "000-" ID "-" PARENT "-01",
        "cc-" ID "-" PARENT "-01.more",
        "cc-" ID "-" PARENT "-01more",
        "00-00000000000000000000000000000000-" PARENT "-01",
        "00-" ID "-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-" PARENT "-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473-" PARENT "-01",
        "00-4bf92f3577b34da6a3ce929d0e0e47g6-" PARENT "-01",
        "00-" ID "-00F067AA0BA902B7-01",
        " 00-" ID "-" PARENT "-01",
        "00-" ID "-" PARENT "-01,00-" ID "-" PARENT "-01",
    };
    struct trace trace;
    cr_expect_not(trace_read(NULL, &trace));
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
        cr_expect_not(trace_read(headers[i], &trace), "%s", headers[i]);
}
