/*
 * CSV as RFC 4180 has it: a header line, CRLF, quotes where they are needed. A row is flattened
 * into the columns of csv_columns.c. Lists stand in one cell, so nothing is unrolled into several
 * rows, and no cell is a formula to a spreadsheet.
 */
#include "csv_columns.h"
#include "renderers.h"
#include "row.h"

#include <chancery/record_type.h>
#include <string.h>

/* One cell, before it is quoted. */
struct cell {
    struct buffer text;
    bool has_text; /* it holds a JSON string: numbers alone are no danger */
};

/* --- the columns of a reply --- */

static bool has_column(const json_t *columns, struct text path)
{
    const json_t *column;
    size_t i;
    json_array_foreach(columns, i, column)
    {
        if (text_is(path, json_string_value(column))) return true;
    }
    return false;
}

static void add_column(json_t *columns, struct text path, struct buffer *out)
{
    if (json_array_append_new(columns, json_stringn(path.at, path.length)) != 0) out->failed = true;
}

static void add_labels(const struct rendering *rendering, json_t *columns, struct buffer *out)
{
    const json_t *languages = json_object_get(rendering->dataset, "languages"), *language;
    size_t i;
    json_array_foreach(languages, i, language)
    {
        struct buffer name = {0};
        buffer_format(&name, "labels.%s", row_text(language, "code"));
        if (name.failed) out->failed = true;
        add_column(columns, (struct text){name.at, name.length}, out);
        buffer_free(&name);
    }
}

/* The columns of a shape that are not yet there; what is exported matched nothing. */
static void add_own(const char *shape, json_t *columns, struct buffer *out)
{
    const char *const *names = csv_columns(shape);
    for (size_t i = 0; names[i] != NULL; i++) {
        bool is_general = strcmp(names[i], "labels.*") == 0 || strcmp(names[i], "match") == 0;
        if (!is_general && !has_column(columns, text_of(names[i])))
            add_column(columns, text_of(names[i]), out);
    }
}

/* A table of all kinds of record leaves out nothing that the tables of each have. */
static void add_every_shape(json_t *columns, struct buffer *out)
{
    for (size_t i = 0; i < RECORD_TYPE_COUNT; i++)
        add_own(record_types()[i].shape, columns, out);
    add_own("Claim", columns, out);
}

static json_t *all_columns(const struct rendering *rendering, struct buffer *out)
{
    const char *const *names = csv_columns(rendering->shape);
    json_t *columns = json_array();
    for (size_t i = 0; names[i] != NULL; i++) {
        if (strcmp(names[i], "labels.*") == 0)
            add_labels(rendering, columns, out);
        else
            add_column(columns, text_of(names[i]), out);
    }
    if (strcmp(rendering->shape, "Export") == 0) add_every_shape(columns, out);
    return columns;
}

/* Tell whether a column is what a path names, or a part of it. */
static bool belongs_to(struct text column, struct text path)
{
    if (column.length < path.length || memcmp(column.at, path.at, path.length) != 0) return false;
    return column.length == path.length || column.at[path.length] == '.';
}

static void add_asked(const json_t *all, struct text path, json_t *columns, struct buffer *out)
{
    const json_t *column;
    size_t i;
    bool found = false;
    json_array_foreach(all, i, column)
    {
        struct text name = {json_string_value(column), json_string_length(column)};
        if (!belongs_to(name, path)) continue;
        if (!has_column(columns, name)) add_column(columns, name, out);
        found = true;
    }
    if (!found && !has_column(columns, path)) add_column(columns, path, out);
}

static json_t *asked_columns(const struct rendering *rendering, const json_t *all,
                             struct buffer *out)
{
    static const char *const always[] = {"id", "type", "href", "match"};
    json_t *columns = json_array();
    for (size_t i = 0; i < sizeof always / sizeof always[0]; i++)
        add_column(columns, text_of(always[i]), out);
    for (size_t i = 0; i < rendering->field_count; i++)
        add_asked(all, rendering->fields[i], columns, out);
    return columns;
}

/* --- the value of a cell --- */

static void append_value(const json_t *value, struct text path, bool is_nested, struct cell *cell);

static bool holds_structures(const json_t *list)
{
    const json_t *entry;
    size_t i;
    json_array_foreach(list, i, entry)
    {
        if (json_is_object(entry) || json_is_array(entry)) return true;
    }
    return false;
}

/* A list within a list has a separator of its own, so that the outer one still counts entries. */
static void append_entries(const json_t *list, struct text path, bool is_nested, struct cell *cell)
{
    const json_t *entry;
    size_t i;
    if (path.length == 0 && holds_structures(list)) {
        append_json(&cell->text, list);
        return;
    }
    json_array_foreach(list, i, entry)
    {
        if (i > 0) buffer_string(&cell->text, is_nested ? ", " : "; ");
        append_value(entry, path, true, cell);
    }
}

