/*
 * Claims about `v`: the dataset that must answer. What it answers never changes, so that it may be
 * kept for ever; another dataset never answers in its place.
 */
#include "service.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const char for_ever[] = "public, max-age=31536000, immutable";
static const char other[] = "0000000000000000000000000000000000000000000000000000000000000000";

static const char *version_of(struct service *service)
{
    return exchange_text(service_get(service, "/dataset"), "/sha256");
}

Test(versions, dataset_and_every_reply_name_the_same)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *dataset = service_get(service, "/dataset");
    cr_expect_eq(strlen(exchange_text(dataset, "/sha256")), 64);
    cr_expect_str_eq(exchange_header(dataset, "X-Dataset-Version"),
                     exchange_text(dataset, "/sha256"));
    service_stop(service);
}

Test(versions, right_one_may_be_kept_for_ever)
{
    struct service *service = service_start(TINY_DATABASE);
    const char *version = version_of(service);
    static const char *const targets[] = {"/events?",
                                          "/events/battle-of-angamos?",
                                          "/state?at=1880&",
                                          "/search?q=arica&",
                                          "/events?format=csv&",
                                          "/export?",
                                          "/export?format=sqlite&",
                                          "/dataset?"};
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        struct exchange *answer = service_get(service, "%sv=%s", targets[i], version);
        cr_expect_eq(answer->status, 200, "%s", targets[i]);
        cr_expect_str_eq(exchange_header(answer, "Cache-Control"), for_ever, "%s", targets[i]);
    }
    service_stop(service);
}

Test(versions, right_one_changes_nothing_else)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *plain = service_get(service, "/events/battle-of-angamos");
    struct exchange *versioned =
        service_get(service, "/events/battle-of-angamos?v=%s", version_of(service));
    cr_expect_str_eq(versioned->body, plain->body);
    cr_expect_str_eq(exchange_header(versioned, "ETag"), exchange_header(plain, "ETag"));
    cr_expect_str_neq(exchange_header(plain, "Cache-Control"), for_ever);
    service_stop(service);
}

Test(versions, repeated_reply_is_kept_for_ever_too)
{
    struct service *service = service_start(TINY_DATABASE);
    char target[256], header[128];
    snprintf(target, sizeof target, "/events?v=%s", version_of(service));
    struct exchange *answer = service_get(service, "%s", target);
    snprintf(header, sizeof header, "If-None-Match: %s", exchange_header(answer, "ETag"));
    struct exchange *again = service_get_with(service, target, header, NULL);
    cr_expect_eq(again->status, 304);
    cr_expect_str_eq(exchange_header(again, "Cache-Control"), for_ever);
    service_stop(service);
}

Test(versions, another_is_a_404_that_says_which_is_served)
{
    struct service *service = service_start(TINY_DATABASE);
    const char *version = version_of(service);
    struct exchange *answer = service_get(service, "/events?v=%s", other);
    cr_expect_eq(answer->status, 404);
    cr_expect_str_eq(exchange_text(answer, "/type"), "/problems/no-such-version");
    cr_expect_str_eq(exchange_text(answer, "/dataset_version"), version);
    cr_expect_str_eq(exchange_header(answer, "Cache-Control"), "no-store");
    service_stop(service);
}

Test(versions, half_of_one_is_another)
{
    struct service *service = service_start(TINY_DATABASE);
    const char *version = version_of(service);
    cr_expect_eq(service_get(service, "/events?v=%.12s", version)->status, 404);
    cr_expect_eq(service_get(service, "/events?v=1.0.0")->status, 404);
    service_stop(service);
}

Test(versions, what_is_none_is_a_400)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(service_get(service, "/events?v=")->status, 400);
    cr_expect_eq(service_get(service, "/events?v=%s0", other)->status, 400);
    cr_expect_eq(service_get(service, "/events?v=a%%20b")->status, 400);
    cr_expect_eq(service_get(service, "/events?v=%s&v=%s", other, other)->status, 400);
    service_stop(service);
}

Test(versions, mistake_is_never_kept)
{
    struct service *service = service_start(TINY_DATABASE);
    const char *version = version_of(service);
    static const char *const targets[] = {"/events/nobody-knows?", "/events?kind=nonsense&",
                                          "/events/siege-of-arica?"};
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        struct exchange *answer = service_get(service, "%sv=%s", targets[i], version);
        cr_expect_geq(answer->status, 400, "%s", targets[i]);
        cr_expect_str_eq(exchange_header(answer, "Cache-Control"), "no-store", "%s", targets[i]);
    }
    service_stop(service);
}

Test(versions, links_keep_it)
{
    struct service *service = service_start(TINY_DATABASE);
    const char *version = version_of(service);
    static const char *const relations[] = {"next", "first", "last"};
    struct exchange *page = service_get(service, "/events?limit=3&v=%s", version);
    cr_expect_not_null(strstr(exchange_text(page, "/next"), version));
    for (size_t i = 0; i < 3; i++) {
        char *target = exchange_link(page, relations[i]);
        cr_assert_not_null(target);
        struct exchange *answer = service_get(service, "%s", target);
        cr_expect_str_eq(exchange_header(answer, "Cache-Control"), for_ever, "%s", target);
        free(target);
    }
    service_stop(service);
}

Test(versions, redirect_keeps_it)
{
    struct service *service = service_start(TINY_DATABASE);
    const char *version = version_of(service);
    struct exchange *moved = service_get(service, "/events/combat-of-angamos?v=%s", version);
    cr_expect_eq(moved->status, 308);
    cr_expect_not_null(strstr(exchange_header(moved, "Location"), version));
    service_stop(service);
}

Test(versions, replaced_dataset_no_longer_answers)
{
    struct service *service = service_start_copy(TINY_DATABASE);
    const char *version = version_of(service);
    cr_expect_eq(service_get(service, "/events?v=%s", version)->status, 200);
    service_replace(service, MAIN_DATABASE);
    struct exchange *answer = service_get(service, "/events?v=%s", version);
    cr_expect_eq(answer->status, 404);
    cr_expect_str_eq(exchange_text(answer, "/dataset_version"),
                     exchange_header(answer, "X-Dataset-Version"));
    service_stop(service);
}

Test(versions, versioned_page_of_a_replaced_dataset_says_so)
{
    struct service *service = service_start_copy(TINY_DATABASE);
    struct exchange *page = service_get(service, "/events?limit=3&v=%s", version_of(service));
    service_replace(service, MAIN_DATABASE);
    struct exchange *answer = service_get(service, "%s", exchange_text(page, "/next"));
    cr_expect_eq(answer->status, 404);
    cr_expect_str_eq(exchange_text(answer, "/type"), "/problems/no-such-version");
    service_stop(service);
}

Test(versions, every_operation_that_reads_the_dataset_takes_one)
{
    struct service *service = service_start(TINY_DATABASE);
    const struct contract *contract = service_contract(service);
    for (size_t i = 0; i < contract_operation_count(contract); i++) {
        const struct operation *operation = contract_operation(contract, i);
        bool reads = strcmp(operation->tag, "site") != 0 &&
                     strcmp(operation->tag, "operations") != 0 &&
                     strcmp(operation->id, "getTimeConformance") != 0;
        if (reads)
            cr_expect_not_null(operation_parameter(operation, text_of("v")), "%s", operation->id);
    }
    service_stop(service);
}
