/*
 * Claims about how /diff finds what begins or ends in some days: by the bounds of their spans it
 * finds what a look at every record would, whatever is known of their days.
 */
#include "query_fixture.h"

enum { RECORDS = 4000, QUESTIONS = 400, FOUND_MOST = 5000, SQL_SIZE = 8000 };

/* The number of a record's bound, from its own number: lengths from a day to a thousand years, days
 * that are known, uncertain by much or little, open or unknown on either side. */
static const char fill[] =
    "INSERT INTO record (key, id, type, kind, labels, start_earliest, start_latest, end_earliest,"
    " end_latest, sort_earliest, sort_latest, sort_end, sha256)"
    " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000),"
    " drawn (i, day, length, begins, ends, form) AS ("
    "  SELECT i, 2000000 + i * 7919 % 200000, (1 << (i % 18)) + i % 37, (i * 31 % 5) * (i % 90),"
    "         (i * 17 % 4) * (i % 700), i * 13 % 11 FROM n),"
    " bounds (i, a, b, c, d) AS ("
    "  SELECT i,"
    "         CASE WHEN form IN (0, 1, 2) THEN -1000000000000 ELSE day END,"
    "         CASE form WHEN 0 THEN -1000000000000 WHEN 1 THEN day + length + ends"
    "                   WHEN 3 THEN day + length + ends WHEN 4 THEN 1000000000000"
    "                   ELSE day + begins END,"
    "         CASE form WHEN 5 THEN 1000000000000 WHEN 6 THEN day WHEN 4 THEN day"
    "                   WHEN 2 THEN -1000000000000 ELSE day + length END,"
    "         CASE WHEN form IN (4, 5, 6) THEN 1000000000000 ELSE day + length + ends END"
    "  FROM drawn)"
    " SELECT i, 'e' || i, 'event', 'k', '{}', a, b, c, d, a, b, d, '' FROM bounds;";

struct found {
    size_t count;
    int64_t keys[FOUND_MOST], days[FOUND_MOST];
};

/* What pieces of queries find in the days from `since` to `until`. */
static void find(struct fixture *fixture, const char *const *names, int64_t since, int64_t until,
                 struct found *found)
{
    char sql[SQL_SIZE] = "";
    struct statement *row;
    for (; *names != NULL; names++) {
        struct text part = piece(fixture, *names);
        size_t length = strlen(sql);
        cr_assert_lt(length + part.length + 2, sizeof sql);
        memcpy(sql + length, part.at, part.length);
        memcpy(sql + length + part.length, " ", 2);
    }
    cr_assert_eq(connection_prepare(fixture->connection, text_of(sql), &row), STATUS_OK, "%s",
                 connection_error(fixture->connection));
    statement_bind_text(row, ":type", TEXT("event"));
    statement_bind_integer(row, ":since", since);
    statement_bind_integer(row, ":until", until);
    statement_bind_integer(row, ":last", until);
    statement_bind_integer(row, ":limit", FOUND_MOST);
    found->count = 0;
    while (statement_step(row) == STATUS_OK) {
        found->keys[found->count] = statement_integer(row, 0);
        found->days[found->count++] = statement_integer(row, 1);
    }
    statement_reset(row);
}

Test(changes_search, spans_find_what_a_look_at_every_record_finds)
{
    static struct found by_spans, by_all;
    const char *const spans[] = {"diff.began", "diff.ended", "diff.first", NULL};
    const char *const all[] = {"diff.whole", NULL};
    struct fixture fixture = fixture_of(fill);
    struct tallies *tallies = tallies_new();
    size_t told = 0;
    cr_assert_not_null(tallies);
    count_records(&fixture, tallies);
    for (int64_t i = 0; i < QUESTIONS; i++) {
        int64_t since = 1990000 + i * 104729 % 400000, until = since + (1 << (i % 19)) - 1;
        find(&fixture, spans, since, until, &by_spans);
        find(&fixture, all, since, until, &by_all);
        cr_assert_eq(by_spans.count, by_all.count, "%ld to %ld: %zu, not %zu", (long)since,
                     (long)until, by_spans.count, by_all.count);
        for (size_t k = 0; k < by_all.count; k++) {
            cr_assert_eq(by_spans.keys[k], by_all.keys[k]);
            cr_assert_eq(by_spans.days[k], by_all.days[k]);
        }
        told += by_all.count;
    }
    cr_expect_gt(told, 10000);
    free_fixture(&fixture);
}
