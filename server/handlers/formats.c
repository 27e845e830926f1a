/*
 * Formats: which of them a request gets, and the answers of handlers in any but JSON. Handlers
 * speak JSON alone; rows of a list are rendered as the page is made (list.c), other answers from
 * the JSON that they are.
 */
#include "formats.h"

#include "checks.h"
#include "negotiate.h"
#include "record.h"
#include "request.h"

#include <chancery/geojson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct renderer *choose_format(const struct request *request)
{
    const struct operation *operation = request->route.operation;
    const struct value *format = parameters_get(&request->parameters, "format");
    if (format != NULL && format->given) return renderer_find(format->text);
    if (operation->media_type_count == 0) return NULL;
    size_t chosen =
        choose_media_type(request->accept, operation->media_types, operation->media_type_count);
    return renderer_of_media_type(operation->media_types[chosen]);
}

bool format_is_json(const struct request *request)
{
    return request->format == NULL || strcmp(request->format->format, "json") == 0;
}

/* {"event": {"war": "War"}, …} in the request's language. */
static enum status read_kinds(struct request *request, json_t **out)
{
    struct statement *query;
    json_t *all = json_object();
    enum status status = request_query(request, "kinds", &query);
    while (status == STATUS_OK && (status = statement_step(query)) == STATUS_OK) {
        struct text type = statement_text(query, 0), kind = statement_text(query, 1);
        json_t *kinds = json_object_getn(all, type.at, type.length);
        if (kinds == NULL) {
            kinds = json_object();
            if (json_object_setn_new(all, type.at, type.length, kinds) != 0) continue;
        }
        json_object_setn_new(kinds, kind.at, kind.length, statement_json(query, 2, PROPERTY_TEXT));
    }
    if (status == STATUS_NOT_FOUND) statement_reset(query);
    *out = all;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* What `read` finds of a place, looked up once and kept in `known`. */
static json_t *look_up(struct request *request, json_t *known, const char *place,
                       enum status (*read)(struct request *, const char *, json_t **))
{
    json_t *found = json_object_get(known, place);
    if (found != NULL) return json_incref(found);
    if (read(request, place, &found) != STATUS_OK) found = json_null();
    json_object_set(known, place, found);
    return found;
}

static json_t *find_geometry(void *state, const char *place)
{
    struct format_rendering *self = state;
    return look_up(self->request, self->outlines, place, read_outline);
}

static json_t *find_point(void *state, const char *place)
{
    struct format_rendering *self = state;
    return look_up(self->request, self->points, place, read_point);
}

static json_t *find_land(void *state)
{
    struct format_rendering *self = state;
    struct statement *query;
    json_t *land = NULL;
    if (request_query(self->request, "map.land", &query) != STATUS_OK) return json_null();
    if (statement_step(query) == STATUS_OK) {
        struct text text = statement_text(query, 0);
        land = json_loadb(text.at, text.length, 0, NULL);
    }
    statement_reset(query);
    return land != NULL ? land : json_null();
}

/* --- the time asked for --- */

static const struct value *given_value(const struct request *request, const char *name)
{
    const struct value *value = parameters_get(&request->parameters, name);
    return value != NULL && value->given ? value : NULL;
}

static void append_words(struct buffer *out, const struct request *request,
                         const struct value *value)
{
    const struct languages *languages = generation_languages(request->generation);
    if (value == NULL) return;
    json_t *date = date_to_json(&value->date, languages->at[request->language].dates);
    const char *words = json_string_value(json_object_get(date, "display"));
    if (words != NULL) buffer_string(out, words);
    json_decref(date);
}

/* The days of `at`, or of `from` and `to`, and the words for them. */
static void tell_time(const struct request *request, struct rendering *rendering)
{
    const struct value *at = given_value(request, "at"), *from = given_value(request, "from"),
                       *to = given_value(request, "to");
    struct buffer words = {0};
    const struct value *first = at != NULL ? at : from, *last = at != NULL ? at : to;
    rendering->since = first != NULL ? date_bounds(&first->date).start_earliest : DAY_MIN;
    rendering->until = last != NULL ? date_bounds(&last->date).end_latest : DAY_MAX;
    append_words(&words, request, first);
    if (at == NULL && (from != NULL || to != NULL)) {
        buffer_string(&words, " – ");
        append_words(&words, request, to);
    }
    struct text kept = arena_copy(request->arena, (struct text){words.at, words.length});
    rendering->asked = kept.at != NULL ? kept.at : "";
    buffer_free(&words);
}

static const char *shape_of(const struct request *request)
{
    static const struct {
        const char *operation, *shape;
    } pages[] = {{"getState", "State"},
                 {"getDiff", "Diff"},
                 {"getGraph", "Graph"},
                 {"getEventWhy", "Graph"},
                 {"getEventConsequences", "Graph"},
                 {"getPath", "Path"},
                 {"getChanges", "Changes"},
                 {"getQuality", "Quality"},
                 {"getIndex", "Index"},
                 {"getDataset", "Dataset"},
                 {"getCalendar", "CalendarDay"},
                 {"getTimeline", "Timeline"}};
    const char *id = request->route.operation->id;
    if (parameter_text(request, "histogram").at != NULL) return "Histogram";
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++)
        if (strcmp(pages[i].operation, id) == 0) return pages[i].shape;
    const struct shape *shape = item_shape(request);
    return shape != NULL ? shape->name : "";
}

