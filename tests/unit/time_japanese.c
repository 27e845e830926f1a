/* The Japanese calendar: days that sources print in several calendars, every day both ways, and
 * the month table against the moon. */
#include "time_fixture.h"

#include <chancery/japanese.h>
#include <math.h>

static int64_t day_of(struct arena *arena, const char *text)
{
    struct dating dating;
    struct date_fault fault;
    enum status status = date_read(text_of(text), arena, &dating, &fault);
    cr_assert_eq(status, STATUS_OK, "%s: %s", text, fault.reason);
    cr_assert_eq(dating.whole.earliest, dating.whole.latest, "%s", text);
    return dating.whole.earliest;
}

static int64_t prefixed(struct arena *arena, const char *prefix, struct text source)
{
    return day_of(arena, arena_format(arena, "%s%.*s", prefix, (int)source.length, source.at));
}

static void agrees(const struct row *row, struct arena *arena)
{
    struct japanese_day day;
    char text[JAPANESE_PRINT_SIZE];
    cr_assert_eq(row->columns, 6, "%s:%d", row->file, row->number);
    int64_t jdn = prefixed(arena, "jdn:", row->column[5]);
    cr_expect_eq(prefixed(arena, "", row->column[1]), jdn, "%s", row->line);
    cr_expect_eq(prefixed(arena, "julian:", row->column[2]), jdn, "%s", row->line);
    cr_expect_eq(prefixed(arena, "japanese:", row->column[3]), jdn, "%s", row->line);
    cr_expect_eq(prefixed(arena, "japanese:", row->column[4]), jdn, "%s", row->line);
    cr_assert(japanese_from_jdn(jdn, &day));
    japanese_print(&day, text);
    cr_expect_str_eq(text, row->column[3].at, "%s", row->line);
    japanese_print_native(&day, text);
    cr_expect_str_eq(text, row->column[4].at, "%s", row->line);
}

Test(japanese, days_that_sources_print_in_three_calendars_agree)
{
    cr_expect_geq(each_row(FIXTURES "/three-calendars.tsv", agrees), 100);
}

static void reads_back(const char *printed, int64_t jdn)
{
    struct japanese_span span;
    struct date_fault fault;
    enum status status = japanese_read(text_of(printed), &span, &fault);
    cr_assert_eq(status, STATUS_OK, "%s: %s", printed, fault.reason);
    cr_assert(span.earliest == jdn && span.latest == jdn && !span.renamed, "%s", printed);
    cr_assert_eq(span.precision, PRECISION_DAY);
}

Test(japanese, every_day_is_read_back_in_both_scripts)
{
    for (int64_t jdn = JAPANESE_FIRST_DAY; jdn <= JAPANESE_LAST_DAY; jdn++) {
        struct japanese_day day;
        char text[JAPANESE_PRINT_SIZE];
        cr_assert(japanese_from_jdn(jdn, &day));
        japanese_print(&day, text);
        reads_back(text, jdn);
        japanese_print_native(&day, text);
        reads_back(text, jdn);
    }
}

Test(japanese, every_day_is_read_back_in_all_three_calendars)
{
    struct arena *arena = arena_new(4096);
    for (int64_t jdn = JAPANESE_FIRST_DAY; jdn <= JAPANESE_LAST_DAY; jdn++) {
        char text[CALENDAR_PRINT_SIZE], julian[CALENDAR_PRINT_SIZE + 8];
        calendar_print(gregorian_from_jdn(jdn), text);
        cr_assert_eq(day_of(arena, text), jdn);
        calendar_print(julian_from_jdn(jdn), text);
        snprintf(julian, sizeof julian, "julian:%s", text);
        cr_assert_eq(day_of(arena, julian), jdn);
        if (jdn % 1000 == 0) {
            arena_free(arena);
            arena = arena_new(4096);
        }
    }
    arena_free(arena);
}

/* The independent count: each day is one further in the same month, or the first of the next. */
Test(japanese, days_follow_one_another)
{
    struct japanese_day before, day;
    cr_assert(japanese_from_jdn(JAPANESE_FIRST_DAY, &before));
    for (int64_t jdn = JAPANESE_FIRST_DAY + 1; jdn <= JAPANESE_LAST_DAY; jdn++, before = day) {
        cr_assert(japanese_from_jdn(jdn, &day));
        int year = day.era->first_year + day.year, last = before.era->first_year + before.year;
        if (day.day > 1) {
            cr_assert(day.day == before.day + 1 && day.month == before.month &&
                      day.is_leap == before.is_leap && year == last);
            continue;
        }
        cr_assert_eq(before.day, before.month_length);
        if (day.is_leap)
            cr_assert(day.month == before.month && !before.is_leap && year == last);
        else
            cr_assert(day.month == before.month % 12 + 1 && year == last + (day.month == 1));
    }
}

