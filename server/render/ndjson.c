/*
 * Newline-delimited JSON: each row as it is, on a line of its own. Rows are compact JSON, which
 * holds no line break.
 */
#include "renderers.h"

enum status ndjson_raw(struct rendering *rendering, struct text row, struct buffer *out)
{
    (void)rendering;
    buffer_text(out, row);
    buffer_append(out, "\n", 1);
    return STATUS_OK;
}

void ndjson_close(const struct rendering *rendering, const char *sha256, struct buffer *out)
{
    buffer_format(out, "{\"_end\":true,\"count\":%zu,\"sha256\":\"%s\"}\n", rendering->count,
                  sha256);
}
