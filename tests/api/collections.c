/*
 * Claims about collections as such: the envelope, pages forwards and backwards, cursors and what
 * they are bound to, orders. Pages are walked over every collection of both datasets.
 */
#include "service.h"

#include <criterion/criterion.h>
#include <string.h>

static const char *const collections[] = {"events",    "treaties", "actors",  "offices", "places",
                                          "relations", "control",  "sources", "claims"};
enum { COLLECTIONS = sizeof collections / sizeof *collections };

/* Follow `next` from a first page; each id is asked to be new. How many there were. */
static long long walk(struct service *service, const char *first, json_t *seen)
{
    long long count = 0;
    struct exchange *page = service_get(service, "%s", first);
    for (;;) {
        size_t i;
        json_t *item;
        cr_assert_eq(page->status, 200, "%s: %s", page->target, page->body);
        json_array_foreach(exchange_json(page, "/items"), i, item)
        {
            const char *id = json_string_value(json_object_get(item, "id"));
            cr_expect_null(json_object_get(seen, id), "%s twice in %s", id, first);
            json_object_set_new(seen, id, json_integer(count++));
        }
        if (!json_is_string(exchange_json(page, "/next"))) return count;
        page = service_get(service, "%s", exchange_text(page, "/next"));
    }
}

static void walk_all(const char *database, int limit)
{
    struct service *service = service_start(database);
    for (size_t i = 0; i < COLLECTIONS; i++) {
        char target[64];
        json_t *seen = json_object();
        struct exchange *first = service_get(service, "/%s?limit=1", collections[i]);
        snprintf(target, sizeof target, "/%s?limit=%d", collections[i], limit);
        cr_expect_eq(walk(service, target, seen), exchange_integer(first, "/total"), "/%s",
                     collections[i]);
        json_decref(seen);
    }
    service_stop(service);
}

Test(collections, walk_gives_each_record_once)
{
    walk_all(TINY_DATABASE, 2);
}

Test(collections, walk_by_sevens_gives_each_record_of_the_first_dataset_once, .timeout = 120)
{
    walk_all(MAIN_DATABASE, 7);
}

Test(collections, descending_is_the_exact_reverse_of_dated_records)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *up = service_get(service, "/events?undated=exclude&sort=date");
    struct exchange *down = service_get(service, "/events?undated=exclude&sort=-date");
    size_t count = exchange_count(up, "/items");
    cr_assert_eq(exchange_count(down, "/items"), count);
    for (size_t i = 0; i < count; i++)
        cr_expect_str_eq(json_string_value(json_pointer_get(
                             json_array_get(exchange_json(up, "/items"), i), "/id")),
                         json_string_value(json_pointer_get(
                             json_array_get(exchange_json(down, "/items"), count - 1 - i), "/id")));
    service_stop(service);
}

Test(collections, default_order_is_by_date)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *events = service_get(service, "/events");
    cr_expect_str_eq(exchange_text(events, "/items/0/id"), "peruvian-nitrate-trade");
    cr_expect_str_eq(exchange_text(events, "/items/1/id"), "war-of-the-pacific");
    cr_expect_str_eq(exchange_text(events, "/items/2/id"), "battle-of-angamos");
    cr_expect_str_eq(exchange_text(events, "/items/5/id"), "tacna-arica-negotiations");
    service_stop(service);
}

Test(collections, undated_records_come_last_in_both_directions)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_str_eq(exchange_text(service_get(service, "/events?sort=date"), "/items/6/id"),
                     "first-settlement-at-arica");
    cr_expect_str_eq(exchange_text(service_get(service, "/events?sort=-date"), "/items/6/id"),
                     "first-settlement-at-arica");
    service_stop(service);
}

Test(collections, label_order_folds_accents)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *places = service_get(service, "/places");
    cr_expect_str_eq(exchange_text(places, "/items/0/id"), "ancon");
    cr_expect_str_eq(exchange_text(places, "/items/1/id"), "arica");
    struct exchange *reverse = service_get(service, "/places?sort=-label");
    cr_expect_str_eq(exchange_text(reverse, "/items/6/id"), "ancon");
    service_stop(service);
}

