/* Reading dates from a dataset's JSON, in two files. For the files of this folder alone. */
#ifndef CHANCERY_TIME_DATE_JSON_H
#define CHANCERY_TIME_DATE_JSON_H

#include "reading.h"

/* As date_read_json's caller gives it. */
#define JSON_POINTER_SIZE 64

/* Objects within objects: no date needs more. */
#define JSON_DEPTH_MAX 4

struct json_reader {
    struct arena *arena;
    struct date_fault *fault;
    char *pointer; /* JSON_POINTER_SIZE bytes */
    int depth;
};

/** Point at a member of the value that is being read; "" is the value itself. */
void json_at(struct json_reader *reader, const char *key);

/** Refuse a member, for a reason that is a sentence. Gives STATUS_INVALID. */
enum status json_refuse(struct json_reader *reader, const char *key,
                        const char *reason) CHANCERY_MUST_USE;

/** Read a dating: a text or an object. Statuses as date_read_json. */
enum status json_read_dating(struct json_reader *reader, const json_t *value,
                             struct dating *out) CHANCERY_MUST_USE;

/** Read the member `key`, which must be a date and no interval. Statuses as date_read_json. */
enum status json_read_end(struct json_reader *reader, const json_t *value, const char *key,
                          struct date *out) CHANCERY_MUST_USE;

/** Tell whether an object is written as an interval with ends. */
bool is_interval_object(const json_t *object);

/** Read an object with "start", "end", "start_kind", "end_kind". Statuses as date_read_json. */
enum status json_read_interval(struct json_reader *reader, const json_t *object,
                               struct dating *out) CHANCERY_MUST_USE;

/** Let a date stand for the interval throughout it. False when memory is short. */
bool date_stretch(struct arena *arena, struct dating *dating) CHANCERY_MUST_USE;

#endif
