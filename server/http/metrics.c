/*
 * Metrics. Each worker counts in a place of its own, so that none waits for another's cache line;
 * who reads adds them up. Labels are templates of routes and statuses that we send: no client can
 * make more of them.
 */
#include "metrics.h"

#include "cache.h"
#include "watch.h"

#include <chancery/clock.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum { SHARDS = 16, STATUS_OTHER = 19, STATUSES, BUCKETS = 12, ENDS = 6 };

static const int statuses[STATUS_OTHER] = {200, 204, 206, 301, 304, 307, 308, 400, 404, 405,
                                           406, 408, 410, 414, 416, 429, 500, 501, 503};

/* Upper bounds of durations, in nanoseconds, and as they are written. */
static const struct {
    uint64_t most;
    const char *name;
} buckets[BUCKETS] = {
    {10000, "1e-05"},   {30000, "3e-05"},   {100000, "0.0001"},  {300000, "0.0003"},
    {1000000, "0.001"}, {3000000, "0.003"}, {10000000, "0.01"},  {30000000, "0.03"},
    {100000000, "0.1"}, {300000000, "0.3"}, {1000000000, "1.0"}, {UINT64_MAX, "+Inf"},
};

static const char *const ends[ENDS] = {
    [MHD_REQUEST_TERMINATED_COMPLETED_OK] = "completed",
    [MHD_REQUEST_TERMINATED_WITH_ERROR] = "error",
    [MHD_REQUEST_TERMINATED_TIMEOUT_REACHED] = "timeout",
    [MHD_REQUEST_TERMINATED_DAEMON_SHUTDOWN] = "shutdown",
    [MHD_REQUEST_TERMINATED_READ_ERROR] = "read_error",
    [MHD_REQUEST_TERMINATED_CLIENT_ABORT] = "client_abort",
};

/* One route, or (the last) all that matched none. */
struct route_counts {
    atomic_ulong by_status[STATUSES], by_duration[BUCKETS], nanoseconds;
};

struct metrics {
    const struct contract *contract;
    size_t routes;
    time_t started;
    atomic_ulong by_end[ENDS], reloads[2]; /* failed, done */
    struct route_counts counts[];          /* SHARDS times `routes` */
};

struct metrics *metrics_new(const struct contract *contract)
{
    size_t routes = contract_operation_count(contract) + 1;
    struct metrics *metrics =
        calloc(1, sizeof *metrics + SHARDS * routes * sizeof(struct route_counts));
    if (metrics == NULL) return NULL;
    metrics->contract = contract;
    metrics->routes = routes;
    metrics->started = time(NULL);
    return metrics;
}

void metrics_free(struct metrics *metrics)
{
    free(metrics);
}

static size_t own_shard(void)
{
    static atomic_uint threads;
    static _Thread_local unsigned number;
    if (number == 0) number = atomic_fetch_add(&threads, 1) + 1;
    return number % SHARDS;
}

static void add(atomic_ulong *counter, unsigned long number)
{
    atomic_fetch_add_explicit(counter, number, memory_order_relaxed);
}

static size_t status_index(int status)
{
    size_t i = 0;
    while (i < STATUS_OTHER && statuses[i] != status)
        i++;
    return i;
}

static size_t bucket_index(uint64_t nanoseconds)
{
    size_t i = 0;
    while (nanoseconds > buckets[i].most)
        i++;
    return i;
}

void metrics_count(struct metrics *metrics, const struct exchange *exchange,
                   enum MHD_RequestTerminationCode why)
{
    if (why != MHD_REQUEST_TERMINATED_COMPLETED_OK && (size_t)why < ENDS)
        add(&metrics->by_end[why], 1);
    if (exchange->status == 0) return;
    uint64_t passed = (uint64_t)(clock_now() - exchange->begun);
    size_t route = exchange->operation != NULL ? exchange->operation->index : metrics->routes - 1;
    struct route_counts *counts = &metrics->counts[own_shard() * metrics->routes + route];
    add(&counts->by_status[status_index(exchange->status)], 1);
    add(&counts->by_duration[bucket_index(passed)], 1);
    add(&counts->nanoseconds, passed);
}

void metrics_count_reload(struct metrics *metrics, bool is_good)
{
    add(&metrics->reloads[is_good ? 1 : 0], 1);
}

/* --- the page --- */

/* A route's counts, added up. */
struct route_sums {
    unsigned long by_status[STATUSES], by_duration[BUCKETS], nanoseconds, requests;
};

