/*
 * The state of affairs at a time: what existed, held or was going on then, domain by domain, each
 * entry with what it rests on; or only who held what, as a map. Rivals and overlaps stand side by
 * side; nothing is resolved here.
 */
#include "cursor.h"
#include "entry.h"
#include "list.h"
#include "operations.h"
#include "record.h"
#include "request.h"

#include <chancery/geojson.h>
#include <stdlib.h>
#include <string.h>

/* One list of the answer. Names of pieces of queries.sql; NULL where the section needs none. */
struct section {
    const char *name, *type;
    const char *kinds;   /* which records of the type belong here */
    const char *actor;   /* narrowing by actor */
    const char *holders; /* narrowing by place, of what has no place: to those who hold it */
    const char *basis, *order;
    bool pending;
};

static const struct section sections[] = {
    {"states", "actor", "state.kind.actor", "state.actor", "state.holder", "state.basis.none",
     "order.date", false},
    {"relations", "relation", NULL, "filter.actor", "state.holder.involved", "state.basis.relation",
     "order.date", false},
    {"treaties_in_force", "treaty", NULL, "filter.actor", NULL, "state.basis.none", "order.date",
     false},
    {"treaties_pending", "treaty", NULL, "filter.actor", NULL, "state.basis.none", "order.date",
     true},
    {"articles_in_force", "article", NULL, "state.actor.article", NULL, "state.basis.article",
     "state.order.article", false},
    {"control", "control", NULL, "filter.actor", NULL, "state.basis.control", "order.date", false},
    {"offices", "office", NULL, "filter.actor", "state.holder.involved", "state.basis.none",
     "order.date", false},
    {"ongoing_events", "event", "state.kind.event", "filter.actor", NULL, "state.basis.none",
     "order.date", false},
};

enum { SECTIONS = sizeof sections / sizeof sections[0], CONTROL = 5 };

struct state {
    struct request *request;
    int64_t since, until;
    json_t *entries[SECTIONS]; /* NULL where a section is not asked for */
    int64_t counts[SECTIONS];
    bool floor;          /* some of them are at least so many: more were not counted */
    struct text holders; /* of the places asked for: a JSON array of ids */
};

static bool names_place(const struct request *request)
{
    return parameters_get(&request->parameters, "place") != NULL;
}

static void filter_pending(struct list *list)
{
    bool certain = text_is(parameter_text(list->request, "match"), "certain");
    const struct value *at = parameters_get(&list->request->parameters, "at");
    list->time = (struct asked_time){true, true, at->date.whole.earliest, at->date.whole.latest};
    list_add(list, certain ? "pending.certain" : "pending.possible");
    list_bind_integer(list, ":since", list->time.since);
    list_bind_integer(list, ":until", list->time.until);
    list->match = "pending.match";
}

static void filter_place(const struct state *state, const struct section *section,
                         struct list *list)
{
    bool exact = text_is(parameter_text(state->request, "scope"), "exact");
    if (!names_place(state->request)) return;
    if (section->holders != NULL) {
        list_add(list, section->holders);
        list->narrowed = true;
        list_bind_text(list, ":holders", state->holders);
        return;
    }
    list_filter_items(list, "place", exact ? "filter.place.exact" : "filter.place.around",
                      ":place");
}

/* FROM … WHERE …: the records that a section holds. */
static void choose(const struct state *state, const struct section *section, struct list *list)
{
    list_add(list, "list.record");
    if (section->pending) list_add(list, list->join = "list.signed");
    list_add(list, "list.type");
    list->where = list->source.length;
    list_bind_text(list, ":type", text_of(section->type));
    if (section->pending)
        filter_pending(list);
    else
        list_filter_time(list);
    list_filter_items(list, "actor", section->actor, ":actor");
    filter_place(state, section, list);
    if (section->kinds == NULL) return;
    list_add(list, section->kinds);
    if (strcmp(section->type, "actor") == 0) {
        static const struct text states[] = {{"state", 5}, {"government", 10}};
        list->kinds = states;
        list->kind_count = sizeof states / sizeof states[0];
        return;
    }
    list->lasting = true;
    buffer_text(&list->sieve, generation_query(state->request->generation, section->kinds));
}

/* What a section tells of one record. */
static void add_row(const struct state *state, const struct section *section,
                    const struct list *list, struct buffer *sql)
{
    bool via = names_place(state->request) && section->holders == NULL;
    const char *pieces[] = {"row",          list->match,
                            "body.record",  via ? "state.via" : "state.via.none",
                            section->basis, "state.claim"};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++)
        buffer_text(sql, generation_query(state->request->generation, pieces[i]));
    buffer_string(sql, " ");
    buffer_text(sql, generation_query(state->request->generation, "list.record"));
    if (list->join != NULL)
        buffer_text(sql, generation_query(state->request->generation, list->join));
    buffer_text(sql, generation_query(state->request->generation, "row.key"));
}

