/*
 * Saying why a date cannot be read: a column, a sentence, a spelling that would have been right.
 * The client's own bytes never go into a sentence: they may be anything.
 */
#include "fault.h"

#include <stdarg.h>
#include <stdio.h>

enum status fault_set(struct date_fault *fault, size_t column, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fault->column = column;
    fault->suggestion[0] = '\0';
    vsnprintf(fault->reason, sizeof fault->reason, format, arguments);
    va_end(arguments);
    return STATUS_INVALID;
}

void fault_suggest(struct date_fault *fault, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(fault->suggestion, sizeof fault->suggestion, format, arguments);
    if (length < 0 || (size_t)length >= sizeof fault->suggestion) fault->suggestion[0] = '\0';
    va_end(arguments);
}
