/* What the files of http/ share. libmicrohttpd's header is included here and nowhere else. */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include "client.h"
#include "siphash.h"

#include <chancery/handlers.h>
#include <chancery/server.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

enum {
    TARGET_LIMIT = 8000, /* bytes of a request target that we answer */
    TARGET_ROOMY = 9000, /* of one that usual headers leave room for a refusal */
    REQUEST_ID_LIMIT = 64,
    CONNECTION_MEMORY =
        12288, /* a target near this size would never be answered: the limit above is lower */
    IDLE_SECONDS = 30,
    PAUSE_SECONDS = 300, /* in which a reader of a long reply need not take any of it … */
    LONG_BYTES = 262144, /* … of more than this; the watch ends who pauses too much before */
    CACHE_LINE = 64,     /* bytes: what one thread writes stands in none that another needs */
};

/* What is sent before a connection is ended. */
enum farewell { FAREWELL_TOO_SLOW, FAREWELL_TOO_MANY, FAREWELL_TOO_LONG, FAREWELLS };

/* One of them, but for the dataset's version and the request's id. */
struct farewell_text {
    char *head, *body; /* owned */
    size_t id_at;      /* in the body, where `null` stands for the id */
};

struct access_line;
struct access_writer;
struct acceptor;
struct cache;
struct flight;
struct metrics;
struct rate;
struct tls;
struct watch;
struct watched;

/* One thread that answers, with a daemon of the library's to itself. */
struct worker {
    _Alignas(CACHE_LINE) struct listener *listener;
    size_t number; /* of its listener's */
    struct MHD_Daemon *daemon;
    struct access_line *line;         /* where it makes one; owned */
    atomic_size_t given, begun, over; /* connections: handed over, begun and ended by the library */
    size_t least_waiting;             /* of late; the acceptor's */
    _Atomic int64_t busy_since;       /* of clock_now, while a request is answered; 0: it waits */
};

/* One listener: the main one, or the admin one. */
struct listener {
    struct server *server;
    struct worker
        *workers; /* `worker_count`, of which the first `usual` serve as long as they can */
    size_t worker_count, usual;
    struct acceptor *acceptor; /* gives them their connections */
    struct watch *watch;       /* on its connections, or NULL */
    struct tls *tls;           /* its certificates, or NULL: it speaks in the clear */
    bool admin, is_inherited;
    char address[80];
};

/* How many of the library's messages of a second were told, and how many not. */
struct library_messages {
    pthread_mutex_t lock;
    int64_t second;
    size_t told, untold;
};

struct server {
    struct server_options options;
    char *database, *base_path;
    const struct contract *contract;
    pthread_mutex_t generation_lock;
    struct generation *generation; /* under generation_lock */
    int64_t opened;      /* when it was opened, in seconds since 1970; under generation_lock */
    struct cache *cache; /* of replies, or NULL: off */
    struct siphash_key id_key; /* makes request ids that tell nothing of each other */
    atomic_ulong id_count;
    struct listener main, admin;
    atomic_size_t in_flight; /* requests begun and not completed */
    atomic_bool draining;    /* replies close their connection */
    struct proxies proxies;  /* whose word on a client is believed */
    struct rate *rate;       /* how often a client may ask, or NULL: as it likes */
    struct metrics *metrics;
    struct library_messages messages;
    struct fingerprinter *fingerprinter; /* of entity tags */
    struct farewell_text farewells[FAREWELLS];
    char hsts[40];    /* Strict-Transport-Security; "": not said */
    pthread_t opener; /* opens the connections that are not needed for the first reply */
    bool has_opener;
    struct access_writer *access;
    struct MHD_Response *emergency; /* what is left to say when memory is gone */
};

enum { LIST_HEADERS = 5 };

/* The headers that have a say in a reply; NULL: not sent. Noted by the guard, which sees them all
 * anyway; borrowed from the library for the request. */
