/*
 * Claims about /quality: that each count is what its link lists.
 */
#include "service.h"

#include <criterion/criterion.h>

static void check_measure(struct service *service, json_t *owner, const char *name)
{
    json_t *measure = json_object_get(owner, name);
    const char *href = json_string_value(json_object_get(measure, "href"));
    cr_assert_not_null(href, "%s", name);
    struct exchange *page = service_get(service, "%s", href);
    cr_assert_eq(page->status, 200, "%s: %s", href, page->body);
    cr_expect_eq(exchange_integer(page, "/total"),
                 json_integer_value(json_object_get(measure, "count")), "%s", href);
}

static void check_measures(struct service *service, json_t *owner)
{
    static const char *const names[] = {"claims", "unverified", "uncited", "conflicting"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (json_object_get(owner, names[i]) != NULL) check_measure(service, owner, names[i]);
}

Test(quality, counts_are_what_their_links_list)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *quality = service_get(service, "/quality");
    size_t i;
    json_t *entry;
    cr_assert_eq(quality->status, 200);
    check_measures(service, quality->json);
    json_array_foreach(exchange_json(quality, "/collections"), i, entry)
        check_measures(service, entry);
    json_array_foreach(exchange_json(quality, "/sources"), i, entry)
    {
        if (i < 3) check_measures(service, entry);
    }
    service_stop(service);
}

Test(quality, collections_add_up)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *quality = service_get(service, "/quality");
    long long records = 0, claims = 0, outside = 0;
    size_t i;
    json_t *entry;
    cr_expect_eq(exchange_count(quality, "/collections"), 9);
    json_array_foreach(exchange_json(quality, "/collections"), i, entry)
    {
        records += json_integer_value(json_object_get(entry, "records"));
        claims += json_integer_value(json_pointer_get(entry, "/claims/count"));
        outside += json_integer_value(json_pointer_get(entry, "/outside_coverage/count"));
    }
    cr_expect_eq(records, exchange_integer(quality, "/records"));
    cr_expect_eq(claims, exchange_integer(quality, "/claims/count"));
    cr_expect_eq(outside, exchange_integer(quality, "/outside_coverage"));
    service_stop(service);
}

Test(quality, names_the_records_that_want_care)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *quality = service_get(service, "/quality");
    size_t i;
    json_t *entry;
    json_array_foreach(exchange_json(quality, "/collections"), i, entry)
    {
        long long count = json_integer_value(json_pointer_get(entry, "/unsourced/count"));
        size_t named = json_array_size(json_pointer_get(entry, "/unsourced/records"));
        cr_expect_eq((long long)named, count < 100 ? count : 100);
        const char *href = json_string_value(json_pointer_get(entry, "/unsourced/records/0/href"));
        if (href == NULL) continue;
        struct exchange *record = service_get(service, "%s", href);
        cr_expect_eq(exchange_count(record, "/sources"), 0, "%s", href);
    }
    service_stop(service);
}

Test(quality, speaks_the_language_asked_for)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *quality = service_get(service, "/quality?lang=ja");
    cr_expect_str_eq(exchange_header(quality, "Content-Language"), "ja");
    service_stop(service);
}
