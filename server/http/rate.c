/*
 * The generic cell rate algorithm (ITU-T I.371): of a client one time is kept, that at which all it
 * has asked would have been due at an even pace. The times stand in a table of a fixed size, in
 * sets of a few; a newcomer takes the place of whoever is least in debt, so that many addresses can
 * make it forget a debt and never make it grow.
 */
#include "rate.h"

#include "siphash.h"

#include <pthread.h>
#include <stdlib.h>

enum { SETS = 8192, WAYS = 8, LOCKS = 64, SECOND = 1000000000 };

struct debtor {
    uint64_t name; /* hash of the network under a secret key */
    int64_t due;   /* nanoseconds */
};

struct rate {
    struct siphash_key key;
    int64_t interval; /* nanoseconds between two requests at an even pace */
    unsigned per_second;
    pthread_mutex_t locks[LOCKS];
    struct debtor sets[SETS][WAYS];
};

struct rate *rate_new(unsigned per_second)
{
    struct rate *rate = calloc(1, sizeof *rate);
    if (rate == NULL) return NULL;
    rate->key = siphash_key_new();
    rate->per_second = per_second;
    rate->interval = SECOND / (int64_t)per_second;
    for (size_t i = 0; i < LOCKS; i++)
        pthread_mutex_init(&rate->locks[i], NULL);
    return rate;
}

void rate_free(struct rate *rate)
{
    if (rate == NULL) return;
    for (size_t i = 0; i < LOCKS; i++)
        pthread_mutex_destroy(&rate->locks[i]);
    free(rate);
}

unsigned rate_allowed(const struct rate *rate)
{
    return rate->per_second;
}

/* Its place in a set: its own, or that of who owes least. */
static struct debtor *find(struct debtor set[WAYS], uint64_t name)
{
    struct debtor *least = &set[0];
    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].name == name) return &set[i];
        if (set[i].due < least->due) least = &set[i];
    }
    *least = (struct debtor){name, 0};
    return least;
}

unsigned rate_take(struct rate *rate, const struct client *client, int64_t now)
{
    struct client network = client_network(client);
    uint64_t name =
        siphash(&rate->key, (struct text){(const char *)network.bytes, sizeof network.bytes});
    size_t set = name % SETS;
    int64_t saved = (int64_t)RATE_BURST_SECONDS * SECOND;
    unsigned wait = 0;
    pthread_mutex_lock(&rate->locks[set % LOCKS]);
    struct debtor *debtor = find(rate->sets[set], name);
    int64_t due = (debtor->due > now ? debtor->due : now) + rate->interval;
    if (due - now <= saved)
        debtor->due = due;
    else
        wait = (unsigned)((due - now - saved + SECOND - 1) / SECOND);
    pthread_mutex_unlock(&rate->locks[set % LOCKS]);
    return wait;
}
