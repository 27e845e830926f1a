/* Private to contract/: one value of one parameter, from text to type. */
#ifndef CHANCERY_CONTRACT_VALUE_H
#define CHANCERY_CONTRACT_VALUE_H

#include <chancery/parameters.h>

/* A list without maxItems is cut off here, so that dropping duplicates stays cheap. */
enum { LIST_MAX_ITEMS = 256 };

/* What is wrong with a value, or with one item of a list. Memory of the arena. */
struct complaint {
    struct text value;
    const char *reason;
    const char *suggestion; /* or NULL */
    struct complaint *next;
};

/**
 * Check `given` (decoded, not empty) against the parameter's schema and type it into `out`.
 * STATUS_INVALID: `*complaints` lists every fault of it. STATUS_NO_MEMORY.
 */
enum status value_read(const struct parameter *parameter, struct text given, struct arena *arena,
                       struct value *out, struct complaint **complaints) CHANCERY_MUST_USE;

/**
 * Check the text forms: slug, language, kind, cursor, bbox, near, fields. `out->numbers` is set for
 * the geographic ones. NULL where the text is right, else the reason; `*suggestion` may be set.
 */
const char *format_check(enum value_format format, struct text given, struct arena *arena,
                         struct value *out, const char **suggestion);

/** The format of this name in openapi.json ("date-expression"). False: there is none. */
bool format_find(const char *name, enum value_format *out);

/** Say what a parameter allows: "an integer from 1 to 500". NULL when memory is short. */
const char *value_phrase(const struct parameter *parameter, struct arena *arena);

/** Join names: "one of: from, to". NULL when memory is short. */
const char *phrase_list(const char *before, const char *const *names, size_t count,
                        struct arena *arena);

/* A search for the nearest right spelling among names. */
struct nearest {
    char wanted[64];  /* lower case, cut off */
    struct text text; /* borrows `wanted` */
    struct text best;
    size_t distance;
};

/** Begin a search; half of the letters, at most three, may differ. `search` must not move after. */
void nearest_begin(struct nearest *search, struct text wanted);

/** Offer a candidate, which must outlive the search. */
void nearest_offer(struct nearest *search, const char *candidate);

/** The nearest of those offered, or NULL. */
const char *nearest_best(const struct nearest *search);

#endif
