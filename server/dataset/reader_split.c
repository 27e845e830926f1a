/*
 * Splits an array into its elements by counting brackets outside strings: a fast pass whose only
 * state is a few bytes, so that it can stop and go on anywhere. It accepts much that is not JSON;
 * the parser that gets the element says what is wrong with it.
 */
#include "reader_split.h"

enum { PLAIN, QUOTE, OPEN, CLOSE, BACKSLASH, FEED, SEPARATOR };

static const unsigned char classes[256] = {
    ['"'] = QUOTE,     ['{'] = OPEN,       ['['] = OPEN,       ['}'] = CLOSE,
    [']'] = CLOSE,     ['\\'] = BACKSLASH, ['\n'] = FEED,      [','] = SEPARATOR,
    [' '] = SEPARATOR, ['\t'] = SEPARATOR, ['\r'] = SEPARATOR, [':'] = SEPARATOR,
};

static size_t through_string(struct split *split, const char *at, size_t length)
{
    size_t i = 0;
    for (; i < length && split->in_string; i++) {
        unsigned char class = classes[(unsigned char)at[i]];
        if (class == FEED) {
            split->in_string = false;
            split->escaped = false;
        } else if (split->escaped) {
            split->escaped = false;
        } else if (class == QUOTE) {
            split->in_string = false;
        } else {
            split->escaped = class == BACKSLASH;
        }
    }
    split->ended = !split->in_string && split->depth == 0;
    return i;
}

/* Bytes of a number or a word that stands alone, up to what cannot belong to it. */
static size_t through_literal(struct split *split, const char *at, size_t length)
{
    size_t i = 0;
    while (i < length && (classes[(unsigned char)at[i]] == PLAIN || at[i] == '\\'))
        i++;
    split->in_literal = true;
    split->ended = i < length;
    return i;
}

static void open_one(struct split *split, char bracket)
{
    split->depth++;
    split->kinds = split->kinds << 1 | (bracket == '{');
    if (split->depth > split->deepest) split->deepest = split->depth;
}

static void close_one(struct split *split, char bracket)
{
    /* Deeper than the bits reach the record is refused for its depth anyway. */
    split->mismatched =
        (split->kinds & 1) != (bracket == '}') && split->deepest <= READER_MAX_DEPTH;
    split->kinds >>= 1;
    split->depth--;
}

/* Inside brackets, up to a quote or to the bracket that closes them. */
static size_t through_structure(struct split *split, const char *at, size_t length)
{
    size_t i = 0;
    while (i < length && split->depth > 0 && !split->in_string && !split->mismatched) {
        char c = at[i++];
        switch (classes[(unsigned char)c]) {
        case QUOTE: split->in_string = true; break;
        case OPEN: open_one(split, c); break;
        case CLOSE: close_one(split, c); break;
        default: break;
        }
    }
    split->ended = split->depth == 0 || split->mismatched;
    return i;
}

/* The first byte of a value says what it is. */
static size_t begin(struct split *split, const char *at)
{
    unsigned char class = classes[(unsigned char)*at];
    if (class == QUOTE) split->in_string = true;
    if (class == OPEN) open_one(split, *at);
    if (class != QUOTE && class != OPEN) split->in_literal = true;
    return 1;
}

size_t split_continue(struct split *split, const char *at, size_t length)
{
    size_t done = 0;
    while (done < length && !split->ended) {
        if (split->in_string)
            done += through_string(split, at + done, length - done);
        else if (split->depth > 0)
            done += through_structure(split, at + done, length - done);
        else if (split->in_literal)
            done += through_literal(split, at + done, length - done);
        else
            done += begin(split, at + done);
    }
    return done;
}
