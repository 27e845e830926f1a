/* What the handlers share below the lists: the store, names, faults. */
#ifndef HANDLERS_COMMON_H
#define HANDLERS_COMMON_H

#include <chancery/handlers.h>
#include <chancery/record_type.h>

/** The request's connection, in its language; NULL: none could be had. */
struct connection *request_connection(struct request *request);

/** Prepare a named piece of queries.sql on the request's connection. */
enum status request_query(struct request *request, const char *name,
                          struct statement **out) CHANCERY_MUST_USE;

/** The same of pieces one after the other; one that is NULL is left out. */
enum status request_query_joined(struct request *request, const char *const *pieces, size_t count,
                                 struct statement **out) CHANCERY_MUST_USE;

/** What an id stands for. */
struct found_id {
    int64_t key;
    struct text type;    /* in the request's arena */
    struct text current; /* the id that answers now: another than was asked after a renaming */
};

/** The released version that is named so, or whose digest it is; the digest of what is served
 * stands for itself. In the arena. STATUS_NOT_FOUND: there is none. */
enum status find_version(struct request *request, struct text named,
                         struct text *out) CHANCERY_MUST_USE;

/** Look up a record's id, former ids included. STATUS_NOT_FOUND. */
enum status find_id(struct request *request, struct text id,
                    struct found_id *out) CHANCERY_MUST_USE;

/** The reply where a record of `type` has no such id: 308, 410, or 404 with suggestions. */
struct reply missing_record(struct request *request, const struct record_type *type,
                            struct text id);

/** Look up the record of `type` whose id now is `id`. STATUS_NOT_FOUND: `instead` is the reply to
 * give, that of missing_record or of a failure. */
enum status find_current(struct request *request, const struct record_type *type, struct text id,
                         struct found_id *out, struct reply *instead) CHANCERY_MUST_USE;

/** The ids of `piece` (a query of ids) nearest to `wanted`, at most 5, the nearest first: a new
 * JSON array. */
json_t *nearest_ids(struct request *request, const char *piece, struct text type,
                    struct text wanted);

/** The text value of a parameter, {NULL, 0} where it is absent. */
struct text parameter_text(const struct request *request, const char *name);

/** The request's path and query with one path segment replaced, malloc'd, with the base path. NULL:
 * memory. */
char *replaced_target(const struct request *request, size_t segment, struct text replacement);

/** Append a JSON object's bytes with `"href":"/` led by the base path. */
void append_with_base(struct buffer *out, struct text json, const char *base_path);

/** Leave of an item what `fields=` asks for; consumes the reference. NULL: memory. */
json_t *select_fields_take(const struct request *request, json_t *item);

/** Tell in a record what `at=` on an item asks: `match`, `label_at`, of its dated lists what
 * possibly holds then, and of a place also what holds the places around it. Without `at` it stays
 * as it is. */
enum status item_tell_at(struct request *request, json_t *record) CHANCERY_MUST_USE;

/** Whether `fields` was given, and whether it names this top-level property. */
bool fields_given(const struct request *request);
bool fields_include(const struct request *request, const char *property);

/* What a list adds to a record's own bytes. */
struct record_marks {
    bool matched;      /* `match` is told */
    struct text match; /* "certain", "possible"; at NULL: undated */
    struct text via;   /* a reference as JSON; at NULL: none */
};

/** Append one record's JSON: kept bytes and what is added to them, or what `fields` leaves. `marks`
 * NULL: as an item. */
enum status append_record(struct request *request, const struct record_type *type, int64_t key,
                          struct text kept, const struct record_marks *marks,
                          struct buffer *out) CHANCERY_MUST_USE;

/** The members of a record, of its kept bytes without the closing brace, that `names` (NULL after
 * the last) has: a new JSON object. NULL: memory. */
json_t *members_of(struct text kept, const char *const *names);

/** The same for a row of a list that is given as it was kept. */
enum status append_kept(const struct request *request, struct text kept,
                        const struct record_marks *marks, struct buffer *out) CHANCERY_MUST_USE;

/** Append a claim's JSON as it is. */
enum status append_whole_claim(struct request *request, int64_t key,
                               struct buffer *out) CHANCERY_MUST_USE;

/** The same, with what `include` adds and what `fields` leaves. */
enum status append_claim(struct request *request, int64_t key,
                         struct buffer *out) CHANCERY_MUST_USE;

/** The geometry of a place: its outline, else its point, else JSON null. The caller owns the
 * reference. */
enum status read_outline(struct request *request, const char *place,
                         json_t **out) CHANCERY_MUST_USE;

/** The same, but its point before its outline. */
enum status read_point(struct request *request, const char *place, json_t **out) CHANCERY_MUST_USE;

/** The schema of this operation's items, or NULL. Borrowed. */
const struct shape *item_shape(const struct request *request);

/** The reply for one record by id. */
struct reply record_reply(struct request *request, const struct record_type *type, struct text id);

/** The list of claims about one record, or of all with `subject` NULL. */
struct reply claims_reply(struct request *request, const struct text *subject);

/* One of the values that a list is sorted by. */
struct sort_key {
    enum { KEY_NULL, KEY_INTEGER, KEY_NUMBER, KEY_TEXT } class;
    int64_t integer;
    double number;
    struct text text;
};

enum { SORT_KEYS = 4 };

/** A cursor: where it stands. */
struct cursor {
    bool given, backwards;
    struct sort_key
        keys[SORT_KEYS]; /* all null: at the end, which leads backwards to the last page */
};

/** Open the request's cursor; its texts are in the request's arena. STATUS_INVALID: not ours or for
 * other parameters; STATUS_STALE: for another dataset version. */
enum status cursor_open(const struct request *request, struct cursor *out) CHANCERY_MUST_USE;

/** What is told of a cursor that cursor_open refused: 410 with the way on, or 400. */
struct reply cursor_refuse(const struct request *request, enum status status);

/** Beside other faults, that of a `cursor` that nobody gave. Alone cursor_open tells it, and what
 * it is bound to. */
void cursor_check(const struct request *request, struct problem *problem);

/* What every cursor of a request begins with. */
struct cursor_binding {
    char text[17];
};

/** What the cursors of this request are bound to. */
struct cursor_binding cursor_bind(const struct request *request);

/** Write a cursor at `keys` (NULL: at the end), base64url; appended to `out`. */
void cursor_write(const struct request *request, const struct cursor_binding *binding,
                  bool backwards, const struct sort_key *keys, struct buffer *out);

/** Whether a cursor stands at the end. */
bool cursor_is_from_end(const struct cursor *cursor);

/** Append this request's target with `cursor` set to the text, or without one where it is NULL. */
void append_target(const struct request *request, const struct text *cursor, struct buffer *out);

/** Faults of `fields`: paths that lead nowhere. */
void fields_check(const struct request *request, struct problem *problem);

/** The fault of an export's collections that only its format makes. */
void export_check(const struct request *request, struct problem *problem);

/** Faults that only the dataset can tell: language, kinds, ids, fields, dates that contradict each
 * other. */
void check_against_dataset(struct request *request, struct problem *problem);

#endif
