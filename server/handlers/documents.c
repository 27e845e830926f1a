/*
 * What leads crawlers and programs into the API without knowing it: llms.txt, robots.txt, the API
 * catalogue. All of it is told from the contract, so that it cannot drift.
 */
#include "operations.h"

#include <chancery/buffer.h>
#include <chancery/embedded.h>
#include <string.h>

static bool is_of_site(const struct operation *operation)
{
    return strcmp(operation->tag, "site") == 0 || strcmp(operation->tag, "operations") == 0;
}

struct reply get_llms(struct request *request)
{
    static const char *const examples[] = {"/dataset", "/treaties?limit=3",
                                           "/timeline?histogram=decade", "/claims?conflicting=true",
                                           "/calendar?date=1855-02-07"};
    struct buffer out = {0};
    struct guide guide;
    buffer_string(&out,
                  "# Chancery\n\n"
                  "> Sourced, time-aware diplomatic history as a JSON API: read with GET, no "
                  "key. Every date stands in three calendars, every fact is a cited claim, and "
                  "each answer can be had as at any day.\n\n"
                  "Dates are EDTF level 1 (`1855-02-07`, `1904~`, `185X`), or "
                  "`julian:1855-01-26`, `japanese:ansei-1-12-21`, `jdn:2398622`. With `at`, "
                  "`from` or `to`, each hit is `certain` or `possible`. Mistakes are answered "
                  "with every fault and the nearest right spelling. To copy everything, use "
                  "the export instead of crawling.\n\n## Examples\n\n");
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++)
        buffer_format(&out, "- [%s](%s%s)\n", examples[i], request->base_path, examples[i]);
    buffer_format(&out, "\n## Endpoints\n\n- [The contract](%s/openapi.json): OpenAPI 3.1\n",
                  request->base_path);
    for (size_t i = 0; embedded_guide(i, &guide); i++)
        buffer_format(&out, "- [%s](%s/docs/%s.md)\n", guide.title, request->base_path, guide.slug);
    for (size_t i = 0; i < contract_operation_count(request->contract); i++) {
        const struct operation *operation = contract_operation(request->contract, i);
        if (is_of_site(operation)) continue;
        buffer_format(&out, "- `%s%s`: %s\n", request->base_path, operation->path,
                      operation->summary);
    }
    return reply_bytes_take(&out, "text/plain; charset=utf-8");
}

struct reply get_robots(struct request *request)
{
    struct buffer out = {0};
    buffer_format(&out,
                  "# To copy the dataset, fetch %s/export once.\nUser-agent: *\n"
                  "Disallow: %s/search\nDisallow: %s/suggest\nDisallow: %s/graph\n"
                  "Disallow: %s/path\n",
                  request->base_path, request->base_path, request->base_path, request->base_path,
                  request->base_path);
    return reply_bytes_take(&out, "text/plain; charset=utf-8");
}

static json_t *target(const struct request *request, const char *path, const char *media_type)
{
    json_t *link = json_object(), *list = json_array();
    json_object_set_new(link, "href", json_sprintf("%s%s", request->base_path, path));
    if (media_type != NULL) json_object_set_new(link, "type", json_string(media_type));
    json_array_append_new(list, link);
    return list;
}

/* RFC 9727, as a linkset (RFC 9264). */
struct reply get_api_catalog(struct request *request)
{
    const json_t *licence = json_object_get(generation_dataset(request->generation), "licence");
    json_t *page = json_object(), *sets = json_array(), *set = json_object();
    json_object_set_new(set, "anchor", json_sprintf("%s/", request->base_path));
    json_object_set_new(set, "service-desc", target(request, "/openapi.json", "application/json"));
    json_object_set_new(set, "service-doc", target(request, "/docs", "text/html"));
    json_object_set_new(set, "service-meta", target(request, "/dataset", "application/json"));
    json_object_set_new(set, "status", target(request, "/readyz", "application/json"));
    if (json_is_string(json_object_get(licence, "url"))) {
        json_t *list = json_array(), *link = json_object();
        json_object_set_new(link, "href", json_deep_copy(json_object_get(licence, "url")));
        json_array_append_new(list, link);
        json_object_set_new(set, "license", list);
    }
    json_array_append_new(sets, set);
    json_object_set_new(page, "linkset", sets);
    struct reply reply = reply_json_take(page);
    if (reply.status == 200)
        reply.content_type =
            "application/linkset+json; profile=\"https://www.rfc-editor.org/info/rfc9727\"";
    return reply;
}
