/*
 * Claims about conditional requests: what tells that a client holds a reply already, and what it is
 * sent then.
 */
#include "service.h"

#include <criterion/criterion.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char item[] = "/events/battle-of-angamos";
/* The dataset was released, and its file written, on 29 February 2024. */
static const char released[] = "If-Modified-Since: Thu, 29 Feb 2024 00:00:00 GMT";

static void expect_status(struct service *service, const char *header, int status)
{
    cr_expect_eq(service_get_with(service, item, header, NULL)->status, status, "%s", header);
}

static void match_header(struct service *service, const char *format, char header[256])
{
    char words[192];
    snprintf(words, sizeof words, "If-None-Match: %s", format);
    const char *at = strstr(words, "TAG");
    cr_assert_not_null(at);
    snprintf(header, 256, "%.*s%s%s", (int)(at - words), words,
             exchange_header(service_get(service, "%s", item), "ETag"), at + 3);
}

Test(conditional, validator_is_found_in_any_list)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const lists[] = {
        "TAG",   "TAG, \"other\"",     "\"other\",TAG", "\"a\" ,\t\"b\" , TAG ,\"c\"",
        "W/TAG", "W/\"other\", W/TAG", ",, TAG,",       "\"with,comma\", TAG"};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        char header[256];
        match_header(service, lists[i], header);
        expect_status(service, header, 304);
    }
    service_stop(service);
}

Test(conditional, asterisk_is_any)
{
    struct service *service = service_start(TINY_DATABASE);
    expect_status(service, "If-None-Match: *", 304);
    service_stop(service);
}

Test(conditional, other_validators_are_none)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const others[] = {"If-None-Match: \"other\"", "If-None-Match: W/\"other\"",
                                         "If-None-Match: \"*\"", "If-None-Match: \"\"",
                                         "If-None-Match: other"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        expect_status(service, others[i], 200);
    service_stop(service);
}

Test(conditional, part_of_a_validator_is_none)
{
    struct service *service = service_start(TINY_DATABASE);
    char header[256];
    match_header(service, "TAG", header);
    header[strlen(header) - 2] = '"';
    header[strlen(header) - 1] = '\0';
    expect_status(service, header, 200);
    service_stop(service);
}

Test(conditional, validators_may_come_on_several_lines)
{
    struct service *service = service_start(TINY_DATABASE);
    char header[256];
    match_header(service, "TAG", header);
    struct exchange *answer = service_get_with(service, item, "If-None-Match: \"a\", \"b\"", header,
                                               "If-None-Match: \"c\"", NULL);
    cr_expect_eq(answer->status, 304);
    answer = service_get_with(service, item, "If-None-Match: \"a\"", "If-None-Match: \"b\"", NULL);
    cr_expect_eq(answer->status, 200);
    service_stop(service);
}

Test(conditional, day_may_be_written_in_three_forms)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const same[] = {"If-Modified-Since: Thu, 29 Feb 2024 00:00:00 GMT",
                                       "If-Modified-Since: Thursday, 29-Feb-24 00:00:00 GMT",
                                       "If-Modified-Since: Thu Feb 29 00:00:00 2024",
                                       "If-Modified-Since: Fri, 01 Mar 2024 00:00:00 GMT",
                                       "If-Modified-Since: Friday, 01-Mar-24 00:00:00 GMT",
                                       "If-Modified-Since: Fri Mar  1 00:00:00 2024"};
    static const char *const before[] = {"If-Modified-Since: Wed, 28 Feb 2024 23:59:59 GMT",
                                         "If-Modified-Since: Wednesday, 28-Feb-24 23:59:59 GMT",
                                         "If-Modified-Since: Wed Feb 28 23:59:59 2024",
                                         "If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT",
                                         "If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        expect_status(service, same[i], 304);
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        expect_status(service, before[i], 200);
    service_stop(service);
}

Test(conditional, what_is_no_day_is_not_there)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const wrong[] = {"If-Modified-Since: yesterday",
                                        "If-Modified-Since: 2024-02-29",
                                        "If-Modified-Since: Thu, 29 Feb 2024 00:00:00",
                                        "If-Modified-Since: Thu, 29 Feb 2024 00:00:00 GMT, x",
                                        "If-Modified-Since: Thu, 29 Feb 2024 00:00:00 +0100",
                                        "If-Modified-Since: 0"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        expect_status(service, wrong[i], 200);
    service_stop(service);
}

Test(conditional, day_is_passed_over_beside_a_validator)
{
    struct service *service = service_start(TINY_DATABASE);
    char header[256];
    match_header(service, "TAG", header);
    struct exchange *other =
        service_get_with(service, item, released, "If-None-Match: \"other\"", NULL);
    cr_expect_eq(other->status, 200);
    struct exchange *right = service_get_with(
        service, item, "If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT", header, NULL);
    cr_expect_eq(right->status, 304);
    service_stop(service);
}

