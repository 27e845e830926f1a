/*
 * What is wrong with a request that only the dataset, or two parameters together, can tell: all of
 * it at once, beside the faults that the contract alone found.
 */
#include "checks.h"

#include "cursor.h"
#include "formats.h"
#include "identity.h"
#include "on_this_day.h"
#include "request.h"

#include <chancery/buffer.h>
#include <chancery/fold.h>
#include <string.h>

static const struct value *given(const struct request *request, const char *name)
{
    return parameters_get(&request->parameters, name);
}

static void add_fault(struct problem *problem, const char *name, struct text value,
                      const char *reason, const char *allowed)
{
    problem_add(problem, &(struct fault){.in = "query",
                                         .name = text_of(name),
                                         .value = value,
                                         .reason = reason,
                                         .allowed = allowed});
}

static void check_language(struct request *request, struct problem *problem)
{
    const struct value *lang = given(request, "lang");
    const struct languages *languages = generation_languages(request->generation);
    if (lang == NULL) return;
    int ordinal = languages_find(languages, lang->text);
    if (ordinal >= 0) {
        request->language = (size_t)ordinal;
        return;
    }
    json_t *codes = json_array();
    for (size_t i = 0; i < languages->count; i++)
        json_array_append_new(codes, json_string(languages->at[i].code));
    problem_add(problem, &(struct fault){.in = "query",
                                         .name = TEXT("lang"),
                                         .value = lang->text,
                                         .reason = "the dataset has no labels in this language",
                                         .allowed = "one of the dataset's languages",
                                         .allowed_values = codes});
    json_decref(codes);
}

/* Refuse an item that is not in a list of words, with the nearest that is. */
static void refuse_word(struct problem *problem, const char *name, struct text item,
                        const json_t *words, const char *reason)
{
    struct text nearest = {NULL, 0};
    size_t distance = item.length / 3 + 1, i;
    json_t *word;
    json_array_foreach((json_t *)words, i, word)
        fold_nearest(item, text_of(json_string_value(word)), &nearest, &distance);
    problem_add(problem, &(struct fault){.in = "query",
                                         .name = text_of(name),
                                         .value = item,
                                         .reason = reason,
                                         .allowed = "one of the values in use",
                                         .allowed_values = (json_t *)words,
                                         .suggestion = nearest.at});
}

static bool has_word(const json_t *words, struct text item)
{
    json_t *word;
    size_t i;
    json_array_foreach((json_t *)words, i, word)
    {
        if (text_is(item, json_string_value(word))) return true;
    }
    return false;
}

/* The record type whose kinds `kind` names: the collection's, or that of a sub-collection. */
static const char *kind_type(const struct request *request)
{
    if (strcmp(request->route.operation->id, "listTreatyArticles") == 0) return "article";
    const struct record_type *type =
        record_type_of_collection(text_of(request->route.operation->collection));
    return type != NULL ? type->name : "";
}

static void add_kinds(const struct request *request, const char *type, json_t *all)
{
    json_t *copy = json_deep_copy(generation_kinds(request->generation, type));
    json_array_extend(all, copy);
    json_decref(copy);
}

/* The kinds that `kind` may name: a new array. */
static json_t *kinds_here(const struct request *request)
{
    static const char *const timeline[] = {"event", "treaty", "relation"};
    json_t *all = json_array();
    if (strcmp(request->route.operation->id, "getTimeline") != 0)
        add_kinds(request, kind_type(request), all);
    else
        for (size_t i = 0; i < sizeof timeline / sizeof timeline[0]; i++)
            add_kinds(request, timeline[i], all);
    return all;
}

static void check_kinds(struct request *request, struct problem *problem)
{
    const struct value *kind = given(request, "kind");
    if (kind == NULL) return;
    json_t *kinds = kinds_here(request);
    for (size_t i = 0; i < kind->item_count; i++)
        if (!has_word(kinds, kind->items[i]))
            refuse_word(problem, "kind", kind->items[i], kinds,
                        "no record of this collection has this kind");
    json_decref(kinds);
}

static void check_origin(struct request *request, struct problem *problem)
{
    const struct value *origin = given(request, "origin");
    if (origin == NULL) return;
    json_t *origins = json_array();
    const char *key;
    json_t *value;
    json_object_foreach(json_object_get(generation_dataset(request->generation), "origins"), key,
                        value) json_array_append_new(origins, json_string(key));
    if (!has_word(origins, origin->text))
        refuse_word(problem, "origin", origin->text, origins,
                    "the dataset has no such origin of sources");
    json_decref(origins);
}

