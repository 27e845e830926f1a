/*
 * Search over all records and scripts, and suggestions while a person still types. What was typed
 * becomes quoted words, so that nothing typed is ever syntax; hits come ranked, names before prose,
 * each with the words around the find.
 */
#include "search.h"

#include "operations.h"
#include "record.h"
#include "request.h"

#include <chancery/fold.h>
#include <chancery/representation.h>
#include <stdlib.h>
#include <string.h>

/* The FTS5 query of a list. */
static struct text query_of(const struct list *list)
{
    for (size_t i = 0; i < list->binding_count; i++)
        if (strcmp(list->bindings[i].name, ":q") == 0) return list->bindings[i].text;
    return (struct text){NULL, 0};
}

/* The summary, or what an article says. */
static struct text prose_of(const json_t *record)
{
    const json_t *prose = json_object_get(record, "summary");
    if (!json_is_string(prose)) prose = json_object_get(record, "text");
    return (struct text){json_string_value(prose), json_string_length(prose)};
}

static json_t *hit_of(const struct list *list, const struct list_row *row, const json_t *record)
{
    static const char *const kept[] = {"type", "id", "label", "href", "kind"};
    json_t *hit = json_object();
    struct text query = query_of(list);
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
        json_object_set(hit, kept[i], json_object_get(record, kept[i]));
    const char *code =
        generation_languages(list->request->generation)->at[list->request->language].code;
    const json_t *label_lang = json_object_get(record, "label_lang");
    if (!text_is(text_of(json_string_value(label_lang)), code))
        json_object_set(hit, "label_lang", (json_t *)label_lang);
    json_object_set_new(hit, "snippet", snippet_of(query, prose_of(record)));
    json_object_set_new(hit, "score", json_real(0 - row->score));
    json_object_set_new(hit, "matched",
                        list->within_words ? json_incref(json_object_get(record, "label"))
                                           : matched_name(query, record));
    if (list->time.asked)
        json_object_set_new(hit, "match",
                            row->match.at != NULL ? json_stringn(row->match.at, row->match.length)
                                                  : json_null());
    return hit;
}

static enum status write_hit(struct list *list, const struct list_row *row, struct buffer *out)
{
    static const char *const shown[] = {"type",        "id",     "label",   "label_lang", "href",
                                        "kind",        "labels", "aliases", "names",      "summary",
                                        "modern_name", "text",   NULL};
    json_t *record = members_of(row->body, shown);
    if (record == NULL) return STATUS_FAILED;
    json_t *hit = select_fields_take(list->request, hit_of(list, row, record));
    json_decref(record);
    char *text = hit != NULL ? representation_dump(hit) : NULL;
    json_decref(hit);
    if (text == NULL) return STATUS_NO_MEMORY;
    append_with_base(out, text_of(text), list->request->base_path);
    free(text);
    return STATUS_OK;
}

static enum status write_spelling(struct list *list, int64_t total, struct buffer *out)
{
    enum status status = STATUS_OK;
    if (total == 0 && list->spelling.at == NULL)
        status = find_spelling(list->request, parameter_text(list->request, "q"), &list->spelling);
    buffer_string(out, ",\"did_you_mean\":");
    if (list->spelling.at != NULL)
        buffer_json_string(out, list->spelling);
    else
        buffer_string(out, "null");
    if (strcmp(list->sort, "found") == 0) buffer_string(out, ",\"ranked\":false");
    return status;
}

/* What was typed as an FTS5 query of names alone, in the arena. The checks saw that it has a word.
 */
static struct text query_for_names(struct request *request, struct text typed)
{
    struct buffer query = {0};
    struct text kept = {NULL, 0};
    buffer_string(&query, "{label aliases} : (");
    bool any = fold_query(typed, &query);
    buffer_string(&query, ")");
    if (any && !query.failed)
        kept = arena_copy(request->arena, (struct text){query.at, query.length});
    buffer_free(&query);
    return kept;
}

static void bind_question(struct list *list, struct text typed, struct text query)
{
    struct buffer folded = {0};
    fold_text(typed, &folded);
    list_bind_text(list, ":q", query);
    list_bind_text(list, ":folded",
                   arena_copy(list->request->arena, (struct text){folded.at, folded.length}));
    if (query.at == NULL || folded.failed) list->failed = true;
    buffer_free(&folded);
}

static struct reply answer(struct list *list)
{
    enum status status = list_add_filters(list);
    if (status == STATUS_OK) return list_reply(list, write_hit);
    list_free(list);
    return reply_failure(status);
}