Test(japanese, outside_the_table_there_is_no_answer)
{
    struct japanese_day day;
    cr_expect_not(japanese_from_jdn(JAPANESE_FIRST_DAY - 1, &day));
    cr_expect_not(japanese_from_jdn(JAPANESE_LAST_DAY + 1, &day));
    cr_expect_not(japanese_from_jdn(DAY_MIN, &day));
    cr_expect_not(japanese_from_jdn(DAY_MAX, &day));
}

Test(japanese, an_era_begins_on_its_first_day)
{
    size_t count;
    const struct era *eras = japanese_eras(&count);
    for (size_t i = 1; i < count; i++) {
        struct japanese_day day;
        cr_assert(japanese_from_jdn(eras[i].first_day, &day));
        cr_expect_eq(day.era, &eras[i]);
        cr_expect_eq(day.year, 1, "%s", eras[i].name);
        cr_assert(japanese_from_jdn(eras[i].first_day - 1, &day));
        cr_expect_eq(day.era, &eras[i - 1], "%s", eras[i].name);
    }
}

Test(japanese, the_last_lunisolar_month_had_two_days)
{
    struct japanese_day day;
    char text[JAPANESE_PRINT_SIZE];
    cr_assert(japanese_from_jdn(JAPANESE_GREGORIAN_DAY - 1, &day));
    japanese_print(&day, text);
    cr_expect_str_eq(text, "Meiji 5-12-2");
    cr_expect_eq(day.month_length, 2);
    cr_assert(japanese_from_jdn(JAPANESE_GREGORIAN_DAY, &day));
    japanese_print(&day, text);
    cr_expect_str_eq(text, "Meiji 6-1-1");
}

Test(japanese, months_and_years_are_bounded_by_their_era)
{
    struct japanese_span span;
    struct date_fault fault;
    cr_assert_eq(japanese_read(text_of("kaei-7-11"), &span, &fault), STATUS_OK);
    cr_expect_eq(span.latest, gregorian_to_jdn(1855, 1, 14));
    cr_assert_eq(japanese_read(text_of("ansei-1-11"), &span, &fault), STATUS_OK);
    cr_expect_eq(span.earliest, gregorian_to_jdn(1855, 1, 15));
    cr_expect_not(span.renamed);
    cr_assert_eq(japanese_read(text_of("ansei-1-10"), &span, &fault), STATUS_OK);
    cr_expect(span.renamed);
}

/* Every spelling of a day there could be, those of no day too: two years past an era's end. */
Test(japanese, what_is_read_of_a_day_is_one_day)
{
    size_t count, read = 0;
    const struct era *eras = japanese_eras(&count);
    for (size_t i = 0; i < count; i++) {
        int64_t end = i + 1 < count ? eras[i + 1].first_day : JAPANESE_LAST_DAY;
        int years = (int)((end - eras[i].first_day) / 365) + 3;
        for (int number = 0; number < years * 26 * 31; number++) {
            struct japanese_span span;
            struct date_fault fault;
            char text[40];
            int month = number / 31 % 26;
            snprintf(text, sizeof text, "%s-%d-%s%d-%d", eras[i].key, number / (26 * 31) + 1,
                     month > 12 ? "i" : "", month % 13, number % 31 + 1);
            if (japanese_read(text_of(text), &span, &fault) != STATUS_OK) continue;
            cr_assert_eq(span.earliest, span.latest, "%s", text);
            read++;
        }
    }
    cr_expect_gt(read, JAPANESE_LAST_DAY - JAPANESE_FIRST_DAY);
}

Test(japanese, beyond_the_end_of_an_era_it_is_told_when_that_was)
{
    static const char *const spellings[] = {"taisho-15-12-25", "taisho-15-12-26", "taisho-15-12-31",
                                            "meiji-45-7-31"};
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        struct japanese_span span;
        struct date_fault fault;
        cr_expect_eq(japanese_read(text_of(spellings[i]), &span, &fault), STATUS_INVALID, "%s",
                     spellings[i]);
        cr_expect(strstr(fault.reason, " ended on ") != NULL, "%s: %s", spellings[i], fault.reason);
    }
}

