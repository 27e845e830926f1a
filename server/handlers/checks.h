/* Faults of a request that the contract alone does not tell. */
#ifndef HANDLERS_CHECKS_H
#define HANDLERS_CHECKS_H

#include <chancery/handlers.h>

/** The schema of this operation's items, or NULL. Borrowed. */
const struct shape *item_shape(const struct request *request);

/** Faults of `fields`: paths that lead nowhere. */
void fields_check(const struct request *request, struct problem *problem);

/** The fault of an export's collections that only its format makes. */
void export_check(const struct request *request, struct problem *problem);

/** Faults that only the dataset can tell: language, kinds, ids, fields, dates that contradict each
 * other. */
void check_against_dataset(struct request *request, struct problem *problem);

#endif
