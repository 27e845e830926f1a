/*
 * What a connection's statements take of the time. Rows are made as they are asked for, so that
 * each step is timed, and nothing between two.
 */
#include "connection.h"

#include <chancery/clock.h>

void connection_begin_work(struct connection *connection)
{
    connection->is_timed = true;
}

void connection_count_work(struct connection *connection, struct query_counts *counts)
{
    atomic_fetch_add_explicit(&counts->nanoseconds, connection->spent, memory_order_relaxed);
    atomic_fetch_add_explicit(&counts->statements, connection->executed, memory_order_relaxed);
    connection->spent = connection->executed = 0;
}

/* A function of ours that a statement calls may run one of its own: that is within its time. */
int connection_step(struct connection *connection, sqlite3_stmt *handle)
{
    if (!connection->is_timed || connection->is_stepping) return sqlite3_step(handle);
    int64_t begun = clock_now();
    connection->is_stepping = true;
    int code = sqlite3_step(handle);
    connection->is_stepping = false;
    connection->spent += (uint64_t)(clock_now() - begun);
    return code;
}
