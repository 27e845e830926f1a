/*
 * What a find looks like: the words around it with marks, and the name that was found. It marks
 * what the index found and nothing else, and never splits a character.
 */
#include "search.h"

#include <chancery/find.h>
#include <string.h>

enum { SNIPPET_BYTES = 240, BYTES_BEFORE = 60 };

struct window {
    size_t begin, end;
};

static bool is_inside_character(struct text text, size_t at)
{
    return at < text.length && ((unsigned char)text.at[at] & 0xC0) == 0x80;
}

/* Near `at`, but not before `least`: behind a blank where there is one, else at a character. */
static size_t cut_before(struct text text, size_t least, size_t at)
{
    for (size_t i = at; i > least; i--)
        if (text.at[i - 1] == ' ') return i;
    while (at > least && is_inside_character(text, at))
        at--;
    return at;
}

static struct window choose_window(struct text text, const struct finds *finds)
{
    struct window window = {0, text.length};
    if (text.length <= SNIPPET_BYTES) return window;
    size_t first = finds->count > 0 ? finds->at[0].begin : 0;
    if (first > BYTES_BEFORE + BYTES_BEFORE / 2) {
        size_t begin = first - BYTES_BEFORE;
        window.begin = cut_before(text, begin - BYTES_BEFORE / 2, begin);
    }
    if (text.length - window.begin > SNIPPET_BYTES) {
        size_t end = window.begin + SNIPPET_BYTES;
        window.end = cut_before(text, end - BYTES_BEFORE, end);
    }
    return window;
}

static void append_part(struct buffer *out, struct text text, size_t begin, size_t end)
{
    if (end > begin) buffer_append(out, text.at + begin, end - begin);
}

static void append_marked(struct buffer *out, struct text text, struct window window,
                          const struct finds *finds)
{
    size_t done = window.begin;
    for (size_t i = 0; i < finds->count; i++) {
        struct find find = finds->at[i];
        if (find.end <= window.begin || find.begin >= window.end) continue;
        if (find.begin < window.begin) find.begin = window.begin;
        if (find.end > window.end) find.end = window.end;
        append_part(out, text, done, find.begin);
        buffer_string(out, "<mark>");
        append_part(out, text, find.begin, find.end);
        buffer_string(out, "</mark>");
        done = find.end;
    }
    append_part(out, text, done, window.end);
}

json_t *snippet_of(struct text query, struct text prose)
{
    struct finds finds;
    struct buffer out = {0};
    if (prose.at == NULL) return json_null();
    fold_find(query, prose, &finds);
    struct window window = choose_window(prose, &finds);
    if (window.begin > 0) buffer_string(&out, "… ");
    append_marked(&out, prose, window, &finds);
    if (window.end < prose.length) buffer_string(&out, " …");
    json_t *snippet = out.failed ? NULL : json_stringn(out.at != NULL ? out.at : "", out.length);
    buffer_free(&out);
    return snippet != NULL ? snippet : json_null();
}

struct best {
    unsigned phrases;
    const json_t *name;
};

static void consider(struct text query, const json_t *name, struct best *best)
{
    struct finds finds;
    if (!json_is_string(name)) return;
    fold_find(query, (struct text){json_string_value(name), json_string_length(name)}, &finds);
    if (finds_phrase_count(&finds) <= best->phrases) return;
    *best = (struct best){finds_phrase_count(&finds), name};
}

json_t *matched_name(struct text query, const json_t *record)
{
    struct best best = {0, NULL};
    const char *language;
    json_t *name;
    size_t i;
    consider(query, json_object_get(record, "label"), &best);
    json_object_foreach(json_object_get(record, "labels"), language, name)
        consider(query, name, &best);
    json_array_foreach(json_object_get(record, "aliases"), i, name) consider(query, name, &best);
    json_array_foreach(json_object_get(record, "names"), i, name)
        consider(query, json_object_get(name, "label"), &best);
    consider(query, json_object_get(record, "modern_name"), &best);
    return best.name != NULL ? json_incref((json_t *)best.name) : json_null();
}
