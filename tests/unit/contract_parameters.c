/* Claims about parameters: how a request becomes typed values, or every fault of it at once. */
#include <chancery/parameters.h>
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static struct reply answer_nothing(struct request *request)
{
    (void)request;
    return (struct reply){.status = 204};
}

static const struct handler_entry handlers[] = {{"listEvents", answer_nothing},
                                                {"getEvent", answer_nothing},
                                                {"getHealth", answer_nothing},
                                                {NULL, NULL}};

enum { MAX_DOCUMENT = 16384 };

struct bench {
    char document[MAX_DOCUMENT];
    struct contract *contract;
    struct arena *arena;
    struct parameters parameters;
    enum status status;
    json_t *problem; /* or NULL */
    json_t *errors;  /* borrowed from it */
};

static void open_contract(struct bench *bench)
{
    char why[256] = "";
    FILE *file = fopen(FIXTURES "/contract/events.json", "rb");
    cr_assert_not_null(file);
    size_t length = fread(bench->document, 1, sizeof bench->document, file);
    fclose(file);
    enum status status =
        contract_compile(bench->document, length, handlers, &bench->contract, why, sizeof why);
    cr_assert_eq(status, STATUS_OK, "%s", why);
}

static void ask(struct bench *bench, const char *target)
{
    struct route route;
    struct problem *problem = NULL;
    struct text query = text_of(target);
    *bench = (struct bench){.arena = arena_new(4096)};
    open_contract(bench);
    struct text path = text_cut(&query, '?');
    cr_assert_eq(router_match(bench->contract, path, bench->arena, &route), STATUS_OK);
    bench->status = parameters_read(&route, query, bench->arena, &bench->parameters, &problem);
    if (problem == NULL) return;
    bench->problem = problem_to_json(problem, "", NULL, NULL);
    bench->errors = json_object_get(bench->problem, "errors");
    problem_free(problem);
}

static void close_bench(struct bench *bench)
{
    json_decref(bench->problem);
    contract_free(bench->contract);
    arena_free(bench->arena);
}

static const struct value *get(const struct bench *bench, const char *name)
{
    cr_assert_eq(bench->status, STATUS_OK);
    return parameters_get(&bench->parameters, name);
}

static const char *member(const struct bench *bench, size_t index, const char *name)
{
    cr_assert_eq(bench->status, STATUS_INVALID);
    const char *text =
        json_string_value(json_object_get(json_array_get(bench->errors, index), name));
    return text == NULL ? "(null)" : text;
}

/* One fault, with this suggestion (or "(null)"). */
static void expect_suggestion(const char *target, const char *suggestion)
{
    struct bench bench;
    ask(&bench, target);
    cr_expect_eq(json_array_size(bench.errors), 1, "%s", target);
    cr_expect_str_eq(member(&bench, 0, "suggestion"), suggestion);
    close_bench(&bench);
}

static void expect_reason(const char *target, const char *words)
{
    struct bench bench;
    ask(&bench, target);
    cr_expect_eq(json_array_size(bench.errors), 1, "%s", target);
    cr_expect_not_null(strstr(member(&bench, 0, "reason"), words), "%s: %s", target,
                       member(&bench, 0, "reason"));
    close_bench(&bench);
}

static void expect_allowed(const char *target, const char *phrase)
{
    struct bench bench;
    ask(&bench, target);
    cr_expect_str_eq(member(&bench, 0, "allowed"), phrase);
    close_bench(&bench);
}

Test(parameters, defaults_are_present_but_not_given)
{
    struct bench bench;
    ask(&bench, "/events");
    cr_assert_not_null(get(&bench, "limit"));
    cr_expect_eq(get(&bench, "limit")->integer, 50);
    cr_expect_not(get(&bench, "limit")->given);
    cr_expect(text_is(get(&bench, "match")->text, "possible"));
    cr_expect_eq(get(&bench, "dedupe")->integer, 1);
    close_bench(&bench);
}

