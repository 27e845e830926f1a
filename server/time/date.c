/*
 * Date parameters: one date or an interval of two, each side with its own calendar prefix where it
 * has one; and the four bounds by which everything is compared (contract §2, "Arithmetic").
 * Intervals of several calendars under one prefix are refused, not guessed.
 */
#include <chancery/date.h>

#include "fault.h"
#include "reading.h"

#include <string.h>

/* One side of an interval: a date, or a kind that stands for none. */
struct side {
    enum end_kind kind;
    struct reading reading;
};

static enum status read_side(struct text source, struct side *out, struct date_fault *fault)
{
    out->kind = source.length == 0 ? END_UNKNOWN : text_is(source, "..") ? END_OPEN : END_DATE;
    return out->kind == END_DATE ? reading_of(source, &out->reading, fault) : STATUS_OK;
}

static bool has_prefix(struct text source)
{
    return source.length > 0 && memchr(source.at, ':', source.length) != NULL;
}

/* The faults of two sides together. */
static enum status check_sides(struct text first, struct text second, const struct side *start,
                               const struct side *end, struct date_fault *fault)
{
    if (start->kind == END_UNKNOWN && end->kind == END_UNKNOWN)
        return fault_set(fault, 1, "An interval has a start or an end.");
    if (start->kind != END_DATE || end->kind != END_DATE) return STATUS_OK;
    if (has_prefix(first) && !has_prefix(second)) {
        enum status status = fault_set(fault, first.length + 2,
                                       "Each side of an interval names its own calendar: this one "
                                       "names none, though the first does.");
        fault_suggest(fault, "%.*s/%s:%.*s", (int)first.length, first.at,
                      calendar_word(start->reading.date.as_written.calendar), (int)second.length,
                      second.at);
        return status;
    }
    if (start->reading.date.earliest <= end->reading.date.latest) return STATUS_OK;
    enum status status = fault_set(fault, first.length + 2, "The interval ends before it starts.");
    fault_suggest(fault, "%.*s/%.*s", (int)second.length, second.at, (int)first.length, first.at);
    return status;
}

static enum status read_sides(struct text source, struct side *start, struct side *end,
                              struct date_fault *fault)
{
    struct text second = source;
    struct text first = text_cut(&second, '/');
    const char *stroke = second.length > 0 ? memchr(second.at, '/', second.length) : NULL;
    if (stroke != NULL)
        return fault_set(fault, (size_t)(stroke - source.at) + 1,
                         "One stroke at most, between the start and the end of an interval; within "
                         "a date stand hyphens.");
    enum status status = read_side(first, start, fault);
    if (status != STATUS_OK) return status;
    status = read_side(second, end, fault);
    if (status != STATUS_OK) {
        fault->column += first.length + 1;
        fault->suggestion[0] = '\0'; /* it was for this side alone */
        return status;
    }
    return check_sides(first, second, start, end, fault);
}

static enum status keep_interval(const struct side *start, const struct side *end,
                                 struct arena *arena, struct dating *out)
{
    *out = (struct dating){.is_interval = true, .start_kind = start->kind, .end_kind = end->kind};
    if (start->kind == END_DATE && !reading_keep(&start->reading, arena, &out->start))
        return STATUS_NO_MEMORY;
    if (end->kind == END_DATE && !reading_keep(&end->reading, arena, &out->end))
        return STATUS_NO_MEMORY;
    return dating_join(out, arena) ? STATUS_OK : STATUS_NO_MEMORY;
}

static bool is_interval(struct text source)
{
    return source.length > 0 && memchr(source.at, '/', source.length) != NULL;
}

static enum status check_length(struct text source, struct date_fault *fault)
{
    if (source.length == 0) return fault_set(fault, 1, "A date is missing.");
    if (source.length > DATE_LENGTH_MAX)
        return fault_set(fault, DATE_LENGTH_MAX + 1, "No date is as long as this.");
    return STATUS_OK;
}

static enum status read_dating(struct text source, struct arena *arena, struct dating *out,
                               struct date_fault *fault)
{
    enum status status = check_length(source, fault);
    if (status != STATUS_OK) return status;
    struct side start = {0}, end = {0};
    if (is_interval(source)) {
        status = read_sides(source, &start, &end, fault);
        return status == STATUS_OK ? keep_interval(&start, &end, arena, out) : status;
    }
    status = reading_of(source, &start.reading, fault);
    if (status != STATUS_OK) return status;
    *out = (struct dating){.is_interval = false};
    return reading_keep(&start.reading, arena, &out->whole) ? STATUS_OK : STATUS_NO_MEMORY;
}

bool dating_is_readable(struct text source)
{
    struct side start = {0}, end = {0};
    struct date_fault fault;
    if (check_length(source, &fault) != STATUS_OK) return false;
    if (is_interval(source)) return read_sides(source, &start, &end, &fault) == STATUS_OK;
    return reading_of(source, &start.reading, &fault) == STATUS_OK;
}

enum status date_read(struct text source, struct arena *arena, struct dating *out,
                      struct date_fault *fault)
{
    enum status status = read_dating(source, arena, out, fault);
    if (status == STATUS_INVALID) suggest_spelling(source, fault);
    return status;
}

bool date_is_undated(const struct dating *dating)
{
    return dating->whole.earliest == DAY_MIN && dating->whole.latest == DAY_MAX;
}

/* The two bounds of each side that has a date; the rest follow from them. */
static struct day_bounds interval_bounds(const struct dating *dating)
{
    struct day_bounds bounds = {DAY_MIN, DAY_MIN, DAY_MAX, DAY_MAX};
    if (dating->start_kind == END_DATE) {
        bounds.start_earliest = dating->start.earliest;
        bounds.start_latest = dating->start.latest;
    }
    if (dating->end_kind == END_DATE) {
        bounds.end_earliest = dating->end.earliest;
        bounds.end_latest = dating->end.latest;
    }
    if (dating->end_kind == END_UNKNOWN) bounds.end_earliest = bounds.start_earliest;
    if (dating->start_kind == END_UNKNOWN) bounds.start_latest = bounds.end_latest;
    return bounds;
}

struct day_bounds date_bounds(const struct dating *dating)
{
    if (dating->is_interval) return interval_bounds(dating);
    return (struct day_bounds){dating->whole.earliest, dating->whole.latest, dating->whole.earliest,
                               dating->whole.latest};
}
