/*
 * One date of any calendar, brought to Gregorian days. A month or year of another calendar becomes
 * the range of its days, and its own precision stays in `as_written`; it is called a Gregorian
 * month or year only where it is exactly that. Days beyond the years ±9999 are refused, for EDTF
 * has no way to write them.
 */
#include "reading.h"

#include "fault.h"

#include <chancery/calendar.h>
#include <chancery/japanese.h>
#include <string.h>

static bool is_writable(int64_t jdn)
{
    return jdn >= gregorian_to_jdn(-EDTF_DAY_YEARS, 1, 1) &&
           jdn <= gregorian_to_jdn(EDTF_DAY_YEARS, 12, 31);
}

void reading_of_day(int64_t jdn, enum date_qualifier qualifier, struct reading *out)
{
    struct civil_day day = gregorian_from_jdn(jdn);
    struct edtf edtf = {EDTF_DAY, qualifier, day.year, day.month, day.day};
    if (!is_writable(jdn)) edtf = (struct edtf){EDTF_YEAR, qualifier, day.year, 0, 0};
    *out = (struct reading){.date = {.earliest = jdn, .latest = jdn, .qualifier = qualifier}};
    out->date.precision = PRECISION_DAY;
    edtf_print(&edtf, out->edtf);
}

/* A range of days: a Gregorian month or year where it is just that, else both its days. */
static void write_range(struct reading *out)
{
    struct date *date = &out->date;
    struct civil_day first = gregorian_from_jdn(date->earliest);
    struct civil_day last = gregorian_from_jdn(date->latest);
    struct edtf edtf = {EDTF_YEAR, date->qualifier, first.year, 0, 0};
    bool begins = first.day == 1, ends = gregorian_from_jdn(date->latest + 1).day == 1;
    if (begins && ends && first.year == last.year && first.month == last.month) {
        edtf.form = EDTF_MONTH;
        edtf.month = first.month;
    } else if (!begins || !ends || first.year != last.year || first.month != 1 ||
               last.month != 12) {
        struct reading end;
        reading_of_day(date->latest, date->qualifier, &end);
        edtf = (struct edtf){EDTF_DAY, date->qualifier, first.year, first.month, first.day};
        int length = edtf_print(&edtf, out->edtf);
        out->edtf[length] = '/';
        memcpy(out->edtf + length + 1, end.edtf, strlen(end.edtf) + 1);
        date->precision = PRECISION_INTERVAL;
        return;
    }
    date->precision = edtf_precision(edtf.form);
    edtf_print(&edtf, out->edtf);
}

/* Set what another calendar's date says, its days already in `out`. */
static enum status finish(enum calendar calendar, struct text source, enum date_precision precision,
                          struct reading *out, struct date_fault *fault)
{
    struct date *date = &out->date;
    if (!is_writable(date->earliest) || !is_writable(date->latest))
        return fault_set(fault, 1,
                         "The day lies beyond the Gregorian years -9999 to 9999, outside "
                         "of which only years can be written.");
    if (date->earliest == date->latest)
        reading_of_day(date->earliest, date->qualifier, out);
    else
        write_range(out);
    date->as_written = (struct as_written){calendar, source, precision};
    return STATUS_OK;
}

static enum status read_gregorian(struct text source, struct reading *out, struct date_fault *fault)
{
    struct edtf edtf;
    enum status status = edtf_read(source, CALENDAR_GREGORIAN, &edtf, fault);
    if (status != STATUS_OK) return status;
    out->date.precision = edtf_precision(edtf.form);
    out->date.qualifier = edtf.qualifier;
    edtf_bounds(&edtf, CALENDAR_GREGORIAN, &out->date.earliest, &out->date.latest);
    edtf_print(&edtf, out->edtf);
    return STATUS_OK;
}

static enum status read_julian(struct text source, struct reading *out, struct date_fault *fault)
{
    struct edtf edtf;
    enum status status = edtf_read(source, CALENDAR_JULIAN, &edtf, fault);
    if (status != STATUS_OK) return status;
    out->date.qualifier = edtf.qualifier;
    edtf_bounds(&edtf, CALENDAR_JULIAN, &out->date.earliest, &out->date.latest);
    return finish(CALENDAR_JULIAN, source, edtf_precision(edtf.form), out, fault);
}

