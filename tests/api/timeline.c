/*
 * Claims about the timeline: one order for events, treaties and phases, and the same as counts.
 */
#include "service.h"

#include <criterion/criterion.h>
#include <string.h>

Test(timeline, has_events_treaties_and_phases_in_order_of_their_date)
{
    struct service *service = service_start(TINY_DATABASE);
    size_t i;
    json_t *item;
    const char *before = "";
    struct exchange *page = service_get(service, "/timeline?from=1850");
    cr_expect(exchange_lists(page, "/items", "/type", "event"));
    cr_expect(exchange_lists(page, "/items", "/type", "treaty"));
    cr_expect(exchange_lists(page, "/items", "/type", "relation"));
    json_array_foreach(exchange_json(page, "/items"), i, item)
    {
        const char *earliest = json_string_value(json_pointer_get(item, "/date/earliest"));
        if (earliest == NULL) continue;
        cr_expect_leq(strcmp(before, earliest), 0, "%s, %s", before, earliest);
        before = earliest;
    }
    service_stop(service);
}

Test(timeline, puts_a_treaty_where_it_was_signed)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *day = service_get(service, "/timeline?type=treaty&at=1883-10-20");
    cr_expect_str_eq(exchange_text(day, "/items/0/id"), "treaty-of-ancon-1883");
    cr_expect_str_eq(exchange_text(day, "/items/0/date/edtf"), "1883-10-20");
    cr_expect_str_eq(exchange_text(day, "/items/0/match"), "certain");
    struct exchange *later = service_get(service, "/timeline?type=treaty&at=1890");
    cr_expect_eq(exchange_integer(later, "/total"), 0);
    service_stop(service);
}

Test(timeline, gives_a_phase_its_interval_as_date)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *page = service_get(service, "/timeline?type=relation&at=1880");
    cr_expect_str_eq(exchange_text(page, "/items/0/date/start_kind"), "date");
    cr_expect_str_eq(exchange_text(page, "/items/0/date/edtf"),
                     exchange_text(page, "/items/0/interval/edtf"));
    service_stop(service);
}

Test(timeline, leaves_out_a_signing_beside_its_treaty)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *plain = service_get(service, "/timeline?at=1855-02-07&fields=label");
    struct exchange *both =
        service_get(service, "/timeline?at=1855-02-07&fields=label&dedupe=false");
    cr_expect(exchange_lists(plain, "/items", "/id", "treaty-of-shimoda-1855"));
    cr_expect_not(exchange_lists(plain, "/items", "/id", "signing-of-the-treaty-of-shimoda"));
    cr_expect(exchange_lists(both, "/items", "/id", "signing-of-the-treaty-of-shimoda"));
    service_stop(service);
}

Test(timeline, keeps_a_signing_whose_treaty_is_not_asked_for)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *events = service_get(service, "/timeline?at=1855-02-07&type=event");
    cr_expect(exchange_lists(events, "/items", "/id", "signing-of-the-treaty-of-shimoda"));
    service_stop(service);
}

Test(timeline, pages_give_each_entry_once)
{
    struct service *service = service_start(TINY_DATABASE);
    json_t *seen = json_object();
    struct exchange *page = service_get(service, "/timeline?limit=2&sort=-date");
    long long total = exchange_integer(page, "/total"), count = 0;
    for (;;) {
        size_t i;
        json_t *item;
        json_array_foreach(exchange_json(page, "/items"), i, item)
        {
            json_object_set_new(seen, json_string_value(json_object_get(item, "id")), json_true());
            count++;
        }
        if (!json_is_string(exchange_json(page, "/next"))) break;
        page = service_get(service, "%s", exchange_text(page, "/next"));
        cr_assert_eq(page->status, 200, "%s", page->body);
    }
    cr_expect_eq(count, total);
    cr_expect_eq((long long)json_object_size(seen), total);
    json_decref(seen);
    service_stop(service);
}

Test(timeline, can_be_ordered_by_name)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *page = service_get(service, "/timeline?sort=label&undated=only");
    cr_expect_str_eq(exchange_text(page, "/items/0/id"), "first-settlement-at-arica");
    service_stop(service);
}

Test(timeline, counts_its_facets)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *page = service_get(service, "/timeline?facet=type,kind&limit=1");
    cr_expect_eq(exchange_count(page, "/facets/type"), 3);
    cr_expect_gt(exchange_count(page, "/facets/kind"), 3);
    service_stop(service);
}

