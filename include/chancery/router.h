/* From a path to an operation. Matching works on raw segments: each is decoded after the split. */
#ifndef CHANCERY_ROUTER_H
#define CHANCERY_ROUTER_H

#include <chancery/arena.h>
#include <chancery/spec.h>

enum { ROUTER_MAX_SEGMENTS = 8 };

struct route {
    const struct operation *operation;
    size_t segment_count;
    struct text
        segments[ROUTER_MAX_SEGMENTS]; /* decoded; those at parameter places are the values */
};

/**
 * Find the operation for a raw path (before '?'; starts with '/'; a trailing slash is not ignored).
 * A literal segment beats a parameter, from left to right. Decoded segments live in `arena`.
 * STATUS_NOT_FOUND: no template matches. STATUS_INVALID: bad percent-encoding, %00, %2F, invalid
 * UTF-8.
 */
enum status router_match(const struct contract *contract, struct text raw_path, struct arena *arena,
                         struct route *out) CHANCERY_MUST_USE;

/** The template path nearest to a path that did not match, for the 404's suggestion, or NULL.
 * Borrowed. */
const char *router_nearest(const struct contract *contract, struct text raw_path);

/** Percent-decode into the arena ('+' is a space when `plus`). STATUS_INVALID: bad %, %00, not
 * UTF-8. */
enum status percent_decode(struct text raw, bool plus, struct arena *arena,
                           struct text *out) CHANCERY_MUST_USE;

#endif
