/* JSON values of jansson, put into a buffer. */
#ifndef CHANCERY_JSON_H
#define CHANCERY_JSON_H

#include <chancery/buffer.h>
#include <jansson.h>

/** Append a value as compact JSON, reals by 15 digits; `flags`: 0 or JSON_SORT_KEYS. */
void json_append(struct buffer *out, const json_t *value, size_t flags);

/** Whether a JSON string holds the text as it is: no byte needs an escape. */
bool json_text_is_plain(struct text source);

#endif
