/*
 * Search over all records and scripts. What a person typed becomes quoted words, so that nothing
 * typed is ever syntax; hits come ranked, names before prose, each with the words around the find.
 */
#include "common.h"
#include "list.h"
#include "operations.h"

#include <chancery/fold.h>
#include <chancery/representation.h>
#include <stdlib.h>
#include <string.h>

enum { SNIPPET_BYTES = 240 };

/* Whether a text has a word that begins with a word of the question, as folding sees both. */
static bool mentions(const char *value, const json_t *words)
{
    struct buffer folded = {0};
    bool found = false;
    json_t *word;
    size_t i;
    buffer_string(&folded, " ");
    fold_text(text_of(value), &folded);
    json_array_foreach((json_t *)words, i, word)
    {
        /* Scripts without blanks have no beginnings of words. */
        const char *plain = json_string_value(word) + 1;
        bool latin = (unsigned char)plain[0] < 0x80;
        if (folded.at != NULL && strstr(folded.at, latin ? json_string_value(word) : plain) != NULL)
            found = true;
    }
    buffer_free(&folded);
    return found;
}

/* The question's words, folded, each behind a blank. */
static json_t *question_words(struct text q)
{
    struct buffer folded = {0};
    json_t *words = json_array();
    fold_text(q, &folded);
    struct text rest = {folded.at, folded.length};
    while (rest.at != NULL) {
        struct text word = text_cut(&rest, ' ');
        struct buffer led = {0};
        buffer_string(&led, " ");
        buffer_text(&led, word);
        if (word.length > 0 && !led.failed) json_array_append_new(words, json_string(led.at));
        buffer_free(&led);
    }
    buffer_free(&folded);
    return words;
}

static const json_t *first_mention(const json_t *values, const json_t *words)
{
    json_t *value;
    const char *key;
    size_t i;
    if (json_is_array(values)) {
        json_array_foreach((json_t *)values, i, value)
        {
            const json_t *label = json_is_object(value) ? json_object_get(value, "label") : value;
            if (json_is_string(label) && mentions(json_string_value(label), words)) return label;
        }
    } else {
        json_object_foreach((json_t *)values, key, value)
        {
            if (json_is_string(value) && mentions(json_string_value(value), words)) return value;
        }
    }
    return NULL;
}

/* The name that was found: the label shown, a label in another language, an alias, a dated name. */
static json_t *matched_name(const json_t *record, const json_t *words)
{
    const json_t *label = json_object_get(record, "label");
    if (mentions(json_string_value(label), words)) return json_incref((json_t *)label);
    const json_t *found = first_mention(json_object_get(record, "labels"), words);
    if (found == NULL) found = first_mention(json_object_get(record, "aliases"), words);
    if (found == NULL) found = first_mention(json_object_get(record, "names"), words);
    return found != NULL ? json_incref((json_t *)found) : json_null();
}

/* The summary, or what an article says, cut at a character near SNIPPET_BYTES. */
static json_t *snippet(const json_t *record)
{
    const json_t *prose = json_object_get(record, "summary");
    if (!json_is_string(prose)) prose = json_object_get(record, "text");
    if (!json_is_string(prose)) return json_null();
    const char *at = json_string_value(prose);
    size_t length = json_string_length(prose);
    if (length <= SNIPPET_BYTES) return json_incref((json_t *)prose);
    length = SNIPPET_BYTES;
    while (length > 0 && ((unsigned char)at[length] & 0xC0) == 0x80)
        length--;
    while (length > SNIPPET_BYTES / 2 && (unsigned char)at[length] < 0x80 && at[length] != ' ')
        length--;
    return json_sprintf("%.*s …", (int)length, at);
}

static json_t *hit_of(const struct list *list, const struct list_row *row, const json_t *record)
{
    static const char *const kept[] = {"type", "id", "label", "href", "kind"};
    json_t *hit = json_object(), *words = question_words(parameter_text(list->request, "q"));
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
        json_object_set(hit, kept[i], json_object_get(record, kept[i]));
    const char *code =
        generation_languages(list->request->generation)->at[list->request->language].code;
    const json_t *label_lang = json_object_get(record, "label_lang");
    if (strcmp(json_string_value(label_lang), code) != 0)
        json_object_set(hit, "label_lang", (json_t *)label_lang);
    json_object_set_new(hit, "snippet", snippet(record));
    json_object_set_new(hit, "score", json_real(-row->score));
    json_object_set_new(hit, "matched", matched_name(record, words));
    if (list->time.asked)
        json_object_set_new(hit, "match",
                            row->match.at != NULL ? json_stringn(row->match.at, row->match.length)
                                                  : json_null());
    json_decref(words);
    return hit;
}

static enum status write_hit(struct list *list, const struct list_row *row, struct buffer *out)
{
    struct buffer whole = {0};
    buffer_text(&whole, row->body);
    buffer_append(&whole, "}", 1);
    json_t *record = whole.failed ? NULL : json_loadb(whole.at, whole.length, 0, NULL);
    buffer_free(&whole);
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

struct reply search(struct request *request)
{
    struct list list = {.request = request,
                        .type = "",
                        .sort = "score",
                        .axis = "own",
                        .match = "match.none",
                        .body = "body.record"};
    struct buffer query = {0}, folded = {0};
    /* The checks saw to it that there is a word. */
    if (!fold_query(parameter_text(request, "q"), &query) || query.failed) {
        buffer_free(&query);
        return reply_failure(STATUS_NO_MEMORY);
    }
    list_add(&list, "list.found");
    list_bind_text(&list, ":q", arena_copy(request->arena, (struct text){query.at, query.length}));
    buffer_free(&query);
    fold_text(parameter_text(request, "q"), &folded);
    list_bind_text(&list, ":folded",
                   arena_copy(request->arena, (struct text){folded.at, folded.length}));
    buffer_free(&folded);
    enum status status = list_add_filters(&list);
    if (status == STATUS_OK) return list_reply(&list, write_hit);
    buffer_free(&list.source);
    return reply_failure(status);
}
