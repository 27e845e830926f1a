/* Guessing what a misspelt date was meant to be. For the files of this folder alone. */
#ifndef CHANCERY_TIME_SUGGESTION_H
#define CHANCERY_TIME_SUGGESTION_H

#include <chancery/date.h>

/* As date_fault's suggestion. */
#define GUESS_SIZE 64

/** Try to spell a date from its numbers and English month names. False: no guess. */
bool guess_from_numbers(struct text source, char out[GUESS_SIZE]);

#endif
