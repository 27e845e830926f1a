/*
 * Claims about `include`: full records stand where references were, one step deep, and what would
 * be too much is refused whole. The dataset of Japan and Russia is asked, since it has every
 * property.
 */
#include "service.h"

#include <criterion/criterion.h>
#include <string.h>

static bool is_reference(const json_t *value)
{
    return json_is_string(json_object_get(value, "id")) &&
           json_is_string(json_object_get(value, "type")) &&
           json_is_string(json_object_get(value, "href"));
}

/* How many references a property has, itself or inside; what lies in a reference is not counted. */
static size_t count_references(json_t *value)
{
    size_t count = 0, i;
    const char *key;
    json_t *inner;
    if (is_reference(value)) return 1;
    json_array_foreach(value, i, inner) count += count_references(inner);
    json_object_foreach(value, key, inner) count += count_references(inner);
    return count;
}

/* What stands for a reference is the record that its href gives, and what the reference said more.
 */
static void expect_record(struct service *service, json_t *reference, json_t *record,
                          const char *language)
{
    const char *key;
    json_t *value;
    struct exchange *whole = service_get(
        service, "%s?lang=%s", json_string_value(json_object_get(reference, "href")), language);
    cr_assert_eq(whole->status, 200, "%s", whole->target);
    json_object_foreach(whole->json, key, value)
    {
        if (strcmp(key, "geometry") == 0) continue;
        cr_expect(json_equal(json_object_get(record, key), value), "%s: %s", whole->target, key);
    }
    json_object_foreach(reference, key, value)
    {
        json_t *kept = json_object_get(record, key);
        cr_expect_not_null(kept, "%s: %s is lost", whole->target, key);
        if (json_object_get(whole->json, key) == NULL)
            cr_expect(json_equal(kept, value), "%s: %s", whole->target, key);
    }
}

static void expect_replaced(struct service *service, json_t *plain, json_t *included,
                            const char *language)
{
    size_t i;
    const char *key;
    json_t *inner;
    if (is_reference(plain)) {
        expect_record(service, plain, included, language);
        return;
    }
    if (!json_is_object(plain) && !json_is_array(plain)) {
        cr_expect(json_equal(plain, included));
        return;
    }
    cr_expect_eq(json_array_size(plain), json_array_size(included));
    json_array_foreach(plain, i, inner)
        expect_replaced(service, inner, json_array_get(included, i), language);
    json_object_foreach(plain, key, inner)
        expect_replaced(service, inner, json_object_get(included, key), language);
}

static void expect_claims(struct service *service, const struct exchange *item, const char *href)
{
    struct exchange *claims = service_get(service, "%s/claims?limit=500", href);
    cr_expect_gt(exchange_count(claims, "/items"), 0, "%s", href);
    cr_expect(json_equal(exchange_json(item, "/claims"), exchange_json(claims, "/items")), "%s",
              href);
}

/* Ask a record with a property included; the other properties stay as they are. */
static void check_property(struct service *service, json_t *record, const char *property)
{
    const char *key, *href = json_string_value(json_object_get(record, "href"));
    json_t *value;
    struct exchange *item = service_get(service, "%s?include=%s", href, property);
    cr_assert_eq(item->status, 200, "%s: %s", item->target, item->body);
    if (strcmp(property, "claims") == 0)
        expect_claims(service, item, href);
    else
        expect_replaced(service, json_object_get(record, property),
                        json_object_get(item->json, property), "en");
    json_object_foreach(record, key, value)
    {
        if (strcmp(key, property) != 0)
            cr_expect(json_equal(json_object_get(item->json, key), value), "%s: %s", item->target,
                      key);
    }
}

static json_t *read_rows(const struct exchange *answer)
{
    json_t *rows = json_array();
    for (const char *at = answer->body, *end; (end = strchr(at, '\n')) != NULL; at = end + 1)
        json_array_append_new(rows, json_loadb(at, (size_t)(end - at), 0, NULL));
    return rows;
}

enum { EXAMPLES = 2 /* records of each property */ };

static bool is_example(json_t *record, const char *property)
{
    if (strcmp(property, "claims") == 0) return true;
    size_t count = count_references(json_object_get(record, property));
    return count > 0 && count <= 60;
}

