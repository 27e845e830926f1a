/* The short form of a record in an answer about many, and what such an answer says of itself. */
#ifndef HANDLERS_ENTRY_H
#define HANDLERS_ENTRY_H

#include <chancery/handlers.h>

/** A section beyond this many entries is cut, and named in `truncated`. */
enum { SECTION_LIMIT = 1000 };

/**
 * Append the short form of a record: reference, kind, `interval`, what is disputed, and the few
 * properties that say who and where; without its closing brace. `kept`: its kept bytes, without
 * theirs.
 */
void entry_append(const struct request *request, const char *type, struct text kept,
                  struct buffer *out);

/** Append the reference to an entry's record: type, id, label (and its language), href, kind. */
void entry_append_reference(struct text entry, struct buffer *out);

/** Append a member to an object without its closing brace: a value as JSON (`at` NULL: nothing), a
 * word that needs no escape, or a value that is consumed. */
void entry_append_member(struct buffer *out, const char *name, struct text value);
void entry_append_word(struct buffer *out, const char *name, const char *word);
void entry_append_member_take(struct buffer *out, const char *name, json_t *value);

/** The property of a record type that says when it held: "in_force", "existed", "date", "interval".
 * Static. */
const char *entry_interval(const char *type);

/** The word for what the dataset covers of a type ("" for the whole) in the days since … until. */
json_t *entry_coverage(const struct request *request, const char *type, int64_t since,
                       int64_t until);

/** The same of every type that has states: {"actor": "covered", …}. */
json_t *entry_coverage_by(const struct request *request, int64_t since, int64_t until);

/** A number of entries: null where it is 0 and lies outside the coverage, since that is no finding.
 */
json_t *entry_count(const struct request *request, const char *type, int64_t since, int64_t until,
                    int64_t count);

/** The asked date, as everywhere in the API. */
json_t *entry_date(const struct request *request, const struct value *date);

/** The reply of a page (taken), with the base path before every href. */
struct reply entry_reply_take(const struct request *request, json_t *page);
struct reply entry_reply_bytes_take(const struct request *request, struct buffer *page);

#endif
