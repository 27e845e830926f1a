/*
 * Claims about `fields`: each path is checked against the contract, and what is left of a record is
 * what the whole one has there.
 */
#include "service.h"

#include <criterion/criterion.h>
#include <string.h>

static const char item[] = "/events/battle-of-angamos";

static struct exchange *get_fields(struct service *service, const char *target, const char *fields)
{
    return service_get(service, "%s%sfields=%s", target, strchr(target, '?') != NULL ? "&" : "?",
                       fields);
}

Test(fields, path_leads_into_objects)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *event = get_fields(service, item, "date.calendars.julian,part_of.label");
    cr_expect_str_eq(exchange_text(event, "/date/calendars/julian"), "1879-09-26");
    cr_expect_eq(json_object_size(exchange_json(event, "/date")), 1);
    cr_expect_eq(json_object_size(exchange_json(event, "/date/calendars")), 1);
    cr_expect_str_eq(exchange_text(event, "/part_of/label"), "War of the Pacific");
    cr_expect_eq(json_object_size(exchange_json(event, "/part_of")), 1);
    service_stop(service);
}

Test(fields, path_leads_into_each_element_of_a_list)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *event =
        get_fields(service, item, "participants.actor.label,participants.role");
    cr_expect_eq(exchange_count(event, "/participants"), 2);
    cr_expect_str_eq(exchange_text(event, "/participants/0/role"), "commander");
    cr_expect_eq(json_object_size(exchange_json(event, "/participants/0")), 2);
    cr_expect_eq(json_object_size(exchange_json(event, "/participants/0/actor")), 1);
    cr_expect_str_neq(exchange_text(event, "/participants/1/actor/label"), "");
    service_stop(service);
}

Test(fields, labels_are_chosen_by_language)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *event = get_fields(service, item, "labels.en");
    cr_expect_eq(event->status, 200);
    cr_expect_str_eq(exchange_text(event, "/labels/en"), "Battle of Angamos");
    cr_expect_eq(json_object_size(exchange_json(event, "/labels")), 1);
    cr_expect_str_eq(exchange_text(get_fields(service, item, "labels.es"), "/labels/es"),
                     "Combate naval de Angamos");
    service_stop(service);
}

Test(fields, whole_property_holds_beside_a_part_of_it)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *whole = service_get(service, "%s", item);
    static const char *const orders[] = {"date,date.display", "date.display,date"};
    for (size_t i = 0; i < 2; i++)
        cr_expect(json_equal(exchange_json(get_fields(service, item, orders[i]), "/date"),
                             exchange_json(whole, "/date")),
                  "%s", orders[i]);
    service_stop(service);
}

Test(fields, part_of_what_is_null_is_null)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *event =
        get_fields(service, "/events/war-of-the-pacific", "part_of.label,date.calendars.julian");
    cr_expect_eq(event->status, 200);
    cr_expect(json_is_null(exchange_json(event, "/part_of")));
    cr_expect(json_is_null(exchange_json(event, "/date/calendars")));
    service_stop(service);
}

static void expect_unknown(struct service *service, const char *target, const char *path,
                           const char *suggestion)
{
    struct exchange *answer = get_fields(service, target, path);
    cr_expect_eq(answer->status, 400, "%s of %s", path, target);
    cr_expect_str_eq(exchange_text(answer, "/errors/0/name"), "fields");
    cr_expect_str_eq(exchange_text(answer, "/errors/0/value"), path);
    if (suggestion != NULL)
        cr_expect_str_eq(exchange_text(answer, "/errors/0/suggestion"), suggestion, "%s of %s",
                         path, target);
}

Test(fields, unknown_path_is_a_400_with_the_nearest)
{
    struct service *service = service_start(TINY_DATABASE);
    expect_unknown(service, item, "date.dislay", "date.display");
    expect_unknown(service, item, "dat.display", "date.display");
    expect_unknown(service, item, "lable", "label");
    expect_unknown(service, item, "participants.actr.label", "participants.actor.label");
    expect_unknown(service, "/treaties/treaty-of-ancon-1883", "signed.dat.edtf",
                   "signed.date.edtf");
    expect_unknown(service, "/search?q=arica", "snipet", "snippet");
    service_stop(service);
}

Test(fields, path_beyond_what_there_is_is_a_400)
{
    struct service *service = service_start(TINY_DATABASE);
    expect_unknown(service, item, "label.en", NULL);
    expect_unknown(service, item, "date.display.more", NULL);
    expect_unknown(service, item, "labels.en.more", NULL);
    expect_unknown(service, item, "nonsense", NULL);
    expect_unknown(service, "/sources", "participants", NULL);
    service_stop(service);
}

Test(fields, malformed_path_is_a_400)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const wrong[] = {"date..display", ".date", "date.", "da%20te", "*", ""};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_expect_eq(get_fields(service, item, wrong[i])->status, 400, "%s", wrong[i]);
    service_stop(service);
}

