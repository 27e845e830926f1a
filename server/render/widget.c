/*
 * What the formats of widgets share: elements and members put one by one, and what a row and its
 * group are called. What could not be made fails the buffer, so that no widget gets half of it.
 */
#include "widget.h"
#include "row.h"

#include <chancery/record_type.h>
#include <string.h>

json_t *string_take(struct buffer *buffer)
{
    json_t *string = NULL;
    if (!buffer->failed)
        string = json_stringn(buffer->at != NULL ? buffer->at : "", buffer->length);
    buffer_free(buffer);
    return string;
}

json_t *html_of(const char *text)
{
    struct buffer escaped = {0};
    html_text(&escaped, text);
    return string_take(&escaped);
}

json_t *html_twice_of(const char *text)
{
    json_t *once = html_of(text);
    json_t *twice = once != NULL ? html_of(json_string_value(once)) : NULL;
    json_decref(once);
    return twice;
}

void member_put_take(struct buffer *out, json_t *object, const char *name, json_t *value)
{
    if (json_object_set_new(object, name, value) != 0) out->failed = true;
}

void element_append_take(struct rendering *rendering, struct buffer *out, json_t *value)
{
    if (json_is_true(json_object_get(rendering->scratch, "written")))
        buffer_string(out, ",");
    else
        member_put_take(out, rendering->scratch, "written", json_true());
    append_json_take(out, value);
}

const char *row_label(const json_t *row)
{
    const char *label = row_text(row, "label");
    return label[0] != '\0' ? label : row_text(row, "id");
}

/* The name of its collection, where rows of several types are in one list. */
static const char *type_group(const struct rendering *rendering, const json_t *row)
{
    const struct record_type *type = record_type_find(text_of(row_text(row, "type")));
    return strcmp(rendering->shape, "Timeline") == 0 && type != NULL ? type->collection : NULL;
}

const char *row_group(const struct rendering *rendering, const json_t *row)
{
    const char *type = type_group(rendering, row);
    return type != NULL ? type : row_text(row, "kind");
}

const char *row_group_label(const struct rendering *rendering, const json_t *row)
{
    const char *type = type_group(rendering, row);
    return type != NULL ? type : row_kind_label(rendering, row);
}
