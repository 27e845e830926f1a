/* Private to contract/: what the stages that compile openapi.json share. */
#ifndef CHANCERY_CONTRACT_COMPILER_H
#define CHANCERY_CONTRACT_COMPILER_H

#include <chancery/arena.h>
#include <chancery/router.h>
#include <chancery/spec.h>

struct contract {
    struct text document;
    struct arena *arena; /* holds all of it, this struct too */
    size_t operation_count;
    struct operation *operations;
    size_t shape_count;
    struct shape *shapes;
};

/* What a schema says of an object's keys. */
struct path_node {
    size_t edge_count;
    struct path_edge *edges;
    const struct path_node *any; /* where a key leads that is not listed; NULL: there is none */
    bool is_open;                /* any key, and below it anything */
};

struct path_edge {
    const char *name; /* of a property; NULL: what it leads to is the same value */
    const struct path_node *to;
};

/* The nodes of schemas that are referred to. */
struct path_memo {
    size_t count, room;
    struct known_node {
        const json_t *schema;
        const struct path_node *node;
    } * at;
};

/* One run of contract_compile. */
struct compiler {
    json_t *document;
    const struct handler_entry *handlers;
    struct contract *contract;
    struct arena *arena;
    struct path_memo path_memo;
    char *why; /* gets the sentence of a refusal */
    size_t why_size;
};

/** Record the sentence that stops start-up. Always STATUS_INVALID. */
enum status compiler_refuse(struct compiler *compiler, const char *format, ...)
    CHANCERY_FORMAT(2, 3);

/** Record that memory ran short. Always STATUS_NO_MEMORY. */
enum status compiler_exhausted(struct compiler *compiler) CHANCERY_MUST_USE;

/** Copy a C string into the contract's arena. NULL when memory is short. */
const char *compiler_copy(struct compiler *compiler, const char *z);

/**
 * Follow `value` while it is a local reference ("#/components/…"). `where` begins the sentence of a
 * refusal. With `alone` a reference may have no neighbours but annotations. `*out` is borrowed.
 */
enum status compiler_resolve(struct compiler *compiler, const char *where, json_t *value,
                             bool alone, json_t **out) CHANCERY_MUST_USE;

/** Tell whether a schema keyword only describes: title, description, examples and the like. */
bool schema_is_annotation(const char *keyword);

/** Compile a parameter's schema into `parameter` (fence b). */
enum status compile_schema(struct compiler *compiler, const char *where, json_t *schema,
                           struct parameter *parameter) CHANCERY_MUST_USE;

/** Compile one entry of a `parameters` list. `operation` is its operationId, for sentences. */
enum status compile_parameter(struct compiler *compiler, const char *operation, json_t *entry,
                              struct parameter *parameter) CHANCERY_MUST_USE;

/** Cut a template into segments. `*count` and `*segments` are of the contract's arena. */
enum status compile_template(struct compiler *compiler, const char *path, size_t *count,
                             const struct segment **segments) CHANCERY_MUST_USE;

/** Tell whether two operations could match one path with neither the more specific. */
bool template_is_ambiguous(const struct operation *a, const struct operation *b);

/** Compile `paths` into contract->operations. */
enum status compile_operations(struct compiler *compiler) CHANCERY_MUST_USE;

/** Compile what a schema says of its properties, however deep. `*out` is of the contract's arena.
 */
enum status compile_paths(struct compiler *compiler, const char *where, json_t *schema,
                          const struct path_node **out) CHANCERY_MUST_USE;

/** Compile `components/schemas` into contract->shapes. */
enum status compile_shapes(struct compiler *compiler) CHANCERY_MUST_USE;

#endif
