/* Cursors: where a page begins. */
#ifndef HANDLERS_CURSOR_H
#define HANDLERS_CURSOR_H

#include <chancery/handlers.h>

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

#endif
