/*
 * The state of affairs at a time: what existed, held or was going on then, domain by domain, each
 * entry with what it rests on; or only who held what, as a map. Rivals and overlaps stand side by
 * side; nothing is resolved here.
 */
#include "state.h"
#include "cursor.h"
#include "entry.h"
#include "list.h"
#include "operations.h"
#include "record.h"
#include "request.h"

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

/* What a section tells: JSON objects without their closing brace, in the request's arena. */
struct entries {
    bool told; /* the section is asked for */
    size_t count;
    struct text *at;
};

struct state {
    struct request *request;
    int64_t since, until;
    struct entries entries[SECTIONS];
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

/* Append an entry of the row; `basis` is the record that it rests on, or else the claim. */
static enum status append_entry(const struct state *state, const struct section *section,
                                struct statement *row, struct buffer *out)
{
    enum { MATCH = 1, KEPT, VIA, BASIS, CLAIM };
    entry_append(state->request, section->type, statement_text(row, KEPT), out);
    entry_append_member(out, "match", TEXT(""));
    enum status status = statement_append_json(row, MATCH, PROPERTY_TEXT, out);
    if (status == STATUS_OK && !statement_is_null(row, VIA)) {
        entry_append_member(out, "via", TEXT(""));
        status = statement_append_json(row, VIA, PROPERTY_JSON, out);
    }
    if (status != STATUS_OK) return status;
    entry_append_member(out, "basis", TEXT(""));
    return statement_append_json(row, statement_is_null(row, BASIS) ? CLAIM : BASIS, PROPERTY_JSON,
                                 out);
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

static enum status take_entry(struct state *state, size_t index, struct statement *row)
{
    struct entries *entries = &state->entries[index];
    struct buffer entry = {0};
    enum status status = append_entry(state, &sections[index], row, &entry);
    struct text *kept = &entries->at[entries->count++];
    if (status == STATUS_OK && !entry.failed)
        *kept = arena_copy(state->request->arena, (struct text){entry.at, entry.length});
    buffer_free(&entry);
    return status == STATUS_OK && kept->at == NULL ? STATUS_NO_MEMORY : status;
}

static enum status read_entries(struct state *state, size_t index, struct list *list,
                                const struct list_places *places)
{
    const struct section *section = &sections[index];
    struct arena *arena = state->request->arena;
    struct entries *entries = &state->entries[index];
    struct buffer sql = {0};
    struct statement *row;
    entries->at = arena_take(arena, (places->count + 1) * sizeof *entries->at);
    const char *field = arena_format(arena, "/%s", entry_interval(section->type));
    if (entries->at == NULL || field == NULL) return STATUS_NO_MEMORY;
    add_row(state, section, list, &sql);
    enum status status = list_prepare(list, &sql, &row);
    buffer_free(&sql);
    if (status != STATUS_OK) return status;
    statement_bind_text(row, ":field", text_of(field));
    for (size_t i = 0; i < places->count && status == STATUS_OK; i++) {
        statement_bind_integer(row, ":key", places->at[i].key);
        status = statement_step(row);
        if (status == STATUS_OK) status = take_entry(state, index, row);
        statement_restart(row);
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
    state->entries[index].told = true;
    choose(state, &sections[index], &list);
    enum status status = fetch(state, index, &list);
    list_free(&list);
    return status;
}

/* The ids of all who hold, as a JSON array in the request's arena. */
static enum status gather_holders(struct state *state)
{
    const struct entries *control = &state->entries[CONTROL];
    struct buffer ids = {0};
    json_t *holder;
    size_t k;
    for (size_t i = 0; i < control->count; i++) {
        struct text holders = member_of(control->at[i], "holder");
        json_t *all = json_loadb(holders.at, holders.length, JSON_DECODE_ANY, NULL);
        json_array_foreach(all, k, holder)
        {
            buffer_string(&ids, ids.length == 0 ? "[" : ",");
            buffer_json_string(&ids, text_of(json_string_value(json_object_get(holder, "id"))));
        }
        json_decref(all);
    }
    buffer_string(&ids, ids.length == 0 ? "[]" : "]");
    state->holders = arena_copy(state->request->arena, (struct text){ids.at, ids.length});
    bool failed = ids.failed || state->holders.at == NULL;
    buffer_free(&ids);
    return failed ? STATUS_NO_MEMORY : STATUS_OK;
}

static enum status append_section(const struct state *state, size_t index, struct buffer *out)
{
    const struct entries *entries = &state->entries[index];
    enum status status = STATUS_OK;
    entry_append_member(out, sections[index].name, TEXT("["));
    if (index == CONTROL) {
        status = state_append_control(state->request, entries->at, entries->count, out);
    } else {
        for (size_t i = 0; i < entries->count; i++) {
            if (i > 0) buffer_string(out, ",");
            buffer_text(out, entries->at[i]);
            buffer_string(out, "}");
        }
    }
    buffer_string(out, "]");
    return status;
}

static enum status append_page(const struct state *state, struct buffer *out)
{
    enum status status = STATUS_OK;
    const struct request *request = state->request;
    int64_t since = state->since, until = state->until;
    json_t *counts = json_object(), *truncated = json_array();
    buffer_string(out, "{");
    entry_append_member_take(out, "at",
                             entry_date(request, parameters_get(&request->parameters, "at")));
    entry_append_member_take(out, "coverage", entry_coverage(request, "", since, until));
    entry_append_member_take(out, "coverage_by", entry_coverage_by(request, since, until));
    for (size_t i = 0; i < SECTIONS && status == STATUS_OK; i++) {
        if (!state->entries[i].told) continue;
        status = append_section(state, i, out);
        json_object_set_new(counts, sections[i].name,
                            entry_count(request, sections[i].type, since, until, state->counts[i]));
        if (state->counts[i] > SECTION_LIMIT)
            json_array_append_new(truncated, json_string(sections[i].name));
    }
    entry_append_member_take(out, "counts", counts);
    if (state->floor) entry_append_word(out, "counts_are", "at_least");
    entry_append_member_take(out, "truncated", truncated);
    buffer_string(out, "}");
    return status;
}

/* Control comes first, since places narrow the rest through who holds them; a map has no more. */
static enum status read_sections(struct state *state, bool map)
{
    enum status status = read_section(state, CONTROL);
    if (map || status != STATUS_OK) return status;
    if (names_place(state->request)) status = gather_holders(state);
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
    enum status status = read_sections(&state, map);
    if (status != STATUS_OK) return reply_failure(status);
    struct buffer page = {0};
    status = append_page(&state, &page);
    if (status != STATUS_OK) {
        buffer_free(&page);
        return reply_failure(status);
    }
    return map ? state_map_reply_take(request, &page) : entry_reply_bytes_take(request, &page);
}
