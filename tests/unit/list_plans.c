/*
 * Claims about the plans of queries at scale: with sixty thousand records and the statistics
 * of them, what a list is read by is one bounded stretch of an index, in its order, with nothing
 * sorted.
 */
#include "../../server/dataset/tallies.h"

#include <chancery/connection.h>
#include <chancery/embedded.h>
#include <chancery/fragments.h>
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

enum { SQL_SIZE = 4000, PLAN_SIZE = 2000 };

struct fixture {
    struct connection *connection;
    struct fragments pieces;
};

static const char fill[] =
    "INSERT INTO record (key, id, type, kind, labels, start_earliest, start_latest, end_earliest,"
    " end_latest, sort_earliest, sort_latest, sort_end, sha256)"
    " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000)"
    " SELECT i, 'e' || i, 'event', 'k' || (i % 10), '{}', d, d, e, e, d, d, e, ''"
    " FROM (SELECT i, 2000000 + i * 7919 % 400000 AS d,"
    "              2000000 + i * 7919 % 400000 + (1 << (i % 18)) AS e FROM n);";

/* The indexes and tallies as the compiler makes them, from the record's first on. */
static struct text derivations(const char *from, const char *until)
{
    struct text script = embedded_derive_sql();
    const char *begin = memmem(script.at, script.length, from, strlen(from));
    cr_assert_not_null(begin, "%s", from);
    size_t rest = script.length - (size_t)(begin - script.at);
    const char *end = memmem(begin, rest, until, strlen(until));
    cr_assert_not_null(end, "%s", until);
    return (struct text){begin, (size_t)(end - begin)};
}

static void run(struct fixture *fixture, struct text script)
{
    cr_assert_eq(connection_run(fixture->connection, script), STATUS_OK, "%s",
                 connection_error(fixture->connection));
}

/* What is counted of them: every one is an event that lasts. */
static void tally(struct fixture *fixture)
{
    struct tallies *tallies = tallies_new();
    cr_assert_not_null(tallies);
    for (int i = 1; i <= 60000; i++) {
        int64_t day = 2000000 + (int64_t)i * 7919 % 400000, end = day + (1 << (i % 18));
        struct prepared prepared = {.lasts = true, .bounds = {day, day, end, end}};
        cr_assert_eq(tallies_add(tallies, &prepared), STATUS_OK);
    }
    cr_assert_eq(tallies_write(tallies, fixture->connection), STATUS_OK);
    tallies_free(tallies);
}

static struct fixture make_fixture(void)
{
    struct fixture fixture = {0};
    cr_assert_eq(connection_create(":memory:", &fixture.connection), STATUS_OK);
    cr_assert_eq(fragments_read(embedded_queries_sql(), "query", &fixture.pieces), STATUS_OK);
    run(&fixture, embedded_schema_sql());
    run(&fixture, text_of(fill));
    run(&fixture, derivations("CREATE INDEX record_by_date", "INSERT INTO kind"));
    tally(&fixture);
    run(&fixture, TEXT("ANALYZE;"));
    return fixture;
}

static void free_fixture(struct fixture *fixture)
{
    fragments_free(&fixture->pieces);
    connection_close(fixture->connection);
}

static struct text piece(const struct fixture *fixture, const char *name)
{
    for (size_t i = 0; i < fixture->pieces.count; i++)
        if (text_is(fixture->pieces.at[i].name, name)) return fixture->pieces.at[i].sql;
    cr_assert(false, "there is no query %s", name);
    return (struct text){NULL, 0};
}

/* The plan of pieces, joined: each step on a line of its own. */
static void explain(struct fixture *fixture, const char *const *names, char plan[PLAN_SIZE])
{
    char sql[SQL_SIZE] = "EXPLAIN QUERY PLAN ";
    struct statement *step;
    plan[0] = '\0';
    for (; *names != NULL; names++) {
        struct text part = piece(fixture, *names);
        size_t length = strlen(sql);
        cr_assert_lt(length + part.length + 2, sizeof sql);
        memcpy(sql + length, part.at, part.length);
        sql[length + part.length] = ' ';
        sql[length + part.length + 1] = '\0';
    }
    cr_assert_eq(connection_prepare(fixture->connection, text_of(sql), &step), STATUS_OK, "%s",
                 connection_error(fixture->connection));
    while (statement_step(step) == STATUS_OK) {
        size_t length = strlen(plan);
        snprintf(plan + length, PLAN_SIZE - length, "%s\n", statement_text(step, 3).at);
    }
    statement_reset(step);
}

