/*
 * The deadline: SQLite asks now and then whether to go on, and beyond it is told to stop. It limits
 * what the virtual machine does; a single call of one of our functions is never cut short.
 */
#include "connection.h"

#include <chancery/clock.h>

enum { INSTRUCTIONS_BETWEEN = 2000 };

/* Not 0: interrupt the statement. */
static int is_over(void *state)
{
    struct connection *connection = state;
    if (clock_now() < connection->deadline) return 0;
    connection->trouble = STATUS_TOO_LONG;
    return 1;
}

void connection_set_deadline(struct connection *connection, unsigned milliseconds)
{
    connection->trouble = STATUS_OK;
    connection->deadline = clock_now() + milliseconds * CLOCK_MILLISECOND;
    sqlite3_progress_handler(connection->handle, milliseconds > 0 ? INSTRUCTIONS_BETWEEN : 0,
                             milliseconds > 0 ? is_over : NULL, connection);
}

enum status connection_trouble(const struct connection *connection)
{
    return connection->trouble;
}
