/*
 * Claims about what is counted of records: the tables say what a query over the records would.
 */
#include "../../server/dataset/day_counts.h"
#include "../../server/dataset/tallies.h"

#include <chancery/connection.h>
#include <chancery/embedded.h>
#include <criterion/criterion.h>

static void run(struct connection *store, const char *script)
{
    cr_assert_eq(connection_run(store, text_of(script)), STATUS_OK, "%s", connection_error(store));
}

/* Records of several types and kinds: dated to a day, a month, a decade, on one side, not at all.
 */
static const char fill[] =
    "INSERT INTO record (key, id, type, kind, labels, sort_earliest, sort_latest, sort_end, sha256)"
    " VALUES (1, 'a', 'event', 'war', '{}', 2400000, 2400000, 2400000, ''),"
    " (2, 'b', 'event', 'war', '{}', 2400000, 2400010, 2400700, ''),"
    " (3, 'c', 'event', 'fair', '{}', 2400000, 2402000, 2402000, ''),"
    " (4, 'd', 'event', 'fair', '{}', -1000000000000, 2400000, 2400000, ''),"
    " (5, 'e', 'event', 'fair', '{}', 2399000, 1000000000000, 1000000000000, ''),"
    " (6, 'f', 'event', 'fair', '{}', NULL, NULL, NULL, ''),"
    " (11, 'k', 'event', 'fair', '{}', 2399990, 2400030, 2400030, ''),"
    " (12, 'l', 'event', 'fair', '{}', 2399990, 2400230, 2400230, ''),"
    " (13, 'm', 'event', 'fair', '{}', 1000, 1040, 1040, ''),"
    " (14, 'n', 'event', 'fair', '{}', 1000, 1900, 1900, ''),"
    " (7, 'g', 'actor', 'state', '{}', 1000, 1001, 9000, ''),"
    " (8, 'h', 'actor', 'state', '{}', -3000000, -2999000, -2999000, ''),"
    " (9, 'i', 'actor', 'state', '{}', -1000000000000, -1000000000000, 1000000000000, ''),"
    " (10, 'j', 'place', 'town', '{}', NULL, NULL, NULL, '');"
    "UPDATE record SET end_earliest = sort_end - key WHERE key NOT IN (4, 5, 9);"
    "CREATE INDEX record_by_kind ON record"
    " (type, kind, span, sort_earliest, sort_latest, sort_end, id, end_earliest);";

static struct connection *make_store(void)
{
    struct connection *store;
    struct tallies *tallies = tallies_new();
    struct prepared war = {.lasts = true, .bounds = {2400000, 2400010, 2400700, 2400700}};
    struct prepared other = {.lasts = false};
    cr_assert_not_null(tallies);
    cr_assert_eq(connection_create(":memory:", &store), STATUS_OK);
    cr_assert_eq(connection_run(store, embedded_schema_sql()), STATUS_OK);
    run(store, fill);
    cr_assert_eq(tallies_add(tallies, &war), STATUS_OK);
    cr_assert_eq(tallies_add(tallies, &other), STATUS_OK);
    cr_assert_eq(tallies_write(tallies, store), STATUS_OK, "%s", connection_error(store));
    tallies_free(tallies);
    return store;
}

/* The query gives no row. */
static void expect_none(const char *sql)
{
    struct connection *store = make_store();
    struct statement *query;
    cr_assert_eq(connection_prepare(store, text_of(sql), &query), STATUS_OK, "%s",
                 connection_error(store));
    cr_expect_eq(statement_step(query), STATUS_NOT_FOUND, "%s", sql);
    connection_close(store);
}

/* Two queries give the same rows. */
#define EXPECT_SAME(made, right)                                                                   \
    do {                                                                                           \
        expect_none("SELECT * FROM (" made ") EXCEPT SELECT * FROM (" right ")");                  \
        expect_none("SELECT * FROM (" right ") EXCEPT SELECT * FROM (" made ")");                  \
    } while (0)

Test(tallies, a_span_reaches_as_far_as_the_longest_record_of_it)
{
    EXPECT_SAME(
        "SELECT type, kind, span, reach FROM span",
        "SELECT type, kind, span, max(max(sort_latest, sort_end) - sort_earliest) FROM record"
        " WHERE span IS NOT NULL GROUP BY type, kind, span UNION ALL"
        " SELECT type, '', span, max(max(sort_latest, sort_end) - sort_earliest) FROM record"
        " WHERE span IS NOT NULL GROUP BY type, span");
}

Test(tallies, a_span_tells_its_shortest_and_how_uncertain_beginnings_and_ends_are)
{
    EXPECT_SAME(
        "SELECT span, least, start_within, end_within FROM span"
        " WHERE type = 'event' AND kind = ''",
        "SELECT span, min(sort_end - sort_earliest),"
        " max(sort_latest - sort_earliest)"
        "     FILTER (WHERE sort_earliest > -1000000000000 AND sort_latest < 1000000000000),"
        " max(sort_end - end_earliest)"
        "     FILTER (WHERE end_earliest > -1000000000000 AND sort_end < 1000000000000)"
        " FROM record WHERE type = 'event' AND span IS NOT NULL GROUP BY span");
}

Test(tallies, each_kind_and_type_is_counted_and_so_is_what_lasts)
{
    EXPECT_SAME("SELECT type, kind, lasting, dated, undated FROM tally",
                "SELECT type, kind, 0, count(span), count(*) - count(span) FROM record"
                " GROUP BY type, kind UNION ALL"
                " SELECT type, '', 0, count(span), count(*) - count(span) FROM record GROUP BY type"
                " UNION ALL VALUES ('claim', '', 0, 0, 0), ('event', '', 1, 1, 0)");
}

