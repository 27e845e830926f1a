/* What /state tells of control, and the map of it. */
#ifndef HANDLERS_STATE_H
#define HANDLERS_STATE_H

#include <chancery/handlers.h>

/** Append the entries of control (without their closing braces) to a list, each with the others of
 * its place as `overlaps`. STATUS_TOO_LONG: beyond the deadline. */
enum status state_append_control(struct request *request, const struct text *entries, size_t count,
                                 struct buffer *out) CHANCERY_MUST_USE;

/** The reply of a page's bytes (taken) as a map: RFC 7946. */
struct reply state_map_reply_take(struct request *request, struct buffer *page);

#endif
