/*
 * The page of /metrics, OpenMetrics 1.0: one function a subject, each metric with its type and what
 * it means. What server/deploy/monitoring and a test ask for by name stands here.
 */
#include "cache.h"
#include "metrics.h"
#include "tls.h"
#include "watch.h"

#include <chancery/log.h>
#include <sys/resource.h>

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

/* One counter with a label of two values. */
static void pair(struct buffer *out, const char *name, const char *label,
                 const char *const values[2], const unsigned long counts[2], const char *help)
{
    head(out, name, "counter", help);
    for (size_t i = 0; i < 2; i++)
        buffer_format(out, "chancery_%s_total{%s=\"%s\"} %lu\n", name, label, values[i], counts[i]);
}

/* --- requests --- */

static void write_requests(const struct metrics *metrics, struct buffer *out)
{
    head(out, "requests", "counter", "Requests answered, by route and status.");
    for (size_t route = 0; route < metrics->routes; route++) {
        struct route_sums sums;
        metrics_sum(metrics, route, &sums);
        for (size_t i = 0; i < METRIC_STATUSES; i++)
            if (sums.by_status[i] > 0)
                buffer_format(out, "chancery_requests_total{route=\"%s\",status=\"%d\"} %lu\n",
                              route_name(metrics, route), metrics_status(i), sums.by_status[i]);
    }
}

static void write_duration(const char *name, const struct route_sums *sums, struct buffer *out)
{
    unsigned long below = 0;
    for (size_t i = 0; i < METRIC_BUCKETS; i++) {
        below += sums->by_duration[i];
        buffer_format(out, "chancery_request_duration_seconds_bucket{route=\"%s\",le=\"%s\"} %lu\n",
                      name, metrics_bound(i), below);
    }
    buffer_format(out,
                  "chancery_request_duration_seconds_sum{route=\"%s\"} %.9f\n"
                  "chancery_request_duration_seconds_count{route=\"%s\"} %lu\n",
                  name, (double)sums->nanoseconds / 1e9, name, below);
}

static void write_durations(const struct metrics *metrics, struct buffer *out)
{
    head(out, "request_duration_seconds", "histogram",
         "From the request line to the last byte handed to the kernel, by route.");
    for (size_t route = 0; route < metrics->routes; route++) {
        struct route_sums sums;
        metrics_sum(metrics, route, &sums);
        if (sums.requests > 0) write_duration(route_name(metrics, route), &sums, out);
    }
}

static void write_bytes(const struct metrics *metrics, struct buffer *out)
{
    head(out, "response_body_bytes", "counter", "Bytes of bodies, as they were sent, by route.");
    for (size_t route = 0; route < metrics->routes; route++) {
        struct route_sums sums;
        metrics_sum(metrics, route, &sums);
        if (sums.requests > 0)
            buffer_format(out, "chancery_response_body_bytes_total{route=\"%s\"} %lu\n",
                          route_name(metrics, route), sums.bytes);
    }
}

static void write_ends(const struct metrics *metrics, struct buffer *out)
{
    static const char *const ends[METRIC_ENDS] = {
        [MHD_REQUEST_TERMINATED_WITH_ERROR] = "error",
        [MHD_REQUEST_TERMINATED_TIMEOUT_REACHED] = "timeout",
        [MHD_REQUEST_TERMINATED_DAEMON_SHUTDOWN] = "shutdown",
        [MHD_REQUEST_TERMINATED_READ_ERROR] = "read_error",
        [MHD_REQUEST_TERMINATED_CLIENT_ABORT] = "client_abort",
    };
    head(out, "requests_terminated", "counter", "Requests that ended otherwise than well.");
    for (size_t i = 0; i < METRIC_ENDS; i++)
        if (ends[i] != NULL)
            buffer_format(out, "chancery_requests_terminated_total{reason=\"%s\"} %lu\n", ends[i],
                          metrics_read(&metrics->by_end[i]));
}

/* --- connections --- */

static void write_connections(struct server *server, struct buffer *out)
{
    static const char *const reasons[WATCH_REASON_COUNT] = {
        [WATCH_SLOW_REQUEST] = "slow_request",      [WATCH_SILENT] = "silent",
        [WATCH_SLOW_READER] = "slow_reader",        [WATCH_IDLE] = "idle_when_crowded",
        [WATCH_TOO_MANY] = "too_many_from_address",
    };
    struct watch_figures figures;
    watch_measure(server->main.watch, &figures);
    gauge(out, "connections", (double)figures.open, "Connections open on the main listener.");
    gauge(out, "connections_limit", figures.limit, "Connections that may be open at a time.");
    counter(out, "connections_accepted", (double)figures.accepted,
            "Connections that the main listener took.");
    head(out, "connections_ended", "counter", "Connections that the server ended, by reason.");
    for (size_t i = 0; i < WATCH_REASON_COUNT; i++)
        buffer_format(out, "chancery_connections_ended_total{reason=\"%s\"} %zu\n", reasons[i],
                      figures.ended[i]);
    gauge(out, "requests_in_flight", (double)atomic_load(&server->in_flight),
          "Requests begun and not over.");
}

