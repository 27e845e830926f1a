/* What the formats of widgets share: texts that are HTML there, and objects made member by member.
 */
#ifndef RENDER_WIDGET_H
#define RENDER_WIDGET_H

#include <chancery/html.h>
#include <chancery/renderer.h>

/** A text escaped by html_text. A new reference, or NULL when memory is short. */
json_t *html_of(const char *text);

/** The same, escaped twice: for a widget that undoes one escape before it uses it. */
json_t *html_twice_of(const char *text);

/** The bytes of a buffer as a JSON string; the buffer is freed. NULL where it has failed. */
json_t *string_take(struct buffer *buffer);

/** Set a member, the value consumed. Where it cannot be, `out` fails. */
void member_put_take(struct buffer *out, json_t *object, const char *name, json_t *value);

/** Append a value to the one array that is being written, the value consumed; whether it is
 * the first is kept in the rendering's scratch, as "written". */
void element_append_take(struct rendering *rendering, struct buffer *out, json_t *value);

/** The label of a row, or its id where it has none. Borrowed. */
const char *row_label(const json_t *row);

/** The group of a row: on the timeline its type, elsewhere its kind. Borrowed. */
const char *row_group(const struct rendering *rendering, const json_t *row);

/** What the group is called. Borrowed. */
const char *row_group_label(const struct rendering *rendering, const json_t *row);

#endif
