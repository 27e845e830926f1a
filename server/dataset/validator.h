/*
 * Records against db/dataset.schema.json: the subset of JSON Schema that it uses, read from the
 * very file that editors use. A keyword that is not enforced stops the program.
 */
#ifndef CHANCERY_DATASET_VALIDATOR_H
#define CHANCERY_DATASET_VALIDATOR_H

#include <chancery/arena.h>
#include <jansson.h>

struct validator;

/* What the caller is told while a record is checked. Strings are borrowed for the call. */
struct validator_listener {
    void *state;
    /* A fault at a JSON Pointer. `remedy` may be NULL. */
    void (*fault)(void *state, const char *pointer, const char *what, const char *remedy);
    /* A value whose schema has a `format` that the listener must check: "date", "interval",
     * "reference:actor" …, "language", "office", "origin", "pointer". ("slug" and "uri" are checked
     * by the validator.) Called for values of the right type only, null excluded. */
    void (*format)(void *state, const char *pointer, const char *format, const json_t *value);
};

/** Compile the schema (embedded bytes). STATUS_INVALID: a keyword that is not enforced, or a bad
 * $ref; `why` says which. */
enum status validator_new(struct text schema, struct validator **out, char *why,
                          size_t why_size) CHANCERY_MUST_USE;

/** Free it. NULL is allowed. */
void validator_free(struct validator *validator);

/** Tell whether `$defs/<definition>` exists. */
bool validator_has(const struct validator *validator, const char *definition);

/** Check `value` against `$defs/<definition>`, telling every fault. Unknown keys suggest the
 * nearest known one. */
void validator_check(const struct validator *validator, const char *definition, const json_t *value,
                     const struct validator_listener *listener);

#endif
