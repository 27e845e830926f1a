/* What operators read: one line on standard error, JSON where that is no terminal. */
#ifndef CHANCERY_LOG_H
#define CHANCERY_LOG_H

#include <chancery/status.h>

enum log_level { LOG_LEVEL_INFO, LOG_LEVEL_WARNING, LOG_LEVEL_ERROR };

/** Write one line. Never fails, never blocks for long; what does not fit 1 kB is cut, and a line
 * that a full pipe would not take is lost. */
void log_write(enum log_level level, const char *format, ...) CHANCERY_FORMAT(2, 3);

/** How many lines were lost so far. */
unsigned long log_lost(void);

#endif
