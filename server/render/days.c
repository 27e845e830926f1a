/*
 * The days that calendars and pictures show of a dating: from the earliest to the latest that it
 * may be, and those on which it surely was. It never widens what is known: a side without bound is
 * not guessed.
 */
#include "days.h"
#include "row.h"

#include <string.h>

/* One side has no bound: the days of the other. */
static struct days days_of_side(int64_t earliest, int64_t latest)
{
    if (earliest <= DAY_MIN) return (struct days){latest, latest};
    return (struct days){earliest, latest >= DAY_MAX ? earliest : latest};
}

bool span_of(const json_t *dating, struct span *out)
{
    struct day_bounds bounds;
    if (!date_object_bounds(dating, &bounds)) return false;
    bool has_qualifier = json_is_string(json_object_get(dating, "qualifier"));
    *out = (struct span){
        .possible = {bounds.start_earliest, bounds.end_latest},
        .certain = {bounds.start_latest, bounds.end_earliest},
        .lacks_start = bounds.start_earliest <= DAY_MIN,
        .lacks_end = bounds.end_latest >= DAY_MAX,
        .is_open_start = bounds.start_latest <= DAY_MIN,
        .goes_on = bounds.end_earliest >= DAY_MAX,
        .is_qualified = has_qualifier,
        .is_exact = !has_qualifier && bounds.start_earliest == bounds.start_latest &&
                    bounds.end_earliest == bounds.end_latest,
    };
    if (out->lacks_end)
        out->possible = days_of_side(bounds.start_earliest, bounds.start_latest);
    else if (out->lacks_start)
        out->possible = days_of_side(bounds.end_earliest, bounds.end_latest);
    if (out->certain.first < out->possible.first) out->certain.first = out->possible.first;
    if (out->certain.last > out->possible.last) out->certain.last = out->possible.last;
    return !(out->lacks_start && out->lacks_end);
}

int64_t first_covered_day(const struct rendering *rendering)
{
    const json_t *coverage = json_object_get(rendering->dataset, "coverage"),
                 *period = json_object_get(coverage, "period");
    struct arena *arena = period != NULL ? arena_new(1024) : NULL;
    struct dating dating;
    struct date_fault fault;
    char pointer[64];
    int64_t first = DAY_MIN;
    if (arena != NULL && date_read_json(period, true, arena, &dating, &fault, pointer) == STATUS_OK)
        first = date_bounds(&dating).start_earliest;
    arena_free(arena);
    return first;
}

void span_stretch(struct span *span, const struct rendering *rendering)
{
    int64_t first = span->is_open_start ? first_covered_day(rendering) : DAY_MIN;
    if (first > DAY_MIN && first < span->possible.first)
        span->possible.first = span->certain.first = first;
    if (span->goes_on && rendering->horizon < DAY_MAX && rendering->horizon > span->possible.last)
        span->possible.last = span->certain.last = rendering->horizon;
}

bool days_are_within(struct days days, int64_t first, int64_t last)
{
    return gregorian_from_jdn(days.first).year >= first &&
           gregorian_from_jdn(days.last).year <= last;
}

static void append_day(struct buffer *out, const json_t *calendars)
{
    const char *japanese = row_text(calendars, "japanese"),
               *native = row_text(calendars, "japanese_native");
    buffer_format(out, "%s (Gregorian), %s (Julian)", row_text(calendars, "gregorian"),
                  row_text(calendars, "julian"));
    if (japanese[0] != '\0') buffer_format(out, ", %s (%s)", japanese, native);
}

void append_calendars(struct buffer *out, const json_t *dating, const char *between)
{
    const json_t *parts[] = {dating, json_object_get(dating, "start"),
                             json_object_get(dating, "end")};
    size_t before = out->length;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const json_t *calendars = json_object_get(parts[i], "calendars");
        if (!json_is_object(calendars)) continue;
        if (out->length > before) buffer_string(out, between);
        append_day(out, calendars);
    }
}

/* Append a sentence, apart from one that stands before it. */
static void append_sentence(struct buffer *out, size_t before, const char *sentence)
{
    if (sentence[0] == '\0') return;
    if (out->length > before) buffer_string(out, " ");
    buffer_string(out, sentence);
}

static const char *qualifier_sentence(const json_t *dating)
{
    const char *qualifier = row_text(dating, "qualifier");
    if (strcmp(qualifier, "uncertain") == 0) return "The date is uncertain.";
    if (strcmp(qualifier, "approximate") == 0) return "The date is approximate.";
    return qualifier[0] != '\0' ? "The date is approximate and uncertain." : "";
}

/* What nothing bounds. A date that is no interval did not begin or end. */
static const char *start_sentence(const struct span *span, bool is_interval)
{
    if (span->is_open_start) return "Its beginning is open.";
    if (!span->lacks_start) return "";
    return is_interval ? "When it began is not known." : "Only the latest day is known.";
}

static const char *end_sentence(const struct span *span, bool is_interval)
{
    if (span->goes_on) return "Its end is open.";
    if (!span->lacks_end) return "";
    return is_interval ? "When it ended is not known." : "Only the earliest day is known.";
}

/* "Some time from 1853-01-01 to 1853-12-31." */
static void append_bounds(struct buffer *out, size_t before, const struct span *span,
                          bool is_interval)
{
    char first[CALENDAR_PRINT_SIZE], last[CALENDAR_PRINT_SIZE];
    calendar_print(gregorian_from_jdn(span->possible.first), first);
    calendar_print(gregorian_from_jdn(span->possible.last), last);
    append_sentence(out, before,
                    !is_interval        ? "Some time"
                    : span->lacks_end   ? "It began some time"
                    : span->lacks_start ? "It ended some time"
                                        : "At the widest");
    buffer_format(out, " from %s to %s.", first, last);
}

void append_doubts(struct buffer *out, const struct span *span, const json_t *dating)
{
    size_t before = out->length;
    bool is_interval = json_object_get(dating, "start_kind") != NULL;
    append_sentence(out, before, qualifier_sentence(dating));
    append_sentence(out, before, start_sentence(span, is_interval));
    append_sentence(out, before, end_sentence(span, is_interval));
    if (!span->is_exact && span->possible.first < span->possible.last)
        append_bounds(out, before, span, is_interval);
}
