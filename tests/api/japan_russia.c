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

Test(japan_russia, an_article_is_found_by_its_roman_number_however_it_is_printed)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *moved =
        service_get(service, "/treaties/treaty-of-shimoda-1855/articles/ii?lang=ru");
    cr_expect_eq(moved->status, 308);
    cr_expect_str_eq(exchange_header(moved, "Location"),
                     "/treaties/treaty-of-shimoda-1855/articles/2?lang=ru");
    moved = service_get(service, "/treaties/treaty-of-portsmouth-1905/articles/XIV");
    cr_expect_eq(moved->status, 308);
    moved = service_get(service, "/treaties/treaty-of-shimoda-1855/articles/XIV");
    cr_expect_eq(moved->status, 404);
    service_stop(service);
}

/* Its place in the treaty counts from 1, also where the dataset does not say it. */
Test(japan_russia, every_article_has_its_place)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *articles =
        service_get(service, "/treaties/treaty-of-commerce-1895/articles?limit=1");
    cr_expect_eq(exchange_integer(articles, "/items/0/ordinal"), 1);
    service_stop(service);
}

/* Treaties are covered from 1855 on: none known before is no finding. */
Test(japan_russia, what_type_leaves_is_covered_as_that_type_is)
{
    static const char *const outside[] = {"/timeline?type=treaty&from=1800&to=1810",
                                          "/timeline?type=treaty&from=1800&to=1810&histogram=year",
                                          "/search?q=zzzz&type=control&at=1850"};
    struct service *service = service_start(MAIN_DATABASE);
    for (size_t i = 0; i < sizeof outside / sizeof outside[0]; i++) {
        struct exchange *found = service_get(service, "%s", outside[i]);
        cr_expect_str_eq(exchange_text(found, "/coverage"), "outside", "%s", outside[i]);
        cr_expect(json_is_null(exchange_json(found, "/total")), "%s", outside[i]);
    }
    struct exchange *buckets = service_get(service, "%s", outside[1]);
    cr_expect(json_is_null(exchange_json(buckets, "/histogram/0/possible")));
    struct exchange *both = service_get(service, "/timeline?type=treaty,event&at=1850");
    cr_expect_str_eq(exchange_text(both, "/coverage"), "partial");
    service_stop(service);
}

/* Of the last decade only what comes before 1778 was asked for, and that is not covered. */
Test(japan_russia, a_bucket_is_covered_as_far_as_it_was_asked_for)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *buckets = service_get(service, "/timeline?from=1700&to=1777&histogram=decade");
    cr_expect_str_eq(exchange_text(buckets, "/histogram/7/bucket"), "177X");
    cr_expect(json_is_null(exchange_json(buckets, "/histogram/7/possible")));
    service_stop(service);
}

Test(japan_russia, a_moment_has_its_records_doubt_and_words)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *day = service_get(service, "/on-this-day?date=04-09");
    cr_expect_str_eq(exchange_text(day, "/items/0/id"), "recommissioning-of-the-varyag-1916");
    cr_expect_str_eq(exchange_text(day, "/items/0/date/qualifier"), "uncertain");
    day = service_get(service, "/on-this-day?date=10-18");
    cr_expect_str_eq(exchange_text(day, "/items/0/date/as_written/calendar"), "japanese");
    /* Of an interval it is the day of the end that it tells. */
    day = service_get(service, "/on-this-day?date=09-05");
    json_t *moment;
    size_t i;
    json_array_foreach(exchange_json(day, "/items"), i, moment)
        cr_expect_eq(strcspn(json_string_value(json_pointer_get(moment, "/date/edtf")), "/"),
                     strlen(json_string_value(json_pointer_get(moment, "/date/edtf"))));
    cr_expect_gt(i, 0);
    service_stop(service);
}

