/* What the steps of one compilation share. */
#ifndef DATASET_COMPILATION_H
#define DATASET_COMPILATION_H

#include "faults.h"
#include "validator.h"

#include <chancery/buffer.h>
#include <chancery/connection.h>
#include <chancery/dataset.h>
#include <chancery/digest.h>
#include <chancery/record_type.h>

/* The step that is told of on the terminal. */
struct progress {
    const char *step; /* NULL: none */
    int64_t begun, shown;
    uint64_t first; /* records at its beginning */
};

struct compilation {
    const struct dataset_options *options;
    const struct contract *contract;
    struct faults *faults;
    struct validator *validator;
    struct connection *store;
    struct loader *loader;
    struct languages languages;
    json_t *dataset;  /* dataset.json */
    json_t *outlines; /* features of the GeoJSON files read so far, by name */
    size_t loaded[RECORD_TYPE_COUNT];
    struct progress progress;
    int64_t begun;
};

/* A date, interval or reference that the validator met. */
struct noted {
    const char *pointer, *format; /* in the arena */
    const json_t *value;          /* borrowed from the record */
};

/* What the validator told of one record. */
struct record_notes {
    struct compilation *compilation;
    struct arena *arena;
    struct place_in_file at;
    size_t faults; /* of this record */
    size_t count, capacity;
    struct noted *at_format; /* in the arena */
};

/* What one source says of one fact. Texts are borrowed from the record and its arena. */
struct claim {
    const char *id, *field, *about, *type, *kind, *rank, *reason, *source, *locator, *certainty;
    struct text value, comparable, verified;
    uint8_t digest[DIGEST_SIZE];
    bool conflicting; /* another says something else of the same field */
};

/* A record made ready: what is inserted is all here, and nothing of it asks the store. */
struct prepared {
    const struct record_type *type;
    json_t *record; /* owned */
    struct place_in_file at;
    bool sound;               /* else its id is all that is kept of it */
    bool dated, lasts;        /* lasts: an event with a beginning and an end of its own */
    struct day_bounds bounds; /* of the date that its collection is asked by */
    struct text json, dating; /* canonical; in the arena */
    char digest[DIGEST_HEX_SIZE];
    const json_t *geometry; /* borrowed from the outlines */
    size_t claim_count, noted_count;
    struct claim *claims;
    struct noted *noted;
    struct text disputed, unverified; /* JSON lists of fields, sorted; {NULL, 0}: none */
};

/* dataset.json into meta, language, kind, post and coverage. */
enum status manifest_load(struct compilation *compilation) CHANCERY_MUST_USE;

/* Every record of every collection: validated, and the sound ones into the tables. */
enum status records_load(struct compilation *compilation) CHANCERY_MUST_USE;

/* Validate a record and make all ready that is to be inserted of it. */
enum status record_prepare(struct compilation *compilation, struct arena *arena,
                           struct prepared *prepared) CHANCERY_MUST_USE;

/* The claims of one sound record: explicit ones, and those that its `sources` stand for. */
enum status claims_make(struct prepared *prepared, struct record_notes *notes) CHANCERY_MUST_USE;

/* The outline that a place names, or NULL; a fault is added where it is not there. */
const json_t *geometry_find(struct compilation *compilation, const json_t *record,
                            const struct record_notes *notes);

/* Validate a record, noting faults, dates and references. */
void notes_take(struct record_notes *notes, const json_t *record, const struct record_type *type);

/* The format that the validator noted at a pointer ("date", "reference:actor" …), or NULL. */
const char *notes_format(const struct record_notes *notes, const char *pointer);

/* A value as json_append writes it, in the arena; {NULL, 0} for NULL, or when memory is short. */
struct text json_in_arena(struct arena *arena, const json_t *value, size_t flags);

/* The versions released before, into the scratch table `past`. */
enum status history_load(struct compilation *compilation) CHANCERY_MUST_USE;

/* Record the version compiled beside them. STATUS_INVALID: it was recorded with other contents. */
enum status history_write(struct compilation *compilation) CHANCERY_MUST_USE;

/* The checks of checks.sql; faults are added at their records. */
enum status checks_run(struct compilation *compilation) CHANCERY_MUST_USE;

/* Where a record was read: kept beside the store, for faults that only the whole shows. */
struct place_in_file loader_place(const struct loader *loader, int64_t key);

/* Milliseconds of a clock that only goes forward. */
int64_t progress_now(void);

/* Tell what was made, and at what cost. */
void summary_print(const struct compilation *compilation);

/* Wipe the line of progress. */
void progress_clear(struct compilation *compilation);

/* Tell how far a long step is, on a terminal: `done` of `all` (0: not known), `records` so far (0:
 * it does not count them). One thread at a time. */
void progress_show(struct compilation *compilation, const char *step, uint64_t done, uint64_t all,
                   uint64_t records);

#endif
