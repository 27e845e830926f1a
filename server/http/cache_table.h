/* One shard's table of kept replies by raw target. Not locked: its user does that. */
#ifndef HTTP_CACHE_TABLE_H
#define HTTP_CACHE_TABLE_H

#include "kept.h"

enum {
    CACHE_KEY_LIMIT = 1024,         /* bytes of a target whose replies are kept */
    CACHE_REPLY_LIMIT = 256 * 1024, /* bytes that one kept reply may cost */
    CACHE_MEMOS = 4,                /* negotiations of one target that are remembered */
    MEMO_LIMIT = 1024,              /* bytes of headers that are remembered */
    CACHE_WAYS = 8,                 /* replies of one target: formats, languages, codings */
    DOORKEEPER_BITS = 1 << 16,      /* what was seen once lately: a Bloom filter … */
    DOORKEEPER_LIMIT = 1 << 12      /* … that forgets all after so many */
};

/* What headers were found to ask for: browsers send long ones, always the same. */
struct memo {
    bool visited;
    size_t cost;
    struct choice choice;
    struct cache_ask ask; /* its headers, in `room`; NULL also where they have no say */
    char room[];
};

/* All that is kept of one target. */
struct entry {
    struct entry *next;          /* in its bucket */
    struct entry *newer, *older; /* by age */
    uint64_t hash;
    unsigned hits; /* since the hand passed, HITS_LIMIT at most, less one each time it does */
    unsigned count, hand; /* of `ways` */
    struct kept *ways[CACHE_WAYS];
    unsigned memo_count, memo_hand;
    struct memo *memos[CACHE_MEMOS];
    size_t cost; /* of all this */
    size_t length;
    char target[];
};

struct cache_table {
    size_t budget, cost; /* bytes: allowed, used */
    size_t bucket_count, entry_count;
    size_t evictions; /* entries that went for others */
    struct entry **buckets;
    struct entry *newest, *oldest, *hand;
    unsigned seen; /* in the doorkeeper */
    uint64_t doorkeeper[DOORKEEPER_BITS / 64];
};

/** False: memory. */
bool cache_table_begin(struct cache_table *table, size_t budget);

/** The entry of a target, or NULL. Borrowed. */
struct entry *cache_table_find(const struct cache_table *table, uint64_t hash, struct text target);

/**
 * Put a reply (one reference is taken on success) under a target. Where that needs room, what was
 * not asked for lately goes: but only for a target that was seen before, or is `wanted` by several
 * at this moment. What went is put on the list `*gone` (by its entries' `next`).
 */
bool cache_table_put(struct cache_table *table, uint64_t hash, struct text target,
                     struct kept *kept, bool wanted, struct entry **gone);

/** What was remembered of a negotiation, or NULL. Borrowed. */
const struct choice *entry_recall(struct entry *entry, const struct cache_ask *ask);

/** Remember one, where its headers are not too long. What went for it is put on the list `*gone`.
 */
void entry_remember(struct cache_table *table, struct entry *entry, const struct cache_ask *ask,
                    const struct choice *choice, struct entry **gone);

/** It was asked for. */
void entry_hit(struct entry *entry);

/** Take everything out: a list, by `next`. */
struct entry *cache_table_clear(struct cache_table *table);

/** Free a list of entries that are in no table. Slow: to be called without a lock. */
void entries_free(struct entry *entries);

/** Free the table and what is in it. */
void cache_table_end(struct cache_table *table);

#endif
