/* Faults of a dataset: collected, located in their files, sorted, printed as file:line:column:
 * what; what to do. */
#ifndef CHANCERY_DATASET_FAULTS_H
#define CHANCERY_DATASET_FAULTS_H

#include <chancery/status.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Where a record begins: `file` is an index that faults_file gave out; offset in bytes, line
 * from 1. */
struct place_in_file {
    size_t file;
    uint64_t offset;
    uint64_t line;
};

struct faults;

/** Make an empty collection. NULL when memory is short. */
struct faults *faults_new(void);

/** Free it. NULL is allowed. */
void faults_free(struct faults *faults);

/** Register a file (path as it is to be printed and opened); returns its index. SIZE_MAX when
 * memory is short. */
size_t faults_file(struct faults *faults, const char *path);

/**
 * Add a fault at a JSON Pointer (RFC 6901) inside the record at `at`; "" is the record itself.
 * Where the pointer leads to a missing member, the nearest enclosing value is named. The file is
 * scanned again for the line and column only when the faults are printed. `what` is a clause
 * without full stop, `remedy` says what to do or is NULL. After 1,000 faults the rest is counted
 * and not kept.
 */
void faults_add(struct faults *faults, struct place_in_file at, const char *pointer,
                const char *remedy, const char *what, ...) CHANCERY_FORMAT(5, 6);

/** Add a fault at a known line and column (syntax errors). */
void faults_add_at(struct faults *faults, size_t file, uint64_t line, uint64_t column,
                   const char *remedy, const char *what, ...) CHANCERY_FORMAT(6, 7);

/** How many faults there are, the uncounted included. */
size_t faults_count(const struct faults *faults);

/** Print all, sorted by file, line and column, then "N faults" (or nothing when there is none). In
 * colour when `colour`. */
void faults_print(struct faults *faults, FILE *out, bool colour);

#endif
