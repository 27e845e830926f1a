/*
 * Claims about the state of affairs at a time: what stands in which section, how places and actors
 * narrow it, what each entry rests on. Every day of the first dataset is compared with a reference
 * elsewhere (tests/data).
 */
#include "service.h"

#include <criterion/criterion.h>

/* Whether a section of the state at a time has a record. */
static bool has(struct service *service, const char *query, const char *section, const char *id)
{
    struct exchange *state = service_get(service, "/state?at=%s", query);
    char pointer[64];
    cr_assert_eq(state->status, 200, "%s: %s", query, state->body);
    snprintf(pointer, sizeof pointer, "/%s", section);
    return exchange_lists(state, pointer, "/id", id);
}

Test(state, has_every_section_and_its_count)
{
    static const char *const sections[] = {
        "states",  "relations", "treaties_in_force", "treaties_pending", "articles_in_force",
        "control", "offices",   "ongoing_events"};
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *state = service_get(service, "/state?at=1885-05-01");
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++) {
        char list[64], count[64];
        snprintf(list, sizeof list, "/%s", sections[i]);
        snprintf(count, sizeof count, "/counts/%s", sections[i]);
        cr_expect(json_is_array(exchange_json(state, list)), "%s", list);
        cr_expect_eq((long long)exchange_count(state, list), exchange_integer(state, count), "%s",
                     list);
    }
    cr_expect_eq(exchange_count(state, "/truncated"), 0);
    service_stop(service);
}

Test(state, says_which_time_was_asked)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *state = service_get(service, "/state?at=julian:1881-04-19");
    cr_expect_str_eq(exchange_text(state, "/at/calendars/gregorian"), "1881-05-01");
    service_stop(service);
}

Test(state, states_are_states_and_governments_alone)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect(has(service, "1870-01-01", "states", "republic-of-peru"));
    cr_expect_not(has(service, "1870-01-01", "states", "grau-miguel"));
    cr_expect_not(has(service, "1870-01-01", "states", "viceroyalty-of-peru"));
    service_stop(service);
}

Test(state, treaty_is_pending_from_signature_to_entry_into_force)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_not(has(service, "1883-10-19", "treaties_pending", "treaty-of-ancon-1883"));
    cr_expect(has(service, "1883-10-20", "treaties_pending", "treaty-of-ancon-1883"));
    cr_expect(has(service, "1884-03-27", "treaties_pending", "treaty-of-ancon-1883"));
    cr_expect_not(has(service, "1884-03-27", "treaties_in_force", "treaty-of-ancon-1883"));
    cr_expect_not(has(service, "1884-03-28", "treaties_pending", "treaty-of-ancon-1883"));
    cr_expect(has(service, "1884-03-28", "treaties_in_force", "treaty-of-ancon-1883"));
    service_stop(service);
}

Test(state, articles_are_in_force_with_their_treaty_or_by_themselves)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect(has(service, "1900-01-01", "articles_in_force", "treaty-of-ancon-1883.3"));
    cr_expect_not(has(service, "1929-07-29", "articles_in_force", "treaty-of-ancon-1883.3"));
    cr_expect(has(service, "1929-07-29", "articles_in_force", "treaty-of-ancon-1883.2"));
    service_stop(service);
}

Test(state, day_of_a_handover_belongs_to_both)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect(has(service, "1929-08-28", "control", "control-tacna-chile-1884"));
    cr_expect(has(service, "1929-08-28", "control", "control-tacna-peru-1929"));
    cr_expect_not(has(service, "1929-08-28&boundary=start", "control", "control-tacna-chile-1884"));
    cr_expect(has(service, "1929-08-28&boundary=start", "control", "control-tacna-peru-1929"));
    service_stop(service);
}

Test(state, records_of_one_place_name_each_other)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *state = service_get(service, "/state?at=1929-08-28&place=tacna");
    cr_assert_eq(exchange_count(state, "/control"), 2);
    cr_expect_str_eq(exchange_text(state, "/control/0/overlaps/0/id"),
                     exchange_text(state, "/control/1/id"));
    service_stop(service);
}

Test(state, events_that_last_are_ongoing_and_those_of_a_day_are_not)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect(has(service, "1880-06-07", "ongoing_events", "war-of-the-pacific"));
    cr_expect_not(has(service, "1880-06-07", "ongoing_events", "battle-of-arica"));
    service_stop(service);
}

Test(state, entry_rests_on_a_record_or_else_on_a_claim)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *state = service_get(service, "/state?at=1900-01-01&place=tacna");
    cr_expect_str_eq(exchange_text(state, "/control/0/basis/id"), "treaty-of-ancon-1883.3");
    cr_expect_str_eq(exchange_text(state, "/treaties_in_force/0/basis/type"), "claim");
    cr_expect_str_eq(exchange_text(state, "/articles_in_force/0/basis/type"), "treaty");
    service_stop(service);
}

