/*
 * Whether the server is well: that it answers at all, and that its dataset answers too. And what it
 * counted.
 */
#include "operations.h"
#include "request.h"

#include <chancery/buffer.h>

static struct reply well(void)
{
    json_t *state = json_object();
    json_object_set_new(state, "status", json_string("ok"));
    struct reply reply = reply_json_take(state);
    reply.caching = CACHE_NO_STORE;
    return reply;
}

struct reply get_liveness(struct request *request)
{
    (void)request;
    return well();
}

struct reply get_readiness(struct request *request)
{
    struct statement *query;
    if (request->is_ending) return reply_problem(PROBLEM_UNAVAILABLE, "The server is ending.");
    enum status status = request_query(request, "ready", &query);
    if (status == STATUS_OK) {
        status = statement_step(query);
        statement_reset(query);
    }
    if (status == STATUS_OK) return well();
    return reply_problem(PROBLEM_UNAVAILABLE, "The dataset does not answer.");
}

struct reply get_health(struct request *request)
{
    return get_readiness(request);
}

struct reply get_metrics(struct request *request)
{
    struct buffer page = {0};
    if (request->metrics.write == NULL)
        return reply_problem(PROBLEM_NO_SUCH_PATH, "Metrics are for the admin listener.");
    request->metrics.write(request->metrics.state, &page);
    struct reply reply =
        reply_bytes_take(&page, "application/openmetrics-text; version=1.0.0; charset=utf-8");
    reply.caching = CACHE_NO_STORE;
    return reply;
}
