/*
 * Statements: prepared once for a connection and kept by their text; values are only ever bound.
 */
#include "connection.h"

#include <chancery/log.h>
#include <stdlib.h>
#include <string.h>

/* Eight bytes at a time: the texts are long, and ours, so that nobody chooses them to collide. */
static uint64_t hash_text(struct text sql)
{
    const uint64_t prime = UINT64_C(0x9E3779B97F4A7C15);
    uint64_t hash = sql.length * prime, word = 0;
    size_t i = 0;
    for (; i + sizeof word <= sql.length; i += sizeof word) {
        memcpy(&word, sql.at + i, sizeof word);
        hash = (hash ^ word) * prime;
        hash ^= hash >> 32;
    }
    word = 0;
    if (i < sql.length) memcpy(&word, sql.at + i, sql.length - i);
    hash = (hash ^ word) * prime;
    return hash ^ hash >> 32;
}

static struct statement *find(struct connection *connection, struct text sql, uint64_t hash)
{
    for (size_t i = 0; i < connection->statement_count; i++) {
        struct statement *statement = connection->statements[i];
        if (statement->hash == hash && !statement->busy && text_equal(statement->sql, sql))
            return statement;
    }
    return NULL;
}

/* An empty place for a statement: a new one, or that of one that nobody uses, in turn. */
static struct statement *make_room(struct connection *connection)
{
    if (connection->statement_count < STATEMENT_LIMIT) {
        struct statement *added = calloc(1, sizeof *added);
        if (added != NULL) connection->statements[connection->statement_count++] = added;
        return added;
    }
    for (size_t tries = 0; tries < STATEMENT_LIMIT; tries++) {
        size_t index = connection->next_victim++ % STATEMENT_LIMIT;
        struct statement *victim = connection->statements[index];
        if (victim->busy) continue;
        sqlite3_finalize(victim->handle);
        free((char *)victim->sql.at);
        *victim = (struct statement){0};
        return victim;
    }
    return NULL;
}

/* Remember the first trouble: who asks may pass over it, but not who answers. */
static enum status troubled(struct connection *connection, enum status status)
{
    if (connection->trouble == STATUS_OK) connection->trouble = status;
    return status;
}

enum status connection_prepare(struct connection *connection, struct text sql,
                               struct statement **out)
{
    uint64_t hash = hash_text(sql);
    struct statement *statement = find(connection, sql, hash);
    if (statement == NULL) {
        statement = make_room(connection);
        char *copy = statement != NULL ? strndup(sql.at, sql.length) : NULL;
        if (copy == NULL) return troubled(connection, STATUS_NO_MEMORY);
        *statement =
            (struct statement){.connection = connection, .sql = {copy, sql.length}, .hash = hash};
        if (sqlite3_prepare_v3(connection->handle, copy, (int)sql.length, SQLITE_PREPARE_PERSISTENT,
                               &statement->handle, NULL) != SQLITE_OK) {
            log_write(LOG_LEVEL_ERROR, "preparing: %s: %.400s", connection_error(connection), copy);
            statement->hash = 0;
            return troubled(connection, STATUS_FAILED);
        }
    }
    if (statement->handle == NULL) return troubled(connection, STATUS_FAILED);
    statement->busy = true;
    connection->busy_count++;
    connection->executed++;
    *out = statement;
    return STATUS_OK;
}

void statement_bind_text(struct statement *statement, const char *name, struct text value)
{
    int index = sqlite3_bind_parameter_index(statement->handle, name);
    if (index == 0) return;
    if (value.at == NULL)
        sqlite3_bind_null(statement->handle, index);
    else
        sqlite3_bind_text(statement->handle, index, value.at, (int)value.length, SQLITE_STATIC);
}

void statement_bind_integer(struct statement *statement, const char *name, int64_t value)
{
    int index = sqlite3_bind_parameter_index(statement->handle, name);
    if (index > 0) sqlite3_bind_int64(statement->handle, index, value);
}

void statement_bind_number(struct statement *statement, const char *name, double value)
{
    int index = sqlite3_bind_parameter_index(statement->handle, name);
    if (index > 0) sqlite3_bind_double(statement->handle, index, value);
}

int statement_parameter_count(const struct statement *statement)
{
    return sqlite3_bind_parameter_count(statement->handle);
}

const char *statement_parameter_name(const struct statement *statement, int number)
{
    return sqlite3_bind_parameter_name(statement->handle, number);
}

