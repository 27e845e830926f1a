/* PLACEHOLDER */
#include "row.h"
#include "renderers.h"
enum status csv_begin(struct rendering *rendering, struct buffer *out)
{
    (void)rendering;
    (void)out;
    return STATUS_OK;
}
enum status csv_row(struct rendering *rendering, const json_t *row, struct buffer *out)
{
    (void)rendering;
    append_json(out, row);
    return STATUS_OK;
}

size_t csv_column_count(const struct rendering *rendering)
{
    (void)rendering;
    return 3;
}
