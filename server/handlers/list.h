/* A list being put together: pieces of SQL by name, values by name, then one page. */
#ifndef HANDLERS_LIST_H
#define HANDLERS_LIST_H

#include "cursor.h"

#include <chancery/buffer.h>

struct binding {
    const char *name;
    enum { BIND_TEXT, BIND_INTEGER, BIND_NUMBER } class;
    struct text text;
    int64_t integer;
    double number;
};

enum {
    LIST_MAX_BINDINGS = 32,
    LIST_LARGE = 50000 /* records of a collection, from which on not all that is found is counted */
};

/* The days asked for. */
struct asked_time {
    bool asked; /* from, to or at was given */
    bool at;    /* at: holds on every day of it */
    int64_t since, until;
};

struct list;

/* Append further members of the envelope, each led by a comma. */
typedef enum status write_members(struct list *list, int64_t total, struct buffer *out);

struct list {
    struct request *request;
    const char *type; /* record type, for its shape and coverage; "" for several */
    const char *sort; /* "date", "-label", "ordinal", "claim", "score" */
    const char *axis; /* "own", "signed", "ratified" */
    struct asked_time time;
    struct buffer source; /* FROM … WHERE … filters */
    size_t from;          /* of which so many bytes are list_begin's; 0: it was not begun so */
    const char *join;     /* piece that joins a record's treaty; NULL: none */
    bool by_key;          /* rows are found by their keys, sorted, and then read one by one */
    bool narrowed;        /* by more than type, kind and time */
    bool by_words;        /* its source begins with what words find */
    bool only_dated, only_undated;
    bool lasting;      /* only events that have a beginning and an end of their own */
    size_t where;      /* bytes of `source` up to the type; 0: it has none of its own */
    size_t kind_count; /* 0: of every kind */
    const struct text *kinds;
    const char *const
        *types;          /* the record types it holds, NULL after the last; NULL: `type` alone */
    struct buffer sieve; /* conditions beyond type, kind and days … */
    struct buffer sieve_dated; /* … and those on what is dated */
    struct buffer left_out;    /* FROM … WHERE … of what `sieve` alone leaves out */
    const char *match;         /* piece that gives the match column */
    const char *via;           /* piece of the containing place it was found by; NULL: none */
    const char *body;          /* piece that gives the body column */
    write_members *members;    /* or NULL */
    struct text spelling;      /* of a search: what was meant; at NULL where nothing is proposed */
    bool within_words;         /* of a search: found inside the words of names */
    int64_t finds; /* of a search: how many there are before any filter; 0: to be counted */
    size_t binding_count;
    struct binding bindings[LIST_MAX_BINDINGS];
    bool reshaped; /* `fields` or `include` ask for other than the kept bytes */
    bool failed;
};

/* Where a row stands in its list. */
struct list_place {
    int64_t key;
    struct sort_key keys[SORT_KEYS]; /* texts in the request's arena */
};

/* The places of the rows of a page, in the order in which they are read. */
struct list_places {
    struct list_place *at; /* owned */
    size_t count, room;
};

/* One row of a page. */
struct list_row {
    int64_t key;
    struct text id;
    struct text match; /* "certain", "possible"; at NULL: undated, or no date filter */
    struct text via;   /* JSON of a reference; at NULL: none */
    struct text body;  /* kept bytes without the closing brace; at NULL where the list has none */
    double score;
};

/* Append the JSON of one row to `out`. */
typedef enum status write_row(struct list *list, const struct list_row *row, struct buffer *out);

/** Append a named piece of queries.sql to the list's source. */
void list_add(struct list *list, const char *piece);

/** Begin the list's source: with records, or with those that the words of `q` find. */
void list_begin(struct list *list);

/** Bind a value by name, for the count and for the page. */
void list_bind_text(struct list *list, const char *name, struct text value);
void list_bind_integer(struct list *list, const char *name, int64_t value);
void list_bind_number(struct list *list, const char *name, double value);

/** Free what the list holds. */
void list_free(struct list *list);

/** Prepare a statement over the list's source, with its values and the language bound. */
enum status list_prepare(struct list *list, const struct buffer *sql,
                         struct statement **out) CHANCERY_MUST_USE;

