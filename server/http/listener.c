/*
 * A listener: a socket, the library's daemon behind it, and what both may use of the machine.
 */
#include "acceptor.h"
#include "http.h"
#include "tls.h"
#include "watch.h"

#include <chancery/clock.h>
#include <chancery/log.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/* A worker's stack has room for JSON of a dataset that is nested as deep as jansson reads, one such
 * within another (jansson writes without a limit, 300 bytes a level); what is not used takes no
 * memory. */
enum { STACK_SIZE = 2 * 1024 * 1024, MESSAGES_A_SECOND = 10, CONNECTIONS_LEAST = 8 };

/* Some messages a second, and how many there were besides. */
static bool may_tell(struct library_messages *messages, size_t *passed_over)
{
    int64_t now = clock_now() / CLOCK_SECOND;
    pthread_mutex_lock(&messages->lock);
    *passed_over = 0;
    if (now != messages->second) {
        *passed_over = messages->untold;
        messages->second = now;
        messages->told = messages->untold = 0;
    }
    bool may = messages->told < MESSAGES_A_SECOND;
    messages->told += may ? 1 : 0;
    messages->untold += may ? 0 : 1;
    pthread_mutex_unlock(&messages->lock);
    return may;
}

static void CHANCERY_FORMAT(2, 0) hear_library(void *state, const char *format, va_list arguments)
{
    struct server *server = state;
    char message[300];
    size_t passed_over;
    vsnprintf(message, sizeof message, format, arguments);
    message[strcspn(message, "\n")] = '\0';
    if (may_tell(&server->messages, &passed_over)) {
        if (passed_over > 0)
            log_write(LOG_LEVEL_WARNING, "%zu messages of libmicrohttpd were passed over",
                      passed_over);
        log_write(LOG_LEVEL_WARNING, "libmicrohttpd: %s", message);
    }
}

/* The handshake comes later: the library has made the session, and given it the certificate that it
 * began with. Where memory is short it keeps that. */
static void begin_tls(struct tls *tls, struct MHD_Connection *connection, struct watched *watched)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
    if (info != NULL && watched != NULL) watched->credential = tls_begin(tls, info->tls_session);
}

static void watch_over(const struct listener *listener, struct MHD_Connection *connection,
                       void **socket_state, enum MHD_ConnectionNotificationCode code)
{
    struct watched *watched = *socket_state;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED && watched != NULL)
        credential_release(watched->credential);
    watch_notice(listener->watch, connection, socket_state, code);
    if (code == MHD_CONNECTION_NOTIFY_STARTED && listener->tls != NULL)
        begin_tls(listener->tls, connection, *socket_state);
}

static void notice(void *state, struct MHD_Connection *connection, void **socket_state,
                   enum MHD_ConnectionNotificationCode code)
{
    struct worker *worker = state;
    const struct listener *listener = worker->listener;
    if (listener->watch != NULL) watch_over(listener, connection, socket_state, code);
    /* Last: what is not being handed over any more, the watch knows of. */
    acceptor_notice(worker, code);
}

enum { OPTIONS_MOST = 5 };

/* What not every listener has. */
static void choose_options(const struct listener *listener,
                           struct MHD_OptionItem options[OPTIONS_MOST])
{
    const char *certificate, *key;
    size_t count = 0;
#if MHD_VERSION >= 0x01000000
    options[count++] = (struct MHD_OptionItem){MHD_OPTION_CLIENT_DISCIPLINE_LVL, 1, NULL};
#endif
    if (listener->tls != NULL) {
        tls_files(listener->tls, &certificate, &key);
        options[count++] =
            (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)certificate};
        options[count++] =
            (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)key};
        options[count++] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_PRIORITIES, 0,
                                                   (void *)(uintptr_t)TLS_PRIORITIES};
    }
    options[count] = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
}

