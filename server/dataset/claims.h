/* What the two halves of the claims share: finding facts, and writing what is said of them. */
#ifndef DATASET_CLAIMS_H
#define DATASET_CLAIMS_H

#include "compilation.h"

struct leaves {
    size_t count, capacity;
    struct leaf *at;
};

struct claim_writer {
    struct compilation *compilation;
    const json_t *record;
    struct record_notes *notes;
    int64_t key;
    json_t *written; /* ids of this record's claims so far */
};

/*
 * Insert one claim of a fact. `says` is the citation or claim that carries source, locator,
 * certainty, verified, reason and value_kind; `value` may be NULL where nothing is claimed to be
 * known.
 */
enum status claim_write(struct claim_writer *writer, const struct leaf *leaf, const json_t *says,
                        const char *rank, const json_t *value);

/* Whether a value can stand where the leaf stands: a date must be readable. */
bool claim_value_is_sound(const struct claim_writer *writer, const struct leaf *leaf,
                          const json_t *value);

#endif