Test(tallies, keys_of_a_kind_and_a_type_are_between_the_first_and_the_last)
{
    EXPECT_SAME("SELECT type, kind, lasting, first, last FROM tally",
                "SELECT type, kind, 0, min(key), max(key) FROM record GROUP BY type, kind UNION ALL"
                " SELECT type, '', 0, min(key), max(key) FROM record GROUP BY type UNION ALL"
                " VALUES ('claim', '', 0, NULL, NULL), ('event', '', 1, NULL, NULL)");
}

Test(tallies, a_day_counts_all_that_began_or_ended_by_it)
{
    EXPECT_SAME(
        "SELECT t.type, t.kind, side, day, n FROM tally_day JOIN tally AS t ON t.key = tally"
        " WHERE lasting = 0",
        "SELECT DISTINCT t.type, t.kind, 0, d.sort_earliest, (SELECT count(*) FROM record AS r "
        "WHERE"
        " r.type = t.type AND t.kind IN ('', r.kind) AND r.sort_earliest <= d.sort_earliest)"
        " FROM tally AS t JOIN record AS d ON d.type = t.type AND t.kind IN ('', d.kind)"
        " WHERE t.lasting = 0 AND d.span IS NOT NULL UNION ALL"
        " SELECT DISTINCT t.type, t.kind, 1, d.sort_end, (SELECT count(*) FROM record AS r WHERE"
        " r.type = t.type AND t.kind IN ('', r.kind) AND r.sort_end <= d.sort_end)"
        " FROM tally AS t JOIN record AS d ON d.type = t.type AND t.kind IN ('', d.kind)"
        " WHERE t.lasting = 0 AND d.span IS NOT NULL");
}

Test(tallies, what_lasts_is_counted_by_its_beginning_and_its_end)
{
    EXPECT_SAME("SELECT side, day, n FROM tally_day JOIN tally AS t ON t.key = tally"
                " WHERE lasting = 1",
                "VALUES (0, 2400000, 1), (1, 2400700, 1)");
}

/* SQL for the month, year and decade of a day. */
#define MONTH(day)  "substr(day_iso(" day "), 1, length(day_iso(" day ")) - 3)"
#define YEAR(day)   "CAST(substr(day_iso(" day "), 1, length(day_iso(" day ")) - 6) AS INTEGER)"
#define DECADE(day) "(" YEAR(day) " - (" YEAR(day) " % 10 + 10) % 10)"

Test(tallies, a_beginning_is_of_a_month_as_narrowly_as_its_days_allow)
{
    EXPECT_SAME(
        "SELECT type, month, within, earliest, latest, n FROM beginning",
        "SELECT type, CASE WHEN day IS NULL OR abs(day) >= 1000000000000 THEN '' ELSE " MONTH(
            "day") " END,"
                   " CASE WHEN earliest IS NULL OR earliest <= -1000000000000 THEN -1"
                   " WHEN latest >= 1000000000000 THEN 0"
                   " WHEN " MONTH("earliest") " = " MONTH(
                       "latest") " THEN 3"
                                 " WHEN " YEAR("earliest") " = " YEAR(
                                     "latest") " THEN 2"
                                               " WHEN " DECADE("earliest") " = " DECADE(
                                                   "latest") " THEN 1 ELSE 0 END AS within,"
                                                             " min(earliest), min(latest), count(*)"
                                                             " FROM (SELECT type, sort_earliest AS "
                                                             "earliest, sort_latest AS latest,"
                                                             " iif(sort_earliest > -1000000000000, "
                                                             "sort_earliest, sort_latest) AS day "
                                                             "FROM record)"
                                                             " GROUP BY 1, 2, 3");
}

Test(day_counts, more_than_memory_holds_come_back_sorted_and_summed)
{
    struct day_counts *counts = day_counts_new();
    struct day_count day;
    enum { EACH = 5, DAYS = 600000 };
    cr_assert_not_null(counts);
    for (int i = 0; i < EACH * DAYS; i++)
        cr_assert_eq(day_counts_add(counts, 7, (unsigned)i % 2, (int64_t)i * 7919 % DAYS - 1000),
                     STATUS_OK);
    cr_assert_eq(day_counts_rewind(counts), STATUS_OK);
    int64_t n = 0, order = -1;
    while (day_counts_next(counts, &day) == STATUS_OK) {
        int64_t here = (int64_t)day.side * DAYS + day.day + 1000;
        cr_assert_gt(here, order);
        cr_assert_eq(day.of, 7);
        order = here;
        n += day.n;
    }
    cr_expect_eq(n, (int64_t)EACH * DAYS);
    day_counts_free(counts);
}

Test(day_counts, the_first_and_the_last_day_are_kept_as_they_are)
{
    struct day_counts *counts = day_counts_new();
    struct day_count day;
    cr_assert_not_null(counts);
    cr_assert_eq(day_counts_add(counts, COUNTED_FOR_MOST, 1, DAY_MAX), STATUS_OK);
    cr_assert_eq(day_counts_add(counts, 0, 0, DAY_MIN), STATUS_OK);
    cr_assert_eq(day_counts_rewind(counts), STATUS_OK);
    cr_assert_eq(day_counts_next(counts, &day), STATUS_OK);
    cr_expect(day.of == 0 && day.side == 0 && day.day == DAY_MIN && day.n == 1);
    cr_assert_eq(day_counts_next(counts, &day), STATUS_OK);
    cr_expect(day.of == COUNTED_FOR_MOST && day.side == 1 && day.day == DAY_MAX && day.n == 1);
    cr_expect_eq(day_counts_next(counts, &day), STATUS_NOT_FOUND);
    day_counts_free(counts);
}
