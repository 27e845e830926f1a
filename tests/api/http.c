/*
 * Claims about HTTP itself: HEAD and OPTIONS, validators and 304, CORS, the headers that every
 * reply has. What a path answers is claimed elsewhere.
 */
#include "service.h"

#include <criterion/criterion.h>
#include <string.h>

static const char item[] = "/events/battle-of-angamos";

static struct exchange *ask_if_none_match(struct service *service, const char *validators)
{
    char header[512];
    snprintf(header, sizeof header, "If-None-Match: %s", validators);
    return service_get_with(service, item, header, NULL);
}

Test(http, head_is_get_without_the_body)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *get = service_get(service, "%s", item);
    struct exchange *head = service_ask(service, "HEAD", item);
    cr_expect_eq(head->status, 200);
    cr_expect_eq(head->length, 0);
    static const char *const same[] = {"Content-Type",  "Content-Length", "ETag",
                                       "Cache-Control", "Vary",           "Last-Modified"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        cr_expect_str_eq(exchange_header(head, same[i]), exchange_header(get, same[i]), "%s",
                         same[i]);
    service_stop(service);
}

Test(http, head_of_an_error_has_its_status)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(service_ask(service, "HEAD", "/events/nobody-knows")->status, 404);
    cr_expect_eq(service_ask(service, "HEAD", "/events?form=1904")->status, 400);
    service_stop(service);
}

Test(http, options_tells_the_methods)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_ask(service, "OPTIONS", item);
    cr_expect_eq(answer->status, 204);
    cr_expect_str_eq(exchange_header(answer, "Allow"), "GET, HEAD, OPTIONS");
    service_stop(service);
}

Test(http, options_answers_a_preflight)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_ask(service, "OPTIONS", "/events");
    cr_expect_str_eq(exchange_header(answer, "Access-Control-Allow-Origin"), "*");
    cr_expect_not_null(strstr(exchange_header(answer, "Access-Control-Allow-Methods"), "GET"));
    cr_expect(exchange_has_header(answer, "Access-Control-Allow-Headers"));
    service_stop(service);
}

Test(http, every_reply_is_open_to_scripts)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_get(service, "/events");
    cr_expect_str_eq(exchange_header(answer, "Access-Control-Allow-Origin"), "*");
    static const char *const exposed[] = {"ETag",
                                          "Link",
                                          "Location",
                                          "Retry-After",
                                          "Content-Language",
                                          "X-Request-Id",
                                          "X-Dataset-Version",
                                          "RateLimit",
                                          "Deprecation",
                                          "Sunset"};
    for (size_t i = 0; i < sizeof exposed / sizeof *exposed; i++)
        cr_expect_not_null(
            strstr(exchange_header(answer, "Access-Control-Expose-Headers"), exposed[i]), "%s",
            exposed[i]);
    service_stop(service);
}

Test(http, validator_is_strong)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_get(service, "%s", item);
    cr_expect_eq(exchange_header(answer, "ETag")[0], '"');
    service_stop(service);
}

Test(http, validator_is_that_of_the_bytes)
{
    struct service *service = service_start(TINY_DATABASE);
    const char *english = exchange_header(service_get(service, "%s?lang=en", item), "ETag");
    const char *spanish = exchange_header(service_get(service, "%s?lang=es", item), "ETag");
    const char *again = exchange_header(service_get(service, "%s?lang=en", item), "ETag");
    cr_expect_str_neq(english, spanish);
    cr_expect_str_eq(english, again);
    service_stop(service);
}

Test(http, matching_validator_is_a_304_without_a_body)
{
    struct service *service = service_start(TINY_DATABASE);
    const char *validator = exchange_header(service_get(service, "%s", item), "ETag");
    struct exchange *answer = ask_if_none_match(service, validator);
    cr_expect_eq(answer->status, 304);
    cr_expect_eq(answer->length, 0);
    cr_expect_str_eq(exchange_header(answer, "ETag"), validator);
    cr_expect(exchange_has_header(answer, "Cache-Control"));
    cr_expect(exchange_has_header(answer, "Vary"));
    service_stop(service);
}

Test(http, validator_matches_in_a_list_weakly_and_by_asterisk)
{
    struct service *service = service_start(TINY_DATABASE);
    char list[256], weak[256];
    const char *validator = exchange_header(service_get(service, "%s", item), "ETag");
    snprintf(list, sizeof list, "\"other\", %s , \"third\"", validator);
    snprintf(weak, sizeof weak, "W/%s", validator);
    cr_expect_eq(ask_if_none_match(service, list)->status, 304);
    cr_expect_eq(ask_if_none_match(service, weak)->status, 304);
    cr_expect_eq(ask_if_none_match(service, "*")->status, 304);
    service_stop(service);
}

