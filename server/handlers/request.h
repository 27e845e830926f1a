/* What a handler has of its request: the store, parameters, its target. */
#ifndef HANDLERS_REQUEST_H
#define HANDLERS_REQUEST_H

#include <chancery/handlers.h>

/** The request's connection, in its language; NULL: none could be had. */
struct connection *request_connection(struct request *request);

/** Prepare a named piece of queries.sql on the request's connection. */
enum status request_query(struct request *request, const char *name,
                          struct statement **out) CHANCERY_MUST_USE;

/** The same of pieces one after the other; one that is NULL is left out. */
enum status request_query_joined(struct request *request, const char *const *pieces, size_t count,
                                 struct statement **out) CHANCERY_MUST_USE;

/** The text value of a parameter, {NULL, 0} where it is absent. */
struct text parameter_text(const struct request *request, const char *name);

/** The request's path and query with one path segment replaced, malloc'd, with the base path. NULL:
 * memory. */
char *replaced_target(const struct request *request, size_t segment, struct text replacement);

/** Append this request's target with `cursor` set to the text, or without one where it is NULL. */
void append_target(const struct request *request, const struct text *cursor, struct buffer *out);

#endif
