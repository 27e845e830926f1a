/*
 * One page of a list: an exact total, keyset rows around a cursor, and the envelope. A page is kept
 * bytes between commas; nothing is parsed unless `fields` asks for it.
 */
#include "list.h"
#include "common.h"
#include "formats.h"
#include "include.h"

#include <chancery/representation.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct page {
    struct cursor cursor;
    long long limit;
    int64_t total;
    size_t count;
    bool more;               /* rows are left beyond the page, in its direction */
    size_t *ends;            /* where each item ends in `items` */
    json_t *earlier, *later; /* keys of the first and of the last row fetched */
    struct buffer items;
    struct buffer members; /* of the envelope, beyond its own */
};

static void bind_all(const struct list *list, struct statement *statement)
{
    for (size_t i = 0; i < list->binding_count; i++) {
        const struct binding *binding = &list->bindings[i];
        if (binding->class == BIND_TEXT)
            statement_bind_text(statement, binding->name, binding->text);
        if (binding->class == BIND_INTEGER)
            statement_bind_integer(statement, binding->name, binding->integer);
        if (binding->class == BIND_NUMBER)
            statement_bind_number(statement, binding->name, binding->number);
    }
    statement_bind_integer(statement, ":language", (int64_t)list->request->language);
}

enum status list_prepare(struct list *list, const struct buffer *sql, struct statement **out)
{
    struct connection *connection = request_connection(list->request);
    if (sql->failed || list->failed) return STATUS_NO_MEMORY;
    if (connection == NULL) return STATUS_FAILED;
    enum status status = connection_prepare(connection, (struct text){sql->at, sql->length}, out);
    if (status == STATUS_OK) bind_all(list, *out);
    return status;
}

static enum status count_rows(struct list *list, int64_t *total)
{
    struct buffer sql = {0};
    struct statement *statement;
    buffer_string(&sql, "SELECT count(*) ");
    buffer_text(&sql, (struct text){list->source.at, list->source.length});
    enum status status = list_prepare(list, &sql, &statement);
    if (status == STATUS_OK) {
        status = statement_step(statement);
        if (status == STATUS_OK) *total = statement_integer(statement, 0);
        statement_reset(statement);
    }
    buffer_free(&sql);
    return status;
}

/* "date", "-date" and so on, without the sign: the name of the keys. */
static const char *sort_name(const struct list *list)
{
    return list->sort[0] == '-' ? list->sort + 1 : list->sort;
}

static void add_piece(const struct list *list, struct buffer *sql, const char *what,
                      const char *name, const char *more)
{
    char piece[64];
    snprintf(piece, sizeof piece, "%s.%s%s", what, name, more);
    buffer_text(sql, generation_query(list->request->generation, piece));
}

/* SELECT keys, match, body FROM … beyond the cursor, in order, one more than the page holds. */
static void write_select(struct list *list, const struct page *page, struct buffer *sql)
{
    add_piece(list, sql, "keys", sort_name(list), "");
    buffer_text(sql, generation_query(list->request->generation, list->match));
    buffer_text(sql, generation_query(list->request->generation,
                                      list->via != NULL ? list->via : "via.none"));
    buffer_text(sql, generation_query(list->request->generation, list->body));
    buffer_string(sql, " ");
    buffer_text(sql, (struct text){list->source.at, list->source.length});
    if (page->cursor.given && !cursor_is_from_end(&page->cursor)) {
        bool dated = strcmp(sort_name(list), "date") == 0;
        bool null = dated && json_is_null(json_array_get(page->cursor.keys, 0));
        add_piece(list, sql, page->cursor.backwards ? "before" : "after", list->sort,
                  null ? ".null" : "");
    }
    add_piece(list, sql, "order", list->sort, page->cursor.backwards ? ".reverse" : "");
    buffer_text(sql, generation_query(list->request->generation, "limit"));
}

static void bind_keys(const struct page *page, struct statement *statement)
{
    static const char *const names[LIST_KEYS] = {":k1", ":k2", ":k3", ":k4"};
    for (size_t i = 0; i < LIST_KEYS; i++) {
        const json_t *key = json_array_get(page->cursor.keys, i);
        if (json_is_string(key))
            statement_bind_text(statement, names[i],
                                (struct text){json_string_value(key), json_string_length(key)});
        else if (json_is_integer(key))
            statement_bind_integer(statement, names[i], json_integer_value(key));
        else if (json_is_real(key))
            statement_bind_number(statement, names[i], json_real_value(key));
    }
}

