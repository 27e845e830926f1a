/* What the server did, counted: by route and status, with how long it took. */
#ifndef HTTP_METRICS_H
#define HTTP_METRICS_H

#include "http.h"

#include <chancery/buffer.h>

struct metrics;

/** For the operations of a contract. NULL: memory. */
struct metrics *metrics_new(const struct contract *contract);

/** Free it. NULL is allowed. */
void metrics_free(struct metrics *metrics);

/** Count a completed exchange, and why it was over. */
void metrics_count(struct metrics *metrics, const struct exchange *exchange,
                   enum MHD_RequestTerminationCode why);

/** Count a reload of the dataset. */
void metrics_count_reload(struct metrics *metrics, bool is_good);

/** Write everything that is known of a server as OpenMetrics 1.0 text; `state` is the server. */
void metrics_write(void *state, struct buffer *out);

#endif
