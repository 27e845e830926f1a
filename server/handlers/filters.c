/*
 * Filters: each parameter that is present adds its piece of SQL and binds its values. A filter that
 * is absent costs nothing, since its piece is not there.
 */
#include "common.h"
#include "list.h"

#include <chancery/fold.h>
#include <stdlib.h>
#include <string.h>

void list_add(struct list *list, const char *piece)
{
    struct text sql = generation_query(list->request->generation, piece);
    if (sql.length == 0) list->failed = true;
    buffer_text(&list->source, sql);
}

static struct binding *bind(struct list *list, const char *name)
{
    if (list->binding_count == LIST_MAX_BINDINGS) {
        list->failed = true;
        return &list->bindings[0];
    }
    struct binding *binding = &list->bindings[list->binding_count++];
    *binding = (struct binding){.name = name};
    return binding;
}

void list_bind_text(struct list *list, const char *name, struct text value)
{
    struct binding *binding = bind(list, name);
    binding->class = BIND_TEXT;
    binding->text = value;
}

void list_bind_integer(struct list *list, const char *name, int64_t value)
{
    struct binding *binding = bind(list, name);
    binding->class = BIND_INTEGER;
    binding->integer = value;
}

void list_bind_number(struct list *list, const char *name, double value)
{
    struct binding *binding = bind(list, name);
    binding->class = BIND_NUMBER;
    binding->number = value;
}

static const struct value *given(const struct list *list, const char *name)
{
    return parameters_get(&list->request->parameters, name);
}

/* The items of a list parameter as a JSON array in the arena. */
static struct text items_as_json(struct list *list, const struct value *value)
{
    struct buffer array = {0};
    for (size_t i = 0; i < value->item_count; i++) {
        buffer_string(&array, i == 0 ? "[" : ",");
        buffer_json_string(&array, value->items[i]);
    }
    buffer_string(&array, "]");
    struct text kept = arena_copy(list->request->arena, (struct text){array.at, array.length});
    if (array.failed || kept.at == NULL) list->failed = true;
    buffer_free(&array);
    return kept;
}

void list_filter_items(struct list *list, const char *parameter, const char *piece,
                       const char *name)
{
    const struct value *value = given(list, parameter);
    if (value == NULL) return;
    list_add(list, piece);
    list_bind_text(list, name, items_as_json(list, value));
}

static void filter_actors(struct list *list)
{
    const struct value *actor = given(list, "actor"), *role = given(list, "role");
    if (actor != NULL)
        list_filter_items(list, "actor", role != NULL ? "filter.actor.role" : "filter.actor",
                          ":actor");
    if (role != NULL && actor == NULL) list_add(list, "filter.role");
    if (role != NULL) list_bind_text(list, ":role", role->text);
    const struct value *between = given(list, "between");
    if (between == NULL) return;
    list_add(list, "filter.between");
    list_bind_text(list, ":one", between->items[0]);
    list_bind_text(list, ":other", between->items[1]);
}

static void filter_places(struct list *list)
{
    const struct value *scope = given(list, "scope");
    bool exact = scope != NULL && text_is(scope->text, "exact");
    const char *wide =
        strcmp(list->type, "control") == 0 ? "filter.place.around" : "filter.place.within";
    if (given(list, "place") != NULL && !exact && strcmp(list->type, "control") == 0)
        list->via = "via.place";
    list_filter_items(list, "place", exact ? "filter.place.exact" : wide, ":place");
    const struct value *bbox = given(list, "bbox"), *near = given(list, "near");
    if (bbox != NULL) {
        list_add(list,
                 bbox->numbers[0] > bbox->numbers[2] ? "filter.bbox.crossing" : "filter.bbox");
        list_bind_number(list, ":west", bbox->numbers[0]);
        list_bind_number(list, ":south", bbox->numbers[1]);
        list_bind_number(list, ":east", bbox->numbers[2]);
        list_bind_number(list, ":north", bbox->numbers[3]);
    }
    if (near != NULL) {
        list_add(list, "filter.near");
        list_bind_number(list, ":lat", near->numbers[0]);
        list_bind_number(list, ":lon", near->numbers[1]);
        list_bind_number(list, ":km", near->numbers[2]);
    }
}

static void filter_words(struct list *list)
{
    const struct value *q = given(list, "q");
    struct buffer query = {0};
    if (q == NULL || strcmp(list->sort, "score") == 0) return;
    /* A question without a word was refused before. */
    if (fold_query(q->text, &query)) {
        list_add(list, "filter.q");
        list_bind_text(list, ":q",
                       arena_copy(list->request->arena, (struct text){query.at, query.length}));
    }
    if (query.failed) list->failed = true;
    buffer_free(&query);
}

static void ask_time(struct list *list)
{
    const struct value *at = given(list, "at"), *from = given(list, "from"),
                       *to = given(list, "to");
    struct asked_time *time = &list->time;
    *time =
        (struct asked_time){at != NULL || from != NULL || to != NULL, at != NULL, DAY_MIN, DAY_MAX};
    if (at != NULL) {
        time->since = at->date.whole.earliest;
        time->until = at->date.whole.latest;
    }
    if (from != NULL) time->since = from->date.whole.earliest;
    if (to != NULL) time->until = to->date.whole.latest;
}

static const char *piece_name(struct list *list, const char *what, const char *more)
{
    char *name = arena_format(list->request->arena, "%s.%s.%s%s", list->axis, what,
                              list->time.at ? "at" : "range", more);
    if (name == NULL) list->failed = true;
    return name != NULL ? name : "";
}

void list_filter_time(struct list *list)
{
    const struct value *match = given(list, "match"), *undated = given(list, "undated");
    const struct value *boundary = given(list, "boundary");
    ask_time(list);
    if (!list->time.asked) {
        if (undated == NULL || text_is(undated->text, "include")) return;
        char *name = arena_format(list->request->arena, "%s.undated.%.*s", list->axis,
                                  (int)undated->text.length, undated->text.at);
        list_add(list, name != NULL ? name : "");
        return;
    }
    bool certain = match != NULL && text_is(match->text, "certain");
    bool include = undated != NULL && text_is(undated->text, "include");
    list_add(list, piece_name(list, certain ? "certain" : "possible", include ? ".undated" : ""));
    list_bind_integer(list, ":since", list->time.since);
    list_bind_integer(list, ":until", list->time.until);
    list->match = piece_name(list, "match", "");
    if (boundary != NULL && text_is(boundary->text, "start")) list_add(list, "own.boundary.start");
}

enum status list_add_filters(struct list *list)
{
    list_filter_items(list, "kind", "filter.kind", ":kind");
    list_filter_items(list, "type", "filter.type", ":types");
    filter_actors(list);
    filter_places(list);
    filter_words(list);
    const struct value *origin = given(list, "origin");
    if (origin != NULL && strcmp(list->type, "source") == 0) {
        list_add(list, "filter.origin");
        list_bind_text(list, ":origin", origin->text);
    }
    list_filter_time(list);
    return list->failed ? STATUS_NO_MEMORY : STATUS_OK;
}
