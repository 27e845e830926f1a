/*
 * The daemon: sockets, threads, the dataset in service, and an end that loses no request in flight.
 */
#include "cache.h"

#include <chancery/log.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DRAIN_SECONDS = 25, STACK_SIZE = 512 * 1024 };

static void CHANCERY_FORMAT(2, 0) hear_library(void *state, const char *format, va_list arguments)
{
    (void)state;
    char message[300];
    vsnprintf(message, sizeof message, format, arguments);
    message[strcspn(message, "\n")] = '\0';
    log_write(LOG_LEVEL_WARNING, "libmicrohttpd: %s", message);
}

static unsigned worker_count(const struct server_options *options)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (options->threads > 0) return options->threads;
    /* As many as cores are best for replies that are ready, eight a core best beside slow ones: two
     * a core cost the former a few per cent, and spare most connections the latter. */
    return cores > 2 ? (unsigned)cores * 2 : 4;
}

static enum status start_listener(struct server *server, struct listener *listener,
                                  const char *address, unsigned threads, unsigned connections,
                                  char *why, size_t why_size)
{
    int descriptor = socket_listen(address, why, why_size);
    if (descriptor < 0) return STATUS_INVALID;
    /* Asked for a pool of one, the library warns, and our first line would not be the address. */
    struct MHD_OptionItem pool[] = {
        {threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, (intptr_t)threads, NULL},
        {MHD_OPTION_END, 0, NULL}};
    listener->server = server;
    socket_print(descriptor, listener->address, sizeof listener->address);
    listener->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_USE_ERROR_LOG | MHD_USE_TURBO, 0, NULL,
        NULL, exchange_handle, listener, MHD_OPTION_EXTERNAL_LOGGER, hear_library, NULL,
        MHD_OPTION_LISTEN_SOCKET, descriptor, MHD_OPTION_URI_LOG_CALLBACK, exchange_begin, listener,
        MHD_OPTION_NOTIFY_COMPLETED, exchange_complete, listener, MHD_OPTION_ARRAY, pool,
        MHD_OPTION_CONNECTION_LIMIT, connections, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
        MHD_OPTION_THREAD_STACK_SIZE, (size_t)STACK_SIZE, MHD_OPTION_END);
    if (listener->daemon != NULL) return STATUS_OK;
    close(descriptor);
    snprintf(why, why_size, "libmicrohttpd cannot serve on %s", listener->address);
    return STATUS_FAILED;
}

static struct MHD_Response *make_emergency(void)
{
    static const char body[] =
        "{\"type\":\"/problems/unavailable\",\"title\":\"The server cannot answer at the "
        "moment\",\"status\":503,\"detail\":\"Memory is short.\",\"instance\":null,"
        "\"request_id\":null,\"errors\":[]}";
    struct MHD_Response *response =
        MHD_create_response_from_buffer(sizeof body - 1, (void *)body, MHD_RESPMEM_PERSISTENT);
    if (response == NULL) return NULL;
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, "application/problem+json");
    MHD_add_response_header(response, MHD_HTTP_HEADER_RETRY_AFTER, "2");
    MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    MHD_add_response_header(response, MHD_HTTP_HEADER_ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    return response;
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
    server->generation = generation;
    pthread_mutex_init(&server->generation_lock, NULL);
    atomic_init(&server->in_flight, 0);
    atomic_init(&server->draining, false);
    atomic_init(&server->id_count, 0);
    server->id_key = siphash_key_new();
    if (options->cache_size > 0)
        server->cache = cache_new((size_t)options->cache_size << 20, generation);
    server->database = strdup(options->database != NULL ? options->database : "");
    server->base_path = strdup(options->base_path != NULL ? options->base_path : "");
    server->emergency = make_emergency();
    server->access = access_open(options->access_log);
    if ((server->cache != NULL || options->cache_size == 0) && server->database != NULL &&
        server->base_path != NULL && server->emergency != NULL && server->access != NULL)
        return server;
    server_stop(server);
    return NULL;
}

