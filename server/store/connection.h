/* What the files of the store share of a connection. */
#ifndef STORE_CONNECTION_H
#define STORE_CONNECTION_H

#include <chancery/connection.h>
#include <sqlite3.h>

enum { PROPERTIES_MOST = 64, COLUMN_NONE = -1 };

struct statement {
    sqlite3_stmt *handle;
    struct connection *connection;
    struct text sql; /* owned */
    uint64_t hash;
    bool busy;                         /* prepared for somebody and not reset since */
    const struct property *properties; /* whose columns were found; NULL: none yet. Borrowed */
    int columns[PROPERTIES_MOST];      /* of each of them, or COLUMN_NONE */
};

enum { STATEMENT_LIMIT = 160 };

struct connection {
    sqlite3 *handle;
    const struct languages *languages; /* borrowed */
    struct references *references;     /* remembered; NULL until one is asked for */
    size_t language;
    int64_t deadline;         /* nanoseconds of the monotonic clock */
    enum status trouble;      /* the first of a statement since the deadline was set */
    uint64_t spent, executed; /* nanoseconds and statements, not counted yet */
    bool is_timed, is_stepping;
    size_t statement_count, next_victim, busy_count;
    struct statement *statements[STATEMENT_LIMIT];
};

/** sqlite3_step, timed where the connection's work is. */
int connection_step(struct connection *connection, sqlite3_stmt *handle);

/** Give the handle the functions that db/'s SQL calls. */
enum status functions_register(struct connection *connection) CHANCERY_MUST_USE;

#endif
