/* The watch on connections: how many there are of whom, and an end to those that only hold on. */
#ifndef HTTP_WATCH_H
#define HTTP_WATCH_H

#include "client.h"

#include <microhttpd.h>
#include <stdatomic.h>

struct credential;

/* Why the watch ended a connection. */
enum watch_reason {
    WATCH_SLOW_REQUEST, /* its request did not come whole in time */
    WATCH_SILENT,       /* it sent nothing at all in that time */
    WATCH_SLOW_READER,  /* it took its reply too slowly */
    WATCH_IDLE,         /* it was idle while connections were short */
    WATCH_TOO_MANY,     /* its address had as many as it may have */
    WATCH_REASON_COUNT
};

struct watch_limits {
    unsigned connections; /* how many the library allows at a time */
    unsigned per_address; /* of one client's network, proxies excepted; 0: no limit */
    /* From the first byte of a request's head to its last; 0: no limit. Of a connection's first
     * request from its beginning. */
    unsigned header_seconds;
    unsigned minimum_rate;         /* bytes a second in which a reply must be taken; 0: no limit */
    const struct proxies *proxies; /* borrowed */
    /* Says something to a connection that is about to be ended for a reason; NULL: nobody does. */
    void (*say)(void *state, enum watch_reason why, int descriptor);
    void *state;
};

struct watch_figures {
    size_t open;     /* connections */
    size_t accepted; /* since the start */
    unsigned limit;  /* connections that the library allows at a time */
    size_t ended[WATCH_REASON_COUNT];
};

/* One connection, as the watch sees it. Its worker counts requests; all else is the watch's own. */
struct watched {
    atomic_uint begun, ended; /* requests whose head came whole, and those that are over */
    struct client peer;
    struct watched *next, **link;        /* of all */
    struct watched *sibling, **siblings; /* of one address's hash */
    struct credential *credential;       /* of its TLS session, one reference; NULL: none */
    int descriptor;
    bool is_doomed;
    unsigned seen_ended;
    uint64_t received;  /* bytes when the last request was over */
    int64_t idle_since; /* milliseconds, as all times here */
    int64_t head_since; /* when an unfinished head was first seen; 0: there is none */
    unsigned seen_begun;
    uint64_t taken;    /* bytes that the client had taken at the last look */
    int64_t looked_at; /* the last time while a reply was on its way */
    int64_t ahead;     /* for how long the client may now take nothing of it */
};

struct watch;

/** Start it, with a thread of its own. NULL: memory, or no thread can be had. */
struct watch *watch_new(const struct watch_limits *limits);

/** End the thread and free; no connection may be left. NULL is allowed. */
void watch_free(struct watch *watch);

/** Count one more; only the connection's worker does. */
static inline void watched_count(atomic_uint *count)
{
    unsigned before = atomic_load_explicit(count, memory_order_relaxed);
    atomic_store_explicit(count, before + 1, memory_order_relaxed);
}

/** What the watch keeps of a connection, or NULL. Borrowed. */
struct watched *watched_of(struct MHD_Connection *connection);

/** The library's notice that a connection began or ended. `socket_state` gets a struct watched, or
 * NULL where memory is short: such a connection goes unwatched. */
void watch_notice(struct watch *watch, struct MHD_Connection *connection, void **socket_state,
                  enum MHD_ConnectionNotificationCode code);

/** Over how many connections a request may be on its way: they are young, or were asked over a
 * moment ago. */
size_t watch_count_askers(struct watch *watch);

/** What it saw and did so far. */
void watch_measure(struct watch *watch, struct watch_figures *out);

#endif
