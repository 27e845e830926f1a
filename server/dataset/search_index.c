/*
 * A full-text index is a few plain tables of segments. It is made in a scratch file, where nobody
 * waits for it, and its tables are then copied row by row as they are: the same bytes as if it had
 * been made in place.
 */
#include "search_index.h"

#include <chancery/terminal.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { GATHERED_BYTES = 16 * 1024 * 1024, SEGMENTS_MOST = 256 };

struct search_index {
    const struct compilation *compilation;
    const char *file, *name; /* borrowed */
    struct text sql;
    char *scratch; /* the path */
    struct connection *store;
    pthread_t thread;
    enum status status;
};

/* Run a statement whose only parameter is a text. */
static enum status run_with(struct connection *store, struct text sql, struct text value)
{
    struct statement *statement;
    enum status status = connection_prepare(store, sql, &statement);
    if (status != STATUS_OK) return status;
    statement_put_text(statement, 1, value);
    return statement_run(statement);
}

static enum status attach(struct connection *store, const char *path, const char *query,
                          struct text sql)
{
    struct buffer uri = {0};
    buffer_string(&uri, "file:");
    buffer_percent_encode(&uri, text_of(path), "/");
    buffer_string(&uri, query);
    enum status status =
        uri.failed ? STATUS_NO_MEMORY : run_with(store, sql, (struct text){uri.at, uri.length});
    buffer_free(&uri);
    return status;
}

/* The table, declared as the dataset declares it. */
static enum status declare(struct connection *store, const char *name)
{
    struct statement *query;
    enum status status = connection_prepare(
        store, TEXT("SELECT sql FROM dataset.sqlite_schema WHERE name = ?1"), &query);
    if (status != STATUS_OK) return status;
    statement_put_text(query, 1, text_of(name));
    status = statement_step(query);
    struct buffer sql = {0};
    if (status == STATUS_OK) buffer_text(&sql, statement_text(query, 0));
    statement_reset(query);
    if (status == STATUS_OK) status = connection_run(store, (struct text){sql.at, sql.length});
    buffer_free(&sql);
    return status;
}

/* Many rows are gathered before a segment is written, and segments are merged once, by the
 * `optimize` that ends the statements. */
static enum status configure(struct connection *store, const char *name)
{
    struct buffer sql = {0};
    buffer_format(&sql,
                  "INSERT INTO %s (%s, rank) VALUES ('hashsize', %d), ('automerge', 0), "
                  "('crisismerge', %d);",
                  name, name, GATHERED_BYTES, SEGMENTS_MOST);
    enum status status =
        sql.failed ? STATUS_NO_MEMORY : connection_run(store, (struct text){sql.at, sql.length});
    buffer_free(&sql);
    return status;
}

/* Hold on to the dataset as it stands now: its schema and first page are read, and kept by a
 * transaction that stays open, before its writer goes on and adds to them. */
static enum status hold_dataset(struct search_index *index)
{
    struct connection *store = index->store;
    struct statement *first;
    enum status status = attach(store, index->file, "?immutable=1", TEXT("ATTACH ?1 AS dataset"));
    if (status == STATUS_OK) status = connection_run(store, TEXT("PRAGMA cache_size = -16384"));
    if (status == STATUS_OK) status = declare(store, index->name);
    if (status == STATUS_OK) status = connection_run(store, TEXT("BEGIN"));
    if (status == STATUS_OK) status = configure(store, index->name);
    if (status == STATUS_OK)
        status = connection_prepare(store, TEXT("SELECT 1 FROM dataset.record LIMIT 1"), &first);
    if (status != STATUS_OK) return status;
    status = statement_step(first);
    statement_reset(first);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* The scratch file's connection knows why, and goes before the compilation tells how it ended. */
static void tell_failure(const struct search_index *index)
{
    terminal_complain(index->compilation->options->messages, "making the index of %s: %s",
                      index->name, connection_error(index->store));
}

static void *work(void *state)
{
    struct search_index *index = state;
    index->status = connection_run(index->store, index->sql);
    if (index->status == STATUS_OK) index->status = connection_run(index->store, TEXT("COMMIT"));
    if (index->status == STATUS_FAILED) tell_failure(index);
    connection_close(index->store);
    index->store = NULL;
    return NULL;
}

static void free_index(struct search_index *index)
{
    connection_close(index->store);
    if (index->scratch != NULL) unlink(index->scratch);
    free(index->scratch);
    free(index);
}

enum status search_index_begin(const struct compilation *compilation, const char *file,
                               const char *name, struct text sql, struct search_index **out)
{
    struct buffer path = {0};
    struct search_index *index = calloc(1, sizeof *index);
    if (index == NULL) return STATUS_NO_MEMORY;
    *index =
        (struct search_index){.compilation = compilation, .file = file, .name = name, .sql = sql};
    buffer_format(&path, "%s.%s", file, name);
    index->scratch = path.at;
    if (path.failed) {
        free_index(index);
        return STATUS_NO_MEMORY;
    }
    unlink(index->scratch);
    enum status status = connection_create(index->scratch, &index->store);
    if (status == STATUS_OK) {
        status = hold_dataset(index);
        if (status == STATUS_FAILED) tell_failure(index);
    }
    if (status == STATUS_OK && pthread_create(&index->thread, NULL, work, index) != 0)
        status = STATUS_FAILED;
    if (status == STATUS_OK)
        *out = index;
    else
        free_index(index);
    return status;
}

/* What FTS5 keeps of a contentless table: segments, their pages' first terms, lengths. */
static enum status take_over(struct connection *store, const char *name)
{
    static const char *const parts[] = {"data", "idx", "docsize"};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0] && status == STATUS_OK; i++) {
        struct buffer sql = {0};
        buffer_format(&sql,
                      "DELETE FROM main.%s_%s; INSERT INTO main.%s_%s SELECT * FROM made.%s_%s;",
                      name, parts[i], name, parts[i], name, parts[i]);
        status = sql.failed ? STATUS_NO_MEMORY
                            : connection_run(store, (struct text){sql.at, sql.length});
        buffer_free(&sql);
    }
    return status;
}

enum status search_index_end(struct search_index *index, struct connection *store)
{
    if (index == NULL) return STATUS_OK;
    pthread_join(index->thread, NULL);
    enum status status = index->status;
    if (status == STATUS_OK && store != NULL) {
        status = attach(store, index->scratch, "", TEXT("ATTACH ?1 AS made"));
        if (status == STATUS_OK) status = connection_run(store, TEXT("BEGIN"));
        if (status == STATUS_OK) status = take_over(store, index->name);
        if (status == STATUS_OK) status = connection_run(store, TEXT("COMMIT; DETACH made"));
    }
    free_index(index);
    return status;
}
