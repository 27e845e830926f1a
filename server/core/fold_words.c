/*
 * A text cut into words that know where they stood: each letter with its marks is folded by itself,
 * so that folded and written places go side by side. It folds as fold_text does, but for what that
 * sees of a neighbour, which is put right here: marks of the letter before, the final ъ.
 */
#include <chancery/find.h>
#include <chancery/fold.h>

#include "codepoint.h"

#include <stdlib.h>
#include <string.h>

struct cutter {
    struct folded_words *words;
    size_t capacity;
    bool open;     /* a word may go on */
    bool adjacent; /* no separator since the last word */
};

static bool is_sound_mark(char32_t c)
{
    return c == 0xFF9E || c == 0xFF9F;
}

/* Tell whether a mark belongs to its letter where it is shown; an apostrophe stands by itself. */
static bool is_attached(char32_t c)
{
    return c >= 0x0300 && (c < 0x2000 || c > 0x206F);
}

/* A letter and the marks after it, taken from `*rest`; `*shown` ends before trailing apostrophes.
 */
static struct text take_letter(struct text *rest, size_t *shown, char32_t *letter)
{
    struct text whole = *rest;
    *letter = codepoint_read(rest);
    *shown = whole.length - rest->length;
    while (rest->length > 0) {
        struct text after = *rest;
        char32_t c = codepoint_read(&after);
        if (c == CODEPOINT_INVALID) break;
        if (!is_sound_mark(c) && codepoint_class_of(c) != CODEPOINT_IGNORED) break;
        *rest = after;
        if (is_attached(c)) *shown = whole.length - rest->length;
    }
    return (struct text){whole.at, whole.length - rest->length};
}

static struct folded_word *add(struct cutter *cutter)
{
    struct folded_words *words = cutter->words;
    if (words->count == cutter->capacity) {
        size_t capacity = cutter->capacity == 0 ? 32 : cutter->capacity * 2;
        struct folded_word *grown = reallocarray(words->at, capacity, sizeof *grown);
        if (grown == NULL) {
            words->failed = true;
            return NULL;
        }
        words->at = grown;
        cutter->capacity = capacity;
    }
    return &words->at[words->count++];
}

/* Written until 1918, heard never; a ъ that is all of a word stays. */
static void close_word(struct cutter *cutter)
{
    struct folded_words *words = cutter->words;
    if (!cutter->open || words->folded.failed) return;
    struct folded_word *last = &words->at[words->count - 1];
    while (last->length > 2 &&
           memcmp(words->folded.at + last->folded + last->length - 2, "ъ", 2) == 0)
        last->length -= 2;
    cutter->open = false;
}

static void take_folded(struct cutter *cutter, size_t begin, size_t end, size_t before)
{
    struct folded_words *words = cutter->words;
    struct text folded = {words->folded.at + before, words->folded.length - before};
    struct text rest = folded;
    bool cjk = codepoint_class_of(codepoint_read(&rest)) == CODEPOINT_CJK;
    if (cjk) close_word(cutter);
    if (cutter->open) {
        struct folded_word *last = &words->at[words->count - 1];
        last->end = end;
        last->length += folded.length;
        return;
    }
    struct folded_word *word = add(cutter);
    if (word == NULL) return;
    *word = (struct folded_word){begin, end, before, folded.length, cjk, cutter->adjacent};
    cutter->open = !cjk;
    cutter->adjacent = true;
}

struct folded_words folded_words_read(struct text source)
{
    struct folded_words words = {0};
    struct cutter cutter = {.words = &words};
    struct text rest = source;
    while (rest.length > 0 && !words.failed && !words.folded.failed) {
        size_t begin = source.length - rest.length, before = words.folded.length, shown;
        char32_t letter;
        struct text cluster = take_letter(&rest, &shown, &letter);
        fold_text(cluster, &words.folded);
        if (words.folded.length > before && !words.folded.failed) {
            take_folded(&cutter, begin, begin + shown, before);
        } else if (letter == CODEPOINT_INVALID || codepoint_class_of(letter) == CODEPOINT_IGNORED) {
            continue;
        } else {
            close_word(&cutter);
            cutter.adjacent = false;
        }
    }
    close_word(&cutter);
    if (words.folded.failed) words.failed = true;
    return words;
}

void folded_words_free(struct folded_words *words)
{
    buffer_free(&words->folded);
    free(words->at);
    *words = (struct folded_words){0};
}
