/*
 * Claims about what changed between versions. The small dataset's history says that its version
 * 0.9.0 had four records: one since changed, one renamed, one withdrawn, one of which nothing is
 * left.
 */
#include "service.h"

#include <criterion/criterion.h>
#include <string.h>

Test(changes, tells_created_changed_and_removed)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *changes = service_get(service, "/changes?since=0.9.0");
    cr_expect_eq(changes->status, 200, "%s", changes->body);
    cr_expect_str_eq(exchange_text(changes, "/since"), "0.9.0");
    cr_expect_str_eq(exchange_text(changes, "/version"), "1.0.0");
    cr_expect_eq(exchange_integer(changes, "/counts/changed"), 1);
    cr_expect_str_eq(exchange_text(changes, "/changed/0/href"), "/places/arica");
    cr_expect_eq(strspn(exchange_text(changes, "/changed/0/was"), "0"), 64);
    cr_expect_eq(exchange_integer(changes, "/counts/removed"), 3);
    cr_expect_gt(exchange_integer(changes, "/counts/created"), 20);
    cr_expect_eq((long long)exchange_count(changes, "/created"),
                 exchange_integer(changes, "/counts/created"));
    service_stop(service);
}

Test(changes, tell_what_took_the_place_of_a_removed_one)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *changes = service_get(service, "/changes?since=0.9.0");
    cr_expect_str_eq(exchange_text(changes, "/removed/0/id"), "combat-of-angamos");
    cr_expect_str_eq(exchange_text(changes, "/removed/0/replaced_by/id"), "battle-of-angamos");
    cr_expect_str_eq(exchange_text(changes, "/removed/1/id"), "fort-of-nowhere");
    cr_expect(json_is_null(exchange_json(changes, "/removed/1/replaced_by")));
    service_stop(service);
}

Test(changes, digests_are_those_of_the_records)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *changes = service_get(service, "/changes?since=0.9.0");
    struct exchange *arica = service_get(service, "/places/arica");
    cr_expect_str_eq(exchange_text(changes, "/changed/0/sha256"), exchange_text(arica, "/sha256"));
    service_stop(service);
}

Test(changes, since_the_version_served_are_none)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *changes = service_get(service, "/changes?since=1.0.0");
    cr_expect_eq(changes->status, 200);
    cr_expect_eq(exchange_integer(changes, "/counts/created"), 0);
    cr_expect_eq(exchange_integer(changes, "/counts/changed"), 0);
    cr_expect_eq(exchange_integer(changes, "/counts/removed"), 0);
    service_stop(service);
}

Test(changes, since_the_digest_of_a_version_are_those_since_it)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *served = service_get(service, "/dataset");
    struct exchange *none =
        service_get(service, "/changes?since=%s", exchange_header(served, "X-Dataset-Version"));
    cr_expect_eq(none->status, 200, "%s", none->body);
    cr_expect_eq(exchange_integer(none, "/counts/created"), 0);
    cr_expect_eq(exchange_integer(none, "/counts/changed"), 0);
    /* SHA-256 over the digests of the four records of history/0.9.0, sorted. */
    struct exchange *old =
        service_get(service, "/changes?since="
                             "4667c16159ed845952222aa61519e6f975176cce70b27905be1a39b2655b7f7c");
    cr_expect_eq(old->status, 200, "%s", old->body);
    cr_expect_eq(exchange_integer(old, "/counts/removed"), 3);
    service_stop(service);
}

Test(changes, unknown_version_is_refused_with_those_known)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_get(service, "/changes?since=0.9.1");
    cr_expect_eq(answer->status, 400);
    cr_expect(exchange_lists(answer, "/errors/0/allowed_values", NULL, "0.9.0"));
    cr_expect(exchange_lists(answer, "/errors/0/allowed_values", NULL, "1.0.0"));
    cr_expect_eq(service_get(service, "/changes")->status, 400);
    service_stop(service);
}

/* The released version was recorded, and this is it: nothing may have been forgotten. */
Test(changes, committed_history_knows_the_version_served)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *dataset = service_get(service, "/dataset");
    struct exchange *changes =
        service_get(service, "/changes?since=%s", exchange_text(dataset, "/version"));
    cr_expect_eq(changes->status, 200);
    cr_expect_str_eq(exchange_text(changes, "/sha256"), exchange_text(dataset, "/sha256"));
    service_stop(service);
}
