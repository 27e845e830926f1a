/*
 * Claims about Link headers: the pages around a page, and what stands behind a reply.
 */
#include "service.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static void expect_link(const struct exchange *answer, const char *relation, const char *wanted)
{
    char *target = exchange_link(answer, relation);
    cr_expect_not_null(target, "%s has no %s", answer->target, relation);
    if (target != NULL) cr_expect_str_eq(target, wanted, "%s: %s", answer->target, relation);
    free(target);
}

static void expect_no_link(const struct exchange *answer, const char *relation)
{
    char *target = exchange_link(answer, relation);
    cr_expect_null(target, "%s: %s: %s", answer->target, relation, target);
    free(target);
}

/* The page that a Link header leads to. */
static struct exchange *follow(struct service *service, const struct exchange *page,
                               const char *relation)
{
    char *target = exchange_link(page, relation);
    cr_assert_not_null(target, "%s has no %s", page->target, relation);
    struct exchange *other = service_get(service, "%s", target);
    cr_expect_eq(other->status, 200, "%s: %s", target, other->body);
    free(target);
    return other;
}

Test(links, page_links_are_those_of_the_body)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *first = service_get(service, "/events?limit=3");
    expect_link(first, "next", exchange_text(first, "/next"));
    expect_no_link(first, "prev");
    struct exchange *second = follow(service, first, "next");
    expect_link(second, "next", exchange_text(second, "/next"));
    expect_link(second, "prev", exchange_text(second, "/prev"));
    service_stop(service);
}

Test(links, whole_list_has_no_pages_around_it)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *list = service_get(service, "/events");
    static const char *const relations[] = {"next", "prev", "first", "last"};
    for (size_t i = 0; i < 4; i++)
        expect_no_link(list, relations[i]);
    service_stop(service);
}

Test(links, first_is_the_page_without_a_cursor)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *first = service_get(service, "/events?limit=3&lang=es");
    struct exchange *again = follow(service, follow(service, first, "next"), "first");
    cr_expect_str_eq(again->body, first->body);
    service_stop(service);
}

/* The rows of `page` are the last of `whole`. */
static void expect_last_rows(const struct exchange *page, const struct exchange *whole)
{
    size_t count = exchange_count(page, "/items"), all = exchange_count(whole, "/items");
    cr_assert(count > 0 && count <= all, "%s: %zu", page->target, count);
    for (size_t i = 0; i < count; i++)
        cr_expect(json_equal(json_array_get(exchange_json(page, "/items"), i),
                             json_array_get(exchange_json(whole, "/items"), all - count + i)),
                  "%s: item %zu", page->target, i);
}

static const char *const lists[] = {"/events?sort=date",
                                    "/events?sort=-date",
                                    "/events?sort=label",
                                    "/events?sort=-label",
                                    "/treaties?sort=-date",
                                    "/actors?lang=es",
                                    "/places?sort=label",
                                    "/places?sort=-label",
                                    "/offices?match=certain&from=1870",
                                    "/relations?sort=date",
                                    "/control?sort=-date",
                                    "/sources?sort=label",
                                    "/claims?rank=preferred",
                                    "/timeline?sort=-date",
                                    "/timeline?from=1879",
                                    "/events?undated=only",
                                    "/search?q=chile",
                                    "/treaties/treaty-of-ancon-1883/articles?",
                                    "/events/war-of-the-pacific/claims?"};

static const char *joint_of(const char *target)
{
    size_t length = strlen(target);
    return target[length - 1] == '?' ? "" : strchr(target, '?') != NULL ? "&" : "?";
}

Test(links, last_leads_to_the_last_rows_in_every_order)
{
    struct service *service = service_start(TINY_DATABASE);
    size_t checked = 0;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const char *joint = joint_of(lists[i]);
        struct exchange *whole = service_get(service, "%s%slimit=500", lists[i], joint);
        struct exchange *first = service_get(service, "%s%slimit=1", lists[i], joint);
        cr_assert_eq(first->status, 200, "%s: %s", lists[i], first->body);
        if (exchange_count(whole, "/items") < 2) continue;
        checked++;
        struct exchange *last = follow(service, first, "last");
        cr_expect_eq(exchange_count(last, "/items"), 1, "%s", lists[i]);
        expect_last_rows(last, whole);
        cr_expect(json_is_null(exchange_json(last, "/next")), "%s", lists[i]);
        expect_no_link(last, "next");
        cr_expect_eq(exchange_integer(last, "/total"), exchange_integer(whole, "/total"));
    }
    cr_expect_geq(checked, 16);
    service_stop(service);
}

