/*
 * One page of a list: the total, or a floor of it where counting would take too long, keyset rows
 * around a cursor, and the envelope. A page is kept bytes between commas; nothing is parsed unless
 * `fields` asks for it.
 */
#include "list.h"

#include "cursor.h"
#include "formats.h"
#include "include.h"
#include "record.h"
#include "request.h"

#include <chancery/representation.h>
#include <stdlib.h>
#include <string.h>

static const char opening[] = "{\"items\":[";

struct page {
    struct cursor cursor;
    long long limit;
    int64_t total;
    bool floor; /* there are at least so many */
    size_t count;
    bool more;                 /* rows are left beyond the page, in its direction */
    struct list_places places; /* in reading order once all are fetched, as what follows */
    size_t *ends;          /* where each item ends in `out`, each but the first led by a comma */
    struct buffer out;     /* {"items":[ and the items, and then the rest */
    struct buffer members; /* of the envelope, beyond its own */
};

void list_bind(const struct list *list, struct statement *statement)
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
    if (status == STATUS_OK) list_bind(list, *out);
    return status;
}

/* The columns of a row that are no keys. */
static void write_columns(const struct list *list, struct buffer *sql)
{
    const struct generation *generation = list->request->generation;
    buffer_text(sql, generation_query(generation, list->match));
    buffer_text(sql, generation_query(generation, list->via != NULL ? list->via : "via.none"));
    buffer_text(sql, generation_query(generation, list->body));
    buffer_string(sql, " ");
}

/* Write the item at a place; `first` is the column where what is no key begins. */
static enum status write_item(struct list *list, struct page *page, struct statement *row,
                              int first, write_row *write)
{
    const struct list_place *place = &page->places.at[page->count];
    const struct list_row item = {place->key,
                                  place->keys[SORT_KEYS - 1].text,
                                  statement_text(row, first),
                                  statement_text(row, first + 1),
                                  statement_text(row, first + 2),
                                  place->keys[0].number};
    if (page->count > 0) buffer_append(&page->out, ",", 1);
    enum status status = write(list, &item, &page->out);
    page->ends[page->count++] = page->out.length;
    return status;
}

static struct text item_at(const struct page *page, size_t n)
{
    size_t start = n == 0 ? sizeof opening - 1 : page->ends[n - 1] + 1;
    return (struct text){page->out.at + start, page->ends[n] - start};
}

static void turn_places(struct list_places *places)
{
    struct list_place *at = places->at;
    for (size_t i = 0, k = places->count; i + 1 < k; i++) {
        const struct list_place place = at[--k];
        at[k] = at[i];
        at[i] = place;
    }
}

/* A page that was fetched backwards is turned round. */
static enum status turn(struct page *page)
{
    struct buffer out = {0};
    buffer_string(&out, opening);
    for (size_t n = page->count; n > 0; n--) {
        if (n < page->count) buffer_append(&out, ",", 1);
        buffer_text(&out, item_at(page, n - 1));
    }
    size_t from = sizeof opening - 1, count = page->count;
    size_t *ends = calloc(count + 1, sizeof *ends);
    for (size_t n = 0; n < count && ends != NULL; n++)
        from = (ends[n] = from + item_at(page, count - 1 - n).length) + 1;
    buffer_free(&page->out);
    free(page->ends);
    page->out = out;
    page->ends = ends;
    turn_places(&page->places);
    return ends != NULL ? STATUS_OK : STATUS_NO_MEMORY;
}

/* SELECT keys, match, via, body FROM … WHERE … beyond the cursor, in order. */
static enum status prepare_at_once(struct list *list, const struct page *page,
                                   struct statement **rows)
{
    struct buffer sql = {0};
    list_write_piece(list, &sql, "keys", list_sort_name(list), "");
    write_columns(list, &sql);
    buffer_text(&sql, (struct text){list->source.at, list->source.length});
    list_write_order(list, &page->cursor, &sql);
    enum status status = list_prepare(list, &sql, rows);
    buffer_free(&sql);
    if (status != STATUS_OK) return status;
    list_bind_cursor(&page->cursor, *rows);
    statement_bind_integer(*rows, ":limit", page->limit + 1);
    return status;
}

