/*
 * The first that begin or end within some days. Spans find them, and of a large dataset only those
 * days are searched that have as many as are told.
 */
#include "diff.h"
#include "list.h"
#include "request.h"

#include <string.h>

struct search {
    struct request *request;
    const struct diff_domain *domain;
    struct diff_days days;
};

/* Whether the records of a domain are in the order of their own dates, by which spans find them. A
 * treaty is in that of its signature, an article in its treaty's. */
static bool is_spanned(const struct diff_domain *domain)
{
    return strcmp(domain->type, "treaty") != 0 && strcmp(domain->type, "article") != 0;
}

static void write_search(const struct search *search, struct buffer *sql)
{
    const struct generation *generation = search->request->generation;
    const char *kinds = search->domain->kinds;
    if (!is_spanned(search->domain)) {
        buffer_text(sql, generation_query(generation, "diff.whole"));
        return;
    }
    buffer_text(sql, generation_query(generation, "diff.began"));
    if (kinds != NULL) buffer_text(sql, generation_query(generation, kinds));
    buffer_string(sql, " ");
    buffer_text(sql, generation_query(generation, "diff.ended"));
    if (kinds != NULL) buffer_text(sql, generation_query(generation, kinds));
    buffer_text(sql, generation_query(generation, "diff.first"));
}

/* Those that begin or end until a day. */
static enum status find_until(const struct search *search, int64_t until, struct diff_found *found)
{
    struct list list = {.request = search->request, .type = search->domain->type};
    struct buffer sql = {0};
    struct statement *row;
    write_search(search, &sql);
    list_bind_text(&list, ":type", text_of(list.type));
    list_bind_integer(&list, ":since", search->days.after + 1);
    list_bind_integer(&list, ":until", until);
    list_bind_integer(&list, ":last", search->days.until);
    list_bind_integer(&list, ":limit", SECTION_LIMIT + 1);
    enum status status = list_prepare(&list, &sql, &row);
    list_free(&list);
    buffer_free(&sql);
    if (status != STATUS_OK) return status;
    found->count = 0;
    while ((status = statement_step(row)) == STATUS_OK) {
        found->at[found->count].key = statement_integer(row, 0);
        found->at[found->count].day = statement_integer(row, 1);
        found->count++;
    }
    statement_reset(row);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* How many of a type may have begun, and ended, by a day. */
static enum status count_until(const struct search *search, int64_t day, int64_t *count)
{
    struct statement *row;
    const char *type = search->domain->type;
    enum status status = request_query(search->request, "tally", &row);
    if (status != STATUS_OK) return status;
    statement_bind_text(row, ":type", text_of(type));
    statement_bind_text(row, ":only", TEXT(""));
    statement_bind_integer(row, ":lasting", strcmp(type, "event") == 0);
    statement_bind_integer(row, ":until", day);
    statement_bind_integer(row, ":since", day + 1);
    status = statement_step(row);
    *count = status == STATUS_OK ? statement_count(row, 2) + statement_count(row, 3) : 0;
    statement_reset(row);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* A day until which there are likely more changes than are told, but not many times more. */
static enum status guess_until(const struct search *search, int64_t *until)
{
    enum { ENOUGH = 4 * SECTION_LIMIT };
    int64_t before, by_then;
    enum status status = count_until(search, search->days.after, &before);
    *until = search->days.until;
    while (status == STATUS_OK && *until - search->days.after > 1) {
        status = count_until(search, *until, &by_then);
        if (status != STATUS_OK || by_then - before <= ENOUGH) break;
        *until = search->days.after + (*until - search->days.after) / 2;
    }
    return status;
}

/* Only the first are told, so that only the days are searched that have them. */
enum status diff_find(struct request *request, const struct diff_domain *domain,
                      struct diff_days days, struct diff_found *found)
{
    const struct search search = {request, domain, days};
    int64_t until = days.until;
    found->count = 0;
    if (days.after >= days.until) return STATUS_OK;
    enum status status = is_spanned(domain) ? guess_until(&search, &until) : STATUS_OK;
    while (status == STATUS_OK) {
        status = find_until(&search, until, found);
        bool enough = found->count > SECTION_LIMIT && found->at[SECTION_LIMIT].day <= until;
        if (until == days.until || enough) break;
        int64_t wider = days.after + 4 * (until - days.after);
        until = wider < days.until ? wider : days.until;
    }
    return status;
}
