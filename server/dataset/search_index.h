/* The full-text tables, filled beside everything else. */
#ifndef DATASET_SEARCH_INDEX_H
#define DATASET_SEARCH_INDEX_H

#include "compilation.h"

struct search_index;

/*
 * Begin to fill the FTS5 table `name` of the store from what was committed to `file`, by the
 * statements `sql`, in a scratch file and a thread of its own. STATUS_FAILED: it could not begin.
 * The compilation is borrowed; it is told of what fails.
 */
enum status search_index_begin(const struct compilation *compilation, const char *file,
                               const char *name, struct text sql,
                               struct search_index **out) CHANCERY_MUST_USE;

/* Wait for it and take the table over into the store, inside its transaction. Frees the index; NULL
 * is allowed. */
enum status search_index_end(struct search_index *index,
                             struct connection *store) CHANCERY_MUST_USE;

#endif