static void write_certificate(struct server *server, struct buffer *out)
{
    static const char *const results[] = {"failed", "done"};
    const struct metrics *metrics = server->metrics;
    const unsigned long reloads[] = {metrics_read(&metrics->by_event[METRIC_CERTIFICATE_REFUSED]),
                                     metrics_read(&metrics->by_event[METRIC_CERTIFICATE_READ])};
    if (server->main.tls == NULL) return;
    gauge(out, "certificate_expires_seconds", (double)tls_expires(server->main.tls),
          "When the certificate in service, or one of its chain, expires, in seconds since 1970.");
    pair(out, "certificate_reloads", "result", results, reloads,
         "Times that the certificate was to be read again.");
}

/* --- what answers --- */

static void write_cache(struct server *server, struct buffer *out)
{
    struct cache_figures figures;
    server_measure_cache(server, &figures);
    counter(out, "cache_hits", (double)figures.hits, "Requests that the reply cache answered.");
    counter(out, "cache_misses", (double)figures.misses, "Requests that it did not.");
    counter(out, "cache_evictions", (double)figures.evictions, "Targets that went for others.");
    gauge(out, "cache_entries", (double)figures.entries, "Targets in the reply cache.");
    gauge(out, "cache_bytes", (double)figures.bytes, "Memory of the reply cache.");
    gauge(out, "cache_limit_bytes", (double)server->options.cache_size * (1 << 20),
          "Memory that the reply cache may take.");
}

static void write_queries(const struct metrics *metrics, struct buffer *out)
{
    counter(out, "query_seconds", (double)metrics_read(&metrics->queries.nanoseconds) / 1e9,
            "Time in SQLite, of all workers.");
    counter(out, "queries", (double)metrics_read(&metrics->queries.statements),
            "Statements that were run.");
}

static void write_dataset(struct server *server, struct buffer *out)
{
    static const char *const results[] = {"failed", "done"};
    const struct metrics *metrics = server->metrics;
    const unsigned long reloads[] = {metrics_read(&metrics->by_event[METRIC_DATASET_REFUSED]),
                                     metrics_read(&metrics->by_event[METRIC_DATASET_OPENED])};
    pthread_mutex_lock(&server->generation_lock);
    struct generation *generation = generation_take(server->generation);
    int64_t opened = server->opened;
    pthread_mutex_unlock(&server->generation_lock);
    head(out, "dataset", "info", "The dataset in service.");
    buffer_format(out, "chancery_dataset_info{version=\"%s\"} 1\n", generation_version(generation));
    gauge(out, "dataset_released_seconds", (double)generation_released(generation),
          "When its version was released, in seconds since 1970.");
    gauge(out, "dataset_opened_seconds", (double)opened,
          "When it was taken into service, in seconds since 1970.");
    generation_release(generation);
    pair(out, "dataset_reloads", "result", results, reloads,
         "Times that a dataset was to be opened again.");
}

/* --- the process --- */

static void write_process(struct server *server, struct buffer *out)
{
    static const char *const logs[] = {"requests", "faults"};
    const unsigned long lost[] = {access_lost(server->access), log_lost()};
    struct rusage usage;
    pair(out, "log_lines_lost", "log", logs, lost, "Lines of a log that nobody took in time.");
    head(out, "build", "info", "The program.");
    buffer_format(out, "chancery_build_info{version=\"%s\"} 1\n", CHANCERY_VERSION);
    gauge(out, "start_time_seconds", (double)server->metrics->started,
          "When the process began to serve, in seconds since 1970.");
    if (getrusage(RUSAGE_SELF, &usage) != 0) return;
    double user = (double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec / 1e6;
    double system = (double)usage.ru_stime.tv_sec + (double)usage.ru_stime.tv_usec / 1e6;
    counter(out, "cpu_seconds", user + system, "User and system time of the process.");
    gauge(out, "memory_most_bytes", (double)usage.ru_maxrss * 1024,
          "The most memory that the process held.");
}

void metrics_write(void *state, struct buffer *out)
{
    struct server *server = state;
    write_requests(server->metrics, out);
    write_durations(server->metrics, out);
    write_bytes(server->metrics, out);
    write_ends(server->metrics, out);
    write_connections(server, out);
    write_certificate(server, out);
    write_cache(server, out);
    write_queries(server->metrics, out);
    write_dataset(server, out);
    write_process(server, out);
    buffer_string(out, "# EOF\n");
}
