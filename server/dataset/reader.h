/* A collection's files, one record at a time: JSON arrays or NDJSON, in bounded memory. */
#ifndef CHANCERY_DATASET_READER_H
#define CHANCERY_DATASET_READER_H

#include "faults.h"

#include <jansson.h>

/* A record longer than this is refused. */
enum { READER_MAX_RECORD = 4 * 1024 * 1024 };

struct reader;

/**
 * Open `path` (registered in `faults` under the same name). Names ending in .ndjson hold one record
 * a line, all others one JSON array of objects. STATUS_NOT_FOUND: no such file. STATUS_FAILED:
 * cannot be read (a fault was added).
 */
enum status reader_open(const char *path, struct faults *faults,
                        struct reader **out) CHANCERY_MUST_USE;

/** Close it. NULL is allowed. */
void reader_close(struct reader *reader);

/**
 * Read the next record: a JSON object (a new reference) and where it begins. Duplicate keys, syntax
 * errors, elements that are no objects are faults; after one the reader goes on with the next
 * record where it safely can. STATUS_NOT_FOUND at the end. STATUS_INVALID: this record was at fault
 * and skipped; call again. STATUS_FAILED: no use going on.
 */
enum status reader_next(struct reader *reader, json_t **record,
                        struct place_in_file *at) CHANCERY_MUST_USE;

/** Bytes read so far and in all, for progress. */
void reader_progress(const struct reader *reader, uint64_t *done, uint64_t *all);

/**
 * The files of one collection of a dataset folder, sorted: `<dir>/<name>.json`,
 * `<dir>/<name>.ndjson` and `<dir>/<name>/` with any of both. `*paths` is a NULL-terminated
 * malloc'd array of malloc'd strings.
 */
enum status reader_find_files(const char *dir, const char *name, char ***paths) CHANCERY_MUST_USE;

#endif
