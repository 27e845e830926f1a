/*
 * A date in words, made from its EDTF text by a language's patterns. It knows no language: order,
 * case and the marks of doubt are all in the patterns.
 */
#include "date_words.h"

#include <chancery/calendar.h>
#include <chancery/edtf.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* What a field of a pattern stands for. A list of them ends with a NULL name. */
struct field {
    const char *name;
    const char *value;
};

static void expand(const char *pattern, const struct field *fields, struct buffer *out)
{
    for (const char *open; (open = strchr(pattern, '{')) != NULL;) {
        const char *close = strchr(open, '}');
        size_t length = (size_t)(close - open - 1);
        buffer_append(out, pattern, (size_t)(open - pattern));
        for (const struct field *field = fields; field->name != NULL; field++) {
            if (strlen(field->name) == length && memcmp(field->name, open + 1, length) == 0)
                buffer_string(out, field->value);
        }
        pattern = close + 1;
    }
    buffer_string(out, pattern);
}

static const char *z_of(const struct buffer *buffer)
{
    return buffer->at != NULL ? buffer->at : "";
}

static void expand_one(const struct date_language *language, enum pattern pattern, const char *name,
                       const char *value, struct buffer *out)
{
    expand(language->patterns[pattern], (struct field[]){{name, value}, {NULL, NULL}}, out);
}

static const char *pattern_of(const struct date_language *language, enum pattern unit, bool oblique)
{
    const char *pattern = oblique ? language->patterns[unit + PATTERN_OBLIQUE] : NULL;
    return pattern != NULL ? pattern : language->patterns[unit];
}

static void spell_year(const struct date_language *language, int64_t year, struct buffer *out)
{
    char number[24];
    snprintf(number, sizeof number, "%" PRId64, year > 0 ? year : 1 - year);
    if (year > 0)
        buffer_string(out, number);
    else
        expand_one(language, PATTERN_BCE, "number", number, out);
}

static const char *suffix_of(const struct date_language *language, int64_t number)
{
    const char *suffix = language->suffix;
    for (size_t i = 0; i < language->suffix_count; i++) {
        int ending = language->suffixes[i].number;
        if (ending >= 10 && number % 100 == ending) return language->suffixes[i].text;
        if (ending < 10 && number % 10 == ending) suffix = language->suffixes[i].text;
    }
    return suffix;
}