/* An entry of the row; `basis` is the record that it rests on, or else the claim. */
static json_t *entry_of(const struct state *state, const struct section *section,
                        struct statement *row)
{
    json_t *entry = entry_new(state->request, section->type, statement_text(row, 2));
    json_object_set_new(entry, "match", statement_json(row, 1, PROPERTY_TEXT));
    if (!statement_is_null(row, 3))
        json_object_set_new(entry, "via", statement_json(row, 3, PROPERTY_JSON));
    int basis = statement_is_null(row, 4) ? 5 : 4;
    json_object_set_new(entry, "basis", statement_json(row, basis, PROPERTY_JSON));
    return entry;
}

/* The keys of a section that has an order of its own. */
static enum status find_ordered(const struct section *section, struct list *list,
                                struct list_places *places)
{
    const struct generation *generation = list->request->generation;
    struct buffer sql = {0};
    struct statement *row;
    *places = (struct list_places){.room = SECTION_LIMIT + 1};
    places->at = calloc(places->room, sizeof *places->at);
    if (places->at == NULL) return STATUS_NO_MEMORY;
    buffer_text(&sql, generation_query(generation, "row"));
    buffer_string(&sql, " ");
    buffer_text(&sql, (struct text){list->source.at, list->source.length});
    buffer_text(&sql, generation_query(generation, section->order));
    buffer_text(&sql, generation_query(generation, "limit"));
    enum status status = list_prepare(list, &sql, &row);
    buffer_free(&sql);
    if (status != STATUS_OK) return status;
    statement_bind_integer(row, ":limit", (int64_t)places->room);
    while ((status = statement_step(row)) == STATUS_OK)
        places->at[places->count++].key = statement_integer(row, 0);
    statement_reset(row);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status find_all(struct state *state, size_t index, struct list *list,
                            struct list_places *places)
{
    const struct section *section = &sections[index];
    const struct cursor start = {0};
    bool floor = false;
    enum status status = strcmp(section->order, "order.date") == 0
                             ? list_find(list, &start, SECTION_LIMIT + 1, places)
                             : find_ordered(section, list, places);
    if (status != STATUS_OK) return status;
    state->counts[index] = (int64_t)places->count;
    if (places->count <= SECTION_LIMIT) return STATUS_OK;
    places->count = SECTION_LIMIT;
    status = list_count(list, &state->counts[index], &floor);
    state->floor = state->floor || floor;
    return status;
}

static enum status read_entries(struct state *state, size_t index, struct list *list,
                                const struct list_places *places)
{
    const struct section *section = &sections[index];
    struct buffer sql = {0};
    struct statement *row;
    add_row(state, section, list, &sql);
    enum status status = list_prepare(list, &sql, &row);
    buffer_free(&sql);
    if (status != STATUS_OK) return status;
    statement_bind_text(
        row, ":field",
        text_of(arena_format(state->request->arena, "/%s", entry_interval(section->type))));
    for (size_t i = 0; i < places->count && status == STATUS_OK; i++) {
        statement_bind_integer(row, ":key", places->at[i].key);
        status = statement_step(row);
        json_t *entry = status == STATUS_OK ? entry_of(state, section, row) : NULL;
        statement_restart(row);
        if (status == STATUS_OK &&
            (entry == NULL || json_array_append_new(state->entries[index], entry) != 0))
            status = STATUS_NO_MEMORY;
    }
    statement_reset(row);
    return status == STATUS_NOT_FOUND ? STATUS_FAILED : status;
}

static enum status fetch(struct state *state, size_t index, struct list *list)
{
    struct list_places places = {0};
    enum status status = find_all(state, index, list, &places);
    if (status == STATUS_OK) status = read_entries(state, index, list, &places);
    free(places.at);
    return status;
}

static enum status read_section(struct state *state, size_t index)
{
    struct list list = {.request = state->request,
                        .type = sections[index].type,
                        .sort = "date",
                        .axis = "own",
                        .by_key = true};
    state->entries[index] = json_array();
    choose(state, &sections[index], &list);
    enum status status = fetch(state, index, &list);
    list_free(&list);
    return status;
}

/* The ids of all who hold, as a JSON array in the request's arena. */
static enum status gather_holders(struct state *state)
{
    struct buffer ids = {0};
    json_t *entry, *holder;
    size_t i, k;
    json_array_foreach(state->entries[CONTROL], i, entry)
    {
        json_array_foreach(json_object_get(entry, "holder"), k, holder)
        {
            buffer_string(&ids, ids.length == 0 ? "[" : ",");
            buffer_json_string(&ids, text_of(json_string_value(json_object_get(holder, "id"))));
        }
    }
    buffer_string(&ids, ids.length == 0 ? "[]" : "]");
    state->holders = arena_copy(state->request->arena, (struct text){ids.at, ids.length});
    bool failed = ids.failed || state->holders.at == NULL;
    buffer_free(&ids);
    return failed ? STATUS_NO_MEMORY : STATUS_OK;
}

static const char *place_of(const json_t *entry)
{
    const char *id = json_string_value(json_object_get(json_object_get(entry, "place"), "id"));
    return id != NULL ? id : "";
}

static json_t *reference_of(const json_t *entry)
{
    static const char *const keys[] = {"type", "id", "label", "href", "label_lang", "kind"};
    json_t *reference = json_object();
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        json_object_set(reference, keys[i], json_object_get(entry, keys[i]));
    return reference;
}

/* Each record of control names the others of its place: a lease over a sovereignty, two claims. */
static void name_overlaps(json_t *control)
{
    json_t *by_place = json_object(), *entry, *other;
    size_t i, k;
    json_array_foreach(control, i, entry)
    {
        if (json_object_get(by_place, place_of(entry)) == NULL)
            json_object_set_new(by_place, place_of(entry), json_array());
        json_array_append(json_object_get(by_place, place_of(entry)), entry);
    }
    json_array_foreach(control, i, entry)
    {
        json_t *overlaps = json_array();
        json_array_foreach(json_object_get(by_place, place_of(entry)), k, other)
        {
            if (other != entry) json_array_append_new(overlaps, reference_of(other));
        }
        json_object_set_new(entry, "overlaps", overlaps);
    }
    json_decref(by_place);
}

static json_t *page_of(const struct state *state)
{
    const struct request *request = state->request;
    int64_t since = state->since, until = state->until;
    json_t *page = json_object(), *counts = json_object(), *truncated = json_array();
    json_object_set_new(page, "at",
                        entry_date(request, parameters_get(&request->parameters, "at")));
    json_object_set_new(page, "coverage", entry_coverage(request, "", since, until));
    json_object_set_new(page, "coverage_by", entry_coverage_by(request, since, until));
    for (size_t i = 0; i < SECTIONS; i++) {
        if (state->entries[i] == NULL) continue;
        json_object_set(page, sections[i].name, state->entries[i]);
        json_object_set_new(counts, sections[i].name,
                            entry_count(request, sections[i].type, since, until, state->counts[i]));
        if (state->counts[i] > SECTION_LIMIT)
            json_array_append_new(truncated, json_string(sections[i].name));
    }
    json_object_set_new(page, "counts", counts);
    if (state->floor) json_object_set_new(page, "counts_are", json_string("at_least"));
    json_object_set_new(page, "truncated", truncated);
    return page;
}

/* The geometries of all places of control, by id. */
static enum status gather_outlines(const struct state *state, json_t *outlines)
{
    enum status status = STATUS_OK;
    json_t *entry, *outline = NULL;
    size_t i;
    json_array_foreach(state->entries[CONTROL], i, entry)
    {
        if (json_object_get(outlines, place_of(entry)) != NULL) continue;
        status = read_outline(state->request, place_of(entry), &outline);
        if (status != STATUS_OK) break;
        json_object_set_new(outlines, place_of(entry), outline);
    }
    return status;
}

static struct reply map_reply(const struct state *state)
{
    json_t *outlines = json_object();
    enum status status = gather_outlines(state, outlines);
    json_t *page = status == STATUS_OK ? page_of(state) : NULL;
    json_t *map = page != NULL ? geojson_of_state(page, outlines) : NULL;
    json_decref(page);
    json_decref(outlines);
    if (status != STATUS_OK) return reply_failure(status);
    struct reply reply = entry_reply_take(state->request, map);
    if (reply.status == 200) reply.content_type = GEOJSON_MEDIA_TYPE;
    return reply;
}

/* Control comes first, since places narrow the rest through who holds them; a map has no more. */
static enum status read_sections(struct state *state, bool map)
{
    enum status status = read_section(state, CONTROL);
    if (status == STATUS_OK) name_overlaps(state->entries[CONTROL]);
    if (map || status != STATUS_OK) return status;
    status = gather_holders(state);
    for (size_t i = 0; i < SECTIONS && status == STATUS_OK; i++)
        if (i != CONTROL) status = read_section(state, i);
    return status;
}

struct reply get_state(struct request *request)
{
    const struct value *at = parameters_get(&request->parameters, "at");
    struct state state = {
        .request = request, .since = at->date.whole.earliest, .until = at->date.whole.latest};
    bool map = request->format != NULL && strcmp(request->format->format, "geojson") == 0;
    struct reply reply;
    enum status status = read_sections(&state, map);
    if (status != STATUS_OK)
        reply = reply_failure(status);
    else if (map)
        reply = map_reply(&state);
    else
        reply = entry_reply_take(request, page_of(&state));
    for (size_t i = 0; i < SECTIONS; i++)
        json_decref(state.entries[i]);
    return reply;
}
