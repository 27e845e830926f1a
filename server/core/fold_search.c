/*
 * What goes into the full-text index and what is asked of it; the two must change together. Words
 * are put in double quotes that folded text cannot contain, so that nothing typed is ever syntax.
 * It does not stem, and it does not know SQLite: FTS5 only has to split at blanks.
 */
#include <chancery/fold.h>

#include "codepoint.h"
#include "fold_words.h"

#include <stdint.h>
#include <string.h>

enum {
    MOST_WORDS = 16,     /* of a query */
    MOST_CHARACTERS = 32 /* of a run of CJK characters in a query */
};

/* A word of folded text, or a piece of one where CJK characters and letters meet. */
struct run {
    struct text text;
    bool cjk;
};

/* One condition of a query: runs of the folded query, found side by side. */
struct term {
    size_t begin; /* in the folded query */
    size_t length;
    bool prefix; /* the last word may be only the beginning of one */
};

struct query {
    struct buffer folded; /* the pieces of what was typed */
    struct term terms[MOST_WORDS];
    size_t terms_count;
    size_t words; /* runs in all terms */
};

static bool run_next(struct text *folded, struct run *run)
{
    while (folded->length > 0 && folded->at[0] == ' ')
        *folded = text_after(*folded, 1);
    run->text = (struct text){folded->at, 0};
    while (folded->length > 0 && folded->at[0] != ' ') {
        bool ascii = (unsigned char)folded->at[0] < 0x80;
        struct text rest = ascii ? text_after(*folded, 1) : *folded;
        bool cjk = !ascii && codepoint_class_of(codepoint_read(&rest)) == CODEPOINT_CJK;
        if (run->text.length > 0 && cjk != run->cjk) break;
        run->cjk = cjk;
        run->text.length += folded->length - rest.length;
        *folded = rest;
    }
    return run->text.length > 0;
}

/* The length in bytes of the first character. */
static size_t first(struct text text)
{
    struct text rest = text;

    codepoint_read(&rest);
    return text.length - rest.length;
}

static void append_word(struct buffer *out, size_t start, struct text word)
{
    if (out->length > start) buffer_append(out, " ", 1);
    buffer_text(out, word);
}

/* The overlapping pairs of a run of CJK characters, or the one character that it is. */
static void append_pairs(struct buffer *out, size_t start, struct text run, size_t most)
{
    size_t length = first(run);

    if (length == run.length) append_word(out, start, run);
    for (size_t i = 1; length < run.length && i < most; i++) {
        struct text rest = text_after(run, length);
        size_t second = first(rest);
        append_word(out, start, (struct text){run.at, length + second});
        run = rest;
        length = second;
    }
}

static bool is_vowel(char c)
{
    return c != '\0' && strchr("aeiou", c) != NULL;
}

/* How many bytes after word.at[i] only say that the vowel at i is long: ou, oo, uu, and oh. */
static size_t lengthening(struct text word, size_t i)
{
    size_t j = i + 1;
    char vowel = word.at[i];

    if (vowel != 'o' && vowel != 'u') return 0;
    while (j < word.length && (word.at[j] == 'u' || word.at[j] == vowel))
        j++;
    if (vowel == 'o' && j < word.length && word.at[j] == 'h' &&
        (j + 1 == word.length || !is_vowel(word.at[j + 1])))
        j++;
    return j - i - 1;
}

static bool has_long_vowel(struct run run)
{
    for (size_t i = 0; !run.cjk && i < run.text.length; i++) {
        if (lengthening(run.text, i) > 0) return true;
    }
    return false;
}

/* The word as Hepburn writes it once its macrons are gone: toukyou, tookyoo → tokyo. */
static void append_shortened(struct buffer *out, size_t start, struct text word)
{
    append_word(out, start, (struct text){word.at, 0});
    for (size_t i = 0; i < word.length; i += 1 + lengthening(word, i))
        buffer_append(out, word.at + i, 1);
}

void fold_shorten(struct text word, struct buffer *out)
{
    append_shortened(out, out->length, word);
}

/* The runs in their order, so that a phrase can be found. */
static void append_runs(struct buffer *out, struct text folded, size_t most, bool shortened)
{
    size_t start = out->length;
    struct run run;

    while (run_next(&folded, &run)) {
        if (run.cjk)
            append_pairs(out, start, run.text, most);
        else if (shortened)
            append_shortened(out, start, run.text);
        else
            append_word(out, start, run.text);
    }
}

/* After the words in their order, what else they are found by. */
static void append_variants(struct buffer *out, size_t start, struct text folded)
{
    struct run run;

    while (run_next(&folded, &run)) {
        if (has_long_vowel(run)) append_shortened(out, start, run.text);
        if (!run.cjk || first(run.text) == run.text.length) continue;
        for (struct text rest = run.text; rest.length > 0; rest = text_after(rest, first(rest)))
            append_word(out, start, (struct text){rest.at, first(rest)});
    }
}

