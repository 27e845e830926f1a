/* Client text is a pointer and a length, never a C string: a NUL inside it is data, not an end. */
#ifndef CHANCERY_TEXT_H
#define CHANCERY_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct text {
    const char *at; /* not NUL-terminated; NULL only when length is 0 */
    size_t length;  /* bytes */
};

/* A text that borrows a string literal. */
#define TEXT(literal) ((struct text){(literal), sizeof(literal) - 1})

/** Borrow a C string as a text. `z` may be NULL (gives the empty text). */
struct text text_of(const char *z);

/** Tell whether two texts are the same bytes. */
bool text_equal(struct text a, struct text b);

/** Tell whether `a` is exactly the C string `z`. */
bool text_is(struct text a, const char *z);

/** Tell whether `a` begins with the C string `z`. */
bool text_starts_with(struct text a, const char *z);

/** Order two texts by bytes, the shorter first where one begins the other: <0, 0, >0. */
int text_compare(struct text a, struct text b);

/** The part of `a` after its first `n` bytes (empty when it has fewer). */
struct text text_after(struct text a, size_t n);

/**
 * Cut `*rest` at the first `separator`: return what stands before it and leave in `*rest` what
 * stands after. Without a separator all of it is returned and `*rest` becomes {NULL, 0}, so
 * `while (rest.at != NULL)` visits every part, empty ones included.
 */
struct text text_cut(struct text *rest, char separator);

/** `a` without spaces and tabs around it (RFC 9110 §5.6.3, OWS). */
struct text text_trim(struct text a);

/** The weight `q` among the parameters of an element of an Accept header (";q=0.5"), in
 * thousandths; 1000 where there is none (RFC 9110 §12.4.2). What cannot be read counts as 0. */
int text_quality(struct text parameters);

/** Tell whether `a` is well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates). */
bool text_is_utf8(struct text a);

/** Read an integer in decimal, an optional '-' first, nothing around it. False: not one, or it
 * overflows. */
bool text_to_integer(struct text a, long long *out);

/** Read a finite decimal number, nothing around it, whatever the locale. False: not one. */
bool text_to_number(struct text a, double *out);

#endif
