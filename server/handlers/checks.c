/*
 * What is wrong with a request that only the dataset, or two parameters together, can tell: all of
 * it at once, beside the faults that the contract alone found.
 */
#include "common.h"

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
        request->language_in_url = true;
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

static void check_kinds(struct request *request, struct problem *problem)
{
    const struct value *kind = given(request, "kind");
    if (kind == NULL) return;
    const json_t *kinds = generation_kinds(request->generation, kind_type(request));
    for (size_t i = 0; i < kind->item_count; i++)
        if (!has_word(kinds, kind->items[i]))
            refuse_word(problem, "kind", kind->items[i], kinds,
                        "no record of this collection has this kind");
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
    json_t *nearest =
        type[0] != '\0' ? nearest_ids(request, "record.ids", text_of(type), *id) : json_array();
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
    static const struct {
        const char *parameter, *type;
    } all[] = {{"actor", "actor"},
               {"place", "place"},
               {"between", "actor"},
               {"subject", ""},
               {"source", "source"}};
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

/* The shape of this operation's items. */
static const struct shape *item_shape(const struct request *request)
{
    const struct operation *operation = request->route.operation;
    if (strcmp(operation->id, "search") == 0) return contract_shape(request->contract, "SearchHit");
    if (strstr(operation->id, "Claim") != NULL) return contract_shape(request->contract, "Claim");
    const struct record_type *type = record_type_find(text_of(kind_type(request)));
    if (strcmp(operation->id, "getTreatyArticle") == 0) type = record_type_find(TEXT("article"));
    return type != NULL ? contract_shape(request->contract, type->shape) : NULL;
}

static void check_fields(struct request *request, struct problem *problem)
{
    const struct value *fields = given(request, "fields");
    const struct shape *shape = item_shape(request);
    if (fields == NULL || shape == NULL) return;
    json_t *names = json_array();
    for (size_t i = 0; i < shape->property_count; i++)
        json_array_append_new(names, json_string(shape->properties[i].name));
    for (size_t i = 0; i < fields->item_count; i++) {
        struct text rest = fields->items[i], first = text_cut(&rest, '.');
        if (!has_word(names, first))
            refuse_word(problem, "fields", fields->items[i], names,
                        "records here have no such property");
    }
    json_decref(names);
}

static void check_words(struct request *request, struct problem *problem)
{
    const struct value *q = given(request, "q");
    struct buffer query = {0};
    if (q != NULL && !fold_query(q->text, &query))
        add_fault(problem, "q", q->text, "there is no word in it",
                  "words, or \"phrases\" in quotes");
    buffer_free(&query);
}

static void check_times(struct request *request, struct problem *problem)
{
    const struct value *at = given(request, "at"), *from = given(request, "from"),
                       *to = given(request, "to");
    const struct value *match = given(request, "match"), *undated = given(request, "undated");
    const struct value *boundary = given(request, "boundary");
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
    if (match != NULL && match->given && !asked)
        add_fault(problem, "match", match->text, "there is no date filter that it could qualify",
                  "match beside at, from or to");
    bool one_day = at != NULL && at->date.whole.earliest == at->date.whole.latest;
    if (boundary != NULL && text_is(boundary->text, "start") && !one_day)
        add_fault(problem, "boundary", boundary->text, "it needs an `at` of a single day",
                  "boundary=start beside at=YYYY-MM-DD");
}

void check_against_dataset(struct request *request, struct problem *problem)
{
    check_language(request, problem);
    check_kinds(request, problem);
    check_origin(request, problem);
    check_ids(request, problem);
    check_fields(request, problem);
    check_words(request, problem);
    check_times(request, problem);
}
