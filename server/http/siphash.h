/* SipHash-2-4 (Aumasson and Bernstein, 2012): a hash that nobody can aim without its key. */
#ifndef HTTP_SIPHASH_H
#define HTTP_SIPHASH_H

#include <chancery/text.h>
#include <stdint.h>

struct siphash_key {
    uint64_t low, high;
};

/** A key that nobody knows, from the kernel. */
struct siphash_key siphash_key_new(void);

/** The hash of a text under a key. */
uint64_t siphash(const struct siphash_key *key, struct text text);

#endif
