/*
 * Claims about filters by date (contract, section 2): possible and certain, undated records,
 * handovers, coverage, and the questions that make no sense. By the small dataset.
 */
#include "service.h"

#include <criterion/criterion.h>
#include <string.h>

/* How the record of this id matched in a list: "certain", "possible", "null", or "" where it is not
 * listed. */
static const char *match_of(const struct exchange *list, const char *id)
{
    size_t i;
    json_t *item;
    json_array_foreach(exchange_json(list, "/items"), i, item)
    {
        if (strcmp(json_string_value(json_object_get(item, "id")), id) != 0) continue;
        json_t *match = json_object_get(item, "match");
        if (json_is_null(match)) return "null";
        return json_is_string(match) ? json_string_value(match) : "none";
    }
    return "";
}

Test(dates, at_a_day_gives_what_was_going_on)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *events = service_get(service, "/events?at=1879-10-08");
    cr_expect_eq(exchange_integer(events, "/total"), 3);
    cr_expect_str_eq(match_of(events, "battle-of-angamos"), "certain");
    cr_expect_str_eq(match_of(events, "war-of-the-pacific"), "certain");
    cr_expect_str_eq(match_of(events, "peruvian-nitrate-trade"), "possible");
    service_stop(service);
}

Test(dates, at_a_year_is_certain_only_for_what_held_every_day)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *events = service_get(service, "/events?at=1880");
    cr_expect_str_eq(match_of(events, "war-of-the-pacific"), "certain");
    cr_expect_str_eq(match_of(events, "battle-of-arica"), "possible");
    service_stop(service);
}

Test(dates, from_and_to_are_certain_for_what_surely_overlaps)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *events = service_get(service, "/events?from=1880&to=1880");
    cr_expect_eq(exchange_integer(events, "/total"), 2);
    cr_expect_str_eq(match_of(events, "war-of-the-pacific"), "certain");
    cr_expect_str_eq(match_of(events, "battle-of-arica"), "certain");
    service_stop(service);
}

Test(dates, one_side_alone_is_open)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(exchange_integer(service_get(service, "/events?from=1900"), "/total"), 1);
    cr_expect_eq(exchange_integer(service_get(service, "/events?to=1850"), "/total"), 1);
    service_stop(service);
}

Test(dates, within_a_doubtful_start_a_match_is_possible)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_str_eq(
        match_of(service_get(service, "/events?at=1922-06-15"), "tacna-arica-negotiations"),
        "possible");
    cr_expect_str_eq(
        match_of(service_get(service, "/events?at=1925-06-15"), "tacna-arica-negotiations"),
        "certain");
    service_stop(service);
}

Test(dates, certain_leaves_the_possible_out)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *events = service_get(service, "/events?at=1880&match=certain");
    cr_expect_eq(exchange_integer(events, "/total"), 1);
    cr_expect_str_eq(match_of(events, "war-of-the-pacific"), "certain");
    service_stop(service);
}

Test(dates, without_a_date_there_is_nothing_to_match)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *plain = service_get(service, "/events?limit=3");
    static const char *const matches[] = {"possible", "certain"};
    for (size_t i = 0; i < sizeof matches / sizeof *matches; i++) {
        struct exchange *events = service_get(service, "/events?limit=3&match=%s", matches[i]);
        cr_expect_eq(events->status, 200);
        cr_expect(json_equal(exchange_json(plain, "/items"), exchange_json(events, "/items")));
    }
    cr_expect(exchange_json(plain, "/items/0/match") == NULL);
    service_stop(service);
}

Test(dates, another_calendar_asks_the_same)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *gregorian = service_get(service, "/events?at=1879-10-08");
    static const char *const others[] = {"julian:1879-09-26", "jdn:2407631",
                                         "japanese:meiji-12-10-8"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct exchange *other = service_get(service, "/events?at=%s", others[i]);
        cr_expect(json_equal(exchange_json(gregorian, "/items"), exchange_json(other, "/items")),
                  "%s", others[i]);
    }
    service_stop(service);
}

Test(dates, undated_records_are_excluded_unless_included)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_str_eq(
        match_of(service_get(service, "/events?from=1800"), "first-settlement-at-arica"), "");
    cr_expect_str_eq(match_of(service_get(service, "/events?from=1800&undated=include"),
                              "first-settlement-at-arica"),
                     "null");
    service_stop(service);
}

Test(dates, undated_only_gives_nothing_else)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *events = service_get(service, "/events?undated=only");
    cr_expect_eq(exchange_integer(events, "/total"), 1);
    cr_expect_str_eq(exchange_text(events, "/items/0/id"), "first-settlement-at-arica");
    service_stop(service);
}

Test(dates, undated_only_with_a_date_is_a_400)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(service_get(service, "/events?undated=only&at=1880")->status, 400);
    service_stop(service);
}

Test(dates, at_with_from_or_to_is_a_400)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(service_get(service, "/events?at=1880&from=1879")->status, 400);
    cr_expect_eq(service_get(service, "/events?at=1880&to=1881")->status, 400);
    service_stop(service);
}

Test(dates, from_after_to_is_a_400)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(service_get(service, "/events?from=1883&to=1879")->status, 400);
    service_stop(service);
}

Test(dates, day_that_does_not_exist_is_a_400_that_says_why)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_get(service, "/events?at=1879-02-30");
    cr_expect_eq(answer->status, 400);
    cr_expect_neq(exchange_text(answer, "/errors/0/reason")[0], '\0');
    service_stop(service);
}

