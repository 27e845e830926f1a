/*
 * Comparing what is not exactly known: closed ranges of days whose ends have bounds of their own
 * (contract §2, "Arithmetic"). Possible: for some days that the bounds allow; certain: for all.
 */
#ifndef CHANCERY_INTERVAL_H
#define CHANCERY_INTERVAL_H

#include <chancery/date.h>

enum interval_match { MATCH_NONE, MATCH_POSSIBLE, MATCH_CERTAIN };

/**
 * Whether something overlaps the days `first` … `last` (parameters `from` and `to`; a side that was
 * not given is DAY_MIN or DAY_MAX).
 */
enum interval_match interval_matches_range(const struct day_bounds *bounds, int64_t first,
                                           int64_t last);

/**
 * Whether something holds at a time (parameter `at`): possible if it overlaps `first` … `last`,
 * certain if it holds on every day of it.
 */
enum interval_match interval_holds_at(const struct day_bounds *bounds, int64_t first, int64_t last);

/** Whether two things have a day in common. */
enum interval_match interval_overlaps(const struct day_bounds *a, const struct day_bounds *b);

/** Whether `a` lasts throughout `b`. */
enum interval_match interval_contains(const struct day_bounds *a, const struct day_bounds *b);

/** Whether `a` lies within `b`: `b` contains it. */
enum interval_match interval_within(const struct day_bounds *a, const struct day_bounds *b);

/** Tell whether bounds are in order: earliest before latest, the start before the end in both. */
bool interval_is_sound(const struct day_bounds *bounds);

/** Tell whether both ends are known to the day. */
bool interval_is_exact(const struct day_bounds *bounds);

/**
 * Tell whether `ending` hands over to `beginning`: it ends on the very day on which the other
 * begins, both known to the day. That day belongs to both; whether they are of one key is the
 * caller's to know.
 */
bool interval_hands_over(const struct day_bounds *ending, const struct day_bounds *beginning);

/* The relation of one exact interval to another; each has its inverse opposite in the list. */
enum allen {
    ALLEN_BEFORE,
    ALLEN_MEETS, /* the next day is the first of the other: a day is the shortest time there is */
    ALLEN_OVERLAPS,
    ALLEN_STARTS,
    ALLEN_DURING,
    ALLEN_FINISHES,
    ALLEN_EQUALS,
    ALLEN_FINISHED_BY,
    ALLEN_CONTAINS,
    ALLEN_STARTED_BY,
    ALLEN_OVERLAPPED_BY,
    ALLEN_MET_BY,
    ALLEN_AFTER
};

/* Days `first` to `last`, both within it; first <= last. */
struct day_range {
    int64_t first, last;
};

/**
 * The one of the thirteen relations that holds between two ranges of days (Allen, "Maintaining
 * knowledge about temporal intervals", 1983), a day taken as an interval, not as a point.
 */
enum allen interval_relation(struct day_range a, struct day_range b);

/** The relation of b to a, given that of a to b. */
enum allen interval_inverse(enum allen relation);

/** A relation's name: "before", "meets", … "after". */
const char *interval_relation_name(enum allen relation);

#endif