/* The moment of the k-th mean new moon after 2000-01-06, corrected for the true one: Meeus,
 * Astronomical Algorithms, ch. 49, in dynamical time as a Julian Date. */
static double true_new_moon(double k)
{
    static const struct {
        double factor;
        int eccentricity, sun, moon, latitude, node;
    } terms[] = {{-0.40720, 0, 0, 1, 0, 0}, {0.17241, 1, 1, 0, 0, 0},    {0.01608, 0, 0, 2, 0, 0},
                 {0.01039, 0, 0, 0, 2, 0},  {0.00739, 1, -1, 1, 0, 0},   {-0.00514, 1, 1, 1, 0, 0},
                 {0.00208, 2, 2, 0, 0, 0},  {-0.00111, 0, 0, 1, -2, 0},  {-0.00057, 0, 0, 1, 2, 0},
                 {0.00056, 1, 1, 2, 0, 0},  {-0.00042, 0, 0, 3, 0, 0},   {0.00042, 1, 1, 0, 2, 0},
                 {0.00038, 1, 1, 0, -2, 0}, {-0.00024, 1, -1, 2, 0, 0},  {-0.00017, 0, 0, 0, 0, 1},
                 {-0.00007, 0, 2, 1, 0, 0}, {0.00004, 0, 0, 2, -2, 0},   {0.00004, 0, 3, 0, 0, 0},
                 {0.00003, 0, 1, 1, -2, 0}, {0.00003, 0, 0, 2, 2, 0},    {-0.00003, 0, 1, 1, 2, 0},
                 {0.00003, 0, -1, 1, 2, 0}, {-0.00002, 0, -1, 1, -2, 0}, {-0.00002, 0, 1, 3, 0, 0},
                 {0.00002, 0, 0, 4, 0, 0}};
    const double degree = acos(-1.0) / 180.0, t = k / 1236.85, t2 = t * t;
    double e = 1 - 0.002516 * t - 0.0000074 * t2;
    double sun = (2.5534 + 29.10535670 * k - 0.0000014 * t2) * degree;
    double moon = (201.5643 + 385.81693528 * k + 0.0107582 * t2 + 0.00001238 * t2 * t) * degree;
    double latitude = (160.7108 + 390.67050284 * k - 0.0016118 * t2) * degree;
    double node = (124.7746 - 1.56375588 * k + 0.0020672 * t2) * degree;
    double jde = 2451550.09766 + 29.530588861 * k + 0.00015437 * t2 - 0.00000015 * t2 * t;
    for (size_t i = 0; i < sizeof terms / sizeof terms[0]; i++)
        jde += terms[i].factor * pow(e, terms[i].eccentricity) *
               sin(terms[i].sun * sun + terms[i].moon * moon + terms[i].latitude * latitude +
                   terms[i].node * node);
    return jde + 0.000325 * sin((299.77 + 0.107408 * k - 0.009173 * t2) * degree) +
           0.000165 * sin((251.88 + 0.016321 * k) * degree) +
           0.000164 * sin((251.83 + 26.651886 * k) * degree);
}

/* The civil day at Kyoto (135.77° E, local mean time) nearest to `jdn` on which there is a new
 * moon. Dynamical time ran some 15 seconds at most ahead in those years: too little to matter. */
static int64_t new_moon_near(int64_t jdn)
{
    double k = round(((double)jdn - 2451550.1) / 29.530588861);
    return (int64_t)floor(true_new_moon(k) + 135.77 / 360.0 + 0.5);
}

Test(japanese, months_begin_with_the_new_moon_at_kyoto)
{
    int months = 0, exact = 0;
    for (int64_t jdn = JAPANESE_FIRST_DAY; jdn < JAPANESE_GREGORIAN_DAY; jdn++) {
        struct japanese_day day;
        cr_assert(japanese_from_jdn(jdn, &day));
        if (day.day != 1) continue;
        int64_t off = jdn - new_moon_near(jdn);
        months++;
        exact += off == 0;
        cr_expect(off >= -1 && off <= 1, "%lld is off by %lld", (long long)jdn, (long long)off);
    }
    cr_expect_eq(months, 1348);
    cr_expect_geq(exact, 1330, "only %d months begin on the day of the new moon", exact);
}
