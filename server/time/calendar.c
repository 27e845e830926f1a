/*
 * Gregorian and Julian days by day counting. A year is taken to begin on 1 March, so that the leap
 * day is its last and month lengths follow one formula (Richards, "Calendars", in the Explanatory
 * Supplement to the Astronomical Almanac, ch. 15). Nothing here checks that a day exists.
 */
#include <chancery/calendar.h>

#include <stdio.h>
#include <string.h>

/* JDN of 0000-03-01 in either calendar. */
#define GREGORIAN_EPOCH INT64_C(1721120)
#define JULIAN_EPOCH    INT64_C(1721118)
#define DAYS_IN_400Y    146097
#define DAYS_IN_100Y    36524
#define DAYS_IN_4Y      1461
#define DAYS_IN_YEAR    365
#define DAYS_IN_5M      153 /* days in five months from March: 31 30 31 30 31, then again */

int64_t floor_divide(int64_t number, int64_t by)
{
    return number / by - (number % by < 0);
}

static int month_length(bool leap, int month)
{
    if (month == 2) return leap ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

bool gregorian_is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

bool julian_is_leap(int64_t year)
{
    return year % 4 == 0;
}

int gregorian_month_length(int64_t year, int month)
{
    return month_length(gregorian_is_leap(year), month);
}

int julian_month_length(int64_t year, int month)
{
    return month_length(julian_is_leap(year), month);
}

/* Days since 1 March of the year that began then. */
static int64_t day_of_march_year(int month, int day)
{
    int since_march = month > 2 ? month - 3 : month + 9;
    return (DAYS_IN_5M * since_march + 2) / 5 + day - 1;
}

static struct civil_day civil_of(int64_t march_year, int64_t day_of_year)
{
    int since_march = (int)((5 * day_of_year + 2) / DAYS_IN_5M);
    int day = (int)day_of_year - (DAYS_IN_5M * since_march + 2) / 5 + 1;
    int month = since_march < 10 ? since_march + 3 : since_march - 9;
    return (struct civil_day){march_year + (month <= 2), month, day};
}

int64_t gregorian_to_jdn(int64_t year, int month, int day)
{
    int64_t march_year = month <= 2 ? year - 1 : year;
    int64_t cycle = floor_divide(march_year, 400);
    int64_t within = march_year - cycle * 400;
    int64_t days = within * DAYS_IN_YEAR + within / 4 - within / 100;
    return GREGORIAN_EPOCH + cycle * DAYS_IN_400Y + days + day_of_march_year(month, day);
}

struct civil_day gregorian_from_jdn(int64_t jdn)
{
    int64_t since = day_clamped(jdn) - GREGORIAN_EPOCH;
    int64_t cycle = floor_divide(since, DAYS_IN_400Y);
    int64_t days = since - cycle * DAYS_IN_400Y;
    int64_t leap_days = days / (DAYS_IN_4Y - 1) - days / DAYS_IN_100Y + days / (DAYS_IN_400Y - 1);
    int64_t within = (days - leap_days) / DAYS_IN_YEAR;
    int64_t first = within * DAYS_IN_YEAR + within / 4 - within / 100;
    return civil_of(cycle * 400 + within, days - first);
}

int64_t julian_to_jdn(int64_t year, int month, int day)
{
    int64_t march_year = month <= 2 ? year - 1 : year;
    int64_t days = march_year * DAYS_IN_YEAR + floor_divide(march_year, 4);
    return JULIAN_EPOCH + days + day_of_march_year(month, day);
}

struct civil_day julian_from_jdn(int64_t jdn)
{
    int64_t since = day_clamped(jdn) - JULIAN_EPOCH;
    int64_t cycle = floor_divide(since, DAYS_IN_4Y);
    int64_t days = since - cycle * DAYS_IN_4Y;
    int64_t within = (days - days / (DAYS_IN_4Y - 1)) / DAYS_IN_YEAR;
    return civil_of(cycle * 4 + within, days - within * DAYS_IN_YEAR);
}

int julian_offset(int64_t jdn)
{
    struct civil_day julian = julian_from_jdn(jdn);
    /* The leap day that Gregorian lacks is where the difference grows: it is the first day of it.
     */
    if (julian.day > gregorian_month_length(julian.year, julian.month)) julian.day--;
    return (int)(jdn - gregorian_to_jdn(julian.year, julian.month, julian.day));
}

int weekday_from_jdn(int64_t jdn)
{
    return (int)(jdn - floor_divide(jdn, 7) * 7) + 1;
}

int calendar_print(struct civil_day day, char out[CALENDAR_PRINT_SIZE])
{
    /* Nearly every date is of these years, and a compilation prints millions. */
    if (day.year >= 0 && day.year <= 9999) {
        int year = (int)day.year;
        const char digits[] = {(char)('0' + year / 1000),
                               (char)('0' + year / 100 % 10),
                               (char)('0' + year / 10 % 10),
                               (char)('0' + year % 10),
                               '-',
                               (char)('0' + day.month / 10),
                               (char)('0' + day.month % 10),
                               '-',
                               (char)('0' + day.day / 10),
                               (char)('0' + day.day % 10),
                               '\0'};
        memcpy(out, digits, sizeof digits);
        return (int)sizeof digits - 1;
    }
    const char *sign = day.year < 0 ? "-" : "+";
    long long magnitude = day.year < 0 ? -day.year : day.year;
    return snprintf(out, CALENDAR_PRINT_SIZE, "%s%04lld-%02d-%02d", sign, magnitude, day.month,
                    day.day);
}
