/* Days counted by what they are of: any number, in memory of bounded size. */
#ifndef DATASET_DAY_COUNTS_H
#define DATASET_DAY_COUNTS_H

#include <chancery/status.h>
#include <stdint.h>

/* The greatest number that can be counted for. */
enum { COUNTED_FOR_MOST = (1 << 21) - 1 };

struct day_counts;

struct day_count {
    unsigned of;   /* 0 … COUNTED_FOR_MOST */
    unsigned side; /* 0 or 1 */
    int64_t day;   /* DAY_MIN … DAY_MAX */
    int64_t n;
};

/* A count of no days yet, to be freed by day_counts_free. NULL when memory is short, or when no
 * temporary file can be had for what memory will not hold. */
struct day_counts *day_counts_new(void);

/* NULL is allowed. */
void day_counts_free(struct day_counts *counts);

/* Count a day once. */
enum status day_counts_add(struct day_counts *counts, unsigned of, unsigned side,
                           int64_t day) CHANCERY_MUST_USE;

/* After the last one: begin to read. */
enum status day_counts_rewind(struct day_counts *counts) CHANCERY_MUST_USE;

/* The next by of, side and day, each once. STATUS_NOT_FOUND: there is none. */
enum status day_counts_next(struct day_counts *counts, struct day_count *out) CHANCERY_MUST_USE;

#endif
