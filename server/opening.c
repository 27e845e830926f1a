/*
 * Opening beside something else: the digest of a dataset and the compilation of the contract take
 * about as long as each other, and neither needs the other.
 */
#include "opening.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct opening {
    const char *path;
    pthread_t thread;
    enum status status;
    struct generation *generation;
    char why[500];
};

static void *open_it(void *state)
{
    struct opening *opening = state;
    opening->status =
        generation_open(opening->path, &opening->generation, opening->why, sizeof opening->why);
    return NULL;
}

struct opening *opening_begin(const char *path)
{
    struct opening *opening = calloc(1, sizeof *opening);
    if (opening == NULL) return NULL;
    opening->path = path;
    if (pthread_create(&opening->thread, NULL, open_it, opening) == 0) return opening;
    free(opening);
    return NULL;
}

enum status opening_finish_take(struct opening *opening, struct generation **out, char *why,
                                size_t why_size)
{
    snprintf(why, why_size, "memory is short");
    if (opening == NULL) return STATUS_NO_MEMORY;
    pthread_join(opening->thread, NULL);
    enum status status = opening->status;
    if (status == STATUS_OK)
        *out = opening->generation;
    else
        snprintf(why, why_size, "%s", opening->why);
    free(opening);
    return status;
}
