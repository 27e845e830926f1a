/* Who asks: addresses, and the proxies whose word on them is believed. */
#ifndef HTTP_CLIENT_H
#define HTTP_CLIENT_H

#include <chancery/status.h>
#include <chancery/text.h>
#include <stdbool.h>
#include <sys/socket.h>

enum { PROXIES_MOST = 32, CLIENT_PRINTED = 46 };

/* An IPv6 address, or an IPv4 one as ::ffff:a.b.c.d (RFC 4291 §2.5.5.2). All zeros: not known. */
struct client {
    unsigned char bytes[16];
};

/* Networks whose hosts are proxies of ours. */
struct proxies {
    size_t count;
    struct network {
        struct client base;
        unsigned bits; /* of 128 */
    } at[PROXIES_MOST];
};

/**
 * Read a list of proxies: addresses and networks (10.0.0.0/8, 2001:db8::/32), "loopback",
 * "private" (RFC 1918, RFC 4193) and "none", separated by commas. STATUS_INVALID with a sentence
 * in `why`.
 */
enum status proxies_read(struct text list, struct proxies *out, char *why,
                         size_t why_size) CHANCERY_MUST_USE;

/** Whether an address is one of them. */
bool proxies_have(const struct proxies *proxies, const struct client *client);

/** The client of a socket address. */
struct client client_of(const struct sockaddr *address);

/**
 * The client behind a peer: of X-Forwarded-For (NULL: not sent), read from the right, the first
 * that is no proxy of ours. Of a peer that is none, whatever it says, the peer itself.
 */
struct client client_behind(const struct proxies *proxies, const struct client *peer,
                            const char *forwarded_for);

/** What one customer commonly has: an IPv4 address, or an IPv6 network of 64 bits. */
struct client client_network(const struct client *client);

/** Print it, an IPv4 address in its own notation; "" where it is not known. */
void client_print(const struct client *client, char out[CLIENT_PRINTED]);

#endif