static struct list hits_of(struct request *request)
{
    return (struct list){.request = request,
                         .type = "",
                         .sort = "score",
                         .axis = "own",
                         .match = "match.none",
                         .body = "body.record",
                         .by_key = true,
                         .members = write_spelling};
}

/* Whether a folded word has the three letters, of an alphabet, that a run of letters is found by.
 */
static bool is_part(struct text word)
{
    size_t letters = 0;
    for (size_t i = 0; i < word.length; i++) {
        unsigned char byte = (unsigned char)word.at[i];
        if (byte >= 0xE0) return false; /* kanji, kana: search has those as pairs */
        letters += (byte & 0xC0) != 0x80;
    }
    return letters >= 3;
}

/* What was typed as runs of letters within words, all of which must be there; at NULL: none can be.
 */
static struct text parts_for(struct request *request, struct text typed)
{
    struct buffer folded = {0}, query = {0};
    struct text kept = {NULL, 0};
    fold_text(typed, &folded);
    struct text rest = {folded.at, folded.length};
    while (rest.at != NULL) {
        struct text word = text_cut(&rest, ' ');
        if (!is_part(word)) continue;
        buffer_string(&query, query.length > 0 ? " AND \"" : "\"");
        buffer_text(&query, word);
        buffer_string(&query, "\"");
    }
    if (query.length > 0 && !query.failed && !folded.failed)
        kept = arena_copy(request->arena, (struct text){query.at, query.length});
    buffer_free(&folded);
    buffer_free(&query);
    return kept;
}

/* A find costs some microseconds to rank. */
enum { RANKED_TO = 10000, ALL_RANKED_OF = 50000 };

/* How many finds there are, counted no further than one beyond those that can be ranked. */
static enum status count_finds(struct request *request, const char *piece, struct text query,
                               int64_t *count)
{
    struct statement *row;
    enum status status = request_query(request, piece, &row);
    if (status != STATUS_OK) return status;
    statement_bind_text(row, ":q", query);
    statement_bind_integer(row, ":limit", RANKED_TO + 1);
    status = statement_step(row);
    if (status == STATUS_OK) *count = statement_integer(row, 0);
    statement_reset(row);
    return status;
}

/* The finds by their score; of a large dataset, where too much was found for that, as they come. */
static void choose_source(struct list *list, const char *ranked, const char *unranked,
                          int64_t count)
{
    bool as_found = count > RANKED_TO && list_population(list).records > ALL_RANKED_OF;
    if (as_found) list->sort = "found";
    list->finds = count;
    list_add(list, as_found ? unranked : ranked);
}

/* Words and beginnings of words; and where there are none, what stands within the words of names.
 */
struct reply search(struct request *request)
{
    struct list list = hits_of(request);
    struct text typed = parameter_text(request, "q"), query = request->words;
    bool quoted = memchr(typed.at, '"', typed.length) != NULL;
    struct text parts = quoted ? (struct text){NULL, 0} : parts_for(request, typed);
    int64_t found = 0, within = 0;
    enum status status = count_finds(request, "search.count", query, &found);
    if (status == STATUS_OK && found == 0 && parts.at != NULL)
        status = count_finds(request, "search.count.part", parts, &within);
    list.within_words = within > 0;
    if (within > 0)
        choose_source(&list, "list.found.part", "list.unranked.part", within);
    else
        choose_source(&list, "list.found", "list.unranked", found);
    bind_question(&list, typed, within > 0 ? parts : query);
    struct text names = query_for_names(request, typed);
    list_bind_text(&list, ":names", names);
    list_bind_integer(&list, ":several", memchr(typed.at, ' ', typed.length) != NULL);
    if (names.at == NULL) list.failed = true;
    if (status == STATUS_OK) return answer(&list);
    list_free(&list);
    return reply_failure(status);
}

/* Names alone; and where no name has what was typed, those with the nearest spelling. */
struct reply suggest(struct request *request)
{
    struct list list = hits_of(request);
    struct text typed = parameter_text(request, "q"), query = query_for_names(request, typed);
    int64_t found = 0;
    if (query.at == NULL) return reply_failure(STATUS_NO_MEMORY);
    enum status status = count_finds(request, "search.count", query, &found);
    if (status == STATUS_OK && found == 0) status = find_spelling(request, typed, &list.spelling);
    if (status == STATUS_OK && list.spelling.at != NULL) {
        typed = list.spelling;
        query = query_for_names(request, typed);
        status = count_finds(request, "search.count", query, &found);
    }
    choose_source(&list, "list.suggested", "list.unranked", found);
    bind_question(&list, typed, query);
    if (status == STATUS_OK) return answer(&list);
    list_free(&list);
    return reply_failure(status);
}
