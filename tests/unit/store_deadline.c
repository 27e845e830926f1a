/*
 * Claims about the deadline: that it stops a statement without end, and only then.
 */
#include <chancery/connection.h>
#include <criterion/criterion.h>
#include <time.h>

static const char endless[] =
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

static enum status run(struct connection *connection, const char *sql)
{
    struct statement *statement;
    cr_assert_eq(connection_prepare(connection, text_of(sql), &statement), STATUS_OK);
    enum status status = statement_step(statement);
    statement_reset(statement);
    return status;
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

Test(deadline, stops_a_statement_without_end)
{
    struct connection *connection;
    cr_assert_eq(connection_create(":memory:", &connection), STATUS_OK);
    connection_set_deadline(connection, 50);
    double begun = seconds();
    cr_expect_eq(run(connection, endless), STATUS_TOO_LONG);
    double taken = seconds() - begun;
    cr_expect(taken >= 0.05 && taken < 5, "%f s", taken);
    cr_expect_eq(connection_trouble(connection), STATUS_TOO_LONG);
    connection_close(connection);
}

Test(deadline, is_for_all_statements_together)
{
    struct connection *connection;
    cr_assert_eq(connection_create(":memory:", &connection), STATUS_OK);
    connection_set_deadline(connection, 20);
    cr_expect_eq(run(connection, endless), STATUS_TOO_LONG);
    double begun = seconds();
    cr_expect_eq(run(connection, endless), STATUS_TOO_LONG);
    cr_expect_lt(seconds() - begun, 0.02);
    connection_close(connection);
}

Test(deadline, begins_anew_when_it_is_set)
{
    struct connection *connection;
    cr_assert_eq(connection_create(":memory:", &connection), STATUS_OK);
    connection_set_deadline(connection, 1);
    cr_expect_eq(run(connection, endless), STATUS_TOO_LONG);
    connection_set_deadline(connection, 60000);
    cr_expect_eq(connection_trouble(connection), STATUS_OK);
    cr_expect_eq(run(connection, "SELECT 1"), STATUS_OK);
    connection_close(connection);
}

Test(deadline, zero_is_no_limit)
{
    struct connection *connection;
    cr_assert_eq(connection_create(":memory:", &connection), STATUS_OK);
    connection_set_deadline(connection, 1);
    connection_set_deadline(connection, 0);
    cr_expect_eq(run(connection, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                                 "WHERE i < 300000) SELECT count(*) FROM n"),
                 STATUS_OK);
    connection_close(connection);
}
