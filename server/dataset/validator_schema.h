/* A JSON Schema compiled: what validator.c walks. Everything lives in the validator's arena. */
#ifndef CHANCERY_DATASET_VALIDATOR_SCHEMA_H
#define CHANCERY_DATASET_VALIDATOR_SCHEMA_H

#include "validator.h"

/* Sets of types: one bit each. */
enum {
    TYPE_NULL = 1,
    TYPE_BOOLEAN = 2,
    TYPE_INTEGER = 4,
    TYPE_NUMBER = 8, /* integers too */
    TYPE_STRING = 16,
    TYPE_ARRAY = 32,
    TYPE_OBJECT = 64
};

/* A bound on a size or a value; `set` tells whether there is one. */
struct bound {
    bool set;
    double value;
};

struct property {
    struct text name;
    struct node *node;
};

/* One schema object. */
struct node {
    const char *name;   /* what messages call it: the definition's or the property's name */
    const json_t *json; /* borrowed from the validator's schema */
    const struct node *reference;
    unsigned types; /* 0: any */
    const char *format;
    const json_t *choices;       /* the enum, or NULL */
    const json_t *required;      /* array of strings, or NULL */
    struct property *properties; /* sorted by name */
    size_t property_count;
    const struct node *additional; /* the schema of further properties, or NULL */
    bool closed;                   /* additionalProperties: false */
    bool sealed;                   /* unevaluatedProperties: false */
    struct node **branches;        /* oneOf */
    size_t branch_count;
    const struct node *items;
    struct bound least_items, most_items, least_length, most_length, least, most, least_properties;
    int visit; /* while loops are sought: 0 not seen, 1 on the road, 2 done */
};

struct validator {
    struct arena *arena;
    json_t *schema;
    struct property *definitions; /* sorted by name */
    size_t definition_count;
};

/** Find a property by name in a sorted table. NULL: none. */
struct node *schema_find(const struct property *properties, size_t count, struct text name);

/** The type of a value as one bit (TYPE_NUMBER for reals). */
unsigned schema_type(const json_t *value);

/** Compile every definition of validator->schema. STATUS_INVALID: `why` says what is wrong. */
enum status schema_compile(struct validator *validator, char *why,
                           size_t why_size) CHANCERY_MUST_USE;

/** A name of one of the types ("a text"), for `bit` one of TYPE_*. Static text. */
const char *schema_type_phrase(unsigned bit);

#endif
