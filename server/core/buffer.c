/*
 * Growing bytes with a failure that sticks, and the two encodings that everything written by hand
 * goes through: JSON strings and percent-encoding.
 */
#include <chancery/buffer.h>

#include <chancery/memory.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SPARE_MOST = 512,      /* bytes that a buffer may be given away with */
    FORMATTED_USUALLY = 64 /* bytes that formatting is tried with before it is measured */
};

/* Make room for `more` bytes and a NUL. */
static bool reserve(struct buffer *buffer, size_t more)
{
    if (buffer->failed) return false;
    size_t needed;
    if (__builtin_add_overflow(buffer->length, more, &needed) || needed + 1 < needed) {
        buffer->failed = true;
        return false;
    }
    if (needed + 1 <= buffer->capacity) return true;
    size_t capacity = buffer->capacity < 128 ? 256 : buffer->capacity * 2;
    if (capacity < needed + 1) capacity = needed + 1;
    char *grown = memory_resize(buffer->at, capacity);
    if (grown == NULL) {
        buffer->failed = true;
        return false;
    }
    buffer->at = grown;
    buffer->capacity = capacity;
    return true;
}

void buffer_append(struct buffer *buffer, const void *bytes, size_t length)
{
    if (!reserve(buffer, length)) return;
    if (length > 0) memcpy(buffer->at + buffer->length, bytes, length);
    buffer->length += length;
    buffer->at[buffer->length] = '\0';
}

void buffer_text(struct buffer *buffer, struct text source)
{
    buffer_append(buffer, source.at, source.length);
}

void buffer_string(struct buffer *buffer, const char *z)
{
    buffer_append(buffer, z, strlen(z));
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
    va_list once, again;
    if (!reserve(buffer, FORMATTED_USUALLY)) return;
    size_t room = buffer->capacity - buffer->length;
    va_start(once, format);
    va_copy(again, once);
    int length = vsnprintf(buffer->at + buffer->length, room, format, once);
    va_end(once);
    if (length < 0)
        buffer->failed = true;
    else if ((size_t)length < room)
        buffer->length += (size_t)length;
    else if (reserve(buffer, (size_t)length)) {
        vsnprintf(buffer->at + buffer->length, (size_t)length + 1, format, again);
        buffer->length += (size_t)length;
    }
    va_end(again);
}

void buffer_integer(struct buffer *buffer, int64_t number)
{
    char digits[20], *first = digits + sizeof digits;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do
        *--first = (char)('0' + rest % 10);
    while ((rest /= 10) > 0);
    if (number < 0) *--first = '-';
    buffer_append(buffer, first, (size_t)(digits + sizeof digits - first));
}

/* The bytes from `i` that need no escape and are well-formed; 0 where the byte at `i` does. */
static size_t plain_run(struct text source, size_t i)
{
    size_t start = i;
    while (i < source.length) {
        unsigned char c = (unsigned char)source.at[i];
        if (c < 0x20 || c == '"' || c == '\\') break;
        size_t step = c < 0x80 ? 1 : c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
        if (step > source.length - i) break;
        if (step > 1 && !text_is_utf8((struct text){source.at + i, step})) break;
        i += step;
    }
    return i - start;
}

static void escape_byte(struct buffer *buffer, unsigned char c)
{
    if (c == '"' || c == '\\')
        buffer_append(buffer, (char[]){'\\', (char)c}, 2);
    else if (c == '\n')
        buffer_append(buffer, "\\n", 2);
    else if (c < 0x20)
        buffer_format(buffer, "\\u%04x", c);
    else
        buffer_append(buffer, "\xEF\xBF\xBD", 3);
}

void buffer_json_string(struct buffer *buffer, struct text source)
{
    buffer_append(buffer, "\"", 1);
    for (size_t i = 0; i < source.length;) {
        size_t run = plain_run(source, i);
        if (run > 0) {
            buffer_append(buffer, source.at + i, run);
            i += run;
        } else {
            escape_byte(buffer, (unsigned char)source.at[i++]);
        }
    }
    buffer_append(buffer, "\"", 1);
}

static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

void buffer_percent_encode(struct buffer *buffer, struct text source, const char *keep)
{
    for (size_t i = 0; i < source.length; i++) {
        char c = source.at[i];
        if (is_unreserved(c) || (c != '\0' && strchr(keep, c) != NULL))
            buffer_append(buffer, &c, 1);
        else
            buffer_format(buffer, "%%%02X", (unsigned char)c);
    }
}

void buffer_free(struct buffer *buffer)
{
    free(buffer->at);
    *buffer = (struct buffer){0};
}

char *buffer_take(struct buffer *buffer)
{
    char *bytes = buffer->at;
    if (bytes != NULL && buffer->capacity - buffer->length > SPARE_MOST) {
        char *fitting = realloc(bytes, buffer->length + 1);
        if (fitting != NULL) bytes = fitting;
    }
    *buffer = (struct buffer){0};
    return bytes;
}
