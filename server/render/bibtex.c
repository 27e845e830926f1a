/* PLACEHOLDER */
#include "row.h"
#include "renderers.h"
enum status bibtex_row(struct rendering *rendering, const json_t *row, struct buffer *out)
{
    (void)rendering;
    append_json(out, row);
    return STATUS_OK;
}
