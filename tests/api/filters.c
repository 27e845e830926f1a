/*
 * Claims about what a list leaves out: kinds, actors, roles, places, pairs, regions, words. Each
 * counts records of the small dataset; filters by date have a file of their own.
 */
#include "service.h"

#include <criterion/criterion.h>

/* Ask for a list; its total. */
static long long total(struct service *service, const char *target)
{
    struct exchange *list = service_get(service, "%s", target);
    cr_assert_eq(list->status, 200, "%s: %s", target, list->body);
    return exchange_integer(list, "/total");
}

Test(filters, kind_takes_one)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(total(service, "/events?kind=battle"), 2);
    service_stop(service);
}

Test(filters, kinds_with_commas_mean_any_of)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(total(service, "/events?kind=battle,war"), 3);
    cr_expect_eq(total(service, "/events?kind=war,battle,war"), 3);
    service_stop(service);
}

Test(filters, kind_in_no_use_is_a_400_that_suggests)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_get(service, "/events?kind=batle");
    cr_expect_eq(answer->status, 400);
    cr_expect_str_eq(exchange_text(answer, "/errors/0/name"), "kind");
    cr_expect_str_eq(exchange_text(answer, "/errors/0/suggestion"), "battle");
    cr_expect(exchange_lists(answer, "/errors/0/allowed_values", NULL, "war"));
    service_stop(service);
}

Test(filters, actor_matches_participants_and_those_acted_for)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(total(service, "/events?actor=republic-of-peru"), 4);
    cr_expect_eq(total(service, "/events?actor=grau-miguel"), 1);
    cr_expect_eq(total(service, "/events?actor=grau-miguel,republic-of-bolivia"), 2);
    service_stop(service);
}

Test(filters, actor_matches_parties_and_signatories)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(total(service, "/treaties?actor=republic-of-bolivia"), 1);
    cr_expect_eq(total(service, "/treaties?actor=novoa-jovino"), 1);
    service_stop(service);
}

Test(filters, unknown_actor_is_a_400_that_suggests)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_get(service, "/events?actor=republic-of-peruu");
    cr_expect_eq(answer->status, 400);
    cr_expect_str_eq(exchange_text(answer, "/errors/0/suggestion"), "republic-of-peru");
    service_stop(service);
}

Test(filters, role_narrows_the_actor)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(total(service, "/events?actor=grau-miguel&role=commander"), 1);
    cr_expect_eq(total(service, "/events?actor=grau-miguel&role=belligerent"), 0);
    cr_expect_eq(total(service, "/events?role=belligerent"), 1);
    service_stop(service);
}

Test(filters, place_matches_all_within_it)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(total(service, "/events?place=tacna-and-arica"), 3);
    cr_expect_eq(total(service, "/events?place=arica"), 2);
    cr_expect_eq(total(service, "/places?place=tacna-and-arica"), 3);
    service_stop(service);
}

Test(filters, exact_scope_matches_the_place_alone)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(total(service, "/events?place=tacna-and-arica&scope=exact"), 1);
    service_stop(service);
}

Test(filters, treaties_are_found_by_the_places_of_their_articles)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(total(service, "/treaties?place=tarapaca"), 1);
    cr_expect_eq(total(service, "/treaties?place=tacna"), 2);
    service_stop(service);
}

Test(filters, between_is_both_in_either_order)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(total(service, "/treaties?between=republic-of-chile,republic-of-peru"), 2);
    cr_expect_eq(total(service, "/treaties?between=republic-of-peru,republic-of-chile"), 2);
    cr_expect_eq(total(service, "/relations?between=republic-of-peru,republic-of-chile"), 2);
    cr_expect_eq(total(service, "/relations?between=republic-of-peru,republic-of-bolivia"), 0);
    service_stop(service);
}

Test(filters, between_follows_predecessors)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(total(service, "/treaties?between=viceroyalty-of-peru,republic-of-chile"), 2);
    service_stop(service);
}

Test(filters, between_takes_exactly_two)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(service_get(service, "/treaties?between=republic-of-chile")->status, 400);
    cr_expect_eq(service_get(service, "/treaties?between=republic-of-chile,republic-of-peru,"
                                      "republic-of-bolivia")
                     ->status,
                 400);
    service_stop(service);
}

Test(filters, bbox_gives_what_lies_in_it)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *places = service_get(service, "/places?bbox=-71,-18.9,-70,-17.9");
    cr_expect_eq(exchange_integer(places, "/total"), 2);
    cr_expect(exchange_lists(places, "/items", "/id", "tacna"));
    cr_expect(exchange_lists(places, "/items", "/id", "arica"));
    service_stop(service);
}

Test(filters, bbox_crosses_the_180th_meridian)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(total(service, "/places?bbox=170,-30,-60,0"), 6);
    cr_expect_eq(total(service, "/places?bbox=-60,-30,170,0"), 0);
    service_stop(service);
}

Test(filters, near_gives_what_lies_near)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *places = service_get(service, "/places?near=-18.48,-70.33,30");
    cr_expect_eq(exchange_integer(places, "/total"), 1);
    cr_expect_str_eq(exchange_text(places, "/items/0/id"), "arica");
    service_stop(service);
}

Test(filters, words_are_found_without_accents)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(total(service, "/actors?q=huascar"), 1);
    cr_expect_eq(total(service, "/actors?kind=person&q=anibal"), 1);
    service_stop(service);
}

Test(filters, words_are_found_in_any_language_and_alias)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(total(service, "/events?q=Guerra"), 1);
    cr_expect_eq(total(service, "/events?q=saltpetre"), 1);
    service_stop(service);
}

Test(filters, all_words_must_be_found)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(total(service, "/events?q=battle+arica"), 1);
    cr_expect_eq(total(service, "/events?q=battle+lima"), 0);
    service_stop(service);
}

Test(filters, together_mean_all_of_them)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(total(service, "/events?kind=battle&place=arica&from=1880&to=1880"), 1);
    cr_expect_eq(total(service, "/events?kind=war&place=arica"), 0);
    service_stop(service);
}

Test(filters, sources_are_told_by_origin)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(total(service, "/sources?origin=third-party"), 1);
    cr_expect_eq(total(service, "/sources?origin=chilean"), 0);
    cr_expect_eq(service_get(service, "/sources?origin=martian")->status, 400);
    service_stop(service);
}

Test(filters, control_is_also_found_through_a_place_around)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(total(service, "/control?place=tacna-and-arica"), 2);
    cr_expect_eq(total(service, "/control?place=tacna-and-arica&scope=exact"), 0);
    service_stop(service);
}
