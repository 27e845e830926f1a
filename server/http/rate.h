/* How many requests a client may make in a second. */
#ifndef HTTP_RATE_H
#define HTTP_RATE_H

#include "client.h"

#include <stdint.h>

enum { RATE_BURST_SECONDS = 2 };

struct rate;

/**
 * Allow each client `per_second` requests a second, of which it may save up RATE_BURST_SECONDS'
 * worth. Memory is bounded, however many clients come. NULL: memory.
 */
struct rate *rate_new(unsigned per_second);

/** Free it. NULL is allowed. */
void rate_free(struct rate *rate);

/**
 * Take one request of a client's network at a time (nanoseconds of a steady clock). Returns 0 where
 * it is allowed, else in how many seconds (1 at least) the next will be.
 */
unsigned rate_take(struct rate *rate, const struct client *client, int64_t now);

/** How many requests a client may make in a second. */
unsigned rate_allowed(const struct rate *rate);

#endif
