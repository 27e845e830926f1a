/* One record, or claim, as JSON. */
#ifndef HANDLERS_RECORD_H
#define HANDLERS_RECORD_H

#include <chancery/handlers.h>
#include <chancery/record_type.h>

/** Append a JSON object's bytes with `"href":"/` led by the base path. */
void append_with_base(struct buffer *out, struct text json, const char *base_path);

/** Leave of an item what `fields=` asks for; consumes the reference. NULL: memory. */
json_t *select_fields_take(const struct request *request, json_t *item);

/** Tell in a record what `at=` on an item asks: `match`, `label_at`, of its dated lists what
 * possibly holds then, and of a place also what holds the places around it. Without `at` it stays
 * as it is. */
enum status item_tell_at(struct request *request, json_t *record) CHANCERY_MUST_USE;

/** Whether `fields` was given, and whether it names this dotted path or a part of what is there. */
bool fields_given(const struct request *request);
bool fields_reach(const struct request *request, struct text path);

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

/** The same for a row of a list that is given as it was kept. */
enum status append_kept(const struct request *request, struct text kept,
                        const struct record_marks *marks, struct buffer *out) CHANCERY_MUST_USE;

/** The members of a record, of its kept bytes without the closing brace, that `names` (NULL after
 * the last) has: a new JSON object. NULL: memory. */
json_t *members_of(struct text kept, const char *const *names);

/** Where the values of members stand in an object's bytes, whose closing brace may be missing:
 * `values[i]` is that of `names[i]` (NULL after the last); `at` NULL: it has none. Borrowed. */
void members_find(struct text object, const char *const *names, struct text *values);

/** The same of one member. */
struct text member_of(struct text object, const char *name);

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

/** The reply for one record by id. */
struct reply record_reply(struct request *request, const struct record_type *type, struct text id);

/** The list of claims about one record, or of all with `subject` NULL. */
struct reply claims_reply(struct request *request, const struct text *subject);

#endif
