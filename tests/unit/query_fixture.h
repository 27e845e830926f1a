/*
 * A dataset's tables in memory: rows of records as a test writes them, with the indexes that the
 * compiler makes, and the pieces of queries that the server puts together.
 */
#ifndef TESTS_QUERY_FIXTURE_H
#define TESTS_QUERY_FIXTURE_H

#include "../../server/dataset/tallies.h"

#include <chancery/connection.h>
#include <chancery/embedded.h>
#include <chancery/fragments.h>
#include <criterion/criterion.h>
#include <string.h>

struct fixture {
    struct connection *connection;
    struct fragments pieces;
};

/* A stretch of what the compiler derives. */
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

/* The tables, filled by `script`, and the indexes of records. */
static struct fixture fixture_of(const char *script)
{
    struct fixture fixture = {0};
    cr_assert_eq(connection_create(":memory:", &fixture.connection), STATUS_OK);
    cr_assert_eq(fragments_read(embedded_queries_sql(), "query", &fixture.pieces), STATUS_OK);
    run(&fixture, embedded_schema_sql());
    run(&fixture, text_of(script));
    run(&fixture, derivations("CREATE INDEX record_by_date", "INSERT INTO kind"));
    return fixture;
}

/* Count the records, and give the planner its statistics. */
static void count_records(struct fixture *fixture, struct tallies *tallies)
{
    cr_assert_eq(tallies_write(tallies, fixture->connection), STATUS_OK);
    tallies_free(tallies);
    run(fixture, TEXT("ANALYZE;"));
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

#endif
