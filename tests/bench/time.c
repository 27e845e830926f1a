/*
 * How long a parse and a conversion take. Prints nanoseconds; asserts nothing, since machines
 * differ. Each figure is the best of five rounds.
 */
#include <chancery/calendar.h>
#include <chancery/date.h>
#include <chancery/edtf.h>
#include <chancery/japanese.h>

#include <stdio.h>
#include <time.h>

#define ROUNDS  5
#define REPEATS 200000

typedef int64_t bench_work(int64_t i);

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static void measure(const char *name, bench_work *work)
{
    double best = 1e18;
    int64_t sum = 0; /* printed, so that the compiler cannot leave the work out */
    for (int round = 0; round < ROUNDS; round++) {
        double start = now();
        for (int64_t i = 0; i < REPEATS; i++)
            sum += work(i);
        double spent = (now() - start) / REPEATS;
        best = spent < best ? spent : best;
    }
    printf("%-32s %8.1f ns   (sum %lld)\n", name, best, (long long)sum);
}

static int64_t read_as(const char *text)
{
    struct edtf edtf;
    struct date_fault fault;
    return edtf_read(text_of(text), CALENDAR_GREGORIAN, &edtf, &fault) == STATUS_OK ? edtf.year : 0;
}

static int64_t parse_day(int64_t i)
{
    return read_as(i % 2 == 0 ? "1855-02-07" : "1904-12-31");
}

static int64_t parse_decade(int64_t i)
{
    return read_as(i % 2 == 0 ? "185X~" : "19XX");
}

static int64_t parse_whole(const char *text)
{
    struct arena *arena = arena_new(512);
    struct dating dating;
    struct date_fault fault;
    enum status status = date_read(text_of(text), arena, &dating, &fault);
    arena_free(arena);
    return status == STATUS_OK ? dating.whole.earliest : 0;
}

static int64_t parse_parameter(int64_t i)
{
    return parse_whole(i % 2 == 0 ? "1855-02-07" : "1855");
}

static int64_t parse_interval(int64_t i)
{
    return parse_whole(i % 2 == 0 ? "1904-02-08/1905-09-05" : "1904-02-10/..");
}

static int64_t parse_julian(int64_t i)
{
    return parse_whole(i % 2 == 0 ? "julian:1855-01-26" : "julian:1806-10");
}

static int64_t parse_japanese(int64_t i)
{
    return parse_whole(i % 2 == 0 ? "japanese:ansei-1-12-21" : "japanese:安政元年12月21日");
}

static int64_t convert_gregorian(int64_t i)
{
    return gregorian_from_jdn(2360000 + i % 70000).day;
}

static int64_t convert_julian(int64_t i)
{
    return julian_from_jdn(2360000 + i % 70000).day;
}

static int64_t convert_japanese(int64_t i)
{
    struct japanese_day day;
    return japanese_from_jdn(JAPANESE_FIRST_DAY + i % 59000, &day) ? day.day : 0;
}

static int64_t convert_back(int64_t i)
{
    return gregorian_to_jdn(1764 + i % 160, (int)(i % 12) + 1, (int)(i % 28) + 1);
}

int main(void)
{
    measure("parse a day", parse_day);
    measure("parse a decade", parse_decade);
    measure("read a parameter, with arena", parse_parameter);
    measure("read an interval, with arena", parse_interval);
    measure("read julian:, with arena", parse_julian);
    measure("read japanese:, with arena", parse_japanese);
    measure("JDN to Gregorian", convert_gregorian);
    measure("JDN to Julian", convert_julian);
    measure("JDN to Japanese", convert_japanese);
    measure("Gregorian to JDN", convert_back);
    return 0;
}