struct request_headers {
    char *joined[LIST_HEADERS]; /* of lists that came on several lines: owned */
    const char *accept, *accept_language, *accept_encoding;
    const char *if_none_match, *if_modified_since, *range, *if_range, *request_id, *forwarded_for;
    const char *traceparent; /* "": there were several */
};

/* What the reply cache had to do with a reply. */
enum cache_part { CACHE_NOT_ASKED, CACHE_MISS, CACHE_HIT };

/* One request from its first byte to its last. Made in the URI callback, freed when completed. */
struct exchange {
    struct server *server;
    const struct listener *listener;
    struct text target; /* raw; in `room` */
    const char
        *version_at; /* where the version stands when the target has no NUL; NULL: not known */
    struct watched *watched; /* its connection; NULL: unwatched */
    bool seen;               /* the guard has let it pass */
    bool client_sent_id;
    bool is_long;   /* its reply: the connection may be silent for longer meanwhile */
    int64_t begun;  /* of clock_now */
    int64_t passed; /* nanoseconds until it was complete */
    int status;
    enum cache_part cache;
    size_t bytes;                      /* of the body: what of a stream was made so far */
    const struct operation *operation; /* static; NULL: none matched */
    struct request_headers headers;
    char method[12];
    char request_id[REQUEST_ID_LIMIT + 1]; /* "" until it is needed */
    char room[];
};

/** The raw target, before anything is decoded: makes the exchange. `state` is the worker, here and
 * below. */
void *exchange_begin(void *state, const char *uri, struct MHD_Connection *connection);

/** Called twice a request: the first call sees the headers and may refuse, the second answers. */
enum MHD_Result exchange_handle(void *state, struct MHD_Connection *connection, const char *url,
                                const char *method, const char *version, const char *upload,
                                size_t *upload_size, void **request_state);

/** The request is over, one way or another: logs and frees the exchange. */
void exchange_complete(void *state, struct MHD_Connection *connection, void **request_state,
                       enum MHD_RequestTerminationCode why);

/** The other end of a connection. */
struct client client_of_connection(struct MHD_Connection *connection);

/** Who asks: behind proxies of ours, whom they ask for. */
struct client exchange_client(const struct exchange *exchange, struct MHD_Connection *connection);

/**
 * Begin to serve on an address, or on the socket that was inherited for it, with at most
 * `connections` at a time, by `threads`, of which the first `usual` get all connections but while
 * they are at something that takes long. The listener is given its server before. STATUS_INVALID
 * or STATUS_FAILED with a sentence in `why`.
 */
enum status listener_start(struct listener *listener, const char *address, unsigned threads,
                           unsigned usual, unsigned connections, char *why,
                           size_t why_size) CHANCERY_MUST_USE;

/** Take no more connections, but all that are waiting for it. What others hold of the socket stays
 * open. */
void listener_quiesce(struct listener *listener);

/** End it; one that was never started is nothing. */
void listener_stop(struct listener *listener);

/**
 * How many of `wanted` connections the process can have descriptors for, beside `others` that it
 * needs; raises its own limit as far as it may. 0: not even a few.
 */
unsigned listener_connections(unsigned wanted, unsigned others);

/** A socket that listens already and was handed over by whoever started us (sd_listen_fds(3)) as
 * "main" or "admin"; -1: none. */
int socket_inherited(const char *name);

/** A listening socket on "ADDR:PORT", or -1 with a sentence in `why`. */
int socket_listen(const char *address, char *why, size_t why_size);

/** Print the address that a socket is bound to. */
void socket_print(int descriptor, char *out, size_t size);

/** Refuse what could desynchronise or smuggle: true with a problem to answer and close with. */
bool guard_refuses(struct MHD_Connection *connection, struct exchange *exchange, const char *method,
                   const char *version, struct problem **problem);

/** The request's id: the client's own where it sent one that is harmless. Borrowed. */
const char *exchange_id(struct exchange *exchange);

/** Make an id for a request that nobody gave one. */
void request_id_make(struct server *server, char out[REQUEST_ID_LIMIT + 1]);

/** The dataset in service; the caller lets go of it with generation_release. */
struct generation *server_generation(struct server *server);

