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

struct connection_work connection_take_work(struct connection *connection)
{
    struct connection_work work = connection->work;
    connection->work = (struct connection_work){0, 0};
    return work;
}

/* A function of ours that a statement calls may run one of its own: that is within its time. */
int connection_step(struct connection *connection, sqlite3_stmt *handle)
{
    if (!connection->is_timed || connection->is_stepping) return sqlite3_step(handle);
    int64_t begun = clock_now();
    connection->is_stepping = true;
    int code = sqlite3_step(handle);
    connection->is_stepping = false;
    connection->work.nanoseconds += (uint64_t)(clock_now() - begun);
    return code;
}