static unsigned long read_counter(const atomic_ulong *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

static struct route_sums sum(const struct metrics *metrics, size_t route)
{
    struct route_sums sums = {{0}, {0}, 0, 0};
    for (size_t shard = 0; shard < SHARDS; shard++) {
        const struct route_counts *counts = &metrics->counts[shard * metrics->routes + route];
        for (size_t i = 0; i < STATUSES; i++)
            sums.by_status[i] += read_counter(&counts->by_status[i]);
        for (size_t i = 0; i < BUCKETS; i++)
            sums.by_duration[i] += read_counter(&counts->by_duration[i]);
        sums.nanoseconds += read_counter(&counts->nanoseconds);
    }
    for (size_t i = 0; i < BUCKETS; i++)
        sums.requests += sums.by_duration[i];
    return sums;
}

static const char *route_name(const struct metrics *metrics, size_t route)
{
    return route + 1 < metrics->routes ? contract_operation(metrics->contract, route)->path : "";
}

static void head(struct buffer *out, const char *name, const char *type, const char *help)
{
    buffer_format(out, "# TYPE chancery_%s %s\n# HELP chancery_%s %s\n", name, type, name, help);
}

static void gauge(struct buffer *out, const char *name, double value, const char *help)
{
    head(out, name, "gauge", help);
    buffer_format(out, "chancery_%s %.15g\n", name, value);
}

static void counter(struct buffer *out, const char *name, double value, const char *help)
{
    head(out, name, "counter", help);
    buffer_format(out, "chancery_%s_total %.15g\n", name, value);
}

static void write_requests(const struct metrics *metrics, struct buffer *out)
{
    head(out, "requests", "counter", "Requests answered, by route and status.");
    for (size_t route = 0; route < metrics->routes; route++) {
        struct route_sums sums = sum(metrics, route);
        for (size_t i = 0; i < STATUSES; i++)
            if (sums.by_status[i] > 0)
                buffer_format(out, "chancery_requests_total{route=\"%s\",status=\"%d\"} %lu\n",
                              route_name(metrics, route), i < STATUS_OTHER ? statuses[i] : 0,
                              sums.by_status[i]);
    }
}

static void write_durations(const struct metrics *metrics, struct buffer *out)
{
    head(out, "request_duration_seconds", "histogram",
         "From the request line to the last byte handed to the kernel, by route.");
    for (size_t route = 0; route < metrics->routes; route++) {
        struct route_sums sums = sum(metrics, route);
        unsigned long below = 0;
        const char *name = route_name(metrics, route);
        if (sums.requests == 0) continue;
        for (size_t i = 0; i < BUCKETS; i++) {
            below += sums.by_duration[i];
            buffer_format(out,
                          "chancery_request_duration_seconds_bucket{route=\"%s\",le=\"%s\"} %lu\n",
                          name, buckets[i].name, below);
        }
        buffer_format(out,
                      "chancery_request_duration_seconds_sum{route=\"%s\"} %.9f\n"
                      "chancery_request_duration_seconds_count{route=\"%s\"} %lu\n",
                      name, (double)sums.nanoseconds / 1e9, name, below);
    }
}

static void write_ends(const struct metrics *metrics, struct buffer *out)
{
    head(out, "requests_terminated", "counter", "Requests that ended otherwise than well.");
    for (size_t i = 0; i < ENDS; i++)
        if (i != MHD_REQUEST_TERMINATED_COMPLETED_OK)
            buffer_format(out, "chancery_requests_terminated_total{reason=\"%s\"} %lu\n", ends[i],
                          read_counter(&metrics->by_end[i]));
}

static void write_connections(struct server *server, struct buffer *out)
{
    static const char *const reasons[WATCH_REASON_COUNT] = {
        [WATCH_SLOW_REQUEST] = "slow_request",
        [WATCH_SLOW_READER] = "slow_reader",
        [WATCH_IDLE] = "idle_when_crowded",
        [WATCH_TOO_MANY] = "too_many_from_address",
    };
    struct watch_figures figures;
    watch_measure(server->main.watch, &figures);
    gauge(out, "connections", (double)figures.open, "Connections open on the main listener.");
    head(out, "connections_ended", "counter", "Connections that the server ended, by reason.");
    for (size_t i = 0; i < WATCH_REASON_COUNT; i++)
        buffer_format(out, "chancery_connections_ended_total{reason=\"%s\"} %zu\n", reasons[i],
                      figures.ended[i]);
    gauge(out, "requests_in_flight", (double)atomic_load(&server->in_flight),
          "Requests begun and not over.");
}

static void write_cache(struct server *server, struct buffer *out)
{
    struct cache_figures figures;
    server_measure_cache(server, &figures);
    counter(out, "cache_hits", (double)figures.hits, "Requests that the reply cache answered.");
    counter(out, "cache_misses", (double)figures.misses, "Requests that it did not.");
    gauge(out, "cache_entries", (double)figures.entries, "Targets in the reply cache.");
    gauge(out, "cache_bytes", (double)figures.bytes, "Memory of the reply cache.");
}

static void write_dataset(struct server *server, struct buffer *out)
{
    pthread_mutex_lock(&server->generation_lock);
    struct generation *generation = generation_take(server->generation);
    pthread_mutex_unlock(&server->generation_lock);
    head(out, "dataset", "info", "The dataset in service.");
    buffer_format(out, "chancery_dataset_info{version=\"%s\"} 1\n", generation_version(generation));
    gauge(out, "dataset_released_seconds", (double)generation_released(generation),
          "When its version was released, in seconds since 1970.");
    generation_release(generation);
    head(out, "dataset_reloads", "counter", "Times that a dataset was to be opened again.");
    buffer_format(out,
                  "chancery_dataset_reloads_total{result=\"failed\"} %lu\n"
                  "chancery_dataset_reloads_total{result=\"done\"} %lu\n",
                  read_counter(&server->metrics->reloads[0]),
                  read_counter(&server->metrics->reloads[1]));
}

static void write_process(const struct metrics *metrics, struct buffer *out)
{
    struct rusage usage;
    if (getrusage(RUSAGE_SELF, &usage) != 0) return;
    double user = (double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec / 1e6;
    double system = (double)usage.ru_stime.tv_sec + (double)usage.ru_stime.tv_usec / 1e6;
    counter(out, "cpu_seconds", user + system, "User and system time of the process.");
    gauge(out, "memory_most_bytes", (double)usage.ru_maxrss * 1024,
          "The most memory that the process held.");
    gauge(out, "start_time_seconds", (double)metrics->started,
          "When the process began to serve, in seconds since 1970.");
}

void metrics_write(void *state, struct buffer *out)
{
    struct server *server = state;
    write_requests(server->metrics, out);
    write_durations(server->metrics, out);
    write_ends(server->metrics, out);
    write_connections(server, out);
    write_cache(server, out);
    write_dataset(server, out);
    write_process(server->metrics, out);
    buffer_string(out, "# EOF\n");
}
