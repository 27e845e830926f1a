/*
 * Claims: who says what. They are rows of their own view, not kept bytes, since each is asked for
 * rarely and read by people.
 */
#include "identity.h"
#include "include.h"
#include "list.h"
#include "operations.h"
#include "record.h"
#include "request.h"

#include <string.h>

static void filter_text(struct list *list, const char *parameter, const char *piece,
                        const char *name)
{
    struct text value = parameter_text(list->request, parameter);
    if (value.at == NULL) return;
    list_add(list, piece);
    list_bind_text(list, name, value);
}

/* Up to so many claims of more are known one by one by what is true of them (db/derive.sql), and so
 * many records are few enough to begin with. */
enum { FEW = 20000 };

/* How many claims there are, and of how many a mark is true. */
static enum status count_marked(const struct list *list, struct text mark, int64_t *all,
                                int64_t *marked)
{
    struct statement *row;
    enum status status = request_query(list->request, "claim.marks", &row);
    if (status != STATUS_OK) return status;
    statement_bind_text(row, ":mark", mark);
    status = statement_step(row);
    if (status == STATUS_OK) {
        *all = statement_integer(row, 0);
        *marked = statement_integer(row, 1);
    }
    statement_reset(row);
    return status;
}

/* Leave those of which a mark is true: by the piece `few` where it is of few of many. */
static void filter_mark(struct list *list, struct text mark, const char *few, const char *many)
{
    int64_t all = 0, marked = 0;
    if (count_marked(list, mark, &all, &marked) != STATUS_OK) list->failed = true;
    list_add(list, all > FEW && marked <= FEW ? few : many);
}

static void filter_rank(struct list *list)
{
    struct text rank = parameter_text(list->request, "rank");
    if (rank.at == NULL) return;
    filter_mark(list, rank, "filter.claim.rank.few", "filter.claim.rank");
    list_bind_text(list, ":rank", rank);
}

static void filter_flags(struct list *list)
{
    static const struct {
        const char *yes; /* the parameter, and the mark of what is so */
        const char *no;  /* the mark of what is not, or NULL: it has none */
        const char *binding, *few, *many;
    } flags[] = {
        {"cited", "uncited", ":cited", "filter.claim.cited.few", "filter.claim.cited"},
        {"verified", "unverified", ":verified", "filter.claim.verified.few",
         "filter.claim.verified"},
        {"conflicting", NULL, ":conflicting", "filter.claim.conflicting.few",
         "filter.claim.conflicting"},
    };
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        const struct value *value = parameters_get(&list->request->parameters, flags[i].yes);
        if (value == NULL) continue;
        const char *mark = value->integer != 0 ? flags[i].yes : flags[i].no;
        if (mark != NULL)
            filter_mark(list, text_of(mark), flags[i].few, flags[i].many);
        else
            list_add(list, flags[i].many);
        list_bind_integer(list, flags[i].binding, value->integer);
    }
}

static void filter_type(struct list *list)
{
    struct text type = parameter_text(list->request, "subject_type");
    const struct record_type *found = record_type_find(type);
    if (type.at == NULL) return;
    const char *const types[] = {found != NULL ? found->name : "", NULL};
    bool few = generation_population(list->request->generation, types).records <= FEW;
    list_add(list, few ? "filter.claim.type.few" : "filter.claim.type");
    list_bind_text(list, ":subject_type", type);
}

static enum status write_claim(struct list *list, const struct list_row *row, struct buffer *out)
{
    return append_claim(list->request, row->key, out);
}

