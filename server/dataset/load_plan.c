/*
 * Runs load.sql for a record. Where each parameter of a statement comes from is read from its name
 * once; after that a record costs its bindings and nothing else: no SQL is looked up, no JSON read.
 */
#include "load_plan.h"

#include <chancery/embedded.h>
#include <chancery/fragments.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS_MOST = 3, ONCE_MOST = 2 };

enum origin {
    OF_KEY,
    OF_TYPE,
    OF_DIGEST,
    OF_RECORD,
    OF_DATING,
    OF_START_EARLIEST,
    OF_START_LATEST,
    OF_END_EARLIEST,
    OF_END_LATEST,
    OF_DISPUTED,
    OF_UNVERIFIED,
    OF_INDEX,
    OF_LANGUAGE,
    OF_LABEL,
    OF_LABEL_LANGUAGE,
    OF_MEMBER
};

struct load_parameter {
    enum origin origin;
    bool as_json, of_element;
    size_t step_count;
    struct text steps[STEPS_MOST]; /* borrowed from the statement */
};

struct load_statement {
    struct text type, when, each; /* "*": any type; {NULL, 0}: always, once */
    size_t once_count;            /* of the members by which an element differs from those before */
    struct text once[ONCE_MOST];
    bool each_language;
    struct statement *statement;
    int count;
    struct load_parameter *parameters; /* owned; the first is number 1 */
};

struct load_plan {
    const struct languages *languages;
    struct fragments fragments;
    size_t count;
    struct load_statement *at;
};

/* What a parameter is bound from at the moment. */
struct row {
    const struct prepared *prepared;
    const struct languages *languages;
    struct arena *arena;
    int64_t key;
    const json_t *element;
    size_t index; /* of the element, or of the language */
};

static bool read_origin(struct text name, enum origin *out)
{
    static const char *const names[] = {
        "key",          "type",         "sha256",     "record",   "dating",     "start_earliest",
        "start_latest", "end_earliest", "end_latest", "disputed", "unverified", "index",
        "language",     "label",        "label_lang"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (!text_is(name, names[i])) continue;
        *out = (enum origin)i;
        return true;
    }
    return false;
}

static bool read_parameter(const char *name, struct load_parameter *out)
{
    *out = (struct load_parameter){.origin = OF_MEMBER, .as_json = name[0] == '$'};
    struct text rest = text_of(name + 1);
    if (name[0] == ':' && read_origin(rest, &out->origin)) return true;
    while (rest.at != NULL) {
        struct text step = text_cut(&rest, ':');
        if (rest.at != NULL) rest = text_after(rest, 1);
        if (out->step_count == 0 && !out->of_element && text_is(step, "each")) {
            out->of_element = true;
            continue;
        }
        if (out->step_count == STEPS_MOST) return false;
        out->steps[out->step_count++] = step;
    }
    return true;
}

/* "KEY", "KEY once A" or "KEY once A B". */
static void read_each(struct text rest, struct load_statement *out)
{
    out->each = text_cut(&rest, ' ');
    if (rest.at == NULL || !text_is(text_cut(&rest, ' '), "once")) return;
    while (rest.at != NULL && out->once_count < ONCE_MOST)
        out->once[out->once_count++] = text_cut(&rest, ' ');
}

static void read_heading(struct text heading, struct load_statement *out)
{
    struct text rest = heading, word;
    out->type = text_cut(&rest, ' ');
    word = rest.at != NULL ? text_cut(&rest, ' ') : rest;
    out->each_language = text_is(word, "each-language");
    if (text_is(word, "when")) out->when = rest;
    if (text_is(word, "each")) read_each(rest, out);
}