Test(state, longer_time_is_certain_only_for_what_lasted_throughout)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *state = service_get(service, "/state?at=1881&actor=republic-of-chile");
    cr_assert_eq(exchange_count(state, "/offices"), 2);
    cr_expect_str_eq(exchange_text(state, "/offices/0/match"), "possible");
    cr_expect_str_eq(exchange_text(state, "/states/0/match"), "certain");
    state = service_get(service, "/state?at=1881&match=certain");
    cr_expect_eq(exchange_count(state, "/offices"), 0);
    service_stop(service);
}

Test(state, actor_narrows_to_what_it_takes_part_in)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *state = service_get(service, "/state?at=1900-01-01&actor=republic-of-bolivia");
    cr_assert_eq(exchange_count(state, "/states"), 1);
    cr_expect_str_eq(exchange_text(state, "/states/0/id"), "republic-of-bolivia");
    cr_expect_eq(exchange_count(state, "/control"), 0);
    service_stop(service);
}

Test(state, actor_narrows_articles_by_their_treaty)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect(has(service, "1900-01-01&actor=republic-of-peru", "articles_in_force",
                  "treaty-of-ancon-1883.3"));
    cr_expect_not(has(service, "1900-01-01&actor=republic-of-bolivia", "articles_in_force",
                      "treaty-of-ancon-1883.3"));
    service_stop(service);
}

Test(state, place_narrows_to_itself_what_lies_within_and_who_holds_it)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect(
        has(service, "1900-01-01&place=tacna-and-arica", "control", "control-tacna-chile-1884"));
    cr_expect(has(service, "1900-01-01&place=tacna", "states", "republic-of-chile"));
    cr_expect_not(has(service, "1900-01-01&place=tacna", "states", "republic-of-bolivia"));
    cr_expect_not(has(service, "1900-01-01&place=lima", "control", "control-tacna-chile-1884"));
    service_stop(service);
}

Test(state, place_around_is_marked_via_and_left_out_by_exact_scope)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *state = service_get(service, "/state?at=1910-01-01&place=port-arthur");
    cr_assert_gt(exchange_count(state, "/control"), 0);
    cr_expect_str_eq(exchange_text(state, "/control/0/via/id"),
                     exchange_text(state, "/control/0/place/id"));
    state = service_get(service, "/state?at=1910-01-01&place=port-arthur&scope=exact");
    cr_expect_eq(exchange_count(state, "/control"), 0);
    service_stop(service);
}

Test(state, outside_the_coverage_nothing_found_is_null)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *state = service_get(service, "/state?at=1500-01-01");
    cr_expect_str_eq(exchange_text(state, "/coverage"), "outside");
    cr_expect_str_eq(exchange_text(state, "/coverage_by/treaty"), "outside");
    cr_expect(json_is_null(exchange_json(state, "/counts/treaties_in_force")));
    service_stop(service);
}

Test(state, sakhalin_before_on_and_after_the_exchange_for_the_kurils)
{
    struct service *service = service_start(MAIN_DATABASE);
    cr_expect(has(service, "1875-08-21", "control", "control-sakhalin-joint-1868"));
    cr_expect_not(has(service, "1875-08-21", "control", "control-sakhalin-russian-1875"));
    cr_expect(has(service, "1875-08-22", "control", "control-sakhalin-joint-1868"));
    cr_expect(has(service, "1875-08-22", "control", "control-sakhalin-russian-1875"));
    cr_expect_not(has(service, "1875-08-23", "control", "control-sakhalin-joint-1868"));
    cr_expect(has(service, "1875-08-23", "control", "control-sakhalin-russian-1875"));
    service_stop(service);
}

Test(state, speaks_the_language_asked_for)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *state =
        service_get(service, "/state?at=1900-01-01&actor=empire-of-japan&lang=ja");
    cr_expect_str_eq(exchange_text(state, "/states/0/label"), "大日本帝国");
    cr_expect_str_eq(exchange_header(state, "Content-Language"), "ja");
    service_stop(service);
}

Test(state, needs_a_time_and_refuses_what_is_wrong_at_once)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(service_get(service, "/state")->status, 400);
    struct exchange *answer =
        service_get(service, "/state?at=1881&boundary=start&actor=republic-of-peruu");
    cr_expect_eq(answer->status, 400);
    cr_expect(exchange_lists(answer, "/errors", "/name", "boundary"));
    cr_expect(exchange_lists(answer, "/errors", "/suggestion", "republic-of-peru"));
    service_stop(service);
}

Test(state, is_not_sent_again_unchanged_nor_in_another_type)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *state = service_get(service, "/state?at=1881-05-01");
    char header[256];
    snprintf(header, sizeof header, "If-None-Match: %s", exchange_header(state, "ETag"));
    cr_expect_eq(service_get_with(service, "/state?at=1881-05-01", header, NULL)->status, 304);
    cr_expect_eq(
        service_get_with(service, "/state?at=1881-05-01", "Accept: image/x-nothing", NULL)->status,
        406);
    service_stop(service);
}