static void expect_plan(struct fixture *fixture, const char *const *names, const char *right)
{
    char plan[PLAN_SIZE];
    explain(fixture, names, plan);
    cr_expect_str_eq(plan, right, "%s %s …:\n%s", names[0], names[2], plan);
}

Test(list_plans, a_span_is_one_stretch_of_its_index_in_either_direction)
{
    struct fixture fixture = make_fixture();
    const char *up[] = {"keys.date",  "list.record", "stream.span", "stream.up",
                        "order.date", "limit",       NULL};
    const char *down[] = {"keys.date",          "list.record", "stream.span", "stream.down",
                          "order.date.reverse", "limit",       NULL};
    expect_plan(&fixture, up,
                "SEARCH r USING INDEX record_by_span (type=? AND span=? AND "
                "(sort_earliest,sort_latest,sort_end,id)>(?,?,?,?) AND sort_earliest<?)\n");
    expect_plan(&fixture, down,
                "SEARCH r USING INDEX record_by_span (type=? AND span=? AND "
                "(sort_earliest,sort_latest,sort_end)>(?,?,?) AND "
                "(sort_earliest,sort_latest,sort_end,id)<(?,?,?,?))\n");
    free_fixture(&fixture);
}

Test(list_plans, a_span_of_a_kind_is_one_stretch_of_its_index)
{
    struct fixture fixture = make_fixture();
    const char *up[] = {"keys.date",  "list.record", "stream.kind", "stream.up",
                        "order.date", "limit",       NULL};
    expect_plan(&fixture, up,
                "SEARCH r USING INDEX record_by_kind (type=? AND kind=? AND span=? AND "
                "(sort_earliest,sort_latest,sort_end,id)>(?,?,?,?) AND sort_earliest<?)\n");
    free_fixture(&fixture);
}

Test(list_plans, a_page_of_a_whole_collection_begins_at_its_cursor)
{
    struct fixture fixture = make_fixture();
    const char *up[] = {"keys.date",  "list.record", "stream.type", "stream.up",
                        "order.date", "limit",       NULL};
    const char *undated[] = {
        "keys.date", "list.record", "stream.undated.type", "after.undated", "order.date",
        "limit",     NULL};
    expect_plan(&fixture, up,
                "SEARCH r USING COVERING INDEX record_by_date (type=? AND "
                "(sort_earliest,sort_latest,sort_end,id)>(?,?,?,?) AND sort_earliest<?)\n");
    expect_plan(&fixture, undated,
                "SEARCH r USING COVERING INDEX record_by_date (type=? AND sort_earliest=? AND "
                "sort_latest=? AND sort_end=? AND id>?)\n");
    free_fixture(&fixture);
}

Test(list_plans, what_touches_some_days_is_read_span_by_span)
{
    struct fixture fixture = make_fixture();
    const char *names[] = {"row", "scan.span", "scan.type", "diff.range", NULL};
    expect_plan(&fixture, names,
                "SEARCH w USING PRIMARY KEY (type=? AND kind=?)\n"
                "SEARCH r USING INDEX record_by_span (type=? AND span=? AND sort_earliest>? AND "
                "sort_earliest<?)\n");
    free_fixture(&fixture);
}

Test(list_plans, a_total_is_a_few_steps_down_the_tally)
{
    struct fixture fixture = make_fixture();
    const char *names[] = {"tally", NULL};
    char plan[PLAN_SIZE];
    explain(&fixture, names, plan);
    cr_expect_null(strstr(plan, "SCAN"), "%s", plan);
    cr_expect_null(strstr(plan, "TEMP B-TREE"), "%s", plan);
    cr_expect_not_null(strstr(plan, "SEARCH d USING PRIMARY KEY (tally=? AND side=? AND day<?)"),
                       "%s", plan);
    free_fixture(&fixture);
}
