/*
 * The reference for people: every operation, from the contract itself, as a plain page that needs
 * no script; over it, where this build has it, the interactive one. And the guides.
 */
#include "html.h"
#include "negotiate.h"
#include "operations.h"
#include "request.h"

#include <chancery/asset.h>
#include <chancery/embedded.h>
#include <chancery/markdown.h>
#include <stdio.h>
#include <string.h>

/* One page in the making. */
struct reference {
    const struct request *request;
    const json_t *document; /* openapi.json */
    bool has_examples;      /* they are of the dataset that is served */
    struct buffer *out;
};

static const json_t *described(const struct reference *self, const struct operation *operation)
{
    const json_t *paths = json_object_get(self->document, "paths");
    return json_object_get(json_object_get(paths, operation->path), "get");
}

/* The example of an operation's reply in a media type. */
static const json_t *example_of(const json_t *document, const char *path, const char *media_type)
{
    const json_t *get =
        json_object_get(json_object_get(json_object_get(document, "paths"), path), "get");
    const json_t *reply = json_object_get(json_object_get(get, "responses"), "200"),
                 *content = json_object_get(json_object_get(reply, "content"), media_type);
    return json_object_get(json_object_get(content, "examples"), "example");
}

/* Of which dataset the contract's examples are, its index says. */
static bool has_examples(const struct request *request, const json_t *document)
{
    const json_t *index = json_object_get(example_of(document, "/", "application/json"), "value");
    const json_t *id = json_object_get(json_object_get(index, "dataset"), "id");
    return id != NULL &&
           json_equal(id, json_object_get(generation_dataset(request->generation), "id"));
}

/* The requests that the examples of its replies answer, by media type. */
static void append_examples(const struct reference *self, const struct operation *operation)
{
    if (!self->has_examples) return;
    for (size_t i = 0; i < operation->media_type_count; i++) {
        const json_t *example =
            example_of(self->document, operation->path, operation->media_types[i]);
        const char *target = json_string_value(json_object_get(example, "summary"));
        if (target == NULL || strncmp(target, "GET /", 5) != 0) continue;
        buffer_string(self->out, i == 0 ? "<p>Try <a" : ", <a");
        html_href(self->request, self->out, target + 4);
        buffer_string(self->out, ">");
        html_text(self->out, operation->media_types[i]);
        buffer_string(self->out, "</a>");
    }
    buffer_string(self->out, operation->media_type_count > 0 ? "</p>\n" : "");
}

static void append_parameters(const struct reference *self, const struct operation *operation)
{
    for (size_t i = 0; i < operation->parameter_count; i++) {
        const struct parameter *parameter = &operation->parameters[i];
        buffer_string(self->out, i == 0 ? "<p>Parameters: <code>" : ", <code>");
        html_text(self->out, parameter->name);
        buffer_string(self->out, parameter->required ? "</code> (required)" : "</code>");
    }
    if (operation->parameter_count > 0) buffer_string(self->out, ".</p>\n");
}

/* Where a reader can go by a click: the path itself where it needs nothing more. */
static bool is_complete(const struct operation *operation)
{
    for (size_t i = 0; i < operation->parameter_count; i++)
        if (operation->parameters[i].required) return false;
    return true;
}

static void append_path(const struct reference *self, const struct operation *operation)
{
    bool is_link = is_complete(operation);
    if (is_link) {
        buffer_string(self->out, "<a");
        html_href(self->request, self->out, operation->path);
        buffer_string(self->out, ">");
    }
    buffer_string(self->out, "<code>");
    html_text(self->out, operation->path);
    buffer_string(self->out, is_link ? "</code></a> " : "</code> ");
}

/* A description, which OpenAPI has in Markdown (specification 3.1, 4.8), or NULL. */
static void append_markdown(const struct reference *self, const char *description)
{
    if (description != NULL)
        markdown_append_html(self->out, text_of(description), self->request->base_path);
}

static void append_operation(const struct reference *self, const struct operation *operation)
{
    const char *description =
        json_string_value(json_object_get(described(self, operation), "description"));
    buffer_string(self->out, "<dt>");
    append_path(self, operation);
    html_text(self->out, operation->summary);
    buffer_string(self->out, "</dt>\n<dd>");
    append_markdown(self, description);
    append_parameters(self, operation);
    append_examples(self, operation);
    buffer_string(self->out, "</dd>\n");
}

static const char *description_of_tag(const struct reference *self, const char *name)
{
    const json_t *tag;
    size_t i;
    json_array_foreach(json_object_get(self->document, "tags"), i, tag)
    {
        const char *own = json_string_value(json_object_get(tag, "name"));
        if (own != NULL && strcmp(own, name) == 0)
            return json_string_value(json_object_get(tag, "description"));
    }
    return NULL;
}

