/*
 * Claims about what helps to find: suggestions while one types, the nearest spelling, and the marks
 * around what was found.
 */
#include "service.h"

#include <criterion/criterion.h>
#include <string.h>

Test(suggest, name_that_begins_so_comes_first)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *names = service_get(service, "/suggest?q=ari");
    cr_expect_eq(names->status, 200);
    cr_expect_str_eq(exchange_text(names, "/items/0/id"), "arica");
    cr_expect_eq(exchange_integer(names, "/limit"), 50);
    service_stop(service);
}

/* Whom one looks for comes before what is named after him or her. */
Test(suggest, person_comes_first_by_any_word_of_the_name)
{
    static const struct {
        const char *typed, *id;
    } all[] = {{"puty", "putyatin-yevfimy"},   {"putyatin", "putyatin-yevfimy"},
               {"yevf", "putyatin-yevfimy"},   {"witte", "witte-sergei"},
               {"komura", "komura-jutaro"},    {"nicholas", "nicholas-ii"},
               {"sakh", "sakhalin"},           {"arthur", "port-arthur"},
               {"russo", "russo-japanese-war"}};
    struct service *service = service_start(MAIN_DATABASE);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct exchange *names = service_get(service, "/suggest?q=%s&limit=5", all[i].typed);
        cr_expect_str_eq(exchange_text(names, "/items/0/id"), all[i].id, "%s", all[i].typed);
    }
    struct exchange *emperors = service_get(service, "/suggest?q=nicholas");
    cr_expect_str_eq(exchange_text(emperors, "/items/1/id"), "nicholas-i");
    struct exchange *ports = service_get(service, "/suggest?q=port&limit=5");
    cr_expect_str_eq(exchange_text(ports, "/items/2/id"), "port-said");
    service_stop(service);
}

Test(suggest, looks_in_names_alone)
{
    struct service *service = service_start(MAIN_DATABASE);
    size_t i;
    json_t *hit;
    struct exchange *names = service_get(service, "/suggest?q=Port+Arth&limit=50");
    cr_expect_gt(exchange_count(names, "/items"), 1);
    json_array_foreach(exchange_json(names, "/items"), i, hit)
        cr_expect(json_is_string(json_object_get(hit, "matched")), "%s",
                  json_string_value(json_object_get(hit, "id")));
    service_stop(service);
}

Test(suggest, every_script_is_typed)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *kanji = service_get(service, "/suggest?q=%%E6%%A8%%BA");
    cr_expect_str_eq(exchange_text(kanji, "/items/0/id"), "sakhalin");
    struct exchange *cyrillic =
        service_get(service, "/suggest?q=%%D0%%9A%%D1%%80%%D1%%83%%D0%%B7%%D0%%B5%%D0%%BD");
    cr_expect(exchange_lists(cyrillic, "/items", "/id", "krusenstern-adam-johann"), "%s",
              cyrillic->body);
    service_stop(service);
}

Test(suggest, takes_the_nearest_spelling_where_nothing_has_it)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *names = service_get(service, "/suggest?q=angamoz");
    cr_expect_str_eq(exchange_text(names, "/did_you_mean"), "Angamos");
    cr_expect(exchange_lists(names, "/items", "/id", "battle-of-angamos"));
    service_stop(service);
}

Test(suggest, pages_go_on)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *first = service_get(service, "/suggest?q=a&limit=1");
    struct exchange *second = service_get(service, "%s", exchange_text(first, "/next"));
    cr_expect_eq(second->status, 200);
    cr_expect_str_neq(exchange_text(first, "/items/0/id"), exchange_text(second, "/items/0/id"));
    service_stop(service);
}

Test(did_you_mean, is_the_nearest_word_of_a_name)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *none = service_get(service, "/search?q=tarapaka");
    cr_expect_eq(exchange_integer(none, "/total"), 0);
    cr_expect_str_eq(exchange_text(none, "/did_you_mean"), "Tarapacá");
    service_stop(service);
}

Test(did_you_mean, keeps_the_words_that_are_found)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *none = service_get(service, "/search?q=battle+of+angamoz");
    cr_expect_str_eq(exchange_text(none, "/did_you_mean"), "battle of Angamos");
    service_stop(service);
}