/* The sort keys of a row as a cursor keeps them. */
static json_t *row_keys(const struct list *list, struct statement *row)
{
    bool score = strcmp(list->sort, "score") == 0,
         text = strcmp(sort_name(list), "label") == 0 || strcmp(sort_name(list), "claim") == 0;
    json_t *keys = json_array();
    for (int i = 1; i <= LIST_KEYS; i++) {
        enum property_class class = i == LIST_KEYS || text ? PROPERTY_TEXT
                                    : score                ? PROPERTY_NUMBER
                                                           : PROPERTY_INTEGER;
        json_array_append_new(keys, statement_json(row, i, class));
    }
    return keys;
}

static enum status take_row(struct list *list, struct page *page, struct statement *statement,
                            write_row *write)
{
    const struct list_row row = {statement_integer(statement, 0), statement_text(statement, 4),
                                 statement_text(statement, 5),    statement_text(statement, 6),
                                 statement_text(statement, 7),    statement_number(statement, 1)};
    json_t *keys = row_keys(list, statement);
    if (page->earlier == NULL) page->earlier = json_incref(keys);
    json_decref(page->later);
    page->later = keys;
    enum status status = write(list, &row, &page->items);
    page->ends[page->count++] = page->items.length;
    return status;
}

static enum status fetch_rows(struct list *list, struct page *page, write_row *write)
{
    struct buffer sql = {0};
    struct statement *statement;
    write_select(list, page, &sql);
    enum status status = list_prepare(list, &sql, &statement);
    buffer_free(&sql);
    if (status != STATUS_OK) return status;
    bind_keys(page, statement);
    statement_bind_integer(statement, ":limit", page->limit + 1);
    while ((status = statement_step(statement)) == STATUS_OK) {
        if ((long long)page->count == page->limit) {
            page->more = true;
            break;
        }
        status = take_row(list, page, statement, write);
        if (status != STATUS_OK) break;
    }
    statement_reset(statement);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* The n-th item in reading order: a page fetched backwards is turned round. */
static struct text item_at(const struct page *page, size_t n)
{
    size_t i = page->cursor.backwards ? page->count - 1 - n : n;
    size_t start = i == 0 ? 0 : page->ends[i - 1];
    return (struct text){page->items.at + start, page->ends[i] - start};
}

static void write_items(const struct page *page, struct buffer *out)
{
    buffer_string(out, "{\"items\":[");
    for (size_t n = 0; n < page->count; n++) {
        if (n > 0) buffer_append(out, ",", 1);
        buffer_text(out, item_at(page, n));
    }
    buffer_append(out, "]", 1);
}

static const char *coverage_name(const struct list *list)
{
    static const char *const names[] = {"\"covered\"", "\"partial\"", "\"outside\""};
    if (!list->time.asked) return "null";
    return names[generation_coverage(list->request->generation, list->type, list->time.since,
                                     list->time.until)];
}

/* The URL of a neighbouring page, and its Link header's entry. */
static void write_neighbour(const struct list *list, const char *name, bool backwards,
                            const json_t *keys, struct buffer *out, struct buffer *link)
{
    buffer_format(out, ",\"%s\":", name);
    if (keys == NULL) {
        buffer_string(out, "null");
        return;
    }
    struct buffer cursor = {0}, url = {0};
    cursor_write(list->request, backwards, keys, &cursor);
    struct text text = {cursor.at, cursor.length};
    append_target(list->request, &text, &url);
    buffer_json_string(out, (struct text){url.at, url.length});
    buffer_format(link, "%s<%s>; rel=\"%s\"", link->length > 0 ? ", " : "",
                  url.at != NULL ? url.at : "", name);
    if (cursor.failed || url.failed) out->failed = true;
    buffer_free(&cursor);
    buffer_free(&url);
}

/* The first page, and the last: counted from the end, since pages have no numbers. */
static void write_outermost(const struct list *list, struct buffer *link)
{
    struct buffer first = {0}, last = {0}, cursor = {0};
    append_target(list->request, NULL, &first);
    cursor_write_from_end(list->request, &cursor);
    struct text text = {cursor.at, cursor.length};
    append_target(list->request, &text, &last);
    if (first.failed || last.failed || cursor.failed)
        link->failed = true;
    else
        buffer_format(link, ", <%s>; rel=\"first\", <%s>; rel=\"last\"", first.at, last.at);
    buffer_free(&first);
    buffer_free(&last);
    buffer_free(&cursor);
}

/* The members `next` and `prev`, and the Link header, which is all that other formats have of them.
 */
static void write_links(struct list *list, const struct page *page, struct buffer *out,
                        struct buffer *link)
{
    bool backwards = page->cursor.backwards, from_end = cursor_is_from_end(&page->cursor);
    const json_t *first = backwards ? page->later : page->earlier,
                 *last = backwards ? page->earlier : page->later;
    bool has_next = backwards ? page->cursor.given && !from_end : page->more;
    bool has_prev = backwards ? page->more : page->cursor.given;
    write_neighbour(list, "next", false, has_next ? last : NULL, out, link);
    write_neighbour(list, "prev", true, has_prev ? first : NULL, out, link);
    if (has_next || has_prev) write_outermost(list, link);
}

static void write_envelope(struct list *list, const struct page *page, struct buffer *out,
                           struct buffer *link)
{
    const char *coverage = coverage_name(list);
    write_items(page, out);
    /* Outside what the dataset covers, nothing known is not nothing. */
    if (page->total == 0 && strcmp(coverage, "\"outside\"") == 0)
        buffer_string(out, ",\"total\":null");
    else
        buffer_format(out, ",\"total\":%lld", (long long)page->total);
    buffer_format(out, ",\"limit\":%lld", page->limit);
    write_links(list, page, out, link);
    buffer_format(out, ",\"coverage\":%s", coverage);
    buffer_text(out, (struct text){page->members.at, page->members.length});
    buffer_append(out, "}", 1);
}

static struct reply json_page(struct list *list, const struct page *page)
{
    struct buffer out = {0}, link = {0};
    write_envelope(list, page, &out, &link);
    struct reply reply = reply_bytes_take(&out, "application/json");
    reply.link = link.at;
    return reply;
}

/* The rows of a page in another format. */
static struct reply rendered_page(struct list *list, const struct page *page)
{
    struct format_rendering rendering;
    struct buffer members = {0}, link = {0};
    enum status status = format_begin(list->request, NULL, &rendering);
    for (size_t n = 0; n < page->count && status == STATUS_OK; n++)
        status = format_row(&rendering, item_at(page, n));
    struct reply reply = format_finish(&rendering, status);
    write_links(list, page, &members, &link);
    buffer_free(&members);
    reply.link = link.at;
    return reply;
}

static struct reply refuse_cursor(const struct list *list, enum status status)
{
    struct buffer first = {0};
    if (status == STATUS_STALE) {
        struct problem *problem = problem_new(
            PROBLEM_STALE_CURSOR, "The dataset was replaced since this cursor was given.");
        append_target(list->request, NULL, &first);
        problem_set_take(problem, "first", first.failed ? json_null() : json_string(first.at));
        problem_set_take(problem, "dataset_version",
                         json_string(generation_version(list->request->generation)));
        buffer_free(&first);
        return reply_problem_take(problem);
    }
    struct problem *problem = problem_new(PROBLEM_INVALID_PARAMETER, NULL);
    problem_add(problem,
                &(struct fault){.in = "query",
                                .name = TEXT("cursor"),
                                .value = parameter_text(list->request, "cursor"),
                                .reason = "the cursor does not belong to this request: it "
                                          "holds only with the path, filters, sort and "
                                          "language that it was given for",
                                .allowed = "a cursor exactly as `next` or `prev` gave it"});
    return reply_problem_take(problem);
}

static struct reply finish(struct list *list, struct page *page, enum status status)
{
    struct reply reply;
    if (status == STATUS_OK && (page->items.failed || page->members.failed))
        status = STATUS_NO_MEMORY;
    if (status != STATUS_OK)
        reply = list->request->overflow != NULL ? include_refusal(list->request)
                                                : reply_failure(status);
    else if (format_is_json(list->request))
        reply = json_page(list, page);
    else
        reply = rendered_page(list, page);
    json_decref(page->earlier);
    json_decref(page->later);
    free(page->ends);
    json_decref(page->cursor.keys);
    buffer_free(&page->items);
    buffer_free(&page->members);
    return reply;
}

struct reply list_reply(struct list *list, write_row *write)
{
    struct page page = {.limit = 50};
    const struct value *limit = parameters_get(&list->request->parameters, "limit");
    if (limit != NULL) page.limit = limit->integer;
    /* Only JSON comes in pages unless it is asked for. */
    if (!format_is_json(list->request) && (limit == NULL || !limit->given))
        page.limit = FORMAT_ROWS;
    enum status status = cursor_open(list->request, &page.cursor);
    if (status == STATUS_INVALID || status == STATUS_STALE) {
        buffer_free(&list->source);
        return refuse_cursor(list, status);
    }
    page.ends = calloc((size_t)page.limit, sizeof *page.ends);
    status = page.ends != NULL ? count_rows(list, &page.total) : STATUS_NO_MEMORY;
    if (status == STATUS_OK) status = fetch_rows(list, &page, write);
    if (status == STATUS_OK) status = list_write_facets(list, &page.members);
    if (status == STATUS_OK && list->members != NULL)
        status = list->members(list, page.total, &page.members);
    buffer_free(&list->source);
    return finish(list, &page, status);
}

enum status list_write_record(struct list *list, const struct list_row *row, struct buffer *out)
{
    const struct record_marks marks = {list->time.asked, row->match, row->via};
    return append_record(list->request, record_type_find(text_of(list->type)), row->key, row->body,
                         &marks, out);
}
