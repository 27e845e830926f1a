/*
 * The articles of a treaty: a list in the treaty's own order, and one by its number, however a
 * print writes that.
 */
#include "identity.h"
#include "list.h"
#include "operations.h"
#include "record.h"
#include "request.h"

#include <chancery/buffer.h>
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

/* In Roman numerals, where it is one of 1 … 3999. */
static void write_roman(long long number, struct buffer *out)
{
    static const struct {
        int value;
        const char *numeral;
    } parts[] = {{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"},
                 {90, "XC"},  {50, "L"},   {40, "XL"}, {10, "X"},   {9, "IX"},
                 {5, "V"},    {4, "IV"},   {1, "I"}};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0] && number <= 3999; i++)
        for (; number >= parts[i].value; number -= parts[i].value)
            buffer_string(out, parts[i].numeral);
}

static bool is_same_word(struct text one, struct text other)
{
    return one.at != NULL && one.length == other.length &&
           strncasecmp(one.at, other.at, other.length) == 0;
}

/* Whether `wanted` is the number in Roman numerals: "II" for 2, "IIa" for 2a. */
static bool is_roman_of(struct text number, struct text wanted)
{
    struct buffer roman = {0};
    size_t digits = 0;
    long long value;
    while (digits < number.length && number.at[digits] >= '0' && number.at[digits] <= '9')
        digits++;
    if (!text_to_integer((struct text){number.at, digits}, &value)) return false;
    write_roman(value, &roman);
    buffer_text(&roman, text_after(number, digits));
    bool same = is_same_word((struct text){roman.at, roman.length}, wanted);
    buffer_free(&roman);
    return same;
}

/* The canonical number that `wanted` writes otherwise: as the treaty prints it, in Roman numerals,
 * or "002" for 2. */
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
        bool same_value = is_number && text_to_integer(number, &stored) && stored == asked;
        if (same_value || is_same_word(written, wanted) || is_same_word(number, wanted) ||
            is_roman_of(number, wanted))
            found = arena_copy(request->arena, number);
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
