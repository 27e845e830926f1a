/*
 * TLS: the certificate in service, and its successors. GnuTLS's header is included in tls.c and
 * nowhere else.
 */
#ifndef HTTP_TLS_H
#define HTTP_TLS_H

#include <chancery/status.h>
#include <chancery/text.h>
#include <stdbool.h>
#include <stdint.h>

/* What is spoken (gnutls_priority_init(3)): TLS 1.2 and 1.3; the server's order of ciphers counts.
 */
#define TLS_PRIORITIES "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%SERVER_PRECEDENCE"

struct tls;

/* A certificate with its chain and key, for as long as a connection needs it. */
struct credential;

/**
 * Read a certificate (a file in PEM, its chain behind it) and its private key (a file in PEM,
 * without a password). The paths are copied, for tls_reload. STATUS_INVALID with a sentence in
 * `why`: they cannot be used; STATUS_NO_MEMORY.
 */
enum status tls_new(const char *certificate, const char *key, struct tls **out, char *why,
                    size_t why_size) CHANCERY_MUST_USE;

/** Free it; no connection may be left. NULL is allowed. */
void tls_free(struct tls *tls);

/** The two files as they were first read, NUL-terminated, until tls_forget. Borrowed. */
void tls_files(const struct tls *tls, const char **certificate, const char **key);

/** Wipe them: whoever needed them has read them. */
void tls_forget(struct tls *tls);

/** Read both files again: connections that begin from now on get what is there. On failure, as of
 * tls_new, what was read before stays. */
enum status tls_reload(struct tls *tls, char *why, size_t why_size) CHANCERY_MUST_USE;

/** When the certificate in service, or the first of its chain, expires, in seconds since 1970. */
int64_t tls_expires(struct tls *tls);

/**
 * Give a session (a gnutls_session_t whose handshake has not begun) the certificate in service. The
 * caller owns one reference, to be released when the session is gone. NULL: it keeps the one it
 * has.
 */
struct credential *tls_begin(struct tls *tls, void *session);

/** Give a reference back. NULL is allowed. */
void credential_release(struct credential *credential);

/**
 * Be a client on a connected socket: send a question, read the beginning of the answer. Who answers
 * is not verified: it is asked whether it does. Returns the bytes read, at most `size`; 0: none.
 */
size_t tls_ask(int descriptor, struct text question, char *answer, size_t size);

#endif
