/*
 * Claims about days of the year, without a year, in three calendars.
 */
#include "service.h"

#include <criterion/criterion.h>

static bool has(struct service *service, const char *query, const char *id)
{
    return exchange_lists(service_get(service, "/on-this-day?%s", query), "/items", "/id", id);
}

Test(on_this_day, finds_events_treaties_and_persons)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *day = service_get(service, "/on-this-day?date=10-08");
    cr_expect_eq(exchange_integer(day, "/total"), 2);
    cr_expect(exchange_lists(day, "/items", "/what", "died"));
    cr_expect(exchange_lists(day, "/items", "/what", "happened"));
    day = service_get(service, "/on-this-day?date=10-20");
    cr_expect(exchange_lists(day, "/items", "/what", "signed"));
    cr_expect(exchange_lists(day, "/items", "/what", "ended"));
    cr_expect_str_eq(exchange_text(day, "/items/0/date/edtf"), "1883-10-20");
    service_stop(service);
}

Test(on_this_day, goes_by_the_calendar_asked_for)
{
    struct service *service = service_start(MAIN_DATABASE);
    cr_expect(has(service, "date=02-07", "treaty-of-shimoda-1855"));
    cr_expect(has(service, "date=01-26&calendar=julian", "treaty-of-shimoda-1855"));
    cr_expect(has(service, "date=12-21&calendar=japanese", "treaty-of-shimoda-1855"));
    cr_expect_not(has(service, "date=02-07&calendar=japanese", "treaty-of-shimoda-1855"));
    service_stop(service);
}

Test(on_this_day, is_gregorian_in_japan_from_1873)
{
    struct service *service = service_start(MAIN_DATABASE);
    cr_expect(has(service, "date=02-08&calendar=japanese", "russo-japanese-war"));
    service_stop(service);
}

Test(on_this_day, can_be_narrowed_to_a_type)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *day = service_get(service, "/on-this-day?date=10-20&type=treaty&fields=what");
    cr_expect_eq(exchange_integer(day, "/total"), 1);
    cr_expect_str_eq(exchange_text(day, "/items/0/what"), "signed");
    service_stop(service);
}

Test(on_this_day, pages)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *first = service_get(service, "/on-this-day?date=10-20&limit=1");
    struct exchange *second = service_get(service, "%s", exchange_text(first, "/next"));
    cr_expect_str_eq(exchange_text(first, "/items/0/id"), "war-of-the-pacific");
    cr_expect_str_eq(exchange_text(second, "/items/0/id"), "treaty-of-ancon-1883");
    cr_expect(json_is_null(exchange_json(second, "/next")));
    struct exchange *back = service_get(service, "%s", exchange_text(second, "/prev"));
    cr_expect_str_eq(exchange_text(back, "/items/0/id"), "war-of-the-pacific");
    service_stop(service);
}

Test(on_this_day, refuses_days_that_no_year_has)
{
    static const char *const bad[] = {"",
                                      "?date=02-30",
                                      "?date=13-01",
                                      "?date=2",
                                      "?date=i7-03",
                                      "?date=02-31&calendar=japanese",
                                      "?date=02-07x",
                                      "?date=00-01",
                                      "?date=01-00",
                                      "?date=i7-31&calendar=japanese"};
    struct service *service = service_start(TINY_DATABASE);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect_eq(service_get(service, "/on-this-day%s", bad[i])->status, 400, "%s", bad[i]);
    service_stop(service);
}

Test(on_this_day, wants_two_digits_where_dates_have_them)
{
    static const char *const lax[] = {"2-7", "02-7", "2-07", "--2-7", "2-7&calendar=julian"};
    struct service *service = service_start(TINY_DATABASE);
    for (size_t i = 0; i < sizeof lax / sizeof *lax; i++) {
        struct exchange *refusal = service_get(service, "/on-this-day?date=%s", lax[i]);
        cr_expect_eq(refusal->status, 400, "%s", lax[i]);
        cr_expect_str_eq(exchange_text(refusal, "/errors/0/suggestion"), "02-07", "%s", lax[i]);
    }
    cr_expect_eq(service_get(service, "/on-this-day?date=2-7&calendar=japanese")->status, 200);
    service_stop(service);
}

Test(on_this_day, takes_days_that_few_years_have)
{
    static const char *const good[] = {"date=02-29", "date=--12-31", "date=2-30&calendar=japanese",
                                       "date=i7-3&calendar=japanese", "date=02-29&calendar=julian"};
    struct service *service = service_start(TINY_DATABASE);
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        cr_expect_eq(service_get(service, "/on-this-day?%s", good[i])->status, 200, "%s", good[i]);
    service_stop(service);
}
