/* What goes wrong in a way that a client should read: RFC 9457 problem details. One list, below. */
#ifndef CHANCERY_PROBLEM_H
#define CHANCERY_PROBLEM_H

#include <chancery/status.h>
#include <chancery/text.h>
#include <jansson.h>

/*   name                 slug                  status  title, and what the page /problems/{slug}
 * adds */
#define PROBLEM_LIST(X)                                                                            \
    X(INVALID_PARAMETER, "invalid-parameter", 400, "A parameter of the request is not valid",      \
      "Each entry of `errors` names the parameter, the value, what is allowed and, where one is "  \
      "near, the right spelling. All faults of a request are listed at once.")                     \
    X(BAD_REQUEST, "bad-request", 400, "The request is not well-formed",                           \
      "The request line, a header or the percent-encoding cannot be read safely, so the request "  \
      "was refused and the connection closed. This API has no request bodies.")                    \
    X(NO_SUCH_PATH, "no-such-path", 404, "Nothing is at this path",                                \
      "The paths that exist are listed at / and described in /openapi.json.")                      \
    X(NO_SUCH_RECORD, "no-such-record", 404, "No record has this identifier",                      \
      "`suggestions` lists the nearest identifiers of the collection; `suggested` names the "      \
      "record where it exists in another collection.")                                             \
    X(METHOD_NOT_ALLOWED, "method-not-allowed", 405, "This method is not allowed here",            \
      "Every resource answers GET, HEAD and OPTIONS, as the Allow header says.")                   \
    X(NO_SUCH_VERSION, "no-such-version", 404, "This version of the dataset is not served here",   \
      "`dataset_version` is the version that is; the same target without `v` asks it.")            \
    X(NOT_ACCEPTABLE, "not-acceptable", 406, "None of the accepted media types is available",      \
      "`available` lists the media types of the resource.")                                        \
    X(REQUEST_TIMEOUT, "request-timeout", 408, "The request did not come whole in time",           \
      "A request has some seconds from its first byte to the end of its headers.")                 \
    X(GONE, "gone", 410, "This record was withdrawn",                                              \
      "`replaced_by` refers to the record that took its place, or is null.")                       \
    X(STALE_CURSOR, "stale-cursor", 410, "This cursor belongs to a dataset that was replaced",     \
      "Start again at `first`; `dataset_version` is the version served now.")                      \
    X(TARGET_TOO_LONG, "target-too-long", 414, "The request target is too long",                   \
      "A path with its query may have 8,000 bytes.")                                               \
    X(RANGE_NOT_SATISFIABLE, "range-not-satisfiable", 416, "The range is not within the file",     \
      "Content-Range says how many bytes the whole has.")                                          \
    X(TOO_MANY_REQUESTS, "too-many-requests", 429, "Too much is asked from one address",           \
      "Retry-After says in how many seconds the next request is answered. One of /export brings "  \
      "the whole dataset.")                                                                        \
    X(INTERNAL_ERROR, "internal-error", 500, "The server failed",                                  \
      "This is our fault. The log holds the cause under the `request_id` of the reply.")           \
    X(UNAVAILABLE, "unavailable", 503, "The server cannot answer at the moment",                   \
      "Try again after the time in Retry-After.")                                                  \
    X(QUERY_TIMEOUT, "query-timeout", 503, "The query took longer than is allowed",                \
      "Narrow it: a shorter time, a kind, fewer words. Retry-After says when to try again.")

enum problem_kind {
#define X(name, slug, status, title, more) PROBLEM_##name,
    PROBLEM_LIST(X)
#undef X
        PROBLEM_COUNT
};

/** The slug of a kind ("invalid-parameter"): static text. */
const char *problem_slug(enum problem_kind kind);

/** The HTTP status of a kind. */
int problem_status(enum problem_kind kind);

/** The title of a kind: static text. */
const char *problem_title(enum problem_kind kind);

/** What a reader of /problems/{slug} is told beyond the title: static text. */
const char *problem_explanation(enum problem_kind kind);

/** Find a kind by its slug. STATUS_NOT_FOUND where there is none. */
enum status problem_find(struct text slug, enum problem_kind *out) CHANCERY_MUST_USE;

/* One fault of one input. Texts are borrowed for the call alone. */
struct fault {
    const char *in;         /* "query", "path", "header" */
    struct text name;       /* of the parameter */
    struct text value;      /* as received, decoded; at == NULL: null in the answer */
    const char *reason;     /* a sentence */
    const char *allowed;    /* a phrase, or NULL */
    const char *suggestion; /* the nearest right spelling, or NULL */
    json_t *allowed_values; /* array of strings, borrowed, or NULL (an empty list in the answer) */
};

struct problem;

/** Begin a problem. `detail` is a sentence for this occurrence (copied) or NULL. NULL when memory
 * is short. Owned by the caller. */
struct problem *problem_new(enum problem_kind kind, const char *detail);

/** Free a problem. NULL is allowed. */
void problem_free(struct problem *problem);

/** Add a fault to `errors`. Lost quietly when memory is short or `problem` is NULL. */
void problem_add(struct problem *problem, const struct fault *fault);

/** Set a further member such as `suggestions`; the reference to `value` is taken, whatever happens.
 */
void problem_set_take(struct problem *problem, const char *name, json_t *value);

/** How many faults were added. */
size_t problem_count(const struct problem *problem);

/** The kind it was made with. */
enum problem_kind problem_kind_of(const struct problem *problem);

/**
 * The problem as an RFC 9457 object: type, title, status, detail, instance, request_id, errors and
 * what was set. `base_path` goes before the path in `type` ("" at the root); `instance` is the
 * request's path; either of the last two may be NULL. A new reference, or NULL when memory is
 * short.
 */
json_t *problem_to_json(const struct problem *problem, const char *base_path, const char *instance,
                        const char *request_id);

#endif
