/*
 * Folding a text: character by character through a shift (case, width, katakana), then the table,
 * then the rules that look at a neighbour (combining marks, final ъ). It asks for no normalised
 * input, and it knows no language: what it merges, it merges for all.
 */
#include <chancery/fold.h>

#include "codepoint.h"

#include <string.h>

struct folding {
    char32_t from;
    char to[5]; /* UTF-8: four letters, or one kanji */
};

static const struct folding foldings[] = {
#include "folding_table.inc"
};

struct folder {
    struct buffer *out;
    size_t start;  /* of what this call has appended */
    size_t word;   /* where the current run of letters began */
    char32_t last; /* the last character of it, 0 after a separator */
    bool parted;   /* a separator was read since */
};

/* Capitals that stand at a fixed distance from their small letters, width, katakana. */
static char32_t shift(char32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
    if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 0x20 : c;
    if (c == 0xFF9E || c == 0xFF9F) return c - 0xFF9E + 0x3099;
    if (c >= 0x0391 && c <= 0x03A9 && c != 0x03A2) return c + 0x20;
    if (c >= 0x0400 && c <= 0x040F) return c + 0x50;
    if (c >= 0x0410 && c <= 0x042F) return c + 0x20;
    if ((c >= 0x0460 && c <= 0x0480) || (c >= 0x048A && c <= 0x04BF) ||
        (c >= 0x04D0 && c <= 0x052F))
        return c | 1;
    if (c >= 0x04C1 && c <= 0x04CE) return c + (c & 1);
    if (c >= 0x0531 && c <= 0x0556) return c + 0x30;
    if ((c >= 0x30A1 && c <= 0x30F6) || c == 0x30FD || c == 0x30FE) return c - 0x60;
    return c;
}

static const struct folding *find(char32_t c)
{
    size_t low = 0;
    size_t high = sizeof(foldings) / sizeof(foldings[0]);

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (foldings[middle].from < c)
            low = middle + 1;
        else if (foldings[middle].from > c)
            high = middle;
        else
            return &foldings[middle];
    }
    return NULL;
}

/* The character of `to` that stands where `c` stands in `from`, else 0. */
static char32_t paired(char32_t c, const char32_t *from, const char32_t *to)
{
    for (size_t i = 0; from[i] != 0; i++) {
        if (from[i] == c) return to[i];
    }
    return 0;
}

/* The one character that `base` and a combining mark make, where folding keeps it apart, else 0. */
static char32_t composed(char32_t base, char32_t mark)
{
    if (mark == 0x0306) return base == U'и' ? U'й' : 0;
    if (mark == 0x3099 || mark == 0x309B)
        return paired(base, U"うかきくけこさしすせそたちつてとはひふへほゝ",
                      U"ゔがぎぐげござじずぜぞだぢづでどばびぶべぼゞ");
    if (mark == 0x309A || mark == 0x309C) return paired(base, U"はひふへほ", U"ぱぴぷぺぽ");
    return 0;
}

static void cut(struct buffer *out, size_t length)
{
    out->length = length;
    out->at[length] = '\0';
}

static void combine(struct folder *folder, char32_t mark)
{
    char32_t whole = composed(folder->last, mark);

    if (whole == 0 || folder->out->failed) return;
    cut(folder->out, folder->out->length - (folder->last < 0x800 ? 2 : 3));
    codepoint_append(folder->out, whole);
    folder->last = whole;
}

/* The hard sign after a final consonant, written until 1918; a ъ that is all of a word stays. */
static void end_word(struct folder *folder)
{
    struct buffer *out = folder->out;

    if (out->failed) return;
    while (out->length > folder->word + 2 && memcmp(out->at + out->length - 2, "ъ", 2) == 0)
        cut(out, out->length - 2);
}

static void append(struct folder *folder, char32_t c, bool cjk)
{
    struct buffer *out = folder->out;

    if (cjk) end_word(folder);
    if (folder->parted && out->length > folder->start) {
        buffer_append(out, " ", 1);
        folder->word = out->length;
    }
    folder->parted = false;
    codepoint_append(out, c);
    if (cjk) folder->word = out->length;
    folder->last = c;
}

static void accept(struct folder *folder, char32_t c)
{
    switch (codepoint_class_of(c)) {
    case CODEPOINT_LETTER: append(folder, c, false); break;
    case CODEPOINT_CJK: append(folder, c, true); break;
    case CODEPOINT_IGNORED: combine(folder, c); break;
    case CODEPOINT_SEPARATOR:
        end_word(folder);
        folder->parted = true;
        folder->last = 0;
        break;
    }
}

static bool is_ascii_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Take the ASCII letters and digits that the source begins with, which fold to small ones: no table
 * has anything else to say of them. False: there are none. */
static bool fold_ascii(struct folder *folder, struct text *source)
{
    size_t length = 0;
    while (length < source->length && is_ascii_letter(source->at[length]))
        length++;
    if (length == 0) return false;
    append(folder, shift((unsigned char)source->at[0]), false);
    size_t begin = folder->out->length;
    buffer_append(folder->out, source->at + 1, length - 1);
    for (size_t i = begin; i < folder->out->length; i++)
        folder->out->at[i] = (char)shift((unsigned char)folder->out->at[i]);
    folder->last = shift((unsigned char)source->at[length - 1]);
    *source = text_after(*source, length);
    return true;
}

void fold_text(struct text source, struct buffer *out)
{
    struct folder folder = {.out = out, .start = out->length, .word = out->length};

    while (source.length > 0) {
        if (fold_ascii(&folder, &source)) continue;
        char32_t c = codepoint_read(&source);
        if (c == CODEPOINT_INVALID) continue;
        c = shift(c);
        const struct folding *folding = find(c);
        if (folding == NULL) {
            accept(&folder, c);
            continue;
        }
        for (struct text to = text_of(folding->to); to.length > 0;)
            accept(&folder, codepoint_read(&to));
    }
    end_word(&folder);
}
