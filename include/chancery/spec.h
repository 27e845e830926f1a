/*
 * The contract, compiled: openapi.json becomes these immutable structs once, at start-up. What the
 * document says and this program does not enforce stops start-up with one sentence (see
 * openapi/README.md for the accepted subset).
 */
#ifndef CHANCERY_SPEC_H
#define CHANCERY_SPEC_H

#include <chancery/property.h>
#include <chancery/reply.h>
#include <stdint.h>

struct arena;
struct path_node;
struct request;

/* A handler: reads a request whose parameters were checked, gives a reply by value. */
typedef struct reply handler_function(struct request *request);

/* One row of handlers/table.c. */
struct handler_entry {
    const char *operation_id;   /* "getTreaty" */
    handler_function *function; /* get_treaty */
};

enum value_type { VALUE_TEXT, VALUE_INTEGER, VALUE_NUMBER, VALUE_BOOLEAN };

/* The `format`s of parameter schemas that are enforced. */
enum value_format {
    FORMAT_NONE,
    FORMAT_DATE,     /* "date-expression": contract §2, every calendar */
    FORMAT_SLUG,     /* "slug": lower-case ASCII letters, digits, '-', and '.' inside */
    FORMAT_LANGUAGE, /* "language": one of the dataset's, checked against the dataset served */
    FORMAT_KIND,   /* "kind": one of the kinds in use in the collection, checked against the dataset
                    */
    FORMAT_CURSOR, /* "cursor": base64url, checked when it is opened */
    FORMAT_BBOX,   /* "bbox": west,south,east,north in degrees */
    FORMAT_NEAR,   /* "near": lat,lon,km */
    FORMAT_FIELDS, /* "fields": a property path such as date.display */
    FORMAT_SEARCH  /* "search": words and "phrases"; anything of 1 to maxLength bytes */
};

enum parameter_place { IN_PATH, IN_QUERY };

struct parameter {
    const char *name;
    enum parameter_place in;
    bool required;
    bool list;            /* type array, style form, explode false: a comma list */
    enum value_type type; /* of the value, or of a list's items */
    enum value_format format;
    bool has_minimum, has_maximum;
    double minimum, maximum;
    size_t min_length, max_length; /* characters; max_length 0: none */
    size_t min_items, max_items;   /* max_items 0: none */
    size_t allowed_count;
    const char **allowed; /* enum, or NULL */
    const char *fallback; /* default as text, or NULL */
};

struct operation {
    const char *id;         /* operationId */
    const char *path;       /* template: "/treaties/{id}" */
    const char *tag;        /* first tag */
    const char *summary;    /* "" where there is none */
    const char *collection; /* the first literal segment: "treaties"; "" for "/" */
    handler_function *handler;
    size_t parameter_count;
    const struct parameter *parameters;
    size_t segment_count;
    const struct segment *segments;
    size_t media_type_count;
    const char **media_types; /* of the 200 reply, in the document's order */
    size_t index;             /* 0 … contract_operation_count - 1, in the document's order */
};

struct segment {
    const char *literal;   /* or NULL for a parameter */
    const char *parameter; /* its name, or NULL for a literal */
};

/* A schema of components/schemas whose instances are records. allOf is flattened. */
struct shape {
    const char *name; /* "Treaty" */
    size_t property_count;
    const struct property *properties;
    const struct path_node *paths; /* into it; NULL: nobody asks for any */
};

struct contract;

/**
 * Compile a document against a handler table (fences a and b; ambiguous templates).
 *
 * `document`, `length`: the bytes of openapi.json, which must outlive the contract. `handlers` ends
 * with a row whose operation_id is NULL. On failure `why` (of `why_size` bytes) gets one clear
 * sentence and the answer is STATUS_INVALID, or STATUS_NO_MEMORY.
 */
enum status contract_compile(const char *document, size_t length,
                             const struct handler_entry *handlers, struct contract **out, char *why,
                             size_t why_size) CHANCERY_MUST_USE;

/** Free a contract. NULL is allowed. */
void contract_free(struct contract *contract);

/** The document's bytes, as given. */
struct text contract_document(const struct contract *contract);

/** How many operations there are. */
size_t contract_operation_count(const struct contract *contract);

/** The operation at `index`. Borrowed. */
const struct operation *contract_operation(const struct contract *contract, size_t index);

/** The operation with this operationId, or NULL. Borrowed. */
const struct operation *contract_find_operation(const struct contract *contract, const char *id);

/** The record shape of components/schemas/{name}, allOf flattened, or NULL. Borrowed. */
const struct shape *contract_shape(const struct contract *contract, const char *name);

/** Whether a dotted path, of seven names at most but below what is open, leads to something that
 * the shape may have. */
bool shape_has_path(const struct shape *shape, struct text path);

/**
 * List the paths of up to seven names into a shape, sorted, each once: "date.display"; "labels.*"
 * where any key may stand, "value.**" where anything may. The list is `arena`'s. How many there
 * are: 0 also when memory is short.
 */
size_t shape_list_paths(const struct shape *shape, struct arena *arena, const char *const **out);

/** The parameter of this name, or NULL. Borrowed. */
const struct parameter *operation_parameter(const struct operation *operation, struct text name);

#endif
