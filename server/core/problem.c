/*
 * Problem details (RFC 9457): a kind from the one list in problem.h, the faults that were found,
 * and members of the occasion. It never carries SQL, paths of files or addresses of the machine.
 */
#include <chancery/problem.h>

#include <stdlib.h>

struct problem {
    enum problem_kind kind;
    json_t *detail;
    json_t *errors;
    json_t *members;
};

struct description {
    const char *slug, *title, *explanation;
    int status;
};

static const struct description descriptions[PROBLEM_COUNT] = {
#define X(name, slug, status, title, more) [PROBLEM_##name] = {slug, title, more, status},
    PROBLEM_LIST(X)
#undef X
};

const char *problem_slug(enum problem_kind kind)
{
    return descriptions[kind].slug;
}

int problem_status(enum problem_kind kind)
{
    return descriptions[kind].status;
}

const char *problem_title(enum problem_kind kind)
{
    return descriptions[kind].title;
}

const char *problem_explanation(enum problem_kind kind)
{
    return descriptions[kind].explanation;
}

enum status problem_find(struct text slug, enum problem_kind *out)
{
    for (int kind = 0; kind < PROBLEM_COUNT; kind++) {
        if (!text_is(slug, descriptions[kind].slug)) continue;
        *out = (enum problem_kind)kind;
        return STATUS_OK;
    }
    return STATUS_NOT_FOUND;
}

struct problem *problem_new(enum problem_kind kind, const char *detail)
{
    struct problem *problem = calloc(1, sizeof *problem);
    if (problem == NULL) return NULL;
    problem->kind = kind;
    problem->detail = detail != NULL ? json_string(detail) : NULL;
    problem->errors = json_array();
    problem->members = json_object();
    if (problem->errors == NULL || problem->members == NULL) {
        problem_free(problem);
        return NULL;
    }
    return problem;
}

void problem_free(struct problem *problem)
{
    if (problem == NULL) return;
    json_decref(problem->detail);
    json_decref(problem->errors);
    json_decref(problem->members);
    free(problem);
}

/* A client's bytes as a JSON string; what is not UTF-8 is told in words. */
static json_t *client_text(struct text value)
{
    if (value.at == NULL) return json_null();
    json_t *string = json_stringn(value.at, value.length);
    return string != NULL ? string : json_string("(bytes that are not UTF-8)");
}

static json_t *optional(const char *z)
{
    return z != NULL && z[0] != '\0' ? json_string(z) : json_null();
}

void problem_add(struct problem *problem, const struct fault *fault)
{
    if (problem == NULL) return;
    json_t *error = json_object();
    json_object_set_new(error, "in", json_string(fault->in));
    json_object_set_new(error, "name", client_text(fault->name));
    json_object_set_new(error, "value", client_text(fault->value));
    json_object_set_new(error, "reason", json_string(fault->reason));
    json_object_set_new(error, "allowed", optional(fault->allowed));
    json_t *values =
        fault->allowed_values != NULL ? json_incref(fault->allowed_values) : json_array();
    json_object_set_new(error, "allowed_values", values);
    json_object_set_new(error, "suggestion", optional(fault->suggestion));
    json_array_append_new(problem->errors, error);
}

void problem_set_take(struct problem *problem, const char *name, json_t *value)
{
    if (problem == NULL)
        json_decref(value);
    else
        json_object_set_new(problem->members, name, value);
}

size_t problem_count(const struct problem *problem)
{
    return problem != NULL ? json_array_size(problem->errors) : 0;
}

enum problem_kind problem_kind_of(const struct problem *problem)
{
    return problem->kind;
}

/* What is said where the maker of the problem said nothing: the faults, or the title again. */
static json_t *detail_of(const struct problem *problem)
{
    if (problem->detail != NULL) return json_incref(problem->detail);
    json_t *first = json_array_get(problem->errors, 0);
    if (first == NULL) return json_string(problem_title(problem->kind));
    size_t more = json_array_size(problem->errors) - 1;
    const char *name = json_string_value(json_object_get(first, "name"));
    const char *reason = json_string_value(json_object_get(first, "reason"));
    if (more == 0) return json_sprintf("%s: %s", name, reason);
    return json_sprintf("%s: %s (and %d more)", name, reason, (int)more);
}

json_t *problem_to_json(const struct problem *problem, const char *base_path, const char *instance,
                        const char *request_id)
{
    json_t *object = json_object();
    if (object == NULL) return NULL;
    json_object_set_new(object, "type",
                        json_sprintf("%s/problems/%s", base_path != NULL ? base_path : "",
                                     problem_slug(problem->kind)));
    json_object_set_new(object, "title", json_string(problem_title(problem->kind)));
    json_object_set_new(object, "status", json_integer(problem_status(problem->kind)));
    json_object_set_new(object, "detail", detail_of(problem));
    json_object_set_new(object, "instance", optional(instance));
    json_object_set_new(object, "request_id", optional(request_id));
    json_object_set(object, "errors", problem->errors);
    json_object_update(object, problem->members);
    return object;
}
