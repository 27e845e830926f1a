/* From a request to a reply: the handlers, and what is decided before one of them is called. */
#ifndef CHANCERY_HANDLERS_H
#define CHANCERY_HANDLERS_H

#include <chancery/generation.h>
#include <chancery/parameters.h>
#include <chancery/renderer.h>

enum method { METHOD_GET, METHOD_HEAD, METHOD_OPTIONS, METHOD_OTHER };

struct buffer;

/* Who writes what the server counted; `write` is NULL where this is not the place to ask. */
struct request_metrics {
    void (*write)(void *state, struct buffer *out);
    void *state;
};

/* One request, as the handlers see it. Lives in its arena. */
struct request {
    struct arena *arena;
    const struct contract *contract;
    struct generation *generation; /* borrowed for the request */
    struct connection *connection; /* borrowed from the generation's pool, once needed */
    const char *base_path;         /* "" or "/history" */
    unsigned query_deadline;       /* milliseconds for all its statements together; 0: none */
    struct request_metrics metrics;
    bool is_ending; /* the server takes requests for a little while only */
    enum method method;
    struct text target;      /* raw, as on the request line */
    struct text path, query; /* the raw target's two parts; query.at NULL without '?' */
    const char *accept;      /* headers, or NULL */
    const char *accept_language;
    struct route route;
    struct parameters parameters;
    size_t included;               /* records that `include` put into the reply so far */
    const char *overflow;          /* the property of which it was too many, or NULL */
    enum status failure;           /* the dataset could not be asked */
    const struct renderer *format; /* of the reply; NULL: of an operation that has but one */
    struct text words;             /* of `q`, as FTS5 is asked for them; at NULL: no q */
    size_t language;               /* ordinal of the answer's language */
};

/** The handler table: one row an operation; ends with a NULL operation_id. Static. */
const struct handler_entry *handlers_table(void);

/** Begin to read which columns the views have. NULL where that cannot be. */
struct views *views_begin(void);

/**
 * Fence c: each first-level property of a record schema is a column of its view or in the table of
 * computed properties, and each column is a property. STATUS_INVALID with a sentence in `why`.
 * Waits for the views, and takes them, as it does a NULL; of a NULL contract nothing is checked.
 */
enum status views_check_take(struct views *views, const struct contract *contract, char *why,
                             size_t why_size) CHANCERY_MUST_USE;

/**
 * Answer a request whose target, path, query, method and headers are set: route, read and check its
 * parameters (also against the dataset), choose language and media type, call the handler.
 */
struct reply handlers_answer(struct request *request);

/**
 * Negotiate as handlers_answer does where no parameter decides: the ordinals of the media type and
 * of the language that headers (NULL: not sent) ask for. False: none of the operation's media types
 * is accepted.
 */
bool handlers_negotiate(const struct operation *operation, const struct languages *languages,
                        const char *accept, const char *accept_language, size_t *media_type,
                        size_t *language);

/** The Allow header of a path: "GET, HEAD, OPTIONS". Static. */
const char *handlers_allowed(void);

/** Let go of what the request borrowed. */
void request_finish(struct request *request);

#endif