Test(parameters, what_is_absent_or_not_declared_is_null)
{
    struct bench bench;
    ask(&bench, "/events?");
    cr_expect_null(get(&bench, "at"));
    cr_expect_null(get(&bench, "offset"));
    close_bench(&bench);
}

Test(parameters, values_are_typed)
{
    struct bench bench;
    ask(&bench, "/events?limit=7&score=0.5&dedupe=false&&match=certain&q=a+%E6%A8%BA");
    cr_expect_eq(get(&bench, "limit")->integer, 7);
    cr_expect(get(&bench, "limit")->given);
    cr_expect_float_eq(get(&bench, "score")->number, 0.5, 1e-9);
    cr_expect_eq(get(&bench, "dedupe")->integer, 0);
    cr_expect(text_is(get(&bench, "q")->text, "a 樺"));
    close_bench(&bench);
}

Test(parameters, a_date_gives_its_bounds)
{
    struct bench bench;
    ask(&bench, "/events?at=1855-02-07");
    struct day_bounds bounds = date_bounds(&get(&bench, "at")->date);
    cr_expect_eq(bounds.start_earliest, 2398622);
    cr_expect_eq(bounds.end_latest, 2398622);
    close_bench(&bench);
}

Test(parameters, a_box_may_cross_the_date_line)
{
    struct bench bench;
    ask(&bench, "/events?bbox=170,40,-170,60.5");
    cr_expect_float_eq(get(&bench, "bbox")->numbers[2], -170, 1e-9);
    cr_expect_float_eq(get(&bench, "bbox")->numbers[3], 60.5, 1e-9);
    close_bench(&bench);
}

Test(parameters, near_is_latitude_longitude_kilometres)
{
    struct bench bench;
    ask(&bench, "/events?near=45.5,142,100");
    cr_expect_float_eq(get(&bench, "near")->numbers[1], 142, 1e-9);
    close_bench(&bench);
}

Test(parameters, a_list_keeps_order_and_drops_duplicates)
{
    struct bench bench;
    ask(&bench, "/events?kind=war,battle,war&kind=lease");
    const struct value *kind = get(&bench, "kind");
    cr_assert_eq(kind->item_count, 3);
    cr_expect(text_is(kind->items[0], "war"));
    cr_expect(text_is(kind->items[1], "battle"));
    cr_expect(text_is(kind->items[2], "lease"));
    cr_expect(text_is(kind->text, "war,battle,war,lease"));
    close_bench(&bench);
}

Test(parameters, a_path_segment_is_a_value)
{
    struct bench bench;
    ask(&bench, "/events/battle-of-mukden?day=1");
    cr_expect(text_is(get(&bench, "id")->text, "battle-of-mukden"));
    close_bench(&bench);
}

Test(parameters, all_faults_are_told_at_once)
{
    struct bench bench;
    ask(&bench, "/events?form=1855&limit=0&match=sure&at=1855-13&kind=War,,x&limit=5&q");
    cr_expect_eq(bench.status, STATUS_INVALID);
    cr_expect_eq(json_array_size(bench.errors), 8);
    cr_expect_str_eq(member(&bench, 0, "name"), "form");
    cr_expect_str_eq(member(&bench, 0, "value"), "1855");
    close_bench(&bench);
}

Test(parameters, a_path_value_is_not_refused_beside_the_query)
{
    struct bench bench;
    ask(&bench, "/events/Battle_of_Mukden");
    cr_expect_eq(json_array_size(bench.errors), 1);
    cr_expect_str_eq(member(&bench, 0, "reason"), "this parameter is required");
    cr_expect_str_eq(member(&bench, 0, "value"), "(null)");
    close_bench(&bench);
}

