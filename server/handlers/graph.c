/*
 * Graphs: the records around one, and the chain of causes before or after an event. Nodes are
 * references, edges carry their time and their sources; both are bounded, and what was cut is said
 * to be.
 */
#include "identity.h"
#include "operations.h"
#include "record.h"
#include "request.h"
#include "walk.h"

#include <chancery/buffer.h>

enum { NODE_LIMIT = 500, EDGE_LIMIT = 5000 };

/* Which links a graph shows, and when they must hold. */
struct view {
    struct walk_plan plan;
    const char *kinds; /* piece that leaves only some kinds of links, or NULL */
    const char *alive; /* piece that leaves only links of the time asked for, or NULL */
    bool dated;
};

/* Append an object, its closing brace left away where more follows. */
static void append_object(const struct request *request, struct text object, bool open,
                          struct buffer *out)
{
    if (open && object.length > 0) object.length--;
    append_with_base(out, object, request->base_path);
}

/* Append what a query says of one record. */
static enum status append_one(struct request *request, const char *query, int64_t key, bool open,
                              struct buffer *out)
{
    struct statement *row;
    enum status status = request_query(request, query, &row);
    if (status != STATUS_OK) return status;
    statement_bind_integer(row, ":key", key);
    status = statement_step(row);
    if (status == STATUS_OK) append_object(request, statement_text(row, 0), open, out);
    statement_reset(row);
    return status == STATUS_NOT_FOUND ? STATUS_FAILED : status;
}

static enum status append_nodes(struct request *request, const struct walk *walk,
                                struct buffer *out)
{
    enum status status = STATUS_OK;
    buffer_string(out, ",\"nodes\":[");
    for (size_t i = 0; i < walk->count && status == STATUS_OK; i++) {
        if (i > 0) buffer_append(out, ",", 1);
        status = append_one(request, "record.node", walk->at[i].key, true, out);
        buffer_format(out, ",\"depth\":%d}", walk->at[i].depth);
    }
    buffer_append(out, "]", 1);
    return status;
}

static void append_edge(const struct request *request, const struct view *view,
                        struct statement *edge, struct buffer *out)
{
    append_object(request, statement_text(edge, 0), view->dated, out);
    if (!view->dated) return;
    buffer_string(out, ",\"match\":");
    buffer_json_string(out, statement_text(edge, 1));
    buffer_append(out, "}", 1);
}

static enum status prepare_edges(struct request *request, const struct view *view,
                                 struct statement **out)
{
    const char *const pieces[] = {"edge.among", view->kinds, view->alive, "edge.order"};
    return request_query_joined(request, pieces, sizeof pieces / sizeof pieces[0], out);
}

/* Bind the keys of all nodes as a JSON array, which the arena keeps. */
static enum status bind_nodes(struct request *request, const struct walk *walk,
                              struct statement *edges)
{
    struct buffer keys = {0};
    for (size_t i = 0; i < walk->count; i++)
        buffer_format(&keys, "%s%lld", i == 0 ? "[" : ",", (long long)walk->at[i].key);
    buffer_append(&keys, "]", 1);
    struct text kept = arena_copy(request->arena, (struct text){keys.at, keys.length});
    bool failed = keys.failed || kept.at == NULL;
    statement_bind_text(edges, ":keys", kept);
    buffer_free(&keys);
    return failed ? STATUS_NO_MEMORY : STATUS_OK;
}

