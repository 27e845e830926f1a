/*
 * A dating: when something was, as far as is known. It is a date (some day within bounds) or an
 * interval (throughout start … end), as contract §2 says. Days are Julian Day Numbers at noon.
 */
#ifndef CHANCERY_DATE_H
#define CHANCERY_DATE_H

#include <chancery/arena.h>
#include <chancery/buffer.h>
#include <chancery/calendar.h>
#include <jansson.h>
#include <stdint.h>

enum date_precision {
    PRECISION_DAY,
    PRECISION_MONTH,
    PRECISION_SEASON,
    PRECISION_YEAR,
    PRECISION_DECADE,
    PRECISION_CENTURY,
    PRECISION_INTERVAL
};

enum date_qualifier { QUALIFIER_NONE, QUALIFIER_UNCERTAIN, QUALIFIER_APPROXIMATE, QUALIFIER_BOTH };

enum end_kind { END_DATE, END_UNKNOWN, END_OPEN, END_ONGOING };

enum calendar { CALENDAR_GREGORIAN, CALENDAR_JULIAN, CALENDAR_JAPANESE, CALENDAR_JDN };

/* What a source wrote, where it did not write Gregorian. */
struct as_written {
    enum calendar calendar;
    struct text text; /* borrowed from the arena; at == NULL: nothing kept */
    enum date_precision precision;
};

/* One date: some day within [earliest, latest]. */
struct date {
    int64_t earliest, latest; /* JDN; DAY_MIN or DAY_MAX where that side has no bound */
    enum date_precision precision;
    enum date_qualifier qualifier;
    struct text edtf; /* canonical EDTF level 1, borrowed from the arena */
    struct as_written as_written;
    bool renamed; /* read by a retroactive era name: `read_as` should say so */
};

struct dating {
    bool is_interval;
    struct date whole;      /* of a date: itself; of an interval: earliest start … latest end */
    struct date start, end; /* of an interval, where the kind is END_DATE */
    enum end_kind start_kind, end_kind;
};

/* Where and why a date cannot be read. */
struct date_fault {
    size_t column;       /* 1-based byte in the input */
    char reason[160];    /* a sentence */
    char suggestion[64]; /* the nearest right spelling, or "" */
};

/* The four bounds of contract §2: sE, sL, eE, eL. */
struct day_bounds {
    int64_t start_earliest, start_latest, end_earliest, end_latest;
};

/**
 * Read a date parameter: EDTF level 0 or 1, or `julian:`, `japanese:`, `jdn:` and a date of that
 * calendar (ISO 8601-2:2019 as published by the Library of Congress; contract §2).
 * `arena` holds the canonical text. STATUS_INVALID with `fault` filled, or STATUS_NO_MEMORY.
 */
enum status date_read(struct text source, struct arena *arena, struct dating *out,
                      struct date_fault *fault) CHANCERY_MUST_USE;

/**
 * Read a date as curators write it in a dataset: a string as date_read takes it, or an object
 *   {"edtf": "1842~", "earliest": "1841", "latest": "1843"}          bounds given by the editor
 *   {"gregorian": …, "julian": …, "japanese": …}                      any two or three must agree
 *   {"start": D, "end": D, "start_kind": "open", "end_kind": "ongoing"}
 *   any of them with "as_written": {"calendar", "text", "precision"}
 * where D is again a string or object. A date written in another calendar keeps `as_written` by
 * itself. With `as_interval` a single date stands for the interval throughout it (start and end on
 * its bounds). STATUS_INVALID with `fault` filled and `pointer` (JSON Pointer into `value`, "" at
 * the root) set.
 */
enum status date_read_json(const json_t *value, bool as_interval, struct arena *arena,
                           struct dating *out, struct date_fault *fault,
                           char pointer[64]) CHANCERY_MUST_USE;

/** The four bounds of a dating (contract §2, "Arithmetic"). */
struct day_bounds date_bounds(const struct dating *dating);

/** Tell whether neither side of it is known. */
bool date_is_undated(const struct dating *dating);

/** The four bounds of a date or interval object as contract §2 shows it. False: nothing of it is
 * known, or it is no such object (NULL and JSON null included). */
bool date_object_bounds(const json_t *object, struct day_bounds *out);

struct date_language; /* words and patterns of one language, from dataset.json */

/**
 * Read a language's words for dates from its entry in dataset.json. NULL or an empty object gives
 * English. STATUS_INVALID with a sentence in `why` where a pattern names an unknown field.
 */
enum status date_language_new(const json_t *words, struct date_language **out, char *why,
                              size_t why_size) CHANCERY_MUST_USE;

/** Free it. NULL is allowed. */
void date_language_free(struct date_language *language);

/** The name of a day of the week, 1 Monday … 7 Sunday; `language` NULL: in English. Borrowed from
 * the language. */
const char *date_language_weekday(const struct date_language *language, int weekday);

/** How long an interval lasted: {"days", "display"}; days is null where a bound is missing, and a
 * dating that is no interval gives JSON null. A new reference, or NULL when memory is short. */
json_t *date_duration_to_json(const struct dating *dating, const struct date_language *language);

/** The dating as contract §2's date or interval object; `language` NULL: in English. A new
 * reference, or NULL when memory is short. */
json_t *date_to_json(const struct dating *dating, const struct date_language *language);

/** The same two as compact JSON text, appended to `out`, whose failure sticks. */
void date_append_json(const struct dating *dating, const struct date_language *language,
                      struct buffer *out);
void date_append_duration(const struct dating *dating, const struct date_language *language,
                          struct buffer *out);

#endif
