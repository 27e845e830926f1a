/* References to records as JSON, remembered for a connection. */
#ifndef STORE_REFERENCES_H
#define STORE_REFERENCES_H

#include <sqlite3.h>

struct references;

/** Free what was remembered. NULL is allowed. */
void references_free(struct references *references);

/** The SQL function reference_json(id, [name, value]…). */
void references_give(sqlite3_context *context, int count, sqlite3_value **values);

#endif