Test(did_you_mean, is_null_where_something_is_found_or_nothing_is_near)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect(json_is_null(
        exchange_json(service_get(service, "/search?q=Arica&limit=1"), "/did_you_mean")));
    cr_expect(
        json_is_null(exchange_json(service_get(service, "/search?q=xylophones"), "/did_you_mean")));
    /* The word is found, only not in a source. */
    cr_expect(json_is_null(
        exchange_json(service_get(service, "/search?q=Angamos&type=relation"), "/did_you_mean")));
    service_stop(service);
}

Test(snippet, marks_what_was_found)
{
    struct service *service = service_start(MAIN_DATABASE);
    size_t i, marked = 0;
    json_t *hit;
    struct exchange *hits = service_get(service, "/search?q=%%22port+arthur%%22&limit=20");
    json_array_foreach(exchange_json(hits, "/items"), i, hit)
    {
        const char *snippet = json_string_value(json_object_get(hit, "snippet"));
        if (snippet == NULL || strstr(snippet, "<mark>") == NULL) continue;
        cr_expect_not_null(strstr(snippet, "<mark>Port Arthur"), "%s", snippet);
        marked++;
    }
    cr_expect_gt(marked, 3);
    service_stop(service);
}

Test(snippet, marks_kanji)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *hits =
        service_get(service, "/search?q=%%E5%%9B%%BD%%E5%%A2%%83&lang=ja&limit=20");
    cr_expect_not_null(strstr(hits->body, "<mark>国境</mark>"), "%s", hits->body);
    service_stop(service);
}

Test(snippet, is_a_window_around_the_first_find)
{
    struct service *service = service_start(MAIN_DATABASE);
    size_t i;
    json_t *hit;
    struct exchange *hits = service_get(service, "/search?q=war&limit=100");
    json_array_foreach(exchange_json(hits, "/items"), i, hit)
    {
        const char *snippet = json_string_value(json_object_get(hit, "snippet"));
        if (snippet == NULL) continue;
        size_t marks = 0;
        for (const char *at = strstr(snippet, "<mark>"); at != NULL; at = strstr(at + 1, "<mark>"))
            marks++;
        cr_expect_leq(strlen(snippet), 260 + 13 * marks);
        cr_expect(text_is_utf8(text_of(snippet)));
    }
    service_stop(service);
}

Test(search_noise, is_never_our_fault)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const noises[] = {
        "%22",  "*",     "NEAR(a,b)", "a+AND",      ")+OR+(", "%22a", "a%22b%22c", "{label}:a",
        "%5Ea", "a%2Bb", "%27;--",    "%3Cmark%3E", "(((((",  "a*b*", "-",         "%F0%9F%9A%A2"};
    for (size_t i = 0; i < sizeof noises / sizeof noises[0]; i++)
        for (int k = 0; k < 2; k++) {
            int status =
                service_get(service, "/%s?q=%s", k == 0 ? "search" : "suggest", noises[i])->status;
            cr_expect(status == 200 || status == 400, "%s: %d", noises[i], status);
        }
    service_stop(service);
}

Test(search_noise, random_bytes_are_answered_or_refused)
{
    struct service *service = service_start(TINY_DATABASE);
    unsigned state = 20041123;
    for (int round = 0; round < 60; round++) {
        char noise[256 * 3 + 1];
        size_t length = round % 3 == 0 ? 256 : 40;
        for (size_t i = 0; i < length; i++) {
            state = state * 1664525u + 1013904223u;
            unsigned byte = state >> 24;
            snprintf(noise + 3 * i, 4, "%%%02X", round % 2 == 0 ? byte : 0x20 + byte % 0x5F);
        }
        int status = service_get(service, "/search?q=%s", noise)->status;
        cr_expect(status == 200 || status == 400, "%s: %d", noise, status);
    }
    service_stop(service);
}

Test(search_noise, four_thousand_bytes_are_refused)
{
    struct service *service = service_start(TINY_DATABASE);
    char noise[4097];
    memset(noise, 'a', 4096);
    noise[4096] = '\0';
    cr_expect_eq(service_get(service, "/search?q=%s", noise)->status, 400);
    cr_expect_eq(service_get(service, "/suggest?q=%s", noise)->status, 400);
    service_stop(service);
}
