/*
 * The site around the data: the index, the contract itself, what each problem means.
 */
#include "identity.h"
#include "operations.h"
#include "pages.h"
#include "request.h"

#include <chancery/embedded.h>
#include <chancery/record_type.h>
#include <string.h>

/* Borrowed words of dataset.json in the request's language, or in the default one. */
static const char *words(const struct request *request, const json_t *texts)
{
    const struct languages *languages = generation_languages(request->generation);
    const char *own =
        json_string_value(json_object_get(texts, languages->at[request->language].code));
    return own != NULL ? own : json_string_value(json_object_get(texts, languages->at[0].code));
}

static json_t *path_of(const struct request *request, const char *path)
{
    return json_sprintf("%s%s", request->base_path, path);
}

static int64_t count_of(const struct request *request, const char *type)
{
    const char *const types[] = {type, NULL};
    return generation_population(request->generation, types).records;
}

/* How many records a type has, where it has any, and how many claims there are: {"event": 244, …}.
 */
static json_t *counts(const struct request *request)
{
    json_t *all = json_object();
    for (size_t i = 0; i < RECORD_TYPE_COUNT; i++) {
        const char *type = record_types()[i].name;
        int64_t count = count_of(request, type);
        if (count > 0) json_object_set_new(all, type, json_integer(count));
    }
    json_object_set_new(all, "claim", json_integer(count_of(request, "claim")));
    return all;
}

static json_t *collections(const struct request *request)
{
    json_t *list = json_array();
    for (size_t i = 0; i < contract_operation_count(request->contract); i++) {
        const struct operation *operation = contract_operation(request->contract, i);
        const struct record_type *type = record_type_of_collection(text_of(operation->collection));
        bool claims = strcmp(operation->id, "listClaims") == 0;
        if (operation->segment_count != 1 || (type == NULL && !claims)) continue;
        json_t *entry = json_object();
        json_object_set_new(entry, "name", json_string(operation->collection));
        json_object_set_new(entry, "href", path_of(request, operation->path));
        json_object_set_new(entry, "count",
                            json_integer(count_of(request, claims ? "claim" : type->name)));
        json_array_append_new(list, entry);
    }
    return list;
}

/* What the server counted has no place on the listener for all where operators have their own. */
static bool is_elsewhere(const struct request *request, const struct operation *operation)
{
    return strcmp(operation->id, "getMetrics") == 0 && request->metrics.write == NULL;
}

/* Every path without a parameter that is no collection: search, dataset, calendar … */
static json_t *links(const struct request *request)
{
    json_t *all = json_object();
    for (size_t i = 0; i < contract_operation_count(request->contract); i++) {
        const struct operation *operation = contract_operation(request->contract, i);
        if (strchr(operation->path, '{') != NULL || operation->path[1] == '\0') continue;
        if (record_type_of_collection(text_of(operation->collection)) != NULL ||
            strcmp(operation->id, "listClaims") == 0 || is_elsewhere(request, operation))
            continue;
        struct text name = text_of(operation->path + 1);
        if (text_starts_with(name, ".well-known/")) name = text_after(name, 12);
        for (size_t k = 0; k < name.length; k++)
            if (name.at[k] == '.') name.length = k;
        json_object_setn_new(all, name.at, name.length, path_of(request, operation->path));
    }
    return all;
}

/* What is the generation's goes into an answer as a copy. */
static json_t *copy_or_null(const json_t *value)
{
    return value != NULL ? json_deep_copy(value) : json_null();
}

struct reply get_index(struct request *request)
{
    const json_t *dataset = generation_dataset(request->generation);
    if (request->format != NULL && strcmp(request->format->format, "html") == 0)
        return page_of_index(request);
    json_t *index = json_object(), *served = json_object();
    json_object_set_new(served, "id", copy_or_null(json_object_get(dataset, "id")));
    json_object_set_new(served, "title",
                        json_string(words(request, json_object_get(dataset, "title"))));
    json_object_set_new(served, "version", copy_or_null(json_object_get(dataset, "version")));
    json_object_set_new(served, "href", path_of(request, "/dataset"));
    json_object_set_new(index, "title", json_string("Chancery"));
    json_object_set_new(
        index, "description",
        json_string("Sourced, time-aware diplomatic history: the state of affairs on any day, "
                    "in three calendars, every fact a cited claim."));
    json_object_set_new(index, "version", json_string(CHANCERY_VERSION));
    json_object_set_new(index, "dataset", served);
    json_object_set_new(index, "collections", collections(request));
    json_object_set_new(index, "links", links(request));
    return reply_json_take(index);
}

struct reply get_openapi(struct request *request)
{
    struct text document = contract_document(request->contract);
    return (struct reply){.status = 200,
                          .kind = REPLY_SHARED,
                          .content_type = request->route.operation->media_types[0],
                          .bytes = (char *)document.at,
                          .length = document.length};
}

