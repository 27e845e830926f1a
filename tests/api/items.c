/*
 * Claims about single records: the bare object, what is in it, ids that were renamed or withdrawn,
 * and what `fields` leaves of it. The small dataset is served: every value is in its files.
 */
#include "service.h"

#include <criterion/criterion.h>

Test(items, item_is_the_bare_object)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *event = service_get(service, "/events/battle-of-angamos");
    cr_expect_eq(event->status, 200);
    cr_expect_str_eq(exchange_header(event, "Content-Type"), "application/json");
    cr_expect_str_eq(exchange_text(event, "/id"), "battle-of-angamos");
    cr_expect_str_eq(exchange_text(event, "/type"), "event");
    cr_expect_str_eq(exchange_text(event, "/kind"), "battle");
    cr_expect_str_eq(exchange_text(event, "/href"), "/events/battle-of-angamos");
    cr_expect_str_eq(exchange_text(event, "/labels/es"), "Combate naval de Angamos");
    service_stop(service);
}

Test(items, reference_carries_type_id_label_and_href)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *event = service_get(service, "/events/battle-of-angamos");
    cr_expect_str_eq(exchange_text(event, "/part_of/type"), "event");
    cr_expect_str_eq(exchange_text(event, "/part_of/id"), "war-of-the-pacific");
    cr_expect_str_eq(exchange_text(event, "/part_of/label"), "War of the Pacific");
    cr_expect_str_eq(exchange_text(event, "/part_of/href"), "/events/war-of-the-pacific");
    service_stop(service);
}

Test(items, match_is_absent_without_a_date_filter)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_null(exchange_json(service_get(service, "/events/battle-of-angamos"), "/match"));
    cr_expect_null(exchange_json(service_get(service, "/events"), "/items/0/match"));
    service_stop(service);
}

Test(items, date_object_has_days_and_three_calendars)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *event = service_get(service, "/events/battle-of-angamos");
    cr_expect_str_eq(exchange_text(event, "/date/edtf"), "1879-10-08");
    cr_expect_str_eq(exchange_text(event, "/date/precision"), "day");
    cr_expect_str_eq(exchange_text(event, "/date/earliest"), "1879-10-08");
    cr_expect_str_eq(exchange_text(event, "/date/latest"), "1879-10-08");
    cr_expect_eq(exchange_integer(event, "/date/jdn/0"), 2407631);
    cr_expect_str_eq(exchange_text(event, "/date/calendars/julian"), "1879-09-26");
    cr_expect_str_eq(exchange_text(event, "/date/calendars/japanese"), "Meiji 12-10-8");
    cr_expect_str_eq(exchange_text(event, "/date/display"), "8 October 1879");
    service_stop(service);
}

Test(items, interval_has_the_keys_of_a_date_too)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *event = service_get(service, "/events/war-of-the-pacific");
    cr_expect_str_eq(exchange_text(event, "/date/edtf"), "1879-04-05/1883-10-20");
    cr_expect_str_eq(exchange_text(event, "/date/precision"), "interval");
    cr_expect_str_eq(exchange_text(event, "/date/earliest"), "1879-04-05");
    cr_expect_str_eq(exchange_text(event, "/date/latest"), "1883-10-20");
    cr_expect_str_eq(exchange_text(event, "/date/start_kind"), "date");
    cr_expect_str_eq(exchange_text(event, "/date/end/edtf"), "1883-10-20");
    cr_expect_str_eq(exchange_text(event, "/date/display"), "5 April 1879 – 20 October 1883");
    service_stop(service);
}

Test(items, unknown_start_and_ongoing_end_are_said)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *trade = service_get(service, "/events/peruvian-nitrate-trade");
    cr_expect_str_eq(exchange_text(trade, "/date/start_kind"), "unknown");
    cr_expect(json_is_null(exchange_json(trade, "/date/start")));
    cr_expect(json_is_null(exchange_json(trade, "/date/earliest")));
    struct exchange *state = service_get(service, "/actors/republic-of-chile");
    cr_expect_str_eq(exchange_text(state, "/existed/end_kind"), "ongoing");
    cr_expect(json_is_null(exchange_json(state, "/existed/end")));
    service_stop(service);
}

Test(items, undated_event_has_no_date)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *event = service_get(service, "/events/first-settlement-at-arica");
    cr_expect_eq(event->status, 200);
    cr_expect(json_is_null(exchange_json(event, "/date")) ||
              json_is_null(exchange_json(event, "/date/earliest")));
    service_stop(service);
}

