/*
 * Makes a record ready to be inserted: judged by the schema, its canonical text and digest made,
 * its date turned into days, its claims found. It works on one record alone and never asks the
 * store, so that it can run beside the inserting.
 */
#include "compilation.h"

#include <chancery/json.h>
#include <string.h>

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
