/* Which records begin or end between two days, for the answer of /diff. */
#ifndef HANDLERS_DIFF_H
#define HANDLERS_DIFF_H

#include "entry.h"

/* What has states, of one type. */
struct diff_domain {
    const char *type;
    const char *kinds, *causes; /* pieces of queries.sql: which records (NULL: all), and why */
};

/* The days asked for: those of (after, until]. */
struct diff_days {
    int64_t after, until;
};

/* As many as a section has, and one more that tells that there are others. */
struct diff_found {
    size_t count;
    struct {
        int64_t key, day; /* of the record; its first day within on which it begins or ends */
    } at[SECTION_LIMIT + 1];
};

/* The first records of a domain that begin or end within the days, by that day. STATUS_OK or what
 * the query ended with. */
enum status diff_find(struct request *request, const struct diff_domain *domain,
                      struct diff_days days, struct diff_found *found) CHANCERY_MUST_USE;

#endif
