/* What the steps of one compilation share. */
#ifndef DATASET_COMPILATION_H
#define DATASET_COMPILATION_H

#include "faults.h"
#include "validator.h"

#include <chancery/connection.h>
#include <chancery/dataset.h>
#include <chancery/fragments.h>
#include <chancery/record_type.h>

struct compilation {
    const struct dataset_options *options;
    const struct contract *contract;
    struct faults *faults;
    struct validator *validator;
    struct connection *store;
    struct fragments load;
    struct languages languages;
    json_t *dataset;  /* dataset.json */
    json_t *outlines; /* features of the GeoJSON files read so far, by name */
    int64_t last_key;
    size_t loaded[RECORD_TYPE_COUNT];
};

/* A value of a record that is one fact: a leaf, or a whole date. */
struct leaf {
    const char *pointer; /* JSON Pointer into the record; in the arena */
    const json_t *value; /* borrowed */
    const char *type;    /* "plain", "date", "interval", "reference" */
};

/* What the validator told of one record. */
struct record_notes {
    struct compilation *compilation;
    struct arena *arena;
    struct place_in_file at;
    size_t faults; /* of this record */
    size_t count, capacity;
    struct noted {
        const char *pointer, *format;
        const json_t *value;
    } * at_format; /* dates, intervals, references */
};

/* dataset.json into meta, language, kind, post and coverage. */
enum status manifest_load(struct compilation *compilation) CHANCERY_MUST_USE;

/* Every record of every collection: validated, and the sound ones into the tables. */
enum status records_load(struct compilation *compilation) CHANCERY_MUST_USE;

/* The claims of one sound record: explicit ones, and those that its `sources` stand for. */
enum status claims_load(struct compilation *compilation, const json_t *record,
                        const struct record_type *type, int64_t key,
                        struct record_notes *notes) CHANCERY_MUST_USE;

/* The outline that a place names. */
enum status geometry_load(struct compilation *compilation, const json_t *record, int64_t key,
                          const struct record_notes *notes) CHANCERY_MUST_USE;

/* Validate a record, noting faults, dates and references. */
void notes_take(struct record_notes *notes, const json_t *record, const struct record_type *type);

/* The format that the validator noted at a pointer ("date", "reference:actor" …), or NULL. */
const char *notes_format(const struct record_notes *notes, const char *pointer);

/* The versions released before, into the scratch table `past`. */
enum status history_load(struct compilation *compilation) CHANCERY_MUST_USE;

/* Record the version compiled beside them. STATUS_INVALID: it was recorded with other contents. */
enum status history_write(struct compilation *compilation) CHANCERY_MUST_USE;

/* The checks of checks.sql; faults are added at their records. */
enum status checks_run(struct compilation *compilation) CHANCERY_MUST_USE;

/* The kept bytes of every record in every language, and the dataset's version. */
enum status representations_make(struct compilation *compilation) CHANCERY_MUST_USE;

/* Wipe the line of progress. */
void progress_clear(const struct compilation *compilation);

/* Tell how far a long step is, on a terminal. */
void progress_show(const struct compilation *compilation, const char *step, uint64_t done,
                   uint64_t all);

#endif
