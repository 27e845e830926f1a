/*
 * What libmicrohttpd calls while a request comes in, is answered and is done with.
 */
#include "http.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>

static void name_request(struct exchange *exchange, const char *given)
{
    size_t length =
        given != NULL
            ? strspn(given, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")
            : 0;
    if (length > 0 && length <= REQUEST_ID_LIMIT && given[length] == '\0') {
        memcpy(exchange->request_id, given, length + 1);
        exchange->client_sent_id = true;
        return;
    }
    unsigned char random[8] = {0};
    if (getrandom(random, sizeof random, GRND_NONBLOCK) < 0)
        memcpy(random, &exchange->begun.tv_nsec, 4);
    for (size_t i = 0; i < sizeof random; i++)
        snprintf(exchange->request_id + 2 * i, 3, "%02x", random[i]);
}

/* The raw target, before anything is decoded. What is returned becomes the request's state. */
void *exchange_begin(void *state, const char *uri, struct MHD_Connection *connection)
{
    const struct listener *listener = state;
    (void)connection;
    struct exchange *exchange = calloc(1, sizeof *exchange);
    if (exchange == NULL) return NULL;
    exchange->server = listener->server;
    exchange->listener = listener;
    clock_gettime(CLOCK_MONOTONIC, &exchange->begun);
    size_t length = strlen(uri);
    char *copy = strdup(uri);
    exchange->target = (struct text){copy, copy != NULL ? length : 0};
#if MHD_VERSION < 0x01000000
    exchange->version_at = uri + length + 1;
    /* The library would parse the query into its own records, and with some five hundred of them
     * never answer at all. We read the query ourselves: let it see none. */
    char *query = strchr((char *)uri, '?');
    if (query != NULL) query[1] = '\0';
#endif
    return exchange;
}

/* What is no token would break a line of the log. */
static void note_method(struct exchange *exchange, const char *method)
{
    bool letters =
        method[0] != '\0' && method[strspn(method, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-")] == '\0';
    snprintf(exchange->method, sizeof exchange->method, "%s", letters ? method : "?");
}

static void note_client(struct exchange *exchange, struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (info == NULL || info->client_addr == NULL) return;
    if (info->client_addr->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)info->client_addr)->sin_addr,
                  exchange->client, sizeof exchange->client);
    else if (info->client_addr->sa_family == AF_INET6)
        inet_ntop(AF_INET6,
                  &((const struct sockaddr_in6 *)(const void *)info->client_addr)->sin6_addr,
                  exchange->client, sizeof exchange->client);
}

/* The first call sees the headers and may refuse; the second answers: only then is the connection
 * kept. */
enum MHD_Result exchange_handle(void *state, struct MHD_Connection *connection, const char *url,
                                const char *method, const char *version, const char *upload,
                                size_t *upload_size, void **request_state)
{
    (void)state;
    (void)url;
    (void)upload;
    struct exchange *exchange = *request_state;
    struct problem *refusal = NULL;
    if (exchange == NULL || exchange->target.at == NULL) return MHD_NO;
    if (!exchange->seen) {
        exchange->seen = true;
        atomic_fetch_add(&exchange->server->in_flight, 1);
        note_method(exchange, method);
        name_request(exchange,
                     MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "X-Request-Id"));
        note_client(exchange, connection);
        if (!guard_refuses(connection, exchange, method, version, &refusal)) return MHD_YES;
        struct reply reply = reply_problem_take(refusal);
        reply.closes = true;
        return exchange_send(connection, exchange, &reply);
    }
    *upload_size = 0;
    return exchange_answer(connection, exchange, method);
}

void exchange_complete(void *state, struct MHD_Connection *connection, void **request_state,
                       enum MHD_RequestTerminationCode why)
{
    (void)connection;
    (void)why;
    struct exchange *exchange = *request_state;
    const struct listener *listener = state;
    if (exchange == NULL) return;
    access_log(listener->server->access, exchange);
    /* A request whose headers never came whole was never in flight: it holds up no end. */
    if (exchange->seen) atomic_fetch_sub(&listener->server->in_flight, 1);
    free((char *)exchange->target.at);
    free(exchange);
    *request_state = NULL;
}
