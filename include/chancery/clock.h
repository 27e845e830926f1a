/* The steady clock, which nobody sets, and waiting by it. */
#ifndef CHANCERY_CLOCK_H
#define CHANCERY_CLOCK_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#define CLOCK_MILLISECOND INT64_C(1000000)
#define CLOCK_SECOND      INT64_C(1000000000)

/** Nanoseconds since some moment before this process. */
int64_t clock_now(void);

/** Begin a condition for clock_wait. */
void clock_condition_init(pthread_cond_t *condition);

/** Wait for a condition of clock_condition_init, under its lock, until a moment of clock_now at the
 * latest. False: that moment has come. */
bool clock_wait(pthread_cond_t *condition, pthread_mutex_t *lock, int64_t until);

#endif
