/* SHA-256 (FIPS 180-4), fingerprints (UMAC-128, RFC 4418) and base64url (RFC 4648 §5), by
 * libnettle. */
#ifndef CHANCERY_DIGEST_H
#define CHANCERY_DIGEST_H

#include <chancery/buffer.h>
#include <stdint.h>

enum { DIGEST_SIZE = 32, DIGEST_HEX_SIZE = 65 };

/** The digest of `bytes` as 64 lower-case hexadecimal digits and a NUL. */
void digest_hex(struct text bytes, char out[DIGEST_HEX_SIZE]);

/** The digest of `bytes` as it is. */
void digest_bytes(struct text bytes, uint8_t out[DIGEST_SIZE]);

struct digest; /* a digest made piece by piece */

/** Begin. NULL when memory is short. */
struct digest *digest_new(void);

/** Add bytes. */
void digest_add(struct digest *digest, struct text bytes);

/** End: 64 hexadecimal digits; frees the digest. */
void digest_finish_take(struct digest *digest, char out[DIGEST_HEX_SIZE]);

enum { FINGERPRINT_HEX_SIZE = 33 };

struct fingerprinter; /* what fingerprints are made with; may be shared by threads */

/** Make one. Each makes the same fingerprints, in any process. NULL when memory is short. */
struct fingerprinter *fingerprinter_new(void);

/** Free it; NULL is nothing. */
void fingerprinter_free(struct fingerprinter *fingerprinter);

/** What tells `bytes` from others, as 32 lower-case hexadecimal digits and a NUL, in a fifth of a
 * digest's time. By chance two contents share one in 2^100; who makes contents may make them so. */
void fingerprint_hex(const struct fingerprinter *fingerprinter, struct text bytes,
                     char out[FINGERPRINT_HEX_SIZE]);

/** Append `bytes` in base64url without padding. */
void base64url_append(struct buffer *out, struct text bytes);

/** Decode base64url without padding, appending to `out`. False: not base64url. */
bool base64url_decode(struct text source, struct buffer *out);

#endif