static bool is_recurring(const struct request *request)
{
    return strcmp(request->route.operation->id, "getOnThisDay") == 0 &&
           text_is(parameter_text(request, "calendar"), "gregorian");
}

enum status format_begin(struct request *request, const char *item, struct format_rendering *out)
{
    return format_begin_shape(request, shape_of(request), item, out);
}

enum status format_begin_shape(struct request *request, const char *shape, const char *item,
                               struct format_rendering *out)
{
    struct buffer target = {0};
    const struct value *bom = parameters_get(&request->parameters, "bom");
    const struct value *fields = parameters_get(&request->parameters, "fields"),
                       *frame = parameters_get(&request->parameters, "bbox");
    append_target(request, NULL, &target);
    *out = (struct format_rendering){
        .request = request, .outlines = json_object(), .points = json_object()};
    enum status status = read_kinds(request, &out->kinds);
    struct text kept = arena_copy(request->arena, (struct text){target.at, target.length});
    bool failed = target.failed || kept.at == NULL || out->outlines == NULL || out->points == NULL;
    buffer_free(&target);
    out->rendering = (struct rendering){
        .renderer = request->format,
        .shape = shape,
        .title = item != NULL ? item : request->route.operation->collection,
        .target = arena_format(request->arena, "%.*s", (int)kept.length, kept.at),
        .is_item = item != NULL,
        .is_recurring = is_recurring(request),
        .has_bom = bom != NULL && bom->integer == 1,
        .base_path = request->base_path,
        .language = generation_languages(request->generation)->at[request->language].code,
        .dataset = generation_dataset(request->generation),
        .version = generation_version(request->generation),
        .released = generation_released(request->generation),
        .horizon = generation_horizon(request->generation),
        .kinds = out->kinds,
        .fields = fields != NULL ? fields->items : NULL,
        .field_count = fields != NULL ? fields->item_count : 0,
        .geometry = find_geometry,
        .point = find_point,
        .land = find_land,
        .geometry_state = out,
        .frame = frame != NULL ? frame->numbers : NULL,
    };
    tell_time(request, &out->rendering);
    if (failed) status = STATUS_NO_MEMORY;
    if (status == STATUS_OK) status = rendering_begin(&out->rendering, &out->out);
    return status;
}

enum status format_row(struct format_rendering *self, struct text row)
{
    return rendering_row(&self->rendering, row, &self->out);
}

struct reply format_finish(struct format_rendering *self, enum status status)
{
    if (status == STATUS_OK) status = rendering_end(&self->rendering, &self->out);
    struct buffer out = self->out;
    self->out = (struct buffer){0};
    format_release(self);
    if (status == STATUS_OK) return reply_bytes_take(&out, self->request->format->content_type);
    buffer_free(&out);
    return reply_failure(status);
}

void format_release(struct format_rendering *self)
{
    rendering_free(&self->rendering);
    json_decref(self->outlines);
    json_decref(self->points);
    json_decref(self->kinds);
    buffer_free(&self->out);
    self->outlines = self->points = self->kinds = NULL;
}

