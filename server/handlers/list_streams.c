/*
 * A list whose records are known by type, kind and days alone, as streams that an index has in the
 * list's order, one a span. What lasts at most so long and touches a day begins at most so long
 * before it: each stream is a bounded stretch of the index, at any size of the dataset.
 */
#include "list.h"
#include "request.h"

#include <stdlib.h>
#include <string.h>

/* Spans of what has no beginning (db/schema.sql). */
enum { SPAN_UNKNOWN_START = 201, SPAN_OPEN_START = 202 };

bool list_is_sorted_by_axis(const struct list *list)
{
    if (list->types != NULL) return strcmp(list->axis, "timeline") == 0;
    /* An article is in its treaty's order, and dated by its treaty where it says nothing else. */
    if (strcmp(list->type, "article") == 0) return false;
    return strcmp(list->axis, strcmp(list->type, "treaty") == 0 ? "signed" : "own") == 0;
}

bool list_is_plain(const struct list *list)
{
    return list->by_key && !list->narrowed && list_is_sorted_by_axis(list) &&
           (list->types != NULL || list->type[0] != '\0');
}

static int by_reach(const void *one, const void *other)
{
    const struct stream *a = one, *b = other;
    return (a->reach < b->reach) - (a->reach > b->reach);
}

static enum status add(struct list *list, struct streams *streams, struct stream stream)
{
    if (streams->count == streams->room) {
        struct stream *grown =
            arena_take(list->request->arena, 2 * (streams->room + 16) * sizeof *grown);
        if (grown == NULL) return STATUS_NO_MEMORY;
        if (streams->count > 0) memcpy(grown, streams->at, streams->count * sizeof *grown);
        streams->at = grown;
        streams->room = 2 * (streams->room + 16);
    }
    streams->at[streams->count++] = stream;
    return STATUS_OK;
}

/* The spans of one type and kind. */
static enum status add_spans(struct list *list, struct stream stream, struct streams *out)
{
    struct statement *spans;
    enum status status = request_query(list->request, "spans", &spans);
    if (status != STATUS_OK) return status;
    statement_bind_text(spans, ":type", stream.type);
    statement_bind_text(spans, ":only", stream.kind);
    while ((status = statement_step(spans)) == STATUS_OK) {
        stream.span = statement_integer(spans, 0);
        stream.reach = statement_integer(spans, 1);
        status = add(list, out, stream);
        if (status != STATUS_OK) break;
    }
    statement_reset(spans);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status add_kind(struct list *list, struct text type, struct text kind, bool whole,
                            struct streams *out)
{
    const struct stream stream = {type, kind, 0, -1};
    return whole ? add(list, out, stream) : add_spans(list, stream, out);
}

static enum status add_type(struct list *list, const char *type, bool undated, struct streams *out)
{
    enum status status = STATUS_OK;
    if (list->kind_count == 0)
        return add_kind(list, text_of(type), TEXT(""), undated || !list->time.asked, out);
    for (size_t i = 0; i < list->kind_count && status == STATUS_OK; i++)
        status = add_kind(list, text_of(type), list->kinds[i], undated, out);
    return status;
}

enum status list_streams(struct list *list, bool undated, struct streams *out)
{
    bool kinds = list->kind_count > 0;
    enum status status = STATUS_OK;
    *out = (struct streams){.form = kinds                          ? "kind"
                                    : undated || !list->time.asked ? "type"
                                                                   : "span"};
    if (list->types == NULL) status = add_type(list, list->type, undated, out);
    for (size_t i = 0; list->types != NULL && list->types[i] != NULL && status == STATUS_OK; i++)
        status = add_type(list, list->types[i], undated, out);
    if (out->count > 1) qsort(out->at, out->count, sizeof *out->at, by_reach);
    return status;
}

void list_write_stream(const struct list *list, const struct streams *streams, bool undated,
                       struct buffer *sql)
{
    const struct generation *generation = list->request->generation;
    buffer_string(sql, " ");
    buffer_text(sql, generation_query(generation, "list.record"));
    if (list->join != NULL) buffer_text(sql, generation_query(generation, list->join));
    list_write_piece(list, sql, undated ? "stream.undated" : "stream", streams->form, "");
    buffer_text(sql, (struct text){list->sieve.at, list->sieve.length});
    if (!undated) buffer_text(sql, (struct text){list->sieve_dated.at, list->sieve_dated.length});
    if (list->sieve.failed || list->sieve_dated.failed) sql->failed = true;
}

void stream_lowest(const struct list *list, const struct stream *stream, int64_t low[3])
{
    int64_t since = list->time.asked ? list->time.since : DAY_MIN;
    bool open = stream->span == SPAN_OPEN_START, unknown = stream->span == SPAN_UNKNOWN_START;
    bool reaches = stream->reach >= 0 && stream->reach < since - DAY_MIN;
    low[0] = reaches ? since - stream->reach : DAY_MIN;
    /* What begins at no day stands in the order of the next of its bounds that it has. */
    low[1] = unknown ? since : open ? DAY_MIN : INT64_MIN;
    low[2] = open ? since : INT64_MIN;
}

void stream_bind(const struct list *list, const struct stream *stream, struct statement *statement)
{
    statement_bind_text(statement, ":type", stream->type);
    statement_bind_text(statement, ":only", stream->kind);
    statement_bind_integer(statement, ":span", stream->span);
    statement_bind_integer(statement, ":since", list->time.asked ? list->time.since : DAY_MIN);
}

void list_write_scan(const struct list *list, struct buffer *sql)
{
    const struct generation *generation = list->request->generation;
    if (!list_is_plain(list) || !list->time.asked || !list->only_dated || list->where == 0) {
        buffer_text(sql, (struct text){list->source.at, list->source.length});
        return;
    }
    bool kinds = list->kind_count > 0;
    buffer_text(sql, generation_query(generation, kinds ? "scan.kind" : "scan.span"));
    if (list->join != NULL) buffer_text(sql, generation_query(generation, list->join));
    buffer_text(sql,
                generation_query(generation, list->types != NULL ? "scan.types" : "scan.type"));
    buffer_text(sql, generation_query(generation, kinds ? "scan.kinds" : "scan.any"));
    buffer_append(sql, list->source.at + list->where, list->source.length - list->where);
    if (list->source.failed) sql->failed = true;
}
