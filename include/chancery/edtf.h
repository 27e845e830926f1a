/*
 * One date in the Extended Date/Time Format, levels 0 and 1 (ISO 8601-2:2019 as the Library of
 * Congress publishes it), without times of day: this API's unit is the day. The same spelling
 * serves for Julian days, months and years.
 */
#ifndef CHANCERY_EDTF_H
#define CHANCERY_EDTF_H

#include <chancery/date.h>

/* How far a date is specified. An X stands for a digit that is not. */
enum edtf_form {
    EDTF_DAY,                  /* 1855-02-07 */
    EDTF_MONTH,                /* 1855-02 */
    EDTF_SEASON,               /* 1855-21 */
    EDTF_YEAR,                 /* 1855, -0043, Y17000 */
    EDTF_DECADE,               /* 185X */
    EDTF_CENTURY,              /* 18XX */
    EDTF_MONTH_UNSPECIFIED,    /* 1855-XX */
    EDTF_DAY_UNSPECIFIED,      /* 1855-02-XX */
    EDTF_MONTH_DAY_UNSPECIFIED /* 1855-XX-XX */
};

struct edtf {
    enum edtf_form form;
    enum date_qualifier qualifier;
    int64_t year; /* of a decade or century: its earliest year; 0 is 1 BCE */
    int month;    /* 1–12, of a season 21–24; 0 where none is given */
    int day;      /* 1–31; 0 where none is given */
};

/* Years can be written this far from zero; days only within EDTF_DAY_YEARS. */
#define EDTF_YEARS     INT64_C(999999999)
#define EDTF_DAY_YEARS 9999

/** The most bytes that edtf_print writes, the NUL counted. */
#define EDTF_PRINT_SIZE 40

/**
 * Read one date; no interval. In CALENDAR_JULIAN a day, month or year, whose days are the Julian.
 * STATUS_INVALID with `fault` filled, without a suggestion.
 */
enum status edtf_read(struct text source, enum calendar calendar, struct edtf *out,
                      struct date_fault *fault) CHANCERY_MUST_USE;

/** Print it in its canonical form, which edtf_read reads as the same value. Returns the length. */
int edtf_print(const struct edtf *date, char out[EDTF_PRINT_SIZE]);

/** The first and the last day (JDN) that it may mean. A qualifier does not move them. */
void edtf_bounds(const struct edtf *date, enum calendar calendar, int64_t *earliest,
                 int64_t *latest);

/** Its precision: of 1855-XX year, of 1855-02-XX month, since so much is known. */
enum date_precision edtf_precision(enum edtf_form form);

#endif