static void *open_connections(void *state)
{
    struct server *server = state;
    pthread_mutex_lock(&server->generation_lock);
    struct generation *generation = generation_take(server->generation);
    pthread_mutex_unlock(&server->generation_lock);
    enum status status = generation_fill(generation, worker_count(&server->options) - 1);
    pthread_mutex_lock(&server->generation_lock);
    bool is_served = server->generation == generation;
    pthread_mutex_unlock(&server->generation_lock);
    if (status != STATUS_OK && is_served)
        log_write(LOG_LEVEL_WARNING, "the dataset changed while it was opened: reload it");
    generation_release(generation);
    return NULL;
}

/* The first reply waits for none of them; whoever needs one before it is there opens it himself. */
static void start_opener(struct server *server)
{
    server->has_opener = pthread_create(&server->opener, NULL, open_connections, server) == 0;
}

enum status server_start(const struct server_options *options, const struct contract *contract,
                         struct generation *generation, struct server **out, char *why,
                         size_t why_size)
{
    sigset_t all, before;
    struct server *server = make(options, contract, generation);
    snprintf(why, why_size, "memory is short");
    if (server == NULL) return STATUS_NO_MEMORY;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    enum status status = start_listener(server, &server->main, options->listen,
                                        worker_count(options), options->connections, why, why_size);
    server->admin.admin = true;
    if (status == STATUS_OK && options->admin != NULL)
        status = start_listener(server, &server->admin, options->admin, 1, 16, why, why_size);
    if (status == STATUS_OK) start_opener(server);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (status == STATUS_OK)
        *out = server;
    else
        server_stop(server);
    return status;
}

const char *server_address(const struct server *server)
{
    return server->main.address;
}

const char *server_admin_address(const struct server *server)
{
    return server->admin.daemon != NULL ? server->admin.address : NULL;
}

enum status server_reload(struct server *server, char *why, size_t why_size)
{
    struct generation *fresh;
    enum status status = generation_open(server->database, &fresh, why, why_size);
    if (status != STATUS_OK) return status;
    status = generation_fill(fresh, worker_count(&server->options) - 1);
    if (status != STATUS_OK) {
        snprintf(why, why_size, "%s changed while it was opened", server->database);
        generation_release(fresh);
        return status;
    }
    /* In this order, so that nobody who saw the new dataset sees the old one after it. */
    cache_renew(server->cache, fresh);
    pthread_mutex_lock(&server->generation_lock);
    struct generation *old = server->generation;
    server->generation = fresh;
    pthread_mutex_unlock(&server->generation_lock);
    generation_release(old);
    return STATUS_OK;
}

void server_measure_cache(struct server *server, struct cache_figures *out)
{
    cache_measure(server->cache, out);
}

/* Take no more connections, then wait for what was begun. */
static void drain(struct server *server)
{
    atomic_store(&server->draining, true);
    MHD_socket socket = MHD_quiesce_daemon(server->main.daemon);
    for (int i = 0; i < DRAIN_SECONDS * 100 && atomic_load(&server->in_flight) > 0; i++)
        nanosleep(&(struct timespec){0, 10000000}, NULL);
    if (socket != MHD_INVALID_SOCKET) close(socket);
}

void server_stop(struct server *server)
{
    if (server == NULL) return;
    if (server->has_opener) pthread_join(server->opener, NULL);
    if (server->main.daemon != NULL) {
        drain(server);
        MHD_stop_daemon(server->main.daemon);
    }
    if (server->admin.daemon != NULL) MHD_stop_daemon(server->admin.daemon);
    access_close(server->access);
    if (server->emergency != NULL) MHD_destroy_response(server->emergency);
    cache_free(server->cache);
    generation_release(server->generation);
    pthread_mutex_destroy(&server->generation_lock);
    free(server->database);
    free(server->base_path);
    free(server);
}
