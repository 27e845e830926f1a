/*
 * Claims about problems (RFC 9457): what they say, that all faults are told at once, what they
 * suggest. A request that HTTP itself does not allow is sent over a bare socket.
 */
#include "service.h"

#include <criterion/criterion.h>
#include <microhttpd.h>
#include <string.h>

Test(errors, unknown_parameter_suggests_the_nearest)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_get(service, "/events?form=1904");
    cr_expect_eq(answer->status, 400);
    cr_expect_str_eq(exchange_header(answer, "Content-Type"), "application/problem+json");
    cr_expect_str_eq(exchange_text(answer, "/type"), "/problems/invalid-parameter");
    cr_expect_eq(exchange_integer(answer, "/status"), 400);
    cr_expect_str_eq(exchange_text(answer, "/instance"), "/events");
    cr_expect_str_eq(exchange_text(answer, "/errors/0/in"), "query");
    cr_expect_str_eq(exchange_text(answer, "/errors/0/name"), "form");
    cr_expect_str_eq(exchange_text(answer, "/errors/0/value"), "1904");
    cr_expect_str_eq(exchange_text(answer, "/errors/0/suggestion"), "from");
    service_stop(service);
}

Test(errors, bad_date_suggests_the_nearest)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_get(service, "/events?at=1855-13");
    cr_expect_eq(answer->status, 400);
    cr_expect_str_eq(exchange_text(answer, "/errors/0/value"), "1855-13");
    cr_expect_str_eq(exchange_text(answer, "/errors/0/suggestion"), "1855-12");
    service_stop(service);
}

Test(errors, all_faults_are_told_at_once)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer =
        service_get(service, "/events?form=1904&limit=0&at=1855-13&match=sure");
    cr_expect_eq(answer->status, 400);
    cr_expect_eq(exchange_count(answer, "/errors"), 4);
    cr_expect(exchange_lists(answer, "/errors", "/name", "form"));
    cr_expect(exchange_lists(answer, "/errors", "/name", "limit"));
    cr_expect(exchange_lists(answer, "/errors", "/name", "at"));
    cr_expect(exchange_lists(answer, "/errors", "/name", "match"));
    service_stop(service);
}

Test(errors, faults_of_form_and_of_data_are_told_together)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_get(service, "/events?limit=0&kind=batle&actor=nobody-here");
    cr_expect_eq(answer->status, 400);
    cr_expect_eq(exchange_count(answer, "/errors"), 3, "%s", answer->body);
    service_stop(service);
}

Test(errors, cursor_that_nobody_gave_is_told_beside_other_faults)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_get(service, "/events?cursor=AAAA&limit=900&kind=batle");
    cr_expect_eq(answer->status, 400);
    cr_expect_eq(exchange_count(answer, "/errors"), 3, "%s", answer->body);
    cr_expect(exchange_lists(answer, "/errors", "/name", "cursor"));
    service_stop(service);
}

Test(errors, list_that_is_too_long_has_the_faults_of_its_items_told_too)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_get(service, "/places?facet=kind,place,source,kinds,decade");
    cr_expect_eq(answer->status, 400);
    cr_expect_eq(exchange_count(answer, "/errors"), 3, "%s", answer->body);
    cr_expect_str_eq(exchange_text(answer, "/errors/0/reason"), "this has 5 items, too many");
    cr_expect_str_eq(exchange_text(answer, "/errors/1/value"), "kinds");
    cr_expect_str_eq(exchange_text(answer, "/errors/1/suggestion"), "kind");
    cr_expect_str_eq(exchange_text(answer, "/errors/2/value"), "decade");
    service_stop(service);
}

Test(errors, enumerated_value_lists_what_is_allowed)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_get(service, "/events?match=certian");
    cr_expect(exchange_lists(answer, "/errors/0/allowed_values", NULL, "certain"));
    cr_expect(exchange_lists(answer, "/errors/0/allowed_values", NULL, "possible"));
    cr_expect_str_eq(exchange_text(answer, "/errors/0/suggestion"), "certain");
    service_stop(service);
}

Test(errors, single_value_given_twice_is_a_400)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_get(service, "/events?limit=5&limit=6");
    cr_expect_eq(answer->status, 400);
    cr_expect_str_eq(exchange_text(answer, "/errors/0/name"), "limit");
    service_stop(service);
}

Test(errors, required_parameter_missing_is_a_400)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_get(service, "/search");
    cr_expect_eq(answer->status, 400);
    cr_expect_str_eq(exchange_text(answer, "/errors/0/name"), "q");
    service_stop(service);
}

