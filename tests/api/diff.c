/*
 * Claims about what changed between two days: which list a beginning or an end stands in, its
 * cause, and which questions are refused. That differences add up is tested elsewhere (tests/data).
 */
#include "service.h"

#include <criterion/criterion.h>

static struct exchange *diff(struct service *service, const char *from, const char *to)
{
    struct exchange *answer = service_get(service, "/diff?from=%s&to=%s", from, to);
    cr_assert_eq(answer->status, 200, "%s", answer->body);
    return answer;
}

Test(diff, counts_the_last_day_and_not_the_first)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *changes = diff(service, "1884-03-27", "1884-03-28");
    cr_expect(exchange_lists(changes, "/began", "/id", "treaty-of-ancon-1883"));
    changes = diff(service, "1884-03-28", "1884-03-29");
    cr_expect_not(exchange_lists(changes, "/began", "/id", "treaty-of-ancon-1883"));
    service_stop(service);
}

Test(diff, handover_is_one_change_under_its_key)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *changes = diff(service, "1929-08-27", "1929-08-28");
    cr_assert_eq(exchange_count(changes, "/changed"), 1);
    cr_expect_str_eq(exchange_text(changes, "/changed/0/key/id"), "tacna");
    cr_expect_str_eq(exchange_text(changes, "/changed/0/from/0/id"), "control-tacna-chile-1884");
    cr_expect_str_eq(exchange_text(changes, "/changed/0/to/0/id"), "control-tacna-peru-1929");
    cr_expect_str_eq(exchange_text(changes, "/changed/0/on/edtf"), "1929-08-28");
    cr_expect_str_eq(exchange_text(changes, "/changed/0/cause/id"), "treaty-of-lima-1929.2");
    cr_expect_not(exchange_lists(changes, "/began", "/id", "control-tacna-peru-1929"));
    cr_expect_not(exchange_lists(changes, "/ended", "/id", "control-tacna-chile-1884"));
    service_stop(service);
}

Test(diff, keys_are_pair_office_successor_and_what_supersedes)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *changes = diff(service, "1883-10-19", "1883-10-20");
    cr_expect(
        exchange_lists(changes, "/changed", "/key/id", "republic-of-chile--republic-of-peru"));
    changes = diff(service, "1881-09-17", "1881-09-18");
    cr_expect(exchange_lists(changes, "/changed", "/key/id", "president-of-chile"));
    changes = diff(service, "1821-07-27", "1821-07-28");
    cr_expect(exchange_lists(changes, "/changed", "/key/id", "republic-of-peru"));
    changes = diff(service, "1929-07-27", "1929-07-28");
    cr_expect(exchange_lists(changes, "/changed", "/key/id", "treaty-of-lima-1929.2"));
    service_stop(service);
}

Test(diff, what_began_and_ended_within_is_transient)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *changes = diff(service, "1879-01-01", "1883-12-31");
    cr_expect(exchange_lists(changes, "/transient", "/id", "war-of-the-pacific"));
    cr_expect_not(exchange_lists(changes, "/began", "/id", "war-of-the-pacific"));
    cr_expect_str_eq(exchange_text(changes, "/transient/0/ended/date/edtf"), "1883-10-20");
    service_stop(service);
}

Test(diff, relation_names_what_opened_and_what_closed_it)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *changes = diff(service, "1879-04-04", "1879-04-05");
    cr_expect(exchange_lists(changes, "/began", "/cause/id", "war-of-the-pacific"));
    changes = diff(service, "1929-07-27", "1929-07-28");
    cr_expect(exchange_lists(changes, "/ended", "/cause/id", "treaty-of-lima-1929"));
    service_stop(service);
}

Test(diff, date_in_doubt_is_a_possible_transition)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *changes = diff(service, "1911-12-01", "1911-12-10");
    cr_expect(exchange_lists(changes, "/ended", "/id", "control-outer-mongolia-qing") ||
              exchange_lists(changes, "/changed", "/from/0/id", "control-outer-mongolia-qing"));
    cr_expect(exchange_lists(changes, "/ended", "/match", "possible"));
    service_stop(service);
}

Test(diff, exchange_of_sakhalin_for_the_kurils_is_two_changes_of_control)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *changes = diff(service, "1875-08-21", "1875-08-22");
    cr_expect(exchange_lists(changes, "/changed", "/key/id", "sakhalin"));
    cr_expect(exchange_lists(changes, "/changed", "/key/id", "kurils-north"));
    cr_expect(
        exchange_lists(changes, "/changed", "/cause/id", "treaty-of-saint-petersburg-1875.1"));
    service_stop(service);
}

Test(diff, outside_the_coverage_nothing_found_is_null)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *changes = diff(service, "1500-01-01", "1500-02-01");
    cr_expect_str_eq(exchange_text(changes, "/coverage"), "outside");
    cr_expect(json_is_null(exchange_json(changes, "/counts/began")));
    service_stop(service);
}

Test(diff, needs_two_single_days_in_order)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(service_get(service, "/diff?from=1881-01-01")->status, 400);
    struct exchange *answer = service_get(service, "/diff?from=1881&to=1882-01-01");
    cr_expect_eq(answer->status, 400);
    cr_expect_str_eq(exchange_text(answer, "/errors/0/name"), "from");
    cr_expect_eq(service_get(service, "/diff?from=1882-01-02&to=1882-01-01")->status, 400);
    cr_expect_eq(service_get(service, "/diff?from=1881-01-01&to=../1882")->status, 400);
    service_stop(service);
}

Test(diff, takes_any_calendar)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *changes = diff(service, "julian:1884-03-15", "jdn:2409264");
    cr_expect_str_eq(exchange_text(changes, "/from/edtf"), "1884-03-27");
    cr_expect_str_eq(exchange_text(changes, "/to/edtf"), "1884-03-28");
    service_stop(service);
}

Test(diff, is_not_sent_again_unchanged_nor_in_another_type)
{
    static const char target[] = "/diff?from=1881-01-01&to=1882-01-01";
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *changes = service_get(service, "%s", target);
    char header[256];
    snprintf(header, sizeof header, "If-None-Match: %s", exchange_header(changes, "ETag"));
    cr_expect_eq(service_get_with(service, target, header, NULL)->status, 304);
    cr_expect_eq(service_get_with(service, target, "Accept: image/x-nothing", NULL)->status, 406);
    service_stop(service);
}
