/* What every reply of a handler says about itself. */
#ifndef HANDLERS_DESCRIBE_H
#define HANDLERS_DESCRIBE_H

#include <chancery/handlers.h>

/** Tell what a handler's reply varies by, its language, how long it holds, its name as a file, its
 * links. */
void describe_reply(const struct request *request, struct reply *reply);

#endif
