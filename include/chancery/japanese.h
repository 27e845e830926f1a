/*
 * Japanese dates by era (nengō), 1764-02-02 … 1926-12-25: lunisolar to the end of 1872, from then
 * on with Gregorian months and days. Outside there is no answer rather than a guess.
 */
#ifndef CHANCERY_JAPANESE_H
#define CHANCERY_JAPANESE_H

#include <chancery/date.h>

#define JAPANESE_FIRST_DAY     INT64_C(2365380) /* Hōreki 14-1-1, 1764-02-02 */
#define JAPANESE_GREGORIAN_DAY INT64_C(2405160) /* Meiji 6-1-1, 1873-01-01 */
#define JAPANESE_LAST_DAY      INT64_C(2424875) /* Shōwa 1-12-25, 1926-12-25 */

struct era {
    const char *name;       /* romanised, with macrons: "Man'en" */
    const char *key;        /* that name in bare lower-case letters: "manen" */
    const char *native;     /* today's characters */
    const char *old_native; /* the characters of the time; the same where nothing changed */
    int64_t first_day;      /* JDN */
    int first_year;         /* the (lunisolar) year that is its year 1 */
};

/* A day in the Japanese calendar, by the era in force on it. */
struct japanese_day {
    const struct era *era;
    int year;         /* of the era, from 1 */
    int month;        /* 1–12 */
    bool is_leap;     /* the month repeats the one before it */
    int day;          /* from 1 */
    int month_length; /* days of that month: 29 or 30 lunisolar; 2 in the last of all */
    int leap_month;   /* the month that this year repeats, or 0 */
};

/* What a Japanese date covers, read from text. */
struct japanese_span {
    int64_t earliest, latest;      /* JDN */
    enum date_precision precision; /* day, month or year */
    bool renamed;                  /* by the era that only began later in that year */
};

/** The Japanese day of a JDN. False outside JAPANESE_FIRST_DAY … JAPANESE_LAST_DAY. */
bool japanese_from_jdn(int64_t jdn, struct japanese_day *out);

/**
 * Find the first day and the length of a month, `year` being the Gregorian year in which most of
 * the lunisolar year falls. False where the table has no such month.
 */
bool japanese_month(int year, int month, bool is_leap, int64_t *first, int *length);

/** The eras in order of time; `*count` of them. */
const struct era *japanese_eras(size_t *count);

/** The first day after an era, by its place in japanese_eras. */
int64_t japanese_era_end(size_t index);

/** The most bytes that either printing writes, the NUL counted. */
#define JAPANESE_PRINT_SIZE 64

/** Print romanised: `Ansei 1-12-21`, in a leap month `Kaei 7-i7-3`. Returns the length. */
int japanese_print(const struct japanese_day *day, char out[JAPANESE_PRINT_SIZE]);

/** Print in Japanese: `安政元年12月21日`, in a leap month `嘉永7年閏7月3日`. Returns the length. */
int japanese_print_native(const struct japanese_day *day, char out[JAPANESE_PRINT_SIZE]);

/**
 * Read a day, month or year as either printing gives it, or as people write it: any case, with or
 * without macrons, apostrophes and hyphens in the era's name, kanji numerals, 元年, old characters.
 * A year or month covers the days on which that era was in force; where it was not yet, all of it
 * and `renamed` is set. STATUS_INVALID with `fault` filled (columns within `source`).
 */
enum status japanese_read(struct text source, struct japanese_span *out,
                          struct date_fault *fault) CHANCERY_MUST_USE;

#endif
