/*
 * Claims about a record as of a time: what it was called, who held it, whether it held at all.
 * Days are those of the first dataset's renamings and handovers; the small dataset gives what is
 * undated.
 */
#include "service.h"

#include <criterion/criterion.h>
#include <string.h>

Test(item_at, place_is_called_as_it_was_then)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *edo = service_get(service, "/places/edo?at=1860-01-01");
    cr_assert_eq(edo->status, 200, "%s", edo->body);
    cr_expect_str_eq(exchange_text(edo, "/label_at/label"), "江戸");
    cr_expect_str_eq(exchange_text(edo, "/label_at/lang"), "ja");
    cr_expect_eq(exchange_count(edo, "/names"), 1);
    struct exchange *tokyo = service_get(service, "/places/edo?at=1900-01-01");
    cr_expect_str_eq(exchange_text(tokyo, "/label_at/label"), "東京");
    cr_expect_str_eq(exchange_text(tokyo, "/names/0/match"), "certain");
    service_stop(service);
}

Test(item_at, day_of_a_renaming_has_both_names)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *edo = service_get(service, "/places/edo?at=1868-09-03");
    cr_expect(exchange_lists(edo, "/names", "/label", "江戸"));
    cr_expect(exchange_lists(edo, "/names", "/label", "東京"));
    cr_expect_str_eq(exchange_text(edo, "/label_at/label"), "江戸");
    service_stop(service);
}

Test(item_at, other_calendars_name_the_same_day)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *day = service_get(service, "/places/edo?at=1868-09-04");
    struct exchange *julian = service_get(service, "/places/edo?at=julian:1868-08-23");
    cr_assert_eq(julian->status, 200);
    cr_expect_str_eq(day->body, julian->body);
    cr_expect_eq(exchange_count(day, "/names"), 1);
    service_stop(service);
}

Test(item_at, vessel_loses_her_name_and_gets_it_back)
{
    static const struct {
        const char *day, *lang, *name;
    } all[] = {
        {"1904-02-01", "en", "Varyag"}, {"1910-01-01", "en", "Sōya"},
        {"1916-04-05", "en", "Varyag"}, {"1904-02-01", "ru", "Варяг"},
        {"1910-01-01", "ja", "宗谷"},   {"1916-04-05", "ru", "Варяг"},
    };
    struct service *service = service_start(MAIN_DATABASE);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct exchange *varyag =
            service_get(service, "/actors/varyag-cruiser?at=%s&lang=%s", all[i].day, all[i].lang);
        cr_expect_str_eq(exchange_text(varyag, "/label_at/label"), all[i].name, "%s %s", all[i].day,
                         all[i].lang);
    }
    service_stop(service);
}

Test(item_at, name_is_in_the_language_asked_for_or_says_in_which)
{
    static const struct {
        const char *target, *label, *lang;
    } all[] = {
        {"/places/sakhalin?at=1880&lang=ru", "Сахалин", "ru"},
        {"/places/sakhalin?at=1880&lang=ja", "樺太", "ja"},
        {"/actors/varyag-cruiser?at=1910-01-01&lang=ru", "Sōya", "en"},
        {"/places/sakhalin?at=1880&lang=en", "樺太", "ja"},
        {"/places/toyohara?at=1900-01-01&lang=en", "Владимировка", "ru"},
    };
    struct service *service = service_start(MAIN_DATABASE);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct exchange *item = service_get(service, "%s", all[i].target);
        cr_expect_str_eq(exchange_text(item, "/label_at/label"), all[i].label, "%s", all[i].target);
        cr_expect_str_eq(exchange_text(item, "/label_at/lang"), all[i].lang, "%s", all[i].target);
    }
    service_stop(service);
}

Test(item_at, actor_belongs_to_whom_it_belonged_to_then)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *varyag = service_get(service, "/actors/varyag-cruiser?at=1910-01-01");
    cr_assert_eq(exchange_count(varyag, "/affiliations"), 1);
    cr_expect_str_eq(exchange_text(varyag, "/affiliations/0/actor/id"), "imperial-japanese-navy");
    cr_expect_str_eq(exchange_text(varyag, "/affiliations/0/match"), "certain");
    service_stop(service);
}

/* The `match` of the entry of that id, or "" where there is none. */
static const char *match_of(struct exchange *state, const char *id)
{
    json_t *entry;
    size_t i;
    json_array_foreach(exchange_json(state, "/control"), i, entry)
    {
        if (strcmp(json_string_value(json_object_get(entry, "id")), id) == 0)
            return json_string_value(json_object_get(entry, "match"));
    }
    return "";
}

