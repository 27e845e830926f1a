/*
 * Filters: each parameter that is present adds its piece of SQL and binds its values. A filter that
 * is absent costs nothing, since its piece is not there.
 */
#include "list.h"
#include "request.h"

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

/* A filter that only reading the records can answer. */
static void narrow(struct list *list, const char *piece)
{
    list->narrowed = true;
    list_add(list, piece);
}

void list_filter_items(struct list *list, const char *parameter, const char *piece,
                       const char *name)
{
    const struct value *value = given(list, parameter);
    if (value == NULL) return;
    narrow(list, piece);
    list_bind_text(list, name, items_as_json(list, value));
}

static void filter_actors(struct list *list)
{
    const struct value *actor = given(list, "actor"), *role = given(list, "role");
    if (actor != NULL)
        list_filter_items(list, "actor", role != NULL ? "filter.actor.role" : "filter.actor",
                          ":actor");
    if (role != NULL && actor == NULL) narrow(list, "filter.role");
    if (role != NULL) list_bind_text(list, ":role", role->text);
    const struct value *between = given(list, "between");
    if (between == NULL) return;
    narrow(list, "filter.between");
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
        narrow(list, bbox->numbers[0] > bbox->numbers[2] ? "filter.bbox.crossing" : "filter.bbox");
        list_bind_number(list, ":west", bbox->numbers[0]);
        list_bind_number(list, ":south", bbox->numbers[1]);
        list_bind_number(list, ":east", bbox->numbers[2]);
        list_bind_number(list, ":north", bbox->numbers[3]);
    }
    if (near != NULL) {
        narrow(list, "filter.near");
        list_bind_number(list, ":lat", near->numbers[0]);
        list_bind_number(list, ":lon", near->numbers[1]);
        list_bind_number(list, ":km", near->numbers[2]);
    }
}

/* Bind the words asked for; false: there are none, or the list has them already, as a search does.
 */
static bool bind_words(struct list *list)
{
    if (list->request->words.at == NULL || list->by_words || strcmp(list->sort, "score") == 0 ||
        strcmp(list->sort, "found") == 0)
        return false;
    list_bind_text(list, ":q", list->request->words);
    return true;
}

static void filter_words(struct list *list)
{
    if (bind_words(list)) narrow(list, "filter.q");
}

void list_begin(struct list *list)
{
    list->by_words = bind_words(list);
    if (list->by_words) {
        const struct population population = list_population(list);
        list_bind_integer(list, ":first_key", population.first);
        list_bind_integer(list, ":last_key", population.last);
        narrow(list, "list.words");
    } else
        list_add(list, "list.record");
    list->from = list->source.length;
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

/* What may touch the days asked for does so by one rule, whether it must hold throughout or not. */
static const char *piece_name(struct list *list, const char *what, const char *more)
{
    const char *extent = strcmp(what, "possible") == 0 ? "" : list->time.at ? ".at" : ".range";
    char *name = arena_format(list->request->arena, "%s.%s%s%s", list->axis, what, extent, more);
    if (name == NULL) list->failed = true;
    return name != NULL ? name : "";
}

/* Which of the dated and the undated the list may have. */
static void filter_undated(struct list *list, struct text undated)
{
    if (undated.at == NULL || text_is(undated, "include")) return;
    char *name = arena_format(list->request->arena, "%s.undated.%.*s", list->axis,
                              (int)undated.length, undated.at);
    list_add(list, name != NULL ? name : "");
    list->only_dated = text_is(undated, "exclude");
    list->only_undated = text_is(undated, "only");
}

/* A condition on the dated, in the source and for the streams. */
static void add_to_sieve(struct list *list, const char *piece)
{
    buffer_text(&list->sieve_dated, generation_query(list->request->generation, piece));
}

void list_filter_time(struct list *list)
{
    struct text undated = parameter_text(list->request, "undated");
    bool certain = text_is(parameter_text(list->request, "match"), "certain");
    ask_time(list);
    if (!list->time.asked) {
        filter_undated(list, undated);
        return;
    }
    list->only_dated = !text_is(undated, "include");
    list_add(list, piece_name(list, certain ? "certain" : "possible",
                              list->only_dated ? "" : ".undated"));
    if (certain) add_to_sieve(list, piece_name(list, "certain", ""));
    list_bind_integer(list, ":since", list->time.since);
    list_bind_integer(list, ":until", list->time.until);
    list->match = piece_name(list, "match", "");
    if (!text_is(parameter_text(list->request, "boundary"), "start")) return;
    list_add(list, "own.boundary.start");
    add_to_sieve(list, "own.boundary.start");
}

static void filter_kinds(struct list *list)
{
    const struct value *kind = given(list, "kind");
    if (kind == NULL) return;
    list->kinds = kind->items;
    list->kind_count = kind->item_count;
    /* An article has several. */
    list_add(list, strcmp(list->type, "article") == 0 ? "filter.kind.article" : "filter.kind");
    list_bind_text(list, ":kind", items_as_json(list, kind));
}

/* Of a list of several types, which of them. */
static void filter_types(struct list *list)
{
    const struct value *type = given(list, "type");
    if (type == NULL) return;
    list_add(list, "filter.type");
    list_bind_text(list, ":types", items_as_json(list, type));
    if (list->types == NULL) {
        list->narrowed = true;
        return;
    }
    const char **types = arena_take(list->request->arena, (type->item_count + 1) * sizeof *types);
    for (size_t i = 0; types != NULL && i < type->item_count; i++)
        types[i] = arena_copy(list->request->arena, type->items[i]).at;
    if (types == NULL)
        list->failed = true;
    else
        list->types = types;
}

enum status list_add_filters(struct list *list)
{
    filter_kinds(list);
    filter_types(list);
    filter_actors(list);
    filter_places(list);
    filter_words(list);
    const struct value *origin = given(list, "origin");
    if (origin != NULL && strcmp(list->type, "source") == 0) {
        narrow(list, "filter.origin");
        list_bind_text(list, ":origin", origin->text);
    }
    list_filter_time(list);
    return list->failed ? STATUS_NO_MEMORY : STATUS_OK;
}
