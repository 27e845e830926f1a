/* jansson's syntax errors in words of ours, at the token that is at fault. */
#ifndef CHANCERY_DATASET_READER_SYNTAX_H
#define CHANCERY_DATASET_READER_SYNTAX_H

#include <chancery/text.h>
#include <jansson.h>

/* What to tell about a syntax error. */
struct syntax_fault {
    size_t position; /* byte in the text where the fault is */
    char what[160];
    const char *remedy; /* static text, or NULL */
};

/**
 * Explain why jansson refused `source`. False: it ended too early, and the caller knows better why
 * (nothing is filled in).
 */
bool syntax_explain(struct text source, const json_error_t *error, struct syntax_fault *out);

/** The bytes of `source` at `at` that are one token (a string, a bracket, a word), at least one. */
struct text syntax_token(struct text source, size_t at);

/** Write `token` for a message: at most 40 bytes of it, cut between characters. */
void syntax_quote(struct text token, char out[48]);

#endif