/* The byte at a place, or NUL beyond the end. */
static char byte_at(struct text source, size_t at)
{
    if (at < source.length) return source.at[at];
    return '\0';
}

static enum status read_japanese(struct text source, struct reading *out, struct date_fault *fault)
{
    struct japanese_span span;
    struct text plain = source;
    char last = byte_at(source, source.length - 1); /* of an empty text: NUL */
    if (last == '?' || last == '~' || last == '%') {
        plain.length--;
        out->date.qualifier = last == '?'   ? QUALIFIER_UNCERTAIN
                              : last == '~' ? QUALIFIER_APPROXIMATE
                                            : QUALIFIER_BOTH;
    }
    enum status status = japanese_read(plain, &span, fault);
    if (status != STATUS_OK) return status;
    out->date.earliest = span.earliest;
    out->date.latest = span.latest;
    status = finish(CALENDAR_JAPANESE, source, span.precision, out, fault);
    out->date.renamed = span.renamed;
    return status;
}

static enum status read_jdn(struct text source, struct reading *out, struct date_fault *fault)
{
    long long jdn;
    for (size_t i = 0; i < source.length; i++) {
        if ((source.at[i] < '0' || source.at[i] > '9') && !(source.at[i] == '-' && i == 0))
            return fault_set(fault, i + 1, "A Julian Day Number is a whole number of days.");
    }
    if (!text_to_integer(source, &jdn))
        return fault_set(fault, 1, "A Julian Day Number is a whole number of days, as 2398622.");
    if (jdn < DAY_MIN || jdn > DAY_MAX) return fault_set(fault, 1, "The day lies too far away.");
    out->date.earliest = out->date.latest = jdn;
    return finish(CALENDAR_JDN, source, PRECISION_DAY, out, fault);
}

enum status reading_in(enum calendar calendar, struct text source, struct reading *out,
                       struct date_fault *fault)
{
    *out = (struct reading){0};
    switch (calendar) {
    case CALENDAR_JULIAN: return read_julian(source, out, fault);
    case CALENDAR_JAPANESE: return read_japanese(source, out, fault);
    case CALENDAR_JDN: return read_jdn(source, out, fault);
    case CALENDAR_GREGORIAN: break;
    }
    return read_gregorian(source, out, fault);
}

/* The letters before a colon; empty where the text does not begin like a prefix. */
static struct text prefix_of(struct text source)
{
    size_t length = 0;
    while (length < source.length &&
           ((source.at[length] | 0x20) >= 'a' && (source.at[length] | 0x20) <= 'z'))
        length++;
    bool is_prefix = length > 0 && length < source.length && source.at[length] == ':';
    return (struct text){source.at, is_prefix ? length : 0};
}

enum status reading_of(struct text source, struct reading *out, struct date_fault *fault)
{
    struct text prefix = prefix_of(source);
    enum calendar calendar = CALENDAR_GREGORIAN;
    if (prefix.length == 0) return reading_in(calendar, source, out, fault);
    if (!calendar_of_word(prefix, &calendar) || calendar == CALENDAR_GREGORIAN)
        return fault_set(fault, 1,
                         "A calendar is named julian:, japanese: or jdn:; a Gregorian "
                         "date has no prefix.");
    enum status status = reading_in(calendar, text_after(source, prefix.length + 1), out, fault);
    if (status == STATUS_OK) return status;
    fault->column += prefix.length + 1;
    if (fault->suggestion[0] != '\0') {
        struct date_fault inner = *fault;
        fault_suggest(fault, "%s:%s", calendar_word(calendar), inner.suggestion);
    }
    return status;
}

bool reading_keep(const struct reading *reading, struct arena *arena, struct date *out)
{
    *out = reading->date;
    out->edtf = arena_copy(arena, text_of(reading->edtf));
    if (out->edtf.at == NULL) return false;
    if (out->as_written.text.at == NULL) return true;
    out->as_written.text = arena_copy(arena, out->as_written.text);
    return out->as_written.text.at != NULL;
}
