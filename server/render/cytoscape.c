/*
 * Cytoscape.js: the nodes and edges of a graph, or of the steps of a path, as `cytoscape()` takes
 * them. Links are rows that name their two ends; an end that no node row was for becomes a node by
 * its reference, so that no edge is without one.
 */
#include "renderers.h"
#include "row.h"
#include "widget.h"

#include <string.h>

enum status cytoscape_begin(struct rendering *rendering, struct buffer *out)
{
    json_t *about = json_object();
    member_put_take(out, rendering->scratch, "nodes", json_object());
    member_put_take(out, rendering->scratch, "ids", json_object());
    member_put_take(out, rendering->scratch, "edges", json_array());
    member_put_take(out, about, "dataset", json_string(row_text(rendering->dataset, "id")));
    member_put_take(out, about, "version", json_string(row_text(rendering->dataset, "version")));
    member_put_take(out, about, "href", json_string(rendering->target));
    buffer_string(out, "{\"data\":");
    append_json_take(out, about);
    buffer_string(out, ",\"elements\":{\"nodes\":[");
    return STATUS_OK;
}

/* Take members over as they are; those that the source has not are left out. */
static void copy_members(struct buffer *out, json_t *data, const json_t *source,
                         const char *const *names)
{
    for (; *names != NULL; names++) {
        json_t *value = json_object_get(source, *names);
        if (value != NULL) member_put_take(out, data, *names, json_incref(value));
    }
}

static json_t *element_of(struct buffer *out, json_t *data)
{
    json_t *element = json_object();
    member_put_take(out, element, "data", data);
    return element;
}

/* Add a record, once. */
static void add_node(struct rendering *rendering, const json_t *record, struct buffer *out)
{
    static const char *const names[] = {"id", "label", "type", "kind", "href", "depth", NULL};
    json_t *nodes = json_object_get(rendering->scratch, "nodes");
    const char *id = row_text(record, "id");
    if (id[0] == '\0' || json_object_get(nodes, id) != NULL) return;
    json_t *data = json_object();
    copy_members(out, data, record, names);
    member_put_take(out, nodes, id, json_true());
    element_append_take(rendering, out, element_of(out, data));
}

/* What a link is and what it joins; where a graph has several of the same, they are numbered. */
static json_t *edge_id(const struct rendering *rendering, const json_t *row, const char *source,
                       const char *target, struct buffer *out)
{
    json_t *ids = json_object_get(rendering->scratch, "ids");
    struct buffer id = {0};
    const char *role = row_text(row, "role");
    buffer_format(&id, "%s:%s:%s", row_text(row, "kind"), source, target);
    if (role[0] != '\0') buffer_format(&id, ":%s", role);
    if (id.at != NULL) {
        json_int_t seen = json_integer_value(json_object_get(ids, id.at)) + 1;
        member_put_take(out, ids, id.at, json_integer(seen));
        if (seen > 1) buffer_format(&id, ":%lld", (long long)seen);
    }
    return string_take(&id);
}

/* An edge's label says what it is, and in which way where that is known. */
static json_t *edge_label(const json_t *row)
{
    struct buffer label = {0};
    const char *role = row_text(row, "role");
    buffer_string(&label, row_text(row, "kind"));
    if (role[0] != '\0') buffer_format(&label, ": %s", role);
    return string_take(&label);
}

/* Edges come after all nodes: they are kept until the end. */
static void add_edge(struct rendering *rendering, const json_t *row, struct buffer *out)
{
    static const char *const names[] = {"kind",     "role",    "note", "match",
                                        "reversed", "sources", NULL};
    static const char *const bounds[] = {"earliest", "latest", "display", NULL};
    const json_t *source = json_object_get(row, "source"), *target = json_object_get(row, "target");
    const char *from = row_text(source, "id"), *to = row_text(target, "id");
    json_t *data = json_object();
    member_put_take(out, data, "id", edge_id(rendering, row, from, to, out));
    member_put_take(out, data, "source", json_string(from));
    member_put_take(out, data, "target", json_string(to));
    member_put_take(out, data, "label", edge_label(row));
    copy_members(out, data, row, names);
    copy_members(out, data, json_object_get(row, "interval"), bounds);
    add_node(rendering, source, out);
    add_node(rendering, target, out);
    if (json_array_append_new(json_object_get(rendering->scratch, "edges"),
                              element_of(out, data)) != 0)
        out->failed = true;
}

enum status cytoscape_row(struct rendering *rendering, const json_t *row, struct buffer *out)
{
    if (strcmp(row_text(row, "list"), "nodes") == 0)
        add_node(rendering, row, out);
    else if (json_is_object(json_object_get(row, "source")) &&
             json_is_object(json_object_get(row, "target")))
        add_edge(rendering, row, out);
    return STATUS_OK;
}

enum status cytoscape_end(struct rendering *rendering, struct buffer *out)
{
    buffer_string(out, "],\"edges\":");
    append_json(out, json_object_get(rendering->scratch, "edges"));
    buffer_string(out, "}}");
    return STATUS_OK;
}
