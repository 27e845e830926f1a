/* What a client accepts: media types and languages (RFC 9110 §12.5). */
#ifndef HANDLERS_NEGOTIATE_H
#define HANDLERS_NEGOTIATE_H

#include <chancery/connection.h>
#include <stdbool.h>

/** The quality (0 … 1000) that an Accept header gives a media type; the most specific range
 * decides. `accept` NULL: 1000. */
int accept_quality(const char *accept, const char *media_type);

/** Which of `count` media types an Accept header likes best: its index, the first among equals. */
size_t choose_media_type(const char *accept, const char *const *media_types, size_t count);

/** The dataset language that an Accept-Language header likes best (RFC 4647 §3.4 look-up); 0, the
 * default, where none fits. */
size_t choose_language(const char *accept_language, const struct languages *languages);

#endif
