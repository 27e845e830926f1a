/*
 * Claims about the search: over all records, in all scripts, ranked, folded, in pages.
 */
#include "service.h"

#include <criterion/criterion.h>
#include <string.h>

Test(search, finds_records_of_every_type)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *hits = service_get(service, "/search?q=Tacna");
    cr_expect_eq(hits->status, 200);
    cr_expect(exchange_lists(hits, "/items", "/type", "place"));
    cr_expect(exchange_lists(hits, "/items", "/type", "control"));
    cr_expect(exchange_lists(hits, "/items", "/type", "treaty"));
    service_stop(service);
}

Test(search, ranks_by_score)
{
    struct service *service = service_start(TINY_DATABASE);
    size_t i;
    json_t *hit;
    double before = 1e9;
    struct exchange *hits = service_get(service, "/search?q=Arica");
    cr_expect_gt(exchange_count(hits, "/items"), 3);
    json_array_foreach(exchange_json(hits, "/items"), i, hit)
    {
        double score = json_number_value(json_object_get(hit, "score"));
        cr_expect_leq(score, before);
        before = score;
    }
    service_stop(service);
}

Test(search, name_beats_mention)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_str_eq(
        exchange_text(service_get(service, "/search?q=Arica&type=place"), "/items/0/id"), "arica");
    service_stop(service);
}

/* In whatever language it is written, and whatever other names it stands in. */
Test(search, whole_name_is_found_first)
{
    static const char *const names[][2] = {
        {"%E3%83%9D%E3%83%BC%E3%83%84%E3%83%9E%E3%82%B9%E6%9D%A1%E7%B4%84",
         "treaty-of-portsmouth-1905"},
        {"%E6%97%A5%E9%AD%AF%E9%80%9A%E5%A5%BD%E6%9D%A1%E7%B4%84", "treaty-of-shimoda-1855"},
        {"%E6%97%A5%E9%9C%B2%E5%92%8C%E8%A6%AA%E6%9D%A1%E7%B4%84", "treaty-of-shimoda-1855"},
        {"%D0%9F%D0%BE%D1%80%D1%82%D1%81%D0%BC%D1%83%D1%82%D1%81%D0%BA%D0%B8%D0%B9%20"
         "%D0%BC%D0%B8%D1%80",
         "treaty-of-portsmouth-1905"},
        {"sakhalin", "sakhalin"},
    };
    struct service *service = service_start(MAIN_DATABASE);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        cr_expect_str_eq(
            exchange_text(service_get(service, "/search?q=%s", names[i][0]), "/items/0/id"),
            names[i][1], "%s", names[i][0]);
    service_stop(service);
}

Test(search, name_that_has_every_word_beats_one_that_has_some)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *hits = service_get(service, "/search?q=treaty%%20portsmouth&limit=3");
    size_t i;
    json_t *hit;
    json_array_foreach(exchange_json(hits, "/items"), i, hit)
        cr_expect_not_null(strstr(json_string_value(json_object_get(hit, "label")), "Portsmouth"));
    service_stop(service);
}

Test(search, folds_accents_both_ways)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *plain = service_get(service, "/search?q=tarapaca");
    struct exchange *accented = service_get(service, "/search?q=Tarapac%%C3%%A1");
    cr_expect_geq(exchange_integer(plain, "/total"), 2);
    cr_expect_eq(exchange_integer(plain, "/total"), exchange_integer(accented, "/total"));
    service_stop(service);
}

Test(search, type_narrows)
{
    struct service *service = service_start(TINY_DATABASE);
    size_t i;
    json_t *hit;
    struct exchange *hits = service_get(service, "/search?q=Arica&type=place,event");
    cr_expect_gt(exchange_count(hits, "/items"), 0);
    json_array_foreach(exchange_json(hits, "/items"), i, hit)
    {
        const char *type = json_string_value(json_object_get(hit, "type"));
        cr_expect(strcmp(type, "place") == 0 || strcmp(type, "event") == 0, "%s", type);
    }
    service_stop(service);
}

Test(search, last_word_may_be_a_beginning)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *hits = service_get(service, "/search?q=Anga");
    cr_expect(exchange_lists(hits, "/items", "/id", "battle-of-angamos"));
    service_stop(service);
}

Test(search, phrase_stands_in_quotes)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *whole = service_get(service, "/search?q=%%22Battle+of+Arica%%22");
    cr_expect_str_eq(exchange_text(whole, "/items/0/id"), "battle-of-arica");
    struct exchange *turned = service_get(service, "/search?q=%%22Arica+of+Battle%%22");
    cr_expect_eq(exchange_integer(turned, "/total"), 0);
    service_stop(service);
}

Test(search, syntax_of_the_engine_is_only_words)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const questions[] = {"NEAR(a+b)", "a+OR+", "label:x", "*", "%22",   "-x",
                                            "^a",        "(",     "a+AND",   "'", "%22%22"};
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        int status = service_get(service, "/search?q=%s", questions[i])->status;
        cr_expect(status == 200 || status == 400, "%s: %d", questions[i], status);
    }
    service_stop(service);
}

Test(search, date_narrows)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *all = service_get(service, "/search?q=Arica&type=event");
    struct exchange *then = service_get(service, "/search?q=Arica&type=event&at=1880-06-07");
    cr_expect_lt(exchange_integer(then, "/total"), exchange_integer(all, "/total"));
    cr_expect_str_eq(exchange_text(then, "/items/0/match"), "certain");
    service_stop(service);
}

Test(search, pages_give_each_hit_once)
{
    struct service *service = service_start(TINY_DATABASE);
    long long count = 0;
    json_t *seen = json_object();
    struct exchange *page = service_get(service, "/search?q=Arica&limit=2");
    long long total = exchange_integer(page, "/total");
    for (;;) {
        size_t i;
        json_t *hit;
        json_array_foreach(exchange_json(page, "/items"), i, hit) json_object_set_new(
            seen, json_string_value(json_object_get(hit, "id")), json_integer(count++));
        if (!json_is_string(exchange_json(page, "/next"))) break;
        page = service_get(service, "%s", exchange_text(page, "/next"));
        cr_assert_eq(page->status, 200, "%s", page->body);
    }
    cr_expect_eq(count, total);
    cr_expect_eq((long long)json_object_size(seen), total);
    json_decref(seen);
    service_stop(service);
}

Test(search, nothing_found_is_an_empty_list)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *hits = service_get(service, "/search?q=xylophone");
    cr_expect_eq(hits->status, 200);
    cr_expect_eq(exchange_integer(hits, "/total"), 0);
    cr_expect(json_is_array(exchange_json(hits, "/items")));
    service_stop(service);
}

Test(search, finds_what_stands_only_within_a_word)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *answer = service_get(service, "/search?q=utyat");
    cr_assert_eq(answer->status, 200);
    cr_expect_str_eq(exchange_text(answer, "/items/0/id"), "putyatin-yevfimy");
    cr_expect_eq(service_get(service, "/search?q=xyzzyq")->status, 200);
    service_stop(service);
}
