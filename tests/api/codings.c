/*
 * Claims about content codings: who gets which, that the bytes are the same once it is undone, and
 * that each coding is a representation of its own.
 */
#include "service.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const char *const codings[] = {"gzip", "zstd", "br"};

enum { CODINGS = sizeof codings / sizeof *codings };

static struct exchange *get_coded(struct service *service, const char *target, const char *accepted)
{
    char header[256];
    snprintf(header, sizeof header, "Accept-Encoding: %s", accepted);
    return service_get_with(service, target, header, NULL);
}

/* The coding that a list of the right length gets. */
static void expect_coding(struct service *service, const char *accepted, const char *wanted)
{
    struct exchange *answer = get_coded(service, "/events", accepted);
    cr_expect_eq(answer->status, 200, "%s", accepted);
    cr_expect_str_eq(exchange_header(answer, "Content-Encoding"), wanted, "%s", accepted);
}

Test(codings, client_that_names_none_gets_none)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_not(exchange_has_header(service_get(service, "/events"), "Content-Encoding"));
    cr_expect_not(exchange_has_header(
        service_get_with(service, "/events", "Accept-Encoding;", NULL), "Content-Encoding"));
    service_stop(service);
}

Test(codings, client_gets_the_one_that_it_names)
{
    struct service *service = service_start(TINY_DATABASE);
    for (size_t i = 0; i < CODINGS; i++)
        expect_coding(service, codings[i], codings[i]);
    expect_coding(service, "GZip", "gzip");
    expect_coding(service, "deflate, compress, gzip", "gzip");
    service_stop(service);
}

Test(codings, greater_quality_wins)
{
    struct service *service = service_start(TINY_DATABASE);
    expect_coding(service, "gzip;q=0.5, br;q=0.4, zstd;q=0.3", "gzip");
    expect_coding(service, "gzip;q=0.5,br;q=0.8,zstd;q=0.3", "br");
    expect_coding(service, "zstd;q=0.001", "zstd");
    expect_coding(service, "gzip ; q=0.2 , zstd ; q=0.1", "gzip");
    expect_coding(service, "gzip;q=1.0, *;q=0.5", "gzip");
    service_stop(service);
}

Test(codings, refused_one_is_not_sent)
{
    struct service *service = service_start(TINY_DATABASE);
    expect_coding(service, "gzip;q=0", "");
    expect_coding(service, "gzip;q=0.000, zstd;q=0, br", "br");
    expect_coding(service, "zstd;q=0, br;q=0, *", "gzip");
    expect_coding(service, "*;q=0, gzip", "gzip");
    expect_coding(service, "*;q=0", "");
    service_stop(service);
}

Test(codings, asterisk_is_any)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = get_coded(service, "/events", "*");
    cr_expect_neq(exchange_header(answer, "Content-Encoding")[0], '\0');
    service_stop(service);
}

Test(codings, identity_may_be_preferred_and_refused)
{
    struct service *service = service_start(TINY_DATABASE);
    expect_coding(service, "identity", "");
    expect_coding(service, "identity, gzip;q=0.5", "");
    expect_coding(service, "identity;q=0.5, gzip", "gzip");
    expect_coding(service, "identity;q=0, gzip;q=0.1", "gzip");
    service_stop(service);
}

Test(codings, nobody_is_refused_for_what_is_not_there)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const accepted[] = {"identity;q=0", "compress", "identity;q=0, *;q=0",
                                           ";;,q=,gzip;q=x", "gzip;q=-1"};
    for (size_t i = 0; i < sizeof accepted / sizeof *accepted; i++)
        cr_expect_eq(get_coded(service, "/events", accepted[i])->status, 200, "%s", accepted[i]);
    service_stop(service);
}

Test(codings, old_name_of_gzip_is_understood)
{
    struct service *service = service_start(TINY_DATABASE);
    expect_coding(service, "x-gzip", "gzip");
    expect_coding(service, "x-gzip;q=0, zstd;q=0.1", "zstd");
    service_stop(service);
}

Test(codings, header_may_come_on_several_lines)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_get_with(service, "/events", "Accept-Encoding: deflate",
                                               "Accept-Encoding: gzip", NULL);
    cr_expect_str_eq(exchange_header(answer, "Content-Encoding"), "gzip");
    service_stop(service);
}

/* Bodies around the least length, by ever more properties. */
static const char *const lengths[] = {
    "/livez",
    "/problems/gone",
    "/events/battle-of-angamos?fields=label",
    "/events/battle-of-angamos?fields=label,labels,summary,kind",
    "/events/battle-of-angamos?fields=label,labels,date",
    "/events/battle-of-angamos?fields=label,labels,date,part_of",
    "/events/battle-of-angamos?fields=label,labels,date,part_of,places",
    "/events/battle-of-angamos?fields=label,labels,date,part_of,participants",
    "/events/battle-of-angamos",
    "/events?fields=label",
    "/events",
    "/nowhere",
    "/events?kind=nonsense&form=1904&limit=0"};

Test(codings, only_bodies_from_1024_bytes_are_coded)
{
    struct service *service = service_start(TINY_DATABASE);
    size_t below = 0, above = 0;
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        size_t length = service_get(service, "%s", lengths[i])->length;
        struct exchange *coded = get_coded(service, lengths[i], "gzip, br, zstd");
        cr_expect_eq(exchange_has_header(coded, "Content-Encoding"), length >= 1024, "%s: %zu",
                     lengths[i], length);
        if (length < 1024)
            below++;
        else
            above++;
    }
    cr_expect(below > 2 && above > 2, "%zu, %zu", below, above);
    service_stop(service);
}

