/*
 * Claims about the pages of lists in formats that have no envelope: how many rows come unasked, and
 * how a Link header leads through the rest.
 */
#include "service.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static size_t lines_of(const struct exchange *answer)
{
    size_t lines = 0;
    for (const char *at = answer->body; (at = strchr(at, '\n')) != NULL; at++)
        lines++;
    return lines;
}

Test(pages, other_formats_give_all_rows_up_to_ten_thousand)
{
    struct service *service = service_start(MAIN_DATABASE);
    static const char *const targets[] = {"/events", "/claims?fields=field", "/sources",
                                          "/timeline"};
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        const char *joint = strchr(targets[i], '?') != NULL ? "&" : "?";
        long long total =
            exchange_integer(service_get(service, "%s%slimit=1", targets[i], joint), "/total");
        struct exchange *rows = service_get(service, "%s%sformat=ndjson", targets[i], joint);
        char *next = exchange_link(rows, "next");
        cr_expect(total > 50 && total <= 10000, "%s: %lld", targets[i], total);
        cr_expect_eq((long long)lines_of(rows), total, "%s", targets[i]);
        cr_expect_null(next, "%s", targets[i]);
        free(next);
    }
    service_stop(service);
}

Test(pages, by_accept_they_do_so_too)
{
    struct service *service = service_start(MAIN_DATABASE);
    long long total = exchange_integer(service_get(service, "/events?limit=1"), "/total");
    struct exchange *rows =
        service_get_with(service, "/events", "Accept: application/x-ndjson", NULL);
    cr_expect_eq((long long)lines_of(rows), total);
    service_stop(service);
}

Test(pages, json_gives_fifty)
{
    struct service *service = service_start(MAIN_DATABASE);
    cr_expect_eq(exchange_count(service_get(service, "/events?format=json"), "/items"), 50);
    service_stop(service);
}

Test(pages, limit_holds_in_every_format)
{
    struct service *service = service_start(MAIN_DATABASE);
    cr_expect_eq(lines_of(service_get(service, "/events?format=ndjson&limit=7")), 7);
    cr_expect_eq(lines_of(service_get(service, "/events?format=ndjson&limit=50")), 50);
    cr_expect_eq(service_get(service, "/events?format=ndjson&limit=501")->status, 400);
    service_stop(service);
}

Test(pages, link_leads_through_all_rows_in_any_format)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *whole = service_get(service, "/events?format=ndjson&fields=label");
    char *target = strdup("/events?format=ndjson&fields=label&limit=70");
    size_t read = 0, pages = 0;
    while (target != NULL && pages++ < 10) {
        struct exchange *page = service_get(service, "%s", target);
        cr_assert_eq(page->status, 200, "%s", target);
        cr_assert_leq(read + page->length, whole->length);
        cr_expect_arr_eq(page->body, whole->body + read, page->length, "%s", target);
        read += page->length;
        free(target);
        target = exchange_link(page, "next");
    }
    free(target);
    cr_expect_eq(read, whole->length);
    cr_expect_eq(pages, (lines_of(whole) + 69) / 70);
    service_stop(service);
}

Test(pages, link_keeps_the_format)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const relations[] = {"next", "first", "last"};
    struct exchange *page = service_get(service, "/events?format=csv&limit=2");
    for (size_t i = 0; i < 3; i++) {
        char *target = exchange_link(page, relations[i]);
        cr_assert_not_null(target, "%s", relations[i]);
        cr_expect_not_null(strstr(target, "format=csv"), "%s", target);
        cr_expect_not_null(strstr(target, "limit=2"), "%s", target);
        free(target);
    }
    service_stop(service);
}

Test(pages, link_to_the_last_page_holds_by_accept_too)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *page =
        service_get_with(service, "/events?limit=3", "Accept: application/x-ndjson", NULL);
    char *last = exchange_link(page, "last");
    cr_assert_not_null(last);
    struct exchange *rows = service_get_with(service, last, "Accept: application/x-ndjson", NULL);
    cr_expect_eq(lines_of(rows), 3);
    cr_expect_str_eq(exchange_header(rows, "Content-Type"), "application/x-ndjson");
    free(last);
    service_stop(service);
}

Test(pages, cursor_holds_in_another_format)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *first = service_get(service, "/events?limit=3");
    struct exchange *second = service_get(service, "%s", exchange_text(first, "/next"));
    struct exchange *rows = service_get(service, "%s&format=ndjson", exchange_text(first, "/next"));
    json_t *row = json_loadb(rows->body, strcspn(rows->body, "\n"), 0, NULL);
    cr_expect_eq(lines_of(rows), 3);
    cr_expect(json_equal(row, exchange_json(second, "/items/0")));
    json_decref(row);
    service_stop(service);
}
