/* Claims about how often a client may ask. */
#include "../../server/http/rate.h"

#include <criterion/criterion.h>
#include <string.h>

enum { SECOND = 1000000000, START = 5 };

static const int64_t start = (int64_t)START * SECOND;

static struct client client(unsigned number)
{
    struct client one = {{0x20, 0x01, 0x0D, 0xB8}};
    memcpy(one.bytes + 4, &number, sizeof one.bytes / 4);
    return one;
}

/* How many of `asked` requests at one time are allowed. */
static int allowed(struct rate *rate, struct client one, int asked, int64_t now)
{
    int count = 0;
    for (int i = 0; i < asked; i++)
        if (rate_take(rate, &one, now) == 0) count++;
    return count;
}

Test(http_rate, burst_is_two_seconds_worth)
{
    struct rate *rate = rate_new(10);
    cr_expect_eq(allowed(rate, client(1), 100, start), 20);
    cr_expect_eq(rate_allowed(rate), 10);
    rate_free(rate);
}

Test(http_rate, after_a_burst_the_pace_is_even)
{
    struct rate *rate = rate_new(10);
    allowed(rate, client(1), 100, start);
    for (int i = 1; i <= 50; i++)
        cr_expect_eq(allowed(rate, client(1), 5, start + (int64_t)i * (SECOND / 10)), 1, "%d", i);
    rate_free(rate);
}

Test(http_rate, wait_that_is_told_is_long_enough)
{
    struct rate *rate = rate_new(1);
    struct client one = client(1);
    allowed(rate, one, 10, start);
    unsigned wait = rate_take(rate, &one, start);
    cr_expect_geq(wait, 1);
    cr_expect_eq(rate_take(rate, &one, start + (int64_t)wait * SECOND), 0);
    rate_free(rate);
}

Test(http_rate, clients_do_not_pay_for_each_other_but_their_network_does)
{
    struct rate *rate = rate_new(5);
    struct client one = client(1), neighbour = one;
    neighbour.bytes[15] = 1;
    allowed(rate, one, 100, start);
    cr_expect_eq(allowed(rate, client(2), 100, start), 10);
    cr_expect_eq(allowed(rate, neighbour, 100, start), 0);
    rate_free(rate);
}

Test(http_rate, a_million_clients_take_no_more_memory_and_each_may_ask)
{
    struct rate *rate = rate_new(1);
    for (unsigned i = 0; i < 1000000; i++) {
        struct client one = client(i);
        cr_assert_eq(rate_take(rate, &one, start), 0, "client %u", i);
    }
    rate_free(rate);
}
