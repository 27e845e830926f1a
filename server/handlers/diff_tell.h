/* How /diff tells what begins and what ends, as JSON put together from entries. */
#ifndef HANDLERS_DIFF_TELL_H
#define HANDLERS_DIFF_TELL_H

#include "diff.h"

#include <chancery/buffer.h>

enum within { NOT_WITHIN, POSSIBLY_WITHIN, CERTAINLY_WITHIN };

/* One side of a record: how it began, or how it ended. */
struct side {
    enum within within;
    int64_t day;       /* its earliest */
    struct text cause; /* a reference as JSON, or null */
    bool told;         /* by a handover */
};

/* Texts are in the request's arena, here and below. */
struct transition {
    int64_t key;
    const struct diff_domain *domain;
    struct text entry; /* without its closing brace */
    struct text id;
    struct side began, ended;
    size_t from_of, to_of; /* the change, from 1, that names it on that side; 0: none */
};

/* A list of the answer. */
struct list_of_sides {
    int64_t count;
    struct buffer out;
};

/* Where some records hand over to others of their key. */
struct change {
    const struct diff_domain *domain;
    struct text key, on, cause;
    struct list_of_sides from, to;
};

/** The date of a beginning, or of an end, as JSON; `at` NULL: it has none. Borrowed. */
struct text diff_date(const struct transition *transition, bool ending);

/** Tell one side of a record in a list: what the contract calls T. */
void diff_tell_side(const struct transition *transition, bool ending, struct list_of_sides *list);

/** Tell what both began and ended within, as one. */
void diff_tell_transient(const struct transition *transition, struct list_of_sides *list);

/** Tell a change. */
void diff_tell_change(const struct change *change, struct list_of_sides *list);

/** Append a list as a member to an object without its closing brace. */
void diff_append_list(struct buffer *out, const char *name, const struct list_of_sides *list);

#endif
