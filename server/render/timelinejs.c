/* PLACEHOLDER */
#include "row.h"
#include "renderers.h"
enum status timelinejs_begin(struct rendering *rendering, struct buffer *out)
{
    (void)rendering;
    (void)out;
    return STATUS_OK;
}
enum status timelinejs_row(struct rendering *rendering, const json_t *row, struct buffer *out)
{
    (void)rendering;
    append_json(out, row);
    return STATUS_OK;
}
enum status timelinejs_end(struct rendering *rendering, struct buffer *out)
{
    (void)rendering;
    (void)out;
    return STATUS_OK;
}
