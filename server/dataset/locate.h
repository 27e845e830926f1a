/* Where a value stands in a JSON file: from an offset and a JSON Pointer to a line and a column. */
#ifndef CHANCERY_DATASET_LOCATE_H
#define CHANCERY_DATASET_LOCATE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* A file that is read forward; the position of `next` is what the other members say. */
struct locator {
    FILE *in;
    int next; /* the byte at the position, or EOF */
    uint64_t offset, line, column;
};

/** Open the file at `path` and stand at its first byte. False: it cannot be opened. */
bool locator_open(struct locator *locator, const char *path);

/** Close it. Allowed on a zeroed locator. */
void locator_close(struct locator *locator);

/**
 * Find the value at `pointer` (RFC 6901) inside the value that begins at `offset` bytes; where the
 * pointer leads nowhere, its deepest part that exists. A pointer that ends in # means the key
 * instead of its value. Line and column count from 1, columns in characters. Cheapest with rising
 * offsets.
 */
void locator_find(struct locator *locator, uint64_t offset, const char *pointer, uint64_t *line,
                  uint64_t *column);

#endif
