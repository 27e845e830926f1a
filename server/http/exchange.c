/*
 * From libmicrohttpd's callbacks to a struct request and back: what one exchange knows of its
 * connection stops here.
 */
#include "cache.h"
#include "metrics.h"

#include <chancery/memory.h>
#include <stdlib.h>
#include <string.h>

static enum method method_of(const char *method)
{
    if (strcmp(method, MHD_HTTP_METHOD_GET) == 0) return METHOD_GET;
    if (strcmp(method, MHD_HTTP_METHOD_HEAD) == 0) return METHOD_HEAD;
    return strcmp(method, MHD_HTTP_METHOD_OPTIONS) == 0 ? METHOD_OPTIONS : METHOD_OTHER;
}

struct generation *server_generation(struct server *server)
{
    pthread_mutex_lock(&server->generation_lock);
    struct generation *generation = generation_take(server->generation);
    pthread_mutex_unlock(&server->generation_lock);
    return generation;
}

/* The admin listener answers for the operators alone. */
static bool is_hidden(const struct exchange *exchange, const struct request *request)
{
    struct route route;
    return exchange->listener->admin &&
           router_match(request->contract, request->path, request->arena, &route) == STATUS_OK &&
           strcmp(route.operation->tag, "operations") != 0;
}

static struct reply options_reply(const struct request *request)
{
    struct route route;
    bool exists =
        text_is(request->target, "*") ||
        router_match(request->contract, request->path, request->arena, &route) == STATUS_OK;
    if (!exists) return reply_problem(PROBLEM_NO_SUCH_PATH, NULL);
    return (struct reply){.status = 204, .kind = REPLY_EMPTY};
}

static struct reply answer(const struct exchange *exchange, struct request *request)
{
    if (is_hidden(exchange, request)) return reply_problem(PROBLEM_NO_SUCH_PATH, NULL);
    if (request->method == METHOD_OPTIONS) return options_reply(request);
    memory_forget();
    struct reply reply = handlers_answer(request);
    if (!memory_is_short()) return reply;
    reply_free(&reply);
    memory_forget();
    return reply_failure(STATUS_NO_MEMORY);
}

/* Health and the like are of the moment, whatever they say of themselves. */
static bool is_of_the_dataset(const struct request *request)
{
    return request->parameters.operation != NULL &&
           strcmp(request->parameters.operation->tag, "operations") != 0;
}

/* Where no `format` decides, Accept may refuse whatever there is, even the one form of it. */
static bool reads_accept(const struct request *request)
{
    const struct value *format = parameters_get(&request->parameters, "format");
    return format == NULL || !format->given;
}

/* Make the reply, by way of a flight or (NULL) without. */
static enum MHD_Result answer_anew(struct MHD_Connection *connection, struct exchange *exchange,
                                   enum method method, const struct flight *flight)
{
    struct server *server = exchange->server;
    struct generation *generation = server_generation(server);
    struct text rest = exchange->target;
    struct request request = {
        .arena = arena_new(4096),
        .contract = server->contract,
        .generation = generation,
        .base_path = server->base_path,
        .query_deadline = server->options.query_deadline,
        .is_ending = atomic_load_explicit(&server->draining, memory_order_relaxed),
        .method = method,
        .target = exchange->target,
        .path = text_cut(&rest, '?'),
        .accept = exchange->headers.accept,
        .accept_language = exchange->headers.accept_language,
    };
    request.query = rest;
    /* Where operators have a listener of their own, they alone read what the server does. */
    if (exchange->listener->admin || server->options.admin == NULL)
        request.metrics = (struct request_metrics){metrics_write, server};
    struct reply reply =
        request.arena != NULL ? answer(exchange, &request) : reply_failure(STATUS_NO_MEMORY);
    exchange->operation = request.route.operation;
    request_finish(&request);
    bool offers = is_of_the_dataset(&request);
    enum MHD_Result result = reply_send(connection, exchange, generation, &reply,
                                        offers ? flight : NULL, offers && reads_accept(&request));
    arena_free(request.arena);
    generation_release(generation);
    return result;
}

/* What others may ask for too: no operators' matters, no parts. */
static bool may_be_kept(const struct exchange *exchange, enum method method)
{
    return exchange->server->cache != NULL && !exchange->listener->admin &&
           (method == METHOD_GET || method == METHOD_HEAD) && exchange->headers.range == NULL &&
           exchange->target.length <= CACHE_KEY_LIMIT;
}

enum MHD_Result exchange_answer(struct MHD_Connection *connection, struct exchange *exchange,
                                const char *method)
{
    enum method asked = method_of(method);
    const struct cache_ask ask = {exchange->target, exchange->headers.accept,
                                  exchange->headers.accept_language,
                                  exchange->headers.accept_encoding};
    struct flight flight;
    if (!may_be_kept(exchange, asked)) return answer_anew(connection, exchange, asked, NULL);
    struct kept *kept = cache_find(exchange->server->cache, &ask, &flight);
    enum MHD_Result result;
    exchange->cache = kept != NULL ? CACHE_HIT : CACHE_MISS;
    if (kept != NULL) {
        result = kept_send(connection, exchange, kept);
        kept_release(kept);
    } else {
        result = answer_anew(connection, exchange, asked, &flight);
        cache_end(&flight);
    }
    return result;
}

enum MHD_Result exchange_send(struct MHD_Connection *connection, struct exchange *exchange,
                              struct reply *reply)
{
    struct generation *generation = server_generation(exchange->server);
    enum MHD_Result result = reply_send(connection, exchange, generation, reply, NULL, false);
    generation_release(generation);
    return result;
}