Test(items, event_tells_its_parts_causes_and_effects)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *war = service_get(service, "/events/war-of-the-pacific");
    cr_expect_eq(exchange_count(war, "/parts"), 3);
    struct exchange *battle = service_get(service, "/events/battle-of-arica");
    cr_expect_str_eq(exchange_text(battle, "/causes/0/event/id"), "battle-of-angamos");
    cr_expect_str_eq(exchange_text(battle, "/causes/0/note"), "It gave Chile the sea.");
    cr_expect(exchange_lists(battle, "/effects", "/id", "occupation-of-lima"));
    service_stop(service);
}

Test(items, event_lasts_so_many_days)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *war = service_get(service, "/events/war-of-the-pacific");
    cr_expect_eq(exchange_integer(war, "/duration/days"), 2409104 - 2407445 + 1);
    service_stop(service);
}

Test(items, treaty_tells_parties_signature_and_articles)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *treaty = service_get(service, "/treaties/treaty-of-ancon-1883");
    cr_expect_str_eq(exchange_text(treaty, "/parties/0/id"), "republic-of-chile");
    cr_expect_str_eq(exchange_text(treaty, "/signed/date/edtf"), "1883-10-20");
    cr_expect_str_eq(exchange_text(treaty, "/signed/place/id"), "ancon");
    cr_expect_str_eq(exchange_text(treaty, "/ratified/0/act"), "exchange");
    cr_expect_str_eq(exchange_text(treaty, "/in_force/start/edtf"), "1884-03-28");
    cr_expect_str_eq(exchange_text(treaty, "/secret"), "none");
    cr_expect_eq(exchange_count(treaty, "/articles"), 2);
    service_stop(service);
}

Test(items, article_tells_who_gives_what_to_whom)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *article = service_get(service, "/treaties/treaty-of-ancon-1883/articles/2");
    cr_expect_str_eq(exchange_text(article, "/id"), "treaty-of-ancon-1883.2");
    cr_expect_str_eq(exchange_text(article, "/number_as_written"), "II");
    cr_expect_str_eq(exchange_text(article, "/from/0/id"), "republic-of-peru");
    cr_expect_str_eq(exchange_text(article, "/to/0/id"), "republic-of-chile");
    cr_expect_str_eq(exchange_text(article, "/subject/0/id"), "tarapaca");
    service_stop(service);
}

Test(items, article_is_in_force_as_its_treaty_is)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *own = service_get(service, "/treaties/treaty-of-ancon-1883/articles/3");
    cr_expect_str_eq(exchange_text(own, "/in_force/end/edtf"), "1929-07-28");
    struct exchange *resolved = service_get(service, "/treaties/treaty-of-ancon-1883/articles/2");
    cr_expect_str_eq(exchange_text(resolved, "/in_force/start/edtf"), "1884-03-28");
    service_stop(service);
}

Test(items, actor_tells_offices_and_succession)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *person = service_get(service, "/actors/pinto-anibal");
    cr_expect_eq(exchange_count(person, "/offices"), 1);
    struct exchange *before = service_get(service, "/actors/viceroyalty-of-peru");
    cr_expect_eq(exchange_count(before, "/successors"), 1);
    struct exchange *after = service_get(service, "/actors/republic-of-peru");
    cr_expect_eq(exchange_count(after, "/predecessors"), 1);
    service_stop(service);
}

Test(items, tenure_knows_who_came_before_and_after)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *first = service_get(service, "/offices/president-of-chile-pinto-anibal-1876");
    struct exchange *second =
        service_get(service, "/offices/president-of-chile-santa-maria-domingo-1881");
    cr_expect_str_eq(exchange_text(first, "/office/id"), "president-of-chile");
    cr_expect_str_eq(exchange_text(first, "/state/id"), "republic-of-chile");
    cr_expect(json_is_null(exchange_json(first, "/predecessor")));
    cr_expect_str_eq(exchange_text(first, "/successor/id"), exchange_text(second, "/id"));
    cr_expect_str_eq(exchange_text(second, "/predecessor/id"), exchange_text(first, "/id"));
    service_stop(service);
}

Test(items, place_tells_where_it_is_and_who_held_it)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *place = service_get(service, "/places/tacna");
    cr_expect_str_eq(exchange_text(place, "/within/id"), "tacna-and-arica");
    cr_expect_eq(exchange_count(place, "/control"), 2);
    service_stop(service);
}

Test(items, renamed_id_redirects_and_keeps_the_query)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *moved = service_get(service, "/events/combat-of-angamos?lang=es&fields=label");
    cr_expect_eq(moved->status, 308);
    cr_expect_str_eq(exchange_header(moved, "Location"),
                     "/events/battle-of-angamos?lang=es&fields=label");
    service_stop(service);
}

