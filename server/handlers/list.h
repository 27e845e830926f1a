/* A list being put together: pieces of SQL by name, values by name, then one page. */
#ifndef HANDLERS_LIST_H
#define HANDLERS_LIST_H

#include <chancery/buffer.h>
#include <chancery/handlers.h>
#include <chancery/record_type.h>

struct binding {
    const char *name;
    enum { BIND_TEXT, BIND_INTEGER, BIND_NUMBER } class;
    struct text text;
    int64_t integer;
    double number;
};

enum { LIST_MAX_BINDINGS = 32, LIST_KEYS = 4 };

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
    struct buffer source;   /* FROM … WHERE … filters */
    const char *match;      /* piece that gives the match column */
    const char *via;        /* piece of the containing place it was found by; NULL: none */
    const char *body;       /* piece that gives the body column */
    write_members *members; /* or NULL */
    struct text spelling;   /* of a search: what was meant; at NULL where nothing is proposed */
    bool within_words;      /* of a search: found inside the words of names */
    size_t binding_count;
    struct binding bindings[LIST_MAX_BINDINGS];
    bool failed;
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

/** Bind a value by name, for the count and for the page. */
void list_bind_text(struct list *list, const char *name, struct text value);
void list_bind_integer(struct list *list, const char *name, int64_t value);
void list_bind_number(struct list *list, const char *name, double value);

/** Prepare a statement over the list's source, with its values and the language bound. */
enum status list_prepare(struct list *list, const struct buffer *sql,
                         struct statement **out) CHANCERY_MUST_USE;

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
enum status list_write_record(struct list *list, const struct list_row *row, struct buffer *out);

#endif
