/* How many records there are of each type and kind, and when: tables span, tally, tally_day and
 * beginning (db/schema.sql), in one pass. */
#ifndef DATASET_TALLIES_H
#define DATASET_TALLIES_H

#include "compilation.h"

struct tallies;

/* Tallies of no records yet, to be freed by tallies_free. NULL when memory is short, or where
 * day_counts_new has no temporary file. */
struct tallies *tallies_new(void);

/* NULL is allowed. */
void tallies_free(struct tallies *tallies);

/* Count an event that has a beginning and an end of its own; others are none of its concern. */
enum status tallies_add(struct tallies *tallies, const struct prepared *prepared) CHANCERY_MUST_USE;

/* Write the tables, once: index record_by_kind is there, and no record changes any more. */
enum status tallies_write(struct tallies *tallies, struct connection *store) CHANCERY_MUST_USE;

#endif
