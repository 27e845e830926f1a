/*
 * Slugs, URIs and quoting. Nothing here knows the schema or changes a text to make it fit.
 */
#include "validator_text.h"

#include <string.h>

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool text_is_slug(struct text a)
{
    bool joined = true;
    for (size_t i = 0; i < a.length; i++) {
        char c = a.at[i];
        bool joint = c == '-' || c == '.';
        if (joint && joined) return false;
        if (!joint && !is_digit(c) && !(c >= 'a' && c <= 'z')) return false;
        joined = joint;
    }
    return a.length > 0 && !joined;
}

/* A character of a URI (RFC 3986 §2); a % is followed by two hexadecimal digits. */
static bool uri_character(struct text a, size_t i)
{
    char c = a.at[i];
    if (is_letter(c) || is_digit(c)) return true;
    if (c != '%') return c != '\0' && strchr("-._~:/?#[]@!$&'()*+,;=", c) != NULL;
    if (a.length - i < 3) return false;
    for (size_t k = 1; k < 3; k++)
        if (a.at[i + k] == '\0' || strchr("0123456789abcdefABCDEF", a.at[i + k]) == NULL)
            return false;
    return true;
}

bool text_is_uri(struct text a)
{
    struct text rest = a;
    struct text scheme = text_cut(&rest, ':');
    if (rest.at == NULL || rest.length == 0 || scheme.length == 0 || !is_letter(scheme.at[0]))
        return false;
    for (size_t i = 0; i < scheme.length; i++)
        if (!is_letter(scheme.at[i]) && !is_digit(scheme.at[i]) &&
            (scheme.at[i] == '\0' || strchr("+-.", scheme.at[i]) == NULL))
            return false;
    for (size_t i = 0; i < rest.length; i++)
        if (!uri_character(rest, i)) return false;
    if (!text_is(scheme, "http") && !text_is(scheme, "https")) return true;
    return text_starts_with(rest, "//") && rest.length > 2 && strchr("/?#:", rest.at[2]) == NULL;
}

size_t text_characters(struct text a)
{
    size_t count = 0;
    for (size_t i = 0; i < a.length; i++)
        count += ((unsigned char)a.at[i] & 0xC0) != 0x80;
    return count;
}

void quote_text(struct buffer *out, struct text a)
{
    size_t length = a.length;
    if (length > 60) {
        length = 60;
        while (length > 0 && ((unsigned char)a.at[length] & 0xC0) == 0x80)
            length--;
    }
    buffer_append(out, "\"", 1);
    buffer_append(out, a.at, length);
    buffer_string(out, length < a.length ? "…\"" : "\"");
}

void quote_value(struct buffer *out, const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT: buffer_string(out, "an object"); break;
    case JSON_ARRAY: buffer_string(out, "a list"); break;
    case JSON_STRING:
        quote_text(out, (struct text){json_string_value(value), json_string_length(value)});
        break;
    case JSON_INTEGER:
        buffer_format(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        break;
    case JSON_REAL: buffer_format(out, "%.15g", json_real_value(value)); break;
    case JSON_TRUE: buffer_string(out, "true"); break;
    case JSON_FALSE: buffer_string(out, "false"); break;
    case JSON_NULL: buffer_string(out, "null"); break;
    }
}
