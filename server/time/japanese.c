/*
 * The Japanese calendar from a table of months and a table of eras. Months were set by the court's
 * astronomers and later by the shogunate's, so no formula stands in for the table; a day outside it
 * has no Japanese date here.
 */
#include <chancery/calendar.h>
#include <chancery/japanese.h>

#include <stdio.h>

#define FIRST_YEAR     1764
#define LAST_LUNISOLAR 1872
#define LAST_YEAR      1926
#define LENGTH(array)  (sizeof(array) / sizeof((array)[0]))

struct lunar_year {
    int32_t first_day; /* JDN */
    int leap_month;
    char months[14];
};

static const struct lunar_year lunar_years[] = {
#include "japanese_months.inc"
};

static const struct era eras[] = {
    {"Hōreki", "horeki", "宝暦", "寶曆", 2360947, 1751},
    {"Meiwa", "meiwa", "明和", "明和", 2365529, 1764},
    {"An'ei", "anei", "安永", "安永", 2368614, 1772},
    {"Tenmei", "tenmei", "天明", "天明", 2371672, 1781},
    {"Kansei", "kansei", "寛政", "寬政", 2374529, 1789},
    {"Kyōwa", "kyowa", "享和", "享和", 2378939, 1801},
    {"Bunka", "bunka", "文化", "文化", 2380038, 1804},
    {"Bunsei", "bunsei", "文政", "文政", 2385216, 1818},
    {"Tenpō", "tenpo", "天保", "天保", 2389841, 1830},
    {"Kōka", "koka", "弘化", "弘化", 2394941, 1844},
    {"Kaei", "kaei", "嘉永", "嘉永", 2396119, 1848},
    {"Ansei", "ansei", "安政", "安政", 2398599, 1854},
    {"Man'en", "manen", "万延", "萬延", 2400509, 1860},
    {"Bunkyū", "bunkyu", "文久", "文久", 2400864, 1861},
    {"Genji", "genji", "元治", "元治", 2401958, 1864},
    {"Keiō", "keio", "慶応", "慶應", 2402358, 1865},
    {"Meiji", "meiji", "明治", "明治", 2403629, 1868},
    {"Taishō", "taisho", "大正", "大正", 2419614, 1912},
    {"Shōwa", "showa", "昭和", "昭和", 2424875, 1926},
};

const struct era *japanese_eras(size_t *count)
{
    *count = LENGTH(eras);
    return eras;
}

int64_t japanese_era_end(size_t index)
{
    return index + 1 < LENGTH(eras) ? eras[index + 1].first_day : JAPANESE_LAST_DAY + 1;
}

static const struct era *era_in_force(int64_t jdn)
{
    size_t low = 0, high = LENGTH(eras);
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (eras[middle].first_day <= jdn)
            low = middle;
        else
            high = middle;
    }
    return &eras[low];
}

static int length_of(char month)
{
    switch (month) {
    case 'b': return 30;
    case 's': return 29;
    default: return 2;
    }
}

/* The lunisolar year of a day: a guess that is off by one at most. */
static const struct lunar_year *year_of(int64_t jdn)
{
    size_t index = (size_t)((jdn - JAPANESE_FIRST_DAY) * 100 / 36525);
    if (index + 1 < LENGTH(lunar_years) && lunar_years[index + 1].first_day <= jdn)
        index++;
    else if (lunar_years[index].first_day > jdn)
        index--;
    return &lunar_years[index];
}

static void read_lunisolar(int64_t jdn, struct japanese_day *out)
{
    const struct lunar_year *year = year_of(jdn);
    int left = (int)(jdn - year->first_day), index = 0;
    while (left >= length_of(year->months[index]))
        left -= length_of(year->months[index++]);
    bool past_leap = year->leap_month > 0 && index >= year->leap_month;
    out->year = FIRST_YEAR + (int)(year - lunar_years);
    out->month = past_leap ? index : index + 1;
    out->is_leap = past_leap && index == year->leap_month;
    out->day = left + 1;
    out->month_length = length_of(year->months[index]);
    out->leap_month = year->leap_month;
}

static void read_gregorian(int64_t jdn, struct japanese_day *out)
{
    struct civil_day day = gregorian_from_jdn(jdn);
    out->year = (int)day.year;
    out->month = day.month;
    out->is_leap = false;
    out->day = day.day;
    out->month_length = gregorian_month_length(day.year, day.month);
    out->leap_month = 0;
}

bool japanese_from_jdn(int64_t jdn, struct japanese_day *out)
{
    if (jdn < JAPANESE_FIRST_DAY || jdn > JAPANESE_LAST_DAY) return false;
    if (jdn < JAPANESE_GREGORIAN_DAY)
        read_lunisolar(jdn, out);
    else
        read_gregorian(jdn, out);
    out->era = era_in_force(jdn);
    out->year -= out->era->first_year - 1;
    return true;
}

static bool lunisolar_month(int year, int month, bool is_leap, int64_t *first, int *length)
{
    const struct lunar_year *row = &lunar_years[year - FIRST_YEAR];
    if (is_leap && month != row->leap_month) return false;
    bool after_leap = row->leap_month > 0 && month > row->leap_month;
    int index = is_leap || after_leap ? month : month - 1;
    *first = row->first_day;
    for (int i = 0; i < index; i++)
        *first += length_of(row->months[i]);
    *length = length_of(row->months[index]);
    return true;
}

bool japanese_month(int year, int month, bool is_leap, int64_t *first, int *length)
{
    if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12) return false;
    if (year <= LAST_LUNISOLAR) return lunisolar_month(year, month, is_leap, first, length);
    *first = gregorian_to_jdn(year, month, 1);
    *length = gregorian_month_length(year, month);
    return !is_leap;
}

int japanese_print(const struct japanese_day *day, char out[JAPANESE_PRINT_SIZE])
{
    return snprintf(out, JAPANESE_PRINT_SIZE, "%s %d-%s%d-%d", day->era->name, day->year,
                    day->is_leap ? "i" : "", day->month, day->day);
}

int japanese_print_native(const struct japanese_day *day, char out[JAPANESE_PRINT_SIZE])
{
    const char *leap = day->is_leap ? "閏" : "";
    if (day->year == 1)
        return snprintf(out, JAPANESE_PRINT_SIZE, "%s元年%s%d月%d日", day->era->native, leap,
                        day->month, day->day);
    return snprintf(out, JAPANESE_PRINT_SIZE, "%s%d年%s%d月%d日", day->era->native, day->year, leap,
                    day->month, day->day);
}
