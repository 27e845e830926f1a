/* The Gregorian and the Julian calendar, against plain counting of days one after another. */
#include "time_fixture.h"

/* The independent algorithm: a day is the one after the day before. */
static void count_on(struct civil_day *day, bool is_leap)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int length = lengths[day->month - 1] + (day->month == 2 && is_leap);
    if (++day->day <= length) return;
    day->day = 1;
    if (++day->month <= 12) return;
    day->month = 1;
    day->year++;
}

static bool same_day(struct civil_day a, struct civil_day b)
{
    return a.year == b.year && a.month == b.month && a.day == b.day;
}

Test(calendar, every_day_of_9999_years_each_way_is_as_counted)
{
    /* JDN 0 is Julian -4712-01-01 and Gregorian -4713-11-24, by definition. Both are counted from
     * far below it and meet it there. */
    struct civil_day gregorian = {-10000, 1, 1}, julian = {0};
    int64_t jdn = gregorian_to_jdn(-10000, 1, 1), met = 0;
    julian = julian_from_jdn(jdn);
    for (; gregorian.year <= 10000; jdn++) {
        cr_assert(same_day(gregorian_from_jdn(jdn), gregorian), "%lld", (long long)jdn);
        cr_assert(same_day(julian_from_jdn(jdn), julian), "%lld", (long long)jdn);
        cr_assert(gregorian_to_jdn(gregorian.year, gregorian.month, gregorian.day) == jdn &&
                      julian_to_jdn(julian.year, julian.month, julian.day) == jdn,
                  "%lld", (long long)jdn);
        if (jdn == 0) {
            cr_assert(same_day(julian, (struct civil_day){-4712, 1, 1}));
            cr_assert(same_day(gregorian, (struct civil_day){-4713, 11, 24}));
            met++;
        }
        bool is_centurial = gregorian.year % 100 == 0 && gregorian.year % 400 != 0;
        count_on(&gregorian, gregorian.year % 4 == 0 && !is_centurial);
        count_on(&julian, julian.year % 4 == 0);
    }
    cr_expect_eq(met, 1);
}

Test(calendar, years_far_away_stay_exact)
{
    static const int64_t years[] = {-999999999, -123456789, -10000, 10000, 170000002, 999999999};
    for (size_t i = 0; i < sizeof years / sizeof years[0]; i++) {
        struct civil_day day = {years[i], 12, 31};
        cr_expect(same_day(gregorian_from_jdn(gregorian_to_jdn(years[i], 12, 31)), day));
        cr_expect(same_day(julian_from_jdn(julian_to_jdn(years[i], 12, 31)), day));
        cr_expect_eq(gregorian_to_jdn(years[i] + 1, 1, 1) - gregorian_to_jdn(years[i], 1, 1),
                     gregorian_is_leap(years[i]) ? 366 : 365);
    }
}

Test(calendar, months_have_the_days_that_lie_between_their_firsts)
{
    for (int64_t year = -401; year <= 2400; year++) {
        for (int month = 1; month <= 12; month++) {
            int64_t next = month == 12 ? year + 1 : year;
            int after = month % 12 + 1;
            cr_assert_eq(gregorian_month_length(year, month),
                         gregorian_to_jdn(next, after, 1) - gregorian_to_jdn(year, month, 1));
            cr_assert_eq(julian_month_length(year, month),
                         julian_to_jdn(next, after, 1) - julian_to_jdn(year, month, 1));
        }
    }
}

Test(calendar, the_old_style_lags_by_a_growing_number_of_days)
{
    cr_expect_eq(julian_offset(gregorian_to_jdn(1582, 10, 15)), 10);
    cr_expect_eq(julian_offset(julian_to_jdn(1700, 2, 28)), 10);
    cr_expect_eq(julian_offset(julian_to_jdn(1700, 2, 29)), 11);
    cr_expect_eq(julian_offset(julian_to_jdn(1800, 2, 28)), 11);
    cr_expect_eq(julian_offset(julian_to_jdn(1800, 2, 29)), 12);
    cr_expect_eq(julian_offset(julian_to_jdn(1900, 2, 28)), 12);
    cr_expect_eq(julian_offset(julian_to_jdn(1900, 2, 29)), 13);
    cr_expect_eq(julian_offset(julian_to_jdn(1904, 2, 29)), 13);
    cr_expect_eq(julian_offset(gregorian_to_jdn(1917, 11, 7)), 13);
    cr_expect_eq(julian_offset(gregorian_to_jdn(250, 1, 1)), 0);
    cr_expect_eq(julian_offset(gregorian_to_jdn(-43, 3, 15)), -2);
}

Test(calendar, weekdays_of_known_days)
{
    cr_expect_eq(weekday_from_jdn(gregorian_to_jdn(1855, 2, 7)), 3);   /* a Wednesday */
    cr_expect_eq(weekday_from_jdn(gregorian_to_jdn(1582, 10, 15)), 5); /* a Friday */
    cr_expect_eq(weekday_from_jdn(gregorian_to_jdn(2000, 1, 1)), 6);
    cr_expect_eq(weekday_from_jdn(0), 1);
    cr_expect_eq(weekday_from_jdn(-1), 7);
}

Test(calendar, years_are_printed_as_iso_8601_has_them)
{
    char text[CALENDAR_PRINT_SIZE];
    calendar_print((struct civil_day){1855, 2, 7}, text);
    cr_expect_str_eq(text, "1855-02-07");
    calendar_print((struct civil_day){-43, 3, 15}, text);
    cr_expect_str_eq(text, "-0043-03-15");
    calendar_print((struct civil_day){12345, 1, 1}, text);
    cr_expect_str_eq(text, "+12345-01-01");
}