Test(collections, articles_stand_in_the_treaty_s_order)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *up = service_get(service, "/treaties/treaty-of-ancon-1883/articles");
    cr_expect_eq(exchange_integer(up, "/total"), 2);
    cr_expect_str_eq(exchange_text(up, "/items/0/number"), "2");
    struct exchange *down =
        service_get(service, "/treaties/treaty-of-ancon-1883/articles?sort=-ordinal");
    cr_expect_str_eq(exchange_text(down, "/items/0/number"), "3");
    service_stop(service);
}

Test(collections, envelope_has_fifty_by_default)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *events = service_get(service, "/events");
    cr_expect_eq(exchange_integer(events, "/total"), 7);
    cr_expect_eq(exchange_integer(events, "/limit"), 50);
    cr_expect(json_is_null(exchange_json(events, "/next")));
    cr_expect(json_is_null(exchange_json(events, "/prev")));
    service_stop(service);
}

Test(collections, previous_page_is_the_page_before)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *first = service_get(service, "/events?limit=3");
    struct exchange *second = service_get(service, "%s", exchange_text(first, "/next"));
    struct exchange *again = service_get(service, "%s", exchange_text(second, "/prev"));
    cr_expect(json_equal(exchange_json(first, "/items"), exchange_json(again, "/items")));
    cr_expect(json_is_null(exchange_json(again, "/prev")));
    service_stop(service);
}

Test(collections, previous_page_of_the_last_is_full)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *page = service_get(service, "/events?limit=3&sort=-date");
    struct exchange *middle = service_get(service, "%s", exchange_text(page, "/next"));
    struct exchange *last = service_get(service, "%s", exchange_text(middle, "/next"));
    cr_expect_eq(exchange_count(last, "/items"), 1);
    struct exchange *back = service_get(service, "%s", exchange_text(last, "/prev"));
    cr_expect(json_equal(exchange_json(middle, "/items"), exchange_json(back, "/items")));
    service_stop(service);
}

Test(collections, link_header_repeats_next_and_prev)
{
    struct service *service = service_start(TINY_DATABASE);
    char wanted[2200];
    struct exchange *first = service_get(service, "/events?limit=3");
    snprintf(wanted, sizeof wanted, "<%s>; rel=\"next\"", exchange_text(first, "/next"));
    cr_expect_not_null(strstr(exchange_header(first, "Link"), wanted));
    struct exchange *second = service_get(service, "%s", exchange_text(first, "/next"));
    snprintf(wanted, sizeof wanted, "<%s>; rel=\"prev\"", exchange_text(second, "/prev"));
    cr_expect_not_null(strstr(exchange_header(second, "Link"), wanted));
    service_stop(service);
}

Test(collections, links_are_path_absolute_and_keep_the_filters)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *page = service_get(service, "/events?limit=1&kind=battle&lang=es");
    const char *next = exchange_text(page, "/next");
    cr_expect_eq(strncmp(next, "/events?", 8), 0, "%s", next);
    cr_expect_not_null(strstr(next, "kind=battle"));
    cr_expect_not_null(strstr(next, "lang=es"));
    service_stop(service);
}

Test(collections, cursor_with_other_filters_is_a_400)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *page = service_get(service, "/events?limit=2");
    struct exchange *other = service_get(service, "%s&kind=battle", exchange_text(page, "/next"));
    cr_expect_eq(other->status, 400);
    cr_expect(exchange_lists(other, "/errors", "/name", "cursor"));
    service_stop(service);
}

Test(collections, cursor_in_another_order_is_a_400)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *page = service_get(service, "/events?limit=2");
    cr_expect_eq(service_get(service, "%s&sort=label", exchange_text(page, "/next"))->status, 400);
    service_stop(service);
}

Test(collections, cursor_in_another_language_is_a_400)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *page = service_get(service, "/events?limit=2&sort=label");
    cr_expect_eq(service_get(service, "%s&lang=es", exchange_text(page, "/next"))->status, 400);
    service_stop(service);
}

