/* The reply cache: finished replies of one generation, by raw target and negotiated choice. */
#ifndef HTTP_CACHE_H
#define HTTP_CACHE_H

#include "cache_table.h"

struct cache;
struct shard;

/* One request's way through the cache, from a miss to its reply. Others that want the same wait. */
struct flight {
    struct shard *shard; /* NULL: it has none, or has ended */
    size_t number;       /* no two of a shard have the same */
    uint64_t hash;
    struct cache_ask ask;
    unsigned waiters;
    struct flight *next;
};

/** A cache of at most `bytes` for the replies of `generation` (one reference is taken of it). NULL:
 * memory. */
struct cache *cache_new(size_t bytes, struct generation *generation);

/** Drop everything; keep replies of `generation` alone from now on. */
void cache_renew(struct cache *cache, struct generation *generation);

/**
 * Find the reply to a request; the caller owns one reference. NULL: it is not kept, and `flight`
 * (whose ask is the caller's) has begun: who makes the reply offers it by cache_keep and calls
 * cache_end. Where another flight for the same has begun, waits for it first, a second at most.
 */
struct kept *cache_find(struct cache *cache, const struct cache_ask *ask, struct flight *flight);

/** Offer what was made in a flight for a generation. It is kept when it is worth it and the
 * generation is still served. */
void cache_keep(const struct flight *flight, const struct generation *generation,
                struct kept *kept);

/** End a flight. */
void cache_end(struct flight *flight);

/** What it did and holds. All 0 for NULL. */
void cache_measure(struct cache *cache, struct cache_figures *out);

/** Free it. NULL is allowed. */
void cache_free(struct cache *cache);

#endif
