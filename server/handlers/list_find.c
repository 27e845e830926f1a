/*
 * Which rows a page has, and in what order: only their keys are read here, so that whatever is
 * passed over or sorted away costs little. Where an index has them in order a page at any depth
 * costs as the first.
 */
#include "cursor.h"
#include "list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A page being found. */
struct finding {
    struct list *list;
    const struct cursor *cursor;
    size_t want;
    size_t begun;    /* where the part begins that is being read */
    bool dated;      /* sorted by date */
    bool descending; /* the direction within what is dated, and within what is not */
    struct list_places *out;
};

const char *list_sort_name(const struct list *list)
{
    return list->sort[0] == '-' ? list->sort + 1 : list->sort;
}

void list_write_piece(const struct list *list, struct buffer *sql, const char *what,
                      const char *name, const char *more)
{
    char piece[64];
    snprintf(piece, sizeof piece, "%s.%s%s", what, name, more);
    buffer_text(sql, generation_query(list->request->generation, piece));
}

struct list_place list_read_place(const struct list *list, struct statement *row)
{
    const char *name = list_sort_name(list);
    bool text = strcmp(name, "label") == 0 || strcmp(name, "claim") == 0;
    bool number = strcmp(name, "score") == 0;
    struct list_place place = {.key = statement_integer(row, 0)};
    for (int i = 0; i < SORT_KEYS; i++) {
        struct sort_key *key = &place.keys[i];
        if (statement_is_null(row, i + 1)) continue;
        key->class = text || i == SORT_KEYS - 1 ? KEY_TEXT : number ? KEY_NUMBER : KEY_INTEGER;
        if (key->class == KEY_INTEGER) key->integer = statement_integer(row, i + 1);
        if (key->class == KEY_NUMBER) key->number = statement_number(row, i + 1);
        if (key->class == KEY_TEXT)
            key->text = arena_copy(list->request->arena, statement_text(row, i + 1));
    }
    return place;
}

static enum status add(struct finding *search, struct statement *row)
{
    struct list_places *out = search->out;
    if (out->count == out->room) return STATUS_FAILED;
    out->at[out->count] = list_read_place(search->list, row);
    bool failed = out->at[out->count].keys[SORT_KEYS - 1].text.at == NULL;
    out->count++;
    return failed ? STATUS_NO_MEMORY : STATUS_OK;
}

void list_bind_cursor(const struct cursor *cursor, struct statement *statement)
{
    static const char *const names[SORT_KEYS] = {":k1", ":k2", ":k3", ":k4"};
    for (size_t i = 0; i < SORT_KEYS; i++) {
        const struct sort_key *key = &cursor->keys[i];
        if (key->class == KEY_TEXT) statement_bind_text(statement, names[i], key->text);
        if (key->class == KEY_INTEGER) statement_bind_integer(statement, names[i], key->integer);
        if (key->class == KEY_NUMBER) statement_bind_number(statement, names[i], key->number);
    }
}