static const char *const targets[] = {"/events",
                                      "/events/battle-of-angamos",
                                      "/events?format=csv&lang=es",
                                      "/state?at=1880",
                                      "/openapi.json",
                                      "/docs",
                                      "/export",
                                      "/export?format=sqlite",
                                      "/"};

/* The reply, and the 304 to who holds it. */
static struct exchange *ask_again(struct service *service, const char *target,
                                  struct exchange **first)
{
    char header[256];
    *first = service_get(service, "%s", target);
    snprintf(header, sizeof header, "If-None-Match: %s", exchange_header(*first, "ETag"));
    return service_get_with(service, target, header, NULL);
}

Test(conditional, not_modified_has_no_body_and_the_same_headers)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const same[] = {"ETag",
                                       "Vary",
                                       "Cache-Control",
                                       "Last-Modified",
                                       "Link",
                                       "Content-Language",
                                       "Access-Control-Allow-Origin",
                                       "X-Dataset-Version",
                                       NULL};
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        struct exchange *first, *again = ask_again(service, targets[i], &first);
        cr_expect_eq(again->status, 304, "%s", targets[i]);
        cr_expect_eq(again->length, 0, "%s", targets[i]);
        cr_expect(exchange_same_headers(again, first, same));
    }
    service_stop(service);
}

Test(conditional, length_of_not_modified_is_that_of_the_body)
{
    struct service *service = service_start(TINY_DATABASE);
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        struct exchange *first, *again = ask_again(service, targets[i], &first);
        const char *length = exchange_header(again, "Content-Length");
        if (length[0] != '\0')
            cr_expect_str_eq(length, exchange_header(first, "Content-Length"), "%s", targets[i]);
    }
    service_stop(service);
}

Test(conditional, head_is_answered_as_get)
{
    struct service *service = service_start(TINY_DATABASE);
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        char header[256];
        struct exchange *head = service_ask(service, "HEAD", targets[i]);
        snprintf(header, sizeof header, "If-None-Match: %s", exchange_header(head, "ETag"));
        cr_expect_eq(service_ask_with(service, "HEAD", targets[i], header, NULL)->status, 304, "%s",
                     targets[i]);
    }
    cr_expect_eq(service_ask_with(service, "HEAD", item, released, NULL)->status, 304);
    service_stop(service);
}

Test(conditional, conditions_do_not_hide_a_mistake)
{
    struct service *service = service_start(TINY_DATABASE);
    static const struct {
        const char *target;
        int status;
    } cases[] = {{"/events/nobody-knows", 404},
                 {"/events?form=1904", 400},
                 {"/events/siege-of-arica", 410},
                 {"/events/combat-of-angamos", 308},
                 {"/nowhere", 404}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct exchange *answer =
            service_get_with(service, cases[i].target, "If-None-Match: *", released, NULL);
        cr_expect_eq(answer->status, cases[i].status, "%s: %d", cases[i].target, answer->status);
    }
    service_stop(service);
}

Test(conditional, health_is_always_told)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(service_get_with(service, "/readyz", "If-None-Match: *", NULL)->status, 200);
    cr_expect_eq(service_get_with(service, "/readyz", released, NULL)->status, 200);
    service_stop(service);
}

/* All that comes over a connection until the server closes it. */
static size_t read_all(int descriptor, char *out, size_t room)
{
    size_t length = 0;
    ssize_t n = 1;
    while (n > 0 && length < room - 1) {
        n = recv(descriptor, out + length, room - 1 - length, 0);
        if (n > 0) length += (size_t)n;
    }
    out[length] = '\0';
    return length;
}

Test(conditional, nothing_follows_the_headers_of_not_modified)
{
    struct service *service = service_start(TINY_DATABASE);
    static char bytes[65536];
    int descriptor = service_connect(service, "GET /events HTTP/1.1\r\nHost: a\r\n"
                                              "If-None-Match: *\r\n\r\n"
                                              "GET /livez HTTP/1.1\r\nHost: a\r\n"
                                              "Connection: close\r\n\r\n");
    read_all(descriptor, bytes, sizeof bytes);
    close(descriptor);
    cr_expect_eq(strncmp(bytes, "HTTP/1.1 304 ", 13), 0);
    const char *end = strstr(bytes, "\r\n\r\n");
    cr_assert_not_null(end);
    cr_expect_eq(strncmp(end + 4, "HTTP/1.1 200 ", 13), 0, "%.60s", end + 4);
    service_stop(service);
}
