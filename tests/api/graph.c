/*
 * Claims about links: what surrounds a record, what led to what, and the chain between two.
 */
#include "service.h"

#include <criterion/criterion.h>
#include <string.h>

static bool has_edge(const struct exchange *graph, const char *source, const char *kind,
                     const char *target)
{
    size_t i;
    json_t *edge;
    json_array_foreach(exchange_json(graph, "/edges"), i, edge)
    {
        if (strcmp(json_string_value(json_pointer_get(edge, "/source/id")), source) == 0 &&
            strcmp(json_string_value(json_pointer_get(edge, "/target/id")), target) == 0 &&
            strcmp(json_string_value(json_pointer_get(edge, "/kind")), kind) == 0)
            return true;
    }
    return false;
}

Test(graph, has_what_is_linked_to_the_focus)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *graph = service_get(service, "/graph?focus=treaty-of-ancon-1883");
    cr_expect_str_eq(exchange_text(graph, "/focus/id"), "treaty-of-ancon-1883");
    cr_expect_str_eq(exchange_text(graph, "/nodes/0/id"), "treaty-of-ancon-1883");
    cr_expect_eq(exchange_integer(graph, "/nodes/0/depth"), 0);
    cr_expect(has_edge(graph, "treaty-of-ancon-1883", "treaty-article", "treaty-of-ancon-1883.2"));
    cr_expect(has_edge(graph, "republic-of-chile", "party", "treaty-of-ancon-1883"));
    cr_expect(has_edge(graph, "treaty-of-ancon-1883", "place", "ancon"));
    cr_expect(has_edge(graph, "treaty-of-ancon-1883", "treaty-event", "war-of-the-pacific"));
    service_stop(service);
}

Test(graph, has_only_edges_between_its_nodes)
{
    struct service *service = service_start(TINY_DATABASE);
    size_t i;
    json_t *edge;
    struct exchange *graph = service_get(service, "/graph?focus=arica&depth=2");
    json_array_foreach(exchange_json(graph, "/edges"), i, edge)
    {
        cr_expect(exchange_lists(graph, "/nodes", "/id",
                                 json_string_value(json_pointer_get(edge, "/source/id"))));
        cr_expect(exchange_lists(graph, "/nodes", "/id",
                                 json_string_value(json_pointer_get(edge, "/target/id"))));
    }
    service_stop(service);
}

Test(graph, grows_with_its_depth)
{
    struct service *service = service_start(TINY_DATABASE);
    size_t one = exchange_count(service_get(service, "/graph?focus=ancon"), "/nodes");
    size_t two = exchange_count(service_get(service, "/graph?focus=ancon&depth=2"), "/nodes");
    cr_expect_gt(one, 1);
    cr_expect_gt(two, one);
    cr_expect_eq(service_get(service, "/graph?focus=ancon&depth=4")->status, 400);
    service_stop(service);
}

Test(graph, at_a_day_has_only_links_of_that_day)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *graph = service_get(service, "/graph?focus=republic-of-peru&at=1880-06-07");
    cr_expect_str_eq(exchange_text(graph, "/coverage"), "covered");
    cr_expect(has_edge(graph, "republic-of-peru", "relation", "relation-chile-peru-war-1879"));
    cr_expect_not(has_edge(graph, "republic-of-peru", "party", "treaty-of-ancon-1883"));
    cr_expect_str_eq(exchange_text(graph, "/edges/0/match"), "certain");
    service_stop(service);
}

Test(graph, certain_leaves_out_what_may_have_been)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *possible = service_get(service, "/graph?focus=republic-of-peru&at=1876");
    struct exchange *certain =
        service_get(service, "/graph?focus=republic-of-peru&at=1876&match=certain");
    cr_expect(
        has_edge(possible, "republic-of-peru", "party", "treaty-of-alliance-peru-bolivia-1873"));
    cr_expect_not(
        has_edge(certain, "republic-of-peru", "party", "treaty-of-alliance-peru-bolivia-1873"));
    service_stop(service);
}

Test(graph, says_when_it_was_cut)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *graph = service_get(service, "/graph?focus=russian-empire&depth=3");
    cr_expect_eq(exchange_count(graph, "/nodes"), 500);
    cr_expect_leq(exchange_count(graph, "/edges"), 5000);
    cr_expect(json_is_true(exchange_json(graph, "/truncated")));
    service_stop(service);
}

