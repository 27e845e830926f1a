/* The statements of load.sql, prepared, with where each of their parameters comes from. */
#ifndef DATASET_LOAD_PLAN_H
#define DATASET_LOAD_PLAN_H

#include "compilation.h"

struct load_plan;

/* Prepare all statements; the store's tables must be there. */
enum status load_plan_new(struct connection *store, const struct languages *languages,
                          struct load_plan **out) CHANCERY_MUST_USE;

void load_plan_free(struct load_plan *plan);

/* Insert the rows of a record. `arena` holds texts until the record is done. */
enum status load_plan_run(struct load_plan *plan, const struct prepared *prepared, int64_t key,
                          struct arena *arena) CHANCERY_MUST_USE;

#endif