/* A number below 4000 in Roman numerals. */
static void write_roman(int64_t number, char out[24])
{
    static const struct {
        int value;
        const char *letters;
    } numerals[] = {{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"},
                    {90, "XC"},  {50, "L"},   {40, "XL"}, {10, "X"},   {9, "IX"},
                    {5, "V"},    {4, "IV"},   {1, "I"}};
    for (size_t i = 0; i < sizeof numerals / sizeof numerals[0]; i++) {
        for (; number >= numerals[i].value; number -= numerals[i].value) {
            size_t length = strlen(numerals[i].letters);
            memcpy(out, numerals[i].letters, length);
            out += length;
        }
    }
    *out = '\0';
}

static enum pattern unit_of(enum edtf_form form)
{
    switch (form) {
    case EDTF_DAY: return PATTERN_DAY;
    case EDTF_MONTH:
    case EDTF_DAY_UNSPECIFIED: return PATTERN_MONTH;
    case EDTF_SEASON: return PATTERN_SEASON;
    case EDTF_DECADE: return PATTERN_DECADE;
    case EDTF_CENTURY: return PATTERN_CENTURY;
    case EDTF_YEAR:
    case EDTF_MONTH_UNSPECIFIED:
    case EDTF_MONTH_DAY_UNSPECIFIED: break;
    }
    return PATTERN_YEAR;
}

static void spell_unit(const struct date_language *language, const struct edtf *date, bool oblique,
                       struct buffer *out)
{
    struct buffer year = {0};
    enum pattern unit = unit_of(date->form);
    int64_t century = date->year / 100 + 1;
    char day[12], month[12], number[24], roman[24];
    bool has_month = unit == PATTERN_DAY || unit == PATTERN_MONTH;
    const char *const *seasons = oblique ? language->seasons_oblique : language->seasons;
    snprintf(day, sizeof day, "%d", date->day);
    snprintf(month, sizeof month, "%d", date->month);
    snprintf(number, sizeof number, "%" PRId64, century);
    write_roman(unit == PATTERN_CENTURY ? century : 0, roman);
    spell_year(language, date->year, &year);
    expand(pattern_of(language, unit, oblique),
           (struct field[]){
               {"day", day},
               {"month_number", month},
               {"month", has_month ? language->months[date->month - 1] : ""},
               {"month_alone", has_month ? language->months_alone[date->month - 1] : ""},
               {"season", unit == PATTERN_SEASON ? seasons[date->month - 21] : ""},
               {"year", z_of(&year)},
               {"number", number},
               {"suffix", suffix_of(language, century)},
               {"roman", roman},
               {NULL, NULL},
           },
           out);
    out->failed = out->failed || year.failed;
    buffer_free(&year);
}

/* By PATTERN_RANGE or PATTERN_BETWEEN. */
static void spell_range(const struct date_language *language, enum pattern pattern,
                        const char *start, const char *end, struct buffer *out)
{
    expand(language->patterns[pattern],
           (struct field[]){{"start", start}, {"end", end}, {NULL, NULL}}, out);
}

/* Decades and centuries before the year 1 have no names that agree with their digits. */
static void spell_early_years(const struct date_language *language, const struct edtf *date,
                              struct buffer *out)
{
    struct buffer first = {0}, last = {0};
    int64_t earliest, latest;
    edtf_bounds(date, CALENDAR_GREGORIAN, &earliest, &latest);
    spell_year(language, date->year, &first);
    spell_year(language, gregorian_from_jdn(latest).year, &last);
    spell_range(language, PATTERN_RANGE, z_of(&first), z_of(&last), out);
    out->failed = out->failed || first.failed || last.failed;
    buffer_free(&first);
    buffer_free(&last);
}

static void spell_edtf(const struct date_language *language, const struct edtf *date, bool oblique,
                       struct buffer *out)
{
    static const enum pattern qualified[] = {
        [QUALIFIER_UNCERTAIN] = PATTERN_UNCERTAIN,
        [QUALIFIER_APPROXIMATE] = PATTERN_APPROXIMATE,
        [QUALIFIER_BOTH] = PATTERN_BOTH,
    };
    struct buffer plain = {0};
    bool is_span = date->form == EDTF_DECADE || date->form == EDTF_CENTURY;
    if (date->year < 0 && is_span)
        spell_early_years(language, date, &plain);
    else
        spell_unit(language, date, oblique || (date->qualifier & QUALIFIER_APPROXIMATE) != 0,
                   &plain);
    if (date->qualifier == QUALIFIER_NONE)
        buffer_string(out, z_of(&plain));
    else
        expand_one(language, qualified[date->qualifier], "date", z_of(&plain), out);
    out->failed = out->failed || plain.failed;
    buffer_free(&plain);
}

/* The first day, month or year that is no longer within the date. */
static struct edtf following(const struct edtf *date)
{
    int64_t earliest, latest;
    edtf_bounds(date, CALENDAR_GREGORIAN, &earliest, &latest);
    struct civil_day next = gregorian_from_jdn(latest + 1);
    struct edtf edtf = {EDTF_DAY, date->qualifier, next.year, next.month, next.day};
    if (next.day == 1 && (next.month == 1 || date->form != EDTF_DAY))
        edtf.form = next.month == 1 ? EDTF_YEAR : EDTF_MONTH;
    return edtf;
}

static void spell_text(const struct date_language *language, struct text source, bool oblique,
                       struct buffer *out)
{
    struct edtf edtf;
    struct date_fault fault;
    if (edtf_read(source, CALENDAR_GREGORIAN, &edtf, &fault) == STATUS_OK)
        spell_edtf(language, &edtf, oblique, out);
}

/* `from` or `until` a date. */
static void spell_bound(const struct date_language *language, enum pattern pattern,
                        struct text source, struct buffer *out)
{
    struct buffer date = {0};
    struct edtf edtf;
    struct date_fault fault;
    if (edtf_read(source, CALENDAR_GREGORIAN, &edtf, &fault) != STATUS_OK) return;
    if (pattern == PATTERN_BEFORE) edtf = following(&edtf);
    spell_edtf(language, &edtf, pattern != PATTERN_UNTIL, &date);
    expand_one(language, pattern, "date", z_of(&date), out);
    out->failed = out->failed || date.failed;
    buffer_free(&date);
}

static void spell_sides(const struct date_language *language, enum pattern pattern,
                        struct text start, struct text end, struct buffer *out)
{
    bool oblique = pattern == PATTERN_BETWEEN && !text_equal(start, end);
    const char *unknown = language->patterns[PATTERN_UNKNOWN];
    struct buffer first = {0}, last = {0};
    spell_text(language, start, oblique, &first);
    spell_text(language, end, oblique, &last);
    if (text_equal(start, end))
        buffer_string(out, z_of(&first));
    else
        spell_range(language, pattern, first.length > 0 ? first.at : unknown,
                    last.length > 0 ? last.at : unknown, out);
    out->failed = out->failed || first.failed || last.failed;
    buffer_free(&first);
    buffer_free(&last);
}

/* A range in EDTF, as a date of doubt or as an interval. */
static void spell_interval(const struct date_language *language, struct text edtf, bool lasts,
                           struct buffer *out)
{
    struct text end = edtf;
    struct text start = text_cut(&end, '/');
    bool has_start = start.length > 0 && !text_is(start, "..");
    bool has_end = end.length > 0 && !text_is(end, "..");
    if (!has_start && !has_end)
        buffer_string(out, language->patterns[PATTERN_UNDATED]);
    else if (text_is(end, ".."))
        spell_bound(language, PATTERN_FROM, start, out);
    else if (text_is(start, ".."))
        spell_bound(language, lasts ? PATTERN_UNTIL : PATTERN_BEFORE, end, out);
    else
        spell_sides(language, lasts ? PATTERN_RANGE : PATTERN_BETWEEN, start, end, out);
}

void display_date(const struct date_language *language, const struct date *date, struct buffer *out)
{
    if (date->edtf.length > 0 && memchr(date->edtf.at, '/', date->edtf.length) != NULL)
        spell_interval(language, date->edtf, false, out);
    else
        spell_text(language, date->edtf, false, out);
}

/* Where what still goes on began: the outermost of a start in doubt, as in any other interval. */
static void spell_start(const struct date_language *language, const struct dating *dating,
                        struct buffer *out)
{
    struct text rest = dating->whole.edtf;
    struct text start = text_cut(&rest, '/');
    if (dating->start_kind == END_DATE && dating->start.earliest == DAY_MIN)
        display_date(language, &dating->start, out);
    else
        spell_text(language, start, false, out);
}

void display_dating(const struct date_language *language, const struct dating *dating,
                    struct buffer *out)
{
    if (!dating->is_interval) {
        display_date(language, &dating->whole, out);
    } else if (dating->end_kind == END_ONGOING) {
        struct buffer start = {0};
        const char *unknown = language->patterns[PATTERN_UNKNOWN];
        spell_start(language, dating, &start);
        expand_one(language, PATTERN_ONGOING, "start", start.length > 0 ? start.at : unknown, out);
        out->failed = out->failed || start.failed;
        buffer_free(&start);
    } else {
        spell_interval(language, dating->whole.edtf, true, out);
    }
}

void display_days(const struct date_language *language, int64_t days, bool at_most,
                  struct buffer *out)
{
    struct buffer plain = {0};
    char number[24];
    bool is_teen = days % 100 >= 11 && days % 100 <= 14;
    bool slavic = language->patterns[PATTERN_DAYS_FEW] != NULL;
    bool is_one = slavic ? days % 10 == 1 && !is_teen : days == 1;
    bool is_few = slavic && days % 10 >= 2 && days % 10 <= 4 && !is_teen;
    enum pattern pattern = is_one   ? PATTERN_DAYS_ONE
                           : is_few ? PATTERN_DAYS_FEW
                                    : PATTERN_DAYS_OTHER;
    snprintf(number, sizeof number, "%" PRId64, days);
    expand_one(language, pattern, "number", number, &plain);
    if (at_most)
        expand_one(language, PATTERN_AT_MOST, "duration", z_of(&plain), out);
    else
        buffer_string(out, z_of(&plain));
    out->failed = out->failed || plain.failed;
    buffer_free(&plain);
}