/* The lists of a page that are its rows; each row says by `list` which of them it is of. */
static const struct page_lists {
    const char *shape;
    const char *members[9];
} pages[] = {
    {"State",
     {"states", "relations", "treaties_in_force", "treaties_pending", "articles_in_force",
      "control", "offices", "ongoing_events"}},
    {"Diff", {"began", "ended", "changed", "transient"}},
    {"Graph", {"nodes", "edges"}},
    {"Path", {"steps"}},
    {"Changes", {"created", "changed", "removed"}},
    {"Quality", {"collections"}},
    {"Index", {"collections"}},
    {"Histogram", {"histogram"}},
};

static enum status add_row(struct format_rendering *self, const char *list, const json_t *row)
{
    json_t *marked = json_object();
    json_object_set_new(marked, "list", json_string(list));
    json_object_update(marked, (json_t *)row);
    char *text = json_dumps(marked, JSON_COMPACT | JSON_REAL_PRECISION(15));
    json_decref(marked);
    if (text == NULL) return STATUS_NO_MEMORY;
    enum status status = format_row(self, text_of(text));
    free(text);
    return status;
}

static const struct page_lists *lists_of(const char *shape)
{
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++)
        if (strcmp(pages[i].shape, shape) == 0) return &pages[i];
    return NULL;
}

static enum status add_rows(struct format_rendering *self, const struct page_lists *lists,
                            const json_t *page)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; lists->members[i] != NULL; i++) {
        const json_t *list = json_object_get(page, lists->members[i]);
        for (size_t n = 0; n < json_array_size(list) && status == STATUS_OK; n++)
            status = add_row(self, lists->members[i], json_array_get(list, n));
    }
    return status;
}

/* An answer that is one record is its own row; of others the rows are their lists'. */
static struct reply render_page(struct request *request, const struct reply *reply,
                                const json_t *page)
{
    struct format_rendering rendering;
    const struct page_lists *lists = lists_of(shape_of(request));
    const char *label = json_string_value(json_object_get(page, "label"));
    const char *item = lists != NULL ? NULL : label != NULL ? label : "";
    enum status status = format_begin(request, item, &rendering);
    if (status == STATUS_OK && lists != NULL) status = add_rows(&rendering, lists, page);
    if (status == STATUS_OK && lists == NULL)
        status = format_row(&rendering, (struct text){reply->bytes, reply->length});
    return format_finish(&rendering, status);
}

struct reply format_reply_take(struct request *request, struct reply reply)
{
    bool is_page = reply.status == 200 && reply.content_type != NULL &&
                   strcmp(reply.content_type, "application/json") == 0;
    if (!is_page || format_is_json(request)) return reply;
    json_t *page = json_loadb(reply.bytes, reply.length, 0, NULL);
    struct reply rendered =
        page != NULL ? render_page(request, &reply, page) : reply_failure(STATUS_NO_MEMORY);
    json_decref(page);
    rendered.link = reply.link;
    reply.link = NULL;
    reply_free(&reply);
    return rendered;
}

/* --- fence: the contract's media types, its `format` values and the table of renderers agree ---
 */

static bool allows(const struct parameter *format, const char *value)
{
    for (size_t i = 0; i < format->allowed_count; i++)
        if (strcmp(format->allowed[i], value) == 0) return true;
    return false;
}

enum status formats_check(const struct contract *contract, char *why, size_t why_size)
{
    for (size_t i = 0; i < contract_operation_count(contract); i++) {
        const struct operation *operation = contract_operation(contract, i);
        const struct parameter *format = operation_parameter(operation, TEXT("format"));
        if (format == NULL) continue;
        bool agree = format->allowed_count == operation->media_type_count;
        for (size_t k = 0; k < operation->media_type_count; k++) {
            const struct renderer *renderer = renderer_of_media_type(operation->media_types[k]);
            if (renderer == NULL || !allows(format, renderer->format)) agree = false;
        }
        if (agree) continue;
        snprintf(why, why_size,
                 "operation %s: the values of `format`, the media types of its 200 reply and the "
                 "table of renderers do not agree",
                 operation->id);
        return STATUS_INVALID;
    }
    return STATUS_OK;
}
