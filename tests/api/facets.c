/*
 * Claims about facets: that a count is what the narrower list holds, under all filters, whatever
 * the page.
 */
#include "service.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* Each value of a facet narrows the list, by the parameter of its name, to its count. */
static void check_counts(struct service *service, const char *list, const char *facet)
{
    size_t i;
    json_t *entry;
    char pointer[64], joint = strchr(list, '?') != NULL ? '&' : '?';
    snprintf(pointer, sizeof pointer, "/facets/%s", facet);
    struct exchange *all = service_get(service, "%s%cfacet=%s&limit=1", list, joint, facet);
    cr_assert_eq(all->status, 200, "%s", all->body);
    cr_expect_gt(exchange_count(all, pointer), 0, "%s: %s", list, facet);
    long long before = 1LL << 40;
    json_array_foreach(exchange_json(all, pointer), i, entry)
    {
        const char *value = json_string_value(json_object_get(entry, "value"));
        long long count = json_integer_value(json_object_get(entry, "count"));
        cr_expect_leq(count, before);
        before = count;
        if (value == NULL) continue;
        cr_expect(json_is_string(json_object_get(entry, "label")));
        struct exchange *narrow =
            service_get(service, "%s%c%s=%s&limit=1", list, joint, facet, value);
        cr_expect_eq(exchange_integer(narrow, "/total"), count, "%s %s=%s: %lld, not %lld", list,
                     facet, value, exchange_integer(narrow, "/total"), count);
    }
}

Test(facets, count_is_the_total_of_the_narrower_list)
{
    struct service *service = service_start(MAIN_DATABASE);
    static const char *const all[][2] = {
        {"/events", "kind"},      {"/events?from=1850&to=1860", "actor"},
        {"/treaties", "place"},   {"/treaties?scope=exact", "place"},
        {"/control", "place"},    {"/events?role=mediator", "actor"},
        {"/offices", "kind"},     {"/places", "place"},
        {"/sources", "origin"},   {"/treaties/treaty-of-portsmouth-1905/articles", "kind"},
        {"/claims", "rank"},      {"/claims", "verified"},
        {"/claims", "source"},    {"/events/russo-japanese-war/claims", "rank"},
        {"/search?q=war", "type"}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        check_counts(service, all[i][0], all[i][1]);
    service_stop(service);
}

/* What was counted at build of a whole collection is what is counted under a filter that leaves
 * all. */
Test(facets, of_a_whole_collection_are_those_of_all_its_kinds)
{
    struct service *service = service_start(MAIN_DATABASE);
    static const char *const all[][2] = {{"events", "kind,actor,place,decade,source"},
                                         {"treaties", "kind,actor,place,source"},
                                         {"actors", "kind,decade,source"},
                                         {"offices", "kind,actor,decade,source"},
                                         {"relations", "kind,actor,decade,source"},
                                         {"control", "kind,actor,place,decade,source"},
                                         {"places", "kind,place,source"}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        char kinds[2000] = "";
        size_t k;
        json_t *kind;
        struct exchange *whole = service_get(service, "/%s?facet=%s", all[i][0], all[i][1]);
        json_array_foreach(exchange_json(whole, "/facets/kind"), k, kind)
            snprintf(kinds + strlen(kinds), sizeof kinds - strlen(kinds), "%s%s", k > 0 ? "," : "",
                     json_string_value(json_object_get(kind, "value")));
        struct exchange *part =
            service_get(service, "/%s?facet=%s&kind=%s", all[i][0], all[i][1], kinds);
        cr_assert_eq(part->status, 200, "%s: %s", all[i][0], part->body);
        cr_expect(json_equal(exchange_json(whole, "/facets"), exchange_json(part, "/facets")), "%s",
                  all[i][0]);
    }
    service_stop(service);
}

static long long sum(const struct exchange *answer, const char *pointer)
{
    long long all = 0;
    size_t i;
    json_t *entry;
    json_array_foreach(exchange_json(answer, pointer), i, entry) all +=
        json_integer_value(json_object_get(entry, "count"));
    return all;
}

Test(facets, kinds_and_decades_add_up_to_the_total)
{
    struct service *service = service_start(MAIN_DATABASE);
    static const char *const all[] = {"events",    "treaties", "actors", "offices",
                                      "relations", "control",  "sources"};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct exchange *page =
            service_get(service, "/%s?facet=kind,decade&limit=1&lang=ja", all[i]);
        cr_expect_eq(sum(page, "/facets/kind"), exchange_integer(page, "/total"), "%s", all[i]);
        cr_expect_eq(sum(page, "/facets/decade"), exchange_integer(page, "/total"), "%s", all[i]);
    }
    service_stop(service);
}

Test(facets, decades_stand_in_order_of_time)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *page = service_get(service, "/events?facet=decade");
    size_t i;
    json_t *entry;
    const char *before = "";
    cr_expect_gt(exchange_count(page, "/facets/decade"), 1);
    json_array_foreach(exchange_json(page, "/facets/decade"), i, entry)
    {
        const char *decade = json_string_value(json_object_get(entry, "value"));
        if (decade == NULL) continue;
        cr_expect_eq(strlen(decade), 5);
        cr_expect_gt(strcmp(decade, before), 0, "%s after %s", decade, before);
        before = decade;
    }
    service_stop(service);
}

Test(facets, are_the_same_on_every_page)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *first = service_get(service, "/events?facet=kind,actor&limit=2");
    struct exchange *second = service_get(service, "%s", exchange_text(first, "/next"));
    cr_expect_eq(second->status, 200);
    cr_expect(json_equal(exchange_json(first, "/facets"), exchange_json(second, "/facets")));
    service_stop(service);
}

Test(facets, labels_speak_the_language_asked_for)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *page = service_get(service, "/events?facet=kind&kind=battle&lang=es");
    cr_expect_str_eq(exchange_text(page, "/facets/kind/0/value"), "battle");
    cr_expect_str_eq(exchange_text(page, "/facets/kind/0/label"), "Batalla");
    service_stop(service);
}

Test(facets, unknown_one_is_refused_with_those_there_are)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_get(service, "/events?facet=kinds");
    cr_expect_eq(answer->status, 400);
    cr_expect_str_eq(exchange_text(answer, "/errors/0/suggestion"), "kind");
    service_stop(service);
}

Test(facets, are_absent_unless_asked_for)
{
    struct service *service = service_start(TINY_DATABASE);
    cr_expect_null(exchange_json(service_get(service, "/events"), "/facets"));
    service_stop(service);
}