Test(items, renamed_id_keeps_the_sub_path)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *moved = service_get(service, "/treaties/ancon-treaty/articles/2?lang=es");
    cr_expect_eq(moved->status, 308);
    cr_expect_str_eq(exchange_header(moved, "Location"),
                     "/treaties/treaty-of-ancon-1883/articles/2?lang=es");
    service_stop(service);
}

Test(items, renamed_id_is_read_silently_as_a_parameter)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *events = service_get(service, "/events?actor=bolivian-republic");
    cr_expect_eq(events->status, 200);
    cr_expect_eq(exchange_integer(events, "/total"), 1);
    service_stop(service);
}

Test(items, former_id_of_a_treaty_names_its_articles_as_a_parameter)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *claims = service_get(service, "/claims?subject=ancon-treaty.2");
    struct exchange *graph = service_get(service, "/graph?focus=ancon-treaty.2");
    cr_expect_eq(claims->status, 200);
    cr_expect_str_eq(exchange_text(claims, "/items/0/subject/id"), "treaty-of-ancon-1883.2");
    cr_expect_str_eq(exchange_text(graph, "/focus/id"), "treaty-of-ancon-1883.2");
    cr_expect_eq(service_get(service, "/graph?focus=ancon-treaty.99")->status, 400);
    service_stop(service);
}

Test(items, article_number_as_written_redirects)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *moved = service_get(service, "/treaties/treaty-of-ancon-1883/articles/II");
    cr_expect_eq(moved->status, 308);
    cr_expect_str_eq(exchange_header(moved, "Location"),
                     "/treaties/treaty-of-ancon-1883/articles/2");
    service_stop(service);
}

Test(items, place_has_the_geometry_of_its_outline_or_else_of_its_point)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *outlined = service_get(service, "/places/sakhalin");
    cr_expect_str_eq(exchange_text(outlined, "/geometry/type"), "MultiPolygon");
    struct exchange *port = service_get(service, "/places/aigun");
    cr_expect_str_eq(exchange_text(port, "/geometry/type"), "Point");
    cr_expect_eq(exchange_count(port, "/geometry/coordinates"), 2);
    cr_expect(json_equal(exchange_json(port, "/geometry/coordinates/0"),
                         exchange_json(port, "/point/lon")));
    cr_expect(json_equal(exchange_json(port, "/geometry/coordinates/1"),
                         exchange_json(port, "/point/lat")));
    struct exchange *nowhere = service_get(service, "/places/parasan");
    cr_expect(json_is_null(exchange_json(nowhere, "/point")));
    cr_expect(json_is_null(exchange_json(nowhere, "/geometry")));
    struct exchange *dated = service_get(service, "/places/aigun?at=1858-05-28&fields=geometry");
    cr_expect(json_equal(exchange_json(dated, "/geometry"), exchange_json(port, "/geometry")));
    service_stop(service);
}

Test(items, withdrawn_id_names_what_replaced_it)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *gone = service_get(service, "/events/siege-of-arica");
    cr_expect_eq(gone->status, 410);
    cr_expect_str_eq(exchange_text(gone, "/type"), "/problems/gone");
    cr_expect_str_eq(exchange_text(gone, "/replaced_by/id"), "battle-of-arica");
    cr_expect_str_eq(exchange_text(gone, "/replaced_by/href"), "/events/battle-of-arica");
    service_stop(service);
}

Test(items, withdrawn_id_may_have_no_replacement)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *gone = service_get(service, "/events/raid-on-arica");
    cr_expect_eq(gone->status, 410);
    cr_expect(json_is_null(exchange_json(gone, "/replaced_by")));
    service_stop(service);
}

Test(items, fields_leaves_what_was_asked_and_what_identifies)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *event =
        service_get(service, "/events/battle-of-angamos?fields=label,date.display");
    cr_expect_eq(event->status, 200);
    cr_expect_eq(json_object_size(event->json), 5, "%s", event->body);
    cr_expect_eq(json_object_size(exchange_json(event, "/date")), 1);
    cr_expect_str_eq(exchange_text(event, "/date/display"), "8 October 1879");
    cr_expect_str_eq(exchange_text(event, "/id"), "battle-of-angamos");
    cr_expect_str_eq(exchange_text(event, "/type"), "event");
    cr_expect_str_eq(exchange_text(event, "/href"), "/events/battle-of-angamos");
    service_stop(service);
}

Test(items, fields_keeps_match_in_a_dated_list)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *events =
        service_get(service, "/events?at=1879-10-08&kind=battle&fields=label");
    cr_expect_str_eq(exchange_text(events, "/items/0/match"), "certain");
    cr_expect_null(exchange_json(events, "/items/0/date"));
    service_stop(service);
}
