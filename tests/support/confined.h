/* The program itself in its sandbox, in the place of a server in the test's own process. */
#ifndef CHANCERY_TESTS_CONFINED_H
#define CHANCERY_TESTS_CONFINED_H

#include <chancery/server.h>

struct confined;

/** The program that CHANCERY_CONFINED names, serving with these options; NULL: it names none. A
 * test whose server does not start, or is not confined, fails. */
struct confined *confined_start(const struct server_options *options);

/** "127.0.0.1:43211". Borrowed. */
const char *confined_address(const struct confined *confined);

/** Have it open its dataset again, which must succeed. */
void confined_reload(struct confined *confined);

/** End it, which must go well, and free it. NULL is allowed. */
void confined_stop(struct confined *confined);

#endif
