/* The compiler: a dataset folder becomes one file to serve, or every fault in it is told. */
#ifndef CHANCERY_DATASET_H
#define CHANCERY_DATASET_H

#include <chancery/spec.h>
#include <stdbool.h>
#include <stdio.h>

struct dataset_options {
    const char *directory;
    const char *output; /* the file to publish, or NULL: check alone */
    FILE *messages;     /* faults, progress, the summary */
    bool terminal;      /* messages go to a terminal: progress and colour */
    bool release;       /* record its version in the folder's history, once it is found sound */
};

/**
 * Compile or check a dataset. The output appears whole or not at all: it is written beside its
 * place, checked, flushed and renamed. STATUS_INVALID: the dataset has faults, all were printed.
 * STATUS_FAILED: the machine would not (disk full, no permission); a sentence was printed.
 */
enum status dataset_compile(const struct dataset_options *options,
                            const struct contract *contract) CHANCERY_MUST_USE;

#endif