void statement_put_text(struct statement *statement, int number, struct text value)
{
    if (value.at == NULL)
        sqlite3_bind_null(statement->handle, number);
    else
        sqlite3_bind_text(statement->handle, number, value.at, (int)value.length, SQLITE_STATIC);
}

void statement_put_bytes(struct statement *statement, int number, struct text value)
{
    sqlite3_bind_blob(statement->handle, number, value.at, (int)value.length, SQLITE_STATIC);
}

void statement_put_integer(struct statement *statement, int number, int64_t value)
{
    sqlite3_bind_int64(statement->handle, number, value);
}

void statement_put_number(struct statement *statement, int number, double value)
{
    sqlite3_bind_double(statement->handle, number, value);
}

void statement_put_null(struct statement *statement, int number)
{
    sqlite3_bind_null(statement->handle, number);
}

enum status statement_step(struct statement *statement)
{
    int code = connection_step(statement->connection, statement->handle);
    if (code == SQLITE_ROW) return STATUS_OK;
    if (code == SQLITE_DONE) return STATUS_NOT_FOUND;
    if (code == SQLITE_INTERRUPT) return troubled(statement->connection, STATUS_TOO_LONG);
    if (code == SQLITE_NOMEM) return troubled(statement->connection, STATUS_NO_MEMORY);
    log_write(LOG_LEVEL_ERROR, "query: %s: %.200s", connection_error(statement->connection),
              statement->sql.at);
    return troubled(statement->connection, STATUS_FAILED);
}

void statement_reset(struct statement *statement)
{
    if (statement == NULL) return;
    sqlite3_reset(statement->handle);
    sqlite3_clear_bindings(statement->handle);
    if (statement->busy) statement->connection->busy_count--;
    statement->busy = false;
}

void connection_settle(struct connection *connection)
{
    for (size_t i = 0; i < connection->statement_count && connection->busy_count > 0; i++)
        if (connection->statements[i]->busy) statement_reset(connection->statements[i]);
}

void statement_restart(struct statement *statement)
{
    sqlite3_reset(statement->handle);
}

enum status statement_repeat(struct statement *statement)
{
    enum status status;
    do
        status = statement_step(statement);
    while (status == STATUS_OK);
    statement_restart(statement);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status statement_run(struct statement *statement)
{
    enum status status = statement_repeat(statement);
    statement_reset(statement);
    return status;
}

int statement_column_count(const struct statement *statement)
{
    return sqlite3_column_count(statement->handle);
}

const char *statement_column_name(const struct statement *statement, int column)
{
    return sqlite3_column_name(statement->handle, column);
}

struct text statement_text(struct statement *statement, int column)
{
    const char *at = (const char *)sqlite3_column_text(statement->handle, column);
    if (at == NULL && sqlite3_errcode(statement->connection->handle) == SQLITE_NOMEM)
        (void)troubled(statement->connection, STATUS_NO_MEMORY);
    return (struct text){at,
                         at != NULL ? (size_t)sqlite3_column_bytes(statement->handle, column) : 0};
}

int64_t statement_integer(struct statement *statement, int column)
{
    return sqlite3_column_int64(statement->handle, column);
}

int64_t statement_count(struct statement *statement, int column)
{
    const int64_t most = INT64_C(1000000000000);
    int64_t count = statement_integer(statement, column);
    return count < 0 ? 0 : count > most ? most : count;
}

double statement_number(struct statement *statement, int column)
{
    return sqlite3_column_double(statement->handle, column);
}

bool statement_is_null(struct statement *statement, int column)
{
    return sqlite3_column_type(statement->handle, column) == SQLITE_NULL;
}

json_t *statement_json(struct statement *statement, int column, enum property_class class)
{
    if (statement_is_null(statement, column)) return json_null();
    struct text value;
    switch (class) {
    case PROPERTY_INTEGER: return json_integer(statement_integer(statement, column));
    case PROPERTY_NUMBER: return json_real(statement_number(statement, column));
    case PROPERTY_BOOLEAN: return json_boolean(statement_integer(statement, column) != 0);
    case PROPERTY_TEXT:
        value = statement_text(statement, column);
        return json_stringn(value.at, value.length);
    case PROPERTY_JSON:
        value = statement_text(statement, column);
        return json_loadb(value.at, value.length, JSON_DECODE_ANY, NULL);
    }
    return NULL;
}
