/*
 * SipHash-2-4 and its key. It is no digest: whoever knows the key can make texts collide.
 */
#include "siphash.h"

#include <endian.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

struct state {
    uint64_t a, b, c, d;
};

static uint64_t turn(uint64_t x, int bits)
{
    return (x << bits) | (x >> (64 - bits));
}

static void mix(struct state *s)
{
    s->a += s->b;
    s->c += s->d;
    s->b = turn(s->b, 13) ^ s->a;
    s->d = turn(s->d, 16) ^ s->c;
    s->a = turn(s->a, 32);
    s->c += s->b;
    s->a += s->d;
    s->b = turn(s->b, 17) ^ s->c;
    s->d = turn(s->d, 21) ^ s->a;
    s->c = turn(s->c, 32);
}

static void add(struct state *s, uint64_t word)
{
    s->d ^= word;
    mix(s);
    mix(s);
    s->a ^= word;
}

uint64_t siphash(const struct siphash_key *key, struct text text)
{
    struct state s = {key->low ^ 0x736f6d6570736575, key->high ^ 0x646f72616e646f6d,
                      key->low ^ 0x6c7967656e657261, key->high ^ 0x7465646279746573};
    uint64_t word, last = (uint64_t)text.length << 56;
    size_t i = 0;
    for (; i + 8 <= text.length; i += 8) {
        memcpy(&word, text.at + i, 8);
        add(&s, le64toh(word));
    }
    for (int shift = 0; i < text.length; i++, shift += 8)
        last |= (uint64_t)(unsigned char)text.at[i] << shift;
    add(&s, last);
    s.c ^= 0xff;
    for (int round = 0; round < 4; round++)
        mix(&s);
    return s.a ^ s.b ^ s.c ^ s.d;
}

struct siphash_key siphash_key_new(void)
{
    struct siphash_key key;
    if (getrandom(&key, sizeof key, 0) == (ssize_t)sizeof key) return key;
    /* A kernel without it is older than any that we run on: still, no two processes alike. */
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (struct siphash_key){(uint64_t)now.tv_nsec << 32 ^ (uint64_t)now.tv_sec,
                                (uint64_t)getpid() << 32 ^ (uintptr_t)&key};
}
