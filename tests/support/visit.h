/*
 * Every operation of the contract in turn, against the small dataset, with a target that it
 * answers: made from the contract itself, so that a new operation is asked as soon as it is there.
 */
#ifndef CHANCERY_TESTS_VISIT_H
#define CHANCERY_TESTS_VISIT_H

#include "service.h"

enum { TARGET_SIZE = 1024 };

/* An id of a collection, and the one that it had before (or NULL). */
struct sample {
    const char *collection, *id, *former;
};

struct visit {
    struct service *service;
    const struct operation *operation;
    const char *claim; /* the id of a claim */
};

typedef void visit_check(const struct visit *visit);

/** Start a service, have `check` look at each operation, stop it. */
void visit_all(visit_check *check);

/** The sample of an operation's collection, or NULL. Static. */
const struct sample *visit_sample(const struct operation *operation);

/** Write a target that the operation answers with 200. */
void visit_write_target(const struct visit *visit, char target[TARGET_SIZE]);

/** The same with `id` at its {id} or {slug}. */
void visit_write_target_of(const struct operation *operation, const char *id,
                           char target[TARGET_SIZE]);

/** Add "name=value" to a target's query. */
void visit_append_query(char target[TARGET_SIZE], const char *words);

/** Tell whether the operation has a parameter in its path. */
bool visit_has_path_parameter(const struct operation *operation);

/** Tell whether the operation has this query parameter. */
bool visit_has_query(const struct operation *operation, const char *name);

#endif
