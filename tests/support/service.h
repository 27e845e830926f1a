/*
 * A server in the test's own process, or confined in another (CHANCERY_CONFINED), on a port of its
 * own, and what one asks it. Each claim starts
 * one and stops it; every exchange belongs to the service and goes with it. What fails here ends
 * the test that asked.
 */
#ifndef CHANCERY_TESTS_SERVICE_H
#define CHANCERY_TESTS_SERVICE_H

#include <chancery/server.h>
#include <chancery/spec.h>
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct service;

/* One request and its reply. */
struct exchange {
    const char *method;
    char *target; /* as on the request line */
    int status;
    json_t *headers; /* lower-case names to values; a repeated header's are joined by ", " */
    char *body;      /* NUL-terminated */
    size_t length;   /* of the body, in bytes */
    json_t *json;    /* the body parsed, or NULL where it is not JSON */
    struct exchange *next;
};

/** Serve the compiled dataset at `database`. */
struct service *service_start(const char *database);

/** The same with an admin listener, which the claims do not ask. */
struct service *service_start_with_admin(const char *database);

/** The same with a reply cache of so many mebibytes. */
struct service *service_start_cached(const char *database, unsigned cache_size);

/** The same without a cache, its queries stopped after so many milliseconds. */
struct service *service_start_hurried(const char *database, unsigned milliseconds);

/* 29 February 2024, the day on which the tiny dataset was released: when its file says it was
 * written. */
enum { DATASET_WRITTEN = 1709164800 };

/** The same from a file of the service's own, written at DATASET_WRITTEN, which service_replace may
 * replace by one of a second later. */
struct service *service_start_copy(const char *database);

/** Put another dataset in the place of the copy, and reload. */
void service_replace(struct service *service, const char *database);

/** Serve `database` as behind a proxy that takes `base_path` off every path. */
struct service *service_start_under(const char *database, const char *base_path);

/** The same, in the test's own process even where others are confined: the program refuses a base
 * path of odd characters. */
struct service *service_start_under_any(const char *database, const char *base_path);

/** The server's address ("127.0.0.1:43211"). Borrowed. */
const char *service_address(const struct service *service);

/** What its reply cache did and holds. */
struct cache_figures service_cache(const struct service *service);

/** The contract that is served. Borrowed. */
const struct contract *service_contract(const struct service *service);

/** Stop serving; free the service and all its exchanges. */
void service_stop(struct service *service);

/** GET the target that printf makes. Borrowed from the service. */
struct exchange *service_get(struct service *service, const char *format, ...)
    CHANCERY_FORMAT(2, 3);

/** GET `target`; then headers ("Accept: text/csv"), then NULL. Borrowed from the service. */
struct exchange *service_get_with(struct service *service, const char *target, ...)
    __attribute__((sentinel));

/** Ask by any method, without headers of ours. Borrowed from the service. */
struct exchange *service_ask(struct service *service, const char *method, const char *target);

/** The same with headers, then NULL. Borrowed from the service. */
struct exchange *service_ask_with(struct service *service, const char *method, const char *target,
                                  ...) __attribute__((sentinel));

/** Send bytes as they are, read to the end of the connection: the status, or 0 where none came. */
int service_send_raw(struct service *service, const char *bytes, size_t length);

/** A connection of its own, over which `bytes` were sent and nothing was read: a blocking socket
 * that the caller closes. It takes in little at a time, so that a server must wait for its reader.
 */
int service_connect(struct service *service, const char *bytes);

/** The value of a header (any case), or "" where it is absent. Borrowed. */
const char *exchange_header(const struct exchange *exchange, const char *name);

/** Tell whether a header is there. */
bool exchange_has_header(const struct exchange *exchange, const char *name);

/** Tell whether both replies say the same in each of `names`, which NULL ends; else say which not.
 */
bool exchange_same_headers(const struct exchange *a, const struct exchange *b,
                           const char *const *names);

/** The target of a Link header's first entry of this relation, from malloc; NULL: it has none. */
char *exchange_link(const struct exchange *exchange, const char *relation);

/** The body, its content coding undone, from malloc; a NUL follows its `length` bytes. NULL: it is
 * not in the coding that it names. */
char *exchange_decode(const struct exchange *exchange, size_t *length);

/** What a JSON Pointer (RFC 6901) finds in the body, or NULL. Borrowed. */
json_t *exchange_json(const struct exchange *exchange, const char *pointer);

/** The same in any value. Borrowed. */
json_t *json_pointer_get(json_t *value, const char *pointer);

/** The text at a JSON Pointer, or "" where there is none. Borrowed. */
const char *exchange_text(const struct exchange *exchange, const char *pointer);

/** The integer at a JSON Pointer, or -1 where there is none. */
long long exchange_integer(const struct exchange *exchange, const char *pointer);

/** How long the list at a JSON Pointer is; 0 where there is none. */
size_t exchange_count(const struct exchange *exchange, const char *pointer);

/** Tell whether the list at `pointer` has `wanted`, itself or as the `key` of an element (or NULL).
 */
bool exchange_lists(const struct exchange *exchange, const char *pointer, const char *key,
                    const char *wanted);

/** Whether what answers at a target is counted anew for every request: two answers differ. */
bool service_counts(const char *target);

#endif
