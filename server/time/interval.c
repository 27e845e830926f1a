/*
 * Possible and certain, and Allen's relations. It compares bounds and nothing else: qualifiers are
 * no padding, and what is unknown has been made a bound before it comes here (date_bounds).
 */
#include <chancery/interval.h>

static enum interval_match match_of(bool possible, bool certain)
{
    return certain ? MATCH_CERTAIN : possible ? MATCH_POSSIBLE : MATCH_NONE;
}

enum interval_match interval_matches_range(const struct day_bounds *bounds, int64_t first,
                                           int64_t last)
{
    return match_of(bounds->start_earliest <= last && bounds->end_latest >= first,
                    bounds->start_latest <= last && bounds->end_earliest >= first);
}

enum interval_match interval_holds_at(const struct day_bounds *bounds, int64_t first, int64_t last)
{
    return match_of(bounds->start_earliest <= last && bounds->end_latest >= first,
                    bounds->start_latest <= first && bounds->end_earliest >= last);
}

enum interval_match interval_overlaps(const struct day_bounds *a, const struct day_bounds *b)
{
    return match_of(a->start_earliest <= b->end_latest && a->end_latest >= b->start_earliest,
                    a->start_latest <= b->end_earliest && a->end_earliest >= b->start_latest);
}

enum interval_match interval_contains(const struct day_bounds *a, const struct day_bounds *b)
{
    return match_of(a->start_earliest <= b->start_latest && a->end_latest >= b->end_earliest,
                    a->start_latest <= b->start_earliest && a->end_earliest >= b->end_latest);
}

enum interval_match interval_within(const struct day_bounds *a, const struct day_bounds *b)
{
    return interval_contains(b, a);
}

bool interval_is_sound(const struct day_bounds *bounds)
{
    return bounds->start_earliest <= bounds->start_latest &&
           bounds->end_earliest <= bounds->end_latest &&
           bounds->start_earliest <= bounds->end_earliest &&
           bounds->start_latest <= bounds->end_latest;
}

bool interval_is_exact(const struct day_bounds *bounds)
{
    return bounds->start_earliest == bounds->start_latest &&
           bounds->end_earliest == bounds->end_latest;
}

bool interval_hands_over(const struct day_bounds *ending, const struct day_bounds *beginning)
{
    return ending->end_earliest == ending->end_latest &&
           beginning->start_earliest == beginning->start_latest &&
           ending->end_latest == beginning->start_earliest;
}

/* Of two that share a day: by how their starts and their ends compare. */
static enum allen relation_of_sharing(struct day_range a, struct day_range b)
{
    if (a.first == b.first)
        return a.last == b.last ? ALLEN_EQUALS : a.last < b.last ? ALLEN_STARTS : ALLEN_STARTED_BY;
    if (a.last == b.last) return a.first > b.first ? ALLEN_FINISHES : ALLEN_FINISHED_BY;
    if (a.first < b.first) return a.last > b.last ? ALLEN_CONTAINS : ALLEN_OVERLAPS;
    return a.last < b.last ? ALLEN_DURING : ALLEN_OVERLAPPED_BY;
}

enum allen interval_relation(struct day_range a, struct day_range b)
{
    if (a.last < b.first) return a.last + 1 == b.first ? ALLEN_MEETS : ALLEN_BEFORE;
    if (b.last < a.first) return b.last + 1 == a.first ? ALLEN_MET_BY : ALLEN_AFTER;
    return relation_of_sharing(a, b);
}

enum allen interval_inverse(enum allen relation)
{
    return (enum allen)(ALLEN_AFTER - relation);
}

const char *interval_relation_name(enum allen relation)
{
    static const char *const names[] = {
        "before",      "meets",    "overlaps",   "starts",        "during", "finishes", "equals",
        "finished_by", "contains", "started_by", "overlapped_by", "met_by", "after"};
    return names[relation];
}
