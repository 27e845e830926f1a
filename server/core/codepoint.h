/* Unicode code points for the folding: read, written, classed. Private to core. */
#ifndef CHANCERY_CORE_CODEPOINT_H
#define CHANCERY_CORE_CODEPOINT_H

#include <chancery/buffer.h>

#include <uchar.h>

/* What `codepoint_read` returns for a byte that begins no well-formed sequence. */
#define CODEPOINT_INVALID ((char32_t)0xFFFFFFFF)

enum codepoint_class {
    CODEPOINT_LETTER,    /* a letter or digit of a script that writes blanks between words */
    CODEPOINT_CJK,       /* kanji, kana, bopomofo: written without blanks */
    CODEPOINT_SEPARATOR, /* white space, punctuation, a symbol, a control character */
    CODEPOINT_IGNORED    /* an apostrophe, a combining mark, a character of no width */
};

/**
 * Take the first code point from `*rest`, which must not be empty. A byte that begins no
 * well-formed sequence (RFC 3629) is taken alone and CODEPOINT_INVALID returned.
 */
char32_t codepoint_read(struct text *rest);

/** Append a code point (at most U+10FFFF, no surrogate) as UTF-8. */
void codepoint_append(struct buffer *out, char32_t codepoint);

/** The class of a code point. What no range of ours names is a letter. */
enum codepoint_class codepoint_class_of(char32_t codepoint);

#endif