Test(item_at, place_is_held_by_whom_the_state_of_affairs_names)
{
    static const char *const days[] = {"1800-01-01", "1860-01-01", "1875-08-22", "1900-01-01"};
    struct service *service = service_start(MAIN_DATABASE);
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        struct exchange *place = service_get(service, "/places/sakhalin?at=%s", days[i]);
        struct exchange *state = service_get(service, "/state?at=%s&place=sakhalin", days[i]);
        json_t *held = exchange_json(place, "/control");
        cr_expect_gt(json_array_size(held), 0);
        cr_expect_eq(json_array_size(held), exchange_count(state, "/control"), "%s", days[i]);
        for (size_t k = 0; k < json_array_size(held); k++) {
            const char *id = json_string_value(json_object_get(json_array_get(held, k), "id"));
            cr_expect_str_eq(json_string_value(json_object_get(json_array_get(held, k), "match")),
                             match_of(state, id), "%s: %s", days[i], id);
        }
    }
    service_stop(service);
}

/* The item's `control` is the list's: the same records, with the same `match` and `via`. */
static void expect_control_of_list(struct service *service, const char *place, const char *day)
{
    struct exchange *list =
        service_get(service, "/control?place=%s&at=%s&undated=include&limit=500", place, day);
    struct exchange *item = service_get(service, "/places/%s?at=%s", place, day);
    json_t *held = exchange_json(item, "/control"), *entry;
    size_t i;
    cr_assert_eq(list->status, 200, "%s: %s", list->target, list->body);
    cr_assert_eq(item->status, 200, "%s: %s", item->target, item->body);
    cr_expect_eq(json_array_size(held), exchange_count(list, "/items"), "%s", item->target);
    json_array_foreach(exchange_json(list, "/items"), i, entry)
    {
        static const char *const same[] = {"id",   "type",     "label", "href",
                                           "kind", "interval", "match", "via"};
        const json_t *own = json_array_get(held, i);
        for (size_t k = 0; k < sizeof same / sizeof same[0]; k++) {
            const json_t *one = json_object_get(own, same[k]);
            const json_t *other = json_object_get(entry, same[k]);
            cr_expect(one == other || json_equal(one, other), "%s: %zu: %s", item->target, i,
                      same[k]);
        }
    }
}

Test(item_at, place_is_held_by_what_the_list_of_control_gives)
{
    static const char *const days[] = {"1850", "1875-08-22", "1900-01-01", "1905-03-01"};
    struct service *service = service_start(MAIN_DATABASE);
    json_t *places = exchange_json(service_get(service, "/places?fields=id&limit=100"), "/items");
    json_t *place;
    size_t i;
    json_array_foreach(places, i, place)
    {
        const char *id = json_string_value(json_object_get(place, "id"));
        expect_control_of_list(service, id, days[i % (sizeof days / sizeof days[0])]);
    }
    service_stop(service);
    service = service_start(TINY_DATABASE);
    expect_control_of_list(service, "tacna", "1880-06-01");
    expect_control_of_list(service, "tacna-and-arica", "1900-01-01");
    service_stop(service);
}

Test(item_at, port_is_held_by_who_held_the_country_around_it)
{
    struct service *service = service_start_under(MAIN_DATABASE, "/api");
    struct exchange *port = service_get(service, "/places/port-arthur?at=1900-01-01");
    cr_expect(exchange_lists(port, "/control", "/via/id", "kwantung-leased-territory"));
    cr_expect(exchange_lists(port, "/control", "/via/id", "manchuria"));
    cr_expect(exchange_lists(port, "/control", "/via/href", "/api/places/manchuria"));
    json_t *plain = exchange_json(service_get(service, "/places/port-arthur"), "/control");
    cr_expect_lt(json_array_size(plain), exchange_count(port, "/control"));
    service_stop(service);
}

Test(item_at, longer_time_is_certain_only_for_what_lasted_throughout)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *year = service_get(service, "/places/sakhalin?at=1875");
    cr_expect(exchange_lists(year, "/control", "/id", "control-sakhalin-joint-1868"));
    cr_expect(exchange_lists(year, "/control", "/id", "control-sakhalin-russian-1875"));
    cr_expect_not(exchange_lists(year, "/control", "/match", "certain"));
    service_stop(service);
}

Test(item_at, undated_entries_stay_and_name_only_what_had_one_name_in_the_language)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *place = service_get(service, "/places/sakhalin?at=1860-01-01&lang=ru");
    cr_assert(exchange_lists(place, "/names", "/label", "Сахалин"));
    cr_expect(json_is_null(exchange_json(place, "/names/1/match")));
    cr_expect_str_eq(exchange_text(place, "/label_at/label"), "Сахалин");
    struct exchange *port = service_get(service, "/places/hyogo?at=1900&lang=ja");
    cr_expect_eq(exchange_count(port, "/names"), 2);
    cr_expect(json_is_null(exchange_json(port, "/label_at")));
    service_stop(service);
    service = service_start(TINY_DATABASE);
    struct exchange *grau = service_get(service, "/actors/grau-miguel?at=1879-10-08&lang=es");
    cr_expect(json_is_null(exchange_json(grau, "/label_at")));
    cr_expect_eq(exchange_count(grau, "/affiliations"), 1);
    cr_expect(json_is_null(exchange_json(grau, "/affiliations/0/match")));
    service_stop(service);
}

