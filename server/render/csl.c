/*
 * CSL-JSON: an array of items, one a line, for citation managers and citation processors. What an
 * item holds is decided in citation.c.
 */
#include "citation.h"
#include "renderers.h"

enum status csl_begin(struct rendering *rendering, struct buffer *out)
{
    (void)rendering;
    buffer_string(out, "[");
    return STATUS_OK;
}

enum status csl_row(struct rendering *rendering, const json_t *row, struct buffer *out)
{
    buffer_string(out, rendering->count > 0 ? ",\n" : "\n");
    append_json_take(out, citation_item(rendering, row));
    return STATUS_OK;
}

enum status csl_end(struct rendering *rendering, struct buffer *out)
{
    (void)rendering;
    buffer_string(out, "\n]\n");
    return STATUS_OK;
}
