/* PLACEHOLDER */
#include "row.h"
#include "renderers.h"
enum status vis_begin(struct rendering *rendering, struct buffer *out)
{
    (void)rendering;
    (void)out;
    return STATUS_OK;
}
enum status vis_row(struct rendering *rendering, const json_t *row, struct buffer *out)
{
    (void)rendering;
    append_json(out, row);
    return STATUS_OK;
}
enum status vis_end(struct rendering *rendering, struct buffer *out)
{
    (void)rendering;
    (void)out;
    return STATUS_OK;
}
