/*
 * Before a handler: the road from a path to checked values. After it: what every reply of the kind
 * says about itself. Refusals name everything that is wrong at once.
 */
#include "checks.h"
#include "describe.h"
#include "formats.h"
#include "negotiate.h"
#include "request.h"

#include <stdlib.h>
#include <string.h>

const char *handlers_allowed(void)
{
    return "GET, HEAD, OPTIONS";
}

static struct reply no_such_path(struct request *request)
{
    const char *nearest = router_nearest(request->contract, request->path);
    struct problem *problem = problem_new(PROBLEM_NO_SUCH_PATH, NULL);
    json_t *suggestions = json_array();
    if (nearest != NULL)
        json_array_append_new(suggestions, json_sprintf("%s%s", request->base_path, nearest));
    problem_set_take(problem, "suggestions", suggestions);
    return reply_problem_take(problem);
}

static struct reply not_acceptable(const struct operation *operation)
{
    struct problem *problem = problem_new(PROBLEM_NOT_ACCEPTABLE, NULL);
    json_t *available = json_array();
    for (size_t i = 0; i < operation->media_type_count; i++)
        json_array_append_new(available, json_string(operation->media_types[i]));
    problem_set_take(problem, "available", available);
    return reply_problem_take(problem);
}

static bool is_acceptable(const struct request *request)
{
    const struct operation *operation = request->route.operation;
    /* Whoever probes for health takes what there is. */
    if (strcmp(operation->tag, "operations") == 0) return true;
    if (parameters_get(&request->parameters, "format") != NULL &&
        parameters_get(&request->parameters, "format")->given)
        return true;
    for (size_t i = 0; i < operation->media_type_count; i++)
        if (accept_quality(request->accept, operation->media_types[i]) > 0) return true;
    return false;
}

/* A version that is asked for and not served: nothing else about the request can be told then. */
static struct reply no_such_version(const struct request *request)
{
    const char *served = generation_version(request->generation);
    struct text asked = parameter_text(request, "v");
    char *detail = arena_format(request->arena, "The dataset %.*s is not served here; %s is.",
                                (int)(asked.length < 64 ? asked.length : 64), asked.at, served);
    struct problem *problem = problem_new(PROBLEM_NO_SUCH_VERSION, detail);
    problem_set_take(problem, "dataset_version", json_string(served));
    return reply_problem_take(problem);
}

static bool is_other_version(const struct request *request)
{
    struct text asked = parameter_text(request, "v");
    return asked.at != NULL && !text_is(asked, generation_version(request->generation));
}

/* Read parameters and check them; on any fault `*refusal` is the answer. */
static enum status read_parameters(struct request *request, struct reply *refusal)
{
    struct problem *problem = NULL;
    enum status status = parameters_read(&request->route, request->query, request->arena,
                                         &request->parameters, &problem);
    if (status != STATUS_OK && status != STATUS_INVALID) {
        *refusal = reply_failure(status);
        return status;
    }
    if (status == STATUS_OK && is_other_version(request)) {
        problem_free(problem);
        *refusal = no_such_version(request);
        return STATUS_NOT_FOUND;
    }
    if (problem == NULL) problem = problem_new(PROBLEM_INVALID_PARAMETER, NULL);
    if (problem == NULL) {
        *refusal = reply_failure(STATUS_NO_MEMORY);
        return STATUS_NO_MEMORY;
    }
    if (request->parameters.operation != NULL) request->format = choose_format(request);
    if (request->parameters.operation != NULL) check_against_dataset(request, problem);
    if (request->failure != STATUS_OK) {
        problem_free(problem);
        *refusal = reply_failure(request->failure);
        return request->failure;
    }
    if (problem_count(problem) > 0) {
        *refusal = reply_problem_take(problem);
        return STATUS_INVALID;
    }
    problem_free(problem);
    return STATUS_OK;
}

/* A handler may pass over a statement that failed or was stopped; half an answer is none. */
static struct reply call_handler(struct request *request)
{
    struct reply reply = format_reply_take(request, request->route.operation->handler(request));
    enum status trouble = request->failure;
    if (trouble == STATUS_OK && request->connection != NULL)
        trouble = connection_trouble(request->connection);
    if (trouble == STATUS_OK || reply.kind == REPLY_STREAM) return reply;
    reply_free(&reply);
    return reply_failure(trouble);
}

static bool names_format(struct text query)
{
    while (query.at != NULL)
        if (text_starts_with(text_cut(&query, '&'), "format=")) return true;
    return false;
}

/* The page at / keeps what it shows in its own query, which is nothing to us. */
static void forget_query_of_page(struct request *request)
{
    const struct operation *operation = request->route.operation;
    if (operation->segment_count > 0 || operation->media_type_count == 0) return;
    if (names_format(request->query)) return;
    size_t chosen =
        choose_media_type(request->accept, operation->media_types, operation->media_type_count);
    if (strcmp(operation->media_types[chosen], "text/html") == 0) request->query = (struct text){0};
}

struct reply handlers_answer(struct request *request)
{
    struct reply reply;
    enum status status =
        router_match(request->contract, request->path, request->arena, &request->route);
    if (status == STATUS_NOT_FOUND) return no_such_path(request);
    if (status == STATUS_INVALID)
        return reply_problem(PROBLEM_BAD_REQUEST, "The path cannot be decoded.");
    if (status != STATUS_OK) return reply_failure(status);
    forget_query_of_page(request);
    request->language =
        choose_language(request->accept_language, generation_languages(request->generation));
    if (read_parameters(request, &reply) == STATUS_OK)
        reply = is_acceptable(request) ? call_handler(request)
                                       : not_acceptable(request->route.operation);
    describe_reply(request, &reply);
    return reply;
}