Test(fields, every_unknown_path_is_named)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = get_fields(service, item, "date.dislay,label,kindd,sources.locater");
    cr_expect_eq(answer->status, 400);
    cr_expect_eq(exchange_count(answer, "/errors"), 3);
    cr_expect_str_eq(exchange_text(answer, "/errors/2/suggestion"), "sources.locator");
    service_stop(service);
}

/* Lists of each shape, each of whose paths is asked for. */
static const struct {
    const char *shape, *target;
} shapes[] = {{"Event", "/events/battle-of-angamos"},
              {"Treaty", "/treaties/treaty-of-ancon-1883"},
              {"Article", "/treaties/treaty-of-ancon-1883/articles/3"},
              {"Actor", "/actors/pinto-anibal"},
              {"Office", "/offices/president-of-chile-pinto-anibal-1876"},
              {"Place", "/places/tacna"},
              {"Relation", "/relations/relation-chile-peru-war-1879"},
              {"Control", "/control/control-tacna-chile-1884"},
              {"Source", "/sources/sater-2007"},
              {"Claim", "/claims?limit=2"},
              {"SearchHit", "/search?q=arica"},
              {"Moment", "/on-this-day?date=10-20"},
              {"Event", "/timeline"}};

enum { SHAPES = sizeof shapes / sizeof *shapes, AT_ONCE = 32 };

/* `labels.*` stands for any language, `value.**` for anything below. */
static void append_path(char *list, size_t size, const char *path)
{
    size_t length = strlen(list);
    const char *star = strchr(path, '*');
    int plain = star != NULL ? (int)(star - path) : (int)strlen(path);
    snprintf(list + length, size - length, "%s%.*s%s%s", length > 0 ? "," : "", plain, path,
             star != NULL ? "en" : "", star != NULL ? star + strspn(star, "*") : "");
}

static void expect_all_paths(struct service *service, const struct shape *shape, const char *target)
{
    struct arena *arena = arena_new(65536);
    const char *const *paths;
    size_t count = shape_list_paths(shape, arena, &paths);
    cr_expect_gt(count, 5, "%s", shape->name);
    for (size_t i = 0; i < count; i += AT_ONCE) {
        char list[4096] = "";
        for (size_t k = i; k < i + AT_ONCE && k < count; k++)
            append_path(list, sizeof list, paths[k]);
        struct exchange *answer = get_fields(service, target, list);
        cr_expect_eq(answer->status, 200, "%s: %s: %s", target, list, answer->body);
    }
    arena_free(arena);
}

Test(fields, every_path_of_the_contract_is_known)
{
    struct service *service = service_start(TINY_DATABASE);
    for (size_t i = 0; i < SHAPES; i++) {
        const struct shape *shape = contract_shape(service_contract(service), shapes[i].shape);
        cr_assert_not_null(shape, "%s", shapes[i].shape);
        expect_all_paths(service, shape, shapes[i].target);
    }
    service_stop(service);
}

/* Every property that a record shows, asked for alone, is the same. */
static void expect_each_property(struct service *service, const char *target)
{
    const char *name;
    json_t *value;
    struct exchange *whole = service_get(service, "%s", target);
    json_object_foreach(whole->json, name, value)
    {
        struct exchange *one = get_fields(service, target, name);
        cr_expect_eq(one->status, 200, "%s of %s", name, target);
        cr_expect(json_equal(json_object_get(one->json, name), value), "%s of %s", name, target);
    }
}

Test(fields, each_property_is_that_of_the_whole_record)
{
    struct service *service = service_start(TINY_DATABASE);
    for (size_t i = 0; strcmp(shapes[i].shape, "Claim") != 0; i++)
        expect_each_property(service, shapes[i].target);
    service_stop(service);
}

Test(fields, works_in_lists_of_every_kind)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *hits = get_fields(service, "/search?q=arica", "label,snippet");
    cr_expect_str_neq(exchange_text(hits, "/items/0/label"), "");
    cr_expect_null(exchange_json(hits, "/items/0/score"));
    struct exchange *claims = get_fields(service, "/claims", "field,source.label");
    cr_expect_str_neq(exchange_text(claims, "/items/0/field"), "");
    cr_expect_null(exchange_json(claims, "/items/0/rank"));
    struct exchange *times = get_fields(service, "/timeline?from=1879", "date.display");
    cr_expect_str_neq(exchange_text(times, "/items/0/date/display"), "");
    cr_expect_str_neq(exchange_text(times, "/items/0/match"), "");
    service_stop(service);
}

Test(fields, timeline_knows_the_paths_of_all_that_stands_in_it)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const paths[] = {"participants.actor.id", "parties.label", "between.label",
                                        "date.earliest"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        cr_expect_eq(get_fields(service, "/timeline", paths[i])->status, 200, "%s", paths[i]);
    expect_unknown(service, "/timeline", "betwen.label", "between.label");
    service_stop(service);
}

Test(fields, order_and_repetition_change_nothing)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *one = get_fields(service, item, "label,date.display");
    struct exchange *other = get_fields(service, item, "date.display,label,label");
    cr_expect(json_equal(one->json, other->json));
    service_stop(service);
}
