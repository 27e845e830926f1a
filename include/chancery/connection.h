/*
 * One handle on one database file, its prepared statements, and the functions that the SQL of db/
 * calls. A connection is used by one thread at a time. Nothing outside store/ sees SQLite's header.
 */
#ifndef CHANCERY_CONNECTION_H
#define CHANCERY_CONNECTION_H

#include <chancery/buffer.h>
#include <chancery/date.h>
#include <chancery/property.h>
#include <stdatomic.h>
#include <stdint.h>

struct connection;
struct statement;

/* A language of the dataset. */
struct language {
    char *code; /* "en" */
    char *name; /* "English" */
    struct date_language *dates;
};

enum { LANGUAGE_LIMIT = 8 };

struct languages {
    size_t count;
    struct language at[LANGUAGE_LIMIT]; /* 0 is the default */
};

/** Free the strings and words of a set of languages. */
void languages_free(struct languages *languages);

/** The ordinal of a language code, or -1. */
int languages_find(const struct languages *languages, struct text code);

/**
 * Open a compiled dataset for reading: immutable, query-only, nothing of the file trusted. The file
 * must never change while it is open. STATUS_NOT_FOUND: no such file. STATUS_INVALID: not one of
 * ours. STATUS_FAILED: SQLite would not; logged.
 */
enum status connection_open(const char *path, struct connection **out) CHANCERY_MUST_USE;

/** The same of the file that a descriptor is open on, whatever became of its name. The descriptor
 * stays the caller's. STATUS_NOT_FOUND also where there is no /proc. */
enum status connection_open_descriptor(int descriptor, struct connection **out) CHANCERY_MUST_USE;

/** Create a new file to compile a dataset into (no journal, no fsync: it is published whole or not
 * at all). */
enum status connection_create(const char *path, struct connection **out) CHANCERY_MUST_USE;

/** Close it and its statements. NULL is allowed. */
void connection_close(struct connection *connection);

/** Make the TEMP views of views.sql. `languages` is borrowed and must outlive the connection. */
enum status connection_make_views(struct connection *connection,
                                  const struct languages *languages) CHANCERY_MUST_USE;

/** Choose the language in which language(), reference labels and date displays answer. */
void connection_set_language(struct connection *connection, size_t ordinal);

/**
 * From now on, stop whatever statement runs when `milliseconds` are over: it gives STATUS_TOO_LONG,
 * and so does every further one. 0: no limit, as at the beginning. Call it again to start anew.
 */
void connection_set_deadline(struct connection *connection, unsigned milliseconds);

/** STATUS_TOO_LONG once the deadline is over: for work on what was read, between two pieces of it.
 */
enum status connection_keep_deadline(struct connection *connection) CHANCERY_MUST_USE;

/** How the first statement since the deadline was set failed or was stopped; STATUS_OK: none. */
enum status connection_trouble(const struct connection *connection) CHANCERY_MUST_USE;

/* What the queries of a server took, whoever answered them. */
struct query_counts {
    atomic_ulong nanoseconds, statements;
};

/** From now on take the time of its statements: two looks at the clock for each step. */
void connection_begin_work(struct connection *connection);

/** Add what they took since that, or since this was last called. */
void connection_count_work(struct connection *connection, struct query_counts *counts);

/** Reset the statements that someone who failed left as they were: a connection has room for so
 * many, and no more. */
void connection_settle(struct connection *connection);

/** Run a script of statements without results. What fails is logged. */
enum status connection_run(struct connection *connection, struct text script) CHANCERY_MUST_USE;

/** Run a script that may well fail: nothing is logged then. STATUS_FAILED: it did. */
enum status connection_try(struct connection *connection, struct text script) CHANCERY_MUST_USE;

/** SQLite's last words, for a log or a curator: never for a client. Borrowed until the next call.
 */
const char *connection_error(struct connection *connection);

/** Whether what was asked of it last failed: else those words say nothing. */
bool connection_failed(struct connection *connection);

/**
 * Prepare a statement, or find it prepared: statements stay with the connection, by their text. The
 * statement is reset and its parameters are all NULL.
 */
enum status connection_prepare(struct connection *connection, struct text sql,
                               struct statement **out) CHANCERY_MUST_USE;

/** Bind by name (":kind"); a name that the statement does not have is ignored. Texts must live
 * until the reset. */
void statement_bind_text(struct statement *statement, const char *name, struct text value);
void statement_bind_integer(struct statement *statement, const char *name, int64_t value);
void statement_bind_number(struct statement *statement, const char *name, double value);

/** The parameters of a statement, numbered from 1: how many, the name of one (":kind"). Borrowed.
 */
int statement_parameter_count(const struct statement *statement);
const char *statement_parameter_name(const struct statement *statement, int number);

/** Bind by number: for statements that run millions of times. */
void statement_put_text(struct statement *statement, int number, struct text value);
void statement_put_bytes(struct statement *statement, int number, struct text value);
void statement_put_integer(struct statement *statement, int number, int64_t value);
void statement_put_number(struct statement *statement, int number, double value);
void statement_put_null(struct statement *statement, int number);

/** The next row: STATUS_OK with a row, STATUS_NOT_FOUND at the end, STATUS_TOO_LONG, STATUS_FAILED
 * (logged). */
enum status statement_step(struct statement *statement) CHANCERY_MUST_USE;

/** Let go of the row and the locks; the statement stays prepared. NULL is allowed. */
void statement_reset(struct statement *statement);

/** Go back to before the first row and keep what is bound, to bind anew what differs next time. */
void statement_restart(struct statement *statement);

/** The number of result columns, and a column's name. Borrowed. */
int statement_column_count(const struct statement *statement);
const char *statement_column_name(const struct statement *statement, int column);

/** The column of this name, or -1. */
int statement_column(const struct statement *statement, const char *name);

/** A column of the row; a NULL gives {NULL, 0}, 0, 0.0. Texts are borrowed until the next step or
 * reset. */
struct text statement_text(struct statement *statement, int column);
int64_t statement_integer(struct statement *statement, int column);
double statement_number(struct statement *statement, int column);
bool statement_is_null(struct statement *statement, int column);

/** A number of things, of which there are none to a million million, whatever a file says: a few of
 * them can be added. */
int64_t statement_count(struct statement *statement, int column);

/** A column as JSON by its class; text of class json is parsed. A new reference; JSON null for
 * NULL. NULL: memory, or text that is no JSON. */
json_t *statement_json(struct statement *statement, int column, enum property_class class);

/** Append a column as JSON by its class, as jansson would write it; `null` for NULL. */
enum status statement_append_json(struct statement *row, int column, enum property_class class,
                                  struct buffer *out) CHANCERY_MUST_USE;

/** Append the row as an object with `properties` (of a contract: they must outlive the connection)
 * in their order, columns found by name, without the closing brace; a property without column is
 * left out. It is what jansson would write. */
enum status statement_append_object(struct statement *row, const struct property *properties,
                                    size_t count, struct buffer *out) CHANCERY_MUST_USE;

/** Run a statement that gives no rows and keep it, with what is bound, for the next time. */
enum status statement_repeat(struct statement *statement) CHANCERY_MUST_USE;

/** The same for once: it is reset. */
enum status statement_run(struct statement *statement) CHANCERY_MUST_USE;

#endif
