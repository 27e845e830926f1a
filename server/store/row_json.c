/*
 * A row as a JSON object. It writes what jansson would, without making a tree of what is JSON
 * already; where the two could differ (escapes, real numbers) jansson does it.
 */
#include "row_json.h"

#include "connection.h"

#include <chancery/json.h>
#include <string.h>

int statement_column(const struct statement *statement, const char *name)
{
    int count = statement_column_count(statement);
    for (int i = 0; i < count; i++)
        if (strcmp(statement_column_name(statement, i), name) == 0) return i;
    return COLUMN_NONE;
}

/* Where each property stands is found once: a statement's columns never change. */
static void find_columns(struct statement *statement, const struct property *properties,
                         size_t count)
{
    if (statement->properties == properties) return;
    for (size_t i = 0; i < count; i++)
        statement->columns[i] = statement_column(statement, properties[i].name);
    statement->properties = properties;
}

/* SQLite's escapes of control characters and its real numbers may not be as jansson's. */
bool row_json_is_canonical(struct text json)
{
    bool in_string = false;
    for (size_t i = 0; i < json.length; i++) {
        char c = json.at[i];
        if (c == '"') in_string = !in_string;
        if (c == '\\' && (i + 1 == json.length || json.at[++i] == 'u')) return false;
        if (!in_string && (c == '.' || c == 'E' ||
                           (c == 'e' && i > 0 && json.at[i - 1] >= '0' && json.at[i - 1] <= '9')))
            return false;
    }
    return true;
}

static enum status append_by_jansson(struct statement *row, int column, enum property_class class,
                                     struct buffer *out)
{
    json_t *value = statement_json(row, column, class);
    if (value == NULL) return STATUS_NO_MEMORY;
    json_append(out, value, 0);
    json_decref(value);
    return STATUS_OK;
}

static enum status append_text(struct statement *row, int column, enum property_class class,
                               struct buffer *out)
{
    struct text text = statement_text(row, column);
    const char *quote = class == PROPERTY_TEXT ? "\"" : "";
    if (text.at == NULL) return STATUS_NO_MEMORY;
    bool as_it_is = class == PROPERTY_TEXT ? json_text_is_plain(text) : row_json_is_canonical(text);
    if (!as_it_is) return append_by_jansson(row, column, class, out);
    buffer_string(out, quote);
    buffer_text(out, text);
    buffer_string(out, quote);
    return STATUS_OK;
}

enum status statement_append_json(struct statement *row, int column, enum property_class class,
                                  struct buffer *out)
{
    if (statement_is_null(row, column)) {
        buffer_string(out, "null");
        return STATUS_OK;
    }
    switch (class) {
    case PROPERTY_INTEGER: buffer_integer(out, statement_integer(row, column)); return STATUS_OK;
    case PROPERTY_NUMBER: return append_by_jansson(row, column, class, out);
    case PROPERTY_BOOLEAN:
        buffer_string(out, statement_integer(row, column) != 0 ? "true" : "false");
        return STATUS_OK;
    case PROPERTY_TEXT:
    case PROPERTY_JSON: return append_text(row, column, class, out);
    }
    return STATUS_FAILED;
}

enum status statement_append_object(struct statement *row, const struct property *properties,
                                    size_t count, struct buffer *out)
{
    enum status status = STATUS_OK;
    const char *joint = "{\"";
    if (count > PROPERTIES_MOST) return STATUS_FAILED;
    find_columns(row, properties, count);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        if (row->columns[i] == COLUMN_NONE) continue;
        buffer_string(out, joint);
        buffer_string(out, properties[i].name);
        buffer_string(out, "\":");
        status = statement_append_json(row, row->columns[i], properties[i].class, out);
        joint = ",\"";
    }
    return status == STATUS_OK && out->failed ? STATUS_NO_MEMORY : status;
}
