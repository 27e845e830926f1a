/* The text forms that the validator checks itself, and how messages quote what they speak of. */
#ifndef CHANCERY_DATASET_VALIDATOR_TEXT_H
#define CHANCERY_DATASET_VALIDATOR_TEXT_H

#include <chancery/buffer.h>
#include <jansson.h>

/** Tell whether `a` is a readable identifier: lower-case letters and digits, joined by single - or
 * a dot. */
bool text_is_slug(struct text a);

/** Tell whether `a` is an absolute URI (RFC 3986 §4.3, fragment allowed); http and https with a
 * host. */
bool text_is_uri(struct text a);

/** Count the characters of well-formed UTF-8. */
size_t text_characters(struct text a);

/** Append `a` in double quotes, at most 60 bytes of it. */
void quote_text(struct buffer *out, struct text a);

/** Append a value: texts and numbers as they are written, lists and objects in words. */
void quote_value(struct buffer *out, const json_t *value);

#endif
