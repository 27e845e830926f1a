/*
 * One dataset in service: its file, its words, its pool of connections. Reference-counted: a
 * request takes the current one and gives it back; whoever is last closes it, so that a reload
 * never pulls a file from under an answer.
 */
#ifndef CHANCERY_GENERATION_H
#define CHANCERY_GENERATION_H

#include <chancery/connection.h>

struct generation;

/**
 * Open a compiled dataset: check its trailer's digest, its application id and schema version, and
 * read what is asked of it all the time. The caller owns one reference. STATUS_NOT_FOUND,
 * STATUS_INVALID or STATUS_FAILED with one sentence in `why`.
 */
enum status generation_open(const char *path, struct generation **out, char *why,
                            size_t why_size) CHANCERY_MUST_USE;

/** Count its queries there (borrowed; it outlives the last connection that is given back). To be
 * called before others have the generation. */
void generation_count_queries(struct generation *generation, struct query_counts *counts);

/** Take one more reference. Returns its argument. */
struct generation *generation_take(struct generation *generation);

/** Give a reference back. NULL is allowed. */
void generation_release(struct generation *generation);

/** Lend a connection for one thread's use. NULL: none could be opened (logged). */
struct connection *generation_borrow(struct generation *generation);

/** Open `count` more connections ahead, so that there is one for each worker with the one that it
 * was opened with. STATUS_STALE: the file was replaced meanwhile, and there is no /proc. */
enum status generation_fill(struct generation *generation, size_t count) CHANCERY_MUST_USE;

/** Give a connection back. NULL is allowed. */
void generation_return(struct generation *generation, struct connection *connection);

/** The dataset's version: SHA-256 over its sorted record digests, in hexadecimal. Borrowed. */
const char *generation_version(const struct generation *generation);

/** The day the dataset's version was released, in seconds since 1970, or 0. */
int64_t generation_released(const struct generation *generation);

/** When what is served was last modified, in seconds since 1970: the file was written, or its
 * version released where that was later; never after it was opened. */
int64_t generation_modified(const struct generation *generation);

/** The same as an HTTP-date (RFC 9110 §5.6.7); NULL of a time that none can tell. Borrowed. */
const char *generation_last_modified(const struct generation *generation);

/** Its languages, the default first. Borrowed. */
const struct languages *generation_languages(const struct generation *generation);

/**
 * dataset.json as it was compiled. Borrowed, never changed. Other threads read it too: no reference
 * is taken of it or of what is in it (jansson looks at its counters before it counts atomically,
 * which is a race), so that what goes into an answer is a copy.
 */
const json_t *generation_dataset(const struct generation *generation);

/** The kinds in use of a record type ("event"), sorted: an array of strings. Borrowed as the
 * dataset is; NULL: no such type. */
const json_t *generation_kinds(const struct generation *generation, const char *type);

/** How many records there are, how many of them have no date to be sorted by, and between which
 * keys they are, where others may be too. */
struct population {
    int64_t records, undated;
    int64_t first, last; /* 0 where there are none */
};

/** Those of record types, NULL after the last, or of "claim" (which have no such keys). */
struct population generation_population(const struct generation *generation,
                                        const char *const *types);

/** Those of all records. */
struct population generation_records(const struct generation *generation);

/** A named piece of queries.sql; a name that is not there gives an empty text. Static. */
struct text generation_query(const struct generation *generation, const char *name);

/** The last day that the dataset covers, as a JDN; DAY_MAX where it says none. */
int64_t generation_horizon(const struct generation *generation);

enum coverage { COVERED, COVERED_IN_PART, OUTSIDE_COVERAGE };

/** "covered", "partial" or "outside", as answers have it. */
const char *coverage_word(enum coverage coverage);

/** What the dataset can answer of a record type ("" for the whole) for the days `since` … `until`.
 */
enum coverage generation_coverage(const struct generation *generation, const char *type,
                                  int64_t since, int64_t until);

/** The SHA-256 of the file's contents before its trailer, in hexadecimal: what its trailer says.
 * Borrowed. */
const char *generation_file_digest(const struct generation *generation);

/** A descriptor of the file in service, wherever its name leads by now, and its size. The caller
 * closes it. -1: none could be had. */
int generation_open_file(const struct generation *generation, size_t *size);

/** Begin an answer that takes a connection for as long as its reader takes. False: there are as
 * many already as may be. */
bool generation_begin_stream(struct generation *generation);

/** It has ended. */
void generation_end_stream(struct generation *generation);

/** Check the trailer of a database file (a magic and the SHA-256 of all before it, given in
 * hexadecimal). STATUS_INVALID: it does not match. */
enum status trailer_check(int descriptor, char digest[65]) CHANCERY_MUST_USE;

/** Append the trailer to a finished file, open for reading and writing. */
enum status trailer_append(int descriptor) CHANCERY_MUST_USE;

#endif