/** Find the places of at most `want` rows from the cursor on, for a list that is read by key. The
 * caller frees `out->at`. STATUS_INVALID: the cursor is not of such a list. */
enum status list_find(struct list *list, const struct cursor *cursor, size_t want,
                      struct list_places *out) CHANCERY_MUST_USE;

/** Read the place of a row whose first columns are its key and its sort keys. */
struct list_place list_read_place(const struct list *list, struct statement *row);

/** Append what is beyond the cursor, in the list's order and up to :limit rows; bind where that is.
 */
void list_write_order(const struct list *list, const struct cursor *cursor, struct buffer *sql);
void list_bind_cursor(const struct cursor *cursor, struct statement *statement);

/** How many rows the list has; `*floor`: at least so many, since more would take too long to count.
 */
enum status list_count(struct list *list, int64_t *total, bool *floor) CHANCERY_MUST_USE;

/** What the dataset covers of these days, of the list's type or of those that `type` leaves. */
enum coverage list_coverage(const struct list *list, int64_t since, int64_t until);

/** Append the member `coverage`, of the days asked for: null where none were. */
void list_append_coverage(const struct list *list, struct buffer *out);

/** How many records there are of the types that the list holds, whatever its filters. */
struct population list_population(const struct list *list);

/** Bind the values that the list has, and the language. */
void list_bind(const struct list *list, struct statement *statement);

/** Append a piece whose name is put together: "after" and "date" give `after.date`. */
void list_write_piece(const struct list *list, struct buffer *sql, const char *what,
                      const char *name, const char *more);

/** The sort without its sign: the name of its keys. */
const char *list_sort_name(const struct list *list);

/* A part of what a list holds that an index has in order: of a type, and perhaps of a kind, the
 * records of one span. */
struct stream {
    struct text type, kind; /* kind "": every kind */
    int64_t span, reach;    /* reach -1: of whatever span */
};

struct streams {
    size_t count, room;
    struct stream *at; /* in the request's arena, those that reach farthest back first */
    const char *form;  /* "type", "span", "kind": what tells one from another */
};

/** Whether its dates are filtered by the days that it is sorted by. */
bool list_is_sorted_by_axis(const struct list *list);

/** Whether what the list holds is known by type, kind and days alone, those by which it is sorted:
 * then it can be read as streams, and counted without reading. */
bool list_is_plain(const struct list *list);

/** The streams of the list's dated records, or one each of types and kinds with `undated`. */
enum status list_streams(struct list *list, bool undated, struct streams *out) CHANCERY_MUST_USE;

/** Append ` FROM … WHERE …` of any of the streams. */
void list_write_stream(const struct list *list, const struct streams *streams, bool undated,
                       struct buffer *sql);

/** The nearest place before all that a stream can have of the days asked for. */
void stream_lowest(const struct list *list, const struct stream *stream, int64_t low[3]);

/** Append FROM … WHERE … filters, by way of the spans where that reads less. */
void list_write_scan(const struct list *list, struct buffer *sql);

/** Bind what tells a stream from the others. */
void stream_bind(const struct list *list, const struct stream *stream, struct statement *statement);

/** Append `,"facets":{…}` where the request asks for facets. */
enum status list_write_facets(struct list *list, struct buffer *out) CHANCERY_MUST_USE;

/** Add a filter where its list parameter is present: `piece`, with the items bound as a JSON array.
 */
void list_filter_items(struct list *list, const char *parameter, const char *piece,
                       const char *name);

/** Add the filter by `at`, or `from` and `to`, with `match`, `undated` and `boundary`. */
void list_filter_time(struct list *list);

/** Add every filter that the request has and `list` can carry (kind, actor, place …, dates). */
enum status list_add_filters(struct list *list) CHANCERY_MUST_USE;

/** Count and fetch a page, and make the reply; frees what the list holds. `write` makes an item. */
struct reply list_reply(struct list *list, write_row *write);

/** The writer of records: kept bytes, `match`, and what `fields` leaves of them. */
enum status list_write_record(struct list *list, const struct list_row *row,
                              struct buffer *out) CHANCERY_MUST_USE;

#endif
