/*
 * The deadline: SQLite asks now and then whether to go on, and beyond it is told to stop. It limits
 * what the virtual machine does, and whoever makes much of what was read asks too; a single call of
 * one of our functions is never cut short.
 */
#include "connection.h"

#include <chancery/clock.h>

enum { INSTRUCTIONS_BETWEEN = 2000 };

enum status connection_keep_deadline(struct connection *connection)
{
    if (clock_now() < connection->deadline) return STATUS_OK;
    connection->trouble = STATUS_TOO_LONG;
    return STATUS_TOO_LONG;
}

/* Not 0: interrupt the statement. */
static int is_over(void *state)
{
    return connection_keep_deadline(state) != STATUS_OK;
}

void connection_set_deadline(struct connection *connection, unsigned milliseconds)
{
    connection->trouble = STATUS_OK;
    connection->deadline =
        milliseconds > 0 ? clock_now() + milliseconds * CLOCK_MILLISECOND : INT64_MAX;
    sqlite3_progress_handler(connection->handle, milliseconds > 0 ? INSTRUCTIONS_BETWEEN : 0,
                             milliseconds > 0 ? is_over : NULL, connection);
}

enum status connection_trouble(const struct connection *connection)
{
    return connection->trouble;
}
