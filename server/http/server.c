/*
 * The daemon: sockets, threads, the dataset in service, and an end that loses no request in flight.
 */
#include "acceptor.h"
#include "cache.h"
#include "metrics.h"
#include "rate.h"
#include "tls.h"
#include "watch.h"

#include <chancery/buffer.h>
#include <chancery/clock.h>
#include <chancery/digest.h>
#include <chancery/log.h>
#include <chancery/memory.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    DRAIN_SECONDS = 25,
    ADMIN_CONNECTIONS = 16,
    DESCRIPTORS_A_WORKER = 8, /* of the library, of a dataset's connection and of its successor's */
    OTHER_DESCRIPTORS = 64
};

static unsigned worker_count(const struct server_options *options)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (options->threads > 0) return options->threads;
    return cores > 2 ? (unsigned)cores * 2 : 4;
}

/* As many as cores are best for replies that are ready: with two a core each costs a sixth more
 * (tests/bench). The others are there for who comes while these are at slow queries. */
static unsigned usual_count(unsigned workers)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores < 1 ? 1 : workers > (unsigned)cores ? (unsigned)cores : workers;
}

static struct MHD_Response *make_emergency(const struct server *server)
{
    char *body = problem_words(server, PROBLEM_UNAVAILABLE, "Memory is short.");
    struct MHD_Response *response =
        body != NULL ? MHD_create_response_from_buffer(strlen(body), body, MHD_RESPMEM_MUST_FREE)
                     : NULL;
    if (response == NULL) {
        free(body);
        return NULL;
    }
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, "application/problem+json");
    MHD_add_response_header(response, MHD_HTTP_HEADER_RETRY_AFTER, "2");
    MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    MHD_add_response_header(response, MHD_HTTP_HEADER_ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    return response;
}

/* Only two of the watch's reasons are told; the rest has no reply of its own, or one under way. */
static void say_farewell(void *state, enum watch_reason why, int descriptor)
{
    struct server *server = state;
    char id[REQUEST_ID_LIMIT + 1];
    if (why != WATCH_SLOW_REQUEST && why != WATCH_TOO_MANY) return;
    request_id_make(server, id);
    farewell_send(server, why == WATCH_TOO_MANY ? FAREWELL_TOO_MANY : FAREWELL_TOO_SLOW, id,
                  descriptor);
}

static struct watch *make_watch(struct server *server, unsigned connections)
{
    const struct server_options *options = &server->options;
    if (!farewells_make(server)) return NULL;
    struct watch_limits limits = {
        .connections = connections,
        .per_address = options->connections_per_address,
        .header_seconds = options->header_timeout,
        .minimum_rate = options->minimum_rate,
        .proxies = &server->proxies,
        /* The library alone may write to a connection that is encrypted. */
        .say = server->main.tls == NULL ? say_farewell : NULL,
        .state = server,
    };
    return watch_new(&limits);
}

static struct server *make(const struct server_options *options, const struct contract *contract,
                           struct generation *generation)
{
    struct server *server = calloc(1, sizeof *server);
    if (server == NULL) {
        generation_release(generation);
        return NULL;
    }
    server->options = *options;
    server->contract = contract;
    server->main.server = server;
    server->generation = generation;
    server->opened = time(NULL);
    pthread_mutex_init(&server->generation_lock, NULL);
    pthread_mutex_init(&server->messages.lock, NULL);
    atomic_init(&server->in_flight, 0);
    atomic_init(&server->draining, false);
    atomic_init(&server->id_count, 0);
    server->id_key = siphash_key_new();
    if (options->cache_size > 0)
        server->cache = cache_new((size_t)options->cache_size << 20, generation);
    server->database = strdup(options->database != NULL ? options->database : "");
    server->base_path = strdup(options->base_path != NULL ? options->base_path : "");
    server->emergency = server->base_path != NULL ? make_emergency(server) : NULL;
    server->access = access_open(options->access_log, options->access_log_sample);
    server->metrics = metrics_new(contract);
    server->fingerprinter = fingerprinter_new();
    if (server->metrics != NULL)
        generation_count_queries(generation, metrics_queries(server->metrics));
    if (options->rate_limit > 0) server->rate = rate_new(options->rate_limit);
    if ((server->cache != NULL || options->cache_size == 0) && server->database != NULL &&
        server->base_path != NULL && server->emergency != NULL && server->access != NULL &&
        server->metrics != NULL && server->fingerprinter != NULL &&
        (server->rate != NULL || options->rate_limit == 0))
        return server;
    server_stop(server);
    return NULL;
}

