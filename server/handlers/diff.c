/*
 * What changed between two days: each beginning and each end in (from, to], once. Where one record
 * hands over to another of its key, both make one change; what certainly began and ended within is
 * transient. An end that is not bounded on both sides has no day, and is no transition.
 */
#include "diff.h"

#include "entry.h"
#include "list.h"
#include "operations.h"
#include "request.h"

#include <chancery/memory.h>
#include <stdlib.h>
#include <string.h>

/* In the order of /state. */
static const struct diff_domain domains[] = {
    {"actor", "state.kind.actor", "diff.cause.actor"},
    {"relation", NULL, "diff.cause.relation"},
    {"treaty", NULL, "diff.cause.treaty"},
    {"article", NULL, "diff.cause.article"},
    {"control", NULL, "diff.cause.control"},
    {"office", NULL, "diff.cause.office"},
    {"event", "state.kind.event", "diff.cause.event"},
};

enum { DOMAINS = sizeof domains / sizeof domains[0], TRANSITIONS = DOMAINS * SECTION_LIMIT };

enum within { NOT_WITHIN, POSSIBLY_WITHIN, CERTAINLY_WITHIN };

/* One side of a record: how it began, or how it ended. */
struct side {
    enum within within;
    int64_t day;   /* its earliest */
    json_t *cause; /* a reference, or null */
    bool told;     /* by a handover */
};

struct transition {
    int64_t key;
    size_t domain;
    json_t *entry;
    struct side began, ended;
    size_t from_of, to_of; /* the change, from 1, that names it on that side; 0: none */
};

struct diff {
    struct request *request;
    struct diff_days days;
    size_t count;
    struct transition *at; /* by key within a domain */
    size_t firsts[DOMAINS + 1];
    json_t *changed, *truncated;
};

static int by_key(const void *one, const void *other)
{
    const struct transition *a = one, *b = other;
    return (a->key > b->key) - (a->key < b->key);
}

static struct text id_of(const struct transition *transition)
{
    return text_of(json_string_value(json_object_get(transition->entry, "id")));
}

static int by_place(const struct transition *a, const struct transition *b, int64_t day,
                    int64_t other_day)
{
    if (a->domain != b->domain) return a->domain < b->domain ? -1 : 1;
    if (day != other_day) return day < other_day ? -1 : 1;
    return text_compare(id_of(a), id_of(b));
}

static int by_beginning(const void *one, const void *other)
{
    const struct transition *a = one, *b = other;
    return by_place(a, b, a->began.day, b->began.day);
}

static int by_end(const void *one, const void *other)
{
    const struct transition *a = one, *b = other;
    return by_place(a, b, a->ended.day, b->ended.day);
}

/* --- what is told of them --- */

static enum status prepare_row(const struct diff *diff, size_t domain, struct statement **out)
{
    struct list list = {.request = diff->request, .type = domains[domain].type};
    struct buffer sql = {0};
    const char *pieces[] = {"diff.row", "body.record", domains[domain].causes};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++)
        buffer_text(&sql, generation_query(diff->request->generation, pieces[i]));
    buffer_string(&sql, " ");
    list_add(&list, "list.record");
    list_add(&list, "row.key");
    list_bind_integer(&list, ":after", diff->days.after);
    list_bind_integer(&list, ":until", diff->days.until);
    buffer_text(&sql, (struct text){list.source.at, list.source.length});
    enum status status = list_prepare(&list, &sql, out);
    list_free(&list);
    buffer_free(&sql);
    return status;
}

