/* A Japanese date as written, not yet looked up. For the files of this folder alone. */
#ifndef CHANCERY_TIME_JAPANESE_PARTS_H
#define CHANCERY_TIME_JAPANESE_PARTS_H

#include <chancery/japanese.h>

/* The parts, each with the column at which it stands. */
struct japanese_parts {
    const struct era *era;
    enum date_precision precision; /* how far it goes: day, month or year */
    int year, month, day;
    bool is_leap;
    size_t year_column, month_column, day_column;
};

/** Take a Japanese date apart. STATUS_INVALID with `fault` filled where it has no such form. */
enum status japanese_parts_read(struct text source, struct japanese_parts *out,
                                struct date_fault *fault) CHANCERY_MUST_USE;

#endif