Test(state, map_has_a_feature_for_each_record_of_control_and_the_entry_in_it)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *map =
        service_get(service, "/state?at=1904-12-31&place=kwantung-leased-territory&format=geojson");
    struct exchange *state =
        service_get(service, "/state?at=1904-12-31&place=kwantung-leased-territory");
    cr_assert_eq(map->status, 200, "%s", map->body);
    cr_expect_str_eq(exchange_header(map, "Content-Type"), "application/geo+json");
    cr_expect_str_eq(exchange_text(map, "/type"), "FeatureCollection");
    cr_assert_eq(exchange_count(map, "/features"), exchange_count(state, "/control"));
    json_t *entry;
    size_t i;
    json_array_foreach(exchange_json(state, "/control"), i, entry)
    {
        json_t *feature;
        bool found = false;
        size_t k;
        json_array_foreach(exchange_json(map, "/features"), k, feature)
        {
            found =
                found || (json_equal(json_object_get(feature, "properties"), entry) &&
                          json_equal(json_object_get(feature, "id"), json_object_get(entry, "id")));
        }
        cr_expect(found, "%zu", i);
    }
    cr_expect(json_equal(exchange_json(map, "/at"), exchange_json(state, "/at")));
    cr_expect_str_eq(exchange_text(map, "/coverage"), exchange_text(state, "/coverage"));
    cr_expect_eq(exchange_integer(map, "/counts/control"),
                 exchange_integer(state, "/counts/control"));
    service_stop(service);
}

Test(state, map_begins_with_sovereignty_and_ends_with_occupation)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *map = service_get(service, "/state?at=1904-12-31&format=geojson");
    size_t count = exchange_count(map, "/features");
    char last[64];
    cr_assert_gt(count, 2);
    snprintf(last, sizeof last, "/features/%zu/properties/kind", count - 1);
    cr_expect_str_eq(exchange_text(map, "/features/0/properties/kind"), "sovereignty");
    cr_expect_str_eq(exchange_text(map, last), "occupation");
    service_stop(service);
}

Test(state, feature_has_the_outline_of_its_place_or_else_its_point)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *map =
        service_get(service, "/state?at=1880-01-01&place=sakhalin&format=geojson");
    struct exchange *place = service_get(service, "/places/sakhalin");
    cr_expect(
        json_equal(exchange_json(map, "/features/0/geometry"), exchange_json(place, "/geometry")));
    map = service_get(service, "/state?at=1880-01-01&place=primorye&format=geojson");
    cr_expect_str_eq(exchange_text(map, "/features/0/geometry/type"), "Point");
    place = service_get(service, "/places/primorye");
    cr_expect(json_equal(exchange_json(map, "/features/0/geometry/coordinates/0"),
                         exchange_json(place, "/point/lon")));
    service_stop(service);
}

Test(state, map_is_narrowed_as_the_state_is)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *map = service_get(
        service, "/state?at=1929-08-28&format=geojson&boundary=start&place=tacna&lang=es");
    cr_assert_eq(exchange_count(map, "/features"), 1);
    cr_expect_str_eq(exchange_text(map, "/features/0/id"), "control-tacna-peru-1929");
    cr_expect_str_eq(exchange_text(map, "/features/0/properties/label"), "Tacna del Perú");
    map = service_get(service,
                      "/state?at=1929-08-28&format=geojson&actor=republic-of-chile&match=certain");
    cr_assert_eq(exchange_count(map, "/features"), 1);
    cr_expect_str_eq(exchange_text(map, "/features/0/id"), "control-tacna-chile-1884");
    service_stop(service);
}

Test(state, map_or_whole_is_chosen_by_accept_and_format_beats_it)
{
    static const char *const target = "/state?at=1900-01-01";
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer =
        service_get_with(service, target, "Accept: application/geo+json", NULL);
    cr_expect_str_eq(exchange_header(answer, "Content-Type"), "application/geo+json");
    cr_expect_str_eq(exchange_header(answer, "Vary"), "Accept-Encoding, Accept, Accept-Language");
    answer = service_get_with(service, target,
                              "Accept: application/geo+json;q=0.5, application/json", NULL);
    cr_expect_str_eq(exchange_header(answer, "Content-Type"), "application/json");
    answer = service_get_with(service, target, "Accept: */*", NULL);
    cr_expect_str_eq(exchange_header(answer, "Content-Type"), "application/json");
    answer = service_get_with(service, "/state?at=1900-01-01&format=json",
                              "Accept: application/geo+json", NULL);
    cr_expect_str_eq(exchange_header(answer, "Content-Type"), "application/json");
    cr_expect_str_eq(exchange_header(answer, "Vary"), "Accept-Encoding, Accept-Language");
    service_stop(service);
}

Test(state, refusal_of_a_media_type_lists_both)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer =
        service_get_with(service, "/state?at=1900-01-01", "Accept: image/png", NULL);
    cr_expect_eq(answer->status, 406);
    cr_expect(exchange_lists(answer, "/available", NULL, "application/json"));
    cr_expect(exchange_lists(answer, "/available", NULL, "application/geo+json"));
    service_stop(service);
}
