/*
 * From libmicrohttpd's callbacks to a struct request and back: what one exchange knows of its
 * connection stops here.
 */
#include "http.h"

#include <stdlib.h>
#include <string.h>

static const char *header(struct MHD_Connection *connection, const char *name)
{
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

static enum method method_of(const char *method)
{
    if (strcmp(method, MHD_HTTP_METHOD_GET) == 0) return METHOD_GET;
    if (strcmp(method, MHD_HTTP_METHOD_HEAD) == 0) return METHOD_HEAD;
    return strcmp(method, MHD_HTTP_METHOD_OPTIONS) == 0 ? METHOD_OPTIONS : METHOD_OTHER;
}

static struct generation *current_generation(struct server *server)
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
    return handlers_answer(request);
}

enum MHD_Result exchange_answer(struct MHD_Connection *connection, struct exchange *exchange,
                                const char *method)
{
    struct server *server = exchange->server;
    struct generation *generation = current_generation(server);
    struct text rest = exchange->target;
    struct request request = {
        .arena = arena_new(4096),
        .contract = server->contract,
        .generation = generation,
        .base_path = server->base_path,
        .query_deadline = server->options.query_deadline,
        .method = method_of(method),
        .target = exchange->target,
        .path = text_cut(&rest, '?'),
        .accept = header(connection, MHD_HTTP_HEADER_ACCEPT),
        .accept_language = header(connection, MHD_HTTP_HEADER_ACCEPT_LANGUAGE),
    };
    request.query = rest;
    struct reply reply =
        request.arena != NULL ? answer(exchange, &request) : reply_failure(STATUS_NO_MEMORY);
    if (request.route.operation != NULL) exchange->route = request.route.operation->path;
    request_finish(&request);
    enum MHD_Result result = reply_send(connection, exchange, generation, &reply);
    arena_free(request.arena);
    generation_release(generation);
    return result;
}

enum MHD_Result exchange_send(struct MHD_Connection *connection, struct exchange *exchange,
                              struct reply *reply)
{
    struct generation *generation = current_generation(exchange->server);
    enum MHD_Result result = reply_send(connection, exchange, generation, reply);
    generation_release(generation);
    return result;
}