Test(graph, takes_a_former_id_and_refuses_an_unknown_one)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *former = service_get(service, "/graph?focus=ancon-treaty");
    cr_expect_str_eq(exchange_text(former, "/focus/id"), "treaty-of-ancon-1883");
    struct exchange *refusal = service_get(service, "/graph?focus=treaty-of-ancon-1882");
    cr_expect_eq(refusal->status, 400);
    cr_expect_str_eq(exchange_text(refusal, "/errors/0/suggestion"), "treaty-of-ancon-1883");
    cr_expect_eq(service_get(service, "/graph")->status, 400);
    service_stop(service);
}

Test(why, follows_causes_and_what_an_event_is_part_of)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *why = service_get(service, "/events/occupation-of-lima/why");
    cr_expect(exchange_lists(why, "/nodes", "/id", "battle-of-arica"));
    cr_expect(exchange_lists(why, "/nodes", "/id", "battle-of-angamos"));
    cr_expect(exchange_lists(why, "/nodes", "/id", "war-of-the-pacific"));
    cr_expect(has_edge(why, "battle-of-angamos", "cause", "battle-of-arica"));
    service_stop(service);
}

Test(why, goes_as_far_as_it_may)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *plain = service_get(service, "/events/first-opium-war/consequences"),
                    *far = service_get(service, "/events/first-opium-war/consequences?depth=10");
    cr_expect(exchange_lists(plain, "/nodes", "/id", "russo-japanese-war"));
    cr_expect(json_equal(exchange_json(plain, "/nodes"), exchange_json(far, "/nodes")));
    service_stop(service);
}

Test(why, goes_no_further_than_its_depth)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *why = service_get(service, "/events/occupation-of-lima/why?depth=1");
    cr_expect(exchange_lists(why, "/nodes", "/id", "battle-of-arica"));
    cr_expect_not(exchange_lists(why, "/nodes", "/id", "battle-of-angamos"));
    cr_expect_eq(service_get(service, "/events/occupation-of-lima/why?depth=11")->status, 400);
    service_stop(service);
}

Test(why, of_the_war_of_1904_reaches_shimonoseki_and_the_lease)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *why = service_get(service, "/events/russo-japanese-war/why");
    cr_expect(exchange_lists(why, "/nodes", "/id", "signing-of-the-treaty-of-shimonoseki"));
    cr_expect(exchange_lists(why, "/nodes", "/id", "russian-lease-of-port-arthur"));
    cr_expect(exchange_lists(why, "/nodes", "/id", "port-arthur-lease-1898"));
    /* The alliance was renewed in the war: its later treaties are no cause of it. */
    cr_expect_not(exchange_lists(why, "/nodes", "/id", "anglo-japanese-alliance-1911"));
    service_stop(service);
}

Test(consequences, are_the_other_way_round)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *after = service_get(service, "/events/battle-of-angamos/consequences");
    cr_expect(exchange_lists(after, "/nodes", "/id", "battle-of-arica"));
    cr_expect(exchange_lists(after, "/nodes", "/id", "occupation-of-lima"));
    cr_expect_not(exchange_lists(after, "/nodes", "/id", "war-of-the-pacific"));
    service_stop(service);
}

Test(consequences, of_a_signing_are_what_concerns_the_treaty)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *after =
        service_get(service, "/events/signing-of-the-port-arthur-lease/consequences");
    cr_expect(exchange_lists(after, "/nodes", "/id", "port-arthur-lease-1898"));
    cr_expect(exchange_lists(after, "/nodes", "/id", "russian-lease-of-port-arthur"));
    cr_expect(exchange_lists(after, "/nodes", "/id", "russo-japanese-war"));
    service_stop(service);
}

/* Steps hang together: each begins where the one before it ended. */
static void expect_chain(const struct exchange *path)
{
    size_t i;
    json_t *step;
    const char *at = exchange_text(path, "/source/id");
    json_array_foreach(exchange_json(path, "/steps"), i, step)
    {
        cr_expect_str_eq(json_string_value(json_pointer_get(step, "/source/id")), at);
        at = json_string_value(json_pointer_get(step, "/target/id"));
    }
    cr_expect_str_eq(at, exchange_text(path, "/target/id"));
    cr_expect_eq(exchange_integer(path, "/length"), (long long)exchange_count(path, "/steps"));
}