Test(parameters, the_nearest_right_spelling_is_suggested)
{
    expect_suggestion("/events?form=1855", "from");
    expect_suggestion("/events?LIMIT=5", "limit");
    expect_suggestion("/events?colour=red", "(null)");
    expect_suggestion("/events?match=certian", "certain");
    expect_suggestion("/events?facet=kind,decades", "decade");
    expect_suggestion("/events?limit=501", "500");
    expect_suggestion("/events?dedupe=True", "true");
    expect_suggestion("/events?dedupe=no", "false");
    expect_suggestion("/events?kind=War", "war");
    expect_suggestion("/events?near=142,45.5,100", "45.5,142,100");
}

Test(parameters, a_path_parameter_cannot_come_by_the_query)
{
    expect_reason("/events/x?day=1&id=y", "no such parameter");
}

Test(parameters, each_fault_says_what_is_wrong)
{
    expect_reason("/events?limit=5&limit=6", "only once");
    expect_reason("/events?limit=5&limit=5", "only once");
    expect_reason("/events?at=", "empty");
    expect_reason("/events?at", "a value is missing");
    expect_reason("/events?at=1855-13", "(column ");
    expect_reason("/events?limit=5.0", "not an integer");
    expect_reason("/events?q=%FF", "percent-encoding");
    expect_reason("/events?q=%00", "percent-encoding");
    expect_reason("/events?q=%4", "percent-encoding");
    expect_reason("/events?%FF=1", "percent-encoding");
    expect_reason("/events?q=%E6%A8%BA%E6%A8%BA%E6%A8%BA123", "6 characters, too many");
    expect_reason("/healthz?a=1", "no such parameter");
}

Test(parameters, a_fault_says_what_is_allowed)
{
    expect_allowed("/events?limit=x", "an integer from 1 to 500");
    expect_allowed("/events?match=x", "one of: possible, certain");
    expect_allowed("/events?score=x", "a number");
    expect_allowed("/events?dedupe=x", "true or false");
    expect_allowed("/events?q=123456", "text, of 1 to 5 characters");
    expect_allowed("/events?facet=x",
                   "a list of 1 to 256 items with commas between, each one of: kind, decade");
    expect_allowed("/healthz?a=1", "no parameters");
}

Test(parameters, what_is_allowed_is_a_list_too)
{
    struct bench bench;
    ask(&bench, "/events?match=sure");
    json_t *values = json_object_get(json_array_get(bench.errors, 0), "allowed_values");
    cr_assert_eq(json_array_size(values), 2);
    cr_expect_str_eq(json_string_value(json_array_get(values, 1)), "certain");
    close_bench(&bench);
}

Test(parameters, one_fault_is_told_in_the_detail)
{
    struct bench bench;
    ask(&bench, "/events?limit=0");
    cr_expect_str_eq(json_string_value(json_object_get(bench.problem, "detail")),
                     "Parameter \"limit\": this is below the minimum.");
    close_bench(&bench);
}

Test(parameters, sixty_five_pairs_are_too_many)
{
    char target[1024] = "/events?kind=a";
    for (int i = 0; i < 63; i++)
        strcat(target, "&kind=a");
    struct bench bench;
    ask(&bench, target);
    cr_expect_eq(bench.status, STATUS_OK);
    close_bench(&bench);
    expect_reason(strcat(target, "&kind=a"), "at most 64 parameters");
}

Test(parameters, a_list_without_bound_ends_at_256_items)
{
    char target[2048] = "/events?kind=a";
    for (int i = 0; i < 256; i++)
        strcat(target, ",a");
    expect_reason(target, "257 items, too many");
}

Test(parameters, their_order_changes_nothing)
{
    struct bench one, two;
    ask(&one, "/events?limit=7&match=certain");
    ask(&two, "/events?match=certain&limit=7");
    cr_expect_eq(get(&one, "limit")->integer, get(&two, "limit")->integer);
    cr_expect(text_equal(get(&one, "match")->text, get(&two, "match")->text));
    close_bench(&one);
    close_bench(&two);
}
