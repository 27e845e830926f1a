/* What the files of the search share. */
#ifndef HANDLERS_SEARCH_H
#define HANDLERS_SEARCH_H

#include "list.h"

/**
 * The words of `prose` around the first find of an FTS5 query, each find between <mark> and
 * </mark>; its beginning where nothing of the query stands in it. Plain text otherwise. A new JSON
 * string; null for a text that is NULL.
 */
json_t *snippet_of(struct text query, struct text prose);

/**
 * The name of a record in which most of an FTS5 query is found: its label, a label in another
 * language, an alias, a dated name. A new JSON string, or null where only its prose was found.
 */
json_t *matched_name(struct text query, const json_t *record);

/**
 * The question `q` with each word that nothing has replaced by the nearest word of a name, in the
 * request's arena; {NULL, 0} where that leads nowhere, or every word is found. STATUS_TOO_LONG.
 */
enum status find_spelling(struct request *request, struct text q,
                          struct text *out) CHANCERY_MUST_USE;

/** Whether the named piece of queries.sql, an EXISTS over the search for :q, is true. */
enum status is_found(struct request *request, const char *piece, struct text query,
                     bool *out) CHANCERY_MUST_USE;

#endif