Test(path, follows_causes_forward)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *path =
        service_get(service, "/path?source=battle-of-angamos&target=occupation-of-lima");
    expect_chain(path);
    cr_expect_str_eq(exchange_text(path, "/direction"), "forward");
    cr_expect_eq(exchange_integer(path, "/length"), 2);
    service_stop(service);
}

Test(path, follows_causes_backward)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *path =
        service_get(service, "/path?source=battle-of-arica&target=battle-of-angamos");
    expect_chain(path);
    cr_expect_str_eq(exchange_text(path, "/steps/0/kind"), "part-of");
    path = service_get(service,
                       "/path?source=russo-japanese-war&target=triple-intervention&via=causal");
    cr_expect_eq(path->status, 400);
    service_stop(service);
}

Test(path, of_every_kind_of_link_joins_what_causes_do_not)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *none = service_get(service, "/path?source=grau-miguel&target=ancon");
    cr_expect_eq(none->status, 200);
    cr_expect(json_is_false(exchange_json(none, "/found")));
    cr_expect_eq(exchange_count(none, "/steps"), 0);
    struct exchange *all = service_get(service, "/path?source=grau-miguel&target=ancon&via=all");
    cr_expect(json_is_true(exchange_json(all, "/found")));
    expect_chain(all);
    service_stop(service);
}

/* What superseded comes after what it superseded, as an effect after its cause. */
Test(path, follows_what_superseded_what)
{
    struct service *service = service_start(MAIN_DATABASE);
    size_t i;
    json_t *step;
    struct exchange *path = service_get(
        service, "/path?source=anglo-japanese-alliance-1902&target=four-power-treaty-1921");
    expect_chain(path);
    cr_expect_eq(exchange_integer(path, "/length"), 3);
    cr_expect_str_eq(exchange_text(path, "/direction"), "forward");
    json_array_foreach(exchange_json(path, "/steps"), i, step)
        cr_expect_str_eq(json_string_value(json_object_get(step, "kind")), "supersession");
    path = service_get(
        service, "/path?source=treaty-of-saint-petersburg-1875&target=sakhalin-regulations-1867");
    expect_chain(path);
    cr_expect_str_eq(exchange_text(path, "/direction"), "backward");
    cr_expect_eq(exchange_integer(path, "/length"), 1);
    service_stop(service);
}

Test(path, leads_from_an_article_to_its_treaty)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *path =
        service_get(service, "/path?source=treaty-of-portsmouth-1905.9&target=russo-japanese-war");
    expect_chain(path);
    cr_expect_str_eq(exchange_text(path, "/steps/0/kind"), "treaty-article");
    service_stop(service);
}

Test(path, from_a_record_to_itself_has_no_steps)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *path = service_get(service, "/path?source=ancon&target=ancon");
    cr_expect(json_is_true(exchange_json(path, "/found")));
    cr_expect_eq(exchange_integer(path, "/length"), 0);
    service_stop(service);
}

Test(path, refuses_both_unknown_ends_at_once)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *refusal =
        service_get(service, "/path?source=battle-of-angamo&target=occupation-of-limaa");
    cr_expect_eq(refusal->status, 400);
    cr_expect_eq(exchange_count(refusal, "/errors"), 2);
    cr_expect_str_eq(exchange_text(refusal, "/errors/0/suggestion"), "battle-of-angamos");
    cr_expect_str_eq(exchange_text(refusal, "/errors/1/suggestion"), "occupation-of-lima");
    service_stop(service);
}

Test(path, leads_from_the_triple_intervention_to_the_war)
{
    struct service *service = service_start(MAIN_DATABASE);
    size_t i;
    json_t *step;
    struct exchange *path =
        service_get(service, "/path?source=triple-intervention&target=russo-japanese-war");
    expect_chain(path);
    cr_expect_str_eq(exchange_text(path, "/direction"), "forward");
    cr_expect(json_is_true(exchange_json(path, "/cited")));
    json_array_foreach(exchange_json(path, "/steps"), i, step)
        cr_expect_gt(json_array_size(json_pointer_get(step, "/sources")), 0);
    service_stop(service);
}