/* All operations of a tag, where the one at `first` is the first of them. */
static void append_group(const struct reference *self, size_t first)
{
    const struct contract *contract = self->request->contract;
    const char *tag = contract_operation(contract, first)->tag;
    for (size_t i = 0; i < first; i++)
        if (strcmp(contract_operation(contract, i)->tag, tag) == 0) return;
    const char *words = description_of_tag(self, tag);
    buffer_string(self->out, "<h2 id=\"");
    html_text(self->out, tag);
    buffer_string(self->out, "\">");
    html_text(self->out, tag);
    buffer_string(self->out, "</h2>\n");
    append_markdown(self, words);
    buffer_string(self->out, "<dl>\n");
    for (size_t i = first; i < contract_operation_count(contract); i++) {
        const struct operation *operation = contract_operation(contract, i);
        if (strcmp(operation->tag, tag) == 0) append_operation(self, operation);
    }
    buffer_string(self->out, "</dl>\n");
}

static void append_operations(const struct request *request, struct buffer *out)
{
    struct text source = contract_document(request->contract);
    json_t *document = json_loadb(source.at, source.length, 0, NULL);
    const struct reference self = {request, document, has_examples(request, document), out};
    if (document == NULL) out->failed = true;
    buffer_string(out, "<main id=\"plain\">\n<h1>Chancery: the API</h1>\n<p>Sourced, time-aware "
                       "diplomatic history: the state of affairs on any day, in three calendars, "
                       "every fact a cited claim. Everything is read with GET, nothing needs a "
                       "key. The whole contract is <a");
    html_href(request, out, "/openapi.json");
    buffer_string(out, ">openapi.json</a> (OpenAPI 3.1); the guides above say what all operations "
                       "have in common.</p>\n");
    for (size_t i = 0; i < contract_operation_count(request->contract); i++)
        append_group(&self, i);
    buffer_string(out, "</main>\n");
    json_decref(document);
}

struct reply get_docs(struct request *request)
{
    static const char *const scripts[] = {"reference.js", "docs.js", NULL};
    struct buffer out = {0};
    bool is_interactive = asset_find("reference.js") != NULL;
    html_begin(request, &out, "Chancery: the API", "/docs", is_interactive ? scripts : NULL);
    if (is_interactive) {
        buffer_string(&out, "<div id=\"reference\" hidden data-base=\"");
        html_text(&out, request->base_path);
        buffer_string(&out, "\"></div>\n");
    }
    append_operations(request, &out);
    html_end(&out);
    struct reply reply = reply_bytes_take(&out, "text/html; charset=utf-8");
    reply.has_inline_styles = is_interactive;
    return reply;
}

static struct reply page_of_operations(const struct request *request)
{
    struct buffer out = {0};
    html_begin(request, &out, "Chancery: all operations", "/docs/operations", NULL);
    append_operations(request, &out);
    html_end(&out);
    return reply_bytes_take(&out, "text/html; charset=utf-8");
}

/* The guide of a name, which may end in ".md". */
static bool find_guide(struct text name, struct guide *out)
{
    struct text rest = name, slug = text_cut(&rest, '.');
    if (rest.at != NULL && !text_is(rest, "md")) return false;
    for (size_t i = 0; embedded_guide(i, out); i++)
        if (text_is(slug, out->slug)) return true;
    return false;
}

static bool wants_markdown(const struct request *request, struct text name)
{
    const struct operation *operation = request->route.operation;
    size_t chosen =
        choose_media_type(request->accept, operation->media_types, operation->media_type_count);
    return memchr(name.at, '.', name.length) != NULL ||
           strcmp(operation->media_types[chosen], "text/markdown") == 0;
}

struct reply get_guide(struct request *request)
{
    struct text name = parameter_text(request, "guide");
    struct guide guide;
    struct buffer out = {0};
    if (text_is(name, "operations")) return page_of_operations(request);
    if (!find_guide(name, &guide))
        return reply_problem(PROBLEM_NO_SUCH_RECORD, "No guide has this name.");
    if (wants_markdown(request, name)) {
        buffer_text(&out, guide.source);
        return reply_bytes_take(&out, "text/markdown; charset=utf-8");
    }
    char path[64], title[96];
    snprintf(path, sizeof path, "/docs/%s", guide.slug);
    snprintf(title, sizeof title, "Chancery: %s", guide.title);
    html_begin(request, &out, title, path, NULL);
    buffer_string(&out, "<main>\n");
    markdown_append_html(&out, guide.source, request->base_path);
    buffer_string(&out, "</main>\n");
    html_end(&out);
    return reply_bytes_take(&out, "text/html; charset=utf-8");
}
