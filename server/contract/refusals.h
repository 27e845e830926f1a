/* Private to contract/: the faults of one request, gathered before the problem is made. */
#ifndef CHANCERY_CONTRACT_REFUSALS_H
#define CHANCERY_CONTRACT_REFUSALS_H

#include <chancery/arena.h>
#include <chancery/problem.h>
#include <chancery/spec.h>

struct refusal {
    const struct parameter *parameter; /* or NULL where none is meant */
    struct text name;
    struct text value;
    const char *reason;
    const char *suggestion; /* or NULL */
    bool unknown;           /* no such parameter: the names of those that there are help */
    struct refusal *next;
};

struct refusals {
    const struct operation *operation;
    struct arena *arena;
    struct refusal *first, **last;
    size_t count;
    bool exhausted; /* memory ran short: the list is not whole */
};

/** Begin an empty list. `faults` must not move after. */
void refusals_begin(struct refusals *faults, const struct operation *operation,
                    struct arena *arena);

/** Add a fault at the end. */
void refusals_add(struct refusals *faults, struct refusal fault);

/** Make the invalid-parameter problem of all of them. NULL when memory is short. Owned by the
 * caller. */
struct problem *refusals_to_problem(struct refusals *faults);

#endif