Test(timeline, refuses_a_kind_that_no_entry_has)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *refusal = service_get(service, "/timeline?kind=batle");
    cr_expect_eq(refusal->status, 400);
    cr_expect_str_eq(exchange_text(refusal, "/errors/0/suggestion"), "battle");
    cr_expect_eq(service_get(service, "/timeline?kind=battle,war")->status, 200);
    service_stop(service);
}

Test(timeline, refuses_a_property_that_no_entry_has)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(service_get(service, "/timeline?fields=ordinal")->status, 400);
    cr_expect_eq(service_get(service, "/timeline?fields=date.display,signed")->status, 200);
    service_stop(service);
}

Test(histogram, counts_each_entry_once)
{
    struct service *service = service_start(TINY_DATABASE);
    size_t i;
    json_t *bucket;
    long long sum = 0;
    struct exchange *counts = service_get(service, "/timeline?histogram=decade");
    json_array_foreach(exchange_json(counts, "/histogram"), i, bucket)
    {
        sum += json_integer_value(json_object_get(bucket, "certain"));
        sum += json_integer_value(json_object_get(bucket, "possible"));
    }
    cr_expect_eq(sum + exchange_integer(counts, "/unplaced"), exchange_integer(counts, "/total"));
    cr_expect_eq(exchange_integer(counts, "/total"),
                 exchange_integer(service_get(service, "/timeline"), "/total"));
    service_stop(service);
}

Test(histogram, divides_by_facets_and_has_no_pages)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *list = service_get(service, "/timeline?facet=kind&limit=1&from=1850"),
                    *counts = service_get(service, "/timeline?histogram=year&facet=kind&from=1850");
    cr_expect(exchange_count(counts, "/facets/kind") > 1);
    cr_expect(json_equal(exchange_json(counts, "/facets"), exchange_json(list, "/facets")));
    struct exchange *paged = service_get(service, "/timeline?histogram=year&cursor=x");
    cr_expect_eq(paged->status, 400);
    cr_expect_str_eq(exchange_text(paged, "/errors/0/name"), "cursor");
    service_stop(service);
}

Test(histogram, has_every_year_asked_for)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *counts =
        service_get(service, "/timeline?histogram=year&from=1880&to=1883&type=event");
    cr_expect_eq(exchange_count(counts, "/histogram"), 4);
    cr_expect_str_eq(exchange_text(counts, "/histogram/0/bucket"), "1880");
    cr_expect_str_eq(exchange_text(counts, "/histogram/2/from"), "1882-01-01");
    cr_expect_str_eq(exchange_text(counts, "/histogram/2/to"), "1882-12-31");
    cr_expect_eq(exchange_integer(counts, "/histogram/0/certain"), 1);
    cr_expect_eq(exchange_integer(counts, "/histogram/2/certain"), 0);
    /* The war had begun before. */
    cr_expect_eq(exchange_integer(counts, "/before"), 1);
    service_stop(service);
}

Test(histogram, counts_a_doubtful_start_as_possible)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *counts =
        service_get(service, "/timeline?histogram=month&from=1922&to=1922&type=event");
    cr_expect_eq(exchange_count(counts, "/histogram"), 12);
    cr_expect_eq(exchange_integer(counts, "/histogram/0/possible"), 1);
    cr_expect_eq(exchange_integer(counts, "/histogram/0/certain"), 0);
    service_stop(service);
}

Test(histogram, knows_no_zero_outside_the_coverage)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *counts =
        service_get(service, "/timeline?histogram=decade&from=1200&to=1219&type=relation");
    cr_expect_eq(exchange_count(counts, "/histogram"), 2);
    cr_expect_str_eq(exchange_text(counts, "/histogram/1/bucket"), "121X");
    cr_expect(json_is_null(exchange_json(counts, "/histogram/1/certain")));
    cr_expect(json_is_null(exchange_json(counts, "/total")));
    service_stop(service);
}

Test(histogram, refuses_more_buckets_than_it_may_have)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *refusal =
        service_get(service, "/timeline?histogram=month&from=1000&to=1900&undated=include");
    cr_expect_eq(refusal->status, 400);
    cr_expect_str_eq(exchange_text(refusal, "/errors/0/name"), "histogram");
    cr_expect_str_eq(exchange_text(refusal, "/errors/0/suggestion"), "year");
    service_stop(service);
}