Test(errors, misspelt_id_suggests_the_right_one)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_get(service, "/events/battle-of-anagmos");
    cr_expect_eq(answer->status, 404);
    cr_expect_str_eq(exchange_text(answer, "/type"), "/problems/no-such-record");
    cr_expect_str_eq(exchange_text(answer, "/suggestions/0"), "battle-of-angamos");
    service_stop(service);
}

Test(errors, path_id_that_is_no_identifier_is_as_one_that_is_not_there)
{
    static const char *const collections[] = {"events",  "treaties", "actors",
                                              "offices", "places",   "relations",
                                              "control", "sources",  "claims"};
    static const char *const ids[] = {"NOPE", "no_such",   "no%20such", "-",
                                      "a.",   "%E6%97%A5", "%0A%27"};
    struct service *service = service_start(TINY_DATABASE);
    for (size_t i = 0; i < sizeof collections / sizeof *collections; i++)
        for (size_t k = 0; k < sizeof ids / sizeof *ids; k++) {
            struct exchange *answer = service_get(service, "/%s/%s", collections[i], ids[k]);
            cr_assert_eq(answer->status, 404, "%s: %s", answer->target, answer->body);
            cr_expect_str_eq(exchange_text(answer, "/type"), "/problems/no-such-record");
            cr_expect(json_is_array(exchange_json(answer, "/suggestions")), "%s", answer->target);
        }
    service_stop(service);
}

Test(errors, path_id_suggests_what_an_identifier_would_spell)
{
    static const struct {
        const char *target, *id;
    } all[] = {
        {"/events/Battle-of-Angamos", "battle-of-angamos"},
        {"/events/BATTLE_OF_ANGAMOS", "battle-of-angamos"},
        {"/events/B%C3%A1ttle%20of%20Angamos/claims", "battle-of-angamos"},
        {"/events/Battle-of-Angamos/why", "battle-of-angamos"},
        {"/events/Battle-of-Angamos/consequences", "battle-of-angamos"},
        {"/places/Tacna", "tacna"},
        {"/treaties/Treaty-of-Ancon-1883/articles", "treaty-of-ancon-1883"},
        {"/treaties/Treaty-of-Ancon-1883/articles/3", "treaty-of-ancon-1883"},
        {"/treaties/Treaty-of-Ancon-1883/articles/3/claims", "treaty-of-ancon-1883"},
    };
    struct service *service = service_start(TINY_DATABASE);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct exchange *answer = service_get(service, "%s", all[i].target);
        cr_assert_eq(answer->status, 404, "%s: %s", all[i].target, answer->body);
        cr_expect_str_eq(exchange_text(answer, "/suggestions/0"), all[i].id, "%s", all[i].target);
    }
    service_stop(service);
}

Test(errors, path_value_however_long_is_a_404)
{
    struct service *service = service_start(TINY_DATABASE);
    char id[1001];
    memset(id, 'x', sizeof id - 1);
    id[sizeof id - 1] = '\0';
    cr_expect_eq(service_get(service, "/events/%s", id)->status, 404);
    cr_expect_eq(service_get(service, "/treaties/treaty-of-ancon-1883/articles/%s", id)->status,
                 404);
    service_stop(service);
}

Test(errors, id_of_a_query_that_is_no_identifier_is_a_400)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_get(service, "/events?place=Tacna");
    cr_expect_eq(answer->status, 400);
    cr_expect_str_eq(exchange_text(answer, "/errors/0/suggestion"), "tacna");
    service_stop(service);
}

Test(errors, wrong_collection_names_the_record)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_get(service, "/events/treaty-of-ancon-1883");
    cr_expect_eq(answer->status, 404);
    cr_expect_str_eq(exchange_text(answer, "/suggested/0/type"), "treaty");
    cr_expect_str_eq(exchange_text(answer, "/suggested/0/href"), "/treaties/treaty-of-ancon-1883");
    service_stop(service);
}

Test(errors, article_that_is_not_there_is_a_404)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(service_get(service, "/treaties/treaty-of-ancon-1883/articles/99")->status, 404);
    service_stop(service);
}

Test(errors, unknown_path_is_a_404_of_its_own_kind)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_get(service, "/evnts");
    cr_expect_eq(answer->status, 404);
    cr_expect_str_eq(exchange_text(answer, "/type"), "/problems/no-such-path");
    cr_expect_eq(service_get(service, "/events/")->status, 404);
    service_stop(service);
}

Test(errors, problem_is_never_stored_and_open_to_all)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_get(service, "/events/nobody-knows");
    cr_expect_str_eq(exchange_header(answer, "Cache-Control"), "no-store");
    cr_expect_str_eq(exchange_header(answer, "Access-Control-Allow-Origin"), "*");
    service_stop(service);
}

Test(errors, problem_carries_the_request_s_id)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_get(service, "/events?form=1904");
    cr_expect(exchange_has_header(answer, "X-Request-Id"));
    cr_expect_str_eq(exchange_header(answer, "X-Request-Id"), exchange_text(answer, "/request_id"));
    service_stop(service);
}

