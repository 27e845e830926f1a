/*
 * Reading and printing one EDTF date of level 0 or 1. It accepts the standard's spellings and
 * nothing beside them, not even those that are easily guessed: guesses are offered as suggestions
 * (suggestion.c). What belongs to level 2 or to a time of day is refused by name.
 */
#include "fault.h"

#include <chancery/calendar.h>
#include <chancery/edtf.h>

#include <stdio.h>

/* Where the parts of YYYY-MM-DD begin, after a sign. */
enum { MONTH_AT = 5, DAY_AT = 8, FULL_LENGTH = 10 };

/* A part whose digits are X. */
#define UNSPECIFIED (-1)

struct reader {
    struct text body; /* without sign and qualifier */
    size_t column;    /* of its first byte, 1-based */
    enum calendar calendar;
    struct date_fault *fault;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The byte at a place, or NUL beyond the end. */
static char byte_at(struct text source, size_t at)
{
    if (at < source.length) return source.at[at];
    return '\0';
}

static bool is_qualifier(char c)
{
    return c == '?' || c == '~' || c == '%';
}

static enum date_qualifier qualifier_of(char c)
{
    return c == '?' ? QUALIFIER_UNCERTAIN : c == '~' ? QUALIFIER_APPROXIMATE : QUALIFIER_BOTH;
}

/* Y and more than four digits: a year beyond 9999. */
static enum status read_long_year(struct text source, struct edtf *out, struct date_fault *fault)
{
    bool is_negative = source.length > 1 && source.at[1] == '-';
    size_t first = is_negative ? 2 : 1;
    size_t digits = source.length - first;
    if (digits < 5) return fault_set(fault, 1, "Y is for years of more than four digits.");
    if (source.at[first] == '0')
        return fault_set(fault, first + 1, "A year after Y does not begin with a zero.");
    if (digits > 9) return fault_set(fault, first + 10, "A year after Y has nine digits at most.");
    out->year = 0;
    for (size_t i = first; i < source.length; i++) {
        if (!is_digit(source.at[i]))
            return fault_set(fault, i + 1,
                             "After Y there are only digits; exponents and "
                             "significant digits belong to EDTF level 2.");
        out->year = out->year * 10 + (source.at[i] - '0');
    }
    out->year = is_negative ? -out->year : out->year;
    out->form = EDTF_YEAR;
    return STATUS_OK;
}

static enum status refuse_year(const struct reader *reader, size_t at)
{
    size_t column = reader->column + at;
    char c = byte_at(reader->body, at);
    if (is_digit(c))
        return fault_set(reader->fault, column,
                         "A year has four digits; a longer one is written after Y, as in Y12345.");
    if (c == '-' && at == 0)
        return fault_set(reader->fault, column, "A year is expected here: four digits.");
    return fault_set(reader->fault, column, "A year has four digits, as in 0855.");
}

/* Four digits, of which the last two may be X. `*unspecified` counts them. */
static enum status read_year(const struct reader *reader, struct edtf *out, int *unspecified)
{
    const struct text body = reader->body;
    int64_t year = 0;
    *unspecified = 0;
    for (size_t i = 0; i < 4; i++) {
        if (i >= body.length || (!is_digit(body.at[i]) && body.at[i] != 'X'))
            return refuse_year(reader, i);
        if (body.at[i] == 'X')
            ++*unspecified;
        else if (*unspecified > 0)
            return fault_set(reader->fault, reader->column + i,
                             "Digits are left unspecified from the right: none may follow an X.");
        year = year * 10 + (body.at[i] == 'X' ? 0 : body.at[i] - '0');
    }
    if (body.length > 4 && body.at[4] != '-') return refuse_year(reader, 4);
    if (*unspecified > 2)
        return fault_set(reader->fault, reader->column + (size_t)(4 - *unspecified),
                         "At most the last two digits of a year are left unspecified.");
    out->year = year;
    out->form = *unspecified == 2 ? EDTF_CENTURY : *unspecified == 1 ? EDTF_DECADE : EDTF_YEAR;
    return STATUS_OK;
}

/* Two digits or XX, and after them the end or a hyphen. */
static enum status read_two(const struct reader *reader, size_t at, const char *name, int *out)
{
    const struct text body = reader->body;
    for (size_t i = at; i < at + 2; i++) {
        if (i >= body.length || (!is_digit(body.at[i]) && body.at[i] != 'X'))
            return fault_set(reader->fault, reader->column + i, "%s has two digits, as in 07.",
                             name);
    }
    if (body.length > at + 2 && body.at[at + 2] != '-')
        return fault_set(reader->fault, reader->column + at + 2, "%s has two digits.", name);
    bool first = body.at[at] == 'X', second = body.at[at + 1] == 'X';
    if (first != second)
        return fault_set(reader->fault, reader->column + at + (first ? 0 : 1),
                         "%s is unspecified as a whole, as XX, or not at all.", name);
    *out = first ? UNSPECIFIED : (body.at[at] - '0') * 10 + (body.at[at + 1] - '0');
    return STATUS_OK;
}

static enum status check_month(const struct reader *reader, struct edtf *out)
{
    size_t column = reader->column + MONTH_AT;
    bool has_day = reader->body.length > MONTH_AT + 2;
    if (out->month >= 1 && out->month <= 12) {
        out->form = EDTF_MONTH;
        return STATUS_OK;
    }
    if (out->month >= 21 && out->month <= 24 && reader->calendar == CALENDAR_GREGORIAN) {
        out->form = EDTF_SEASON;
        return has_day ? fault_set(reader->fault, column + 2, "A season has no days.") : STATUS_OK;
    }
    if (out->month >= 25 && out->month <= 41)
        return fault_set(reader->fault, column,
                         "%d is a division of the year of EDTF level 2; here 21 to 24 stand for "
                         "spring to winter.",
                         out->month);
    return fault_set(reader->fault, column, "There is no month %02d: months are 01 to 12%s.",
                     out->month,
                     reader->calendar == CALENDAR_GREGORIAN ? ", seasons 21 to 24" : "");
}

static enum status check_day(const struct reader *reader, struct edtf *out)
{
    bool is_julian = reader->calendar == CALENDAR_JULIAN;
    int length = is_julian ? julian_month_length(out->year, out->month)
                           : gregorian_month_length(out->year, out->month);
    size_t column = reader->column + DAY_AT;
    out->form = EDTF_DAY;
    if (out->day >= 1 && out->day <= length) return STATUS_OK;
    if (out->month == 2 && out->day == 29 && out->year % 4 == 0)
        return fault_set(reader->fault, column,
                         "%lld is no leap year in the Gregorian calendar, only in the Julian.",
                         (long long)out->year);
    if (out->month == 2 && out->day == 29)
        return fault_set(reader->fault, column, "%lld is no leap year: its February has 28 days.",
                         (long long)out->year);
    return fault_set(reader->fault, column,
                     "There is no day %02d: month %02d of that year has %d days.", out->day,
                     out->month, length);
}

static enum status read_day(const struct reader *reader, struct edtf *out)
{
    enum status status = read_two(reader, DAY_AT, "A day", &out->day);
    if (status != STATUS_OK) return status;
    if (reader->body.length > FULL_LENGTH)
        return fault_set(reader->fault, reader->column + FULL_LENGTH, "A date ends with its day.");
    if (out->month == UNSPECIFIED && out->day != UNSPECIFIED)
        return fault_set(reader->fault, reader->column + DAY_AT,
                         "A day cannot be specified where its month is not.");
    if (out->day != UNSPECIFIED) return check_day(reader, out);
    out->form = out->month == UNSPECIFIED ? EDTF_MONTH_DAY_UNSPECIFIED : EDTF_DAY_UNSPECIFIED;
    out->day = 0;
    return STATUS_OK;
}

/* What stands after the year, beginning with a hyphen. */
static enum status read_month_and_day(const struct reader *reader, struct edtf *out)
{
    enum status status = read_two(reader, MONTH_AT, "A month", &out->month);
    if (status != STATUS_OK) return status;
    if (out->month == UNSPECIFIED)
        out->form = EDTF_MONTH_UNSPECIFIED;
    else
        status = check_month(reader, out);
    if (status == STATUS_OK && reader->body.length > MONTH_AT + 2) status = read_day(reader, out);
    if (out->month == UNSPECIFIED) out->month = 0;
    return status;
}

static enum status read_date(struct reader *reader, struct edtf *out)
{
    bool is_negative = reader->body.at[0] == '-';
    int unspecified;
    if (is_negative) {
        reader->body = text_after(reader->body, 1);
        reader->column++;
    }
    enum status status = read_year(reader, out, &unspecified);
    if (status != STATUS_OK) return status;
    if (is_negative && out->year == 0 && unspecified == 0)
        return fault_set(reader->fault, 1, "The year 0 has no sign: it is 0000, or 1 BCE.");
    if (is_negative) /* a decade's earliest year is the one farthest from zero */
        out->year = -out->year - (unspecified == 2 ? 99 : unspecified == 1 ? 9 : 0);
    if (reader->body.length == 4) return STATUS_OK;
    if (unspecified > 0)
        return fault_set(reader->fault, reader->column + MONTH_AT,
                         "A month cannot be given where digits of the year are unspecified.");
    return read_month_and_day(reader, out);
}

/* A byte that no date of this form has, and what it usually means. */
static enum status check_bytes(struct text source, struct date_fault *fault)
{
    for (size_t i = 0; i < source.length; i++) {
        char c = source.at[i];
        if (is_digit(c) || c == '-' || c == 'X' || (c == 'Y' && i == 0)) continue;
        if (c == 'T' || (c == ' ' && i == FULL_LENGTH))
            return fault_set(fault, i + 1,
                             "A time of day is not taken: the smallest unit here is the day.");
        if (is_qualifier(c))
            return fault_set(fault, i + 1,
                             "One qualifier (?, ~ or %%) stands at the end of the date; others "
                             "belong to EDTF level 2.");
        if (c == 'E' || c == 'S' || c == '[' || c == '{')
            return fault_set(fault, i + 1,
                             "This belongs to no date of EDTF level 0 or 1: sets, exponents and "
                             "significant digits are of level 2.");
        return fault_set(fault, i + 1, "This character has no place in a date such as 1855-02-07.");
    }
    return STATUS_OK;
}

enum status edtf_read(struct text source, enum calendar calendar, struct edtf *out,
                      struct date_fault *fault)
{
    *out = (struct edtf){0};
    if (source.length > 1 && is_qualifier(source.at[source.length - 1])) {
        out->qualifier = qualifier_of(source.at[source.length - 1]);
        source.length--;
    }
    if (source.length == 0) return fault_set(fault, 1, "A date is missing.");
    enum status status = check_bytes(source, fault);
    if (status != STATUS_OK) return status;
    if (source.at[0] == 'Y' && calendar == CALENDAR_GREGORIAN)
        return read_long_year(source, out, fault);
    struct reader reader = {source, 1, calendar, fault};
    status = read_date(&reader, out);
    if (status == STATUS_OK && calendar == CALENDAR_JULIAN && out->form > EDTF_YEAR)
        return fault_set(fault, 1, "A Julian date is a day, a month or a year, without an X.");
    return status;
}
