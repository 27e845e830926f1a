/*
 * What people see at /: the explorer where this build has it, else a plain page that leads to the
 * data and says what is missing; and the files that pages load.
 */
#include "pages.h"

#include "html.h"
#include "operations.h"
#include "request.h"

#include <chancery/asset.h>
#include <chancery/record_type.h>
#include <stdio.h>
#include <string.h>

/* The asset's own bytes, whichever coding they go out in. */
static struct reply reply_of_asset(const struct asset *asset)
{
    struct reply reply = {.status = 200,
                          .kind = REPLY_SHARED,
                          .content_type = asset->content_type,
                          .bytes = (char *)(uintptr_t)asset->forms[CODING_IDENTITY].at,
                          .length = asset->forms[CODING_IDENTITY].length,
                          .forms = asset->forms};
    snprintf(reply.validator, sizeof reply.validator, "%s", asset->digest);
    return reply;
}

/* Borrowed words of dataset.json in English, or in the default language. */
static const char *words_of(const struct request *request, const char *property)
{
    const struct languages *languages = generation_languages(request->generation);
    const json_t *texts = json_object_get(generation_dataset(request->generation), property);
    const char *own = json_string_value(json_object_get(texts, "en"));
    if (own == NULL) own = json_string_value(json_object_get(texts, languages->at[0].code));
    return own != NULL ? own : "";
}

/* Every path that leads somewhere by a click. */
static void append_paths(const struct request *request, struct buffer *out)
{
    buffer_string(out, "<ul>\n");
    for (size_t i = 0; i < contract_operation_count(request->contract); i++) {
        const struct operation *operation = contract_operation(request->contract, i);
        bool is_collection = record_type_of_collection(text_of(operation->collection)) != NULL;
        if (!is_collection || operation->segment_count != 1) continue;
        buffer_string(out, "<li><a");
        html_href(request, out, operation->path);
        buffer_string(out, "><code>");
        html_text(out, operation->path);
        buffer_string(out, "</code></a>: ");
        html_text(out, operation->summary);
        buffer_string(out, "</li>\n");
    }
    buffer_string(out, "</ul>\n");
}

struct reply page_of_index(const struct request *request)
{
    const struct asset *explorer = asset_find("index.html");
    if (explorer != NULL) return reply_of_asset(explorer);
    struct buffer out = {0};
    html_begin(request, &out, "Chancery", "/", NULL);
    buffer_string(&out, "<main>\n<h1>");
    html_text(&out, words_of(request, "title"));
    buffer_string(&out, "</h1>\n<p>");
    html_text(&out, words_of(request, "description"));
    buffer_string(&out, "</p>\n<p>This is the server of that history, as data: programs get JSON "
                        "from every path here. Its <a");
    html_href(request, &out, "/docs");
    buffer_string(&out, ">reference</a> lists them all.</p>\n");
    append_paths(request, &out);
    buffer_string(&out,
                  "<h2>Where is the explorer?</h2>\n<p>This server was built without its page for "
                  "people, the map and the timeline: that needs Node.js 20.19 or newer, with npm, "
                  "when the server is built. Install them, then build again with "
                  "<code>cmake -B build -DCHANCERY_EXPLORER=ON &amp;&amp; cmake --build build"
                  "</code>.</p>\n</main>\n");
    html_end(&out);
    return reply_bytes_take(&out, "text/html; charset=utf-8");
}

struct reply get_asset(struct request *request)
{
    struct text name = parameter_text(request, "name");
    const struct asset *asset = asset_served(name);
    if (asset == NULL)
        return reply_problem(PROBLEM_NO_SUCH_RECORD, "No file of the pages has this name.");
    struct reply reply = reply_of_asset(asset);
    bool is_lasting = strcmp(asset->source, asset->name) == 0 || !text_is(name, asset->source);
    if (is_lasting) reply.caching = CACHE_IMMUTABLE;
    return reply;
}
