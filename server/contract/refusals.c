/*
 * The faults of one request and the problem made of them: each with what is allowed, in words and
 * as a list, and the nearest right spelling. It decides nothing about what a fault is.
 */
#include "refusals.h"

#include "value.h"

void refusals_begin(struct refusals *faults, const struct operation *operation, struct arena *arena)
{
    *faults = (struct refusals){.operation = operation, .arena = arena};
    faults->last = &faults->first;
}

void refusals_add(struct refusals *faults, struct refusal fault)
{
    struct refusal *kept = arena_take(faults->arena, sizeof *kept);
    if (kept == NULL) {
        faults->exhausted = true;
        return;
    }
    *kept = fault;
    *faults->last = kept;
    faults->last = &kept->next;
    faults->count++;
}

static json_t *names_to_json(const char *const *names, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        (void)json_array_append_new(list, json_string(names[i]));
    return list;
}

/* The names of the operation's query parameters. NULL when memory is short. */
static const char **query_names(const struct refusals *faults, size_t *count)
{
    const struct operation *operation = faults->operation;
    const char **names =
        arena_take(faults->arena, (operation->parameter_count + 1) * sizeof *names);
    *count = 0;
    for (size_t i = 0; names != NULL && i < operation->parameter_count; i++) {
        if (operation->parameters[i].in == IN_QUERY)
            names[(*count)++] = operation->parameters[i].name;
    }
    return names;
}

static void explain_unknown(const struct refusals *faults, const struct refusal *noted,
                            struct fault *fault)
{
    size_t count = 0;
    const char **names = query_names(faults, &count);
    struct nearest search;
    nearest_begin(&search, noted->name);
    for (size_t i = 0; i < count; i++)
        nearest_offer(&search, names[i]);
    fault->suggestion = nearest_best(&search);
    fault->allowed_values = names_to_json(names, count);
    fault->allowed =
        count == 0 ? "no parameters" : phrase_list("one of: ", names, count, faults->arena);
}

static void explain_value(const struct refusals *faults, const struct refusal *noted,
                          struct fault *fault)
{
    const struct parameter *parameter = noted->parameter;
    static const char *const truths[] = {"true", "false"};
    fault->in = parameter->in == IN_PATH ? "path" : "query";
    fault->allowed = value_phrase(parameter, faults->arena);
    if (parameter->allowed_count > 0)
        fault->allowed_values = names_to_json(parameter->allowed, parameter->allowed_count);
    else if (parameter->type == VALUE_BOOLEAN)
        fault->allowed_values = names_to_json(truths, 2);
}

static void add_to_problem(const struct refusals *faults, const struct refusal *noted,
                           struct problem *problem)
{
    struct fault fault = {.in = "query",
                          .name = noted->name,
                          .value = noted->value,
                          .reason = noted->reason,
                          .suggestion = noted->suggestion};
    if (noted->unknown)
        explain_unknown(faults, noted, &fault);
    else if (noted->parameter != NULL)
        explain_value(faults, noted, &fault);
    problem_add(problem, &fault);
    json_decref(fault.allowed_values);
}

static const char *detail_of(const struct refusals *faults)
{
    const struct refusal *first = faults->first;
    if (faults->count > 1)
        return arena_format(faults->arena, "%zu faults were found; `errors` lists each of them.",
                            faults->count);
    /* A client chooses the name: it is shown in full in `errors` alone. */
    int shown = first->name.length > 60 ? 0 : (int)first->name.length;
    if (shown == 0) return arena_format(faults->arena, "The query: %s.", first->reason);
    return arena_format(faults->arena, "Parameter \"%.*s\": %s.", shown, first->name.at,
                        first->reason);
}

struct problem *refusals_to_problem(struct refusals *faults)
{
    struct problem *problem = problem_new(PROBLEM_INVALID_PARAMETER, detail_of(faults));
    if (problem == NULL) return NULL;
    for (const struct refusal *noted = faults->first; noted != NULL; noted = noted->next)
        add_to_problem(faults, noted, problem);
    return problem;
}
