/*
 * Where in a text the words of a question stand, so that a reader can be shown them. It sees what
 * folding sees, and answers in places of the text as it was written.
 */
#ifndef CHANCERY_FIND_H
#define CHANCERY_FIND_H

#include <chancery/buffer.h>
#include <stdint.h>

/* A word of a script with blanks, or one CJK character, with its folded form. */
struct folded_word {
    size_t begin, end;     /* in the source, in bytes */
    size_t folded, length; /* in `folded` of the words */
    bool cjk;
    bool joined; /* to the word before: nothing but letters between them */
};

struct folded_words {
    struct buffer folded;
    size_t count;
    struct folded_word *at; /* owned */
    bool failed;            /* memory ran short: the words are not all */
};

/** Cut a text into its words. Free them with folded_words_free. */
struct folded_words folded_words_read(struct text source);

/** Free what folded_words_read took. */
void folded_words_free(struct folded_words *words);

enum { FINDS_LIMIT = 48 };

struct find {
    size_t begin, end; /* in the source, in bytes; at characters' beginnings */
};

struct finds {
    size_t count;
    struct find at[FINDS_LIMIT]; /* in order, apart from each other */
    uint64_t phrases;            /* a bit for each phrase of the query that was found */
};

/**
 * Find in `source` what an FTS5 query made by `fold_query` finds in the `fold_index` of it: words,
 * beginnings of words, phrases, with the long vowels and the CJK pairs of both. At most FINDS_LIMIT
 * places, the first ones of each phrase; when memory runs short, fewer.
 */
void fold_find(struct text query, struct text source, struct finds *out);

/** The number of phrases that were found. */
unsigned finds_phrase_count(const struct finds *finds);

#endif
