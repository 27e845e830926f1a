/*
 * Faults that show only when all records are together: duplicate ids, references that lead nowhere,
 * circles. Each is a query of checks.sql.
 */
#include "compilation.h"

#include <chancery/embedded.h>
#include <chancery/fragments.h>
#include <stdio.h>

static void tell(struct compilation *compilation, struct statement *row)
{
    char pointer[256], remedy[512];
    struct text at = statement_text(row, 1), what = statement_text(row, 2),
                cure = statement_text(row, 3);
    snprintf(pointer, sizeof pointer, "%.*s", (int)at.length, at.length > 0 ? at.at : "");
    snprintf(remedy, sizeof remedy, "%.*s", (int)cure.length, cure.length > 0 ? cure.at : "");
    faults_add(compilation->faults, loader_place(compilation->loader, statement_integer(row, 0)),
               pointer, cure.at != NULL ? remedy : NULL, "%.*s", (int)what.length, what.at);
}

static enum status run_check(struct compilation *compilation, struct text sql)
{
    struct statement *check;
    enum status status = connection_prepare(compilation->store, sql, &check);
    if (status != STATUS_OK) return status;
    while ((status = statement_step(check)) == STATUS_OK)
        tell(compilation, check);
    statement_reset(check);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* Ids can be looked up from here on, unless one is used twice: then this fails, and the first
 * check, which is for duplicates, tells of them. Everything that follows would be told twice. */
static enum status index_ids(struct compilation *compilation, struct text duplicates, bool *found)
{
    static const char index[] = "CREATE UNIQUE INDEX record_id ON record (id)";
    size_t before = faults_count(compilation->faults);
    *found = false;
    if (connection_try(compilation->store, text_of(index)) == STATUS_OK) return STATUS_OK;
    enum status status = run_check(compilation, duplicates);
    *found = faults_count(compilation->faults) > before;
    return status == STATUS_OK && !*found ? connection_run(compilation->store, text_of(index))
                                          : status;
}

enum status checks_run(struct compilation *compilation)
{
    struct fragments checks;
    bool duplicates = false;
    enum status status = fragments_read(embedded_checks_sql(), "check", &checks);
    if (status == STATUS_OK) status = index_ids(compilation, checks.at[0].sql, &duplicates);
    for (size_t i = 1; i < checks.count && status == STATUS_OK && !duplicates; i++)
        status = run_check(compilation, checks.at[i].sql);
    fragments_free(&checks);
    return status;
}