static void *open_connections(void *state)
{
    struct server *server = state;
    struct generation *generation = server_generation(server);
    enum status status = generation_fill(generation, worker_count(&server->options) - 1);
    pthread_mutex_lock(&server->generation_lock);
    bool is_served = server->generation == generation;
    pthread_mutex_unlock(&server->generation_lock);
    if (status != STATUS_OK && is_served)
        log_write(LOG_LEVEL_WARNING, "the dataset %s: reload it",
                  status == STATUS_STALE ? "changed while it was opened" : "cannot be read again");
    generation_release(generation);
    return NULL;
}

/* The first reply waits for none of them; whoever needs one before it is there opens it himself. */
static void start_opener(struct server *server)
{
    server->has_opener = pthread_create(&server->opener, NULL, open_connections, server) == 0;
}

static enum status open_tls(struct server *server, char *why, size_t why_size)
{
    const struct server_options *options = &server->options;
    if (options->tls_certificate == NULL) return STATUS_OK;
    snprintf(why, why_size, "libmicrohttpd was built without TLS");
    if (MHD_is_feature_supported(MHD_FEATURE_TLS) != MHD_YES) return STATUS_INVALID;
    if (options->hsts > 0) snprintf(server->hsts, sizeof server->hsts, "max-age=%u", options->hsts);
    return tls_new(options->tls_certificate, options->tls_key, &server->main.tls, why, why_size);
}

static enum status start_main(struct server *server, char *why, size_t why_size)
{
    unsigned workers = worker_count(&server->options);
    unsigned connections = listener_connections(server->options.connections,
                                                workers * DESCRIPTORS_A_WORKER + ADMIN_CONNECTIONS +
                                                    OTHER_DESCRIPTORS);
    snprintf(why, why_size, "the process may open too few descriptors (ulimit -n) to serve");
    if (connections == 0) return STATUS_FAILED;
    server->main.watch = make_watch(server, connections);
    snprintf(why, why_size, "memory is short");
    if (server->main.watch == NULL) return STATUS_NO_MEMORY;
    enum status status = listener_start(&server->main, server->options.listen, workers,
                                        usual_count(workers), connections, why, why_size);
    if (server->main.tls != NULL) tls_forget(server->main.tls);
    return status;
}

static enum status start_admin(struct server *server, char *why, size_t why_size)
{
    server->admin.admin = true;
    server->admin.server = server;
    if (server->options.admin == NULL) return STATUS_OK;
    return listener_start(&server->admin, server->options.admin, 1, 1, ADMIN_CONNECTIONS, why,
                          why_size);
}

enum status server_start(const struct server_options *options, const struct contract *contract,
                         struct generation *generation, struct server **out, char *why,
                         size_t why_size)
{
    sigset_t all, before;
    const char *trusted = options->trusted_proxies != NULL ? options->trusted_proxies : "none";
    struct server *server = make(options, contract, generation);
    snprintf(why, why_size, "memory is short");
    if (server == NULL) return STATUS_NO_MEMORY;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    enum status status = proxies_read(text_of(trusted), &server->proxies, why, why_size);
    if (status == STATUS_OK) status = open_tls(server, why, why_size);
    if (status == STATUS_OK) status = start_main(server, why, why_size);
    if (status == STATUS_OK) status = start_admin(server, why, why_size);
    if (status == STATUS_OK) start_opener(server);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (status == STATUS_OK)
        *out = server;
    else
        server_stop(server);
    return status;
}

