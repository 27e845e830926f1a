/* What renderers ask of a row of any type. */
#ifndef RENDER_ROW_H
#define RENDER_ROW_H

#include <chancery/date.h>
#include <chancery/renderer.h>

/** The text of a property, or "" where it is absent or no text. Borrowed. */
const char *row_text(const json_t *row, const char *property);

/**
 * When a row was, as its date or interval object: `date` where it has one (events, moments, the
 * timeline), of a treaty the day of its signature, else what its collection is asked by
 * (`in_force`, `existed`, `interval`, `issued`). Borrowed; NULL: it has none.
 */
const json_t *row_dating(const json_t *row);

/** The label of a row's kind, or the kind itself where the dataset has no label for it. Borrowed.
 */
const char *row_kind_label(const struct rendering *rendering, const json_t *row);

/** Append the whole of a jansson value as compact JSON. NULL makes the buffer fail. */
void append_json(struct buffer *out, const json_t *value);

/** The same for a value that is consumed. */
void append_json_take(struct buffer *out, json_t *value);

/** A text of dataset.json ({"en": …} or a plain string) in the rendering's language, else in the
 * default; "" where there is none. Borrowed. */
const char *dataset_words(const struct rendering *rendering, const char *property);

#endif
