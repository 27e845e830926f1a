/* From a dating to the days that a calendar or a picture shows. */
#ifndef RENDER_DAYS_H
#define RENDER_DAYS_H

#include <chancery/calendar.h>
#include <chancery/date.h>
#include <chancery/renderer.h>

/* Days from the first to the last, both counted; none where `last` is before `first`. */
struct days {
    int64_t first, last; /* JDN */
};

/* What can be shown of a dating. */
struct span {
    struct days possible; /* from the earliest to the latest day; where one side has no bound, the
                             days of the other side alone */
    struct days certain;  /* the days on which it surely was */
    bool lacks_start;     /* nothing bounds its beginning … */
    bool lacks_end;       /* … or its end */
    bool is_open_start;   /* it always was, as far back as is known */
    bool goes_on;         /* its end is open, or it goes on */
    bool is_qualified;    /* it is said to be uncertain or approximate */
    bool is_exact;        /* no day that is shown is in doubt */
};

/** What can be shown of a date or interval object. False: neither side of it is known. */
bool span_of(const json_t *dating, struct span *out);

/** Draw a span that is open or goes on to the ends of what the dataset covers, where these lie
 * beyond it. */
void span_stretch(struct span *span, const struct rendering *rendering);

/** The first day that the dataset covers, as its dataset.json says; DAY_MIN where it does not. */
int64_t first_covered_day(const struct rendering *rendering);

/** Tell whether both ends lie in years from `first` to `last`. */
bool days_are_within(struct days days, int64_t first, int64_t last);

/** Append "1855-02-07 (Gregorian), 1855-01-26 (Julian), Ansei 1-12-21 (…)" of a date, or of both
 * ends of an interval with `between` between them: as much of it as is known to the day. */
void append_calendars(struct buffer *out, const json_t *dating, const char *between);

/** Append sentences on what of a span, as span_of gives it, is not known, or nothing. */
void append_doubts(struct buffer *out, const struct span *span, const json_t *dating);

#endif
