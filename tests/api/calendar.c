/*
 * Claims about /calendar: a day in three calendars, and how a question was understood.
 */
#include "service.h"

#include <criterion/criterion.h>

Test(calendar, gives_a_day_in_three_calendars)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *day = service_get(service, "/calendar?date=1855-02-07");
    cr_expect_eq(day->status, 200);
    cr_expect_str_eq(exchange_text(day, "/date/calendars/julian"), "1855-01-26");
    cr_expect_str_eq(exchange_text(day, "/date/calendars/japanese"), "Ansei 1-12-21");
    cr_expect_str_eq(exchange_text(day, "/date/calendars/japanese_native"), "安政元年12月21日");
    cr_expect_eq(exchange_integer(day, "/date/jdn/0"), 2398622);
    cr_expect_eq(exchange_integer(day, "/weekday"), 3);
    cr_expect_str_eq(exchange_text(day, "/weekday_name"), "Wednesday");
    cr_expect_eq(exchange_integer(day, "/os_offset_days"), 12);
    service_stop(service);
}

Test(calendar, reads_what_it_prints)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const spellings[] = {
        "julian:1855-01-26", "jdn:2398622", "japanese:ansei-1-12-21", "japanese:Ansei+1-12-21",
        "japanese:%E5%AE%89%E6%94%BF%E5%85%83%E5%B9%B412%E6%9C%8821%E6%97%A5"};
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        struct exchange *day = service_get(service, "/calendar?date=%s", spellings[i]);
        cr_expect_str_eq(exchange_text(day, "/date/edtf"), "1855-02-07", "%s: %s", spellings[i],
                         day->body);
    }
    service_stop(service);
}

Test(calendar, says_how_a_retroactive_era_year_was_read)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *day = service_get(service, "/calendar?date=japanese:ansei-1-11-4");
    cr_expect_eq(day->status, 200);
    cr_expect_str_eq(exchange_text(day, "/date/edtf"), "1854-12-23");
    cr_expect_str_eq(exchange_text(day, "/read_as"), "Kaei 7-11-4");
    struct exchange *month = service_get(service, "/calendar?date=japanese:ansei-1-10");
    cr_expect_str_eq(exchange_text(month, "/read_as"), "Kaei 7-10");
    service_stop(service);
}

Test(calendar, leap_month_is_written_with_i)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *day = service_get(service, "/calendar?date=japanese:kaei-7-i7-3");
    cr_expect_eq(day->status, 200);
    cr_expect(json_is_true(exchange_json(day, "/japanese/leap_month")));
    service_stop(service);
}

Test(calendar, is_silent_about_japan_before_1764)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *day = service_get(service, "/calendar?date=1700-01-01");
    cr_expect_eq(day->status, 200);
    cr_expect(json_is_null(exchange_json(day, "/japanese")));
    service_stop(service);
}

Test(calendar, year_is_a_date_without_a_weekday)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *year = service_get(service, "/calendar?date=1855");
    cr_expect_eq(year->status, 200);
    cr_expect_str_eq(exchange_text(year, "/date/precision"), "year");
    cr_expect(json_is_null(exchange_json(year, "/weekday")));
    service_stop(service);
}

Test(calendar, asks_for_a_date)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(service_get(service, "/calendar")->status, 400);
    cr_expect_eq(service_get(service, "/calendar?date=japanese:kaei-7-13-1")->status, 400);
    cr_expect_eq(service_get(service, "/calendar?date=1855-02-30")->status, 400);
    service_stop(service);
}