/* The rows of a list that is never long, keys and all. */
static enum status fetch_at_once(struct list *list, struct page *page, write_row *write)
{
    struct statement *row;
    enum status status = prepare_at_once(list, page, &row);
    if (status != STATUS_OK) return status;
    page->places.at = calloc((size_t)page->limit, sizeof *page->places.at);
    if (page->places.at == NULL) status = STATUS_NO_MEMORY;
    while (status == STATUS_OK && (status = statement_step(row)) == STATUS_OK) {
        if ((long long)page->count == page->limit) {
            page->more = true;
            break;
        }
        page->places.at[page->places.count++] = list_read_place(list, row);
        status = write_item(list, page, row, SORT_KEYS + 1, write);
    }
    statement_reset(row);
    if (status == STATUS_NOT_FOUND) status = STATUS_OK;
    if (status != STATUS_OK || !page->cursor.backwards) return status;
    return page->out.failed ? STATUS_NO_MEMORY : turn(page);
}

/* SELECT key, match, via, body FROM … WHERE key = :key. */
static enum status prepare_row(struct list *list, struct statement **row)
{
    struct buffer sql = {0};
    const struct generation *generation = list->request->generation;
    buffer_text(&sql, generation_query(generation, "row"));
    write_columns(list, &sql);
    buffer_text(&sql, generation_query(generation, "list.record"));
    if (list->join != NULL) buffer_text(&sql, generation_query(generation, list->join));
    buffer_text(&sql, generation_query(generation, "row.key"));
    enum status status = list_prepare(list, &sql, row);
    buffer_free(&sql);
    return status;
}

/* The rows of a list that may be long: first where they are, then one by one. */
static enum status fetch_by_key(struct list *list, struct page *page, write_row *write)
{
    struct statement *row;
    enum status status = list_find(list, &page->cursor, (size_t)page->limit + 1, &page->places);
    if (status != STATUS_OK) return status;
    page->more = (long long)page->places.count > page->limit;
    if (page->more) page->places.count--;
    if (page->cursor.backwards) turn_places(&page->places);
    status = prepare_row(list, &row);
    if (status != STATUS_OK) return status;
    while (page->count < page->places.count && status == STATUS_OK) {
        statement_bind_integer(row, ":key", page->places.at[page->count].key);
        status = statement_step(row);
        if (status == STATUS_OK) status = write_item(list, page, row, 1, write);
        statement_restart(row);
    }
    statement_reset(row);
    return status == STATUS_NOT_FOUND ? STATUS_FAILED : status;
}