static enum status take(struct diff *diff, size_t domain, struct statement *row)
{
    struct transition *transition = &diff->at[diff->count];
    *transition = (struct transition){
        .key = statement_integer(row, 0),
        .domain = domain,
        .entry = entry_new(diff->request, domains[domain].type, statement_text(row, 5)),
        .began = {.within = (enum within)statement_integer(row, 3),
                  .day = statement_integer(row, 1),
                  .cause = statement_json(row, 6, PROPERTY_JSON)},
        .ended = {.within = (enum within)statement_integer(row, 4),
                  .day = statement_integer(row, 2),
                  .cause = statement_json(row, 7, PROPERTY_JSON)}};
    diff->count++;
    return transition->entry != NULL ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status take_all(struct diff *diff, size_t domain, const struct diff_found *found)
{
    struct statement *row;
    enum status status = prepare_row(diff, domain, &row);
    if (status != STATUS_OK) return status;
    for (size_t i = 0; i < found->count && i < SECTION_LIMIT && status == STATUS_OK; i++) {
        statement_bind_integer(row, ":key", found->at[i].key);
        status = statement_step(row);
        if (status == STATUS_OK) status = take(diff, domain, row);
        statement_restart(row);
    }
    statement_reset(row);
    if (found->count > SECTION_LIMIT)
        json_array_append_new(diff->truncated, json_string(domains[domain].type));
    return status == STATUS_NOT_FOUND ? STATUS_FAILED : status;
}

static enum status read_domain(struct diff *diff, size_t domain)
{
    struct diff_found *found = malloc(sizeof *found);
    enum status status = found != NULL
                             ? diff_find(diff->request, &domains[domain], diff->days, found)
                             : STATUS_NO_MEMORY;
    diff->firsts[domain] = diff->count;
    if (status == STATUS_OK) status = take_all(diff, domain, found);
    free(found);
    diff->firsts[domain + 1] = diff->count;
    qsort(diff->at + diff->firsts[domain], diff->count - diff->firsts[domain], sizeof *diff->at,
          by_key);
    return status;
}

/* A handover may lead into another domain: a treaty supersedes an article. */
static struct transition *find(const struct diff *diff, int64_t key)
{
    const struct transition wanted = {.key = key};
    for (size_t i = 0; i < DOMAINS; i++) {
        size_t count = diff->firsts[i + 1] - diff->firsts[i];
        struct transition *found =
            bsearch(&wanted, diff->at + diff->firsts[i], count, sizeof wanted, by_key);
        if (found != NULL) return found;
    }
    return NULL;
}

/* What the contract calls T: one side of a record. */
static json_t *side_of(const struct transition *transition, bool ending)
{
    const struct side *side = ending ? &transition->ended : &transition->began;
    const json_t *interval = json_object_get(transition->entry, "interval");
    json_t *told = json_copy(transition->entry);
    json_object_set_new(told, "domain", json_string(domains[transition->domain].type));
    json_object_set(told, "date", json_object_get(interval, ending ? "end" : "start"));
    json_object_set(told, "cause", side->cause);
    json_object_set_new(told, "match",
                        json_string(side->within == CERTAINLY_WITHIN ? "certain" : "possible"));
    return told;
}

static json_t *transient_of(const struct transition *transition)
{
    json_t *told = side_of(transition, false), *ended = json_object();
    const json_t *interval = json_object_get(transition->entry, "interval");
    json_object_set(ended, "date", json_object_get(interval, "end"));
    json_object_set(ended, "cause", transition->ended.cause);
    json_object_set_new(told, "ended", ended);
    return told;
}

/* Add one handover to the change of this number; each record stands once on a side. */
static void join(json_t *change, size_t number, struct transition *ended, struct transition *begun)
{
    if (ended->from_of == 0)
        json_array_append_new(json_object_get(change, "from"), side_of(ended, true));
    if (begun->to_of == 0)
        json_array_append_new(json_object_get(change, "to"), side_of(begun, false));
    ended->from_of = begun->to_of = number;
    ended->ended.told = begun->began.told = true;
    json_t *cause = json_object_get(change, "cause");
    if (json_is_null(cause)) json_object_set(change, "cause", begun->began.cause);
    cause = json_object_get(change, "cause");
    if (json_is_null(cause)) json_object_set(change, "cause", ended->ended.cause);
}

static json_t *change_new(const struct transition *ended, struct statement *row)
{
    json_t *change = json_object();
    const json_t *interval = json_object_get(ended->entry, "interval");
    json_object_set_new(change, "key", statement_json(row, 4, PROPERTY_JSON));
    json_object_set_new(change, "domain", json_string(domains[ended->domain].type));
    json_object_set_new(change, "from", json_array());
    json_object_set_new(change, "to", json_array());
    json_object_set(change, "on", json_object_get(interval, "end"));
    json_object_set_new(change, "cause", json_null());
    return change;
}

/* The rows come by day and key: a change ends where either does, unless one side of it stands in a
 * change already, as an article that two others supersede. */
static enum status join_domain(struct diff *diff, size_t domain)
{
    struct statement *row;
    struct text shared = {NULL, 0};
    int64_t day = DAY_MIN;
    size_t latest = 0;
    enum status status = request_query(diff->request, "diff.handover", &row);
    if (status != STATUS_OK) return status;
    statement_bind_text(row, ":type", text_of(domains[domain].type));
    statement_bind_integer(row, ":after", diff->days.after);
    statement_bind_integer(row, ":until", diff->days.until);
    while ((status = statement_step(row)) == STATUS_OK) {
        struct transition *ended = find(diff, statement_integer(row, 0)),
                          *begun = find(diff, statement_integer(row, 1));
        if (ended == NULL || begun == NULL) continue;
        if (ended->from_of != 0 && begun->to_of != 0) continue;
        size_t number = ended->from_of != 0 ? ended->from_of : begun->to_of;
        bool is_same =
            day == statement_integer(row, 3) && text_equal(shared, statement_text(row, 2));
        if (number == 0 && is_same) number = latest;
        if (number == 0) {
            json_array_append_new(diff->changed, change_new(ended, row));
            number = json_array_size(diff->changed);
        }
        if (!is_same) {
            day = statement_integer(row, 3);
            shared = arena_copy(diff->request->arena, statement_text(row, 2));
        }
        latest = number;
        join(json_array_get(diff->changed, number - 1), number, ended, begun);
    }
    statement_reset(row);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* What began and what ended without a handover, and what did both for certain. */
static void tell_rest(struct diff *diff, json_t *began, json_t *ended, json_t *transient)
{
    qsort(diff->at, diff->count, sizeof *diff->at, by_beginning);
    for (size_t i = 0; i < diff->count; i++) {
        struct transition *t = &diff->at[i];
        bool whole = t->began.within == CERTAINLY_WITHIN && t->ended.within == CERTAINLY_WITHIN &&
                     !t->began.told && !t->ended.told;
        if (whole) {
            t->ended.told = true;
            json_array_append_new(transient, transient_of(t));
        } else if (t->began.within != NOT_WITHIN && !t->began.told) {
            json_array_append_new(began, side_of(t, false));
        }
    }
    qsort(diff->at, diff->count, sizeof *diff->at, by_end);
    for (size_t i = 0; i < diff->count; i++)
        if (diff->at[i].ended.within != NOT_WITHIN && !diff->at[i].ended.told)
            json_array_append_new(ended, side_of(&diff->at[i], true));
}

static json_t *page_of(struct diff *diff)
{
    static const char *const names[] = {"began", "ended", "changed", "transient"};
    const struct request *request = diff->request;
    json_t *page = json_object(), *counts = json_object();
    json_t *lists[] = {json_array(), json_array(), json_incref(diff->changed), json_array()};
    int64_t since = diff->days.after < diff->days.until ? diff->days.after + 1 : diff->days.until;
    tell_rest(diff, lists[0], lists[1], lists[3]);
    json_object_set_new(page, "from",
                        entry_date(request, parameters_get(&request->parameters, "from")));
    json_object_set_new(page, "to",
                        entry_date(request, parameters_get(&request->parameters, "to")));
    json_object_set_new(page, "coverage", entry_coverage(request, "", since, diff->days.until));
    json_object_set_new(page, "coverage_by", entry_coverage_by(request, since, diff->days.until));
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        int64_t count = (int64_t)json_array_size(lists[i]);
        json_object_set_new(counts, names[i],
                            entry_count(request, "", since, diff->days.until, count));
        json_object_set_new(page, names[i], lists[i]);
    }
    json_object_set_new(page, "counts", counts);
    json_object_set(page, "truncated", diff->truncated);
    return page;
}

static void finish(struct diff *diff)
{
    for (size_t i = 0; i < diff->count; i++) {
        json_decref(diff->at[i].entry);
        json_decref(diff->at[i].began.cause);
        json_decref(diff->at[i].ended.cause);
    }
    free(diff->at);
    json_decref(diff->changed);
    json_decref(diff->truncated);
}

struct reply get_diff(struct request *request)
{
    const struct value *from = parameters_get(&request->parameters, "from"),
                       *to = parameters_get(&request->parameters, "to");
    struct diff diff = {.request = request,
                        .days = {from->date.whole.earliest, to->date.whole.latest},
                        .at = calloc(TRANSITIONS, sizeof *diff.at),
                        .changed = json_array(),
                        .truncated = json_array()};
    enum status status = diff.at != NULL ? STATUS_OK : STATUS_NO_MEMORY;
    for (size_t i = 0; i < DOMAINS && status == STATUS_OK; i++)
        status = read_domain(&diff, i);
    for (size_t i = 0; i < DOMAINS && status == STATUS_OK; i++)
        status = join_domain(&diff, i);
    /* What is sorted by its id must have one. */
    if (status == STATUS_OK && memory_is_short()) status = STATUS_NO_MEMORY;
    struct reply reply =
        status == STATUS_OK ? entry_reply_take(request, page_of(&diff)) : reply_failure(status);
    finish(&diff);
    return reply;
}