Test(http, other_validator_is_a_200)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(ask_if_none_match(service, "\"other\"")->status, 200);
    cr_expect_eq(ask_if_none_match(service, "garbage, W/")->status, 200);
    service_stop(service);
}

Test(http, last_modified_is_the_day_of_release_or_when_the_file_was_written)
{
    struct service *service = service_start_copy(TINY_DATABASE);
    struct exchange *answer = service_get(service, "%s", item);
    cr_expect_str_eq(exchange_header(answer, "Last-Modified"), "Thu, 29 Feb 2024 00:00:00 GMT");
    service_replace(service, TINY_DATABASE);
    answer = service_get(service, "%s", item);
    cr_expect_str_eq(exchange_header(answer, "Last-Modified"), "Thu, 29 Feb 2024 00:00:01 GMT");
    service_stop(service);
}

Test(http, nothing_newer_than_the_day_of_release_is_a_304)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *since =
        service_get_with(service, item, "If-Modified-Since: Thu, 29 Feb 2024 00:00:00 GMT", NULL);
    cr_expect_eq(since->status, 304);
    struct exchange *before =
        service_get_with(service, item, "If-Modified-Since: Wed, 28 Feb 2024 23:59:59 GMT", NULL);
    cr_expect_eq(before->status, 200);
    service_stop(service);
}

/* Two files of one day may differ: who has the first knows nothing of the second. */
Test(http, file_published_later_on_the_day_of_release_is_newer)
{
    struct service *service = service_start_copy(TINY_DATABASE);
    const char *first = "If-Modified-Since: Thu, 29 Feb 2024 00:00:00 GMT";
    cr_expect_eq(service_get_with(service, item, first, NULL)->status, 304);
    service_replace(service, TINY_DATABASE);
    cr_expect_eq(service_get_with(service, item, first, NULL)->status, 200);
    service_stop(service);
}

Test(http, validator_beats_the_day)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer =
        service_get_with(service, item, "If-None-Match: \"other\"",
                         "If-Modified-Since: Thu, 29 Feb 2024 00:00:00 GMT", NULL);
    cr_expect_eq(answer->status, 200);
    service_stop(service);
}

Test(http, reload_keeps_the_validator_of_what_did_not_change)
{
    struct service *service = service_start_copy(TINY_DATABASE);
    const char *validator = exchange_header(service_get(service, "%s", item), "ETag");
    service_replace(service, TINY_DATABASE);
    cr_expect_eq(ask_if_none_match(service, validator)->status, 304);
    service_stop(service);
}

Test(http, every_reply_names_the_dataset_s_version)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const targets[] = {"/events",           "/events/nobody-knows",
                                          "/events?form=1904", "/nowhere",
                                          "/healthz",          "/openapi.json"};
    const char *version = exchange_header(service_get(service, "/"), "X-Dataset-Version");
    cr_expect_str_neq(version, "");
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++)
        cr_expect_str_eq(
            exchange_header(service_get(service, "%s", targets[i]), "X-Dataset-Version"), version,
            "%s", targets[i]);
    cr_expect_str_eq(
        exchange_header(service_ask(service, "DELETE", "/events"), "X-Dataset-Version"), version);
    service_stop(service);
}

Test(http, request_id_comes_back_to_who_sent_one)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_get_with(service, item, "X-Request-Id: abc-123", NULL);
    cr_expect_str_eq(exchange_header(answer, "X-Request-Id"), "abc-123");
    cr_expect_not(exchange_has_header(service_get(service, "%s", item), "X-Request-Id"));
    service_stop(service);
}

Test(http, answers_may_be_kept)
{
    struct service *service = service_start(TINY_DATABASE);
    const char *caching = exchange_header(service_get(service, "%s", item), "Cache-Control");
    cr_expect_str_neq(caching, "");
    cr_expect_null(strstr(caching, "no-store"));
    service_stop(service);
}

Test(http, client_that_closes_is_answered)
{
    struct service *service = service_start(TINY_DATABASE);
    const char request[] = "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    cr_expect_eq(service_send_raw(service, request, sizeof request - 1), 200);
    service_stop(service);
}
