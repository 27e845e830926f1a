/* Markdown into HTML: as much of it as our guides need. */
#ifndef CHANCERY_MARKDOWN_H
#define CHANCERY_MARKDOWN_H

#include <chancery/buffer.h>

/**
 * Append a text as HTML: headings (#, ##), paragraphs, lists (-), tables (|), fenced blocks, and in
 * lines `code`, **strong** and [links](/path). Paths of ours get `base_path` before them; a line
 * `GET /path` of a fenced block becomes a link to it. All else is escaped as text.
 */
void markdown_append_html(struct buffer *out, struct text source, const char *base_path);

#endif
