/*
 * What an EDTF date means (its first and last day, its precision) and how it is spelt. Approximate
 * and uncertain dates have the bounds of the plain date: how far "about" reaches is the editor's
 * to say, never this program's.
 */
#include <chancery/calendar.h>
#include <chancery/edtf.h>

#include <stdio.h>
#include <stdlib.h>

static int64_t first_day(enum calendar calendar, int64_t year, int month)
{
    return calendar == CALENDAR_JULIAN ? julian_to_jdn(year, month, 1)
                                       : gregorian_to_jdn(year, month, 1);
}

static int64_t last_day(enum calendar calendar, int64_t year, int month)
{
    return month == 12 ? first_day(calendar, year + 1, 1) - 1
                       : first_day(calendar, year, month + 1) - 1;
}

/* The last year of a decade or century; the one before the year 0 is 1 BCE's, and keeps its sign.
 */
static int64_t last_year(const struct edtf *date)
{
    int64_t span = date->form == EDTF_CENTURY ? 99 : date->form == EDTF_DECADE ? 9 : 0;
    return date->year < 0 && date->year + span >= 0 && span > 0 ? -1 : date->year + span;
}

void edtf_bounds(const struct edtf *date, enum calendar calendar, int64_t *earliest,
                 int64_t *latest)
{
    int64_t year = date->year;
    int spring = (date->month - 21) * 3 + 3; /* the month in which the season begins */
    switch (date->form) {
    case EDTF_DAY:
        *earliest = *latest = first_day(calendar, year, date->month) + date->day - 1;
        return;
    case EDTF_MONTH:
    case EDTF_DAY_UNSPECIFIED:
        *earliest = first_day(calendar, year, date->month);
        *latest = last_day(calendar, year, date->month);
        return;
    case EDTF_SEASON:
        *earliest = first_day(calendar, year, spring);
        *latest =
            spring == 12 ? last_day(calendar, year + 1, 2) : last_day(calendar, year, spring + 2);
        return;
    case EDTF_YEAR:
    case EDTF_DECADE:
    case EDTF_CENTURY:
    case EDTF_MONTH_UNSPECIFIED:
    case EDTF_MONTH_DAY_UNSPECIFIED:
        *earliest = first_day(calendar, year, 1);
        *latest = last_day(calendar, last_year(date), 12);
        return;
    }
}

enum date_precision edtf_precision(enum edtf_form form)
{
    switch (form) {
    case EDTF_DAY: return PRECISION_DAY;
    case EDTF_MONTH:
    case EDTF_DAY_UNSPECIFIED: return PRECISION_MONTH;
    case EDTF_SEASON: return PRECISION_SEASON;
    case EDTF_DECADE: return PRECISION_DECADE;
    case EDTF_CENTURY: return PRECISION_CENTURY;
    case EDTF_YEAR:
    case EDTF_MONTH_UNSPECIFIED:
    case EDTF_MONTH_DAY_UNSPECIFIED: break;
    }
    return PRECISION_YEAR;
}

/* Decimal digits, `width` of them at least. Returns where to go on. */
static char *put_number(char *at, uint64_t value, int width)
{
    char digits[20];
    int count = 0;
    do {
        digits[count++] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0 || count < width);
    while (count > 0)
        *at++ = digits[--count];
    return at;
}

static char *put_year(char *at, const struct edtf *date)
{
    uint64_t magnitude = (uint64_t)(date->year < 0 ? -date->year : date->year);
    if (magnitude > EDTF_DAY_YEARS) *at++ = 'Y';
    if (date->year < 0) *at++ = '-';
    at = put_number(at, magnitude, 4);
    if (date->form == EDTF_DECADE || date->form == EDTF_CENTURY) at[-1] = 'X';
    if (date->form == EDTF_CENTURY) at[-2] = 'X';
    return at;
}

static char *put_part(char *at, int value)
{
    *at++ = '-';
    if (value > 0) return put_number(at, (uint64_t)value, 2);
    *at++ = 'X';
    *at++ = 'X';
    return at;
}

int edtf_print(const struct edtf *date, char out[EDTF_PRINT_SIZE])
{
    enum edtf_form form = date->form;
    char *at = put_year(out, date);
    if (form != EDTF_YEAR && form != EDTF_DECADE && form != EDTF_CENTURY)
        at = put_part(at, date->month);
    if (form == EDTF_DAY || form == EDTF_DAY_UNSPECIFIED || form == EDTF_MONTH_DAY_UNSPECIFIED)
        at = put_part(at, date->day);
    if (date->qualifier != QUALIFIER_NONE) *at++ = "?~%"[date->qualifier - QUALIFIER_UNCERTAIN];
    *at = '\0';
    return (int)(at - out);
}
