/* A day of the year, without a year, in one of three calendars. */
#ifndef HANDLERS_ON_THIS_DAY_H
#define HANDLERS_ON_THIS_DAY_H

#include <chancery/handlers.h>

/** Add a fault where `date` names no day that the calendar asked for could ever have. */
void on_this_day_check(const struct request *request, struct problem *problem);

#endif
