/*
 * The shortest chain of links from one record to another. A chain that sources support throughout
 * goes before a shorter one that they do not; causes are followed in one direction only, first
 * forwards, then backwards, so that two effects of one cause are no chain.
 */
#include "identity.h"
#include "operations.h"
#include "record.h"
#include "request.h"
#include "walk.h"

#include <chancery/buffer.h>

enum { PATH_DEPTH = 20, PATH_RECORDS = 20000 };

/* One way to look. */
struct attempt {
    const char *steps;
    const char *direction; /* as the answer names it, or NULL */
    bool cited;
};

static const struct attempt causal[] = {{"walk.forward", "forward", true},
                                        {"walk.backward", "backward", true},
                                        {"walk.forward", "forward", false},
                                        {"walk.backward", "backward", false},
                                        {NULL, NULL, false}};
static const struct attempt any[] = {
    {"walk.all", NULL, true}, {"walk.all", NULL, false}, {NULL, NULL, false}};

/* The text of a query about one key, as JSON; NULL where it fails. */
static json_t *object_of(struct request *request, const char *query, int64_t key)
{
    struct statement *row;
    struct buffer text = {0};
    json_t *object = NULL;
    if (request_query(request, query, &row) != STATUS_OK) return NULL;
    statement_bind_integer(row, ":key", key);
    if (statement_step(row) == STATUS_OK)
        append_with_base(&text, statement_text(row, 0), request->base_path);
    statement_reset(row);
    if (!text.failed && text.at != NULL) object = json_loadb(text.at, text.length, 0, NULL);
    buffer_free(&text);
    return object;
}

/* A link as a step: from where the chain comes to where it goes. */
static json_t *step_of(struct request *request, const struct reached *reached)
{
    json_t *step = object_of(request, "edge.json", reached->edge);
    if (reached->reversed) {
        json_t *source = json_incref(json_object_get(step, "source"));
        json_object_set(step, "source", json_object_get(step, "target"));
        json_object_set_new(step, "target", source);
    }
    json_object_set_new(step, "reversed", json_boolean(reached->reversed));
    return step;
}

/* The steps to the goal, the first first. NULL: memory, or a link that could not be read. */
static json_t *steps_of(struct request *request, const struct walk *walk)
{
    json_t *steps = json_array();
    for (size_t at = walk->goal; at != 0 && at < walk->count; at = walk->at[at].from) {
        if (json_array_insert_new(steps, 0, step_of(request, &walk->at[at])) == 0) continue;
        json_decref(steps);
        return NULL;
    }
    return steps;
}

static json_t *answer(struct request *request, const struct walk_plan *plan,
                      const struct attempt *attempt, const struct walk *walk, bool truncated)
{
    bool found = attempt->steps != NULL;
    json_t *page = json_object(), *steps = found ? steps_of(request, walk) : json_array();
    size_t length = json_array_size(steps);
    bool ordered = found && attempt->direction != NULL && length > 0;
    json_object_set_new(page, "source", object_of(request, "record.reference", plan->start));
    json_object_set_new(page, "target", object_of(request, "record.reference", plan->goal));
    json_object_set_new(
        page, "via",
        json_stringn(parameter_text(request, "via").at, parameter_text(request, "via").length));
    json_object_set_new(page, "found", json_boolean(found));
    json_object_set_new(page, "cited", found ? json_boolean(attempt->cited) : json_null());
    json_object_set_new(page, "direction", ordered ? json_string(attempt->direction) : json_null());
    json_object_set_new(page, "length", found ? json_integer((json_int_t)length) : json_null());
    json_object_set_new(page, "truncated", json_boolean(truncated));
    if (json_object_set_new(page, "steps", steps) == 0) return page;
    json_decref(page);
    return NULL;
}

/* Look in each way in turn; `*attempt` ends at the one that found it, or at the end of the list. */
static enum status look(struct request *request, struct walk_plan *plan,
                        const struct attempt **attempt, struct walk *walk, bool *truncated)
{
    enum status status = STATUS_OK;
    for (; (*attempt)->steps != NULL; ++*attempt) {
        walk_free(walk);
        plan->pieces[0] = (*attempt)->steps;
        plan->pieces[1] = (*attempt)->cited ? "walk.cited" : NULL;
        status = walk_run(request, plan, walk);
        if (status != STATUS_OK || walk->goal < walk->count) break;
        *truncated = *truncated || walk->truncated;
    }
    return status;
}

struct reply get_path(struct request *request)
{
    struct found_id source, target;
    struct walk walk = {0};
    bool truncated = false;
    const struct attempt *attempt = text_is(parameter_text(request, "via"), "all") ? any : causal;
    enum status status = find_id(request, parameter_text(request, "source"), &source);
    if (status == STATUS_OK) status = find_id(request, parameter_text(request, "target"), &target);
    if (status != STATUS_OK) return reply_failure(status);
    struct walk_plan plan = {
        .start = source.key, .goal = target.key, .depth = PATH_DEPTH, .limit = PATH_RECORDS};
    status = look(request, &plan, &attempt, &walk, &truncated);
    json_t *page = NULL;
    if (status == STATUS_OK) page = answer(request, &plan, attempt, &walk, truncated);
    walk_free(&walk);
    return status == STATUS_OK ? reply_json_take(page) : reply_failure(status);
}
