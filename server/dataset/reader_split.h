/* Where a JSON value ends, found without reading it: brackets and strings alone. */
#ifndef CHANCERY_DATASET_READER_SPLIT_H
#define CHANCERY_DATASET_READER_SPLIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A value nested deeper than this is refused. */
enum { READER_MAX_DEPTH = 32 };

/* What is known after the bytes seen so far. Starts zeroed. */
struct split {
    size_t depth, deepest;
    uint64_t kinds; /* of the open brackets, the innermost lowest: 1 for { */
    bool in_string, escaped, in_literal, ended;
    bool mismatched; /* it ended at a bracket that closes one of the other kind */
};

/**
 * Go on through `length` bytes of the value. Returns how many belong to it: fewer than `length`
 * only when `ended`. A string ends at the end of its line at the latest, for JSON allows no line
 * break in one and a forgotten quote should not swallow the file.
 */
size_t split_continue(struct split *split, const char *at, size_t length);

#endif
