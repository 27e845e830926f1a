/*
 * The table of formats. A further one is a row here, a file with its functions, and its media type
 * in openapi.json at the operations that give it: start-up checks that all three agree.
 */
#include "renderers.h"

#include <string.h>

static const struct renderer renderers[] = {
    /* Kept bytes, and the database as it is: nothing renders them. */
    {"json", "application/json", "application/json", "json", false, NULL, NULL, NULL, NULL},
    {"csv", "text/csv", "text/csv; charset=utf-8; header=present", "csv", true, csv_begin, csv_row,
     NULL, NULL},
    {"ndjson", "application/x-ndjson", "application/x-ndjson", "ndjson", true, NULL, NULL,
     ndjson_raw, NULL},
    {"geojson", "application/geo+json", "application/geo+json", "geojson", false, geojson_begin,
     geojson_row, NULL, geojson_end},
    {"jsonld", "application/ld+json", "application/ld+json", "jsonld", false, jsonld_begin,
     jsonld_row, NULL, jsonld_end},
    {"ics", "text/calendar", "text/calendar; charset=utf-8", "ics", true, icalendar_begin,
     icalendar_row, NULL, icalendar_end},
    {"timelinejs", "application/vnd.timelinejs+json", "application/vnd.timelinejs+json", "json",
     false, timelinejs_begin, timelinejs_row, NULL, timelinejs_end},
    {"vis", "application/vnd.vis-timeline+json", "application/vnd.vis-timeline+json", "json", false,
     vis_begin, vis_row, NULL, vis_end},
    {"cytoscape", "application/vnd.cytoscape+json", "application/vnd.cytoscape+json", "json", false,
     cytoscape_begin, cytoscape_row, NULL, cytoscape_end},
    {"csl-json", "application/vnd.citationstyles.csl+json",
     "application/vnd.citationstyles.csl+json", "json", false, csl_begin, csl_row, NULL, csl_end},
    {"bibtex", "application/x-bibtex", "application/x-bibtex; charset=utf-8", "bib", true, NULL,
     bibtex_row, NULL, NULL},
    {"sqlite", "application/vnd.sqlite3", "application/vnd.sqlite3", "db", true, NULL, NULL, NULL,
     NULL},
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