enum status trusted_proxies_check(const char *list, char *why, size_t why_size)
{
    struct proxies proxies;
    return proxies_read(text_of(list), &proxies, why, why_size);
}

const char *server_address(const struct server *server)
{
    return server->main.address;
}

const char *server_admin_address(const struct server *server)
{
    return server->admin.worker_count > 0 ? server->admin.address : NULL;
}

static enum status open_again(struct server *server, char *why, size_t why_size)
{
    struct generation *fresh;
    memory_forget();
    enum status status = generation_open(server->database, &fresh, why, why_size);
    if (status != STATUS_OK) return status;
    if (memory_is_short()) {
        snprintf(why, why_size, "memory is short");
        generation_release(fresh);
        return STATUS_NO_MEMORY;
    }
    status = generation_fill(fresh, worker_count(&server->options) - 1);
    if (status != STATUS_OK) {
        snprintf(why, why_size, "%s: it %s", server->database,
                 status == STATUS_STALE ? "changed while it was opened" : "cannot be read");
        generation_release(fresh);
        return status;
    }
    generation_count_queries(fresh, metrics_queries(server->metrics));
    /* In this order, so that nobody who saw the new dataset sees the old one after it. */
    cache_renew(server->cache, fresh);
    pthread_mutex_lock(&server->generation_lock);
    struct generation *old = server->generation;
    server->generation = fresh;
    server->opened = time(NULL);
    pthread_mutex_unlock(&server->generation_lock);
    generation_release(old);
    return STATUS_OK;
}

enum status server_reload(struct server *server, char *why, size_t why_size)
{
    enum status status = open_again(server, why, why_size);
    metrics_count_event(server->metrics,
                        status == STATUS_OK ? METRIC_DATASET_OPENED : METRIC_DATASET_REFUSED);
    return status;
}

enum status server_reload_certificate(struct server *server, char *why, size_t why_size)
{
    if (server->main.tls == NULL) return STATUS_OK;
    enum status status = tls_reload(server->main.tls, why, why_size);
    metrics_count_event(server->metrics,
                        status == STATUS_OK ? METRIC_CERTIFICATE_READ : METRIC_CERTIFICATE_REFUSED);
    return status;
}

void server_measure_cache(struct server *server, struct cache_figures *out)
{
    cache_measure(server->cache, out);
}

void server_announce_end(struct server *server)
{
    atomic_store(&server->draining, true);
}

/* Whether requests are in flight, or may be on their way over a connection that was just taken or
 * is in use: the reply to it says that the connection ends. */
static bool is_busy(struct server *server)
{
    return acceptor_is_handing_over(server->main.acceptor) || atomic_load(&server->in_flight) > 0 ||
           watch_count_askers(server->main.watch) > 0;
}

/* Take no more connections, then wait for what was begun: by the clock, for on a busy machine each
 * short sleep is longer than it was meant to be. */
static void drain(struct server *server)
{
    int64_t end = clock_now() + DRAIN_SECONDS * CLOCK_SECOND;
    server_announce_end(server);
    listener_quiesce(&server->main);
    while (clock_now() < end && is_busy(server))
        nanosleep(&(struct timespec){0, 10000000}, NULL);
}

void server_stop(struct server *server)
{
    if (server == NULL) return;
    if (server->has_opener) pthread_join(server->opener, NULL);
    if (server->main.acceptor != NULL) drain(server);
    listener_stop(&server->main);
    listener_stop(&server->admin);
    watch_free(server->main.watch);
    tls_free(server->main.tls);
    access_close(server->access);
    rate_free(server->rate);
    metrics_free(server->metrics);
    fingerprinter_free(server->fingerprinter);
    farewells_free(server);
    if (server->emergency != NULL) MHD_destroy_response(server->emergency);
    cache_free(server->cache);
    generation_release(server->generation);
    pthread_mutex_destroy(&server->generation_lock);
    pthread_mutex_destroy(&server->messages.lock);
    free(server->database);
    free(server->base_path);
    free(server);
}
