/* What an id, or the name of a version, stands for. */
#ifndef HANDLERS_IDENTITY_H
#define HANDLERS_IDENTITY_H

#include <chancery/handlers.h>
#include <chancery/record_type.h>

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

/** The reference to whatever record has this id: a new JSON object, or NULL. */
json_t *read_reference(struct request *request, struct text id);

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

#endif
