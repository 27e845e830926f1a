/* The functions of each format, for the table in renderers.c. */
#ifndef RENDER_RENDERERS_H
#define RENDER_RENDERERS_H

#include <chancery/renderer.h>

/**
 * What rendering_begin, rendering_row and rendering_end call once there is a scratch; `close`
 * stands in the place of the end. All is borrowed, a row until the return: to keep it, take a
 * reference into the scratch. Each appends to `out`, whose failure sticks and is the caller's to
 * ask: STATUS_OK does not say that all was written. STATUS_NO_MEMORY: something to be appended
 * could not be made.
 */
enum status csv_begin(struct rendering *rendering, struct buffer *out) CHANCERY_MUST_USE;
enum status csv_row(struct rendering *rendering, const json_t *row,
                    struct buffer *out) CHANCERY_MUST_USE;
void csv_close(const struct rendering *rendering, const char *sha256, struct buffer *out);
enum status ndjson_raw(struct rendering *rendering, struct text row,
                       struct buffer *out) CHANCERY_MUST_USE;
void ndjson_close(const struct rendering *rendering, const char *sha256, struct buffer *out);
enum status geojson_begin(struct rendering *rendering, struct buffer *out) CHANCERY_MUST_USE;
enum status geojson_row(struct rendering *rendering, const json_t *row,
                        struct buffer *out) CHANCERY_MUST_USE;
enum status geojson_end(struct rendering *rendering, struct buffer *out) CHANCERY_MUST_USE;
enum status jsonld_begin(struct rendering *rendering, struct buffer *out) CHANCERY_MUST_USE;
enum status jsonld_row(struct rendering *rendering, const json_t *row,
                       struct buffer *out) CHANCERY_MUST_USE;
enum status jsonld_end(struct rendering *rendering, struct buffer *out) CHANCERY_MUST_USE;
void jsonld_close(const struct rendering *rendering, const char *sha256, struct buffer *out);
enum status icalendar_begin(struct rendering *rendering, struct buffer *out) CHANCERY_MUST_USE;
enum status icalendar_row(struct rendering *rendering, const json_t *row,
                          struct buffer *out) CHANCERY_MUST_USE;
enum status icalendar_end(struct rendering *rendering, struct buffer *out) CHANCERY_MUST_USE;
enum status timelinejs_begin(struct rendering *rendering, struct buffer *out) CHANCERY_MUST_USE;
enum status timelinejs_row(struct rendering *rendering, const json_t *row,
                           struct buffer *out) CHANCERY_MUST_USE;
enum status timelinejs_end(struct rendering *rendering, struct buffer *out) CHANCERY_MUST_USE;
enum status vis_begin(struct rendering *rendering, struct buffer *out) CHANCERY_MUST_USE;
enum status vis_row(struct rendering *rendering, const json_t *row,
                    struct buffer *out) CHANCERY_MUST_USE;
enum status vis_end(struct rendering *rendering, struct buffer *out) CHANCERY_MUST_USE;
enum status cytoscape_begin(struct rendering *rendering, struct buffer *out) CHANCERY_MUST_USE;
enum status cytoscape_row(struct rendering *rendering, const json_t *row,
                          struct buffer *out) CHANCERY_MUST_USE;
enum status cytoscape_end(struct rendering *rendering, struct buffer *out) CHANCERY_MUST_USE;
enum status svg_begin(struct rendering *rendering, struct buffer *out) CHANCERY_MUST_USE;
enum status svg_row(struct rendering *rendering, const json_t *row,
                    struct buffer *out) CHANCERY_MUST_USE;
enum status svg_end(struct rendering *rendering, struct buffer *out) CHANCERY_MUST_USE;
enum status csl_begin(struct rendering *rendering, struct buffer *out) CHANCERY_MUST_USE;
enum status csl_row(struct rendering *rendering, const json_t *row,
                    struct buffer *out) CHANCERY_MUST_USE;
enum status csl_end(struct rendering *rendering, struct buffer *out) CHANCERY_MUST_USE;
enum status bibtex_row(struct rendering *rendering, const json_t *row,
                       struct buffer *out) CHANCERY_MUST_USE;

#endif