static enum status prepare(struct connection *store, const struct fragment *fragment,
                           struct load_statement *out)
{
    read_heading(fragment->name, out);
    enum status status = connection_prepare(store, fragment->sql, &out->statement);
    if (status != STATUS_OK) return status;
    out->count = statement_parameter_count(out->statement);
    out->parameters = calloc((size_t)out->count, sizeof *out->parameters);
    if (out->parameters == NULL) return STATUS_NO_MEMORY;
    for (int i = 0; i < out->count; i++)
        if (!read_parameter(statement_parameter_name(out->statement, i + 1), &out->parameters[i]))
            return STATUS_FAILED;
    return STATUS_OK;
}

enum status load_plan_new(struct connection *store, const struct languages *languages,
                          struct load_plan **out)
{
    struct load_plan *plan = calloc(1, sizeof *plan);
    if (plan == NULL) return STATUS_NO_MEMORY;
    plan->languages = languages;
    enum status status = fragments_read(embedded_load_sql(), "load", &plan->fragments);
    if (status == STATUS_OK) plan->at = calloc(plan->fragments.count, sizeof *plan->at);
    if (status == STATUS_OK && plan->at == NULL) status = STATUS_NO_MEMORY;
    for (; status == STATUS_OK && plan->count < plan->fragments.count; plan->count++)
        status = prepare(store, &plan->fragments.at[plan->count], &plan->at[plan->count]);
    if (status == STATUS_OK)
        *out = plan;
    else
        load_plan_free(plan);
    return status;
}

void load_plan_free(struct load_plan *plan)
{
    if (plan == NULL) return;
    for (size_t i = 0; i < plan->fragments.count && plan->at != NULL; i++) {
        statement_reset(plan->at[i].statement);
        free(plan->at[i].parameters);
    }
    fragments_free(&plan->fragments);
    free(plan->at);
    free(plan);
}

static const json_t *find_value(const struct row *row, const struct load_parameter *parameter)
{
    const json_t *at = parameter->of_element ? row->element : row->prepared->record;
    for (size_t i = 0; i < parameter->step_count && at != NULL; i++) {
        struct text step = parameter->steps[i];
        long long index;
        if (json_is_array(at))
            at = text_to_integer(step, &index) ? json_array_get(at, (size_t)index) : NULL;
        else
            at = json_object_getn(at, step.at, step.length);
    }
    return at;
}

static void bind_member(struct statement *statement, int number, const struct row *row,
                        const struct load_parameter *parameter)
{
    const json_t *value = find_value(row, parameter);
    if (value == NULL || json_is_null(value))
        statement_put_null(statement, number);
    else if (parameter->as_json || json_is_object(value) || json_is_array(value))
        statement_put_text(statement, number, json_in_arena(row->arena, value, JSON_SORT_KEYS));
    else if (json_is_string(value))
        statement_put_text(statement, number,
                           (struct text){json_string_value(value), json_string_length(value)});
    else if (json_is_real(value))
        statement_put_number(statement, number, json_real_value(value));
    else
        statement_put_integer(statement, number,
                              json_is_integer(value) ? json_integer_value(value)
                                                     : json_is_true(value));
}

/* The label shown in a language: its own, or that of the first. */
static struct text label_in(const struct row *row, size_t *language)
{
    const json_t *labels = json_object_get(row->prepared->record, "labels");
    const json_t *label = json_object_get(labels, row->languages->at[*language].code);
    if (label == NULL) {
        *language = 0;
        label = json_object_get(labels, row->languages->at[0].code);
    }
    return (struct text){json_string_value(label), json_string_length(label)};
}

static void bind_label(struct statement *statement, int number, const struct row *row,
                       enum origin origin)
{
    size_t language = row->index;
    struct text label = label_in(row, &language);
    if (origin == OF_LABEL_LANGUAGE) label = text_of(row->languages->at[language].code);
    statement_put_text(statement, number, label);
}

static void bind_day(struct statement *statement, int number, const struct prepared *prepared,
                     enum origin origin)
{
    const struct day_bounds *bounds = &prepared->bounds;
    const int64_t all[] = {bounds->start_earliest, bounds->start_latest, bounds->end_earliest,
                           bounds->end_latest};
    if (prepared->dated)
        statement_put_integer(statement, number, all[origin - OF_START_EARLIEST]);
    else
        statement_put_null(statement, number);
}