Test(collections, cursor_of_another_collection_is_a_400)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *page = service_get(service, "/events?limit=2");
    const char *cursor = strstr(exchange_text(page, "/next"), "cursor=");
    cr_assert_not_null(cursor);
    size_t length = strcspn(cursor, "&");
    cr_expect_eq(service_get(service, "/treaties?%.*s", (int)length, cursor)->status, 400);
    service_stop(service);
}

Test(collections, cursor_that_nobody_gave_is_a_400)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(service_get(service, "/events?cursor=AAAA")->status, 400);
    cr_expect_eq(service_get(service, "/events?cursor=a.b")->status, 400);
    service_stop(service);
}

Test(collections, cursor_of_a_replaced_dataset_is_gone)
{
    struct service *service = service_start_copy(TINY_DATABASE);
    char next[2200];
    struct exchange *page = service_get(service, "/events?limit=2");
    snprintf(next, sizeof next, "%s", exchange_text(page, "/next"));
    service_replace(service, MAIN_DATABASE);
    struct exchange *stale = service_get(service, "%s", next);
    cr_expect_eq(stale->status, 410);
    cr_expect_str_eq(exchange_text(stale, "/type"), "/problems/stale-cursor");
    cr_expect_str_eq(exchange_text(stale, "/dataset_version"),
                     exchange_header(stale, "X-Dataset-Version"));
    struct exchange *first = service_get(service, "%s", exchange_text(stale, "/first"));
    cr_expect_eq(first->status, 200);
    service_stop(service);
}

Test(collections, limit_outside_1_to_500_is_a_400)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(service_get(service, "/events?limit=0")->status, 400);
    cr_expect_eq(service_get(service, "/events?limit=501")->status, 400);
    cr_expect_eq(service_get(service, "/events?limit=five")->status, 400);
    cr_expect_eq(service_get(service, "/events?limit=500")->status, 200);
    service_stop(service);
}

Test(collections, order_of_parameters_never_changes_an_answer)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *one = service_get(service, "/events?kind=battle&limit=1&sort=-date");
    struct exchange *other = service_get(service, "/events?sort=-date&limit=1&kind=battle");
    cr_expect_str_eq(one->body, other->body);
    service_stop(service);
}

/* A list shows a record as its own path does, but for a place's geometry, which lists leave out. */
static void check_listed(struct service *service, const char *collection)
{
    size_t i;
    json_t *item;
    struct exchange *list = service_get(service, "/%s", collection);
    json_array_foreach(exchange_json(list, "/items"), i, item)
    {
        struct exchange *own =
            service_get(service, "%s", json_string_value(json_object_get(item, "href")));
        cr_expect_eq(own->status, 200, "%s", own->target);
        json_object_del(item, "geometry");
        json_object_del(own->json, "geometry");
        cr_expect(json_equal(item, own->json), "%s is not as in /%s", own->target, collection);
    }
}

Test(collections, geometry_of_places_comes_to_every_row_where_it_is_asked_for)
{
    size_t i;
    json_t *item;
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *list = service_get(service, "/places?fields=geometry&limit=100");
    json_array_foreach(exchange_json(list, "/items"), i, item)
    {
        struct exchange *own =
            service_get(service, "%s", json_string_value(json_object_get(item, "href")));
        json_t *geometry = json_object_get(item, "geometry");
        cr_expect_not_null(geometry, "%s", own->target);
        cr_expect(json_equal(geometry, exchange_json(own, "/geometry")), "%s", own->target);
    }
    cr_expect_gt(i, 50);
    cr_expect_null(strstr(service_get(service, "/places")->body, "\"geometry\""));
    service_stop(service);
}

Test(collections, listed_record_is_the_record_at_its_href)
{
    struct service *service = service_start(TINY_DATABASE);
    for (size_t i = 0; i < COLLECTIONS; i++)
        check_listed(service, collections[i]);
    check_listed(service, "treaties/treaty-of-ancon-1883/articles");
    service_stop(service);
}
