/* The kept bytes of all records. */
#ifndef DATASET_REPRESENTATIONS_H
#define DATASET_REPRESENTATIONS_H

#include "compilation.h"

/* Make the bytes of records 1 … `records`, whose rows were committed to `file`, in every language,
 * and write them into the store. */
enum status representations_make(struct compilation *compilation, const char *file,
                                 int64_t records) CHANCERY_MUST_USE;

#endif
