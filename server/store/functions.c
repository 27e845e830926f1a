/*
 * The functions that db/'s SQL calls: dates and their words, folding, the language of the answer.
 * Each is a pure function of its arguments and of the connection's language.
 */
#include "connection.h"

#include "references.h"

#include <chancery/buffer.h>
#include <chancery/calendar.h>
#include <chancery/fold.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* {NULL, 0} for NULL. The bytes of a text are taken as they are: sqlite3_value_text would copy it
 * to put a NUL behind it. */
static struct text argument(sqlite3_value *value)
{
    bool is_text = sqlite3_value_type(value) == SQLITE_TEXT;
    const char *at = is_text ? sqlite3_value_blob(value) : (const char *)sqlite3_value_text(value);
    if (at == NULL && is_text) at = "";
    return (struct text){at, at != NULL ? (size_t)sqlite3_value_bytes(value) : 0};
}

/* A date's JSON text; most are plain strings, which need no parser. */
static json_t *load_date(struct text source)
{
    bool plain =
        source.length >= 2 && source.at[0] == '"' && memchr(source.at, '\\', source.length) == NULL;
    if (plain) return json_stringn(source.at + 1, source.length - 2);
    return json_loadb(source.at, source.length, JSON_DECODE_ANY, NULL);
}

/* Read the authored date in `value`, if any. `arena` must be freed by the caller. */
static enum status read_date(sqlite3_value *value, bool as_interval, struct arena *arena,
                             struct dating *out)
{
    struct text source = argument(value);
    struct date_fault fault;
    char pointer[64];
    if (arena == NULL) return STATUS_NO_MEMORY;
    json_t *authored = load_date(source);
    if (authored == NULL) return STATUS_INVALID;
    enum status status = date_read_json(authored, as_interval, arena, out, &fault, pointer);
    json_decref(authored);
    return status;
}

static void fail(sqlite3_context *context, enum status status)
{
    if (status == STATUS_NO_MEMORY)
        sqlite3_result_error_nomem(context);
    else
        sqlite3_result_error(context, "a date that build did not check", -1);
}

/* Give JSON text (taken) as such. */
static void give_json(sqlite3_context *context, struct buffer *text)
{
    if (text->failed) {
        buffer_free(text);
        sqlite3_result_error_nomem(context);
        return;
    }
    sqlite3_result_text64(context, text->at, text->length, free, SQLITE_UTF8);
    sqlite3_result_subtype(context, 'J');
}

static const struct date_language *date_words(const struct connection *connection)
{
    return connection->languages->at[connection->language].dates;
}

/* date_object(date, as_interval): the date or interval object; NULL for NULL. */
static void date_object(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    const struct connection *connection = sqlite3_user_data(context);
    if (sqlite3_value_type(values[0]) == SQLITE_NULL) return;
    struct arena *arena = arena_new(512);
    struct dating dating;
    struct buffer out = {0};
    enum status status = read_date(values[0], sqlite3_value_int(values[1]) != 0, arena, &dating);
    if (status == STATUS_OK) {
        date_append_json(&dating, date_words(connection), &out);
        give_json(context, &out);
    } else {
        fail(context, status);
    }
    arena_free(arena);
}

/* An interval is written with a slash or as an object. */
static bool may_last(struct text date)
{
    return date.length > 0 && (date.at[0] != '"' || memchr(date.at, '/', date.length) != NULL);
}

/* duration(date): how long an interval lasted, or NULL. */
static void duration(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    const struct connection *connection = sqlite3_user_data(context);
    if (sqlite3_value_type(values[0]) == SQLITE_NULL || !may_last(argument(values[0]))) return;
    struct arena *arena = arena_new(512);
    struct dating dating;
    struct buffer out = {0};
    enum status status = read_date(values[0], false, arena, &dating);
    if (status != STATUS_OK) {
        fail(context, status);
    } else if (dating.is_interval) {
        date_append_duration(&dating, date_words(connection), &out);
        give_json(context, &out);
    }
    arena_free(arena);
}

