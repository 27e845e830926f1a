/*
 * The table of formats. A further one is a row here, a file with its functions, and its media type
 * in openapi.json at the operations that give it: start-up checks that all three agree.
 */
#include "renderers.h"

#include <string.h>

static const struct renderer renderers[] = {
    /* Kept bytes, the page for people, and the database as it is: nothing renders them. */
    {.format = "json",
     .media_type = "application/json",
     .content_type = "application/json",
     .extension = "json",
     .is_plain = true},
    {.format = "html",
     .media_type = "text/html",
     .content_type = "text/html; charset=utf-8",
     .extension = "html",
     .is_plain = true},
    {.format = "sqlite",
     .media_type = "application/vnd.sqlite3",
     .content_type = "application/vnd.sqlite3",
     .extension = "db",
     .is_download = true},
    {.format = "csv",
     .media_type = "text/csv",
     .content_type = "text/csv; charset=utf-8; header=present",
     .extension = "csv",
     .is_download = true,
     .is_plain = true,
     .begin = csv_begin,
     .row = csv_row,
     .close = csv_close},
    {.format = "ndjson",
     .media_type = "application/x-ndjson",
     .content_type = "application/x-ndjson",
     .extension = "ndjson",
     .is_download = true,
     .is_plain = true,
     .raw = ndjson_raw,
     .close = ndjson_close},
    {.format = "geojson",
     .media_type = "application/geo+json",
     .content_type = "application/geo+json",
     .extension = "geojson",
     .is_plain = true,
     .begin = geojson_begin,
     .row = geojson_row,
     .end = geojson_end},
    {.format = "jsonld",
     .media_type = "application/ld+json",
     .content_type = "application/ld+json",
     .extension = "jsonld",
     .is_plain = true,
     .begin = jsonld_begin,
     .row = jsonld_row,
     .end = jsonld_end,
     .close = jsonld_close},
    {.format = "ics",
     .media_type = "text/calendar",
     .content_type = "text/calendar; charset=utf-8",
     .extension = "ics",
     .is_download = true,
     .begin = icalendar_begin,
     .row = icalendar_row,
     .end = icalendar_end},
    {.format = "timelinejs",
     .media_type = "application/vnd.timelinejs+json",
     .content_type = "application/vnd.timelinejs+json",
     .extension = "json",
     .begin = timelinejs_begin,
     .row = timelinejs_row,
     .end = timelinejs_end},
    {.format = "vis",
     .media_type = "application/vnd.vis-timeline+json",
     .content_type = "application/vnd.vis-timeline+json",
     .extension = "json",
     .begin = vis_begin,
     .row = vis_row,
     .end = vis_end},
    {.format = "cytoscape",
     .media_type = "application/vnd.cytoscape+json",
     .content_type = "application/vnd.cytoscape+json",
     .extension = "json",
     .begin = cytoscape_begin,
     .row = cytoscape_row,
     .end = cytoscape_end},
    {.format = "svg",
     .media_type = "image/svg+xml",
     .content_type = "image/svg+xml",
     .extension = "svg",
     .begin = svg_begin,
     .row = svg_row,
     .end = svg_end},
    {.format = "csl-json",
     .media_type = "application/vnd.citationstyles.csl+json",
     .content_type = "application/vnd.citationstyles.csl+json",
     .extension = "json",
     .begin = csl_begin,
     .row = csl_row,
     .end = csl_end},
    {.format = "bibtex",
     .media_type = "application/x-bibtex",
     .content_type = "application/x-bibtex; charset=utf-8",
     .extension = "bib",
     .is_download = true,
     .row = bibtex_row},
};

enum { RENDERERS = sizeof renderers / sizeof renderers[0] };

const struct renderer *renderer_find(struct text format)
{
    for (size_t i = 0; i < RENDERERS; i++)
        if (text_is(format, renderers[i].format)) return &renderers[i];
    return NULL;
}

const struct renderer *renderer_of_media_type(const char *media_type)
{
    for (size_t i = 0; i < RENDERERS; i++)
        if (strcmp(media_type, renderers[i].media_type) == 0) return &renderers[i];
    return NULL;
}

enum status rendering_begin(struct rendering *rendering, struct buffer *out)
{
    rendering->count = 0;
    rendering->scratch = json_object();
    if (rendering->scratch == NULL) return STATUS_NO_MEMORY;
    return rendering->renderer->begin != NULL ? rendering->renderer->begin(rendering, out)
                                              : STATUS_OK;
}

enum status rendering_row(struct rendering *rendering, struct text row, struct buffer *out)
{
    const struct renderer *renderer = rendering->renderer;
    enum status status;
    if (renderer->raw != NULL) {
        status = renderer->raw(rendering, row, out);
    } else {
        json_t *parsed = json_loadb(row.at, row.length, 0, NULL);
        status = parsed != NULL ? renderer->row(rendering, parsed, out) : STATUS_FAILED;
        json_decref(parsed);
    }
    rendering->count++;
    return status == STATUS_OK && out->failed ? STATUS_NO_MEMORY : status;
}

enum status rendering_end(struct rendering *rendering, struct buffer *out)
{
    enum status status =
        rendering->renderer->end != NULL ? rendering->renderer->end(rendering, out) : STATUS_OK;
    return status == STATUS_OK && out->failed ? STATUS_NO_MEMORY : status;
}

void rendering_free(struct rendering *rendering)
{
    json_decref(rendering->scratch);
    rendering->scratch = NULL;
}
