/* Claims about what the server counts. */
#include "service.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* The value of a metric, with its labels as they are written; -1: it is not there. */
static double metric(struct service *service, const char *name)
{
    struct exchange *page = service_get(service, "/metrics");
    size_t length = strlen(name);
    cr_assert_eq(page->status, 200);
    for (const char *line = page->body; line != NULL && *line != '\0';) {
        if (strncmp(line, name, length) == 0 && line[length] == ' ') return atof(line + length);
        line = strchr(line, '\n');
        if (line != NULL) line++;
    }
    return -1;
}

Test(metrics, are_openmetrics_and_never_kept)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *page = service_get(service, "/metrics");
    cr_expect_str_eq(exchange_header(page, "Content-Type"),
                     "application/openmetrics-text; version=1.0.0; charset=utf-8");
    cr_expect_str_eq(exchange_header(page, "Cache-Control"), "no-store");
    cr_assert_gt(page->length, 6);
    cr_expect_str_eq(page->body + page->length - 6, "# EOF\n");
    service_stop(service);
}

Test(metrics, requests_are_counted_by_route_and_status)
{
    struct service *service = service_start(TINY_DATABASE);
    for (int i = 0; i < 3; i++)
        service_get(service, "/events?limit=1&offset=%d", i);
    service_get(service, "/events/no-such-event");
    service_get(service, "/nowhere");
    double times = getenv("CHANCERY_ASK_TWICE") != NULL ? 2 : 1;
    cr_expect_eq(metric(service, "chancery_requests_total{route=\"/events\",status=\"400\"}"),
                 3 * times);
    cr_expect_eq(metric(service, "chancery_requests_total{route=\"/events/{id}\",status=\"404\"}"),
                 times);
    cr_expect_eq(metric(service, "chancery_requests_total{route=\"\",status=\"404\"}"), times);
    cr_expect_eq(metric(service, "chancery_request_duration_seconds_count{route=\"/events/{id}\"}"),
                 times);
    service_stop(service);
}

Test(metrics, reloads_and_the_dataset_in_service_are_told)
{
    struct service *service = service_start_copy(TINY_DATABASE);
    char dataset[200];
    cr_expect_eq(metric(service, "chancery_dataset_reloads_total{result=\"done\"}"), 0);
    service_replace(service, MAIN_DATABASE);
    cr_expect_eq(metric(service, "chancery_dataset_reloads_total{result=\"done\"}"), 1);
    snprintf(dataset, sizeof dataset, "chancery_dataset_info{version=\"%s\"}",
             exchange_header(service_get(service, "/"), "X-Dataset-Version"));
    cr_expect_eq(metric(service, dataset), 1);
    service_stop(service);
}

Test(metrics, where_there_is_an_admin_listener_they_are_there_alone)
{
    struct service *service = service_start_with_admin(TINY_DATABASE);
    cr_expect_eq(service_get(service, "/metrics")->status, 404);
    cr_expect_eq(service_get(service, "/readyz")->status, 200);
    service_stop(service);
}

Test(metrics, index_names_them_only_where_they_are)
{
    struct service *apart = service_start_with_admin(TINY_DATABASE);
    struct service *together = service_start(TINY_DATABASE);
    struct exchange *without = service_get(apart, "/"), *with = service_get(together, "/");
    cr_expect_null(exchange_json(without, "/links/metrics"));
    cr_expect_str_eq(exchange_text(without, "/links/healthz"), "/healthz");
    cr_expect_str_eq(exchange_text(with, "/links/metrics"), "/metrics");
    service_stop(apart);
    service_stop(together);
}

Test(metrics, time_in_sqlite_and_statements_are_counted_of_every_dataset_in_service)
{
    struct service *service = service_start_copy(TINY_DATABASE);
    service_get(service, "/events?limit=20&facet=kind");
    double seconds = metric(service, "chancery_query_seconds_total");
    double statements = metric(service, "chancery_queries_total");
    cr_expect_gt(seconds, 0);
    cr_expect_geq(statements, 2);
    service_replace(service, MAIN_DATABASE);
    service_get(service, "/events?limit=20&facet=kind");
    cr_expect_gt(metric(service, "chancery_query_seconds_total"), seconds);
    cr_expect_geq(metric(service, "chancery_queries_total"), statements + 2);
    service_stop(service);
}

Test(metrics, bytes_of_bodies_are_those_that_were_sent)
{
    struct service *service = service_start(TINY_DATABASE);
    double times = getenv("CHANCERY_ASK_TWICE") != NULL ? 2 : 1;
    size_t length = service_get(service, "/dataset")->length;
    service_ask(service, "HEAD", "/dataset");
    cr_expect_eq(metric(service, "chancery_response_body_bytes_total{route=\"/dataset\"}"),
                 times * (double)length);
    length = service_get(service, "/export?format=ndjson")->length;
    cr_expect_eq(metric(service, "chancery_response_body_bytes_total{route=\"/export\"}"),
                 times * (double)length);
    service_stop(service);
}

Test(metrics, replies_that_went_for_others_are_counted)
{
    struct service *service = service_start_cached(MAIN_DATABASE, 1);
    cr_expect_eq(metric(service, "chancery_cache_evictions_total"), 0);
    for (int round = 0; round < 2; round++)
        for (int i = 1; i <= 40; i++)
            service_get(service, "/events?limit=%d", i);
    cr_expect_gt(metric(service, "chancery_cache_evictions_total"), 0);
    cr_expect_leq(metric(service, "chancery_cache_bytes"),
                  metric(service, "chancery_cache_limit_bytes"));
    service_stop(service);
}
