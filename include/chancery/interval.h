/*
 * Comparing what is not exactly known: closed ranges of days whose ends have bounds of their own
 * (contract §2, "Arithmetic"). Possible: for some days that the bounds allow; certain: for all.
 */
#ifndef CHANCERY_INTERVAL_H
#define CHANCERY_INTERVAL_H

#include <chancery/date.h>

enum interval_match { MATCH_NONE, MATCH_POSSIBLE, MATCH_CERTAIN };

/**
 * Whether something holds at a time (parameter `at`): possible if it overlaps `first` … `last`,
 * certain if it holds on every day of it.
 */
enum interval_match interval_holds_at(const struct day_bounds *bounds, int64_t first, int64_t last);

#endif
