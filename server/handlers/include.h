/* `include=`: full records in the place of references. */
#ifndef HANDLERS_INCLUDE_H
#define HANDLERS_INCLUDE_H

#include <chancery/handlers.h>

/** One reply includes so many records at the most. */
enum { INCLUDE_LIMIT = 500 };

/** Whether the request includes anything. */
bool include_given(const struct request *request);

/** Whether it includes this property. */
bool include_names(const struct request *request, struct text property);

/**
 * Replace in an item each reference below the included properties by the full record, keeping what
 * the reference said beyond it; references inside stay. A place has its geometry where `fields`
 * asks for it. `claims` becomes the claims about the item. STATUS_TOO_LONG: it would be more than
 * INCLUDE_LIMIT in all; request->overflow names the property.
 */
enum status include_into(struct request *request, json_t *item) CHANCERY_MUST_USE;

/** The reply to a request that includes too much. */
struct reply include_refusal(const struct request *request);

#endif
