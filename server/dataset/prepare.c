/*
 * Makes a record ready to be inserted: judged by the schema, its canonical text and digest made,
 * its date turned into days, its claims found. It works on one record alone and never asks the
 * store, so that it can run beside the inserting.
 */
#include "compilation.h"

#include <chancery/buffer.h>
#include <string.h>

static int append_piece(const char *bytes, size_t length, void *out)
{
    buffer_append(out, bytes, length);
    return 0;
}

/* A string that JSON writes as it is, which nearly all are. */
static bool is_plain(const char *at, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)at[i] < 0x20 || at[i] == '"' || at[i] == '\\') return false;
    return true;
}

enum { KEYS_MOST = 32 };

struct member {
    const char *key;
    size_t length;
    const json_t *value;
};

/* As jansson orders keys: by bytes, the shorter first. */
static bool comes_before(const struct member *one, const struct member *other)
{
    size_t common = one->length < other->length ? one->length : other->length;
    int difference = memcmp(one->key, other->key, common);
    return difference != 0 ? difference < 0 : one->length < other->length;
}

/* Put a member into its place among `count` sorted ones, or at the end. */
static void insert_member(struct member *members, size_t count, struct member member, bool sorted)
{
    for (; sorted && count > 0 && comes_before(&member, &members[count - 1]); count--)
        members[count] = members[count - 1];
    members[count] = member;
}

static void append_by_jansson(struct buffer *out, const json_t *value, size_t flags)
{
    if (json_dump_callback(value, append_piece, out,
                           flags | JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15)) != 0)
        out->failed = true;
}

static void append_plain(struct buffer *out, const char *at, size_t length)
{
    buffer_append(out, "\"", 1);
    buffer_append(out, at, length);
    buffer_append(out, "\"", 1);
}

static void append_object(struct buffer *out, const json_t *object, size_t flags)
{
    struct member members[KEYS_MOST];
    size_t count = 0;
    bool simple = json_object_size(object) <= KEYS_MOST;
    json_t *of = (json_t *)(uintptr_t)object;
    for (void *at = json_object_iter(of); at != NULL && simple;
         at = json_object_iter_next(of, at)) {
        struct member member = {json_object_iter_key(at), json_object_iter_key_len(at),
                                json_object_iter_value(at)};
        simple = is_plain(member.key, member.length);
        insert_member(members, count++, member, (flags & JSON_SORT_KEYS) != 0);
    }
    if (!simple) {
        append_by_jansson(out, object, flags);
        return;
    }
    buffer_append(out, "{", 1);
    for (size_t i = 0; i < count; i++) {
        if (i > 0) buffer_append(out, ",", 1);
        append_plain(out, members[i].key, members[i].length);
        buffer_append(out, ":", 1);
        json_append(out, members[i].value, flags);
    }
    buffer_append(out, "}", 1);
}

static void append_array(struct buffer *out, const json_t *array, size_t flags)
{
    json_t *element;
    size_t i;
    buffer_append(out, "[", 1);
    json_array_foreach(array, i, element)
    {
        if (i > 0) buffer_append(out, ",", 1);
        json_append(out, element, flags);
    }
    buffer_append(out, "]", 1);
}

/* The bytes are jansson's, which dumps what is not simple; most is. */
void json_append(struct buffer *out, const json_t *value, size_t flags)
{
    if (json_is_object(value))
        append_object(out, value, flags);
    else if (json_is_array(value))
        append_array(out, value, flags);
    else if (json_is_integer(value))
        buffer_integer(out, json_integer_value(value));
    else if (json_is_string(value) && is_plain(json_string_value(value), json_string_length(value)))
        append_plain(out, json_string_value(value), json_string_length(value));
    else
        append_by_jansson(out, value, flags);
}

struct text json_in_arena(struct arena *arena, const json_t *value, size_t flags)
{
    struct buffer text = {0};
    struct text kept = {NULL, 0};
    if (value == NULL) return kept;
    json_append(&text, value, flags);
    if (!text.failed) kept = arena_copy(arena, (struct text){text.at, text.length});
    buffer_free(&text);
    return kept;
}

/* The date that the collection's filter asks; NULL where the record has none. */
static const json_t *find_dating(const json_t *record)
{
    static const char *const keys[] = {"date", "in_force", "existed", "interval", "issued"};
    const json_t *dating = NULL;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0] && dating == NULL; i++)
        dating = json_object_get(record, keys[i]);
    return dating;
}

static enum status take_dating(struct prepared *prepared, struct arena *arena)
{
    const json_t *authored = find_dating(prepared->record);
    struct dating dating;
    struct date_fault fault;
    char pointer[64];
    if (authored == NULL) return STATUS_OK;
    const char *type = prepared->type->name;
    bool as_interval = strcmp(type, "event") != 0 && strcmp(type, "source") != 0;
    enum status status = date_read_json(authored, as_interval, arena, &dating, &fault, pointer);
    if (status != STATUS_OK) return status == STATUS_INVALID ? STATUS_FAILED : status;
    prepared->dating = json_in_arena(arena, authored, JSON_SORT_KEYS);
    prepared->dated = !date_is_undated(&dating);
    if (prepared->dated) prepared->bounds = date_bounds(&dating);
    prepared->lasts = prepared->dated && dating.is_interval && strcmp(type, "event") == 0;
    return prepared->dating.at != NULL ? STATUS_OK : STATUS_NO_MEMORY;
}

enum status record_prepare(struct compilation *compilation, struct arena *arena,
                           struct prepared *prepared)
{
    struct record_notes notes = {.compilation = compilation, .arena = arena, .at = prepared->at};
    notes_take(&notes, prepared->record, prepared->type);
    prepared->sound = notes.faults == 0;
    if (!prepared->sound) return STATUS_OK;
    prepared->json = json_in_arena(arena, prepared->record, JSON_SORT_KEYS);
    if (prepared->json.at == NULL) return STATUS_NO_MEMORY;
    digest_hex(prepared->json, prepared->digest);
    prepared->geometry = geometry_find(compilation, prepared->record, &notes);
    enum status status = take_dating(prepared, arena);
    if (status == STATUS_OK) status = claims_make(prepared, &notes);
    prepared->noted = notes.at_format;
    prepared->noted_count = notes.count;
    return status;
}