Test(links, last_page_is_as_long_as_the_others)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *whole = service_get(service, "/events");
    struct exchange *last = follow(service, service_get(service, "/events?limit=3"), "last");
    cr_expect_eq(exchange_count(last, "/items"), 3);
    expect_last_rows(last, whole);
    service_stop(service);
}

Test(links, prev_leads_back_from_the_last_page)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *page =
        follow(service, service_get(service, "/events?limit=100&fields=label"), "last");
    size_t read = exchange_count(page, "/items"), pages = 1;
    while (json_is_string(exchange_json(page, "/prev")) && pages++ < 10) {
        page = follow(service, page, "prev");
        read += exchange_count(page, "/items");
    }
    cr_expect_eq((long long)read, exchange_integer(page, "/total"));
    expect_no_link(page, "prev");
    service_stop(service);
}

Test(links, last_keeps_the_filters)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *battles =
        follow(service, service_get(service, "/events?kind=battle&limit=1"), "last");
    cr_expect_str_eq(exchange_text(battles, "/items/0/id"), "battle-of-arica");
    cr_expect_eq(exchange_integer(battles, "/total"), 2);
    service_stop(service);
}

Test(links, last_goes_stale_as_every_cursor_does)
{
    struct service *service = service_start_copy(TINY_DATABASE);
    char *last = exchange_link(service_get(service, "/events?limit=1"), "last");
    cr_assert_not_null(last);
    service_replace(service, MAIN_DATABASE);
    struct exchange *stale = service_get(service, "%s", last);
    cr_expect_eq(stale->status, 410);
    cr_expect_str_eq(exchange_text(stale, "/first"), "/events?limit=1");
    free(last);
    service_stop(service);
}

Test(links, reply_tells_its_description_guide_licence_and_citation)
{
    struct service *service = service_start(TINY_DATABASE);
    static const struct {
        const char *target, *cited;
    } replies[] = {{"/events?limit=2&lang=es", "/events"},
                   {"/events/battle-of-angamos", "/events/battle-of-angamos"},
                   {"/state?lang=es&at=1880", "/state?at=1880"},
                   {"/search?limit=1&q=Anc%C3%B3n", "/search?q=Anc%C3%B3n"},
                   {"/events?format=csv", "/events"},
                   {"/export", "/export"}};
    for (size_t i = 0; i < sizeof replies / sizeof *replies; i++) {
        struct exchange *answer = service_get(service, "%s", replies[i].target);
        expect_link(answer, "describedby", "/openapi.json");
        expect_link(answer, "service-doc", "/docs");
        expect_link(answer, "license", "https://creativecommons.org/publicdomain/zero/1.0/");
        expect_link(answer, "cite-as", replies[i].cited);
    }
    service_stop(service);
}

Test(links, what_a_reply_links_to_is_there)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const relations[] = {"describedby", "service-doc", "cite-as", "api-catalog"};
    struct exchange *index = service_get(service, "/");
    for (size_t i = 0; i < sizeof relations / sizeof *relations; i++)
        follow(service, index, relations[i]);
    service_stop(service);
}

Test(links, index_alone_names_the_catalogue)
{
    struct service *service = service_start(TINY_DATABASE);
    expect_link(service_get(service, "/"), "api-catalog", "/.well-known/api-catalog");
    expect_no_link(service_get(service, "/events"), "api-catalog");
    service_stop(service);
}

Test(links, catalogue_is_named_to_who_asks_for_the_headers_alone)
{
    struct service *service = service_start(TINY_DATABASE);
    expect_link(service_ask(service, "HEAD", "/"), "api-catalog", "/.well-known/api-catalog");
    service_stop(service);
}

Test(links, all_begin_with_the_base_path)
{
    struct service *service = service_start_under(TINY_DATABASE, "/history");
    struct exchange *page = service_get(service, "/events?limit=3");
    static const char *const relations[] = {"next",        "first",       "last",
                                            "describedby", "service-doc", "cite-as"};
    for (size_t i = 0; i < sizeof relations / sizeof *relations; i++) {
        char *target = exchange_link(page, relations[i]);
        cr_assert_not_null(target, "%s", relations[i]);
        cr_expect_eq(strncmp(target, "/history/", 9), 0, "%s: %s", relations[i], target);
        free(target);
    }
    service_stop(service);
}
