/* Walking the links between records, breadth-first, each record met once, never past its bounds. */
#ifndef HANDLERS_WALK_H
#define HANDLERS_WALK_H

#include <chancery/handlers.h>

enum { WALK_PIECES = 3 };

/* Where a walk begins, which links it follows, where it stops. */
struct walk_plan {
    int64_t start;                   /* key of a record */
    int64_t goal;                    /* stop at this one; 0: go on */
    int depth;                       /* steps at most */
    size_t limit;                    /* records at most, the start counted */
    const char *pieces[WALK_PIECES]; /* of queries.sql, the first a "walk."; up to a NULL */
    int64_t since, until;            /* bound as :since and :until */
};

/* A record that was reached, and by which link. */
struct reached {
    int64_t key;
    int64_t edge; /* 0 at the start */
    size_t from;  /* its place in `at` */
    int depth;
    bool reversed; /* the link was followed from its target to its source */
};

struct walk {
    struct reached *at; /* in the order of meeting: depth never falls */
    size_t count, capacity;
    size_t *slots; /* hash of the keys: place in `at` + 1, or 0 */
    size_t slot_count;
    size_t goal;    /* place of the goal; `count` where it was not reached */
    bool truncated; /* the limit stopped it */
};

/** Walk. What `out` holds must be freed by walk_free, whatever the status. */
enum status walk_run(struct request *request, const struct walk_plan *plan,
                     struct walk *out) CHANCERY_MUST_USE;

/** Free what a walk holds. */
void walk_free(struct walk *walk);

#endif
