/*
 * Claims about members cut out of an object's bytes: those that are there are found as they stand,
 * whatever is written in strings, and in what is no JSON nothing is read beyond its end.
 */
#include "../../server/handlers/record.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static void expect(struct text value, const char *wanted)
{
    if (wanted == NULL)
        cr_expect_null(value.at, "%.*s", (int)value.length, value.at);
    else
        cr_expect(text_is(value, wanted), "%.*s instead of %s", (int)value.length, value.at,
                  wanted);
}

Test(members, values_are_found_as_they_stand)
{
    static const char *const names[] = {"c", "a", "none", "b", "d", NULL};
    struct text values[5];
    members_find(TEXT("{\"a\":1,\"x\":{\"b\":2},\"b\":[{\"c\":\"]\"},[]],\"c\":\"{,\",\"d\":null}"),
                 names, values);
    expect(values[0], "\"{,\"");
    expect(values[1], "1");
    expect(values[2], NULL);
    expect(values[3], "[{\"c\":\"]\"},[]]");
    expect(values[4], "null");
}

Test(members, the_closing_brace_may_be_missing)
{
    expect(member_of(TEXT("{\"a\":1,\"b\":\"two\""), "b"), "\"two\"");
    expect(member_of(TEXT("{\"a\":{\"b\":true}"), "a"), "{\"b\":true}");
}

Test(members, an_escaped_quote_ends_no_string)
{
    expect(member_of(TEXT("{\"a\":\"\\\"b\\\":1,\\\\\",\"b\":2}"), "b"), "2");
    expect(member_of(TEXT("{\"a\":\"\\\"b\\\":1,\\\\\",\"b\":2}"), "a"), "\"\\\"b\\\":1,\\\\\"");
}

Test(members, one_lies_within_another)
{
    struct text place = member_of(TEXT("{\"place\":{\"id\":\"sakhalin\"}}"), "place");
    expect(member_of(place, "id"), "\"sakhalin\"");
    expect(member_of(member_of(place, "none"), "id"), NULL);
    expect(member_of(TEXT("null"), "id"), NULL);
}

/* Each beginning of an object, in memory that ends where it does. */
Test(members, of_what_is_cut_short_nothing_is_read_beyond_its_end)
{
    const char whole[] = "{\"a\":\"\\\"\",\"b\":{\"c\":[1,\"}\"]},\"d\":2";
    for (size_t length = 0; length < sizeof whole; length++) {
        char *at = malloc(length > 0 ? length : 1);
        cr_assert_not_null(at);
        memcpy(at, whole, length);
        expect(member_of((struct text){at, length}, "none"), NULL);
        free(at);
    }
}
