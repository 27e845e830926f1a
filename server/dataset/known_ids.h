/* The first ids of a dataset, kept in memory, so that references to them are resolved at once. */
#ifndef DATASET_KNOWN_IDS_H
#define DATASET_KNOWN_IDS_H

#include <chancery/record_type.h>
#include <chancery/status.h>
#include <stdint.h>

/* Their number is bounded: references to all others are looked up in the store, once it is full. */
enum { KNOWN_IDS_MOST = 65536 };

struct known_ids;

/* How many claims are made, and how many of them nobody verified, name no source, are contradicted,
 * are held to be best or wrong. */
struct claim_counts {
    int64_t all, unverified, uncited, conflicting, preferred, deprecated;
};

struct known_id {
    struct text id; /* owned */
    const struct record_type *type;
    int64_t mentions;
    struct claim_counts claims; /* on its authority */
};

/* An empty set, to be freed by known_ids_free. NULL when memory is short. */
struct known_ids *known_ids_new(void);

/* NULL is allowed. */
void known_ids_free(struct known_ids *ids);

/* Remember an id while there is room; one that is there stays as it is. */
void known_ids_add(struct known_ids *ids, struct text id, const struct record_type *type);

/* What is known of an id, or NULL: then it may still exist. */
struct known_id *known_ids_find(struct known_ids *ids, struct text id);

/* The entries in the order in which they were added; NULL behind the last. */
const struct known_id *known_ids_at(const struct known_ids *ids, size_t index);

#endif
