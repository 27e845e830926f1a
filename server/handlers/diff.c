/*
 * What changed between two days: each beginning and each end in (from, to], once. Where one record
 * hands over to another of its key, both make one change; what certainly began and ended within is
 * transient. An end that is not bounded on both sides has no day, and is no transition.
 */
#include "diff_tell.h"
#include "list.h"
#include "operations.h"
#include "record.h"
#include "request.h"

#include <stdlib.h>

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

struct diff {
    struct request *request;
    struct diff_days days;
    size_t count;
    struct transition *at; /* by key within a domain */
    size_t firsts[DOMAINS + 1];
    size_t change_count;
    struct change *changes; /* room for one a transition */
    json_t *truncated;
};

static int by_key(const void *one, const void *other)
{
    const struct transition *a = one, *b = other;
    return (a->key > b->key) - (a->key < b->key);
}

static int by_place(const struct transition *a, const struct transition *b, int64_t day,
                    int64_t other_day)
{
    if (a->domain != b->domain) return a->domain < b->domain ? -1 : 1;
    if (day != other_day) return day < other_day ? -1 : 1;
    return text_compare(a->id, b->id);
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

static enum status keep(const struct diff *diff, struct buffer *bytes, struct text *out)
{
    if (!bytes->failed)
        *out = arena_copy(diff->request->arena, (struct text){bytes->at, bytes->length});
    buffer_free(bytes);
    return out->at != NULL ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status keep_json(const struct diff *diff, struct statement *row, int column,
                             struct text *out)
{
    struct buffer bytes = {0};
    enum status status = statement_append_json(row, column, PROPERTY_JSON, &bytes);
    if (status == STATUS_OK) return keep(diff, &bytes, out);
    buffer_free(&bytes);
    return status;
}

static enum status take(struct diff *diff, size_t domain, struct statement *row)
{
    enum { KEY, BEGAN, ENDED, BEGAN_WITHIN, ENDED_WITHIN, KEPT, BEGAN_BY, ENDED_BY };
    struct transition *transition = &diff->at[diff->count++];
    struct buffer entry = {0};
    *transition =
        (struct transition){.key = statement_integer(row, KEY),
                            .domain = &domains[domain],
                            .began = {.within = (enum within)statement_integer(row, BEGAN_WITHIN),
                                      .day = statement_integer(row, BEGAN)},
                            .ended = {.within = (enum within)statement_integer(row, ENDED_WITHIN),
                                      .day = statement_integer(row, ENDED)}};
    entry_append(diff->request, domains[domain].type, statement_text(row, KEPT), &entry);
    enum status status = keep(diff, &entry, &transition->entry);
    if (status == STATUS_OK) status = keep_json(diff, row, BEGAN_BY, &transition->began.cause);
    if (status == STATUS_OK) status = keep_json(diff, row, ENDED_BY, &transition->ended.cause);
    transition->id = member_of(transition->entry, "id");
    return status;
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

static bool is_null(struct text json)
{
    return text_is(json, "null");
}

/* Add one handover to the change of this number; each record stands once on a side. */
static void join(struct change *change, size_t number, struct transition *ended,
                 struct transition *begun)
{
    if (ended->from_of == 0) diff_tell_side(ended, true, &change->from);
    if (begun->to_of == 0) diff_tell_side(begun, false, &change->to);
    ended->from_of = begun->to_of = number;
    ended->ended.told = begun->began.told = true;
    if (is_null(change->cause)) change->cause = begun->began.cause;
    if (is_null(change->cause)) change->cause = ended->ended.cause;
}

/* A change that this one's end begins. */
static enum status add_change(struct diff *diff, const struct transition *ended,
                              struct statement *row)
{
    struct change *change = &diff->changes[diff->change_count++];
    change->domain = ended->domain;
    change->on = diff_date(ended, true);
    change->cause = TEXT("null");
    return keep_json(diff, row, 4, &change->key);
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
    while (status == STATUS_OK && (status = statement_step(row)) == STATUS_OK) {
        struct transition *ended = find(diff, statement_integer(row, 0)),
                          *begun = find(diff, statement_integer(row, 1));
        if (ended == NULL || begun == NULL) continue;
        if (ended->from_of != 0 && begun->to_of != 0) continue;
        size_t number = ended->from_of != 0 ? ended->from_of : begun->to_of;
        bool is_same =
            day == statement_integer(row, 3) && text_equal(shared, statement_text(row, 2));
        if (number == 0 && is_same) number = latest;
        if (number == 0) {
            status = add_change(diff, ended, row);
            number = diff->change_count;
        }
        if (!is_same) {
            day = statement_integer(row, 3);
            shared = arena_copy(diff->request->arena, statement_text(row, 2));
            if (shared.at == NULL) status = STATUS_NO_MEMORY;
        }
        latest = number;
        join(&diff->changes[number - 1], number, ended, begun);
    }
    statement_reset(row);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* The lists, as they are named in the answer. */
enum { BEGAN_LIST, ENDED_LIST, CHANGED_LIST, TRANSIENT_LIST, LISTS };
static const char *const list_names[] = {"began", "ended", "changed", "transient"};

/* What began and what ended without a handover, and what did both for certain. */
static void tell_rest(struct diff *diff, struct list_of_sides lists[LISTS])
{
    qsort(diff->at, diff->count, sizeof *diff->at, by_beginning);
    for (size_t i = 0; i < diff->count; i++) {
        struct transition *t = &diff->at[i];
        bool whole = t->began.within == CERTAINLY_WITHIN && t->ended.within == CERTAINLY_WITHIN &&
                     !t->began.told && !t->ended.told;
        if (whole) {
            t->ended.told = true;
            diff_tell_transient(t, &lists[TRANSIENT_LIST]);
        } else if (t->began.within != NOT_WITHIN && !t->began.told) {
            diff_tell_side(t, false, &lists[BEGAN_LIST]);
        }
    }
    qsort(diff->at, diff->count, sizeof *diff->at, by_end);
    for (size_t i = 0; i < diff->count; i++)
        if (diff->at[i].ended.within != NOT_WITHIN && !diff->at[i].ended.told)
            diff_tell_side(&diff->at[i], true, &lists[ENDED_LIST]);
}

static void append_page(struct diff *diff, struct buffer *out)
{
    const struct request *request = diff->request;
    struct list_of_sides lists[LISTS] = {0};
    json_t *counts = json_object();
    int64_t since = diff->days.after < diff->days.until ? diff->days.after + 1 : diff->days.until;
    for (size_t i = 0; i < diff->change_count; i++)
        diff_tell_change(&diff->changes[i], &lists[CHANGED_LIST]);
    tell_rest(diff, lists);
    buffer_string(out, "{");
    entry_append_member_take(out, "from",
                             entry_date(request, parameters_get(&request->parameters, "from")));
    entry_append_member_take(out, "to",
                             entry_date(request, parameters_get(&request->parameters, "to")));
    entry_append_member_take(out, "coverage", entry_coverage(request, "", since, diff->days.until));
    entry_append_member_take(out, "coverage_by",
                             entry_coverage_by(request, since, diff->days.until));
    for (size_t i = 0; i < LISTS; i++) {
        diff_append_list(out, list_names[i], &lists[i]);
        json_object_set_new(counts, list_names[i],
                            entry_count(request, "", since, diff->days.until, lists[i].count));
        buffer_free(&lists[i].out);
    }
    entry_append_member_take(out, "counts", counts);
    entry_append_member_take(out, "truncated", json_incref(diff->truncated));
    buffer_string(out, "}");
}

static void finish(struct diff *diff)
{
    for (size_t i = 0; i < diff->change_count; i++) {
        buffer_free(&diff->changes[i].from.out);
        buffer_free(&diff->changes[i].to.out);
    }
    free(diff->changes);
    free(diff->at);
    json_decref(diff->truncated);
}

static enum status join_all(struct diff *diff)
{
    enum status status = STATUS_OK;
    diff->changes = calloc(diff->count + 1, sizeof *diff->changes);
    if (diff->changes == NULL) return STATUS_NO_MEMORY;
    for (size_t i = 0; i < DOMAINS && status == STATUS_OK; i++)
        status = join_domain(diff, i);
    return status;
}

struct reply get_diff(struct request *request)
{
    const struct value *from = parameters_get(&request->parameters, "from"),
                       *to = parameters_get(&request->parameters, "to");
    struct diff diff = {.request = request,
                        .days = {from->date.whole.earliest, to->date.whole.latest},
                        .at = calloc(TRANSITIONS, sizeof *diff.at),
                        .truncated = json_array()};
    struct buffer page = {0};
    enum status status = diff.at != NULL ? STATUS_OK : STATUS_NO_MEMORY;
    for (size_t i = 0; i < DOMAINS && status == STATUS_OK; i++)
        status = read_domain(&diff, i);
    if (status == STATUS_OK) status = join_all(&diff);
    if (status == STATUS_OK) append_page(&diff, &page);
    finish(&diff);
    return status == STATUS_OK ? entry_reply_bytes_take(request, &page) : reply_failure(status);
}
