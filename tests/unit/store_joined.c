/*
 * Claims about joined(json): what json_each and group_concat say of strings, whichever way it is
 * read.
 */
#include <chancery/connection.h>
#include <criterion/criterion.h>

static void expect_same(const char *json)
{
    struct connection *store;
    struct statement *query;
    cr_assert_eq(connection_create(":memory:", &store), STATUS_OK);
    cr_assert_eq(
        connection_prepare(store,
                           TEXT("SELECT joined(:json) IS (SELECT group_concat(value, ' ; ')"
                                " FROM json_each(:json)), joined(:json)"),
                           &query),
        STATUS_OK);
    statement_bind_text(query, ":json", text_of(json));
    cr_assert_eq(statement_step(query), STATUS_OK);
    cr_expect_eq(statement_integer(query, 0), 1, "%s: %s", json, statement_text(query, 1).at);
    connection_close(store);
}

Test(joined, a_list_of_strings)
{
    expect_same("[\"Shimoda\",\"下田\",\"Симода\"]");
}

Test(joined, the_values_of_an_object_and_not_its_keys)
{
    expect_same("{\"en\":\"Shimoda\",\"ja\":\"下田\"}");
}

Test(joined, escapes_and_blanks_are_read)
{
    expect_same("[\"a \\\"b\\\"\",\"c\\u00e9\"]");
    expect_same("{ \"en\": \"Shimoda\", \"ja\": \"下田\" }");
}

Test(joined, what_is_in_brackets_of_its_own)
{
    expect_same("{\"en\":\"a, b: {c} [d]\"}");
}

Test(joined, nothing_is_null)
{
    expect_same("[]");
    expect_same("{}");
    expect_same(NULL);
}
