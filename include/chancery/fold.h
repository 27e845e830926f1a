/*
 * Folding: the one form in which texts of all scripts are compared, sorted and searched. Build and
 * server use the same functions, so that a query folds exactly as the text it should find.
 */
#ifndef CHANCERY_FOLD_H
#define CHANCERY_FOLD_H

#include <chancery/buffer.h>

/**
 * Append the folded form of `source` to `out`: lower case; Latin letters without diacritics (ō → o,
 * ß → ss); Cyrillic ё → е, the letters of before 1918 (ѣ → е, і → и, ѳ → ф, ѵ → и) and no final ъ;
 * kanji old to new (體 → 体); full-width Latin to ASCII, half-width kana to full, katakana to
 * hiragana. Apostrophes are dropped (Man'en → manen); white space, hyphens and all other
 * punctuation become one blank, none at either end. Letters need not be composed: o + U+0304 is o,
 * и + U+0306 is й. Other scripts are kept, in lower case where that is a fixed step. Folding twice
 * changes nothing. Input that is not UTF-8 is skipped byte by byte. Long vowels that are spelt out
 * (ou, oo) are kept: only search ignores them.
 */
void fold_text(struct text source, struct buffer *out);

/**
 * Append the words to index for `source`, separated by single blanks; `out` may be split at blanks
 * alone. First its folded words in their order, where a run of CJK characters stands as its
 * overlapping pairs (樺太島 → 樺太 太島), so that phrases stay side by side. Then what else a word
 * is found by: the single characters of those runs, and each Latin word with its long vowels
 * shortened where that changes it (ou, oo → o; uu → u; oh → o but before a vowel: toukyou → tokyo).
 */
void fold_index(struct text source, struct buffer *out);

/**
 * Append an FTS5 query over `fold_index`ed text for what a person typed: each word quoted (so that
 * it can never be syntax), a "quoted phrase" as a phrase, a CJK run as the phrase of its pairs, the
 * last word (but of a closed phrase) and any word ending in * as a prefix, a word or phrase with
 * long vowels also shortened as in `fold_index` ("toukyou" * OR "tokyo"). Words are joined by AND.
 * At most 16 words are used, and of a CJK run 32 characters. False: no word in it, `out` unchanged.
 * When memory runs short it is true and `out` has failed.
 */
bool fold_query(struct text source, struct buffer *out);

/**
 * Damerau–Levenshtein distance of two byte strings (insertion, deletion, change, swap of
 * neighbours), cut off above `limit` (then limit + 1). Each is read to 64 bytes.
 */
size_t fold_distance(struct text a, struct text b, size_t limit);

/**
 * Remember the nearest of many candidates: call with each; `best` starts {NULL, 0} and `*distance`
 * at the greatest that still counts. Used for "did you mean".
 */
void fold_nearest(struct text wanted, struct text candidate, struct text *best, size_t *distance);

#endif