void fold_index(struct text source, struct buffer *out)
{
    struct buffer folded = {0};
    size_t start = out->length;

    fold_text(source, &folded);
    if (folded.failed) out->failed = true;
    append_runs(out, (struct text){folded.at, folded.length}, SIZE_MAX, false);
    append_variants(out, start, (struct text){folded.at, folded.length});
    buffer_free(&folded);
}

/* How long the quotation mark is that `text` begins with, 0 where it begins with none. */
static size_t quotation_mark(struct text text)
{
    if (text_starts_with(text, "\"")) return 1;
    if (text_starts_with(text, "“") || text_starts_with(text, "”")) return 3;
    return 0;
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Take from `*rest` what stands before the next quotation mark or, unless quoted, blank. */
static struct text take(struct text *rest, bool quoted)
{
    struct text whole = *rest;

    while (rest->length > 0 && quotation_mark(*rest) == 0 && (quoted || !is_blank(rest->at[0])))
        *rest = text_after(*rest, 1);
    return (struct text){whole.at, whole.length - rest->length};
}

static void add_term(struct query *query, size_t begin, size_t end)
{
    query->terms[query->terms_count] = (struct term){begin, end - begin, false};
    query->terms_count++;
}

/* Fold a piece of the query and make it one term (a phrase), or a term of each run. */
static void add_piece(struct query *query, struct text piece, bool phrase)
{
    size_t begin = query->folded.length;
    size_t before = query->terms_count;
    struct run run;

    fold_text(piece, &query->folded);
    if (query->folded.failed) return;
    struct text rest = text_after((struct text){query->folded.at, query->folded.length}, begin);
    size_t end = begin;
    while (query->words < MOST_WORDS && run_next(&rest, &run)) {
        query->words++;
        end = query->folded.length - rest.length;
        if (!phrase) add_term(query, end - run.text.length, end);
    }
    if (phrase && end > begin) add_term(query, begin, end);
    if (!phrase && query->terms_count > before && piece.at[piece.length - 1] == '*')
        query->terms[query->terms_count - 1].prefix = true;
}

static void read_query(struct query *query, struct text source)
{
    bool quoted = false;
    bool closed = false; /* the last term is a phrase with its end marked */

    while (source.length > 0 && query->words < MOST_WORDS) {
        size_t mark = quotation_mark(source);
        size_t before = query->terms_count;
        source = text_after(source, mark > 0 ? mark : !quoted && is_blank(source.at[0]));
        if (mark > 0) quoted = !quoted;
        struct text piece = take(&source, quoted);
        if (piece.length > 0) add_piece(query, piece, quoted);
        if (query->terms_count > before) closed = quoted && source.length > 0;
    }
    if (query->terms_count > 0 && !closed) query->terms[query->terms_count - 1].prefix = true;
}

/*
 * Tell whether FTS5 may take the last word as a prefix. A pair is never the beginning of anything
 * longer; a single character at the end of a phrase may be the beginning of a pair.
 */
static bool extends(struct text runs, bool prefix)
{
    struct run run, last = {0};
    size_t count = 0;

    for (; run_next(&runs, &run); count++)
        last = run;
    if (last.cjk) return count > 1 && first(last.text) == last.text.length;
    return prefix;
}

static bool any_long_vowel(struct text runs)
{
    struct run run;

    while (run_next(&runs, &run)) {
        if (has_long_vowel(run)) return true;
    }
    return false;
}

/* A shortened word is never a prefix: "count" would be "cont", and find "contract". */
static void append_term(struct buffer *out, struct text runs, bool prefix)
{
    bool variant = any_long_vowel(runs);

    buffer_string(out, variant ? "(\"" : "\"");
    append_runs(out, runs, MOST_CHARACTERS, false);
    buffer_string(out, extends(runs, prefix) ? "\" *" : "\"");
    if (!variant) return;
    buffer_string(out, " OR \"");
    append_runs(out, runs, MOST_CHARACTERS, true);
    buffer_string(out, "\")");
}

bool fold_query(struct text source, struct buffer *out)
{
    struct query query = {0};

    read_query(&query, source);
    if (query.folded.failed) out->failed = true;
    for (size_t i = 0; i < query.terms_count; i++) {
        struct term term = query.terms[i];
        if (i > 0) buffer_string(out, " AND ");
        append_term(out, (struct text){query.folded.at + term.begin, term.length}, term.prefix);
    }
    bool any = query.terms_count > 0 || query.folded.failed;
    buffer_free(&query.folded);
    return any;
}
