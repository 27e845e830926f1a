/*
 * The reply cache, in shards: each has a lock, held for a look or a change, never while a reply is
 * made, negotiated or freed. It holds what any client may see, and nothing that hangs on who asked.
 */
#include "cache.h"
#include "siphash.h"

#include <chancery/clock.h>
#include <stdlib.h>
#include <string.h>

enum { SHARDS = 16, SHARD_BYTES = 1 << 20, PATIENCE_SECONDS = 1 };

struct shard {
    pthread_mutex_t lock;
    pthread_cond_t landed;         /* a flight ended */
    struct flight *flights;        /* under lock */
    size_t hits, misses;           /* under lock; each miss began a flight */
    struct generation *generation; /* whose replies these are; one reference; under lock */
    struct cache_table table;      /* under lock */
};

struct cache {
    struct siphash_key key;
    size_t count; /* of shards: a power of two */
    struct shard shards[SHARDS];
};

static void begin_shard(struct shard *shard, struct generation *generation)
{
    pthread_mutex_init(&shard->lock, NULL);
    clock_condition_init(&shard->landed);
    shard->generation = generation_take(generation);
}

struct cache *cache_new(size_t bytes, struct generation *generation)
{
    struct cache *cache = calloc(1, sizeof *cache);
    if (cache == NULL) return NULL;
    size_t count = 1;
    while (count < SHARDS && 2 * count * SHARD_BYTES <= bytes)
        count *= 2;
    cache->key = siphash_key_new();
    for (; cache->count < count; cache->count++) {
        struct shard *shard = &cache->shards[cache->count];
        if (!cache_table_begin(&shard->table, bytes / count)) {
            cache_free(cache);
            return NULL;
        }
        begin_shard(shard, generation);
    }
    return cache;
}

void cache_free(struct cache *cache)
{
    for (size_t i = 0; cache != NULL && i < cache->count; i++) {
        struct shard *shard = &cache->shards[i];
        cache_table_end(&shard->table);
        generation_release(shard->generation);
        pthread_cond_destroy(&shard->landed);
        pthread_mutex_destroy(&shard->lock);
    }
    free(cache);
}

void cache_renew(struct cache *cache, struct generation *generation)
{
    for (size_t i = 0; cache != NULL && i < cache->count; i++) {
        struct shard *shard = &cache->shards[i];
        pthread_mutex_lock(&shard->lock);
        struct generation *former = shard->generation;
        shard->generation = generation_take(generation);
        struct entry *gone = cache_table_clear(&shard->table);
        pthread_mutex_unlock(&shard->lock);
        entries_free(gone);
        generation_release(former);
    }
}

void cache_measure(struct cache *cache, struct cache_figures *out)
{
    *out = (struct cache_figures){0};
    for (size_t i = 0; cache != NULL && i < cache->count; i++) {
        struct shard *shard = &cache->shards[i];
        pthread_mutex_lock(&shard->lock);
        out->hits += shard->hits;
        out->misses += shard->misses;
        out->evictions += shard->table.evictions;
        out->entries += shard->table.entry_count;
        out->bytes += shard->table.cost;
        pthread_mutex_unlock(&shard->lock);
    }
}

/* --- look-up; the shard is locked --- */

static struct kept *take_visited(struct entry *entry, struct kept *kept)
{
    entry_hit(entry);
    kept->visited = true;
    return kept_take(kept);
}

static struct kept *find_choice(struct entry *entry, const struct choice *choice)
{
    for (unsigned i = 0; i < entry->count; i++)
        if (kept_is(entry->ways[i], choice)) return take_visited(entry, entry->ways[i]);
    return NULL;
}

/* What negotiation of these headers leads to. It reads headers that may be long: not under the
 * lock, which is let go of and taken again. */
