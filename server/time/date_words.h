/* The words and patterns of one language for dates. For the files of this folder alone. */
#ifndef CHANCERY_TIME_DATE_WORDS_H
#define CHANCERY_TIME_DATE_WORDS_H

#include <chancery/buffer.h>
#include <chancery/date.h>

/* The first six have an oblique form: as they stand after a preposition. */
enum pattern {
    PATTERN_DAY,
    PATTERN_MONTH,
    PATTERN_SEASON,
    PATTERN_YEAR,
    PATTERN_DECADE,
    PATTERN_CENTURY,
    PATTERN_DAY_OBLIQUE,
    PATTERN_MONTH_OBLIQUE,
    PATTERN_SEASON_OBLIQUE,
    PATTERN_YEAR_OBLIQUE,
    PATTERN_DECADE_OBLIQUE,
    PATTERN_CENTURY_OBLIQUE,
    PATTERN_BCE,
    PATTERN_RANGE,
    PATTERN_BETWEEN,
    PATTERN_BEFORE,
    PATTERN_UNTIL,
    PATTERN_FROM,
    PATTERN_ONGOING,
    PATTERN_APPROXIMATE,
    PATTERN_UNCERTAIN,
    PATTERN_BOTH,
    PATTERN_UNKNOWN,
    PATTERN_UNDATED,
    PATTERN_DAYS_ONE,
    PATTERN_DAYS_FEW,
    PATTERN_DAYS_OTHER,
    PATTERN_AT_MOST,
    PATTERN_COUNT
};

#define PATTERN_OBLIQUE PATTERN_DAY_OBLIQUE
#define SUFFIXES_MOST   16

/* What follows a number that ends so: 1 "st", 11 "th". */
struct suffix {
    int number; /* the last digit, or from 10 on the last two */
    const char *text;
};

struct date_language {
    json_t *words; /* owned: all texts below are borrowed from it or literals */
    const char *patterns[PATTERN_COUNT]; /* NULL: that form has no pattern of its own */
    const char *months[12], *months_alone[12];
    const char *seasons[4], *seasons_oblique[4];
    const char *weekdays[7]; /* Monday first */
    struct suffix suffixes[SUFFIXES_MOST];
    size_t suffix_count;
    const char *suffix; /* of every other number */
};

/** English: what stands where a dataset has no words. Borrowed for ever. */
const struct date_language *date_language_english(void);

/** Append a date for people. */
void display_date(const struct date_language *language, const struct date *date,
                  struct buffer *out);

/** Append a date or interval for people. */
void display_dating(const struct date_language *language, const struct dating *dating,
                    struct buffer *out);

/** Append a number of days for people; with `at_most` as the most that it can be. */
void display_days(const struct date_language *language, int64_t days, bool at_most,
                  struct buffer *out);

#endif