struct reply claims_reply(struct request *request, const struct text *subject)
{
    struct list list = {.request = request,
                        .type = "claim",
                        .sort = "claim",
                        .axis = "own",
                        .match = "match.none",
                        .body = "body.claim"};
    struct text sort = parameter_text(request, "sort");
    if (sort.at != NULL && sort.at[0] == '-') list.sort = "-claim";
    list_add(&list, "list.claim");
    size_t whole = list.source.length;
    if (subject != NULL) {
        list_add(&list, "filter.claim.subject");
        list_bind_text(&list, ":subject", *subject);
    } else {
        filter_text(&list, "subject", "filter.claim.subject", ":subject");
    }
    filter_text(&list, "field", "filter.claim.field", ":field");
    filter_text(&list, "source", "filter.claim.source", ":source");
    filter_text(&list, "origin", "filter.claim.origin", ":origin");
    filter_rank(&list);
    filter_type(&list);
    filter_flags(&list);
    list.narrowed = list.source.length > whole;
    return list_reply(&list, write_claim);
}

struct reply list_claims(struct request *request)
{
    return claims_reply(request, NULL);
}

static enum status find_claim(struct request *request, struct text id, int64_t *key)
{
    struct statement *query;
    enum status status = request_query(request, "claim.by_id", &query);
    if (status != STATUS_OK) return status;
    statement_bind_text(query, ":id", id);
    status = statement_step(query);
    if (status == STATUS_OK) *key = statement_integer(query, 0);
    statement_reset(query);
    return status;
}

/* A claim's id begins with its subject's: what it became when the subject was renamed, where there
 * is such a claim, or an empty text. */
static struct text current_claim(struct request *request, struct text id)
{
    const struct text none = {NULL, 0};
    const char *stop = memrchr(id.at, '.', id.length);
    if (stop == NULL) return none;
    struct text subject = {id.at, (size_t)(stop - id.at)}, rest = text_after(id, subject.length);
    struct found_id found;
    int64_t key;
    if (find_id(request, subject, &found) != STATUS_OK || text_equal(found.current, subject))
        return none;
    struct text current =
        text_of(arena_format(request->arena, "%.*s%.*s", (int)found.current.length,
                             found.current.at, (int)rest.length, rest.at));
    return find_claim(request, current, &key) == STATUS_OK ? current : none;
}

static struct reply missing_claim(struct request *request, struct text id)
{
    struct text current = current_claim(request, id);
    if (current.length > 0) return reply_redirect_take(308, replaced_target(request, 1, current));
    struct problem *problem = problem_new(PROBLEM_NO_SUCH_RECORD, "No claim has this id.");
    problem_set_take(problem, "suggestions", nearest_ids(request, "claim.ids", TEXT(""), id));
    return reply_problem_take(problem);
}

struct reply get_claim(struct request *request)
{
    struct text id = parameter_text(request, "id");
    int64_t key = 0;
    enum status status = find_claim(request, id, &key);
    if (status == STATUS_NOT_FOUND) return missing_claim(request, id);
    struct buffer out = {0};
    if (status == STATUS_OK) status = append_claim(request, key, &out);
    if (status == STATUS_OK) return reply_bytes_take(&out, "application/json");
    buffer_free(&out);
    return request->overflow != NULL ? include_refusal(request) : reply_failure(status);
}

/* The claims about the record that the path names. */
static struct reply claims_of(struct request *request, const char *type_name)
{
    const struct record_type *type = record_type_find(text_of(type_name));
    struct text id = parameter_text(request, "id");
    struct found_id found;
    struct reply instead;
    if (find_current(request, type, id, &found, &instead) != STATUS_OK) return instead;
    return claims_reply(request, &id);
}

struct reply list_event_claims(struct request *request)
{
    return claims_of(request, "event");
}

struct reply list_treaty_claims(struct request *request)
{
    return claims_of(request, "treaty");
}

struct reply list_actor_claims(struct request *request)
{
    return claims_of(request, "actor");
}

struct reply list_office_claims(struct request *request)
{
    return claims_of(request, "office");
}

struct reply list_place_claims(struct request *request)
{
    return claims_of(request, "place");
}

struct reply list_relation_claims(struct request *request)
{
    return claims_of(request, "relation");
}

struct reply list_control_claims(struct request *request)
{
    return claims_of(request, "control");
}

struct reply list_source_claims(struct request *request)
{
    return claims_of(request, "source");
}
