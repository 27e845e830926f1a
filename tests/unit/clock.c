/* Claims about the steady clock. */
#include <chancery/clock.h>
#include <criterion/criterion.h>

Test(clock, goes_on)
{
    int64_t before = clock_now();
    cr_expect_gt(before, 0);
    cr_expect_geq(clock_now(), before);
}

Test(clock, wait_ends_at_its_moment_and_not_before)
{
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t condition;
    int64_t until = clock_now() + 20 * CLOCK_MILLISECOND;
    clock_condition_init(&condition);
    pthread_mutex_lock(&lock);
    while (clock_wait(&condition, &lock, until)) {
    }
    cr_expect_geq(clock_now(), until);
    cr_expect_not(clock_wait(&condition, &lock, until), "a moment that is past is waited for");
    pthread_mutex_unlock(&lock);
    pthread_cond_destroy(&condition);
}
