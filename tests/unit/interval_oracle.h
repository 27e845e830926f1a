/*
 * The contract's arithmetic of bounds (§2) where the server does it in SQL: what lists, handovers
 * and the vectors of /conformance/time.json are held against.
 */
#ifndef TESTS_INTERVAL_ORACLE_H
#define TESTS_INTERVAL_ORACLE_H

#include <chancery/interval.h>

/* Whether something overlaps the days `first` … `last`, as `from` and `to` ask; a side that was not
 * given is DAY_MIN or DAY_MAX. */
static inline enum interval_match oracle_matches_range(const struct day_bounds *bounds,
                                                       int64_t first, int64_t last)
{
    if (bounds->start_latest <= last && bounds->end_earliest >= first) return MATCH_CERTAIN;
    bool possible = bounds->start_earliest <= last && bounds->end_latest >= first;
    return possible ? MATCH_POSSIBLE : MATCH_NONE;
}

/* Whether bounds are in order: earliest before latest, the start before the end in both. */
static inline bool oracle_is_sound(const struct day_bounds *bounds)
{
    return bounds->start_earliest <= bounds->start_latest &&
           bounds->end_earliest <= bounds->end_latest &&
           bounds->start_earliest <= bounds->end_earliest &&
           bounds->start_latest <= bounds->end_latest;
}

/* Whether `ending` ends on the very day on which `beginning` begins, both known to the day: that
 * day belongs to both. */
static inline bool oracle_hands_over(const struct day_bounds *ending,
                                     const struct day_bounds *beginning)
{
    return ending->end_earliest == ending->end_latest &&
           beginning->start_earliest == beginning->start_latest &&
           ending->end_latest == beginning->start_earliest;
}

#endif
