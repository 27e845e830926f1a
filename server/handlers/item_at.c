/*
 * A record as of a time (`at=` on an item): whether it holds then, what it was called, and of its
 * dated lists what possibly holds. Undated entries stay, marked null: nothing says that they did
 * not hold. It takes bounds from the kept JSON and leaves the comparing to the interval module.
 * Only who held a place it asks the store: who holds a country holds its harbours too.
 */
#include "record.h"
#include "request.h"

#include <chancery/buffer.h>
#include <chancery/interval.h>
#include <string.h>

/* The properties that say when a record holds; no type has two of them. */
static const char *const datings[] = {"existed", "in_force", "interval", "date"};

/* The lists whose entries have an `interval` each. */
static const char *const dated_lists[] = {"names", "control", "offices", "affiliations", "bound"};

static enum interval_match match_at(const json_t *object, const struct value *at)
{
    struct day_bounds bounds;
    if (!date_object_bounds(object, &bounds)) return MATCH_NONE;
    return interval_holds_at(&bounds, at->date.whole.earliest, at->date.whole.latest);
}

static json_t *json_of_match(enum interval_match match)
{
    if (match == MATCH_NONE) return json_null();
    return json_string(match == MATCH_CERTAIN ? "certain" : "possible");
}

static bool narrow_list(json_t *list, const struct value *at)
{
    for (size_t i = json_array_size(list); i-- > 0;) {
        json_t *entry = json_array_get(list, i);
        const json_t *interval = json_object_get(entry, "interval");
        enum interval_match match = match_at(interval, at);
        if (match == MATCH_NONE && date_object_bounds(interval, &(struct day_bounds){0}))
            json_array_remove(list, i);
        else if (json_object_set_new(entry, "match", json_of_match(match)) != 0)
            return false;
    }
    return true;
}

static bool is_in(const json_t *name, const char *language)
{
    return text_is(text_of(json_string_value(json_object_get(name, "lang"))), language);
}

/* The only name in a language, where it has no dates: nothing says that it was ever another. Of two
 * such names none can be told from the other. */
static const json_t *lasting_name(const json_t *names, const char *language)
{
    const json_t *found = NULL;
    for (size_t i = 0; i < json_array_size(names); i++) {
        const json_t *name = json_array_get(names, i);
        if (!is_in(name, language)) continue;
        if (found != NULL || json_is_object(json_object_get(name, "interval"))) return NULL;
        found = name;
    }
    return found;
}

/* The best of the names in a language (NULL: in any), one that surely held before one that may
 * have, among equals the first; or NULL. */
static const json_t *dated_name(const json_t *names, const char *language, const struct value *at)
{
    const json_t *best = NULL;
    enum interval_match highest = MATCH_NONE;
    for (size_t i = 0; i < json_array_size(names); i++) {
        const json_t *name = json_array_get(names, i);
        enum interval_match match = match_at(json_object_get(name, "interval"), at);
        if (match <= highest || (language != NULL && !is_in(name, language))) continue;
        highest = match;
        best = name;
    }
    return best;
}

/* A name of that time in the language asked for, else in the dataset's first, into which labels
 * fall back too, else in any: a new reference. */
static json_t *label_at(const struct request *request, const json_t *names, const struct value *at)
{
    const struct languages *languages = generation_languages(request->generation);
    const char *asked = languages->at[request->language].code;
    const json_t *best = dated_name(names, asked, at);
    if (best == NULL) best = lasting_name(names, asked);
    if (best == NULL) best = dated_name(names, languages->at[0].code, at);
    if (best == NULL) best = dated_name(names, NULL, at);
    if (best == NULL) return json_null();
    json_t *label = json_object();
    json_object_set(label, "label", json_object_get(best, "label"));
    json_object_set(label, "lang", json_object_get(best, "lang"));
    return label;
}

static enum interval_match own_match(const json_t *record, const struct value *at)
{
    for (size_t i = 0; i < sizeof datings / sizeof datings[0]; i++) {
        const json_t *dating = json_object_get(record, datings[i]);
        if (dating != NULL) return match_at(dating, at);
    }
    return MATCH_NONE;
}

/* The statement of what held a place then, by itself or with the places around it. */
static enum status ask_control(struct request *request, const char *place, const struct value *at,
                               struct statement **out)
{
    static const char *const pieces[] = {"item.control",        "via.place",
                                         "item.control.from",   "own.possible.undated",
                                         "filter.place.around", "order.date"};
    char *places = arena_format(request->arena, "[\"%s\"]", place); /* an id needs no escaping */
    if (places == NULL) return STATUS_NO_MEMORY;
    enum status status =
        request_query_joined(request, pieces, sizeof pieces / sizeof pieces[0], out);
    if (status != STATUS_OK) return status;
    statement_bind_text(*out, ":place", text_of(places));
    statement_bind_integer(*out, ":since", at->date.whole.earliest);
    statement_bind_integer(*out, ":until", at->date.whole.latest);
    return STATUS_OK;
}

/* A control record as a place names it, and the place that it is about where that one contains it.
 */
static void append_holding(const struct request *request, struct statement *row, struct buffer *out)
{
    struct text entry = statement_text(row, 0);
    buffer_string(out, out->length == 0 ? "[" : ",");
    append_with_base(out, (struct text){entry.at, entry.length - 1}, request->base_path);
    if (!statement_is_null(row, 1)) {
        buffer_string(out, ",\"via\":");
        append_with_base(out, statement_text(row, 1), request->base_path);
    }
    buffer_string(out, "}");
}

/* Put in a place's `control` the records that the list of control gives for it and the time. */
static enum status widen_control(struct request *request, json_t *place, const struct value *at)
{
    struct statement *row;
    struct buffer text = {0};
    enum status status =
        ask_control(request, json_string_value(json_object_get(place, "id")), at, &row);
    if (status != STATUS_OK) return status;
    while ((status = statement_step(row)) == STATUS_OK)
        append_holding(request, row, &text);
    statement_reset(row);
    buffer_string(&text, text.length == 0 ? "[]" : "]");
    json_t *control = text.failed ? NULL : json_loadb(text.at, text.length, 0, NULL);
    buffer_free(&text);
    if (json_object_set_new(place, "control", control) != 0) return STATUS_NO_MEMORY;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status item_tell_at(struct request *request, json_t *record)
{
    const struct value *at = parameters_get(&request->parameters, "at");
    if (at == NULL) return STATUS_OK;
    struct text type = text_of(json_string_value(json_object_get(record, "type")));
    enum status status = text_is(type, "place") ? widen_control(request, record, at) : STATUS_OK;
    if (status != STATUS_OK) return status;
    json_t *label = label_at(request, json_object_get(record, "names"), at);
    bool done = json_object_set_new(record, "match", json_of_match(own_match(record, at))) == 0;
    done = json_object_set_new(record, "label_at", label) == 0 && done;
    for (size_t i = 0; i < sizeof dated_lists / sizeof dated_lists[0]; i++)
        done = narrow_list(json_object_get(record, dated_lists[i]), at) && done;
    return done ? STATUS_OK : STATUS_NO_MEMORY;
}