/* Every property that the operation takes, in the first records that have it. */
static void check_rows(const char *target, const char *operation_id)
{
    struct service *service = service_start(MAIN_DATABASE);
    const struct operation *operation =
        contract_find_operation(service_contract(service), operation_id);
    cr_assert_not_null(operation);
    const struct parameter *include = operation_parameter(operation, text_of("include"));
    cr_assert_not_null(include);
    json_t *rows = read_rows(service_get(service, "%s", target));
    for (size_t i = 0; i < include->allowed_count; i++) {
        size_t found = 0;
        for (size_t k = 0; k < json_array_size(rows) && found < EXAMPLES; k++) {
            if (!is_example(json_array_get(rows, k), include->allowed[i])) continue;
            found++;
            check_property(service, json_array_get(rows, k), include->allowed[i]);
        }
        cr_expect_gt(found, 0, "%s: nothing has %s", target, include->allowed[i]);
    }
    json_decref(rows);
    service_stop(service);
}

Test(include, every_property_of_events)
{
    check_rows("/export?lang=en&collection=events", "getEvent");
}

Test(include, every_property_of_treaties)
{
    check_rows("/export?lang=en&collection=treaties", "getTreaty");
}

Test(include, every_property_of_articles)
{
    check_rows("/export?lang=en&collection=articles", "getTreatyArticle");
}

Test(include, every_property_of_actors)
{
    check_rows("/export?lang=en&collection=actors", "getActor");
}

Test(include, every_property_of_offices)
{
    check_rows("/export?lang=en&collection=offices", "getOffice");
}

Test(include, every_property_of_places)
{
    check_rows("/export?lang=en&collection=places", "getPlace");
}

Test(include, every_property_of_relations)
{
    check_rows("/export?lang=en&collection=relations", "getRelation");
}

Test(include, every_property_of_control)
{
    check_rows("/export?lang=en&collection=control", "getControl");
}

Test(include, every_property_of_sources)
{
    check_rows("/export?lang=en&collection=sources", "getSource");
}

Test(include, every_property_of_claims)
{
    check_rows("/claims?lang=en&format=ndjson&limit=100", "getClaim");
}

static const struct {
    const char *list, *property;
} pages[] = {{"/events?limit=5", "places"},
             {"/treaties?limit=5", "signed"},
             {"/treaties/treaty-of-portsmouth-1905/articles?limit=5", "from"},
             {"/actors?limit=5", "sources"},
             {"/offices?limit=5", "holder"},
             {"/places?limit=5", "within"},
             {"/relations?limit=5", "between"},
             {"/control?limit=5", "place"},
             {"/sources?limit=5", "claims"},
             {"/claims?limit=5", "subject"},
             {"/events/russo-japanese-war/claims?limit=5", "source"}};

Test(include, list_has_what_the_items_have)
{
    struct service *service = service_start(MAIN_DATABASE);
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        size_t n;
        json_t *row;
        struct exchange *list =
            service_get(service, "%s&include=%s", pages[i].list, pages[i].property);
        cr_expect_gt(exchange_count(list, "/items"), 0, "%s: %s", list->target, list->body);
        json_array_foreach(exchange_json(list, "/items"), n, row)
        {
            struct exchange *item =
                service_get(service, "%s?include=%s",
                            json_string_value(json_object_get(row, "href")), pages[i].property);
            cr_expect(json_equal(json_object_get(row, pages[i].property),
                                 json_object_get(item->json, pages[i].property)),
                      "%s of %s", item->target, list->target);
        }
    }
    service_stop(service);
}

Test(include, timeline_takes_the_properties_of_all_that_stands_in_it)
{
    struct service *service = service_start(MAIN_DATABASE);
    const char *target = "/timeline?from=1904&to=1905&limit=20";
    struct exchange *plain = service_get(service, "%s", target);
    struct exchange *included = service_get(service, "%s&include=places,parties,between", target);
    size_t found = 0;
    for (size_t i = 0; i < exchange_count(plain, "/items"); i++) {
        json_t *row = json_array_get(exchange_json(plain, "/items"), i);
        json_t *full = json_array_get(exchange_json(included, "/items"), i);
        static const char *const properties[] = {"places", "parties", "between"};
        for (size_t k = 0; k < 3; k++) {
            json_t *value = json_object_get(row, properties[k]);
            if (value == NULL) continue;
            found += count_references(value);
            expect_replaced(service, value, json_object_get(full, properties[k]), "en");
        }
    }
    cr_expect_gt(found, 5);
    service_stop(service);
}

Test(include, several_properties_at_once)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *event =
        service_get(service, "/events/russo-japanese-war?include=parts,sources,claims");
    cr_expect_str_neq(exchange_text(event, "/parts/0/sha256"), "");
    cr_expect_str_neq(exchange_text(event, "/sources/0/sha256"), "");
    cr_expect_gt(exchange_count(event, "/claims"), 0);
    service_stop(service);
}

