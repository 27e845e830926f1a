/*
 * What `fields` may name: every path that the schema of this operation's items has, and below what
 * `include` puts in, those of the records that it puts there.
 */
#include "checks.h"
#include "include.h"

#include <chancery/fold.h>
#include <chancery/record_type.h>
#include <string.h>

enum { SHAPES_MOST = 4 };

/* The shapes that this operation's items may have. */
static size_t shapes_here(const struct request *request, const struct shape *out[SHAPES_MOST])
{
    static const char *const timeline[] = {"Event", "TimelineTreaty", "TimelinePhase"};
    size_t count = 0;
    const struct shape *own = item_shape(request);
    if (own != NULL) out[count++] = own;
    if (strcmp(request->route.operation->id, "getTimeline") != 0) return count;
    for (size_t i = 0; i < 3; i++) {
        const struct shape *shape = contract_shape(request->contract, timeline[i]);
        if (shape != NULL) out[count++] = shape;
    }
    return count;
}

/* Of what `include` puts in place of references, every record's paths are good. */
static bool is_included_path(const struct request *request, struct text path)
{
    struct text rest = path, first = text_cut(&rest, '.');
    if (!include_names(request, first)) return false;
    while (rest.at != NULL) {
        for (size_t i = 0; i < RECORD_TYPE_COUNT; i++) {
            const struct shape *shape = contract_shape(request->contract, record_types()[i].shape);
            if (shape != NULL && shape_has_path(shape, rest)) return true;
        }
        const struct shape *claim = contract_shape(request->contract, "Claim");
        if (claim != NULL && shape_has_path(claim, rest)) return true;
        text_cut(&rest, '.');
    }
    return text_is(path, "claims");
}

/* The first-level properties of shapes: a new array. */
static json_t *properties_of(const struct shape *const *shapes, size_t count)
{
    json_t *names = json_array();
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < shapes[i]->property_count; k++)
            json_array_append_new(names, json_string(shapes[i]->properties[k].name));
    return names;
}

/* Every path into the shapes. */
struct path_list {
    size_t counts[SHAPES_MOST];
    const char *const *paths[SHAPES_MOST];
};

static void list_paths(const struct request *request, const struct shape *const *shapes,
                       size_t count, struct path_list *out)
{
    for (size_t i = 0; i < count; i++)
        out->counts[i] = shape_list_paths(shapes[i], request->arena, &out->paths[i]);
}

static void suggest_path(const struct path_list *list, struct text path, struct text *nearest)
{
    size_t distance = path.length / 3 + 1;
    for (size_t i = 0; i < SHAPES_MOST; i++)
        for (size_t k = 0; k < list->counts[i]; k++)
            fold_nearest(path, text_of(list->paths[i][k]), nearest, &distance);
}

void fields_check(const struct request *request, struct problem *problem)
{
    const struct value *fields = parameters_get(&request->parameters, "fields");
    const struct shape *shapes[SHAPES_MOST];
    struct path_list list = {0};
    if (fields == NULL) return;
    size_t count = shapes_here(request, shapes);
    json_t *names = properties_of(shapes, count);
    for (size_t i = 0; count > 0 && i < fields->item_count; i++) {
        bool known = is_included_path(request, fields->items[i]);
        for (size_t k = 0; k < count && !known; k++)
            known = shape_has_path(shapes[k], fields->items[i]);
        if (known) continue;
        struct text nearest = {NULL, 0};
        if (list.paths[0] == NULL) list_paths(request, shapes, count, &list);
        suggest_path(&list, fields->items[i], &nearest);
        problem_add(problem, &(struct fault){.in = "query",
                                             .name = TEXT("fields"),
                                             .value = fields->items[i],
                                             .reason = "records here have no such property",
                                             .allowed = "a property, or a dotted path into one",
                                             .allowed_values = names,
                                             .suggestion = nearest.at});
    }
    json_decref(names);
}