Test(errors, problem_carries_the_id_that_the_client_sent)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer =
        service_get_with(service, "/events?form=1904", "X-Request-Id: abc-123", NULL);
    cr_expect_str_eq(exchange_text(answer, "/request_id"), "abc-123");
    service_stop(service);
}

Test(errors, type_of_a_problem_resolves)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_get(service, "/events?form=1904");
    struct exchange *type = service_get(service, "%s", exchange_text(answer, "/type"));
    cr_expect_eq(type->status, 200);
    cr_expect_str_eq(exchange_text(type, "/type"), exchange_text(answer, "/type"));
    service_stop(service);
}

Test(errors, unavailable_type_is_a_406_that_lists_what_there_is)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_get_with(service, "/events", "Accept: image/png", NULL);
    cr_expect_eq(answer->status, 406);
    cr_expect_str_eq(exchange_text(answer, "/type"), "/problems/not-acceptable");
    cr_expect(exchange_lists(answer, "/available", NULL, "application/json"));
    service_stop(service);
}

Test(errors, refused_json_is_a_406)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(service_get_with(service, "/events", "Accept: application/json;q=0", NULL)->status,
                 406);
    service_stop(service);
}

Test(errors, wildcards_accept_json)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const accepts[] = {"Accept: */*", "Accept: application/*",
                                          "Accept: image/png, */*;q=0.1", "Accept:"};
    for (size_t i = 0; i < sizeof accepts / sizeof *accepts; i++)
        cr_expect_eq(service_get_with(service, "/events", accepts[i], NULL)->status, 200, "%s",
                     accepts[i]);
    service_stop(service);
}

Test(errors, unknown_format_is_a_400_and_beats_accept)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_get(service, "/events?format=png");
    cr_expect_eq(answer->status, 400);
    cr_expect(exchange_lists(answer, "/errors/0/allowed_values", NULL, "json"));
    cr_expect_eq(
        service_get_with(service, "/events?format=json", "Accept: image/png", NULL)->status, 200);
    service_stop(service);
}

Test(errors, other_methods_are_a_405_with_allow)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const methods[] = {"POST", "PUT", "PATCH", "DELETE", "PROPFIND"};
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        struct exchange *answer = service_ask(service, methods[i], "/events");
        cr_expect_eq(answer->status, 405, "%s", methods[i]);
        cr_expect_str_eq(exchange_header(answer, "Allow"), "GET, HEAD, OPTIONS");
        cr_expect_str_eq(exchange_text(answer, "/type"), "/problems/method-not-allowed");
    }
    service_stop(service);
}

static int send_text(struct service *service, const char *bytes)
{
    return service_send_raw(service, bytes, strlen(bytes));
}

Test(errors, post_with_a_body_is_a_405_before_the_body_is_read)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_eq(send_text(service, "POST /events HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n"
                                    "hello"),
                 405);
    service_stop(service);
}

Test(errors, path_that_decodes_to_trouble_is_a_400)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const targets[] = {"/events/a%00b", "/events/a%zz", "/events/%ff",
                                          "/events/a%2Fb", "/events/%c0%af"};
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        struct exchange *answer = service_get(service, "%s", targets[i]);
        cr_expect_eq(answer->status, 400, "%s: %d", targets[i], answer->status);
        cr_expect(exchange_has_header(answer, "X-Request-Id"));
    }
    service_stop(service);
}

Test(errors, query_that_decodes_to_trouble_is_a_400)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const targets[] = {"/events?q=a%00b", "/events?q=%zz", "/events?q=%ff",
                                          "/events?q=",      "/events?q",     "/events?=x"};
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++)
        cr_expect_eq(service_get(service, "%s", targets[i])->status, 400, "%s", targets[i]);
    service_stop(service);
}

Test(errors, too_long_a_target_is_a_414)
{
    /* The longer ones are told of by ourselves, for the library has no room to. */
    static const size_t lengths[] = {8200, 9000, 12000};
    struct service *service = service_start(TINY_DATABASE);
    const char *version = exchange_header(service_get(service, "/events"), "X-Dataset-Version");
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        char target[13000] = "/events?q=";
        memset(target + strlen(target), 'a', lengths[i]);
        struct exchange *answer = service_get(service, "%s", target);
        cr_expect_eq(answer->status, 414);
        cr_expect_str_eq(exchange_text(answer, "/type"), "/problems/target-too-long");
        cr_expect_str_eq(exchange_header(answer, "X-Dataset-Version"), version);
        cr_expect_str_eq(exchange_header(answer, "X-Request-Id"),
                         exchange_text(answer, "/request_id"));
        cr_expect_not_null(exchange_header(answer, "Access-Control-Expose-Headers"));
    }
    service_stop(service);
}