/* Every link between two of the nodes, up to a limit. */
static enum status append_edges(struct request *request, const struct view *view, struct walk *walk,
                                struct buffer *out)
{
    struct statement *edges;
    size_t count = 0;
    enum status status = prepare_edges(request, view, &edges);
    if (status != STATUS_OK) return status;
    status = bind_nodes(request, walk, edges);
    statement_bind_integer(edges, ":since", view->plan.since);
    statement_bind_integer(edges, ":until", view->plan.until);
    statement_bind_integer(edges, ":limit", EDGE_LIMIT + 1);
    buffer_string(out, ",\"edges\":[");
    while (status == STATUS_OK && (status = statement_step(edges)) == STATUS_OK) {
        if (count == EDGE_LIMIT) {
            walk->truncated = true;
            break;
        }
        if (count++ > 0) buffer_append(out, ",", 1);
        append_edge(request, view, edges, out);
    }
    buffer_append(out, "]", 1);
    statement_reset(edges);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status append_graph(struct request *request, const struct view *view, struct walk *walk,
                                struct buffer *out)
{
    buffer_string(out, "{\"focus\":");
    enum status status = append_one(request, "record.reference", view->plan.start, false, out);
    buffer_format(out, ",\"depth\":%d,\"coverage\":", view->plan.depth);
    if (view->dated)
        buffer_format(out, "\"%s\"",
                      coverage_word(generation_coverage(request->generation, "", view->plan.since,
                                                        view->plan.until)));
    else
        buffer_string(out, "null");
    if (status == STATUS_OK) status = append_nodes(request, walk, out);
    if (status == STATUS_OK) status = append_edges(request, view, walk, out);
    buffer_format(out, ",\"truncated\":%s}", walk->truncated ? "true" : "false");
    return status;
}

static struct reply graph_reply(struct request *request, const struct view *view)
{
    struct walk walk;
    struct buffer out = {0};
    enum status status = walk_run(request, &view->plan, &walk);
    if (status == STATUS_OK) status = append_graph(request, view, &walk, &out);
    walk_free(&walk);
    if (status == STATUS_OK) return reply_bytes_take(&out, "application/json");
    buffer_free(&out);
    return reply_failure(status);
}

static int depth_of(const struct request *request)
{
    return (int)parameters_get(&request->parameters, "depth")->integer;
}

struct reply get_graph(struct request *request)
{
    struct found_id focus;
    const struct value *at = parameters_get(&request->parameters, "at");
    struct view view = {
        .plan = {.depth = depth_of(request), .limit = NODE_LIMIT, .pieces = {"walk.all"}}};
    enum status status = find_id(request, parameter_text(request, "focus"), &focus);
    if (status != STATUS_OK) return reply_failure(status);
    view.plan.start = focus.key;
    if (at != NULL) {
        bool certain = text_is(parameter_text(request, "match"), "certain");
        view.dated = true;
        view.alive = certain ? "edge.certain" : "edge.possible";
        view.plan.pieces[1] = view.alive;
        view.plan.since = at->date.whole.earliest;
        view.plan.until = at->date.whole.latest;
    }
    return graph_reply(request, &view);
}

/* The bounds of an event's beginning; without bounds where it is undated. */
static enum status read_start(struct request *request, int64_t key, int64_t *earliest,
                              int64_t *latest)
{
    struct statement *query;
    enum status status = request_query(request, "record.start", &query);
    if (status != STATUS_OK) return status;
    statement_bind_integer(query, ":key", key);
    status = statement_step(query);
    bool dated = status == STATUS_OK && !statement_is_null(query, 0);
    *earliest = dated ? statement_integer(query, 0) : DAY_MIN;
    *latest = dated ? statement_integer(query, 1) : DAY_MAX;
    statement_reset(query);
    return status;
}

/* The chain from an event; a treaty leads no further back than its cause began, nor to what began
 * before it. */
static struct reply chain_from(struct request *request, const char *steps)
{
    struct found_id found;
    struct reply instead;
    if (find_current(request, record_type_find(TEXT("event")), parameter_text(request, "id"),
                     &found, &instead) != STATUS_OK)
        return instead;
    struct view view = {.plan = {.start = found.key,
                                 .depth = depth_of(request),
                                 .limit = NODE_LIMIT,
                                 .pieces = {steps}},
                        .kinds = "edge.causal"};
    enum status status = read_start(request, found.key, &view.plan.since, &view.plan.until);
    return status == STATUS_OK ? graph_reply(request, &view) : reply_failure(status);
}

struct reply get_event_why(struct request *request)
{
    return chain_from(request, "walk.why");
}

struct reply get_event_consequences(struct request *request)
{
    return chain_from(request, "walk.consequences");
}
