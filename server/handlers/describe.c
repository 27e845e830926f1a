/*
 * What a reply says about itself, whatever operation made it: what it varies by, in which language
 * it is, how long it holds, under which name to save it, what it is linked to.
 */
#include "describe.h"

#include "formats.h"

#include <chancery/buffer.h>
#include <stdlib.h>
#include <string.h>

/* Whether the request names it, be its value right or wrong. */
static bool is_given(const struct request *request, const char *name)
{
    const struct operation *operation = request->route.operation;
    const struct parameter *parameter = operation_parameter(operation, text_of(name));
    const struct value *values = request->parameters.values;
    return parameter != NULL && values != NULL && values[parameter - operation->parameters].given;
}

/* Letters, digits, '.', '_' and '-', so that no quoting is needed and no path can be meant. */
static void append_name(struct buffer *out, struct text part)
{
    for (size_t i = 0; i < part.length; i++) {
        char c = part.at[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '.' || c == '_';
        buffer_append(out, plain ? &c : "-", 1);
    }
}

/* Of an export: the version, and what it is of. */
static void append_collections(const struct request *request, struct buffer *out)
{
    const struct value *chosen = parameters_get(&request->parameters, "collection");
    const json_t *dataset = generation_dataset(request->generation);
    if (strcmp(request->route.operation->id, "getExport") != 0) return;
    buffer_string(out, "-");
    append_name(out, text_of(json_string_value(json_object_get(dataset, "version"))));
    for (size_t i = 0; chosen != NULL && i < chosen->item_count; i++) {
        buffer_string(out, "-");
        append_name(out, chosen->items[i]);
    }
}

/* "japan-russia-treaties.csv": of data that is no page of the API, the name of a file. */
static char *disposition_of(const struct request *request)
{
    struct buffer out = {0};
    const json_t *dataset = generation_dataset(request->generation);
    buffer_format(&out, "%s; filename=\"", request->format->is_download ? "attachment" : "inline");
    append_name(&out, text_of(json_string_value(json_object_get(dataset, "id"))));
    for (size_t i = 0; i < request->route.segment_count; i++) {
        buffer_string(&out, "-");
        append_name(&out, request->route.segments[i]);
    }
    append_collections(request, &out);
    buffer_format(&out, ".%s\"", request->format->extension);
    if (!out.failed) return out.at;
    buffer_free(&out);
    return NULL;
}

/* A link to `path` below `base`. */
static void add_link(struct buffer *out, const char *base, const char *path, const char *relation,
                     const char *more)
{
    buffer_string(out, out->length > 0 ? ", <" : "<");
    buffer_string(out, base);
    buffer_string(out, path);
    buffer_string(out, ">; rel=\"");
    buffer_string(out, relation);
    buffer_string(out, "\"");
    buffer_string(out, more);
}

/* A URL of the dataset's goes into a header only where it cannot end it. */
static bool is_url(const char *url)
{
    if (url == NULL || strncmp(url, "http", 4) != 0) return false;
    for (const char *c = url; *c != '\0'; c++)
        if (*c <= ' ' || *c > '~' || *c == '<' || *c == '>' || *c == '"') return false;
    return true;
}

/* The path, and of the query what it cannot do without: a link must lead somewhere. */
static void append_cited(const struct request *request, struct buffer *out)
{
    const struct operation *operation = request->route.operation;
    const char *joint = "?";
    buffer_string(out, request->base_path);
    buffer_text(out, request->path);
    for (size_t i = 0; i < operation->parameter_count; i++) {
        const struct parameter *parameter = &operation->parameters[i];
        if (parameter->in != IN_QUERY || !parameter->required) continue;
        buffer_format(out, "%s%s=", joint, parameter->name);
        buffer_percent_encode(out, request->parameters.values[i].text, ":/,*");
        joint = "&";
    }
}

/* What describes the reply (RFC 8631), its licence, and where to cite it from (RFC 8574). */
static void add_links(const struct request *request, struct reply *reply)
{
    struct buffer out = {0};
    const json_t *licence = json_object_get(generation_dataset(request->generation), "licence");
    const char *url = json_string_value(json_object_get(licence, "url"));
    if (reply->link != NULL) buffer_string(&out, reply->link);
    add_link(&out, request->base_path, "/openapi.json", "describedby",
             "; type=\"application/json\"");
    add_link(&out, request->base_path, "/docs", "service-doc", "; type=\"text/html\"");
    if (is_url(url)) add_link(&out, "", url, "license", "");
    buffer_string(&out, ", <");
    append_cited(request, &out);
    buffer_string(&out, ">; rel=\"cite-as\"");
    if (strcmp(request->route.operation->id, "getIndex") == 0)
        add_link(&out, request->base_path, "/.well-known/api-catalog", "api-catalog", "");
    if (out.failed) {
        buffer_free(&out);
        return;
    }
    free(reply->link);
    reply->link = out.at;
}

void describe_reply(const struct request *request, struct reply *reply)
{
    const struct operation *operation = request->route.operation;
    bool speaks = operation_parameter(operation, TEXT("lang")) != NULL;
    reply->varies_by_accept = operation->media_type_count > 1 && !is_given(request, "format");
    reply->varies_by_language = speaks && !is_given(request, "lang");
    if (reply->status != 200) return;
    if (speaks)
        reply->content_language =
            generation_languages(request->generation)->at[request->language].code;
    if (is_given(request, "v") && reply->caching == CACHE_PUBLIC) reply->caching = CACHE_IMMUTABLE;
    if (request->format == NULL) return;
    bool is_page = strcmp(request->format->format, "html") == 0;
    if (!format_is_json(request) && !is_page && reply->disposition == NULL)
        reply->disposition = disposition_of(request);
    add_links(request, reply);
}