/* The URL of a neighbouring page, and its Link header's entry. */
static void write_neighbour(const struct list *list, const char *name,
                            const struct cursor_binding *binding, const struct list_place *place,
                            struct buffer *out, struct buffer *link)
{
    buffer_format(out, ",\"%s\":", name);
    if (place == NULL) {
        buffer_string(out, "null");
        return;
    }
    struct buffer cursor = {0}, url = {0};
    cursor_write(list->request, binding, strcmp(name, "prev") == 0, place->keys, &cursor);
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
static void write_outermost(const struct list *list, const struct cursor_binding *binding,
                            struct buffer *link)
{
    struct buffer first = {0}, last = {0}, cursor = {0};
    append_target(list->request, NULL, &first);
    cursor_write(list->request, binding, true, NULL, &cursor);
    struct text text = {cursor.at, cursor.length};
    append_target(list->request, &text, &last);
    if (first.failed || last.failed || cursor.failed)
        link->failed = true;
    else
        buffer_format(link, "%s<%s>; rel=\"first\", <%s>; rel=\"last\"",
                      link->length > 0 ? ", " : "", first.at, last.at);
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
    bool has_next = backwards ? page->cursor.given && !from_end : page->more;
    bool has_prev = backwards ? page->more : page->cursor.given;
    struct cursor_binding binding = {{0}};
    const struct list_place *first = NULL, *last = NULL;
    if (page->count > 0) {
        first = &page->places.at[0];
        last = &page->places.at[page->count - 1];
    }
    if (has_next || has_prev) binding = cursor_bind(list->request);
    write_neighbour(list, "next", &binding, has_next ? last : NULL, out, link);
    write_neighbour(list, "prev", &binding, has_prev ? first : NULL, out, link);
    if (has_next || has_prev) write_outermost(list, &binding, link);
}

/* What follows the items. */
static void write_envelope(struct list *list, struct page *page, struct buffer *link)
{
    struct buffer *out = &page->out;
    /* Outside what the dataset covers, nothing known is not nothing. */
    if (page->total == 0 && list->time.asked &&
        list_coverage(list, list->time.since, list->time.until) == OUTSIDE_COVERAGE)
        buffer_string(out, "],\"total\":null");
    else
        buffer_format(out, "],\"total\":%lld", (long long)page->total);
    if (page->floor) buffer_string(out, ",\"total_is\":\"at_least\"");
    buffer_format(out, ",\"limit\":%lld", page->limit);
    write_links(list, page, out, link);
    list_append_coverage(list, out);
    buffer_text(out, (struct text){page->members.at, page->members.length});
    buffer_append(out, "}", 1);
}

static struct reply json_page(struct list *list, struct page *page)
{
    struct buffer link = {0};
    write_envelope(list, page, &link);
    struct reply reply = reply_bytes_take(&page->out, "application/json");
    page->out = (struct buffer){0};
    reply.link = link.at;
    return reply;
}

/* The rows of a page in another format. */
static struct reply rendered_page(struct list *list, const struct page *page)
{
    struct format_rendering rendering;
    struct buffer members = {0}, link = {0};
    enum status status = format_begin(list->request, NULL, &rendering);
    for (size_t n = 0; n < page->count && status == STATUS_OK; n++) {
        status = format_row(&rendering, item_at(page, n));
        if (status == STATUS_OK) status = connection_keep_deadline(list->request->connection);
    }
    struct reply reply = format_finish(&rendering, status);
    write_links(list, page, &members, &link);
    buffer_free(&members);
    reply.link = link.at;
    return reply;
}

static struct reply finish(struct list *list, struct page *page, enum status status)
{
    struct reply reply;
    if (status == STATUS_OK && (page->out.failed || page->members.failed))
        status = STATUS_NO_MEMORY;
    if (status != STATUS_OK)
        reply = list->request->overflow != NULL ? include_refusal(list->request)
                                                : reply_failure(status);
    else if (format_is_json(list->request))
        reply = json_page(list, page);
    else
        reply = rendered_page(list, page);
    return reply;
}

/* A first page that has all there is tells how much that is. */
static enum status count(struct list *list, struct page *page)
{
    if (page->cursor.given || page->more) return list_count(list, &page->total, &page->floor);
    page->total = (int64_t)page->count;
    return STATUS_OK;
}

static enum status fetch(struct list *list, struct page *page, write_row *write)
{
    buffer_string(&page->out, opening);
    enum status status =
        list->by_key ? fetch_by_key(list, page, write) : fetch_at_once(list, page, write);
    if (status == STATUS_OK) status = count(list, page);
    if (status == STATUS_OK) status = list_write_facets(list, &page->members);
    if (status == STATUS_OK && list->members != NULL)
        status = list->members(list, page->total, &page->members);
    return status;
}

void list_free(struct list *list)
{
    buffer_free(&list->source);
    buffer_free(&list->sieve);
    buffer_free(&list->sieve_dated);
    buffer_free(&list->left_out);
}

struct reply list_reply(struct list *list, write_row *write)
{
    struct page page = {.limit = 50};
    list->reshaped = fields_given(list->request) || include_given(list->request);
    const struct value *limit = parameters_get(&list->request->parameters, "limit");
    if (limit != NULL) page.limit = limit->integer;
    /* Only JSON comes in pages unless it is asked for. */
    if (!format_is_json(list->request) && (limit == NULL || !limit->given))
        page.limit = FORMAT_ROWS;
    enum status status = cursor_open(list->request, &page.cursor);
    if (status == STATUS_OK) {
        page.ends = calloc((size_t)page.limit, sizeof *page.ends);
        status = page.ends != NULL ? fetch(list, &page, write) : STATUS_NO_MEMORY;
    }
    struct reply reply = status == STATUS_INVALID || status == STATUS_STALE
                             ? cursor_refuse(list->request, status)
                             : finish(list, &page, status);
    free(page.places.at);
    free(page.ends);
    buffer_free(&page.out);
    buffer_free(&page.members);
    list_free(list);
    return reply;
}

enum status list_write_record(struct list *list, const struct list_row *row, struct buffer *out)
{
    const struct record_marks marks = {list->time.asked, row->match, row->via};
    if (!list->reshaped) return append_kept(list->request, row->body, &marks, out);
    return append_record(list->request, record_type_find(text_of(list->type)), row->key, row->body,
                         &marks, out);
}
