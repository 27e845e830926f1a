/*
 * Looking a Japanese date up: the days that it covers. A day that was not in the calendar, or that
 * bore another era's name, is refused with the reason and the right name. The one liberty taken is
 * that of the sources: a whole first year may carry the name of the era that began in it.
 */
#include "fault.h"
#include "japanese_parts.h"

/* The year in which most of the lunisolar year falls. */
static int civil_year(const struct japanese_parts *parts)
{
    return parts->era->first_year + parts->year - 1;
}

static int64_t end_of_era(const struct era *era)
{
    size_t count;
    return japanese_era_end((size_t)(era - japanese_eras(&count)));
}

static enum status refuse_outside(const struct japanese_parts *parts, struct date_fault *fault)
{
    return fault_set(fault, parts->year_column,
                     "Japanese dates are known here from Hōreki 14-1-1 (1764-02-02) to Shōwa "
                     "1-12-25 (1926-12-25); write others in the Gregorian calendar.");
}

/* The day bore another era's name: say which. */
static enum status refuse_past_end(const struct japanese_parts *parts, int64_t day,
                                   struct date_fault *fault)
{
    struct japanese_day last, there;
    char text[JAPANESE_PRINT_SIZE];
    int64_t end = end_of_era(parts->era);
    if (end > JAPANESE_LAST_DAY || !japanese_from_jdn(end - 1, &last))
        return refuse_outside(parts, fault);
    japanese_print(&last, text);
    enum status status =
        fault_set(fault, parts->year_column, "%s ended on %s.", parts->era->name, text);
    if (!japanese_from_jdn(day, &there)) return status;
    if (parts->precision == PRECISION_YEAR)
        fault_suggest(fault, "%s-%d", there.era->key, there.year);
    else if (parts->precision == PRECISION_MONTH)
        fault_suggest(fault, "%s-%d-%s%d", there.era->key, there.year, there.is_leap ? "i" : "",
                      there.month);
    else
        fault_suggest(fault, "%s-%d-%s%d-%d", there.era->key, there.year, there.is_leap ? "i" : "",
                      there.month, there.day);
    return status;
}

static enum status refuse_month(const struct japanese_parts *parts, struct date_fault *fault)
{
    if (parts->month < 1 || parts->month > 12)
        return fault_set(fault, parts->month_column, "A month is a number from 1 to 12.");
    enum status status = fault_set(fault, parts->month_column,
                                   "Month %d was not repeated in %s %d: there is no such leap "
                                   "month.",
                                   parts->month, parts->era->name, parts->year);
    if (parts->precision == PRECISION_DAY)
        fault_suggest(fault, "%s-%d-%d-%d", parts->era->key, parts->year, parts->month, parts->day);
    else
        fault_suggest(fault, "%s-%d-%d", parts->era->key, parts->year, parts->month);
    return status;
}

static enum status refuse_day(const struct japanese_parts *parts, int length,
                              struct date_fault *fault)
{
    enum status status =
        fault_set(fault, parts->day_column, "%s %d of %s %d has %d days%s.",
                  parts->is_leap ? "Leap month" : "Month", parts->month, parts->era->name,
                  parts->year, length, length == 2 ? ": after it came 1 January 1873" : "");
    if (parts->day > 0)
        fault_suggest(fault, "%s-%d-%s%d-%d", parts->era->key, parts->year,
                      parts->is_leap ? "i" : "", parts->month, length);
    return status;
}

/* The days of it, whatever era was in force. */
static enum status find_days(const struct japanese_parts *parts, struct japanese_span *out,
                             struct date_fault *fault)
{
    int year = civil_year(parts), length;
    bool is_year = parts->precision == PRECISION_YEAR;
    if (parts->year < 1)
        return fault_set(fault, parts->year_column, "The years of an era count from 1.");
    if (!japanese_month(year, 1, false, &out->earliest, &length))
        return year < 1764 ? refuse_outside(parts, fault) : refuse_past_end(parts, DAY_MAX, fault);
    if (!is_year && !japanese_month(year, parts->month, parts->is_leap, &out->earliest, &length))
        return refuse_month(parts, fault);
    if (is_year && !japanese_month(year, 12, true, &out->latest, &length))
        (void)japanese_month(year, 12, false, &out->latest, &length);
    if (parts->precision == PRECISION_DAY && (parts->day < 1 || parts->day > length))
        return refuse_day(parts, length, fault);
    if (parts->precision == PRECISION_DAY)
        out->earliest = out->latest = out->earliest + parts->day - 1;
    else
        out->latest = (is_year ? out->latest : out->earliest) + length - 1;
    return STATUS_OK;
}

enum status japanese_read(struct text source, struct japanese_span *out, struct date_fault *fault)
{
    struct japanese_parts parts;
    enum status status = japanese_parts_read(source, &parts, fault);
    if (status == STATUS_OK) status = find_days(&parts, out, fault);
    if (status != STATUS_OK) return status;
    int64_t first = parts.era->first_day, end = end_of_era(parts.era);
    out->precision = parts.precision;
    out->renamed = out->latest < first;
    if (out->earliest >= end) return refuse_past_end(&parts, out->earliest, fault);
    /* Beyond the last day of the table another calendar must say what is meant. */
    if (out->latest > JAPANESE_LAST_DAY && end > JAPANESE_LAST_DAY)
        return refuse_outside(&parts, fault);
    if (out->renamed) return STATUS_OK;
    out->earliest = out->earliest > first ? out->earliest : first;
    out->latest = out->latest < end ? out->latest : end - 1;
    return STATUS_OK;
}