Test(item_at, record_says_whether_it_held)
{
    static const struct {
        const char *target, *match;
    } all[] = {
        {"/treaties/treaty-of-ancon-1883?at=1900-01-01", "certain"},
        {"/treaties/treaty-of-ancon-1883/articles/3?at=1900-01-01", "certain"},
        {"/events/war-of-the-pacific?at=1880", "certain"},
        {"/events/war-of-the-pacific?at=1883", "possible"},
        {"/actors/republic-of-peru?at=1870-01-01", "certain"},
        {"/offices/president-of-chile-pinto-anibal-1876?at=1880-01-01", "certain"},
        {"/control/control-tacna-chile-1884?at=1900-01-01", "certain"},
    };
    struct service *service = service_start(TINY_DATABASE);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct exchange *item = service_get(service, "%s", all[i].target);
        cr_assert_eq(item->status, 200, "%s: %s", all[i].target, item->body);
        cr_expect_str_eq(exchange_text(item, "/match"), all[i].match, "%s", all[i].target);
    }
    service_stop(service);
}

Test(item_at, record_that_did_not_hold_is_given_with_null)
{
    static const char *const all[] = {
        "/treaties/treaty-of-ancon-1883?at=1870-01-01", "/events/war-of-the-pacific?at=1890",
        "/events/first-settlement-at-arica?at=1880", "/places/tacna?at=1880"};
    struct service *service = service_start(TINY_DATABASE);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct exchange *item = service_get(service, "%s", all[i]);
        cr_assert_eq(item->status, 200, "%s: %s", all[i], item->body);
        cr_expect(json_is_null(exchange_json(item, "/match")), "%s", all[i]);
        cr_expect(json_is_null(exchange_json(item, "/label_at")), "%s", all[i]);
    }
    service_stop(service);
}

Test(item_at, match_is_that_of_the_list)
{
    static const char *const lists[] = {"events",  "treaties",  "actors",
                                        "offices", "relations", "control"};
    struct service *service = service_start(MAIN_DATABASE);
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        struct exchange *list = service_get(service, "/%s?at=1904-02&limit=50&fields=id", lists[i]);
        json_t *items = exchange_json(list, "/items");
        cr_assert_gt(json_array_size(items), 0, "%s", lists[i]);
        for (size_t k = 0; k < json_array_size(items); k++) {
            const json_t *entry = json_array_get(items, k);
            struct exchange *item = service_get(service, "%s?at=1904-02&fields=id",
                                                json_string_value(json_object_get(entry, "href")));
            cr_expect(json_equal(json_object_get(entry, "match"), exchange_json(item, "/match")),
                      "%s", item->target);
        }
    }
    service_stop(service);
}

Test(item_at, treaty_binds_whom_it_bound_then)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *all = service_get(service, "/treaties/treaty-of-shimoda-1855");
    struct exchange *late = service_get(service, "/treaties/treaty-of-shimoda-1855?at=1880-01-01");
    cr_assert_eq(late->status, 200, "%s", late->body);
    cr_expect_lt(exchange_count(late, "/bound"), exchange_count(all, "/bound"));
    cr_expect(exchange_lists(late, "/bound", "/actor/id", "empire-of-japan"));
    service_stop(service);
}

Test(item_at, fields_choose_among_what_it_tells)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *edo =
        service_get(service, "/places/edo?at=1900-01-01&fields=label_at.label,names.label");
    cr_assert_eq(edo->status, 200, "%s", edo->body);
    cr_expect_eq(json_object_size(edo->json), 6, "%s", edo->body);
    cr_expect_eq(json_object_size(exchange_json(edo, "/label_at")), 1);
    cr_expect_str_eq(exchange_text(edo, "/label_at/label"), "東京");
    cr_expect_eq(exchange_count(edo, "/names"), 1);
    service_stop(service);
}

Test(item_at, nothing_is_told_without_it)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *place = service_get(service, "/places/sakhalin");
    cr_expect_null(exchange_json(place, "/match"));
    cr_expect_null(exchange_json(place, "/label_at"));
    cr_expect_null(exchange_json(place, "/names/0/match"));
    cr_expect_null(strstr(place->body, "\"match\""));
    service_stop(service);
}

Test(item_at, refuses_a_day_that_does_not_exist)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_get(service, "/places/tacna?at=1880-02-30");
    cr_expect_eq(answer->status, 400);
    cr_expect(exchange_lists(answer, "/errors", "/name", "at"));
    cr_expect_eq(service_get(service, "/places/no-such-place?at=1880")->status, 404);
    service_stop(service);
}
