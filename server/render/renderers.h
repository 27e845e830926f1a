/* The functions of each format, for the table in renderers.c. */
#ifndef RENDER_RENDERERS_H
#define RENDER_RENDERERS_H

#include <chancery/renderer.h>

enum status csv_begin(struct rendering *rendering, struct buffer *out);
enum status csv_row(struct rendering *rendering, const json_t *row, struct buffer *out);
void csv_close(const struct rendering *rendering, const char *sha256, struct buffer *out);
enum status ndjson_raw(struct rendering *rendering, struct text row, struct buffer *out);
void ndjson_close(const struct rendering *rendering, const char *sha256, struct buffer *out);
enum status geojson_begin(struct rendering *rendering, struct buffer *out);
enum status geojson_row(struct rendering *rendering, const json_t *row, struct buffer *out);
enum status geojson_end(struct rendering *rendering, struct buffer *out);
enum status jsonld_begin(struct rendering *rendering, struct buffer *out);
enum status jsonld_row(struct rendering *rendering, const json_t *row, struct buffer *out);
enum status jsonld_end(struct rendering *rendering, struct buffer *out);
void jsonld_close(const struct rendering *rendering, const char *sha256, struct buffer *out);
enum status icalendar_begin(struct rendering *rendering, struct buffer *out);
enum status icalendar_row(struct rendering *rendering, const json_t *row, struct buffer *out);
enum status icalendar_end(struct rendering *rendering, struct buffer *out);
enum status timelinejs_begin(struct rendering *rendering, struct buffer *out);
enum status timelinejs_row(struct rendering *rendering, const json_t *row, struct buffer *out);
enum status timelinejs_end(struct rendering *rendering, struct buffer *out);
enum status vis_begin(struct rendering *rendering, struct buffer *out);
enum status vis_row(struct rendering *rendering, const json_t *row, struct buffer *out);
enum status vis_end(struct rendering *rendering, struct buffer *out);
enum status cytoscape_begin(struct rendering *rendering, struct buffer *out);
enum status cytoscape_row(struct rendering *rendering, const json_t *row, struct buffer *out);
enum status cytoscape_end(struct rendering *rendering, struct buffer *out);
enum status svg_begin(struct rendering *rendering, struct buffer *out);
enum status svg_row(struct rendering *rendering, const json_t *row, struct buffer *out);
enum status svg_end(struct rendering *rendering, struct buffer *out);
enum status csl_begin(struct rendering *rendering, struct buffer *out);
enum status csl_row(struct rendering *rendering, const json_t *row, struct buffer *out);
enum status csl_end(struct rendering *rendering, struct buffer *out);
enum status bibtex_row(struct rendering *rendering, const json_t *row, struct buffer *out);

#endif
