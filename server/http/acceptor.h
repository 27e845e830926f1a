/* Who takes connections from a listening socket and hands them to the library. */
#ifndef HTTP_ACCEPTOR_H
#define HTTP_ACCEPTOR_H

#include <microhttpd.h>
#include <stdbool.h>

struct acceptor;
struct listener;
struct worker;

/** Make one for a listening socket that never blocks: `limit` connections at a time, what comes
 * beyond waits in the kernel. NULL when memory or descriptors are short. */
struct acceptor *acceptor_new(int socket, unsigned limit);

/** Begin to take connections for the workers of a listener. The socket is the acceptor's from then
 * on. False: no thread can be had. */
bool acceptor_begin(struct acceptor *acceptor, struct listener *listener);

/** The library began a connection of a worker's, or it ended one. */
void acceptor_notice(struct worker *worker, enum MHD_ConnectionNotificationCode code);

/** Take no more. What the kernel already accepted for us is taken first, unless others hold the
 * socket too and go on to listen (`is_shared`). */
void acceptor_end(struct acceptor *acceptor, bool is_shared);

/** Whether a connection was handed over that the library did not begin yet. */
bool acceptor_is_handing_over(struct acceptor *acceptor);

/** Free it; its workers have been stopped. NULL is nothing. */
void acceptor_free(struct acceptor *acceptor);

#endif