/* An id of a record of `type` ("" for any); a former id is replaced by the one that answers now. */
static void check_id(struct request *request, struct problem *problem, const char *name,
                     const char *type, struct text *id)
{
    struct found_id found;
    enum status status = find_id(request, *id, &found);
    if (status == STATUS_OK && (type[0] == '\0' || text_is(found.type, type))) {
        *id = found.current;
        return;
    }
    if (status != STATUS_OK && status != STATUS_NOT_FOUND) {
        request->failure = status;
        return;
    }
    json_t *nearest =
        nearest_ids(request, type[0] != '\0' ? "record.ids" : "record.all", text_of(type), *id);
    char *reason = arena_format(request->arena, "the dataset has no %s with this id",
                                type[0] != '\0' ? type : "record");
    problem_add(problem,
                &(struct fault){.in = "query",
                                .name = text_of(name),
                                .value = *id,
                                .reason = reason != NULL ? reason : "no such id",
                                .allowed = "the id of a record",
                                .allowed_values = nearest,
                                .suggestion = json_string_value(json_array_get(nearest, 0))});
    json_decref(nearest);
}

static void check_ids(struct request *request, struct problem *problem)
{
    bool path = strcmp(request->route.operation->id, "getPath") == 0;
    const struct {
        const char *parameter, *type;
    } all[] = {{"actor", "actor"},
               {"place", "place"},
               {"between", "actor"},
               {"subject", ""},
               {"source", path ? "" : "source"},
               {"target", ""},
               {"focus", ""}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct value *value = (struct value *)given(request, all[i].parameter);
        if (value == NULL) continue;
        if (value->items == NULL) {
            check_id(request, problem, all[i].parameter, all[i].type, &value->text);
            continue;
        }
        for (size_t k = 0; k < value->item_count; k++)
            check_id(request, problem, all[i].parameter, all[i].type, &value->items[k]);
    }
}

/* A pair is of two: an actor and itself, by whatever id, are none. */
static void check_pair(const struct request *request, struct problem *problem)
{
    const struct value *between = given(request, "between");
    if (between == NULL) return;
    if (between->item_count == 2 && !text_equal(between->items[0], between->items[1])) return;
    add_fault(problem, "between", between->text, "it names one actor twice",
              "two different actors");
}

/* Words that the dataset uses for the parts that actors have in its records. */
static void check_role(struct request *request, struct problem *problem)
{
    const struct value *role = given(request, "role");
    struct statement *query;
    if (role == NULL) return;
    request->failure = request_query(request, "roles", &query);
    if (request->failure != STATUS_OK) return;
    json_t *roles = json_array();
    statement_bind_text(query, ":type", text_of(kind_type(request)));
    enum status status;
    while ((status = statement_step(query)) == STATUS_OK)
        json_array_append_new(roles, statement_json(query, 0, PROPERTY_TEXT));
    statement_reset(query);
    if (status != STATUS_NOT_FOUND)
        request->failure = status;
    else if (!has_word(roles, role->text))
        refuse_word(problem, "role", role->text, roles,
                    "no actor has this role in this collection");
    json_decref(roles);
}

static void check_pointer(const struct request *request, struct problem *problem)
{
    const struct value *field = given(request, "field");
    if (field != NULL && !text_starts_with(field->text, "/"))
        add_fault(problem, "field", field->text, "a JSON Pointer begins with a slash",
                  "a pointer into the record, such as /date");
}

const struct shape *item_shape(const struct request *request)
{
    const struct operation *operation = request->route.operation;
    if (strcmp(operation->id, "search") == 0 || strcmp(operation->id, "suggest") == 0)
        return contract_shape(request->contract, "SearchHit");
    if (strcmp(operation->id, "getOnThisDay") == 0)
        return contract_shape(request->contract, "Moment");
    if (strstr(operation->id, "Claim") != NULL) return contract_shape(request->contract, "Claim");
    const struct record_type *type = record_type_find(text_of(kind_type(request)));
    if (strcmp(operation->id, "getTreatyArticle") == 0) type = record_type_find(TEXT("article"));
    return type != NULL ? contract_shape(request->contract, type->shape) : NULL;
}

