/*
 * Claims about what stands beside the records: the index, the dataset's own page, the contract, the
 * kinds of problems, health.
 */
#include "service.h"

#include <chancery/embedded.h>
#include <criterion/criterion.h>
#include <string.h>

Test(site, index_counts_what_its_collections_hold)
{
    struct service *service = service_start(TINY_DATABASE);
    size_t i;
    json_t *collection;
    struct exchange *index = service_get(service, "/");
    cr_expect_eq(index->status, 200);
    cr_expect_geq(exchange_count(index, "/collections"), 8);
    json_array_foreach(exchange_json(index, "/collections"), i, collection)
    {
        const char *href = json_string_value(json_object_get(collection, "href"));
        struct exchange *list = service_get(service, "%s", href);
        cr_expect_eq(list->status, 200, "%s", href);
        cr_expect_eq(exchange_integer(list, "/total"),
                     json_integer_value(json_object_get(collection, "count")), "%s", href);
    }
    service_stop(service);
}

Test(site, index_s_links_lead_somewhere)
{
    struct service *service = service_start(TINY_DATABASE);
    const char *name;
    json_t *link;
    struct exchange *index = service_get(service, "/");
    json_object_foreach(exchange_json(index, "/links"), name, link)
    {
        const char *target = json_string_value(link);
        if (strchr(target, '{') != NULL || target[0] != '/') continue;
        int status = service_get(service, "%s", target)->status;
        cr_expect(status == 200 || status == 400, "%s: %s: %d", name, target, status);
    }
    service_stop(service);
}

Test(site, dataset_says_what_it_is)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *dataset = service_get(service, "/dataset?lang=es");
    cr_expect_str_eq(exchange_text(dataset, "/id"), "chile-peru");
    cr_expect_str_eq(exchange_text(dataset, "/title"), "Chile y Perú, 1818–1929");
    cr_expect_str_eq(exchange_text(dataset, "/version"), "1.0.0");
    cr_expect_str_eq(exchange_text(dataset, "/released"), "2024-02-29");
    cr_expect_str_eq(exchange_text(dataset, "/languages/1/code"), "es");
    cr_expect_eq(strlen(exchange_text(dataset, "/sha256")), 64);
    service_stop(service);
}

Test(site, dataset_tells_its_coverage)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *dataset = service_get(service, "/dataset");
    cr_expect_str_eq(exchange_text(dataset, "/coverage/period/earliest"), "1818-01-01");
    cr_expect_str_eq(exchange_text(dataset, "/coverage/period/latest"), "1929-12-31");
    cr_expect_str_eq(exchange_text(dataset, "/coverage/domains/control/earliest"), "1884-01-01");
    cr_expect_str_eq(exchange_text(dataset, "/coverage/sources_read/0/id"), "sater-2007");
    cr_expect_str_eq(exchange_text(dataset, "/coverage/gaps/0"), "Trade is hardly covered.");
    service_stop(service);
}

Test(site, dataset_counts_kinds_in_use)
{
    struct service *service = service_start(TINY_DATABASE);
    size_t i;
    json_t *kind;
    long long sum = 0;
    struct exchange *dataset = service_get(service, "/dataset");
    json_t *kinds = exchange_json(dataset, "/kinds/event");
    if (kinds == NULL) kinds = exchange_json(dataset, "/kinds/events");
    json_array_foreach(kinds, i, kind) sum += json_integer_value(json_object_get(kind, "count"));
    cr_expect_eq(sum, 7);
    service_stop(service);
}

Test(site, contract_is_served_byte_for_byte)
{
    struct service *service = service_start(TINY_DATABASE);
    struct text document = embedded_openapi();
    struct exchange *answer = service_get(service, "/openapi.json");
    cr_expect_eq(answer->length, document.length);
    cr_expect_arr_eq(answer->body, document.at, document.length);
    service_stop(service);
}

Test(site, every_kind_of_problem_has_its_page)
{
    struct service *service = service_start(TINY_DATABASE);
    for (int kind = 0; kind < PROBLEM_COUNT; kind++) {
        char type[128];
        const char *slug = problem_slug((enum problem_kind)kind);
        snprintf(type, sizeof type, "/problems/%s", slug);
        struct exchange *page = service_get(service, "%s", type);
        cr_expect_eq(page->status, 200, "%s", type);
        cr_expect_str_eq(exchange_text(page, "/type"), type);
        cr_expect_eq(exchange_integer(page, "/status"), problem_status((enum problem_kind)kind));
    }
    service_stop(service);
}

Test(site, health_is_ok_and_never_stored)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const paths[] = {"/healthz", "/readyz", "/livez"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct exchange *answer = service_get(service, "%s", paths[i]);
        cr_expect_eq(answer->status, 200, "%s", paths[i]);
        cr_expect_str_eq(exchange_text(answer, "/status"), "ok");
        cr_expect_str_eq(exchange_header(answer, "Cache-Control"), "no-store");
    }
    service_stop(service);
}

Test(site, conformance_vectors_are_served)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_get(service, "/conformance/time.json");
    cr_expect_eq(answer->status, 200);
    cr_expect(json_is_object(answer->json));
    service_stop(service);
}
