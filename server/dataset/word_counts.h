/* How often each word of the names is written, and how: for who types one almost right. */
#ifndef DATASET_WORD_COUNTS_H
#define DATASET_WORD_COUNTS_H

#include <chancery/connection.h>

struct word_counts;

/* Counts go into the scratch table `word_count` of the store, which must be there. */
enum status word_counts_new(struct connection *store, struct word_counts **out) CHANCERY_MUST_USE;

/* NULL is allowed. */
void word_counts_free(struct word_counts *counts);

/* Count the words of a name, a run of CJK characters as one. */
enum status word_counts_add(struct word_counts *counts, struct text name) CHANCERY_MUST_USE;

/* Write down what is counted so far; to be called at the end. */
enum status word_counts_flush(struct word_counts *counts) CHANCERY_MUST_USE;

#endif
