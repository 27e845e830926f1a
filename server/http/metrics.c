/*
 * Counting. Each worker counts in a place of its own, so that none waits for another's cache line;
 * who reads adds them up. Labels are templates of routes and statuses that we send: no client can
 * make more of them.
 */
#include "metrics.h"

#include <stdlib.h>

static const int statuses[METRIC_STATUSES - 1] = {200, 204, 206, 301, 304, 307, 308, 400, 404, 405,
                                                  406, 408, 410, 414, 416, 429, 500, 501, 503};

/* Upper bounds of durations, in nanoseconds, and as they are written. */
static const struct {
    uint64_t most;
    const char *name;
} buckets[METRIC_BUCKETS] = {
    {10000, "1e-05"},   {30000, "3e-05"},   {100000, "0.0001"},  {300000, "0.0003"},
    {1000000, "0.001"}, {3000000, "0.003"}, {10000000, "0.01"},  {30000000, "0.03"},
    {100000000, "0.1"}, {300000000, "0.3"}, {1000000000, "1.0"}, {UINT64_MAX, "+Inf"},
};

struct metrics *metrics_new(const struct contract *contract)
{
    size_t routes = contract_operation_count(contract) + 1;
    struct metrics *metrics =
        calloc(1, sizeof *metrics + METRIC_SHARDS * routes * sizeof(struct route_counts));
    if (metrics == NULL) return NULL;
    metrics->contract = contract;
    metrics->routes = routes;
    metrics->started = (int64_t)time(NULL);
    return metrics;
}

void metrics_free(struct metrics *metrics)
{
    free(metrics);
}

struct query_counts *metrics_queries(struct metrics *metrics)
{
    return &metrics->queries;
}

static void add(atomic_ulong *counter, unsigned long number)
{
    atomic_fetch_add_explicit(counter, number, memory_order_relaxed);
}

static size_t status_place(int status)
{
    size_t i = 0;
    while (i < METRIC_STATUSES - 1 && statuses[i] != status)
        i++;
    return i;
}

static size_t duration_place(uint64_t nanoseconds)
{
    size_t i = 0;
    while (nanoseconds > buckets[i].most)
        i++;
    return i;
}

int metrics_status(size_t place)
{
    return place < METRIC_STATUSES - 1 ? statuses[place] : 0;
}

const char *metrics_bound(size_t place)
{
    return buckets[place].name;
}

void metrics_count(struct metrics *metrics, size_t worker, const struct exchange *exchange,
                   enum MHD_RequestTerminationCode why)
{
    if (why != MHD_REQUEST_TERMINATED_COMPLETED_OK && (size_t)why < METRIC_ENDS)
        add(&metrics->by_end[why], 1);
    if (exchange->status == 0) return;
    uint64_t passed = (uint64_t)exchange->passed;
    size_t route = exchange->operation != NULL ? exchange->operation->index : metrics->routes - 1;
    struct route_counts *counts =
        &metrics->counts[worker % METRIC_SHARDS * metrics->routes + route];
    add(&counts->by_status[status_place(exchange->status)], 1);
    add(&counts->by_duration[duration_place(passed)], 1);
    add(&counts->nanoseconds, passed);
    add(&counts->bytes, exchange->bytes);
}

void metrics_count_event(struct metrics *metrics, enum metric_event event)
{
    add(&metrics->by_event[event], 1);
}

unsigned long metrics_read(const atomic_ulong *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

void metrics_sum(const struct metrics *metrics, size_t route, struct route_sums *out)
{
    *out = (struct route_sums){{0}, {0}, 0, 0, 0};
    for (size_t shard = 0; shard < METRIC_SHARDS; shard++) {
        const struct route_counts *counts = &metrics->counts[shard * metrics->routes + route];
        for (size_t i = 0; i < METRIC_STATUSES; i++)
            out->by_status[i] += metrics_read(&counts->by_status[i]);
        for (size_t i = 0; i < METRIC_BUCKETS; i++)
            out->by_duration[i] += metrics_read(&counts->by_duration[i]);
        out->nanoseconds += metrics_read(&counts->nanoseconds);
        out->bytes += metrics_read(&counts->bytes);
    }
    for (size_t i = 0; i < METRIC_BUCKETS; i++)
        out->requests += out->by_duration[i];
}
