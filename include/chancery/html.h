/* Text as HTML: whatever it looks like, it stays text. */
#ifndef CHANCERY_HTML_H
#define CHANCERY_HTML_H

#include <chancery/buffer.h>

/** Append a text with what HTML reads as markup escaped, so that it may stand between tags and in
 * quoted attributes. */
void html_text(struct buffer *out, const char *text);

#endif
