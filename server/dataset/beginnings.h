/* Table beginning (db/schema.sql): how many records begin in each month. */
#ifndef DATASET_BEGINNINGS_H
#define DATASET_BEGINNINGS_H

#include <chancery/connection.h>

struct beginnings;

/* A count of none yet, to be freed by beginnings_free. NULL when memory is short. */
struct beginnings *beginnings_new(void);

/* NULL is allowed. */
void beginnings_free(struct beginnings *beginnings);

/* Count a record of the type with this place in record_types(), dated by the days between which it
 * began, or not `dated` at all. */
enum status beginnings_add(struct beginnings *beginnings, size_t type, bool dated, int64_t earliest,
                           int64_t latest) CHANCERY_MUST_USE;

/* Write the table, once. */
enum status beginnings_write(struct beginnings *beginnings,
                             struct connection *store) CHANCERY_MUST_USE;

#endif