/* day_bound(date, as_interval, n): bound n of the four, NULL where the date is undated. */
static void day_bound(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    if (sqlite3_value_type(values[0]) == SQLITE_NULL) return;
    struct arena *arena = arena_new(512);
    struct dating dating;
    enum status status = read_date(values[0], sqlite3_value_int(values[1]) != 0, arena, &dating);
    if (status != STATUS_OK) {
        fail(context, status);
    } else if (!date_is_undated(&dating)) {
        struct day_bounds bounds = date_bounds(&dating);
        const int64_t all[] = {bounds.start_earliest, bounds.start_latest, bounds.end_earliest,
                               bounds.end_latest};
        sqlite3_result_int64(context, all[sqlite3_value_int(values[2]) & 3]);
    }
    arena_free(arena);
}

/* day_iso(jdn): the Gregorian day as ISO 8601 writes it. */
static void day_iso(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    char out[CALENDAR_PRINT_SIZE];
    int length = calendar_print(gregorian_from_jdn(sqlite3_value_int64(values[0])), out);
    sqlite3_result_text(context, out, length, SQLITE_TRANSIENT);
}

/* fold(text) and fold_index(text): see chancery/fold.h. */
static void fold_with(sqlite3_context *context, sqlite3_value *value,
                      void (*folding)(struct text, struct buffer *))
{
    struct buffer folded = {0};
    folding(argument(value), &folded);
    if (folded.failed)
        sqlite3_result_error_nomem(context);
    else
        sqlite3_result_text(context, folded.at != NULL ? folded.at : "", (int)folded.length,
                            SQLITE_TRANSIENT);
    buffer_free(&folded);
}

static void fold(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    fold_with(context, values[0], fold_text);
}

static void index_words(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    fold_with(context, values[0], fold_index);
}

/* Append a list's or an object's strings from JSON text that escapes nothing in them and has
 * nothing else. False: it is not so simple. */
static bool join_plain(struct text json, struct buffer *out)
{
    bool is_object = json.length > 1 && json.at[0] == '{', is_key = is_object;
    size_t i = 1, begin = out->length;
    if (memchr(json.at, '\\', json.length) != NULL) return false;
    while (i < json.length && json.at[i] == '"') {
        const char *start = json.at + i + 1;
        const char *end = memchr(start, '"', json.length - i - 1);
        if (end == NULL || end + 1 == json.at + json.length) return false;
        if (!is_key && out->length > begin) buffer_string(out, " ; ");
        if (!is_key) buffer_append(out, start, (size_t)(end - start));
        is_key = is_object && !is_key;
        i = (size_t)(end - json.at) + 1;
        if (json.at[i] == ',' || json.at[i] == ':') i++;
    }
    return i + 1 == json.length && (json.at[i] == '}' || json.at[i] == ']');
}

static void join_parsed(struct text json, struct buffer *out)
{
    json_t *parsed = json_loadb(json.at, json.length, 0, NULL), *value;
    const char *key;
    size_t i, begin = out->length;
    if (json_is_object(parsed)) {
        json_object_foreach(parsed, key, value)
        {
            if (out->length > begin) buffer_string(out, " ; ");
            buffer_append(out, json_string_value(value), json_string_length(value));
        }
    }
    json_array_foreach(parsed, i, value)
    {
        if (out->length > begin) buffer_string(out, " ; ");
        buffer_append(out, json_string_value(value), json_string_length(value));
    }
    json_decref(parsed);
}

/* joined(json): the strings of a list or an object with " ; " between them; NULL where there are
 * none. json_each says the same, at the price of a table for each row. */
static void joined(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    struct text json = argument(values[0]);
    struct buffer out = {0};
    if (json.at == NULL) return;
    if (!join_plain(json, &out)) {
        out.length = 0;
        join_parsed(json, &out);
    }
    if (out.failed)
        sqlite3_result_error_nomem(context);
    else if (out.length > 0)
        sqlite3_result_text(context, out.at, (int)out.length, SQLITE_TRANSIENT);
    buffer_free(&out);
}

