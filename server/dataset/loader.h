/* The inserting side: prepared records into the tables, their references into the scratch ones. */
#ifndef DATASET_LOADER_H
#define DATASET_LOADER_H

#include "compilation.h"

/* The store's tables must be there; the scratch tables are made here. */
enum status loader_new(struct connection *store, const struct languages *languages,
                       struct loader **out) CHANCERY_MUST_USE;

/* NULL is allowed. */
void loader_free(struct loader *loader);

/* Let go of the store, which may then be closed; the count stays. NULL is allowed. */
void loader_release(struct loader *loader);

/* Insert a record, or remember the id of an unsound one. `arena` holds texts meanwhile. */
enum status loader_insert(struct loader *loader, const struct prepared *prepared,
                          struct arena *arena) CHANCERY_MUST_USE;

/* Write down what was counted on the way: words of names, references to ids known early, claims. */
enum status loader_finish(struct loader *loader) CHANCERY_MUST_USE;

/* Write what was counted of the records' days (tallies.h), once: what follows from the records is
 * derived. */
enum status loader_tally(struct loader *loader, struct connection *store) CHANCERY_MUST_USE;

/* How many records were inserted: the greatest key. */
int64_t loader_count(const struct loader *loader);

#endif