static void append_whole(const json_t *value, struct cell *cell)
{
    if (value == NULL || json_is_null(value)) return;
    if (!json_is_string(value)) {
        append_json(&cell->text, value);
        return;
    }
    buffer_append(&cell->text, json_string_value(value), json_string_length(value));
    cell->has_text = true;
}

/* Append what stands at `path` in `value`; where the path leads nowhere, nothing. */
static void append_value(const json_t *value, struct text path, bool is_nested, struct cell *cell)
{
    if (json_is_array(value)) {
        append_entries(value, path, is_nested, cell);
    } else if (path.length == 0) {
        append_whole(value, cell);
    } else {
        struct text key = text_cut(&path, '.');
        append_value(json_object_getn(value, key.at, key.length), path, is_nested, cell);
    }
}

/* --- how a cell is written --- */

/* Tell whether a text is a negative number, or a date before the year 0, and no more: EDTF is not
 * to be spoilt, and without a letter or a sign of sum nothing can be computed from it. */
static bool is_plain_negative(struct text text)
{
    static const char harmless[] = "0123456789-./~?%X; ";
    bool has_digit = false;
    if (!text_starts_with(text, "-")) return false;
    for (size_t i = 0; i < text.length; i++) {
        if (memchr(harmless, text.at[i], sizeof harmless - 1) == NULL) return false;
        if (text.at[i] >= '0' && text.at[i] <= '9') has_digit = true;
    }
    return has_digit;
}

/* The beginnings that OWASP's page "CSV Injection" names, the full-width forms of four among them.
 */
static bool is_formula(struct text text)
{
    static const char *const signs[] = {
        "=", "+", "-", "@", "\t", "\r", "\n", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20",
    };
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (text_starts_with(text, signs[i])) return !is_plain_negative(text);
    return false;
}

static bool needs_quotes(struct text text)
{
    static const char special[] = ",\"\r\n";
    if (text.length == 0) return false;
    if (text.at[0] == ' ' || text.at[text.length - 1] == ' ') return true;
    for (size_t i = 0; i < text.length; i++)
        if (memchr(special, text.at[i], sizeof special - 1) != NULL) return true;
    return false;
}

static void append_doubled(struct text text, struct buffer *out)
{
    while (text.at != NULL) {
        struct text piece = text_cut(&text, '"');
        buffer_text(out, piece);
        if (text.at != NULL) buffer_string(out, "\"\"");
    }
}

static void append_cell(const struct cell *cell, struct buffer *out)
{
    const struct text text = {cell->text.at, cell->text.length};
    bool quoted = needs_quotes(text);
    if (cell->text.failed) out->failed = true;
    if (quoted) buffer_string(out, "\"");
    if (cell->has_text && is_formula(text)) buffer_string(out, "'");
    append_doubled(text, out);
    if (quoted) buffer_string(out, "\"");
}

/* Write one line: the values that the columns have in `row`, or their names where it is NULL. */
static void append_line(const json_t *columns, const json_t *row, struct buffer *out)
{
    struct cell cell = {0};
    const json_t *column;
    size_t i;
    json_array_foreach(columns, i, column)
    {
        struct text path = {json_string_value(column), json_string_length(column)};
        cell.text.length = 0;
        cell.has_text = false;
        if (i > 0) buffer_string(out, ",");
        if (row != NULL)
            append_value(row, path, false, &cell);
        else
            append_whole(column, &cell);
        append_cell(&cell, out);
    }
    buffer_string(out, "\r\n");
    buffer_free(&cell.text);
}

enum status csv_begin(struct rendering *rendering, struct buffer *out)
{
    json_t *columns = all_columns(rendering, out);
    if (rendering->field_count > 0) {
        json_t *all = columns;
        columns = asked_columns(rendering, all, out);
        json_decref(all);
    }
    if (json_object_set_new(rendering->scratch, "columns", columns) != 0 || out->failed)
        return STATUS_NO_MEMORY;
    if (rendering->has_bom) buffer_string(out, "\uFEFF");
    append_line(columns, NULL, out);
    return STATUS_OK;
}

enum status csv_row(struct rendering *rendering, const json_t *row, struct buffer *out)
{
    append_line(json_object_get(rendering->scratch, "columns"), row, out);
    return STATUS_OK;
}

/* As many fields as any row, so that a reader that is strict about them reads on. */
void csv_close(const struct rendering *rendering, const char *sha256, struct buffer *out)
{
    size_t columns = json_array_size(json_object_get(rendering->scratch, "columns"));
    buffer_format(out, "_end,%zu,%s", rendering->count, sha256);
    for (size_t i = 3; i < columns; i++)
        buffer_string(out, ",");
    buffer_string(out, "\r\n");
}
