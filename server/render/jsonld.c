/*
 * JSON-LD 1.1 with its context in place, so that nothing is ever fetched to read it: places and
 * control in the Linked Places Format, everything else in the terms of schema.org. Identifiers are
 * the paths of records, and so resolve against the address that the reply came from. It says in
 * each vocabulary what the vocabulary can say, and leaves the rest to the JSON.
 */
#include "jsonld.h"
#include "renderers.h"
#include "row.h"

#include <string.h>

static bool is_map(const struct rendering *rendering)
{
    return strcmp(rendering->shape, "Place") == 0 || strcmp(rendering->shape, "Control") == 0;
}

/* Whether the one row is the document. The Linked Places Format knows collections alone, and a page
 * that is a histogram has several rows. */
static bool is_single(const struct rendering *rendering)
{
    return rendering->is_item && !is_map(rendering) && strcmp(rendering->shape, "Histogram") != 0;
}

enum status jsonld_begin(struct rendering *rendering, struct buffer *out)
{
    buffer_string(out, "{\"@context\":");
    if (is_map(rendering))
        places_context(out);
    else
        schema_context(rendering, out);
    if (is_map(rendering))
        buffer_string(out, ",\"type\":\"FeatureCollection\",\"features\":[");
    else if (!is_single(rendering))
        buffer_string(out, ",\"@graph\":[");
    return STATUS_OK;
}

enum status jsonld_row(struct rendering *rendering, const json_t *row, struct buffer *out)
{
    struct buffer node = {0};
    append_json_take(&node, is_map(rendering) ? places_feature(rendering, row)
                                              : schema_node(rendering, row));
    if (node.failed) out->failed = true;
    if (rendering->count > 0 || is_single(rendering)) buffer_string(out, ",");
    /* The node of a single document goes on where its context ended. */
    size_t skipped = is_single(rendering) ? 1 : 0;
    if (node.length > skipped) buffer_append(out, node.at + skipped, node.length - skipped);
    buffer_free(&node);
    return STATUS_OK;
}

void jsonld_close(const struct rendering *rendering, const char *sha256, struct buffer *out)
{
    buffer_format(out, "],\"_end\":{\"count\":%zu,\"sha256\":\"%s\"}}", rendering->count, sha256);
}

enum status jsonld_end(struct rendering *rendering, struct buffer *out)
{
    if (!is_single(rendering)) buffer_string(out, "]}");
    return STATUS_OK;
}