/** A problem's body where no exchange is to tell of: malloc'd, or NULL. */
char *problem_words(const struct server *server, enum problem_kind kind, const char *detail);

/** Put together what is said before a connection is ended. False: memory. */
bool farewells_make(struct server *server);

/** Free them. */
void farewells_free(struct server *server);

/** Write one to a connection, where it takes it at once, with the version of the dataset and `id`.
 */
void farewell_send(struct server *server, enum farewell which, const char *id, int descriptor);

/** Answer a request that passed the guard. */
enum MHD_Result exchange_answer(struct MHD_Connection *connection, struct exchange *exchange,
                                const char *method);

/** Send a reply that no handler made. */
enum MHD_Result exchange_send(struct MHD_Connection *connection, struct exchange *exchange,
                              struct reply *reply);

/** Queue a reply; it is consumed. Where it was made in a flight (or NULL), it is offered to the
 * cache. `reads_accept`: Accept could have made another reply of it. */
enum MHD_Result reply_send(struct MHD_Connection *connection, struct exchange *exchange,
                           struct generation *generation, struct reply *reply,
                           const struct flight *flight, bool reads_accept);

/** Whether the client already holds what has this tag (RFC 9110 §13.2.2) and was modified then. */
bool client_holds(const struct exchange *exchange, const char *etag, int64_t modified);

/** Whether an If-None-Match header names this entity tag (RFC 9110 §13.1.2: weak comparison, lists,
 * *). */
bool etag_matches(const char *if_none_match, const char *etag);

/** A date of HTTP (RFC 9110 §5.6.7, the obsolete forms too) in seconds since 1970, or -1. */
int64_t http_date(const char *source);

/** Add a header; NULL: none. Shortness of memory is noted (chancery/memory.h). */
void response_add(struct MHD_Response *response, const char *name, const char *value);

/** Queue a response: the one place that does. */
enum MHD_Result response_queue(struct MHD_Connection *connection, struct exchange *exchange,
                               struct MHD_Response *response);

/** Queue a response (owned) that was made for this request alone. Where it is NULL, or memory was
 * short since it was last forgotten, so that headers may be missing: what is left to say, a 503. */
enum MHD_Result response_queue_take(struct MHD_Connection *connection, struct exchange *exchange,
                                    struct MHD_Response *made);

/** The library's response for a reply, whose body is its own from then on. NULL: memory.
 * `bodiless`: it answers a HEAD, or goes out as a 304. What a stream sends is counted in
 * `exchange`. */
struct MHD_Response *response_make(struct MHD_Connection *connection, struct exchange *exchange,
                                   struct reply *reply, bool bodiless);

/** Add the headers that every reply owes. */
void headers_add(struct MHD_Response *response, const struct generation *generation,
                 const struct reply *reply);

/** Whether this one request is owed headers besides: its id, the end of its connection. */
bool headers_are_owed(const struct exchange *exchange, int status, bool closes);

/** Add them. */
void headers_add_own(struct MHD_Response *response, struct exchange *exchange, int status,
                     bool closes);

/** Whether an If-Modified-Since header names `modified` (seconds since 1970) or later. False for
 * what is no date. */
bool not_modified_since(const char *if_modified_since, int64_t modified);

/** The access log: lines go through a bounded memory and one writer thread, so that no reply waits
 * for a pipe. Of requests that succeed one in `sample` has a line. NULL when memory is short. */
struct access_writer *access_open(enum access_log mode, unsigned sample);

/** Write what is left, end the thread, free. NULL is allowed. */
void access_close(struct access_writer *writer);

/** Room to make lines in, for one thread; the caller frees it. NULL when memory is short. */
struct access_line *access_line_new(void);

/** Log one completed exchange; its line is made in `line`. */
void access_log(struct access_writer *writer, struct access_line *line, struct exchange *exchange,
                struct MHD_Connection *connection);

/** How many lines had no room, or were not taken, since the start. */
size_t access_lost(struct access_writer *writer);

#endif
