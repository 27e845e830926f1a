/* What /state gives in another form than its page. */
#ifndef HANDLERS_STATE_H
#define HANDLERS_STATE_H

#include <chancery/handlers.h>

/** The reply of a page's bytes (taken) as a map: RFC 7946. */
struct reply state_map_reply_take(struct request *request, struct buffer *page);

#endif
