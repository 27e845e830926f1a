/* Bytes that grow. A failure sticks: append freely, ask `failed` once at the end. */
#ifndef CHANCERY_BUFFER_H
#define CHANCERY_BUFFER_H

#include <chancery/status.h>
#include <chancery/text.h>
#include <stdint.h>

struct buffer {
    char *at;        /* owned; NUL-terminated whenever it is not NULL */
    size_t length;   /* bytes in use, the NUL not counted */
    size_t capacity; /* bytes allocated */
    bool failed;     /* memory ran short: the contents are not whole */
};

/** Append `length` bytes. */
void buffer_append(struct buffer *buffer, const void *bytes, size_t length);

/** Append a text. */
void buffer_text(struct buffer *buffer, struct text source);

/** Append a C string. */
void buffer_string(struct buffer *buffer, const char *z);

/** Append as printf does (the C locale's: nothing here ever calls setlocale). */
void buffer_format(struct buffer *buffer, const char *format, ...) CHANCERY_FORMAT(2, 3);

/** Append a number in decimal. */
void buffer_integer(struct buffer *buffer, int64_t number);

/** Append a JSON string with its quotes (RFC 8259 §7). Bytes that are not UTF-8 become U+FFFD. */
void buffer_json_string(struct buffer *buffer, struct text source);

/** Append with every byte outside RFC 3986 "unreserved" (and outside `keep`) percent-encoded. */
void buffer_percent_encode(struct buffer *buffer, struct text source, const char *keep);

/** Give the bytes away, in no more memory than they need; the buffer is empty again. To be freed by
 * whoever takes them. NULL where there are none. */
char *buffer_take(struct buffer *buffer);

/** Free the bytes and make the buffer empty again. */
void buffer_free(struct buffer *buffer);

#endif