Test(errors, no_length_of_a_target_ends_the_connection_without_a_word)
{
    struct service *service = service_start(TINY_DATABASE);
    for (size_t length = 8600; length < 13000; length += 200) {
        char request[14000] = "GET /events?q=";
        memset(request + strlen(request), 'a', length);
        strcat(request, " HTTP/1.1\r\nHost: a\r\n\r\n");
        cr_expect_eq(send_text(service, request), 414, "%zu", length);
    }
    cr_expect_eq(service_get(service, "/events")->status, 200);
    service_stop(service);
}

Test(errors, server_lives_on_after_garbage)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const garbage[] = {"\r\n\r\n", "GET\r\n\r\n", "GET  HTTP/1.1\r\n\r\n",
                                          "GET /events HTTP/9.9\r\nHost: a\r\n\r\n",
                                          "\x16\x03\x01\x02\x00\x01"};
    for (size_t i = 0; i < sizeof garbage / sizeof *garbage; i++) {
        int status = send_text(service, garbage[i]);
        cr_expect(status == 0 || status >= 400, "%d for %s", status, garbage[i]);
    }
    cr_expect_eq(service_get(service, "/events")->status, 200);
    service_stop(service);
}

/* The one fault of a request, by the words that its reason has. */
static void expect_fault(struct service *service, const char *target, const char *name,
                         const char *words)
{
    struct exchange *answer = service_get(service, "%s", target);
    cr_assert_eq(answer->status, 400, "%s: %s", target, answer->body);
    cr_expect_str_eq(exchange_text(answer, "/errors/0/name"), name);
    cr_expect_not_null(strstr(exchange_text(answer, "/errors/0/reason"), words), "%s",
                       answer->body);
}

Test(errors, a_pair_is_of_two_actors)
{
    struct service *service = service_start(MAIN_DATABASE);
    expect_fault(service, "/relations?between=russian-empire,russian-empire", "between", "twice");
    struct exchange *answer =
        service_get(service, "/relations?between=tokugawa-shogunate,empire-of-japan");
    cr_expect_eq(exchange_integer(answer, "/total"), 0, "one of a line is not a pair");
    service_stop(service);
}

Test(errors, an_unknown_role_is_refused)
{
    struct service *service = service_start(MAIN_DATABASE);
    expect_fault(service, "/events?role=plenipotentary", "role", "role");
    service_stop(service);
}

Test(errors, a_field_of_claims_is_a_pointer)
{
    struct service *service = service_start(TINY_DATABASE);
    expect_fault(service, "/claims?field=date", "field", "slash");
    service_stop(service);
}

Test(errors, a_missing_article_suggests_ids_of_articles)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *answer =
        service_get(service, "/treaties/treaty-of-portsmouth-1905/articles/99");
    cr_expect_eq(answer->status, 404);
    cr_expect_str_eq(exchange_text(answer, "/suggestions/0"), "treaty-of-portsmouth-1905.9");
    service_stop(service);
}

Test(errors, a_former_id_in_the_wrong_collection_is_referred_to_the_right_one)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_get(service, "/actors/combat-of-angamos");
    cr_expect_eq(answer->status, 404);
    cr_expect_str_eq(exchange_text(answer, "/suggested/0/id"), "battle-of-angamos");
    service_stop(service);
}

Test(errors, what_two_readers_could_understand_differently_is_refused)
{
    struct service *service = service_start(TINY_DATABASE);
#define RAW(bytes)                                                                                 \
    {                                                                                              \
        bytes, sizeof(bytes) - 1                                                                   \
    }
    /* Since 1.0 the library hangs up at a NUL before we are asked. */
    const int at_nul = MHD_VERSION < 0x01000000 ? 400 : 0;
    static const struct {
        const char *bytes;
        size_t length;
    } requests[] = {
        RAW("GET /healthz\0/../x HTTP/1.1\r\nHost: x\r\n\r\n"),
        RAW("GET /healthz  HTTP/1.1\r\nHost: x\r\n\r\n"),
        RAW("GET /healthz HTTP/1.1\r\n\r\n"),
        RAW("GET /healthz HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"),
        RAW("GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"),
        RAW("GET /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        RAW("GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length : 5\r\n\r\n"),
        RAW("GET /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encodin: chunked\r\n g\r\n\r\n"),
        RAW("GET http://x/healthz HTTP/1.1\r\nHost: x\r\n\r\n"),
        RAW("GET /events/%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
    };
#undef RAW
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
        cr_expect_eq(service_send_raw(service, requests[i].bytes, requests[i].length),
                     i == 0 ? at_nul : 400, "%s", requests[i].bytes);
    service_stop(service);
}