static enum status add_all(struct finding *search, struct statement *rows)
{
    enum status status;
    while ((status = statement_step(rows)) == STATUS_OK) {
        status = add(search, rows);
        if (status != STATUS_OK) break;
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* --- any list: a statement of its own --- */

/* How many records are few enough to be sorted by label rather than read in that order. */
enum { FEW_LABELS = 20000 };

/* FROM … WHERE …, with the titles joined where the list is sorted by them. */
static void write_source(const struct list *list, struct buffer *sql)
{
    const char *from = "label.few";
    if (list->from == 0 || strcmp(list_sort_name(list), "label") != 0) {
        buffer_text(sql, (struct text){list->source.at, list->source.length});
        return;
    }
    if (!list->narrowed && list_population(list).records > FEW_LABELS) from = "label.many";
    if (list->by_words) from = "label.words";
    buffer_text(sql, generation_query(list->request->generation, from));
    buffer_append(sql, list->source.at + list->from, list->source.length - list->from);
}

/* Backwards, what is sorted the other way round is read as it would be forwards. */
static bool is_descending(const struct list *list, const struct cursor *cursor)
{
    return (list->sort[0] == '-') != cursor->backwards;
}

void list_write_order(const struct list *list, const struct cursor *cursor, struct buffer *sql)
{
    const char *name = list_sort_name(list);
    bool descending = is_descending(list, cursor);
    if (cursor->given && !cursor_is_from_end(cursor))
        list_write_piece(list, sql, descending ? "before" : "after", name, "");
    list_write_piece(list, sql, "order", name, descending ? ".reverse" : "");
    buffer_text(sql, generation_query(list->request->generation, "limit"));
}

static void write_order_of_part(const struct finding *search, bool undated, bool onward,
                                struct buffer *sql)
{
    const struct list *list = search->list;
    list_write_piece(list, sql, "part", undated ? "undated" : "dated", "");
    if (onward)
        list_write_piece(list, sql, search->descending ? "before" : "after",
                         undated ? "undated" : "date", "");
    list_write_piece(list, sql, "order", "date", search->descending ? ".reverse" : "");
    buffer_text(sql, generation_query(list->request->generation, "limit"));
}

/* `onward`: from the cursor on, not from where the part begins. */
static enum status find_part(struct finding *search, bool undated, bool onward)
{
    struct list *list = search->list;
    struct buffer sql = {0};
    struct statement *rows;
    list_write_piece(list, &sql, "keys", list_sort_name(list), "");
    buffer_string(&sql, " ");
    write_source(list, &sql);
    if (search->dated)
        write_order_of_part(search, undated, onward, &sql);
    else
        list_write_order(list, search->cursor, &sql);
    enum status status = list_prepare(list, &sql, &rows);
    buffer_free(&sql);
    if (status != STATUS_OK) return status;
    list_bind_cursor(search->cursor, rows);
    statement_bind_integer(rows, ":limit", (int64_t)(search->want - search->out->count));
    status = add_all(search, rows);
    statement_reset(rows);
    return status;
}

/* --- a list of streams: each is read in order, and what comes first of all is kept --- */

static int compare_places(const void *one, const void *other)
{
    const struct list_place *a = one, *b = other;
    for (size_t i = 0; i < SORT_KEYS - 1; i++)
        if (a->keys[i].integer != b->keys[i].integer)
            return a->keys[i].integer < b->keys[i].integer ? -1 : 1;
    return text_compare(a->keys[SORT_KEYS - 1].text, b->keys[SORT_KEYS - 1].text);
}

static int compare_backwards(const void *one, const void *other)
{
    return compare_places(other, one);
}

/* Sort what the last stream added in with the rest of the part, and keep what is wanted. */
static void keep_first(struct finding *search, size_t kept)
{
    struct list_places *out = search->out;
    if (kept == out->count) return;
    qsort(out->at + search->begun, out->count - search->begun, sizeof *out->at,
          search->descending ? compare_backwards : compare_places);
    if (out->count > search->want) out->count = search->want;
}

/* The later in the order of two places. */
static struct cursor later_edge(const struct finding *search, const int64_t days[3], bool onward)
{
    struct cursor edge = {.given = true};
    for (size_t i = 0; i < SORT_KEYS - 1; i++)
        edge.keys[i] = (struct sort_key){.class = KEY_INTEGER, .integer = days[i]};
    edge.keys[SORT_KEYS - 1] = (struct sort_key){.class = KEY_TEXT, .text = TEXT("")};
    if (!onward) return edge;
    struct list_place a, b;
    memcpy(a.keys, edge.keys, sizeof a.keys);
    memcpy(b.keys, search->cursor->keys, sizeof b.keys);
    int order = compare_places(&a, &b);
    return (search->descending ? order < 0 : order > 0) ? edge : *search->cursor;
}

static void bind_stream(const struct finding *search, const struct stream *stream, bool onward,
                        struct statement *rows)
{
    const struct list *list = search->list;
    int64_t low[3], high[3] = {DAY_MAX, INT64_MIN, INT64_MIN};
    if (list->time.asked) high[0] = list->time.until;
    stream_lowest(list, stream, low);
    /* Beyond the last that is kept nothing is wanted any more. */
    if (search->out->count == search->want) {
        int64_t last = search->out->at[search->want - 1].keys[0].integer;
        if (!search->descending && last < high[0]) high[0] = last;
        if (search->descending && last > low[0]) {
            low[0] = last;
            low[1] = low[2] = INT64_MIN;
        }
    }
    stream_bind(list, stream, rows);
    if (search->descending) {
        high[0]++;
        statement_bind_integer(rows, ":low1", low[0]);
        statement_bind_integer(rows, ":low2", low[1]);
        statement_bind_integer(rows, ":low3", low[2]);
    } else {
        statement_bind_integer(rows, ":high", high[0]);
    }
    struct cursor edge = later_edge(search, search->descending ? high : low, onward);
    list_bind_cursor(&edge, rows);
}

static enum status prepare_streams(struct finding *search, const struct streams *streams,
                                   bool undated, bool onward, struct statement **rows)
{
    struct list *list = search->list;
    struct buffer sql = {0};
    bool descending = search->descending;
    list_write_piece(list, &sql, "keys", "date", "");
    list_write_stream(list, streams, undated, &sql);
    if (undated && onward)
        list_write_piece(list, &sql, descending ? "before" : "after", "undated", "");
    if (!undated) list_write_piece(list, &sql, "stream", descending ? "down" : "up", "");
    list_write_piece(list, &sql, "order", "date", descending ? ".reverse" : "");
    buffer_text(&sql, generation_query(list->request->generation, "limit"));
    enum status status = list_prepare(list, &sql, rows);
    buffer_free(&sql);
    return status;
}

/* Read upwards what reaches farthest back comes first, downwards last. */
static enum status find_streams(struct finding *search, bool undated, bool onward)
{
    struct streams streams;
    struct statement *rows;
    search->begun = search->out->count;
    enum status status = list_streams(search->list, undated, &streams);
    if (status == STATUS_OK) status = prepare_streams(search, &streams, undated, onward, &rows);
    if (status != STATUS_OK) return status;
    if (undated) list_bind_cursor(search->cursor, rows);
    statement_bind_integer(rows, ":limit", (int64_t)(search->want - search->begun));
    for (size_t i = 0; i < streams.count && status == STATUS_OK; i++) {
        const struct stream *stream = &streams.at[search->descending ? streams.count - 1 - i : i];
        size_t kept = search->out->count;
        if (undated)
            stream_bind(search->list, stream, rows);
        else
            bind_stream(search, stream, onward, rows);
        status = add_all(search, rows);
        statement_restart(rows);
        keep_first(search, kept);
    }
    statement_reset(rows);
    return status;
}

/* --- either --- */

/* A cursor of this dataset, list and language holds other keys only if somebody made it. */
static bool fits(const struct cursor *cursor)
{
    bool undated = cursor->keys[0].class == KEY_NULL;
    for (size_t i = 0; i < SORT_KEYS - 1; i++)
        if (!undated && cursor->keys[i].class != KEY_INTEGER) return false;
    return cursor->keys[SORT_KEYS - 1].class == KEY_TEXT;
}

/* Whether there may be undated rows: what the list is narrowed to is not looked through for none.
 */
static bool may_have_undated(const struct list *list)
{
    return !list->narrowed || list_population(list).undated > 0;
}

/* The dated, then the undated; backwards the undated first. */
static enum status find_by_date(struct finding *search, bool onward)
{
    struct list *list = search->list;
    bool backwards = search->cursor->backwards, axis = list_is_sorted_by_axis(list);
    bool at_undated = search->cursor->keys[0].class == KEY_NULL;
    enum status status = STATUS_OK;
    for (int i = 0; i < 2 && status == STATUS_OK && search->out->count < search->want; i++) {
        bool undated = (i == 1) != backwards;
        if (axis && (undated ? list->only_dated : list->only_undated)) continue;
        /* The first part is behind a cursor in the second. */
        if (onward && i == 0 && undated != at_undated) continue;
        bool within = onward && undated == at_undated;
        if (undated && !may_have_undated(list)) continue;
        status = list_is_plain(list) ? find_streams(search, undated, within)
                                     : find_part(search, undated, within);
    }
    return status;
}

enum status list_find(struct list *list, const struct cursor *cursor, size_t want,
                      struct list_places *out)
{
    struct finding search = {.list = list, .cursor = cursor, .want = want, .out = out};
    bool onward = cursor->given && !cursor_is_from_end(cursor);
    search.dated = strcmp(list_sort_name(list), "date") == 0;
    search.descending = is_descending(list, cursor);
    if (search.dated && onward && !fits(cursor)) return STATUS_INVALID;
    *out = (struct list_places){.room = 2 * want};
    out->at = calloc(out->room, sizeof *out->at);
    if (out->at == NULL) return STATUS_NO_MEMORY;
    return search.dated ? find_by_date(&search, onward) : find_part(&search, false, onward);
}
