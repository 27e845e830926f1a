/*
 * Claims about claims: what each source says of each field, who was checked, what conflicts.
 */
#include "service.h"

#include <criterion/criterion.h>
#include <string.h>

Test(claims, those_of_a_record_are_those_of_the_subject)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *own = service_get(service, "/events/war-of-the-pacific/claims");
    struct exchange *filtered = service_get(service, "/claims?subject=war-of-the-pacific");
    cr_expect_gt(exchange_integer(own, "/total"), 0);
    cr_expect(json_equal(exchange_json(own, "/items"), exchange_json(filtered, "/items")));
    service_stop(service);
}

Test(claims, conflict_is_symmetric)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *claims = service_get(service, "/claims?conflicting=true");
    cr_expect_eq(exchange_integer(claims, "/total"), 2);
    cr_expect_str_eq(exchange_text(claims, "/items/0/conflicts_with/0/id"),
                     exchange_text(claims, "/items/1/id"));
    cr_expect_str_eq(exchange_text(claims, "/items/1/conflicts_with/0/id"),
                     exchange_text(claims, "/items/0/id"));
    service_stop(service);
}

Test(claims, conflicting_ones_and_the_others_are_all)
{
    struct service *service = service_start(TINY_DATABASE);
    long long all = exchange_integer(service_get(service, "/claims?limit=1"), "/total");
    long long with =
        exchange_integer(service_get(service, "/claims?limit=1&conflicting=true"), "/total");
    long long without =
        exchange_integer(service_get(service, "/claims?limit=1&conflicting=false"), "/total");
    cr_expect_eq(with + without, all);
    service_stop(service);
}

/* The id that the first claim of a subject had while that subject had another. */
static void expect_redirect(struct service *service, const char *subject, const char *former)
{
    char target[300], moved_to[320];
    struct exchange *claims = service_get(service, "/claims?subject=%s", subject);
    const char *id = exchange_text(claims, "/items/0/id");
    snprintf(target, sizeof target, "/claims/%s%s", former, id + strlen(subject));
    snprintf(moved_to, sizeof moved_to, "/claims/%s?lang=es", id);
    struct exchange *moved = service_get(service, "%s?lang=es", target);
    cr_expect_eq(moved->status, 308, "%s", target);
    cr_expect_str_eq(exchange_header(moved, "Location"), moved_to);
    cr_expect_eq(service_get(service, "%s0", target)->status, 404);
}

Test(claims, id_from_before_its_subject_was_renamed_redirects)
{
    struct service *service = service_start(TINY_DATABASE);
    expect_redirect(service, "treaty-of-ancon-1883", "ancon-treaty");
    expect_redirect(service, "treaty-of-ancon-1883.2", "ancon-treaty.2");
    service_stop(service);
}

Test(claims, disputed_field_is_named_on_the_record)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *event = service_get(service, "/events/war-of-the-pacific");
    cr_expect(exchange_lists(event, "/disputed", NULL, "/date"));
    cr_expect(exchange_lists(event, "/unverified", NULL, "/date"));
    service_stop(service);
}

Test(claims, reason_of_a_rank_is_given)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *claims =
        service_get(service, "/claims?subject=war-of-the-pacific&rank=normal");
    cr_expect_eq(exchange_integer(claims, "/total"), 1);
    cr_expect_str_eq(exchange_text(claims, "/items/0/field"), "/date");
    cr_expect_str_eq(exchange_text(claims, "/items/0/rank_reason"),
                     "Counted from the landing at Antofagasta.");
    cr_expect_str_eq(exchange_text(claims, "/items/0/value/earliest"), "1879-02-14");
    cr_expect_str_eq(exchange_text(claims, "/items/0/source/id"), "sater-2007");
    service_stop(service);
}

Test(claims, source_narrows)
{
    struct service *service = service_start(TINY_DATABASE);
    size_t i;
    json_t *claim;
    struct exchange *claims =
        service_get(service, "/claims?source=sater-2007&subject=war-of-the-pacific");
    cr_expect_gt(exchange_count(claims, "/items"), 1);
    json_array_foreach(exchange_json(claims, "/items"), i, claim)
        cr_expect_str_eq(json_string_value(json_pointer_get(claim, "/source/id")), "sater-2007");
    service_stop(service);
}

Test(claims, uncited_claim_has_no_source)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *claims = service_get(service, "/events/battle-of-arica/claims?field=/date");
    cr_expect_eq(exchange_integer(claims, "/total"), 1);
    cr_expect(json_is_null(exchange_json(claims, "/items/0/source")));
    service_stop(service);
}

Test(claims, field_takes_what_lies_in_it)
{
    struct service *service = service_start(TINY_DATABASE);
    size_t i;
    json_t *claim;
    struct exchange *claims =
        service_get(service, "/claims?subject=war-of-the-pacific&field=/participants");
    cr_expect_gt(exchange_count(claims, "/items"), 2);
    json_array_foreach(exchange_json(claims, "/items"), i, claim)
    {
        const char *field = json_string_value(json_object_get(claim, "field"));
        cr_expect_eq(strncmp(field, "/participants", 13), 0, "%s", field);
    }
    service_stop(service);
}

Test(claims, verified_ones_say_when_and_how)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *claims = service_get(service, "/claims?verified=true");
    cr_expect_gt(exchange_count(claims, "/items"), 0);
    cr_expect_str_eq(exchange_text(claims, "/items/0/verified/method"), "read at the source");
    struct exchange *event = service_get(service, "/events/war-of-the-pacific");
    cr_expect_not(exchange_lists(event, "/unverified", NULL, "/participants/0/actor"));
    service_stop(service);
}

Test(claims, origin_is_that_of_the_source)
{
    struct service *service = service_start(TINY_DATABASE);
    long long by_origin =
        exchange_integer(service_get(service, "/claims?origin=third-party"), "/total");
    long long by_source =
        exchange_integer(service_get(service, "/claims?source=sater-2007"), "/total");
    cr_expect_eq(by_origin, by_source);
    service_stop(service);
}

Test(claims, id_that_is_none_is_a_404)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(service_get(service, "/claims/nobody-says-so")->status, 404);
    service_stop(service);
}