Test(japan_russia, an_included_place_has_its_outline_where_that_is_asked_for)
{
    static const char *const asked[] = {"geometry", "geometry.type"};
    struct service *service = service_start(MAIN_DATABASE);
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
        struct exchange *item = service_get(
            service, "/control/control-sakhalin-joint-1867?include=place&fields=place.%s",
            asked[i]);
        cr_expect_str_eq(exchange_text(item, "/place/geometry/type"), "MultiPolygon");
        struct exchange *list =
            service_get(service, "/control?limit=1&include=place&fields=place.%s", asked[i]);
        cr_expect_not_null(exchange_json(list, "/items/0/place/geometry/type"));
    }
    service_stop(service);
}

/* An article that two others supersede ends once. */
Test(japan_russia, each_end_and_each_beginning_stands_in_one_change)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *diff = service_get(service, "/diff?from=1855-02-07&to=1915-01-01");
    static const char *const sides[] = {"from", "to"};
    for (size_t side = 0; side < 2; side++) {
        json_t *seen = json_object(), *change, *record;
        size_t i, k;
        json_array_foreach(exchange_json(diff, "/changed"), i, change)
            json_array_foreach(json_object_get(change, sides[side]), k, record)
        {
            const char *id = json_string_value(json_object_get(record, "id"));
            cr_expect_null(json_object_get(seen, id), "%s twice in %s", id, sides[side]);
            json_object_set_new(seen, id, json_true());
        }
        cr_expect_gt(json_object_size(seen), 10);
        json_decref(seen);
    }
    service_stop(service);
}

Test(japan_russia, references_of_problems_and_of_the_dataset_have_the_base_path)
{
    struct service *service = service_start_under(MAIN_DATABASE, "/history");
    cr_expect_str_eq(exchange_text(service_get(service, "/events/sakhalin"), "/suggested/0/href"),
                     "/history/places/sakhalin");
    struct exchange *dataset = service_get(service, "/dataset");
    cr_expect_eq(
        strncmp(exchange_text(dataset, "/coverage/sources_read/0/href"), "/history/sources/", 17),
        0);
    service_stop(service);
}

/* Article 2 of Shimoda draws a border and recognises it. */
Test(japan_russia, an_article_is_found_by_each_of_its_kinds)
{
    static const char *const articles = "/treaties/treaty-of-shimoda-1855/articles";
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *found = service_get(service, "%s?kind=recognition", articles);
    cr_expect(exchange_lists(found, "/items", "/number", "2"));
    cr_expect_eq(service_get(service, "%s?kind=supplies", articles)->status, 200);
    struct exchange *facets = service_get(service, "%s?facet=kind&limit=1", articles);
    json_t *facet;
    size_t i;
    json_array_foreach(exchange_json(facets, "/facets/kind"), i, facet)
    {
        const char *kind = json_string_value(json_object_get(facet, "value"));
        found = service_get(service, "%s?kind=%s", articles, kind);
        cr_expect_eq(exchange_integer(found, "/total"),
                     json_integer_value(json_object_get(facet, "count")), "%s", kind);
    }
    cr_expect_gt(i, 2);
    service_stop(service);
}

/* A place with an outline is found by any part of it. */
Test(japan_russia, a_box_over_the_south_of_sakhalin_finds_it)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *places = service_get(service, "/places?bbox=142.2,46.2,142.4,46.4");
    cr_expect(exchange_lists(places, "/items", "/id", "sakhalin-south"));
    cr_expect_not(exchange_lists(places, "/items", "/id", "sakhalin-north"));
    struct exchange *south = service_get(service, "/places/sakhalin-south");
    cr_expect_eq(exchange_count(south, "/bbox"), 4);
    cr_expect_lt(json_number_value(exchange_json(south, "/bbox/0")),
                 json_number_value(exchange_json(south, "/bbox/2")));
    cr_expect_lt(json_number_value(exchange_json(south, "/bbox/1")),
                 json_number_value(exchange_json(south, "/bbox/3")));
    service_stop(service);
}
