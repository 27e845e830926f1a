/* Saying why a date cannot be read. For the files of this folder alone. */
#ifndef CHANCERY_TIME_FAULT_H
#define CHANCERY_TIME_FAULT_H

#include <chancery/date.h>

/** Record a fault at a column (1-based) with its reason and no suggestion. Gives STATUS_INVALID. */
enum status fault_set(struct date_fault *fault, size_t column, const char *format, ...)
    CHANCERY_FORMAT(3, 4) CHANCERY_MUST_USE;

/** Put a spelling beside the reason. One that does not fit is left out. */
void fault_suggest(struct date_fault *fault, const char *format, ...) CHANCERY_FORMAT(2, 3);

#endif
