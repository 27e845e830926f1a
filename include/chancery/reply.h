/* What a handler returns, by value. One function in http/ turns it into bytes on the wire. */
#ifndef CHANCERY_REPLY_H
#define CHANCERY_REPLY_H

#include <chancery/problem.h>
#include <stdint.h>

enum reply_body {
    REPLY_EMPTY,  /* no body */
    REPLY_OWNED,  /* `bytes` were made for this reply by malloc: freed once sent */
    REPLY_SHARED, /* `bytes` outlive the daemon (embedded in the binary) */
    REPLY_STREAM, /* made piece by piece by `stream.next` while it is sent */
    REPLY_FILE    /* `length` bytes of the open file `descriptor`, which is closed once sent */
};

enum reply_caching {
    CACHE_PUBLIC,   /* depends on the dataset alone */
    CACHE_NO_STORE, /* errors, health */
    CACHE_IMMUTABLE /* a versioned URL */
};

struct reply_stream {
    /* Write up to `room` bytes; return how many, 0 at the end, -1 on failure. Never returns 0
     * early. */
    ptrdiff_t (*next)(void *state, char *out, size_t room);
    void (*finish)(void *state); /* called once, whatever happened */
    void *state;
};

struct reply {
    int status;
    enum reply_body kind;
    enum reply_caching caching;
    const char *content_type; /* static */
    char *bytes;
    size_t length;
    const struct text *forms; /* of a shared body: it in each coding (CODING_COUNT of them), at NULL
                                 where it is not; or NULL */
    struct reply_stream stream;
    int descriptor;
    size_t offset;      /* of a file: where it begins */
    char validator[40]; /* entity tag of what is not in memory (streams, files), unquoted; "": none
                         */
    struct problem *problem; /* owned: rendered by http/, with instance and request id; or NULL */
    char *link;              /* Link header, from malloc, or NULL */
    char *disposition;       /* Content-Disposition header, from malloc, or NULL */
    char *location;          /* Location header, from malloc, or NULL */
    const char
        *content_language; /* dataset language of the body, borrowed from the generation, or NULL */
    bool varies_by_language; /* Accept-Language had a say */
    bool varies_by_accept;   /* Accept had a say */
    bool has_inline_styles;  /* a page that makes style sheets of its own */
    bool closes;             /* close the connection after it */
    unsigned retry_after;    /* seconds; 0: not told, but of a 503 */
    unsigned rate;           /* of a 429: the requests a second that are allowed */
};

/** A 200 of bytes that `buffer` hands over. A failed buffer gives the internal error. */
struct buffer;
struct reply reply_bytes_take(struct buffer *buffer, const char *content_type);

/** A 200 of a jansson value, compact; the reference is taken. NULL gives the internal error. */
struct reply reply_json_take(json_t *value);

/** A reply that carries a problem (taken). NULL gives the bare internal error. */
struct reply reply_problem_take(struct problem *problem);

/** The shorthand for a problem without faults. */
struct reply reply_problem(enum problem_kind kind, const char *detail);

/** The reply to an unexpected status of an inner layer: 503 for STATUS_TOO_LONG, else 500. */
struct reply reply_failure(enum status status);

/** A redirect to `location` (malloc'd, taken; NULL gives the internal error). `status`: 301, 307 or
 * 308. */
struct reply reply_redirect_take(int status, char *location);

/** Free what an unsent reply owns. */
void reply_free(struct reply *reply);

#endif
