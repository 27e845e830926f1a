/*
 * The function reference_json(id, [name, value]…): what view `reference` says of a record, with
 * members added. Rows name the same few records again and again, so the latest are remembered; a
 * connection never sees its dataset change.
 */
#include "references.h"

#include "connection.h"

#include <chancery/buffer.h>
#include <stdlib.h>
#include <string.h>

/* Where a reference may stand: anywhere in one set, so that some that are named often do not keep
 * driving each other out. */
enum { SETS = 1024, WAYS = 4 };

struct remembered {
    size_t language;
    struct text id, json; /* owned */
};

struct references {
    unsigned next_victim;
    struct remembered slots[SETS][WAYS];
};

static void forget(struct remembered *slot)
{
    free((char *)slot->id.at);
    free((char *)slot->json.at);
    *slot = (struct remembered){0};
}

void references_free(struct references *references)
{
    for (size_t i = 0; references != NULL && i < SETS; i++)
        for (size_t k = 0; k < WAYS; k++)
            forget(&references->slots[i][k]);
    free(references);
}

static bool holds(const struct remembered *slot, size_t language, struct text id)
{
    return slot->id.at != NULL && slot->language == language && text_equal(slot->id, id);
}

/* The slot that holds the reference, or else the one to put it into. */
static struct remembered *slot_of(struct references *references, size_t language, struct text id)
{
    uint32_t hash = 2166136261U ^ (uint32_t)language;
    for (size_t i = 0; i < id.length; i++)
        hash = (hash ^ (unsigned char)id.at[i]) * 16777619U;
    struct remembered *set = references->slots[(hash ^ hash >> 15) % SETS];
    for (size_t i = 0; i < WAYS; i++)
        if (holds(&set[i], language, id)) return &set[i];
    for (size_t i = 0; i < WAYS; i++)
        if (set[i].id.at == NULL) return &set[i];
    return &set[references->next_victim++ % WAYS];
}

static struct text copy_text(struct text source)
{
    char *copy = source.at != NULL ? strndup(source.at, source.length) : NULL;
    return (struct text){copy, copy != NULL ? source.length : 0};
}

/* Ask the view; the slot stays empty where there is no such record. */
static enum status ask(struct connection *connection, struct text id, struct remembered *slot)
{
    struct statement *query;
    enum status status =
        connection_prepare(connection, TEXT("SELECT json FROM reference WHERE id = :id"), &query);
    if (status != STATUS_OK) return status;
    statement_bind_text(query, ":id", id);
    status = statement_step(query);
    forget(slot);
    if (status == STATUS_OK) {
        slot->language = connection->language;
        slot->json = copy_text(statement_text(query, 0));
        slot->id = copy_text(id);
        if (slot->json.at == NULL || slot->id.at == NULL) status = STATUS_NO_MEMORY;
    }
    statement_reset(query);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* The reference to `id` in the connection's language. */
static enum status find(struct connection *connection, struct text id, struct text *out)
{
    if (connection->references == NULL)
        connection->references = calloc(1, sizeof *connection->references);
    if (connection->references == NULL) return STATUS_NO_MEMORY;
    struct remembered *slot = slot_of(connection->references, connection->language, id);
    bool known = holds(slot, connection->language, id);
    enum status status = known ? STATUS_OK : ask(connection, id, slot);
    *out = slot->json;
    return status;
}

static void append_value(struct buffer *out, sqlite3_value *value)
{
    const char *at = (const char *)sqlite3_value_text(value);
    struct text text = {at, at != NULL ? (size_t)sqlite3_value_bytes(value) : 0};
    if (at == NULL)
        buffer_string(out, "null");
    else if (sqlite3_value_subtype(value) == 'J')
        buffer_text(out, text);
    else
        buffer_json_string(out, text);
}

void references_give(sqlite3_context *context, int count, sqlite3_value **values)
{
    struct connection *connection = sqlite3_user_data(context);
    const char *at = (const char *)sqlite3_value_text(values[0]);
    struct text json;
    if (at == NULL) return;
    struct text id = {at, (size_t)sqlite3_value_bytes(values[0])};
    struct buffer out = {0};
    enum status status = find(connection, id, &json);
    if (status == STATUS_NO_MEMORY) sqlite3_result_error_nomem(context);
    if (status == STATUS_FAILED) sqlite3_result_error(context, "a reference cannot be read", -1);
    if (status != STATUS_OK || json.at == NULL) return;
    buffer_append(&out, json.at, json.length - 1);
    for (int i = 1; i + 1 < count; i += 2) {
        buffer_string(&out, ",\"");
        buffer_string(&out, (const char *)sqlite3_value_text(values[i]));
        buffer_string(&out, "\":");
        append_value(&out, values[i + 1]);
    }
    buffer_string(&out, "}");
    if (out.failed) {
        buffer_free(&out);
        sqlite3_result_error_nomem(context);
        return;
    }
    sqlite3_result_text64(context, out.at, out.length, free, SQLITE_UTF8);
    sqlite3_result_subtype(context, 'J');
}