/* The library's daemon: it takes no connections by itself, and may be given all. */
static bool start_worker(struct worker *worker, unsigned connections)
{
    struct MHD_OptionItem more[OPTIONS_MOST];
    choose_options(worker->listener, more);
    worker->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_USE_NO_LISTEN_SOCKET | MHD_USE_ERROR_LOG |
            MHD_USE_TURBO | (worker->listener->tls != NULL ? MHD_USE_TLS : 0),
        0, NULL, NULL, exchange_handle, worker, MHD_OPTION_EXTERNAL_LOGGER, hear_library,
        worker->listener->server, MHD_OPTION_URI_LOG_CALLBACK, exchange_begin, worker,
        MHD_OPTION_NOTIFY_COMPLETED, exchange_complete, worker, MHD_OPTION_NOTIFY_CONNECTION,
        notice, worker, MHD_OPTION_ARRAY, more, MHD_OPTION_CONNECTION_LIMIT, connections,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)CONNECTION_MEMORY, MHD_OPTION_THREAD_STACK_SIZE, (size_t)STACK_SIZE,
        MHD_OPTION_END);
    return worker->daemon != NULL;
}

static bool start_workers(struct listener *listener, unsigned threads, unsigned usual,
                          unsigned connections)
{
    listener->usual = usual;
    listener->workers = aligned_alloc(CACHE_LINE, threads * sizeof *listener->workers);
    while (listener->workers != NULL && listener->worker_count < threads) {
        struct worker *worker = &listener->workers[listener->worker_count];
        *worker = (struct worker){
            .listener = listener, .number = listener->worker_count, .line = access_line_new()};
        if (worker->line == NULL || !start_worker(worker, connections)) {
            free(worker->line);
            return false;
        }
        listener->worker_count++;
    }
    return listener->workers != NULL;
}

static void stop_workers(struct listener *listener)
{
    for (size_t i = 0; i < listener->worker_count; i++) {
        MHD_stop_daemon(listener->workers[i].daemon);
        free(listener->workers[i].line);
    }
    free(listener->workers);
    listener->workers = NULL;
    listener->worker_count = 0;
}

static enum status serve_on(struct listener *listener, int descriptor, unsigned threads,
                            unsigned usual, unsigned connections)
{
    socket_print(descriptor, listener->address, sizeof listener->address);
    listener->acceptor = acceptor_new(descriptor, connections);
    if (listener->acceptor == NULL) return STATUS_NO_MEMORY;
    if (start_workers(listener, threads, usual, connections) &&
        acceptor_begin(listener->acceptor, listener))
        return STATUS_OK;
    stop_workers(listener);
    acceptor_free(listener->acceptor);
    listener->acceptor = NULL;
    return STATUS_FAILED;
}

enum status listener_start(struct listener *listener, const char *address, unsigned threads,
                           unsigned usual, unsigned connections, char *why, size_t why_size)
{
    int descriptor = socket_inherited(listener->admin ? "admin" : "main");
    listener->is_inherited = descriptor >= 0;
    if (descriptor < 0) descriptor = socket_listen(address, why, why_size);
    if (descriptor < 0) return STATUS_INVALID;
    enum status status = serve_on(listener, descriptor, threads, usual, connections);
    if (status == STATUS_OK) return STATUS_OK;
    close(descriptor);
    snprintf(why, why_size, "libmicrohttpd cannot serve on %s", listener->address);
    return status;
}

void listener_quiesce(struct listener *listener)
{
    if (listener->acceptor != NULL) acceptor_end(listener->acceptor, listener->is_inherited);
}

void listener_stop(struct listener *listener)
{
    listener_quiesce(listener);
    stop_workers(listener);
    acceptor_free(listener->acceptor);
}

unsigned listener_connections(unsigned wanted, unsigned others)
{
    struct rlimit limit;
    rlim_t need = (rlim_t)wanted + others;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
    if (limit.rlim_cur < need) {
        struct rlimit raised = {limit.rlim_max < need ? limit.rlim_max : need, limit.rlim_max};
        if (setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
    }
    if (limit.rlim_cur >= need) return wanted;
    if (limit.rlim_cur < (rlim_t)others + CONNECTIONS_LEAST) return 0;
    unsigned possible = (unsigned)(limit.rlim_cur - others);
    log_write(LOG_LEVEL_WARNING,
              "%u connections at a time instead of %u: the process may open %llu descriptors",
              possible, wanted, (unsigned long long)limit.rlim_cur);
    return possible;
}
