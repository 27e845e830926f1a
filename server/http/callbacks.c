/*
 * What libmicrohttpd calls while a request comes in, is answered and is done with.
 */
#include "metrics.h"
#include "rate.h"
#include "watch.h"

#include <chancery/clock.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static void take_id(struct exchange *exchange, const char *given)
{
    static const char harmless[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    size_t length = strspn(given, harmless);
    if (length == 0 || length > REQUEST_ID_LIMIT || given[length] != '\0') return;
    memcpy(exchange->request_id, given, length + 1);
    exchange->client_sent_id = true;
}

/* Made of a secret and a count: no two are alike, and none tells how many there were. */
void request_id_make(struct server *server, char out[REQUEST_ID_LIMIT + 1])
{
    unsigned long count = atomic_fetch_add(&server->id_count, 1);
    uint64_t id = siphash(&server->id_key, (struct text){(const char *)&count, sizeof count});
    for (int i = 0; i < 16; i++)
        out[i] = "0123456789abcdef"[id >> (60 - 4 * i) & 15];
    out[16] = '\0';
}

const char *exchange_id(struct exchange *exchange)
{
    if (exchange->request_id[0] == '\0') request_id_make(exchange->server, exchange->request_id);
    return exchange->request_id;
}

/* Beside a target that all but fills its memory for a connection the library finds no room for an
 * answer, and would end the connection without a word: it is told here, in the clear. */
static void refuse_unanswerable(struct exchange *exchange)
{
    if (exchange->target.length <= TARGET_ROOMY || exchange->watched == NULL ||
        exchange->listener->tls != NULL)
        return;
    farewell_send(exchange->server, FAREWELL_TOO_LONG, exchange_id(exchange),
                  exchange->watched->descriptor);
    shutdown(exchange->watched->descriptor, SHUT_RDWR);
}

/* The raw target, before anything is decoded. What is returned becomes the request's state. */
void *exchange_begin(void *state, const char *uri, struct MHD_Connection *connection)
{
    const struct worker *worker = state;
    struct listener *listener = worker->listener;
    size_t length = strlen(uri);
    struct exchange *exchange = malloc(sizeof *exchange + length + 1);
    if (exchange == NULL) return NULL;
    *exchange = (struct exchange){.server = listener->server, .listener = listener};
    if (listener->watch != NULL) exchange->watched = watched_of(connection);
    memcpy(exchange->room, uri, length + 1);
    exchange->target = (struct text){exchange->room, length};
    refuse_unanswerable(exchange);
    exchange->begun = clock_now();
#if MHD_VERSION < 0x01000000
    exchange->version_at = uri + length + 1;
#endif
    /* The library would parse the query into its own records, and with some five hundred of them
     * never answer at all, or with a 431. We read the query ourselves: let it see none. */
    char *query = strchr((char *)uri, '?');
    if (query != NULL) query[1] = '\0';
    return exchange;
}

struct client client_of_connection(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return client_of(info != NULL ? info->client_addr : NULL);
}

struct client exchange_client(const struct exchange *exchange, struct MHD_Connection *connection)
{
    const struct proxies *proxies = &exchange->server->proxies;
    struct client peer =
        exchange->watched != NULL ? exchange->watched->peer : client_of_connection(connection);
    return client_behind(proxies, &peer, exchange->headers.forwarded_for);
}

/* In how many seconds the client may ask again; 0: it may now. Our own proxies may always. */
static unsigned must_wait(const struct exchange *exchange, struct MHD_Connection *connection)
{
    struct rate *rate = exchange->server->rate;
    if (rate == NULL || exchange->listener->admin) return 0;
    struct client client = exchange_client(exchange, connection);
    if (proxies_have(&exchange->server->proxies, &client)) return 0;
    return rate_take(rate, &client, clock_now());
}

/* What is no token would break a line of the log. */
static void note_method(struct exchange *exchange, const char *method)
{
    size_t length = 0;
    while ((method[length] >= 'A' && method[length] <= 'Z') || method[length] == '-')
        length++;
    if (length == 0 || method[length] != '\0') {
        method = "?";
        length = 1;
    }
    if (length >= sizeof exchange->method) length = sizeof exchange->method - 1;
    memcpy(exchange->method, method, length);
}

static enum MHD_Result answer(struct MHD_Connection *connection, struct exchange *exchange,
                              const char *method)
{
    unsigned wait = must_wait(exchange, connection);
    if (wait == 0) return exchange_answer(connection, exchange, method);
    struct reply reply = reply_problem(PROBLEM_TOO_MANY_REQUESTS, NULL);
    reply.retry_after = wait;
    reply.rate = rate_allowed(exchange->server->rate);
    return exchange_send(connection, exchange, &reply);
}

/* The first call sees the headers and may refuse; the second answers: only then is the connection
 * kept. */
enum MHD_Result exchange_handle(void *state, struct MHD_Connection *connection, const char *url,
                                const char *method, const char *version, const char *upload,
                                size_t *upload_size, void **request_state)
{
    (void)url;
    (void)upload;
    struct worker *worker = state;
    struct exchange *exchange = *request_state;
    struct problem *refusal = NULL;
    if (exchange == NULL) return MHD_NO;
    if (!exchange->seen) {
        exchange->seen = true;
        atomic_fetch_add(&exchange->server->in_flight, 1);
        if (exchange->watched != NULL) watched_count(&exchange->watched->begun);
        note_method(exchange, method);
        bool refuses = guard_refuses(connection, exchange, method, version, &refusal);
        if (exchange->headers.request_id != NULL) take_id(exchange, exchange->headers.request_id);
        if (!refuses) return MHD_YES;
        struct reply reply = reply_problem_take(refusal);
        reply.closes = true;
        return exchange_send(connection, exchange, &reply);
    }
    *upload_size = 0;
    atomic_store_explicit(&worker->busy_since, exchange->begun, memory_order_relaxed);
    enum MHD_Result result = answer(connection, exchange, method);
    atomic_store_explicit(&worker->busy_since, 0, memory_order_relaxed);
    return result;
}

void exchange_complete(void *state, struct MHD_Connection *connection, void **request_state,
                       enum MHD_RequestTerminationCode why)
{
    const struct worker *worker = state;
    struct exchange *exchange = *request_state;
    if (exchange == NULL) return;
    struct server *server = exchange->server;
    if (exchange->is_long && why == MHD_REQUEST_TERMINATED_COMPLETED_OK)
        MHD_set_connection_option(connection, MHD_CONNECTION_OPTION_TIMEOUT,
                                  (unsigned)IDLE_SECONDS);
    exchange->passed = clock_now() - exchange->begun;
    access_log(server->access, worker->line, exchange, connection);
    metrics_count(server->metrics, worker->number, exchange, why);
    /* A request whose headers never came whole was never in flight: it holds up no end. */
    if (exchange->seen) {
        atomic_fetch_sub(&server->in_flight, 1);
        if (exchange->watched != NULL) watched_count(&exchange->watched->ended);
    }
    for (size_t i = 0; i < LIST_HEADERS; i++)
        free(exchange->headers.joined[i]);
    free(exchange);
    *request_state = NULL;
}
