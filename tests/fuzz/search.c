/*
 * Fuzz the folding and the search query. What must hold: folding twice is folding once, folded text
 * is UTF-8, and FTS5 takes every query. Input: what a person typed.
 */
#include <chancery/fold.h>

#include <sqlite3.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct text contents(const struct buffer *buffer)
{
    return (struct text){buffer->at, buffer->length};
}

static void check_folding(struct text typed)
{
    struct buffer once = {0}, twice = {0};

    fold_text(typed, &once);
    fold_text(contents(&once), &twice);
    if (!text_is_utf8(contents(&once)) || !text_equal(contents(&once), contents(&twice))) abort();
    buffer_free(&once);
    buffer_free(&twice);
}

static void execute(sqlite3 *database, const char *sql, struct text value)
{
    sqlite3_stmt *statement = NULL;

    if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) != SQLITE_OK) abort();
    if (sqlite3_bind_parameter_count(statement) > 0)
        sqlite3_bind_text(statement, 1, value.at, (int)value.length, SQLITE_STATIC);
    int code = sqlite3_step(statement);
    if (code != SQLITE_ROW && code != SQLITE_DONE) abort();
    sqlite3_finalize(statement);
}

static void check_query(struct text typed)
{
    struct buffer words = {0}, query = {0};
    sqlite3 *database = NULL;

    fold_index(typed, &words);
    if (fold_query(typed, &query)) {
        if (sqlite3_open(":memory:", &database) != SQLITE_OK) abort();
        execute(database,
                "CREATE VIRTUAL TABLE search USING fts5(label, aliases, body, tokenize=\"unicode61 "
                "remove_diacritics 0 tokenchars ''\", prefix='2 3')",
                (struct text){NULL, 0});
        execute(database, "INSERT INTO search (body) VALUES (?1)", contents(&words));
        execute(database, "SELECT rowid FROM search(?1)", contents(&query));
        sqlite3_close(database);
    }
    buffer_free(&words);
    buffer_free(&query);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text typed = {(const char *)data, size};

    check_folding(typed);
    check_query(typed);
    return 0;
}
