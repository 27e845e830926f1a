/*
 * Whether the server is well: that it answers at all, and that its dataset answers too.
 */
#include "common.h"
#include "operations.h"

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
