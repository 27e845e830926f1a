/*
 * Possible and certain. It compares bounds and nothing else: qualifiers are no padding, and what is
 * unknown has been made a bound before it comes here (date_bounds). Lists are compared so in SQL
 * (db/queries.sql).
 */
#include <chancery/interval.h>

enum interval_match interval_holds_at(const struct day_bounds *bounds, int64_t first, int64_t last)
{
    if (bounds->start_latest <= first && bounds->end_earliest >= last) return MATCH_CERTAIN;
    bool overlaps = bounds->start_earliest <= last && bounds->end_latest >= first;
    return overlaps ? MATCH_POSSIBLE : MATCH_NONE;
}
