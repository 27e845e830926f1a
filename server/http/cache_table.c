/*
 * The table of a shard. What goes is chosen by SIEVE (Zhang and others, NSDI 2024): a hand passes
 * from the oldest to the newest and takes the first that was not asked for since it last passed;
 * hits count up to three, so that twice is less than often. It never grows beyond its budget, and a
 * target that was asked for once displaces nothing.
 */
#include "cache_table.h"

#include <stdlib.h>
#include <string.h>

enum { BYTES_PER_BUCKET = 4096, HITS_LIMIT = 3, DOORKEEPER_HASHES = 4 };

bool cache_table_begin(struct cache_table *table, size_t budget)
{
    memset(table, 0, sizeof *table);
    table->budget = budget;
    table->bucket_count = 16;
    while (table->bucket_count < budget / BYTES_PER_BUCKET)
        table->bucket_count *= 2;
    table->buckets = calloc(table->bucket_count, sizeof(struct entry *));
    return table->buckets != NULL;
}

static struct entry **bucket_of(const struct cache_table *table, uint64_t hash)
{
    /* The lowest bits chose the shard. */
    return &table->buckets[(hash >> 8) & (table->bucket_count - 1)];
}

struct entry *cache_table_find(const struct cache_table *table, uint64_t hash, struct text target)
{
    struct entry *entry = *bucket_of(table, hash);
    while (entry != NULL && (entry->hash != hash ||
                             !text_equal((struct text){entry->target, entry->length}, target)))
        entry = entry->next;
    return entry;
}

/* Whether it was seen before; it is from now on. */
static bool greet(struct cache_table *table, uint64_t hash)
{
    bool known = true;
    if (table->seen == DOORKEEPER_LIMIT) {
        memset(table->doorkeeper, 0, sizeof table->doorkeeper);
        table->seen = 0;
    }
    for (int i = 0; i < DOORKEEPER_HASHES; i++) {
        size_t bit = (hash * 0x9E3779B97F4A7C15 >> 16 * i) % DOORKEEPER_BITS;
        uint64_t mask = 1ULL << bit % 64;
        known = known && (table->doorkeeper[bit / 64] & mask) != 0;
        table->doorkeeper[bit / 64] |= mask;
    }
    if (!known) table->seen++;
    return known;
}

static void detach(struct cache_table *table, struct entry *entry)
{
    struct entry **link = bucket_of(table, entry->hash);
    while (*link != entry)
        link = &(*link)->next;
    *link = entry->next;
    if (table->hand == entry) table->hand = entry->newer;
    if (entry->newer != NULL)
        entry->newer->older = entry->older;
    else
        table->newest = entry->older;
    if (entry->older != NULL)
        entry->older->newer = entry->newer;
    else
        table->oldest = entry->newer;
    table->cost -= entry->cost;
    table->entry_count--;
}

void entry_hit(struct entry *entry)
{
    if (entry->hits < HITS_LIMIT) entry->hits++;
}

/* The next to go, never `spared`. NULL: there is none. */
static struct entry *choose_victim(struct cache_table *table, const struct entry *spared)
{
    for (size_t i = 0; i < (HITS_LIMIT + 1) * table->entry_count + 1; i++) {
        struct entry *entry = table->hand != NULL ? table->hand : table->oldest;
        if (entry == NULL) return NULL;
        table->hand = entry->newer;
        if (entry->hits == 0 && entry != spared) return entry;
        if (entry->hits > 0) entry->hits--;
    }
    return NULL;
}

static bool has_room(const struct cache_table *table, size_t cost)
{
    return table->cost + cost <= table->budget && table->entry_count < 2 * table->bucket_count;
}

static bool make_room(struct cache_table *table, size_t cost, const struct entry *spared,
                      struct entry **gone)
{
    while (!has_room(table, cost)) {
        struct entry *victim = choose_victim(table, spared);
        if (victim == NULL) return false;
        detach(table, victim);
        table->evictions++;
        victim->next = *gone;
        *gone = victim;
    }
    return true;
}

static struct entry *add_entry(struct cache_table *table, uint64_t hash, struct text target)
{
    struct entry *entry = calloc(1, sizeof *entry + target.length);
    if (entry == NULL) return NULL;
    struct entry **bucket = bucket_of(table, hash);
    entry->hash = hash;
    entry->length = target.length;
    memcpy(entry->target, target.at, target.length);
    entry->cost = sizeof *entry + target.length;
    entry->next = *bucket;
    *bucket = entry;
    entry->older = table->newest;
    if (table->newest != NULL)
        table->newest->newer = entry;
    else
        table->oldest = entry;
    table->newest = entry;
    table->cost += entry->cost;
    table->entry_count++;
    return entry;
}

static bool is_same_choice(const struct kept *one, const struct kept *other)
{
    return one->choice.media_type == other->choice.media_type &&
           one->choice.language == other->choice.language && one->coding == other->coding;
}

/* The place for one more reply of a target: its own, a free one, or that of one that was not asked
 * for lately, so that no odd format displaces the usual one. */
