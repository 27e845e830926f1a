/* The page at /, for its handler. */
#ifndef HANDLERS_PAGES_H
#define HANDLERS_PAGES_H

#include <chancery/handlers.h>

/** What people see at /. */
struct reply page_of_index(const struct request *request);

#endif
