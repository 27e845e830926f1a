/* What the server did, counted: by route and status, with how long it took. */
#ifndef HTTP_METRICS_H
#define HTTP_METRICS_H

#include "http.h"

#include <chancery/buffer.h>

/* What happens now and then. */
enum metric_event {
    METRIC_DATASET_REFUSED,
    METRIC_DATASET_OPENED,
    METRIC_CERTIFICATE_REFUSED,
    METRIC_CERTIFICATE_READ,
    METRIC_EVENT_COUNT
};

enum { METRIC_SHARDS = 16, METRIC_STATUSES = 20, METRIC_BUCKETS = 12, METRIC_ENDS = 6 };

/* One route, or (the last) all that matched none, as the workers of one shard count it. */
struct route_counts {
    atomic_ulong by_status[METRIC_STATUSES], by_duration[METRIC_BUCKETS], nanoseconds, bytes;
};

struct metrics {
    const struct contract *contract;
    size_t routes;
    int64_t started; /* seconds since 1970 */
    atomic_ulong by_end[METRIC_ENDS], by_event[METRIC_EVENT_COUNT];
    struct query_counts queries;
    struct route_counts counts[]; /* METRIC_SHARDS times `routes` */
};

/* A route's counts, added up. */
struct route_sums {
    unsigned long by_status[METRIC_STATUSES], by_duration[METRIC_BUCKETS], nanoseconds, bytes,
        requests;
};

/** For the operations of a contract. NULL: memory. */
struct metrics *metrics_new(const struct contract *contract);

/** Free it. NULL is allowed. */
void metrics_free(struct metrics *metrics);

/** Where generations count their queries. Borrowed. */
struct query_counts *metrics_queries(struct metrics *metrics);

/** Count an exchange that the worker of that number completed, and why it was over. */
void metrics_count(struct metrics *metrics, size_t worker, const struct exchange *exchange,
                   enum MHD_RequestTerminationCode why);

/** Count an event. */
void metrics_count_event(struct metrics *metrics, enum metric_event event);

/** What a counter stands at. */
unsigned long metrics_read(const atomic_ulong *counter);

/** Add up the counts of a route. */
void metrics_sum(const struct metrics *metrics, size_t route, struct route_sums *out);

/** The status that is counted at a place of `by_status`; 0: all others. */
int metrics_status(size_t place);

/** The upper bound of a place of `by_duration`, in seconds, as OpenMetrics writes it. Static. */
const char *metrics_bound(size_t place);

/** Write everything that is known of a server as OpenMetrics 1.0 text; `state` is the server. */
void metrics_write(void *state, struct buffer *out);

#endif