Test(include, references_inside_stay_references)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *event = service_get(service, "/events/russo-japanese-war?include=parts");
    const char *inner = "/parts/0/part_of";
    cr_expect_str_eq(exchange_text(event, "/parts/0/part_of/id"), "russo-japanese-war");
    cr_expect_null(json_object_get(exchange_json(event, inner), "sha256"));
    service_stop(service);
}

Test(include, locator_of_a_source_is_kept)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *event = service_get(service, "/events/war-of-the-pacific?include=sources");
    cr_expect_str_eq(exchange_text(event, "/sources/0/id"), "sater-2007");
    cr_expect_str_eq(exchange_text(event, "/sources/0/title"),
                     "Andean Tragedy: Fighting the War of the Pacific, 1879–1884");
    cr_expect_not_null(exchange_json(event, "/sources/0/locator"));
    service_stop(service);
}

Test(include, records_are_in_the_language_of_the_reply)
{
    struct service *service = service_start(MAIN_DATABASE);
    const char *target = "/events/russo-japanese-war?lang=ja";
    struct exchange *plain = service_get(service, "%s", target);
    struct exchange *included = service_get(service, "%s&include=participants", target);
    expect_replaced(service, exchange_json(plain, "/participants"),
                    exchange_json(included, "/participants"), "ja");
    service_stop(service);
}

Test(include, what_it_puts_in_can_be_chosen_from)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *event =
        service_get(service, "/events/battle-of-angamos?include=places&fields=label,places.point");
    cr_expect_eq(event->status, 200, "%s", event->body);
    cr_expect_not_null(exchange_json(event, "/places/0/point"));
    cr_expect_eq(json_object_size(exchange_json(event, "/places/0")), 1);
    cr_expect_null(exchange_json(event, "/date"));
    service_stop(service);
}

Test(include, what_is_included_stays_beside_other_fields)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *event =
        service_get(service, "/events/battle-of-angamos?include=places,claims&fields=label");
    cr_expect_str_neq(exchange_text(event, "/places/0/sha256"), "");
    cr_expect_gt(exchange_count(event, "/claims"), 0);
    cr_expect_null(exchange_json(event, "/date"));
    service_stop(service);
}

Test(include, what_is_not_included_has_no_such_fields)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_get(service, "/events/battle-of-angamos?fields=places.point");
    cr_expect_eq(answer->status, 400);
    cr_expect_eq(
        service_get(service, "/events/battle-of-angamos?include=places&fields=places.nonsense")
            ->status,
        400);
    service_stop(service);
}

Test(include, too_much_is_a_400_that_names_the_property)
{
    struct service *service = service_start(MAIN_DATABASE);
    static const char *const properties[] = {"claims", "participants"};
    for (size_t i = 0; i < 2; i++) {
        struct exchange *answer =
            service_get(service, "/events?limit=500&include=%s", properties[i]);
        cr_expect_eq(answer->status, 400);
        cr_expect_str_eq(exchange_text(answer, "/errors/0/name"), "include");
        cr_expect_str_eq(exchange_text(answer, "/errors/0/value"), properties[i]);
    }
    service_stop(service);
}

Test(include, bound_is_of_the_reply_in_any_format)
{
    struct service *service = service_start(MAIN_DATABASE);
    cr_expect_eq(service_get(service, "/events?format=ndjson&include=claims")->status, 400);
    cr_expect_eq(service_get(service, "/events?format=ndjson&limit=3&include=claims")->status, 200);
    service_stop(service);
}

Test(include, null_and_empty_stay)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *event =
        service_get(service, "/events/war-of-the-pacific?include=part_of,causes,effects");
    cr_expect_eq(event->status, 200);
    cr_expect(json_is_null(exchange_json(event, "/part_of")));
    cr_expect_eq(json_array_size(exchange_json(event, "/causes")), 0);
    service_stop(service);
}

Test(include, unknown_property_is_a_400_with_what_is_allowed)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_get(service, "/events?include=place");
    cr_expect_eq(answer->status, 400);
    cr_expect_str_eq(exchange_text(answer, "/errors/0/suggestion"), "places");
    cr_expect(exchange_lists(answer, "/errors/0/allowed_values", NULL, "claims"));
    service_stop(service);
}

Test(include, links_begin_with_the_base_path)
{
    struct service *service = service_start_under(TINY_DATABASE, "/history");
    struct exchange *event =
        service_get(service, "/events/battle-of-angamos?include=part_of,claims");
    cr_expect_str_eq(exchange_text(event, "/part_of/href"), "/history/events/war-of-the-pacific");
    cr_expect_eq(strncmp(exchange_text(event, "/part_of/parts/0/href"), "/history/events/", 16), 0);
    cr_expect_eq(strncmp(exchange_text(event, "/claims/0/href"), "/history/claims/", 16), 0);
    service_stop(service);
}
