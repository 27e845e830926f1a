/* The plain pages: what each begins and ends with. */
#ifndef HANDLERS_HTML_H
#define HANDLERS_HTML_H

#include <chancery/handlers.h>
#include <chancery/html.h>

/** Append ` href="…"` of a path of ours. */
void html_href(const struct request *request, struct buffer *out, const char *path);

/** Append the path under which an asset is served, escaped; nothing where there is no such asset.
 */
void html_asset(const struct request *request, struct buffer *out, const char *source);

/** Append all before the page's own content; `here` is the path of the page, which is marked among
 * the links at its head. `scripts`: what to load, NULL after the last; NULL: none. */
void html_begin(const struct request *request, struct buffer *out, const char *title,
                const char *here, const char *const *scripts);

/** Append what ends it. */
void html_end(struct buffer *out);

#endif
