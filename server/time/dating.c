/*
 * An interval made of its two ends: bounds, qualifier and EDTF text of the whole. Where an end is
 * itself a range of doubt, EDTF level 1 has no spelling for it inside an interval: the text then
 * gives its outermost year, month or day, and the end's own object tells the rest. It claims no
 * day where the editor knew but years.
 */
#include "reading.h"

#include <chancery/calendar.h>
#include <string.h>

/* Room for both ends and the stroke between them. */
#define DATING_EDTF_SIZE (2 * READING_EDTF_SIZE)

static char *put(char *at, const char *bytes, size_t length)
{
    memcpy(at, bytes, length);
    return at + length;
}

/* That side of a range of doubt as the editor wrote it, where this claims nothing beyond it. */
static bool read_written_part(const struct date *date, int64_t outermost, struct edtf *out)
{
    struct date_fault fault;
    struct text last = date->edtf;
    struct text first = text_cut(&last, '/');
    struct text part = outermost == date->earliest ? first : last;
    int64_t earliest, latest;
    if (edtf_read(part, CALENDAR_GREGORIAN, out, &fault) != STATUS_OK) return false;
    edtf_bounds(out, CALENDAR_GREGORIAN, &earliest, &latest);
    out->qualifier = date->qualifier;
    return earliest >= date->earliest && latest <= date->latest &&
           (earliest == outermost || latest == outermost);
}

/* The outermost part of a range of doubt, as fine as both its bounds are. A bound that is missing
 * says nothing of how fine the other is. Beyond four digits only years can be written. */
static struct edtf outermost_part(const struct date *date, int64_t outermost)
{
    static const struct civil_day any = {.month = 1, .day = 1};
    bool has_first = date->earliest != DAY_MIN, has_last = date->latest != DAY_MAX;
    struct civil_day first = has_first ? gregorian_from_jdn(date->earliest) : any;
    struct civil_day next = has_last ? gregorian_from_jdn(date->latest + 1) : any;
    struct civil_day day = gregorian_from_jdn(outermost);
    struct edtf written;
    bool has_months = first.day == 1 && next.day == 1;
    bool has_years = has_months && first.month == 1 && next.month == 1;
    if (has_years || day.year > EDTF_DAY_YEARS || day.year < -EDTF_DAY_YEARS)
        return (struct edtf){EDTF_YEAR, date->qualifier, day.year, 0, 0};
    if (has_months) return (struct edtf){EDTF_MONTH, date->qualifier, day.year, day.month, 0};
    if (read_written_part(date, outermost, &written)) return written;
    return (struct edtf){EDTF_DAY, date->qualifier, day.year, day.month, day.day};
}

/* Append how one end is spelt within the text of the whole. Returns where to go on. */
static char *put_end(char *at, const struct date *date, enum end_kind kind, int64_t outermost)
{
    struct edtf part;
    char printed[EDTF_PRINT_SIZE];
    if (kind == END_UNKNOWN) return at;
    if (kind != END_DATE || outermost == DAY_MIN || outermost == DAY_MAX) return put(at, "..", 2);
    bool is_range = memchr(date->edtf.at, '/', date->edtf.length) != NULL;
    if (!is_range && date->edtf.length < (size_t)READING_EDTF_SIZE)
        return put(at, date->edtf.at, date->edtf.length);
    part = outermost_part(date, outermost);
    int length = edtf_print(&part, printed);
    return put(at, printed, (size_t)length);
}

static unsigned qualifier_bits(enum end_kind kind, const struct date *date)
{
    return kind == END_DATE ? (unsigned)date->qualifier : 0;
}

bool dating_join(struct dating *dating, struct arena *arena)
{
    struct date *whole = &dating->whole;
    bool has_start = dating->start_kind == END_DATE, has_end = dating->end_kind == END_DATE;
    char text[DATING_EDTF_SIZE];
    *whole = (struct date){.earliest = has_start ? dating->start.earliest : DAY_MIN,
                           .latest = has_end ? dating->end.latest : DAY_MAX,
                           .precision = PRECISION_INTERVAL};
    whole->qualifier = (enum date_qualifier)(qualifier_bits(dating->start_kind, &dating->start) |
                                             qualifier_bits(dating->end_kind, &dating->end));
    whole->renamed = (has_start && dating->start.renamed) || (has_end && dating->end.renamed);
    char *at = put_end(text, &dating->start, dating->start_kind, dating->start.earliest);
    *at++ = '/';
    at = put_end(at, &dating->end, dating->end_kind, dating->end.latest);
    /* With neither end known "/" would say nothing that a reader could take: say "any time". */
    bool is_empty = at == text + 1;
    whole->edtf =
        arena_copy(arena, is_empty ? TEXT("../..") : (struct text){text, (size_t)(at - text)});
    return whole->edtf.at != NULL;
}
