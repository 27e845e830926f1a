/*
 * A ring of batches between two threads. The reader fills one while the other inserts from another;
 * whoever is ahead waits. What a batch holds is freed by the thread that made it, when it comes
 * round again, so that the two do not meet in the allocator.
 */
#include "pipeline.h"

#include <pthread.h>
#include <stdlib.h>

enum { BATCHES = 8, ARENA_FIRST = 96 * 1024 };

struct pipeline {
    pthread_mutex_t lock;
    pthread_cond_t moved;
    uint64_t given, released; /* batches so far */
    bool ended, given_up;
    enum status status;
    struct batch ring[BATCHES];
};

struct pipeline *pipeline_new(void)
{
    struct pipeline *pipeline = calloc(1, sizeof *pipeline);
    if (pipeline == NULL) return NULL;
    pthread_mutex_init(&pipeline->lock, NULL);
    pthread_cond_init(&pipeline->moved, NULL);
    return pipeline;
}

static void clear(struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++)
        json_decref(batch->at[i].record);
    arena_free(batch->arena);
    batch->arena = NULL;
    batch->count = 0;
}

void pipeline_free(struct pipeline *pipeline)
{
    if (pipeline == NULL) return;
    for (size_t i = 0; i < BATCHES; i++)
        clear(&pipeline->ring[i]);
    pthread_cond_destroy(&pipeline->moved);
    pthread_mutex_destroy(&pipeline->lock);
    free(pipeline);
}

struct batch *pipeline_take_empty(struct pipeline *pipeline)
{
    pthread_mutex_lock(&pipeline->lock);
    while (pipeline->given - pipeline->released == BATCHES && !pipeline->given_up)
        pthread_cond_wait(&pipeline->moved, &pipeline->lock);
    struct batch *batch = pipeline->given_up ? NULL : &pipeline->ring[pipeline->given % BATCHES];
    pthread_mutex_unlock(&pipeline->lock);
    if (batch == NULL) return NULL;
    clear(batch);
    batch->arena = arena_new(ARENA_FIRST);
    return batch->arena != NULL ? batch : NULL;
}

void pipeline_give(struct pipeline *pipeline)
{
    pthread_mutex_lock(&pipeline->lock);
    pipeline->given++;
    pthread_cond_broadcast(&pipeline->moved);
    pthread_mutex_unlock(&pipeline->lock);
}

void pipeline_end(struct pipeline *pipeline, enum status status)
{
    pthread_mutex_lock(&pipeline->lock);
    pipeline->status = status;
    pipeline->ended = true;
    pthread_cond_broadcast(&pipeline->moved);
    pthread_mutex_unlock(&pipeline->lock);
}

struct batch *pipeline_take_full(struct pipeline *pipeline)
{
    pthread_mutex_lock(&pipeline->lock);
    while (pipeline->given == pipeline->released && !pipeline->ended)
        pthread_cond_wait(&pipeline->moved, &pipeline->lock);
    struct batch *batch =
        pipeline->given > pipeline->released ? &pipeline->ring[pipeline->released % BATCHES] : NULL;
    pthread_mutex_unlock(&pipeline->lock);
    return batch;
}

void pipeline_release(struct pipeline *pipeline)
{
    pthread_mutex_lock(&pipeline->lock);
    pipeline->released++;
    pthread_cond_broadcast(&pipeline->moved);
    pthread_mutex_unlock(&pipeline->lock);
}

void pipeline_give_up(struct pipeline *pipeline)
{
    pthread_mutex_lock(&pipeline->lock);
    pipeline->given_up = true;
    pthread_cond_broadcast(&pipeline->moved);
    pthread_mutex_unlock(&pipeline->lock);
}

enum status pipeline_status(struct pipeline *pipeline)
{
    pthread_mutex_lock(&pipeline->lock);
    enum status status = pipeline->status;
    pthread_mutex_unlock(&pipeline->lock);
    return status;
}
