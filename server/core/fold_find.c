/*
 * The finds of a question in a text. The question is read from its FTS5 query, whose quoted phrases
 * are all that counts, and compared with the words that the text is indexed by; the two must change
 * together with fold_search.c.
 */
#include <chancery/find.h>

#include "fold_words.h"

#include <string.h>

enum { FEW_WORDS = 40 }; /* of a phrase: fold_query makes no longer ones */

/* A word of the index: a word, a pair of CJK characters, or a character that stands alone. */
struct entry {
    struct text folded;
    size_t begin, end;
    size_t middle; /* where its first character ends */
};

struct search {
    const struct folded_words *words;
    struct finds *finds;
};

/* A quoted phrase of the query. */
struct phrase {
    size_t number, count;
    struct text words[FEW_WORDS];
    bool prefix;
};

static struct text folded_of(const struct folded_words *words, const struct folded_word *word,
                             size_t more)
{
    return (struct text){words->folded.at + word->folded, word->length + more};
}

static bool goes_on(const struct folded_words *words, size_t i)
{
    return i + 1 < words->count && words->at[i].cjk && words->at[i + 1].cjk &&
           words->at[i + 1].joined;
}

/* The entry that begins at word `i`; false where none does: at the last character of a run. */
static bool read_entry(const struct folded_words *words, size_t i, struct entry *out)
{
    const struct folded_word *word = &words->at[i];
    bool first = i == 0 || !goes_on(words, i - 1);
    *out = (struct entry){folded_of(words, word, 0), word->begin, word->end, word->end};
    if (goes_on(words, i)) {
        out->folded.length += words->at[i + 1].length;
        out->end = words->at[i + 1].end;
        return true;
    }
    return !word->cjk || first;
}

static bool begins(struct text whole, struct text start)
{
    return whole.length >= start.length && memcmp(whole.at, start.at, start.length) == 0;
}

static void add(struct finds *finds, size_t begin, size_t end, size_t number)
{
    finds->phrases |= (uint64_t)1 << (number & 63);
    if (finds->count < FINDS_LIMIT) finds->at[finds->count++] = (struct find){begin, end};
}

/* Match a phrase whose first word is at `i`, word by word. */
static bool match(const struct search *search, const struct phrase *phrase, size_t i)
{
    struct entry entry;
    size_t begin = search->words->at[i].begin, end = 0;
    for (size_t k = 0; k < phrase->count; k++, i++) {
        if (k > 0 && i < search->words->count && !read_entry(search->words, i, &entry)) i++;
        if (i >= search->words->count || !read_entry(search->words, i, &entry)) return false;
        bool open = phrase->prefix && k + 1 == phrase->count;
        bool same = text_equal(entry.folded, phrase->words[k]);
        if (!same && !(open && begins(entry.folded, phrase->words[k]))) return false;
        end = same || !search->words->at[i].cjk ? entry.end : entry.middle;
    }
    add(search->finds, begin, end, phrase->number);
    return true;
}

/* What else a word is found by: its short vowels, or a character of a run. */
static void match_variant(const struct search *search, const struct phrase *phrase, size_t i)
{
    const struct folded_word *word = &search->words->at[i];
    struct text folded = folded_of(search->words, word, 0), wanted = phrase->words[0];
    struct buffer short_form = {0};
    if (!word->cjk) fold_shorten(folded, &short_form);
    if (short_form.at != NULL) folded = (struct text){short_form.at, short_form.length};
    if (text_equal(folded, wanted) || (phrase->prefix && !word->cjk && begins(folded, wanted)))
        add(search->finds, word->begin, word->end, phrase->number);
    buffer_free(&short_form);
}

static void find_phrase(const struct search *search, const struct phrase *phrase)
{
    struct entry entry;
    for (size_t i = 0; i < search->words->count; i++) {
        if (read_entry(search->words, i, &entry) && match(search, phrase, i)) continue;
        if (phrase->count == 1) match_variant(search, phrase, i);
    }
}

/* Take the next quoted phrase of an FTS5 query. */
static bool next_phrase(struct text *query, struct phrase *phrase)
{
    text_cut(query, '"');
    if (query->at == NULL) return false;
    struct text words = text_cut(query, '"');
    phrase->count = 0;
    while (words.at != NULL && phrase->count < FEW_WORDS)
        phrase->words[phrase->count++] = text_cut(&words, ' ');
    phrase->prefix = query->at != NULL && text_starts_with(*query, " *");
    return phrase->count > 0;
}

static void order(struct finds *finds)
{
    for (size_t i = 1; i < finds->count; i++) {
        struct find find = finds->at[i];
        size_t k = i;
        for (; k > 0 && finds->at[k - 1].begin > find.begin; k--)
            finds->at[k] = finds->at[k - 1];
        finds->at[k] = find;
    }
}

static void join(struct finds *finds)
{
    size_t kept = 0;
    for (size_t i = 0; i < finds->count; i++) {
        struct find *last = kept > 0 ? &finds->at[kept - 1] : NULL;
        if (last == NULL || finds->at[i].begin > last->end)
            finds->at[kept++] = finds->at[i];
        else if (finds->at[i].end > last->end)
            last->end = finds->at[i].end;
    }
    finds->count = kept;
}

void fold_find(struct text query, struct text source, struct finds *out)
{
    struct folded_words words = folded_words_read(source);
    struct search search = {&words, out};
    struct phrase phrase = {0};
    *out = (struct finds){0};
    for (; next_phrase(&query, &phrase); phrase.number++)
        find_phrase(&search, &phrase);
    folded_words_free(&words);
    order(out);
    join(out);
}

unsigned finds_phrase_count(const struct finds *finds)
{
    return (unsigned)__builtin_popcountll(finds->phrases);
}
