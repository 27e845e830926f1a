/*
 * The frame of the plain pages. They need no script, load one style sheet, and name the same places
 * at their head.
 */
#include "html.h"

#include <chancery/asset.h>
#include <chancery/embedded.h>
#include <string.h>

void html_href(const struct request *request, struct buffer *out, const char *path)
{
    buffer_string(out, " href=\"");
    html_text(out, request->base_path);
    html_text(out, path);
    buffer_string(out, "\"");
}

void html_asset(const struct request *request, struct buffer *out, const char *source)
{
    const struct asset *asset = asset_find(source);
    if (asset == NULL || asset->name == NULL) return;
    html_text(out, request->base_path);
    buffer_string(out, "/assets/");
    html_text(out, asset->name);
}

static void append_place(const struct request *request, struct buffer *out, const char *path,
                         const char *words, const char *here)
{
    buffer_string(out, "<li><a");
    html_href(request, out, path);
    if (strcmp(path, here) == 0) buffer_string(out, " aria-current=\"page\"");
    buffer_string(out, ">");
    html_text(out, words);
    buffer_string(out, "</a></li>\n");
}

static void append_head(const struct request *request, struct buffer *out, const char *here)
{
    struct guide guide;
    buffer_string(out, "<header><nav aria-label=\"Chancery\"><ul>\n");
    append_place(request, out, "/", "Chancery", here);
    append_place(request, out, "/docs", "Reference", here);
    append_place(request, out, "/docs/operations", "All operations", here);
    for (size_t i = 0; embedded_guide(i, &guide); i++) {
        char path[64];
        snprintf(path, sizeof path, "/docs/%s", guide.slug);
        append_place(request, out, path, guide.title, here);
    }
    append_place(request, out, "/openapi.json", "openapi.json", here);
    buffer_string(out, "</ul></nav></header>\n");
}

void html_begin(const struct request *request, struct buffer *out, const char *title,
                const char *here, const char *const *scripts)
{
    buffer_string(out, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                       "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                       "<title>");
    html_text(out, title);
    buffer_string(out, "</title>\n<link rel=\"icon\" href=\"data:,\">\n<link rel=\"stylesheet\" "
                       "href=\"");
    html_asset(request, out, "pages.css");
    buffer_string(out, "\">\n");
    for (size_t i = 0; scripts != NULL && scripts[i] != NULL; i++) {
        buffer_string(out, "<script defer src=\"");
        html_asset(request, out, scripts[i]);
        buffer_string(out, "\"></script>\n");
    }
    buffer_string(out, "</head>\n<body>\n");
    append_head(request, out, here);
}

void html_end(struct buffer *out)
{
    buffer_string(out, "</body>\n</html>\n");
}
