/*
 * Records into tables: one thread reads and judges them, this one inserts what it hands over. A
 * faulty record is skipped and told of; its id is remembered, so that what refers to it is no fault
 * too.
 */
#include "compilation.h"
#include "loader.h"
#include "pipeline.h"
#include "reader.h"

#include <pthread.h>
#include <stdlib.h>

/* The reading side. */
struct reading {
    struct compilation *compilation;
    struct pipeline *pipeline;
    struct batch *batch; /* being filled, or NULL */
    uint64_t begun;      /* the file's offset where the batch began */
};

static void hand_over(struct reading *reading)
{
    if (reading->batch != NULL) pipeline_give(reading->pipeline);
    reading->batch = NULL;
}

/* Take a record (owned), prepare it and put it into the batch. */
static enum status add_take(struct reading *reading, json_t *record, struct place_in_file at,
                            const struct record_type *type)
{
    if (reading->batch == NULL) {
        reading->batch = pipeline_take_empty(reading->pipeline);
        reading->begun = at.offset;
    }
    if (reading->batch == NULL) {
        json_decref(record);
        return STATUS_NO_MEMORY;
    }
    struct batch *batch = reading->batch;
    struct prepared *prepared = &batch->at[batch->count++];
    *prepared = (struct prepared){.type = type, .record = record, .at = at};
    enum status status = record_prepare(reading->compilation, batch->arena, prepared);
    if (batch->count == BATCH_MOST || at.offset - reading->begun > BATCH_BYTES) hand_over(reading);
    return status;
}

static enum status read_file(struct reading *reading, const char *path,
                             const struct record_type *type)
{
    struct reader *reader;
    enum status status = reader_open(path, reading->compilation->faults, &reader);
    if (status != STATUS_OK) return status == STATUS_FAILED ? STATUS_OK : status;
    for (size_t seen = 1;; seen++) {
        json_t *record;
        struct place_in_file at;
        status = reader_next(reader, &record, &at);
        if (status == STATUS_INVALID) continue;
        if (status == STATUS_OK) status = add_take(reading, record, at, type);
        if (status != STATUS_OK) break;
        if (seen % 256 == 0) {
            uint64_t done, all;
            reader_progress(reader, &done, &all);
            progress_show(reading->compilation, type->collection, done, all, seen);
        }
    }
    hand_over(reading);
    reader_close(reader);
    /* What the reader could not get past is told among the faults; what else fails is not. */
    return status == STATUS_NOT_FOUND || faults_count(reading->compilation->faults) > 0 ? STATUS_OK
                                                                                        : status;
}

static enum status read_collection(struct reading *reading, const struct record_type *type)
{
    char **paths;
    enum status status =
        reader_find_files(reading->compilation->options->directory, type->collection, &paths);
    if (status != STATUS_OK) return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    for (size_t i = 0; paths[i] != NULL; i++) {
        if (status == STATUS_OK) status = read_file(reading, paths[i], type);
        free(paths[i]);
    }
    free(paths);
    return status;
}

static void *read_all(void *state)
{
    struct reading *reading = state;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < RECORD_TYPE_COUNT && status == STATUS_OK; i++)
        status = read_collection(reading, &record_types()[i]);
    pipeline_end(reading->pipeline, status);
    return NULL;
}

static enum status insert_all(struct compilation *compilation, struct pipeline *pipeline)
{
    enum status status = STATUS_OK;
    struct batch *batch;
    while (status == STATUS_OK && (batch = pipeline_take_full(pipeline)) != NULL) {
        for (size_t i = 0; i < batch->count && status == STATUS_OK; i++) {
            const struct prepared *prepared = &batch->at[i];
            status = loader_insert(compilation->loader, prepared, batch->arena);
            if (status == STATUS_OK && prepared->sound)
                compilation->loaded[prepared->type - record_types()]++;
        }
        pipeline_release(pipeline);
    }
    if (status != STATUS_OK) pipeline_give_up(pipeline);
    return status;
}

enum status records_load(struct compilation *compilation)
{
    struct reading reading = {.compilation = compilation, .pipeline = pipeline_new()};
    pthread_t thread;
    if (reading.pipeline == NULL) return STATUS_NO_MEMORY;
    enum status status = STATUS_FAILED;
    if (pthread_create(&thread, NULL, read_all, &reading) == 0) {
        status = insert_all(compilation, reading.pipeline);
        pthread_join(thread, NULL);
        if (status == STATUS_OK) status = pipeline_status(reading.pipeline);
    }
    pipeline_free(reading.pipeline);
    return status == STATUS_OK ? loader_finish(compilation->loader) : status;
}