/* distance_km(lat, lon, lat, lon): along the great circle of a sphere of 6,371.0088 km (IUGG's
 * mean). */
static void distance_km(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    double radian[4];
    for (int i = 0; i < 4; i++)
        radian[i] = sqlite3_value_double(values[i]) * M_PI / 180.0;
    double up = sin((radian[2] - radian[0]) / 2), across = sin((radian[3] - radian[1]) / 2);
    double half = up * up + cos(radian[0]) * cos(radian[2]) * across * across;
    sqlite3_result_double(context, 2 * 6371.0088 * asin(fmin(1.0, sqrt(half))));
}

static void language(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    (void)values;
    const struct connection *connection = sqlite3_user_data(context);
    sqlite3_result_int64(context, (sqlite3_int64)connection->language);
}

static void language_code(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    const struct connection *connection = sqlite3_user_data(context);
    size_t ordinal = (size_t)sqlite3_value_int64(values[0]);
    if (ordinal < connection->languages->count)
        sqlite3_result_text(context, connection->languages->at[ordinal].code, -1, SQLITE_STATIC);
}

/* nearest_id(id): the record id nearest to it, for a curator's slip of the pen; NULL where none is
 * near. */
static void nearest_id(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    struct connection *connection = sqlite3_user_data(context);
    struct text wanted = argument(values[0]), best = {NULL, 0};
    size_t distance = wanted.length / 4 + 1;
    struct statement *ids;
    struct buffer kept = {0};
    if (connection_prepare(connection, TEXT("SELECT id FROM record"), &ids) != STATUS_OK) return;
    while (statement_step(ids) == STATUS_OK) {
        fold_nearest(wanted, statement_text(ids, 0), &best, &distance);
        if (best.at == NULL || (kept.at != NULL && best.at == kept.at)) continue;
        struct buffer copy = {0};
        buffer_text(&copy, best);
        buffer_free(&kept);
        kept = copy;
        best = (struct text){kept.at, kept.length};
    }
    statement_reset(ids);
    if (kept.at != NULL && !kept.failed)
        sqlite3_result_text(context, kept.at, (int)kept.length, SQLITE_TRANSIENT);
    buffer_free(&kept);
}

/* What gives or reads JSON must say so since SQLite 3.45; before, nothing asks for it. */
#ifndef SQLITE_RESULT_SUBTYPE
#define SQLITE_RESULT_SUBTYPE 0
#endif

enum status functions_register(struct connection *connection)
{
    const struct {
        const char *name;
        int arguments;
        int flags;
        void (*function)(sqlite3_context *, int, sqlite3_value **);
    } all[] = {
        {"date_object", 2, SQLITE_RESULT_SUBTYPE, date_object},
        {"duration", 1, SQLITE_RESULT_SUBTYPE, duration},
        {"day_bound", 3, SQLITE_DETERMINISTIC, day_bound},
        {"day_iso", 1, SQLITE_DETERMINISTIC, day_iso},
        {"fold", 1, SQLITE_DETERMINISTIC, fold},
        {"fold_index", 1, SQLITE_DETERMINISTIC, index_words},
        {"joined", 1, SQLITE_DETERMINISTIC, joined},
        {"distance_km", 4, SQLITE_DETERMINISTIC, distance_km},
        {"language", 0, 0, language},
        {"language_code", 1, 0, language_code},
        {"nearest_id", 1, 0, nearest_id},
        {"reference_json", -1, SQLITE_SUBTYPE | SQLITE_RESULT_SUBTYPE, references_give},
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (sqlite3_create_function_v2(connection->handle, all[i].name, all[i].arguments,
                                       SQLITE_UTF8 | all[i].flags, connection, all[i].function,
                                       NULL, NULL, NULL) != SQLITE_OK)
            return STATUS_FAILED;
    return STATUS_OK;
}
