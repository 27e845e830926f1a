/*
 * Claims about the plans of queries at scale: with sixty thousand records and the statistics
 * of them, what a list is read by is one bounded stretch of an index, in its order, with nothing
 * sorted.
 */
#include "query_fixture.h"

#include <stdio.h>

enum { SQL_SIZE = 8000, PLAN_SIZE = 2000 };

static const char fill[] =
    "INSERT INTO record (key, id, type, kind, labels, start_earliest, start_latest, end_earliest,"
    " end_latest, sort_earliest, sort_latest, sort_end, sha256)"
    " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000)"
    " SELECT i, 'e' || i, 'event', 'k' || (i % 10), '{}', d, d, e, e, d, d, e, ''"
    " FROM (SELECT i, 2000000 + i * 7919 % 400000 AS d,"
    "              2000000 + i * 7919 % 400000 + (1 << (i % 18)) AS e FROM n);";

/* Every one of them is an event that lasts. */
static struct fixture make_fixture(void)
{
    struct fixture fixture = fixture_of(fill);
    struct tallies *tallies = tallies_new();
    cr_assert_not_null(tallies);
    for (int i = 1; i <= 60000; i++) {
        int64_t day = 2000000 + (int64_t)i * 7919 % 400000, end = day + (1 << (i % 18));
        struct prepared prepared = {.lasts = true, .bounds = {day, day, end, end}};
        cr_assert_eq(tallies_add(tallies, &prepared), STATUS_OK);
    }
    count_records(&fixture, tallies);
    return fixture;
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
    const char *names[] = {"row", "scan.span", "scan.type", "scan.any", NULL};
    expect_plan(&fixture, names,
                "SEARCH w USING PRIMARY KEY (type=? AND kind=?)\n"
                "SEARCH r USING INDEX record_by_span (type=? AND span=? AND sort_earliest>? AND "
                "sort_earliest<?)\n");
    free_fixture(&fixture);
}

Test(list_plans, what_of_a_kind_touches_some_days_is_read_span_by_span_of_the_kind)
{
    struct fixture fixture = make_fixture();
    const char *names[] = {"row", "scan.kind", "scan.type", "scan.kinds", NULL};
    char plan[PLAN_SIZE];
    explain(&fixture, names, plan);
    cr_expect_not_null(strstr(plan, "SEARCH r USING INDEX record_by_kind (type=? AND kind=? AND "
                                    "span=? AND sort_earliest>? AND sort_earliest<?)"),
                       "%s", plan);
    free_fixture(&fixture);
}

Test(list_plans, what_begins_or_ends_in_some_days_is_read_span_by_span)
{
    struct fixture fixture = make_fixture();
    const char *names[] = {"diff.began", "diff.ended", "diff.first", NULL};
    char plan[PLAN_SIZE];
    explain(&fixture, names, plan);
    cr_expect_null(strstr(plan, "SCAN r"), "%s", plan);
    cr_expect_not_null(strstr(plan, "SEARCH r USING INDEX record_by_span (type=? AND "
                                    "span=? AND sort_earliest>? AND sort_earliest<?)"),
                       "%s", plan);
    cr_expect_not_null(strstr(plan, "SEARCH r USING INDEX record_by_span (type=? AND "
                                    "span=? AND (sort_earliest,sort_latest,sort_end)>(?,?,?) AND "
                                    "(sort_earliest,sort_latest,sort_end)<(?,?,?))"),
                       "%s", plan);
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