struct reply get_problem(struct request *request)
{
    enum problem_kind kind;
    struct text slug = parameter_text(request, "slug");
    if (problem_find(slug, &kind) != STATUS_OK) {
        struct problem *problem =
            problem_new(PROBLEM_NO_SUCH_RECORD, "No kind of problem has this name.");
        json_t *known = json_array();
        for (int i = 0; i < PROBLEM_COUNT; i++)
            json_array_append_new(known, json_string(problem_slug((enum problem_kind)i)));
        problem_set_take(problem, "suggestions", known);
        return reply_problem_take(problem);
    }
    json_t *page = json_object();
    json_object_set_new(page, "type",
                        json_sprintf("%s/problems/%s", request->base_path, problem_slug(kind)));
    json_object_set_new(page, "title", json_string(problem_title(kind)));
    json_object_set_new(page, "status", json_integer(problem_status(kind)));
    json_object_set_new(page, "description", json_string(problem_explanation(kind)));
    return reply_json_take(page);
}

/* {"event": [{"value", "label", "count"}], …} */
static json_t *kinds(struct request *request)
{
    struct statement *query;
    json_t *all = json_object();
    if (request_query(request, "kinds", &query) != STATUS_OK) return all;
    while (statement_step(query) == STATUS_OK) {
        struct text type = statement_text(query, 0);
        json_t *list = json_object_getn(all, type.at, type.length), *entry = json_object();
        if (list == NULL) {
            list = json_array();
            if (json_object_setn_new(all, type.at, type.length, list) != 0) list = NULL;
        }
        json_object_set_new(entry, "value", statement_json(query, 1, PROPERTY_TEXT));
        json_object_set_new(entry, "label", statement_json(query, 2, PROPERTY_TEXT));
        json_object_set_new(entry, "count", statement_json(query, 3, PROPERTY_INTEGER));
        json_array_append_new(list, entry);
    }
    statement_reset(query);
    return all;
}

static json_t *interval_of(const struct request *request, const json_t *authored)
{
    struct dating dating;
    struct date_fault fault;
    char pointer[64];
    if (authored == NULL ||
        date_read_json(authored, true, request->arena, &dating, &fault, pointer) != STATUS_OK)
        return json_null();
    return date_to_json(&dating,
                        generation_languages(request->generation)->at[request->language].dates);
}

static json_t *coverage(struct request *request, const json_t *declared)
{
    json_t *all = json_object(), *domains = json_object(), *gaps = json_array(),
           *read = json_array();
    const char *key;
    json_t *value;
    size_t i;
    json_object_foreach(json_object_get(declared, "domains"), key, value)
        json_object_set_new(domains, key, interval_of(request, value));
    json_array_foreach(json_object_get(declared, "gaps"), i, value)
        json_array_append_new(gaps, json_string(words(request, value)));
    json_array_foreach(json_object_get(declared, "sources_read"), i, value)
    {
        json_t *reference = read_reference(request, text_of(json_string_value(value)));
        if (reference != NULL) json_array_append_new(read, reference);
    }
    json_object_set_new(all, "period", interval_of(request, json_object_get(declared, "period")));
    json_object_set_new(all, "domains", domains);
    json_object_set_new(all, "sources_read", read);
    json_object_set_new(all, "gaps", gaps);
    return all;
}

struct reply get_dataset(struct request *request)
{
    const json_t *declared = generation_dataset(request->generation);
    json_t *page = json_object(), *languages = json_array(), *origins = json_array(), *value;
    const char *key, *description = words(request, json_object_get(declared, "description"));
    size_t i;
    json_array_foreach(json_object_get(declared, "languages"), i, value)
    {
        json_t *entry = json_object();
        json_object_set_new(entry, "code", copy_or_null(json_object_get(value, "code")));
        json_object_set_new(entry, "name", copy_or_null(json_object_get(value, "name")));
        json_array_append_new(languages, entry);
    }
    json_object_foreach(json_object_get(declared, "origins"), key, value)
    {
        json_t *entry = json_object();
        json_object_set_new(entry, "id", json_string(key));
        json_object_set_new(entry, "label", json_string(words(request, value)));
        json_array_append_new(origins, entry);
    }
    json_object_set_new(page, "id", copy_or_null(json_object_get(declared, "id")));
    json_object_set_new(page, "title",
                        json_string(words(request, json_object_get(declared, "title"))));
    json_object_set_new(page, "description",
                        description != NULL ? json_string(description) : json_null());
    json_object_set_new(page, "version", copy_or_null(json_object_get(declared, "version")));
    json_object_set_new(page, "released", copy_or_null(json_object_get(declared, "released")));
    json_object_set_new(page, "sha256", json_string(generation_version(request->generation)));
    json_object_set_new(page, "licence", copy_or_null(json_object_get(declared, "licence")));
    json_object_set_new(page, "citation", copy_or_null(json_object_get(declared, "citation")));
    json_object_set_new(page, "languages", languages);
    json_object_set_new(page, "origins", origins);
    json_object_set_new(page, "coverage", coverage(request, json_object_get(declared, "coverage")));
    json_object_set_new(page, "counts", counts(request));
    json_object_set_new(page, "kinds", kinds(request));
    return reply_json_take(page);
}
