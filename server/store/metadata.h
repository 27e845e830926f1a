/* What a generation knows of its dataset without asking it. */
#ifndef STORE_METADATA_H
#define STORE_METADATA_H

#include <chancery/digest.h>
#include <chancery/generation.h>

enum {
    COVERAGE_LIMIT = 16,
    TYPE_LIMIT = 16 /* record types, and claims */
};

struct covered {
    char domain[16];    /* "": the whole */
    int64_t start, end; /* JDN */
};

struct inhabited {
    char type[16];
    struct population population;
};

struct metadata {
    char version[DIGEST_HEX_SIZE];
    int64_t released; /* seconds since 1970, or 0 */
    struct languages languages;
    json_t *dataset;
    json_t *kinds; /* {"event": ["battle", …]} */
    size_t coverage_count;
    struct covered coverage[COVERAGE_LIMIT];
    size_t type_count;
    struct inhabited types[TYPE_LIMIT];
};

/** Read all of it into `metadata`, which is all zero. STATUS_INVALID: it is no dataset of ours. The
 * caller frees it, after a failure too. */
enum status metadata_read(struct metadata *metadata,
                          struct connection *connection) CHANCERY_MUST_USE;

/** Free what `metadata` holds, but not itself; one that is all zero is allowed. */
void metadata_free(struct metadata *metadata);

#endif
