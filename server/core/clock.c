/*
 * CLOCK_MONOTONIC in nanoseconds, which last for 292 years.
 */
#include <chancery/clock.h>

#include <errno.h>
#include <time.h>

int64_t clock_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * CLOCK_SECOND + now.tv_nsec;
}

void clock_condition_init(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(condition, &attributes);
    pthread_condattr_destroy(&attributes);
}

bool clock_wait(pthread_cond_t *condition, pthread_mutex_t *lock, int64_t until)
{
    const struct timespec moment = {until / CLOCK_SECOND, until % CLOCK_SECOND};
    return pthread_cond_timedwait(condition, lock, &moment) != ETIMEDOUT;
}