Test(dates, handover_day_belongs_to_both)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *control = service_get(service, "/control?at=1929-08-28");
    cr_expect_str_eq(match_of(control, "control-tacna-chile-1884"), "certain");
    cr_expect_str_eq(match_of(control, "control-tacna-peru-1929"), "certain");
    service_stop(service);
}

Test(dates, boundary_start_leaves_out_who_hands_over)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *control = service_get(service, "/control?at=1929-08-28&boundary=start");
    cr_expect_eq(exchange_integer(control, "/total"), 1);
    cr_expect_str_eq(exchange_text(control, "/items/0/id"), "control-tacna-peru-1929");
    struct exchange *offices = service_get(service, "/offices?at=1881-09-18&boundary=start");
    cr_expect_eq(exchange_integer(offices, "/total"), 1);
    struct exchange *relations = service_get(service, "/relations?at=1883-10-20&boundary=start");
    cr_expect_eq(exchange_integer(relations, "/total"), 1);
    struct exchange *actors =
        service_get(service, "/actors?kind=state&at=1821-07-28&boundary=start");
    cr_expect_str_eq(match_of(actors, "viceroyalty-of-peru"), "");
    service_stop(service);
}

Test(dates, boundary_start_needs_a_single_day)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(service_get(service, "/control?at=1929&boundary=start")->status, 400);
    cr_expect_eq(service_get(service, "/control?boundary=start")->status, 400);
    service_stop(service);
}

Test(dates, treaties_are_tested_by_when_they_are_in_force)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_str_eq(
        match_of(service_get(service, "/treaties?at=1883-12-01"), "treaty-of-ancon-1883"), "");
    cr_expect_str_eq(
        match_of(service_get(service, "/treaties?at=1884-04-01"), "treaty-of-ancon-1883"),
        "certain");
    service_stop(service);
}

Test(dates, treaties_may_be_tested_by_signature_or_ratification)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *signed_then = service_get(service, "/treaties?at=1883-10-20&date_of=signed");
    cr_expect_str_eq(match_of(signed_then, "treaty-of-ancon-1883"), "certain");
    cr_expect_eq(exchange_integer(signed_then, "/total"), 1);
    struct exchange *ratified = service_get(service, "/treaties?at=1884-03-28&date_of=ratified");
    cr_expect_str_eq(match_of(ratified, "treaty-of-ancon-1883"), "certain");
    cr_expect_eq(exchange_integer(ratified, "/total"), 1);
    service_stop(service);
}

Test(dates, entry_unknown_is_possible_from_signature_on)
{
    struct service *service = service_start(TINY_DATABASE);
    const char *id = "treaty-of-alliance-peru-bolivia-1873";
    cr_expect_str_eq(match_of(service_get(service, "/treaties?at=1873-02-05"), id), "");
    cr_expect_str_eq(match_of(service_get(service, "/treaties?at=1879-04-05"), id), "possible");
    service_stop(service);
}

Test(dates, articles_are_tested_by_when_they_are_in_force)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *articles =
        service_get(service, "/treaties/treaty-of-ancon-1883/articles?at=1929-12-01");
    cr_expect_eq(exchange_integer(articles, "/total"), 1);
    cr_expect_str_eq(match_of(articles, "treaty-of-ancon-1883.2"), "certain");
    service_stop(service);
}

Test(dates, places_take_no_date)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(service_get(service, "/places?at=1880")->status, 400);
    cr_expect_eq(service_get(service, "/claims?at=1880")->status, 400);
    service_stop(service);
}

Test(dates, sources_are_tested_by_issue)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(exchange_integer(service_get(service, "/sources?from=2001"), "/total"), 1);
    cr_expect_eq(exchange_count(service_get(service, "/sources?to=1999"), "/items"), 0);
    service_stop(service);
}

Test(dates, coverage_is_told_for_the_asked_time)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_str_eq(exchange_text(service_get(service, "/events?at=1880"), "/coverage"),
                     "covered");
    cr_expect_str_eq(exchange_text(service_get(service, "/events?from=1925&to=1935"), "/coverage"),
                     "partial");
    cr_expect_str_eq(exchange_text(service_get(service, "/events?at=1950"), "/coverage"),
                     "outside");
    service_stop(service);
}

Test(dates, coverage_follows_the_record_type)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_str_eq(exchange_text(service_get(service, "/control?at=1880"), "/coverage"),
                     "outside");
    service_stop(service);
}

Test(dates, zero_outside_coverage_is_null)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *outside = service_get(service, "/events?at=1950&kind=battle");
    cr_expect(json_is_null(exchange_json(outside, "/total")));
    struct exchange *within = service_get(service, "/events?at=1900&kind=battle");
    cr_expect_eq(exchange_integer(within, "/total"), 0);
    service_stop(service);
}

Test(dates, known_records_are_given_outside_coverage_too)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *actors = service_get(service, "/actors?at=1950&kind=state");
    cr_expect_str_eq(exchange_text(actors, "/coverage"), "outside");
    cr_expect_eq(exchange_integer(actors, "/total"), 3);
    service_stop(service);
}

Test(dates, qualifier_of_a_question_adds_no_padding)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *plain = service_get(service, "/events?at=1880");
    struct exchange *approximate = service_get(service, "/events?at=1880~");
    cr_expect(json_equal(exchange_json(plain, "/items"), exchange_json(approximate, "/items")));
    service_stop(service);
}
