/* HTTP as a client speaks it: libcurl for requests that are well-formed, a bare socket for others.
 */
#ifndef CHANCERY_TESTS_TRANSFER_H
#define CHANCERY_TESTS_TRANSFER_H

#include "service.h"

struct transfer;

/** A client of the server at `address` ("127.0.0.1:43211"), which keeps its connection. */
struct transfer *transfer_new(const char *address);

/** Close the connection and free the client. */
void transfer_free(struct transfer *transfer);

/** Make one request, `headers` ending with NULL. The caller owns the exchange. */
struct exchange *transfer_run(struct transfer *transfer, const char *method, const char *target,
                              const char *const *headers);

/** Free an exchange. */
void transfer_free_exchange(struct exchange *exchange);

/** Send bytes over a connection of their own; the status of the reply, or 0 where none came. */
int transfer_send_raw(const char *address, const char *bytes, size_t length);

/** A connection over which bytes were sent: a blocking socket with a small buffer, for the caller
 * to read and close. */
int transfer_connect(const char *address, const char *bytes);

#endif
