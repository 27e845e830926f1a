/* The HTTP server: libmicrohttpd behind one door. Nothing outside http/ sees its header. */
#ifndef CHANCERY_SERVER_H
#define CHANCERY_SERVER_H

#include <chancery/generation.h>
#include <chancery/spec.h>

enum access_log { ACCESS_LOG_ALL, ACCESS_LOG_ERRORS, ACCESS_LOG_OFF };

struct server_options {
    const char *listen;               /* "127.0.0.1:8080", "[::1]:0"; port 0 picks one */
    const char *admin;                /* the same for the admin listener, or NULL: none */
    const char *base_path;            /* "" or "/history": what a proxy puts before our paths */
    const char *database;             /* opened again by server_reload */
    unsigned threads;                 /* workers; 0: two a core, four at least */
    unsigned connections;             /* at most at a time */
    unsigned connections_per_address; /* of one client's network, proxies excepted; 0: no limit */
    const char *trusted_proxies;      /* as trusted_proxies_check takes it, or NULL: none */
    unsigned rate_limit;              /* requests a second of one client; 0: no limit */
    unsigned header_timeout;          /* seconds for a request's headers to come; 0: no limit */
    unsigned minimum_rate;   /* bytes a second in which a reply is taken at least; 0: any */
    unsigned query_deadline; /* milliseconds that a request's statements may take together; 0: no
                                limit */
    unsigned cache_size;     /* mebibytes of replies that are kept ready; 0: none */
    enum access_log access_log;
    unsigned access_log_sample;  /* of requests that succeed one in so many is logged; 0 as 1 */
    const char *tls_certificate; /* files in PEM: the main listener speaks TLS; NULL: it does not */
    const char *tls_key;
    unsigned hsts; /* seconds of Strict-Transport-Security, by TLS; 0: not said */
};

struct server;

/**
 * Start serving `generation` (its reference is taken, whatever happens) by `contract` (borrowed).
 * Threads are started with all signals blocked. STATUS_FAILED or STATUS_INVALID with a sentence in
 * `why`.
 */
enum status server_start(const struct server_options *options, const struct contract *contract,
                         struct generation *generation, struct server **out, char *why,
                         size_t why_size) CHANCERY_MUST_USE;

/** The address served on: "127.0.0.1:43211". Borrowed. */
const char *server_address(const struct server *server);

/** The address of the admin listener, or NULL. Borrowed. */
const char *server_admin_address(const struct server *server);

/** Open the database again and serve the new generation from the next request on. On failure the
 * old one stays. */
enum status server_reload(struct server *server, char *why, size_t why_size) CHANCERY_MUST_USE;

/** Read the files of the certificate again, for the connections that begin from then on; without
 * TLS, do nothing. On failure, with a sentence in `why`, the old one stays. */
enum status server_reload_certificate(struct server *server, char *why,
                                      size_t why_size) CHANCERY_MUST_USE;

/* What the reply cache did since the server started, and what it holds. */
struct cache_figures {
    size_t hits, misses; /* requests that it was asked for */
    size_t evictions;    /* targets that went for others */
    size_t entries;      /* targets */
    size_t bytes;
};

/** The figures of the reply cache; all 0 where there is none. */
void server_measure_cache(struct server *server, struct cache_figures *out);

/** Whether this is an address to listen on: ADDR:PORT, as in 127.0.0.1:8080, localhost:0 or
 * [::1]:8080. NUL-terminated; whether the address is free is not asked. */
bool address_is_valid(const char *address);

/** Whether this is a list of proxies: addresses, networks, "loopback", "private", "none".
 * STATUS_INVALID with what it takes in `why`. */
enum status trusted_proxies_check(const char *list, char *why, size_t why_size) CHANCERY_MUST_USE;

/** Ask the server at an address for its /readyz, by TLS (whatever its certificate) or in the clear.
 * STATUS_OK: it answered 200, each step within 3 seconds; else a sentence in `why`. */
enum status server_is_ready(const char *address, bool by_tls, char *why,
                            size_t why_size) CHANCERY_MUST_USE;

/** Say that an end is near: /readyz answers 503, and each reply closes its connection. */
void server_announce_end(struct server *server);

/** Answer what is in flight, then stop and free. NULL is allowed. */
void server_stop(struct server *server);

#endif
