/*
 * The articles of a treaty: a list in the treaty's own order, and one by its number, however a
 * print writes that.
 */
#include "identity.h"
#include "list.h"
#include "operations.h"
#include "record.h"
#include "request.h"

#include <chancery/fold.h>
#include <string.h>

enum { ID_SEGMENT = 1, NUMBER_SEGMENT = 3 };

/* STATUS_OK with the treaty's id known to be current, or the reply to give instead. */
static enum status find_treaty(struct request *request, struct reply *instead)
{
    struct found_id found;
    return find_current(request, record_type_find(TEXT("treaty")), parameter_text(request, "id"),
                        &found, instead);
}

struct reply list_treaty_articles(struct request *request)
{
    struct reply instead;
    if (find_treaty(request, &instead) != STATUS_OK) return instead;
    struct list list = {.request = request,
                        .type = "article",
                        .sort = "ordinal",
                        .axis = "own",
                        .match = "match.none",
                        .body = "body.record"};
    struct text chosen = parameter_text(request, "sort");
    if (chosen.at != NULL) list.sort = chosen.at;
    list_add(&list, "list.record");
    if (strstr(list.sort, "label") != NULL) list_add(&list, "list.title");
    list_add(&list, "list.article");
    list_add(&list, "list.type");
    list_bind_text(&list, ":type", TEXT("article"));
    list_bind_text(&list, ":treaty", parameter_text(request, "id"));
    enum status status = list_add_filters(&list);
    if (status == STATUS_OK) return list_reply(&list, list_write_record);
    list_free(&list);
    return reply_failure(status);
}

/* The canonical number that `wanted` writes otherwise: "II" where an article is written so, "002"
 * for 2. */
static struct text canonical_number(struct request *request, struct text wanted)
{
    struct statement *query;
    struct text found = {NULL, 0};
    long long asked, stored;
    bool is_number = text_to_integer(wanted, &asked);
    if (request_query(request, "article.numbers", &query) != STATUS_OK) return found;
    statement_bind_text(query, ":treaty", parameter_text(request, "id"));
    while (found.at == NULL && statement_step(query) == STATUS_OK) {
        struct text number = statement_text(query, 0), written = statement_text(query, 1);
        bool same_written = written.at != NULL && written.length == wanted.length &&
                            strncasecmp(written.at, wanted.at, wanted.length) == 0;
        bool same_number =
            number.length == wanted.length && strncasecmp(number.at, wanted.at, wanted.length) == 0;
        bool same_value = is_number && text_to_integer(number, &stored) && stored == asked;
        if (same_written || same_number || same_value) found = arena_copy(request->arena, number);
    }
    statement_reset(query);
    return found;
}

static struct reply missing_article(struct request *request, struct text number)
{
    struct text canonical = canonical_number(request, number);
    if (canonical.at != NULL)
        return reply_redirect_take(308, replaced_target(request, NUMBER_SEGMENT, canonical));
    struct text id = parameter_text(request, "id");
    char *detail = arena_format(request->arena, "The treaty %.*s has no article \"%.*s\" here.",
                                (int)id.length, id.at, (int)number.length, number.at);
    char *wanted = arena_format(request->arena, "%.*s.%.*s", (int)id.length, id.at,
                                (int)number.length, number.at);
    struct problem *problem = problem_new(PROBLEM_NO_SUCH_RECORD, detail);
    problem_set_take(problem, "suggestions",
                     nearest_ids(request, "article.ids", id, text_of(wanted)));
    return reply_problem_take(problem);
}

/* The id of the article that the path names, or the reply to give instead. */
static enum status find_article(struct request *request, struct text *id, struct reply *instead)
{
    struct statement *query;
    struct text number = parameter_text(request, "number");
    if (find_treaty(request, instead) != STATUS_OK) return STATUS_NOT_FOUND;
    enum status status = request_query(request, "article.by_number", &query);
    if (status == STATUS_OK) {
        statement_bind_text(query, ":treaty", parameter_text(request, "id"));
        statement_bind_text(query, ":number", number);
        status = statement_step(query);
        if (status == STATUS_OK) *id = arena_copy(request->arena, statement_text(query, 0));
        statement_reset(query);
    }
    if (status == STATUS_NOT_FOUND)
        *instead = missing_article(request, number);
    else if (status != STATUS_OK)
        *instead = reply_failure(status);
    return status;
}

struct reply get_treaty_article(struct request *request)
{
    struct reply instead;
    struct text id;
    if (find_article(request, &id, &instead) != STATUS_OK) return instead;
    return record_reply(request, record_type_find(TEXT("article")), id);
}

struct reply list_treaty_article_claims(struct request *request)
{
    struct reply instead;
    struct text id;
    if (find_article(request, &id, &instead) != STATUS_OK) return instead;
    return claims_reply(request, &id);
}
