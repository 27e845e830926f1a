/*
 * Claims about the headers that every reply has, whatever became of the request: access from other
 * origins, and what a browser may do with it.
 */
#include "service.h"

#include <criterion/criterion.h>
#include <string.h>

/* One reply of each status. */
static size_t collect(struct service *service, struct exchange *out[16])
{
    size_t n = 0;
    static const char *const targets[] = {"/events",
                                          "/events?format=csv",
                                          "/events/combat-of-angamos",
                                          "/events?form=1904",
                                          "/events/nobody-knows",
                                          "/nowhere",
                                          "/events/siege-of-arica",
                                          "/docs/dates",
                                          "/export",
                                          "/livez"};
    for (; n < sizeof targets / sizeof *targets; n++)
        out[n] = service_get(service, "%s", targets[n]);
    out[n++] = service_get_with(service, "/events", "If-None-Match: *", NULL);
    out[n++] = service_get_with(service, "/events", "Accept: image/png", NULL);
    out[n++] = service_get_with(service, "/export?format=sqlite", "Range: bytes=0-9", NULL);
    out[n++] = service_get_with(service, "/export?format=sqlite", "Range: bytes=999999999-", NULL);
    out[n++] = service_ask(service, "DELETE", "/events");
    out[n++] = service_ask(service, "OPTIONS", "/events");
    return n;
}

Test(headers, every_status_is_among_those_that_are_looked_at)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *replies[16];
    static const int statuses[] = {200, 204, 206, 304, 308, 400, 404, 405, 406, 410, 416};
    size_t count = collect(service, replies);
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        bool seen = false;
        for (size_t k = 0; k < count; k++)
            seen = seen || replies[k]->status == statuses[i];
        cr_expect(seen, "%d", statuses[i]);
    }
    service_stop(service);
}

Test(headers, every_reply_is_open_to_scripts)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *replies[16];
    static const char *const exposed[] = {"ETag",
                                          "Link",
                                          "Location",
                                          "Retry-After",
                                          "Content-Language",
                                          "RateLimit",
                                          "Deprecation",
                                          "X-Dataset-Version",
                                          "Sunset",
                                          "X-Request-Id",
                                          "Content-Disposition",
                                          "Content-Range",
                                          "Accept-Ranges"};
    for (size_t i = collect(service, replies); i-- > 0;) {
        const char *list = exchange_header(replies[i], "Access-Control-Expose-Headers");
        cr_expect_str_eq(exchange_header(replies[i], "Access-Control-Allow-Origin"), "*", "%s: %d",
                         replies[i]->target, replies[i]->status);
        for (size_t k = 0; k < sizeof exposed / sizeof *exposed; k++)
            cr_expect_not_null(strstr(list, exposed[k]), "%s: %s", replies[i]->target, exposed[k]);
        cr_expect_not(exchange_has_header(replies[i], "Access-Control-Allow-Credentials"));
    }
    service_stop(service);
}

Test(headers, every_reply_tells_browsers_to_be_careful)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *replies[16];
    for (size_t i = collect(service, replies); i-- > 0;) {
        const struct exchange *reply = replies[i];
        const char *policy = exchange_header(reply, "Content-Security-Policy");
        cr_expect_str_eq(exchange_header(reply, "X-Content-Type-Options"), "nosniff", "%s",
                         reply->target);
        cr_expect_str_eq(exchange_header(reply, "Referrer-Policy"), "no-referrer");
        cr_expect_str_eq(exchange_header(reply, "Cross-Origin-Resource-Policy"), "cross-origin");
        cr_expect_not_null(strstr(policy, "default-src 'none'"), "%s: %s", reply->target, policy);
        cr_expect_not_null(strstr(policy, "frame-ancestors 'none'"), "%s", policy);
        cr_expect_null(strstr(policy, "unsafe"), "%s", policy);
    }
    service_stop(service);
}

Test(headers, page_may_use_what_is_ours_alone)
{
    struct service *service = service_start(TINY_DATABASE);
    const char *policy = exchange_header(service_get(service, "/docs"), "Content-Security-Policy");
    static const char *const wanted[] = {"default-src 'none'", "script-src 'self'",
                                         "style-src 'self'",   "connect-src 'self'",
                                         "base-uri 'none'",    "form-action 'self'"};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        cr_expect_not_null(strstr(policy, wanted[i]), "%s", wanted[i]);
    service_stop(service);
}

Test(headers, every_reply_names_the_dataset_and_what_it_varies_by)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *replies[16];
    for (size_t i = collect(service, replies); i-- > 0;) {
        cr_expect_eq(strlen(exchange_header(replies[i], "X-Dataset-Version")), 64, "%s",
                     replies[i]->target);
        if (replies[i]->status == 204) continue;
        cr_expect_not_null(strstr(exchange_header(replies[i], "Vary"), "Accept-Encoding"), "%s: %d",
                           replies[i]->target, replies[i]->status);
    }
    service_stop(service);
}

Test(headers, mistakes_are_not_stored)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *replies[16];
    for (size_t i = collect(service, replies); i-- > 0;) {
        if (replies[i]->status < 400) continue;
        cr_expect_str_eq(exchange_header(replies[i], "Cache-Control"), "no-store", "%s: %d",
                         replies[i]->target, replies[i]->status);
        cr_expect(exchange_has_header(replies[i], "X-Request-Id"));
        cr_expect_not(exchange_has_header(replies[i], "Content-Disposition"));
    }
    service_stop(service);
}

Test(headers, answers_may_be_used_while_they_are_renewed)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const targets[] = {"/events", "/events/battle-of-angamos", "/export",
                                          "/docs", "/openapi.json"};
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++)
        cr_expect_str_eq(exchange_header(service_get(service, "%s", targets[i]), "Cache-Control"),
                         "public, max-age=300, stale-while-revalidate=86400, stale-if-error=604800",
                         "%s", targets[i]);
    service_stop(service);
}

Test(headers, preflight_is_answered_for_a_day)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_ask_with(
        service, "OPTIONS", "/events", "Origin: https://example.org",
        "Access-Control-Request-Method: GET",
        "Access-Control-Request-Headers: if-none-match, range, x-request-id", NULL);
    cr_expect_eq(answer->status, 204);
    cr_expect_eq(answer->length, 0);
    cr_expect_str_eq(exchange_header(answer, "Access-Control-Allow-Origin"), "*");
    cr_expect_str_eq(exchange_header(answer, "Access-Control-Max-Age"), "86400");
    cr_expect_str_eq(exchange_header(answer, "Access-Control-Allow-Methods"), "GET, HEAD, OPTIONS");
    static const char *const allowed[] = {"Accept",       "Accept-Language", "If-None-Match",
                                          "If-Range",     "Range",           "If-Modified-Since",
                                          "X-Request-Id", "Traceparent"};
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
        cr_expect_not_null(
            strstr(exchange_header(answer, "Access-Control-Allow-Headers"), allowed[i]), "%s",
            allowed[i]);
    service_stop(service);
}

Test(headers, preflight_of_what_is_not_there_is_a_404)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(service_ask(service, "OPTIONS", "/nowhere")->status, 404);
    cr_expect_eq(service_ask(service, "OPTIONS", "*")->status, 204);
    service_stop(service);
}
