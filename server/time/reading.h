/* A date that was read but whose text is not kept yet. For the files of this folder alone. */
#ifndef CHANCERY_TIME_READING_H
#define CHANCERY_TIME_READING_H

#include <chancery/date.h>
#include <chancery/edtf.h>

/* The longest date that is looked at; any right one is far shorter. */
#define DATE_LENGTH_MAX 128

/* Room for two dates and the stroke between them. */
#define READING_EDTF_SIZE (2 * EDTF_PRINT_SIZE)

/* `date.edtf` is not set; `date.as_written.text` borrows the source. */
struct reading {
    struct date date;
    char edtf[READING_EDTF_SIZE];
};

/** Read one date, with a prefix or without. STATUS_INVALID with `fault` filled. */
enum status reading_of(struct text source, struct reading *out,
                       struct date_fault *fault) CHANCERY_MUST_USE;

/** Read one date of a calendar, `source` without the prefix. STATUS_INVALID with `fault` filled. */
enum status reading_in(enum calendar calendar, struct text source, struct reading *out,
                       struct date_fault *fault) CHANCERY_MUST_USE;

/** Make the reading of a single Gregorian day. DAY_MIN and DAY_MAX have none: do not ask. */
void reading_of_day(int64_t jdn, enum date_qualifier qualifier, struct reading *out);

/** Copy its texts into the arena. False when memory is short. */
bool reading_keep(const struct reading *reading, struct arena *arena,
                  struct date *out) CHANCERY_MUST_USE;

/** Tell whether a date or interval can be read, without keeping anything. */
bool dating_is_readable(struct text source);

/** The word for a calendar: "gregorian", "julian", "japanese", "jdn". */
const char *calendar_word(enum calendar calendar);

/** The calendar of a word. False: no such calendar. */
bool calendar_of_word(struct text word, enum calendar *out);

/** The word for a precision: "day" … "interval". */
const char *precision_word(enum date_precision precision);

/** The precision of a word. False: no such precision. */
bool precision_of_word(struct text word, enum date_precision *out);

/**
 * Make an interval of its ends: its bounds, qualifier and text. A side whose kind is not END_DATE
 * is ignored. False when memory is short.
 */
bool dating_join(struct dating *dating, struct arena *arena) CHANCERY_MUST_USE;

/** Put the nearest right spelling into `fault`, if there is one that can be read. */
void suggest_spelling(struct text source, struct date_fault *fault);

#endif