/* What only some formats can carry. */
static void check_format(const struct request *request, struct problem *problem)
{
    const struct value *bom = given(request, "bom"), *facet = given(request, "facet");
    const struct value *histogram = given(request, "histogram");
    const char *format = request->format != NULL ? request->format->format : "json";
    const struct value *fields = given(request, "fields");
    bool plain = request->format == NULL || request->format->is_plain;
    if (fields != NULL && !plain)
        add_fault(problem, "fields", fields->text, "what this format holds is its own to say",
                  "with format json, csv, ndjson, geojson or jsonld");
    if (bom != NULL && bom->integer == 1 && strcmp(format, "csv") != 0)
        add_fault(problem, "bom", bom->text, "only CSV has a byte order mark", "with format=csv");
    if (facet != NULL && !format_is_json(request))
        add_fault(problem, "facet", facet->text, "facets are members of the JSON reply",
                  "with format=json");
    if (histogram != NULL && !plain)
        add_fault(problem, "histogram", histogram->text, "this format cannot show a histogram",
                  "with format json, csv, ndjson or jsonld");
}

/* A released version that the dataset's history knows, or the one that is served, by its name or
 * its digest. */
static void check_since(struct request *request, struct problem *problem)
{
    const struct value *since = given(request, "since");
    struct statement *query;
    struct text version;
    if (since == NULL || find_version(request, since->text, &version) != STATUS_NOT_FOUND) return;
    json_t *known = json_array();
    if (request_query(request, "versions", &query) == STATUS_OK) {
        while (statement_step(query) == STATUS_OK)
            json_array_append_new(known, statement_json(query, 0, PROPERTY_TEXT));
        statement_reset(query);
        refuse_word(problem, "since", since->text, known,
                    "the dataset's history has no such version");
    }
    json_decref(known);
}

/* What is asked for is kept in the request. */
static void check_words(struct request *request, struct problem *problem)
{
    const struct value *q = given(request, "q");
    struct buffer query = {0};
    if (q == NULL) return;
    if (!fold_query(q->text, &query))
        add_fault(problem, "q", q->text, "there is no word in it",
                  "words, or \"phrases\" in quotes");
    else
        request->words = arena_copy(request->arena, (struct text){query.at, query.length});
    if (query.failed || (query.length > 0 && request->words.at == NULL))
        request->failure = STATUS_NO_MEMORY;
    buffer_free(&query);
}

static void check_times(struct request *request, struct problem *problem)
{
    const struct value *at = given(request, "at"), *from = given(request, "from"),
                       *to = given(request, "to");
    const struct value *undated = given(request, "undated"), *boundary = given(request, "boundary");
    bool asked = at != NULL || from != NULL || to != NULL;
    if (at != NULL && (from != NULL || to != NULL))
        add_fault(problem, "at", at->text, "it cannot stand beside `from` or `to`",
                  "either at, or from and to");
    if (from != NULL && to != NULL && from->date.whole.earliest > to->date.whole.latest)
        add_fault(problem, "from", from->text, "it is later than `to`",
                  "a date that is not after `to`");
    if (undated != NULL && text_is(undated->text, "only") && asked)
        add_fault(problem, "undated", undated->text, "undated records meet no date filter",
                  "undated=only without at, from or to");
    bool one_day = at != NULL && at->date.whole.earliest == at->date.whole.latest;
    if (boundary != NULL && text_is(boundary->text, "start") && !one_day)
        add_fault(problem, "boundary", boundary->text, "it needs an `at` of a single day",
                  "boundary=start beside at=YYYY-MM-DD");
}

/* A difference is between two days: a month has no one state of affairs. */
static void check_days(struct request *request, struct problem *problem)
{
    static const char *const names[] = {"from", "to"};
    if (strcmp(request->route.operation->id, "getDiff") != 0) return;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct value *day = given(request, names[i]);
        if (day != NULL && (day->date.whole.earliest != day->date.whole.latest ||
                            day->date.whole.precision != PRECISION_DAY))
            add_fault(problem, names[i], day->text, "it is not a single day",
                      "a day, as YYYY-MM-DD or in another calendar");
    }
}

void check_against_dataset(struct request *request, struct problem *problem)
{
    check_language(request, problem);
    check_kinds(request, problem);
    check_origin(request, problem);
    check_ids(request, problem);
    check_pair(request, problem);
    check_role(request, problem);
    check_pointer(request, problem);
    check_format(request, problem);
    export_check(request, problem);
    fields_check(request, problem);
    check_since(request, problem);
    check_words(request, problem);
    check_times(request, problem);
    if (strcmp(request->route.operation->id, "getOnThisDay") == 0)
        on_this_day_check(request, problem);
    check_days(request, problem);
    cursor_check(request, problem);
}