static void expect_same_bytes(struct service *service, const char *target, const char *coding)
{
    size_t length;
    struct exchange *plain = service_get(service, "%s", target);
    struct exchange *coded = get_coded(service, target, coding);
    char *decoded = exchange_decode(coded, &length);
    cr_expect_str_eq(exchange_header(coded, "Content-Encoding"), coding, "%s", target);
    cr_assert_not_null(decoded, "%s as %s cannot be decoded", target, coding);
    cr_expect_eq(length, plain->length, "%s as %s", target, coding);
    if (length == plain->length)
        cr_expect_arr_eq(decoded, plain->body, length, "%s as %s", target, coding);
    cr_expect_lt(coded->length, plain->length, "%s as %s", target, coding);
    free(decoded);
}

Test(codings, decoded_bytes_are_the_plain_ones)
{
    struct service *service = service_start(MAIN_DATABASE);
    static const char *const targets[] = {"/events?limit=500",
                                          "/events?format=ndjson",
                                          "/claims?limit=500&lang=ja",
                                          "/state?at=1905",
                                          "/events?kind=war&format=geojson",
                                          "/openapi.json",
                                          "/docs",
                                          "/llms.txt"};
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++)
        for (size_t k = 0; k < CODINGS; k++)
            expect_same_bytes(service, targets[i], codings[k]);
    service_stop(service);
}

Test(codings, problem_may_be_coded_too)
{
    struct service *service = service_start(TINY_DATABASE);
    size_t length;
    struct exchange *coded = get_coded(service, "/events?form=1904&knd=war&limit=0", "gzip");
    char *decoded = exchange_decode(coded, &length);
    json_t *problem = decoded != NULL ? json_loadb(decoded, length, 0, NULL) : NULL;
    cr_expect_eq(coded->status, 400);
    cr_expect_str_eq(exchange_header(coded, "Content-Encoding"), "gzip");
    cr_expect_eq(json_array_size(json_object_get(problem, "errors")), 3);
    json_decref(problem);
    free(decoded);
    service_stop(service);
}

Test(codings, length_is_that_of_the_coded_bytes)
{
    struct service *service = service_start(TINY_DATABASE);
    for (size_t i = 0; i < CODINGS; i++) {
        struct exchange *coded = get_coded(service, "/events", codings[i]);
        cr_expect_eq(strtoul(exchange_header(coded, "Content-Length"), NULL, 10), coded->length);
    }
    service_stop(service);
}

Test(codings, each_has_a_strong_validator_of_its_own)
{
    struct service *service = service_start(TINY_DATABASE);
    const char *tags[CODINGS + 1] = {exchange_header(service_get(service, "/events"), "ETag")};
    for (size_t i = 0; i < CODINGS; i++)
        tags[i + 1] = exchange_header(get_coded(service, "/events", codings[i]), "ETag");
    for (size_t i = 0; i <= CODINGS; i++) {
        cr_expect_eq(tags[i][0], '"', "%s", tags[i]);
        for (size_t k = 0; k < i; k++)
            cr_expect_str_neq(tags[i], tags[k]);
    }
    service_stop(service);
}

Test(codings, validator_of_a_coding_is_a_304_for_who_accepts_it)
{
    struct service *service = service_start(TINY_DATABASE);
    for (size_t i = 0; i < CODINGS; i++) {
        char accept[64], match[128];
        struct exchange *coded = get_coded(service, "/events", codings[i]);
        snprintf(accept, sizeof accept, "Accept-Encoding: %s", codings[i]);
        snprintf(match, sizeof match, "If-None-Match: %s", exchange_header(coded, "ETag"));
        struct exchange *again = service_get_with(service, "/events", accept, match, NULL);
        cr_expect_eq(again->status, 304, "%s", codings[i]);
        cr_expect_str_eq(exchange_header(again, "ETag"), exchange_header(coded, "ETag"));
        cr_expect_eq(service_get_with(service, "/events", match, NULL)->status, 200, "%s",
                     codings[i]);
    }
    service_stop(service);
}

Test(codings, validator_does_not_depend_on_the_run)
{
    struct service *service = service_start_copy(TINY_DATABASE);
    const char *before = exchange_header(get_coded(service, "/events", "br"), "ETag");
    service_replace(service, TINY_DATABASE);
    cr_expect_str_eq(exchange_header(get_coded(service, "/events", "br"), "ETag"), before);
    service_stop(service);
}

Test(codings, every_reply_varies_by_them)
{
    struct service *service = service_start(TINY_DATABASE);
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
        cr_expect_not_null(strstr(exchange_header(service_get(service, "%s", lengths[i]), "Vary"),
                                  "Accept-Encoding"),
                           "%s", lengths[i]);
    service_stop(service);
}

Test(codings, head_tells_them_as_get_does)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const same[] = {
        "Content-Encoding", "Content-Length", "ETag", "Vary", "Content-Type", NULL};
    struct exchange *get = get_coded(service, "/events", "zstd");
    struct exchange *head =
        service_ask_with(service, "HEAD", "/events", "Accept-Encoding: zstd", NULL);
    cr_expect_str_eq(exchange_header(head, "Content-Encoding"), "zstd");
    cr_expect(exchange_same_headers(head, get, same));
    cr_expect_eq(head->length, 0);
    service_stop(service);
}
