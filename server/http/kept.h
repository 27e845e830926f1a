/* A finished reply, kept: the library's response, ready to be queued as often as it is asked for.
 */
#ifndef HTTP_KEPT_H
#define HTTP_KEPT_H

#include "encoder.h"
#include "http.h"

enum { ETAG_SIZE = 48 };

/* What of a request decides which bytes answer it; nothing else does. All borrowed. */
struct cache_ask {
    struct text target; /* raw */
    const char *accept, *accept_language, *accept_encoding;
};

/* Of an operation's answer: which headers had a say. */
struct selection {
    const struct operation *operation;
    bool reads_accept, reads_language;
};

/* What content negotiation comes to, by the handlers' own rules; 0 where a header has no say. */
struct choice {
    size_t media_type, language;
    enum coding coding, tiny_coding; /* of a body, and of one too small to be worth it */
};

struct kept {
    atomic_uint references;
    bool visited; /* under its shard's lock */
    struct MHD_Response *response;
    const char *body; /* the response's own */
    size_t length;
    int status;
    char etag[ETAG_SIZE]; /* "": none */
    int64_t modified;
    struct selection selection;
    struct choice choice;
    bool is_tiny, is_coded; /* its body before any coding; a reply without a body has none */
    enum coding coding;
    size_t cost; /* bytes of memory, nearly */
};

/** Negotiate. False: the client accepts none of the media types. */
bool choice_make(const struct selection *selection, const struct languages *languages,
                 const struct cache_ask *ask, struct choice *out);

/**
 * Keep a response (one reference to it is taken, on success) with what `draft` says of it: all but
 * references and visited. The caller owns one reference. NULL: memory.
 */
struct kept *kept_new_take(const struct kept *draft);

/** Take one more reference. Returns its argument. */
struct kept *kept_take(struct kept *kept);

/** Give a reference back. NULL is allowed. */
void kept_release(struct kept *kept);

/** Whether it is what negotiation came to. */
bool kept_is(const struct kept *kept, const struct choice *choice);

/** Queue it: as a 304 where the client holds it, and with what this one request is owed besides. */
enum MHD_Result kept_send(struct MHD_Connection *connection, struct exchange *exchange,
                          struct kept *kept);

#endif
