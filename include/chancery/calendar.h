/*
 * The proleptic Gregorian and Julian calendars by Julian Day Number (the day that begins at noon).
 * Years are astronomical: 0 is 1 BCE. Exact for every year within ±999,999,999.
 */
#ifndef CHANCERY_CALENDAR_H
#define CHANCERY_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

/* No bound known or none at all: beyond every day that can be written. */
#define DAY_MIN INT64_C(-1000000000000)
#define DAY_MAX INT64_C(1000000000000)

/** The nearest day between DAY_MIN and DAY_MAX: what a file holds may be any number. */
static inline int64_t day_clamped(int64_t day)
{
    return day < DAY_MIN ? DAY_MIN : day > DAY_MAX ? DAY_MAX : day;
}

/* A day in the Gregorian or the Julian calendar. */
struct civil_day {
    int64_t year;
    int month; /* 1–12 */
    int day;   /* 1–31 */
};

/** Divide by a positive number and round down, as years before the year 0 fall into decades and
 * months into years. */
int64_t floor_divide(int64_t number, int64_t by);

/** Tell whether a Gregorian year has 366 days. */
bool gregorian_is_leap(int64_t year);

/** Tell whether a Julian year has 366 days. */
bool julian_is_leap(int64_t year);

/** The days of a Gregorian month (1–12): 28 to 31. */
int gregorian_month_length(int64_t year, int month);

/** The days of a Julian month (1–12): 28 to 31. */
int julian_month_length(int64_t year, int month);

/** The JDN of a Gregorian day. The day must exist. */
int64_t gregorian_to_jdn(int64_t year, int month, int day);

/** The Gregorian day of a JDN, or of the nearest between DAY_MIN and DAY_MAX. */
struct civil_day gregorian_from_jdn(int64_t jdn);

/** The JDN of a Julian day. The day must exist. */
int64_t julian_to_jdn(int64_t year, int month, int day);

/** The Julian day of a JDN, or of the nearest between DAY_MIN and DAY_MAX. */
struct civil_day julian_from_jdn(int64_t jdn);

/** How many days the Gregorian count is ahead of the Julian on that day (13 in 1917). */
int julian_offset(int64_t jdn);

/** The day of the week of a JDN as ISO 8601 counts: 1 Monday … 7 Sunday. */
int weekday_from_jdn(int64_t jdn);

/** The most bytes that calendar_print writes, the NUL counted. */
#define CALENDAR_PRINT_SIZE 40

/**
 * Print a day as ISO 8601 does: `1855-02-07`, `-0043-03-15`, beyond four digits `+12345-01-01`.
 * Returns the length.
 */
int calendar_print(struct civil_day day, char out[CALENDAR_PRINT_SIZE]);

#endif
