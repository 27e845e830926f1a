/* Content codings (RFC 9110 §8.4): what a client takes, and the bytes in it. */
#ifndef HTTP_ENCODER_H
#define HTTP_ENCODER_H

#include <chancery/buffer.h>
#include <chancery/coding.h>
#include <chancery/reply.h>

enum { CODING_TINY = 1024 /* bytes of a body that no coding is worth to */ };

/** The name of a coding, as in Content-Encoding; "identity" for none. Static. */
const char *coding_name(enum coding coding);

/**
 * The coding for an Accept-Encoding header (NULL: none was sent). A body of fewer than CODING_TINY
 * bytes stays as it is, unless the client refuses just that.
 */
enum coding coding_choose(const char *accept_encoding, size_t length);

/** The same among the codings that a body is in already: those of `forms` (CODING_COUNT of them)
 * that are there. NULL: any. */
enum coding coding_choose_among(const char *accept_encoding, size_t length,
                                const struct text *forms);

/** The bytes of `plain` in a coding, appended. STATUS_NO_MEMORY. */
enum status coding_encode(enum coding coding, struct text plain,
                          struct buffer *out) CHANCERY_MUST_USE;

/** The stream in a coding, made while it is sent, in constant memory. On success `stream` has been
 * taken and the coded one stands in its place; on STATUS_NO_MEMORY it is as it was. */
enum status coding_wrap_stream(enum coding coding, struct reply_stream *stream) CHANCERY_MUST_USE;

#endif
