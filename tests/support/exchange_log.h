/* What the contract tests read: every exchange of a run, one JSON object a line. */
#ifndef CHANCERY_TESTS_EXCHANGE_LOG_H
#define CHANCERY_TESTS_EXCHANGE_LOG_H

#include "service.h"
#include <chancery/spec.h>

/**
 * Append an exchange to the file that CHANCERY_EXCHANGES names; without it, do nothing. The line
 * says which operation's path the target leads to, or null.
 */
void exchange_log(const struct exchange *exchange, const struct contract *contract);

#endif