static unsigned choose_way(struct entry *entry, const struct kept *kept)
{
    for (unsigned i = 0; i < entry->count; i++)
        if (is_same_choice(entry->ways[i], kept)) return i;
    if (entry->count < CACHE_WAYS) return entry->count;
    while (entry->ways[entry->hand]->visited) {
        entry->ways[entry->hand]->visited = false;
        entry->hand = (entry->hand + 1) % CACHE_WAYS;
    }
    return entry->hand;
}

static struct kept *put_way(struct cache_table *table, struct entry *entry, struct kept *kept)
{
    unsigned way = choose_way(entry, kept);
    struct kept *former = entry->ways[way];
    size_t freed = former != NULL ? former->cost : 0;
    entry->ways[way] = kept_take(kept);
    if (way == entry->count) entry->count++;
    entry->cost += kept->cost - freed;
    table->cost += kept->cost - freed;
    return former;
}

bool cache_table_put(struct cache_table *table, uint64_t hash, struct text target,
                     struct kept *kept, bool wanted, struct entry **gone)
{
    struct entry *entry = cache_table_find(table, hash, target);
    size_t cost = kept->cost + (entry != NULL ? 0 : sizeof *entry + target.length);
    if (cost > CACHE_REPLY_LIMIT || target.length > CACHE_KEY_LIMIT) return false;
    bool known = greet(table, hash) || wanted || entry != NULL;
    if (!has_room(table, cost) && (!known || !make_room(table, cost, entry, gone))) return false;
    if (entry == NULL) entry = add_entry(table, hash, target);
    if (entry == NULL) return false;
    kept_release(put_way(table, entry, kept));
    return true;
}

/* --- memos --- */

static bool same(const char *one, const char *other)
{
    if (one == NULL || other == NULL) return one == other;
    return strcmp(one, other) == 0;
}

/* The headers that have a say. */
static struct cache_ask reduce(const struct entry *entry, const struct cache_ask *ask)
{
    const struct selection *selection = &entry->ways[0]->selection;
    return (struct cache_ask){.accept = selection->reads_accept ? ask->accept : NULL,
                              .accept_language =
                                  selection->reads_language ? ask->accept_language : NULL,
                              .accept_encoding = ask->accept_encoding};
}

const struct choice *entry_recall(struct entry *entry, const struct cache_ask *ask)
{
    const struct cache_ask reduced = reduce(entry, ask);
    for (unsigned i = 0; i < entry->memo_count; i++) {
        struct memo *memo = entry->memos[i];
        if (!same(memo->ask.accept_encoding, reduced.accept_encoding) ||
            !same(memo->ask.accept, reduced.accept) ||
            !same(memo->ask.accept_language, reduced.accept_language))
            continue;
        memo->visited = true;
        return &memo->choice;
    }
    return NULL;
}

static size_t room_of(const char *header)
{
    return header != NULL ? strlen(header) + 1 : 0;
}

static const char *put_header(char **room, const char *header)
{
    size_t length = room_of(header);
    if (header == NULL) return NULL;
    char *at = memcpy(*room, header, length);
    *room += length;
    return at;
}

static unsigned choose_memo(struct entry *entry)
{
    if (entry->memo_count < CACHE_MEMOS) return entry->memo_count++;
    while (entry->memos[entry->memo_hand]->visited) {
        entry->memos[entry->memo_hand]->visited = false;
        entry->memo_hand = (entry->memo_hand + 1) % CACHE_MEMOS;
    }
    return entry->memo_hand;
}

void entry_remember(struct cache_table *table, struct entry *entry, const struct cache_ask *ask,
                    const struct choice *choice, struct entry **gone)
{
    const struct cache_ask reduced = reduce(entry, ask);
    size_t size = room_of(reduced.accept) + room_of(reduced.accept_language) +
                  room_of(reduced.accept_encoding);
    if (size > MEMO_LIMIT || !make_room(table, sizeof(struct memo) + size, entry, gone)) return;
    struct memo *memo = malloc(sizeof *memo + size);
    if (memo == NULL) return;
    char *room = memo->room;
    memo->visited = false;
    memo->choice = *choice;
    memo->cost = sizeof *memo + size;
    memo->ask = (struct cache_ask){.accept = put_header(&room, reduced.accept),
                                   .accept_language = put_header(&room, reduced.accept_language),
                                   .accept_encoding = put_header(&room, reduced.accept_encoding)};
    struct memo **place = &entry->memos[choose_memo(entry)];
    size_t freed = *place != NULL ? (*place)->cost : 0;
    entry->cost += memo->cost - freed;
    table->cost += memo->cost - freed;
    free(*place);
    *place = memo;
}

/* --- all at once --- */

struct entry *cache_table_clear(struct cache_table *table)
{
    struct entry *all = NULL;
    while (table->newest != NULL) {
        struct entry *entry = table->newest;
        detach(table, entry);
        entry->next = all;
        all = entry;
    }
    return all;
}

void entries_free(struct entry *entries)
{
    while (entries != NULL) {
        struct entry *next = entries->next;
        for (unsigned i = 0; i < entries->count; i++)
            kept_release(entries->ways[i]);
        for (unsigned i = 0; i < entries->memo_count; i++)
            free(entries->memos[i]);
        free(entries);
        entries = next;
    }
}

void cache_table_end(struct cache_table *table)
{
    entries_free(cache_table_clear(table));
    free(table->buckets);
}
