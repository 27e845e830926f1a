/*
 * From path segments and a raw query to typed values. Every fault of a request is gathered before
 * the problem is made, so that a client mends all of them at once. It refuses names that the
 * operation does not declare, and never looks at the dataset.
 */
#include "refusals.h"
#include "value.h"

#include <string.h>

enum { MAX_PAIRS = 64 };

struct reading {
    const struct route *route;
    const struct operation *operation;
    struct arena *arena;
    struct value *values;
    struct text *given; /* of each parameter, decoded; at == NULL: not given */
    struct refusals faults;
};

static void note(struct reading *reading, const struct parameter *parameter, struct text value,
                 const char *reason)
{
    refusals_add(&reading->faults, (struct refusal){.parameter = parameter,
                                                    .name = text_of(parameter->name),
                                                    .value = value,
                                                    .reason = reason});
}

/* Type one value; what is wrong with it is noted. A text of the path is taken as it is: whether it
 * names anything only the handler knows, and what names nothing is a 404 whatever it looks like. */
static void read_value(struct reading *reading, size_t index, struct text given)
{
    const struct parameter *parameter = &reading->operation->parameters[index];
    struct complaint *complaint = NULL;
    if (parameter->in == IN_PATH && parameter->type == VALUE_TEXT) {
        reading->values[index] = (struct value){.present = true, .text = given};
        return;
    }
    enum status status =
        value_read(parameter, given, reading->arena, &reading->values[index], &complaint);
    if (status == STATUS_NO_MEMORY) reading->faults.exhausted = true;
    for (; complaint != NULL; complaint = complaint->next)
        refusals_add(&reading->faults, (struct refusal){.parameter = parameter,
                                                        .name = text_of(parameter->name),
                                                        .value = complaint->value,
                                                        .reason = complaint->reason,
                                                        .suggestion = complaint->suggestion});
    reading->values[index].present = status == STATUS_OK;
}

static void keep_segments(struct reading *reading)
{
    for (size_t i = 0; i < reading->route->segment_count; i++) {
        const char *name = reading->operation->segments[i].parameter;
        if (name == NULL) continue;
        const struct parameter *parameter = operation_parameter(reading->operation, text_of(name));
        reading->given[parameter - reading->operation->parameters] = reading->route->segments[i];
    }
}

static void keep_given(struct reading *reading, const struct parameter *parameter,
                       struct text value)
{
    struct text *given = &reading->given[parameter - reading->operation->parameters];
    if (given->at == NULL) {
        *given = value;
        return;
    }
    if (!parameter->list) {
        note(reading, parameter, value, "this parameter may be given only once");
        return;
    }
    char *joined = arena_format(reading->arena, "%s,%s", given->at, value.at);
    if (joined == NULL)
        reading->faults.exhausted = true;
    else
        *given = text_of(joined);
}

/* What cannot be decoded is shown as it came, where it can be shown at all. */
static bool decode(struct reading *reading, struct text raw, struct text *out)
{
    enum status status = percent_decode(raw, true, reading->arena, out);
    if (status == STATUS_OK) return true;
    if (status == STATUS_NO_MEMORY) reading->faults.exhausted = true;
    *out = text_is_utf8(raw) ? raw : TEXT("");
    return false;
}

static void read_pair(struct reading *reading, struct text pair)
{
    struct text name;
    struct text value = {0};
    bool right = decode(reading, text_cut(&pair, '='), &name);
    bool has_value = pair.at != NULL;
    if (has_value) right = decode(reading, pair, &value) && right;
    const struct parameter *parameter = operation_parameter(reading->operation, name);
    if (parameter != NULL && parameter->in == IN_PATH) parameter = NULL;
    if (parameter == NULL && right)
        refusals_add(&reading->faults,
                     (struct refusal){.name = name,
                                      .value = value,
                                      .reason = "this resource has no such parameter",
                                      .unknown = true});
    else if (!right)
        refusals_add(&reading->faults,
                     (struct refusal){.parameter = parameter,
                                      .name = name,
                                      .value = value,
                                      .reason = "its percent-encoding is not valid UTF-8 text"});
    else if (!has_value)
        note(reading, parameter, value, "a value is missing: write name=value");
    else
        keep_given(reading, parameter, value);
}

static void read_query(struct reading *reading, struct text rest)
{
    size_t count = 0;
    while (rest.at != NULL) {
        struct text pair = text_cut(&rest, '&');
        if (pair.length == 0) continue;
        if (++count > MAX_PAIRS) {
            refusals_add(&reading->faults,
                         (struct refusal){.name = TEXT(""),
                                          .reason = "a query may have at most 64 parameters"});
            return;
        }
        read_pair(reading, pair);
    }
}

static bool was_noted(const struct reading *reading, const struct parameter *parameter)
{
    for (const struct refusal *fault = reading->faults.first; fault != NULL; fault = fault->next) {
        if (fault->parameter == parameter) return true;
    }
    return false;
}

static void read_values(struct reading *reading)
{
    for (size_t i = 0; i < reading->operation->parameter_count; i++) {
        const struct parameter *parameter = &reading->operation->parameters[i];
        if (reading->given[i].at != NULL) {
            read_value(reading, i, reading->given[i]);
            reading->values[i].given = true;
        } else if (parameter->fallback != NULL) {
            read_value(reading, i, text_of(parameter->fallback));
        } else if (parameter->required && !was_noted(reading, parameter)) {
            note(reading, parameter, (struct text){0}, "this parameter is required");
        }
    }
}

enum status parameters_read(const struct route *route, struct text raw_query, struct arena *arena,
                            struct parameters *out, struct problem **problem)
{
    const struct operation *operation = route->operation;
    struct reading reading = {.route = route, .operation = operation, .arena = arena};
    *out = (struct parameters){0};
    *problem = NULL;
    refusals_begin(&reading.faults, operation, arena);
    size_t room = operation->parameter_count + 1;
    reading.values = arena_take(arena, room * sizeof *reading.values);
    reading.given = arena_take(arena, room * sizeof *reading.given);
    if (reading.values == NULL || reading.given == NULL) return STATUS_NO_MEMORY;
    keep_segments(&reading);
    read_query(&reading, raw_query);
    read_values(&reading);
    if (!reading.faults.exhausted && reading.faults.count > 0)
        *problem = refusals_to_problem(&reading.faults);
    if (reading.faults.exhausted) return STATUS_NO_MEMORY;
    *out = (struct parameters){operation, reading.values};
    if (reading.faults.count == 0) return STATUS_OK;
    return *problem == NULL ? STATUS_NO_MEMORY : STATUS_INVALID;
}

const struct value *parameters_get(const struct parameters *parameters, const char *name)
{
    const struct operation *operation = parameters->operation;
    for (size_t i = 0; operation != NULL && i < operation->parameter_count; i++) {
        if (!parameters->values[i].present) continue;
        const char *other = operation->parameters[i].name;
        if (other[0] == name[0] && strcmp(other, name) == 0) return &parameters->values[i];
    }
    return NULL;
}