static struct kept *negotiate(struct shard *shard, const struct entry *entry, uint64_t hash,
                              const struct cache_ask *ask, struct entry **gone)
{
    struct choice choice;
    struct selection selection = entry->ways[0]->selection;
    struct generation *generation = generation_take(shard->generation);
    pthread_mutex_unlock(&shard->lock);
    bool accepts = choice_make(&selection, generation_languages(generation), ask, &choice);
    pthread_mutex_lock(&shard->lock);
    struct entry *found = cache_table_find(&shard->table, hash, ask->target);
    struct kept *kept = NULL;
    if (accepts && shard->generation == generation && found != NULL) {
        entry_remember(&shard->table, found, ask, &choice, gone);
        kept = find_choice(found, &choice);
    }
    generation_release(generation);
    return kept;
}

static struct kept *look(struct shard *shard, uint64_t hash, const struct cache_ask *ask,
                         struct entry **gone)
{
    struct entry *entry = cache_table_find(&shard->table, hash, ask->target);
    if (entry == NULL) return NULL;
    const struct choice *choice = entry_recall(entry, ask);
    return choice != NULL ? find_choice(entry, choice) : negotiate(shard, entry, hash, ask, gone);
}

/* --- flights; the shard is locked --- */

static bool same(const char *one, const char *other)
{
    if (one == NULL || other == NULL) return one == other;
    return strcmp(one, other) == 0;
}

static struct flight *find_flight(const struct shard *shard, uint64_t hash,
                                  const struct cache_ask *ask)
{
    struct flight *flight = shard->flights;
    while (flight != NULL &&
           (flight->hash != hash || !text_equal(flight->ask.target, ask->target) ||
            !same(flight->ask.accept, ask->accept) ||
            !same(flight->ask.accept_language, ask->accept_language) ||
            !same(flight->ask.accept_encoding, ask->accept_encoding)))
        flight = flight->next;
    return flight;
}

/* Until no such flight is under way. Once, and not for ever: what cannot be kept would make a queue
 * of them. */
static bool wait_for_flight(struct shard *shard, uint64_t hash, const struct cache_ask *ask)
{
    struct flight *flight = find_flight(shard, hash, ask);
    if (flight == NULL) return false;
    int64_t until = clock_now() + PATIENCE_SECONDS * CLOCK_SECOND;
    size_t number = flight->number;
    flight->waiters++;
    while (flight != NULL && flight->number == number)
        flight =
            clock_wait(&shard->landed, &shard->lock, until) ? find_flight(shard, hash, ask) : NULL;
    return true;
}

struct kept *cache_find(struct cache *cache, const struct cache_ask *ask, struct flight *flight)
{
    uint64_t hash = siphash(&cache->key, ask->target);
    struct shard *shard = &cache->shards[hash & (cache->count - 1)];
    struct entry *gone = NULL;
    pthread_mutex_lock(&shard->lock);
    struct kept *kept = look(shard, hash, ask, &gone);
    if (kept == NULL && wait_for_flight(shard, hash, ask)) kept = look(shard, hash, ask, &gone);
    if (kept == NULL) {
        *flight = (struct flight){.shard = shard,
                                  .number = ++shard->misses,
                                  .hash = hash,
                                  .ask = *ask,
                                  .next = shard->flights};
        shard->flights = flight;
    } else {
        shard->hits++;
    }
    pthread_mutex_unlock(&shard->lock);
    entries_free(gone);
    return kept;
}

void cache_keep(const struct flight *flight, const struct generation *generation, struct kept *kept)
{
    struct entry *gone = NULL;
    struct shard *shard = flight->shard;
    pthread_mutex_lock(&shard->lock);
    if (shard->generation == generation)
        cache_table_put(&shard->table, flight->hash, flight->ask.target, kept, flight->waiters > 0,
                        &gone);
    pthread_mutex_unlock(&shard->lock);
    entries_free(gone);
}

void cache_end(struct flight *flight)
{
    struct shard *shard = flight->shard;
    if (shard == NULL) return;
    pthread_mutex_lock(&shard->lock);
    struct flight **link = &shard->flights;
    while (*link != flight)
        link = &(*link)->next;
    *link = flight->next;
    pthread_mutex_unlock(&shard->lock);
    pthread_cond_broadcast(&shard->landed);
    flight->shard = NULL;
}
