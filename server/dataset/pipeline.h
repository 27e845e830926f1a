/* Records on their way from the thread that reads them to the one that inserts them, in batches. */
#ifndef DATASET_PIPELINE_H
#define DATASET_PIPELINE_H

#include "compilation.h"

enum { BATCH_MOST = 64, BATCH_BYTES = 512 * 1024 };

struct batch {
    struct arena *arena; /* what its records borrow */
    size_t count;
    struct prepared at[BATCH_MOST];
};

struct pipeline;

/* A pipeline with nothing in it, for one thread at each end, to be freed by pipeline_free. NULL
 * when memory is short. */
struct pipeline *pipeline_new(void);

/* NULL is allowed. Neither side may be at work any more. */
void pipeline_free(struct pipeline *pipeline);

/* The reading side: an empty batch to fill (NULL: the other side gave up, or memory is short); give
 * it away; and tell the end, with how it went. */
struct batch *pipeline_take_empty(struct pipeline *pipeline);
void pipeline_give(struct pipeline *pipeline);
void pipeline_end(struct pipeline *pipeline, enum status status);

/* The inserting side: the next full batch, NULL at the end; let go of it; or give up. */
struct batch *pipeline_take_full(struct pipeline *pipeline);
void pipeline_release(struct pipeline *pipeline);
void pipeline_give_up(struct pipeline *pipeline);

/* How the reading went. */
enum status pipeline_status(struct pipeline *pipeline) CHANCERY_MUST_USE;

#endif
