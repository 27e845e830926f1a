/*
 * Claims about the constraints of db/schema.sql. They are not asked row by row while a dataset is
 * loaded, but once, of the finished file: both of the checks that may be made of it must ask them.
 */
#include <chancery/connection.h>
#include <chancery/embedded.h>
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char path[] = "/tmp/chancery-constraints-XXXXXX";

static struct connection *loading(void)
{
    struct connection *store;
    int file = mkstemp(path);
    cr_assert_geq(file, 0);
    close(file);
    unlink(path);
    cr_assert_eq(connection_create(path, &store), STATUS_OK);
    cr_assert_eq(connection_run(store, embedded_schema_sql()), STATUS_OK);
    cr_assert_eq(connection_run(store, TEXT("PRAGMA ignore_check_constraints = 1")), STATUS_OK);
    return store;
}

/* What a check of the whole file says first. */
static struct text verdict(struct connection *store, const char *check)
{
    struct statement *statement;
    cr_assert_eq(connection_prepare(store, text_of(check), &statement), STATUS_OK);
    cr_assert_eq(statement_step(statement), STATUS_OK);
    return statement_text(statement, 0);
}

static void expect_found(const char *insert)
{
    static const char *const checks[] = {"PRAGMA quick_check", "PRAGMA integrity_check"};
    struct connection *store = loading();
    for (size_t i = 0; i < 2; i++)
        cr_expect(text_is(verdict(store, checks[i]), "ok"), "%s", checks[i]);
    cr_assert_eq(connection_run(store, text_of(insert)), STATUS_OK, "%s", insert);
    cr_assert_eq(connection_run(store, TEXT("PRAGMA ignore_check_constraints = 0")), STATUS_OK);
    for (size_t i = 0; i < 2; i++)
        cr_expect_not(text_is(verdict(store, checks[i]), "ok"), "%s: %s", checks[i], insert);
    connection_close(store);
    unlink(path);
}

Test(dataset_constraints, row_that_breaks_one_is_found_in_the_finished_file)
{
    expect_found("INSERT INTO coverage (domain, start_day, end_day) VALUES ('', 2, 1)");
}

Test(dataset_constraints, so_is_a_type_that_is_none)
{
    expect_found(
        "INSERT INTO record (id, type, kind, labels, sha256) VALUES ('a', 'ship', 'k', '{}', '')");
}

Test(dataset_constraints, so_is_a_value_that_is_no_json)
{
    expect_found("INSERT INTO kind (type, kind, labels) VALUES ('event', 'battle', '{')");
}

Test(dataset_constraints, so_are_days_in_no_order)
{
    expect_found(
        "INSERT INTO record (id, type, kind, labels, sha256, start_earliest, start_latest, "
        "end_earliest, end_latest) VALUES ('a', 'event', 'k', '{}', '', 5, 4, 6, 7)");
}
