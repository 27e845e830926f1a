/*
 * What renderers ask of a row of any type: who it is, when it was, what its kind is called.
 */
#include "row.h"

const char *row_text(const json_t *row, const char *property)
{
    const char *text = json_string_value(json_object_get(row, property));
    return text != NULL ? text : "";
}

const json_t *row_dating(const json_t *row)
{
    static const char *const properties[] = {"date", "in_force", "existed", "interval", "issued"};
    const json_t *signature = json_object_get(json_object_get(row, "signed"), "date");
    if (json_object_get(row, "date") == NULL && json_is_object(signature)) return signature;
    for (size_t i = 0; i < sizeof properties / sizeof properties[0]; i++) {
        const json_t *dating = json_object_get(row, properties[i]);
        if (json_is_object(dating)) return dating;
    }
    return NULL;
}

const char *row_kind_label(const struct rendering *rendering, const json_t *row)
{
    const json_t *kinds = json_object_get(rendering->kinds, row_text(row, "type"));
    const char *kind = row_text(row, "kind");
    const char *label = json_string_value(json_object_get(kinds, kind));
    return label != NULL ? label : kind;
}

static int append_piece(const char *bytes, size_t length, void *buffer)
{
    buffer_append(buffer, bytes, length);
    return 0;
}

void append_json(struct buffer *out, const json_t *value)
{
    size_t flags = JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15);
    if (value == NULL || json_dump_callback(value, append_piece, out, flags) != 0)
        out->failed = true;
}

void append_json_take(struct buffer *out, json_t *value)
{
    append_json(out, value);
    json_decref(value);
}

const char *dataset_words(const struct rendering *rendering, const char *property)
{
    const json_t *words = json_object_get(rendering->dataset, property);
    const json_t *first = json_array_get(json_object_get(rendering->dataset, "languages"), 0);
    if (json_is_string(words)) return json_string_value(words);
    const char *own = json_string_value(json_object_get(words, rendering->language));
    if (own == NULL)
        own = json_string_value(
            json_object_get(words, json_string_value(json_object_get(first, "code"))));
    return own != NULL ? own : "";
}
