/*
 * Claims about the first dataset as it is served: the questions that a newcomer asks first, and the
 * identifiers on which clients rely. It says nothing of values that curators may correct.
 */
#include "service.h"

#include <criterion/criterion.h>

Test(japan_russia, portsmouth_is_between_japan_and_russia)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *treaty = service_get(service, "/treaties/treaty-of-portsmouth-1905");
    cr_expect_eq(treaty->status, 200);
    cr_expect_eq(exchange_count(treaty, "/parties"), 2);
    cr_expect(exchange_lists(treaty, "/parties", "/id", "empire-of-japan"));
    cr_expect(exchange_lists(treaty, "/parties", "/id", "russian-empire"));
    cr_expect_neq(exchange_text(treaty, "/parties/0/label")[0], '\0');
    cr_expect_neq(exchange_text(treaty, "/parties/1/label")[0], '\0');
    service_stop(service);
}

Test(japan_russia, both_wars_are_found_by_time_and_kind)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *wars = service_get(service, "/events?from=1894&to=1905&kind=war");
    cr_expect(exchange_lists(wars, "/items", "/id", "first-sino-japanese-war"));
    cr_expect(exchange_lists(wars, "/items", "/id", "russo-japanese-war"));
    service_stop(service);
}

Test(japan_russia, putyatin_is_found_by_name)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *persons = service_get(service, "/actors?kind=person&q=putyatin");
    cr_expect(exchange_lists(persons, "/items", "/id", "putyatin-yevfimy"));
    service_stop(service);
}

/* What a reader looks for comes before the many records of control that follow from it. */
Test(japan_russia, sakhalin_ranks_its_treaties_among_the_first)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *hits = service_get(service, "/search?q=Sakhalin&limit=10");
    cr_expect_str_eq(exchange_text(hits, "/items/0/id"), "sakhalin");
    cr_expect_not(exchange_lists(hits, "/items", "/type", "control"));
    cr_expect(exchange_lists(hits, "/items", "/id", "treaty-of-saint-petersburg-1875"));
    cr_expect(exchange_lists(hits, "/items", "/id", "treaty-of-portsmouth-1905"));
    service_stop(service);
}

/* A list by words looks between the first and the last record of its type; a search everywhere. */
Test(japan_russia, a_list_by_words_has_all_that_a_search_finds_of_its_type)
{
    static const char *const collections[] = {"events",  "treaties",  "actors",  "places",
                                              "offices", "relations", "control", "sources"};
    static const char *const types[] = {"event",  "treaty",   "actor",   "place",
                                        "office", "relation", "control", "source"};
    static const char *const words[] = {"portsmouth", "japan", "treaty+saint",
                                        "%E6%A8%BA%E5%A4%AA"};
    struct service *service = service_start(MAIN_DATABASE);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        for (size_t k = 0; k < sizeof types / sizeof types[0]; k++) {
            struct exchange *found =
                service_get(service, "/search?q=%s&type=%s&limit=1", words[i], types[k]);
            cr_assert_eq(found->status, 200, "%s", found->body);
            struct exchange *listed =
                service_get(service, "/%s?q=%s&limit=1", collections[k], words[i]);
            cr_expect_eq(exchange_integer(listed, "/total"), exchange_integer(found, "/total"),
                         "%s in %s", words[i], collections[k]);
            listed =
                service_get(service, "/%s?q=%s&sort=label&limit=500", collections[k], words[i]);
            cr_expect_eq((long long)exchange_count(listed, "/items"),
                         exchange_integer(found, "/total"), "%s in %s", words[i], collections[k]);
        }
    service_stop(service);
}

Test(japan_russia, misspelt_treaty_suggests_the_right_one)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *answer = service_get(service, "/treaties/treaty-of-portsmuth-1905");
    cr_expect_eq(answer->status, 404);
    cr_expect_str_eq(exchange_text(answer, "/suggestions/0"), "treaty-of-portsmouth-1905");
    service_stop(service);
}

/* Names in the scripts of the sources find what they name. */
Test(japan_russia, names_are_found_in_every_script)
{
    struct service *service = service_start(MAIN_DATABASE);
    static const char *const names[][2] = {
        {"Karafuto", "sakhalin"}, {"樺太", "sakhalin"}, {"Сахалин", "sakhalin"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char query[128];
        size_t n = 0;
        for (const char *at = names[i][0]; *at != '\0'; at++)
            n += (size_t)snprintf(query + n, sizeof query - n, "%%%02X", (unsigned char)*at);
        struct exchange *hits = service_get(service, "/search?type=place&q=%s", query);
        cr_expect(exchange_lists(hits, "/items", "/id", names[i][1]), "%s", names[i][0]);
    }
    service_stop(service);
}

static void check_ids(const char *collection, const char *const *ids)
{
    struct service *service = service_start(MAIN_DATABASE);
    for (; *ids != NULL; ids++) {
        struct exchange *answer = service_get(service, "/%s/%s", collection, *ids);
        cr_expect_eq(answer->status, 200, "/%s/%s", collection, *ids);
        cr_expect_str_eq(exchange_text(answer, "/id"), *ids);
    }
    service_stop(service);
}

Test(japan_russia, treaties_keep_their_ids)
{
    static const char *const ids[] = {
        "treaty-of-shimoda-1855",       "treaty-of-saint-petersburg-1875",
        "treaty-of-portsmouth-1905",    "treaty-of-shimonoseki-1895",
        "anglo-japanese-alliance-1902", "li-lobanov-treaty-1896",
        "convention-of-peking-1860",    NULL};
    check_ids("treaties", ids);
}

Test(japan_russia, actors_keep_their_ids)
{
    static const char *const ids[] = {"empire-of-japan",    "tokugawa-shogunate", "russian-empire",
                                      "qing-dynasty",       "putyatin-yevfimy",   "rezanov-nikolai",
                                      "golovnin-vasily",    "laxman-adam",        "witte-sergei",
                                      "roosevelt-theodore", "nicholas-ii",        NULL};
    check_ids("actors", ids);
}

Test(japan_russia, events_keep_their_ids)
{
    static const char *const ids[] = {"russo-japanese-war",     "first-sino-japanese-war",
                                      "triple-intervention",    "boxer-rebellion",
                                      "tsushima-incident-1861", NULL};
    check_ids("events", ids);
}

Test(japan_russia, places_keep_their_ids)
{
    static const char *const ids[] = {
        "sakhalin",    "sakhalin-north", "sakhalin-south", "kuril-islands",   "liaodong-peninsula",
        "port-arthur", "vladivostok",    "manchuria",      "tsushima-island", NULL};
    check_ids("places", ids);
}
