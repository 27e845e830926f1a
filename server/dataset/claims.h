/* What the two halves of the claims share: finding facts, and writing what is said of them. */
#ifndef DATASET_CLAIMS_H
#define DATASET_CLAIMS_H

#include "compilation.h"

/* A value of a record that is one fact: a leaf, or a whole date. */
struct leaf {
    const char *pointer; /* JSON Pointer into the record; in the arena */
    const json_t *value; /* borrowed */
    const char *type;    /* "plain", "date", "interval", "reference" */
};

struct leaves {
    size_t count, capacity;
    struct leaf *at; /* in the arena */
};

struct claim_writer {
    struct prepared *prepared; /* whose claims these are */
    struct record_notes *notes;
    struct buffer said, words; /* scratch */
    size_t capacity;           /* of the claims */
};

/*
 * Add one claim of a fact. `says` is the citation or claim that carries source, locator, certainty,
 * verified, reason and value_kind; `value` may be NULL where nothing is claimed to be known.
 */
enum status claim_write(struct claim_writer *writer, const struct leaf *leaf, const json_t *says,
                        const char *rank, const json_t *value) CHANCERY_MUST_USE;

/* Whether a value can stand where the leaf stands: a date must be readable. */
bool claim_value_is_sound(const struct claim_writer *writer, const struct leaf *leaf,
                          const json_t *value);

#endif
