/*
 * Claims that hold for every operation of the contract: each is asked for every status that it
 * declares, so that no path can forget what all the others do. The targets are made from the
 * contract itself; a new operation is asked as soon as it is there.
 */
#include "visit.h"

#include <criterion/criterion.h>
#include <string.h>

static void check_answer(const struct visit *visit)
{
    char target[TARGET_SIZE];
    visit_write_target(visit, target);
    struct exchange *answer = service_get(visit->service, "%s", target);
    cr_expect_eq(answer->status, 200, "%s: %s", target, answer->body);
}

Test(every_operation, answers)
{
    visit_all(check_answer);
}

static void check_unknown_parameter(const struct visit *visit)
{
    char target[TARGET_SIZE];
    visit_write_target(visit, target);
    visit_append_query(target, "nonsense=1");
    struct exchange *answer = service_get(visit->service, "%s", target);
    cr_expect_eq(answer->status, 400, "%s: %d", target, answer->status);
    cr_expect(exchange_lists(answer, "/errors", "/name", "nonsense"), "%s", target);
}

Test(every_operation, refuses_an_unknown_parameter)
{
    visit_all(check_unknown_parameter);
}

static void check_unavailable_type(const struct visit *visit)
{
    char target[TARGET_SIZE];
    visit_write_target(visit, target);
    struct exchange *answer =
        service_get_with(visit->service, target, "Accept: image/x-nothing", NULL);
    /* Whoever probes for health takes what there is. */
    bool probes = strcmp(visit->operation->tag, "operations") == 0;
    cr_expect_eq(answer->status, probes ? 200 : 406, "%s: %d", target, answer->status);
}

Test(every_operation, refuses_a_type_that_it_has_not)
{
    visit_all(check_unavailable_type);
}

static void check_not_modified(const struct visit *visit)
{
    char target[TARGET_SIZE], header[256];
    if (strcmp(visit->operation->tag, "operations") == 0) return;
    visit_write_target(visit, target);
    struct exchange *answer = service_get(visit->service, "%s", target);
    snprintf(header, sizeof header, "If-None-Match: %s", exchange_header(answer, "ETag"));
    answer = service_get_with(visit->service, target, header, NULL);
    cr_expect_eq(answer->status, 304, "%s: %d", target, answer->status);
    cr_expect_eq(answer->length, 0);
}

Test(every_operation, gives_304_to_who_has_it)
{
    visit_all(check_not_modified);
}

static void check_head(const struct visit *visit)
{
    char target[TARGET_SIZE];
    visit_write_target(visit, target);
    struct exchange *get = service_get(visit->service, "%s", target);
    struct exchange *head = service_ask(visit->service, "HEAD", target);
    cr_expect_eq(head->status, 200, "%s", target);
    cr_expect_str_eq(exchange_header(head, "ETag"), exchange_header(get, "ETag"), "%s", target);
    if (service_counts(target)) return;
    cr_expect_str_eq(exchange_header(head, "Content-Length"),
                     exchange_header(get, "Content-Length"), "%s", target);
}

Test(every_operation, answers_head)
{
    visit_all(check_head);
}

static void check_other_methods(const struct visit *visit)
{
    char target[TARGET_SIZE];
    visit_write_target(visit, target);
    cr_expect_eq(service_ask(visit->service, "OPTIONS", target)->status, 204, "%s", target);
    struct exchange *answer = service_ask(visit->service, "DELETE", target);
    cr_expect_eq(answer->status, 405, "%s", target);
    cr_expect_str_eq(exchange_header(answer, "Allow"), "GET, HEAD, OPTIONS");
}

Test(every_operation, tells_the_methods_that_it_has)
{
    visit_all(check_other_methods);
}

static void check_unknown_id(const struct visit *visit)
{
    char target[TARGET_SIZE];
    if (!visit_has_path_parameter(visit->operation)) return;
    visit_write_target_of(visit->operation, "nothing-of-this-name", target);
    struct exchange *answer = service_get(visit->service, "%s", target);
    cr_expect_eq(answer->status, 404, "%s: %d", target, answer->status);
}

Test(every_operation, with_an_id_gives_404_where_there_is_none)
{
    visit_all(check_unknown_id);
}

static void check_former_id(const struct visit *visit)
{
    char target[TARGET_SIZE], wanted[TARGET_SIZE];
    const struct sample *sample = visit_sample(visit->operation);
    if (!visit_has_path_parameter(visit->operation) || sample == NULL || sample->former == NULL)
        return;
    visit_write_target_of(visit->operation, sample->former, target);
    visit_write_target_of(visit->operation, sample->id, wanted);
    struct exchange *answer = service_get(visit->service, "%s", target);
    cr_expect_eq(answer->status, 308, "%s: %d", target, answer->status);
    cr_expect_str_eq(exchange_header(answer, "Location"), wanted);
}

Test(every_operation, with_an_id_redirects_from_a_former_one)
{
    visit_all(check_former_id);
}

static void check_withdrawn_id(const struct visit *visit)
{
    char target[TARGET_SIZE];
    const struct sample *sample = visit_sample(visit->operation);
    if (!visit_has_path_parameter(visit->operation) || sample == NULL || sample->former == NULL)
        return;
    visit_write_target_of(visit->operation, "siege-of-arica", target);
    struct exchange *answer = service_get(visit->service, "%s", target);
    cr_expect_eq(answer->status, 410, "%s: %d", target, answer->status);
}

Test(every_operation, with_an_id_tells_of_a_withdrawn_one)
{
    visit_all(check_withdrawn_id);
}

/* A cursor of the small dataset for each list, then the other dataset in its place. */
Test(every_operation, with_pages_tells_of_a_stale_cursor)
{
    struct service *service = service_start_copy(TINY_DATABASE);
    const struct contract *contract = service_contract(service);
    const char *next[128] = {NULL};
    size_t count = contract_operation_count(contract);
    cr_assert_leq(count, sizeof next / sizeof *next);
    for (size_t i = 0; i < count; i++) {
        char target[TARGET_SIZE];
        struct visit visit = {service, contract_operation(contract, i), ""};
        if (!visit_has_query(visit.operation, "cursor") ||
            visit_has_path_parameter(visit.operation))
            continue;
        visit_write_target(&visit, target);
        visit_append_query(target, "limit=1");
        struct exchange *page = service_get(service, "%s", target);
        if (json_is_string(exchange_json(page, "/next"))) next[i] = exchange_text(page, "/next");
    }
    service_replace(service, MAIN_DATABASE);
    for (size_t i = 0; i < count; i++) {
        if (next[i] == NULL) continue;
        struct exchange *stale = service_get(service, "%s", next[i]);
        cr_expect_eq(stale->status, 410, "%s: %d", next[i], stale->status);
        cr_expect_str_eq(exchange_text(stale, "/type"), "/problems/stale-cursor");
    }
    service_stop(service);
}
