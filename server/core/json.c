/*
 * jansson's values as bytes of a buffer.
 */
#include <chancery/json.h>

static int append_piece(const char *bytes, size_t length, void *out)
{
    buffer_append(out, bytes, length);
    return 0;
}

bool json_text_is_plain(struct text source)
{
    for (size_t i = 0; i < source.length; i++)
        if ((unsigned char)source.at[i] < 0x20 || source.at[i] == '"' || source.at[i] == '\\')
            return false;
    return true;
}

void json_append(struct buffer *out, const json_t *value, size_t flags)
{
    struct text string = {json_string_value(value), json_string_length(value)};
    if (string.at != NULL && json_text_is_plain(string)) {
        buffer_append(out, "\"", 1);
        buffer_text(out, string);
        buffer_append(out, "\"", 1);
    } else if (json_dump_callback(value, append_piece, out,
                                  flags | JSON_COMPACT | JSON_ENCODE_ANY |
                                      JSON_REAL_PRECISION(15)) != 0) {
        out->failed = true;
    }
}