static void bind(struct statement *statement, int number, const struct row *row,
                 const struct load_parameter *parameter)
{
    const struct prepared *prepared = row->prepared;
    switch (parameter->origin) {
    case OF_KEY: statement_put_integer(statement, number, row->key); break;
    case OF_TYPE: statement_put_text(statement, number, text_of(prepared->type->name)); break;
    case OF_DIGEST: statement_put_text(statement, number, text_of(prepared->digest)); break;
    case OF_RECORD: statement_put_text(statement, number, prepared->json); break;
    case OF_DATING: statement_put_text(statement, number, prepared->dating); break;
    case OF_START_EARLIEST:
    case OF_START_LATEST:
    case OF_END_EARLIEST:
    case OF_END_LATEST: bind_day(statement, number, prepared, parameter->origin); break;
    case OF_DISPUTED: statement_put_text(statement, number, prepared->disputed); break;
    case OF_UNVERIFIED: statement_put_text(statement, number, prepared->unverified); break;
    case OF_INDEX:
    case OF_LANGUAGE: statement_put_integer(statement, number, (int64_t)row->index); break;
    case OF_LABEL:
    case OF_LABEL_LANGUAGE: bind_label(statement, number, row, parameter->origin); break;
    case OF_MEMBER: bind_member(statement, number, row, parameter); break;
    }
}

static enum status run_once(const struct load_statement *load, const struct row *row)
{
    for (int i = 0; i < load->count; i++)
        bind(load->statement, i + 1, row, &load->parameters[i]);
    return statement_repeat(load->statement);
}

static const json_t *member(const json_t *element, struct text name)
{
    return json_object_getn(element, name.at, name.length);
}

static bool is_same(const struct load_statement *load, const json_t *one, const json_t *other)
{
    for (size_t i = 0; i < load->once_count; i++) {
        const json_t *left = member(one, load->once[i]), *right = member(other, load->once[i]);
        if (left != right && !json_equal(left, right)) return false;
    }
    return true;
}

/* Whether an element is left out: what it is known by is no string, or was seen before. */
static bool is_left_out(const struct load_statement *load, const json_t *list, size_t index)
{
    if (load->once_count == 0) return false;
    const json_t *element = json_array_get(list, index);
    if (!json_is_string(member(element, load->once[0]))) return true;
    for (size_t i = 0; i < index; i++)
        if (is_same(load, json_array_get(list, i), element)) return true;
    return false;
}

static enum status run(const struct load_statement *load, struct row *row)
{
    enum status status = STATUS_OK;
    const json_t *record = row->prepared->record, *list;
    row->index = 0;
    row->element = NULL;
    if (load->when.at != NULL && json_object_getn(record, load->when.at, load->when.length) == NULL)
        return STATUS_OK;
    if (load->each_language) {
        for (; row->index < row->languages->count && status == STATUS_OK; row->index++)
            status = run_once(load, row);
        return status;
    }
    if (load->each.at == NULL) return run_once(load, row);
    list = json_object_getn(record, load->each.at, load->each.length);
    for (; row->index < json_array_size(list) && status == STATUS_OK; row->index++) {
        if (is_left_out(load, list, row->index)) continue;
        row->element = json_array_get(list, row->index);
        status = run_once(load, row);
    }
    return status;
}

enum status load_plan_run(struct load_plan *plan, const struct prepared *prepared, int64_t key,
                          struct arena *arena)
{
    struct row row = {
        .prepared = prepared, .languages = plan->languages, .arena = arena, .key = key};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < plan->count && status == STATUS_OK; i++) {
        const struct load_statement *load = &plan->at[i];
        if (text_is(load->type, "*") || text_is(load->type, prepared->type->name))
            status = run(load, &row);
    }
    return status;
}
