/*
 * Digests and base64url, as libnettle makes them. Nothing here is a secret: digests name contents,
 * cursors are merely opaque.
 */
#include <chancery/digest.h>

#include <nettle/base64.h>
#include <nettle/sha2.h>
#include <nettle/umac.h>
#include <stdlib.h>

struct digest {
    struct sha256_ctx state;
};

struct fingerprinter {
    struct umac128_ctx keyed;
};

/* Two digits a byte, and a NUL. */
static void write_hex(const uint8_t *raw, size_t size, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < size; i++) {
        out[2 * i] = digits[raw[i] >> 4];
        out[2 * i + 1] = digits[raw[i] & 15];
    }
    out[2 * size] = '\0';
}

static void finish(struct sha256_ctx *state, char out[DIGEST_HEX_SIZE])
{
    uint8_t raw[SHA256_DIGEST_SIZE];
    sha256_digest(state, sizeof raw, raw);
    write_hex(raw, sizeof raw, out);
}

void digest_bytes(struct text bytes, uint8_t out[DIGEST_SIZE])
{
    struct sha256_ctx state;
    sha256_init(&state);
    sha256_update(&state, bytes.length, (const uint8_t *)bytes.at);
    sha256_digest(&state, DIGEST_SIZE, out);
}

void digest_hex(struct text bytes, char out[DIGEST_HEX_SIZE])
{
    struct sha256_ctx state;
    sha256_init(&state);
    sha256_update(&state, bytes.length, (const uint8_t *)bytes.at);
    finish(&state, out);
}

struct digest *digest_new(void)
{
    struct digest *digest = malloc(sizeof *digest);
    if (digest != NULL) sha256_init(&digest->state);
    return digest;
}

void digest_add(struct digest *digest, struct text bytes)
{
    sha256_update(&digest->state, bytes.length, (const uint8_t *)bytes.at);
}

void digest_finish_take(struct digest *digest, char out[DIGEST_HEX_SIZE])
{
    finish(&digest->state, out);
    free(digest);
}

struct fingerprinter *fingerprinter_new(void)
{
    /* Not a secret, but fixed: all replicas give a content the same tag. */
    static const uint8_t key[UMAC_KEY_SIZE] = "Chancery's tags";
    static const uint8_t nonce[8] = {0};
    struct fingerprinter *fingerprinter = malloc(sizeof *fingerprinter);
    if (fingerprinter == NULL) return NULL;
    umac128_set_key(&fingerprinter->keyed, key);
    umac128_set_nonce(&fingerprinter->keyed, sizeof nonce, nonce);
    return fingerprinter;
}

void fingerprinter_free(struct fingerprinter *fingerprinter)
{
    free(fingerprinter);
}

void fingerprint_hex(const struct fingerprinter *fingerprinter, struct text bytes,
                     char out[FINGERPRINT_HEX_SIZE])
{
    uint8_t raw[UMAC128_DIGEST_SIZE];
    struct umac128_ctx state = fingerprinter->keyed; /* the nonce counts up with each digest */
    umac128_update(&state, bytes.length, (const uint8_t *)bytes.at);
    umac128_digest(&state, sizeof raw, raw);
    write_hex(raw, sizeof raw, out);
}

void base64url_append(struct buffer *out, struct text bytes)
{
    struct base64_encode_ctx state;
    char piece[BASE64_ENCODE_LENGTH(48) + BASE64_ENCODE_FINAL_LENGTH];
    base64url_encode_init(&state);
    for (size_t i = 0; i < bytes.length; i += 48) {
        size_t take = bytes.length - i < 48 ? bytes.length - i : 48;
        size_t made = base64_encode_update(&state, piece, take, (const uint8_t *)bytes.at + i);
        buffer_append(out, piece, made);
    }
    size_t made = base64_encode_final(&state, piece);
    while (made > 0 && piece[made - 1] == '=')
        made--;
    buffer_append(out, piece, made);
}

bool base64url_decode(struct text source, struct buffer *out)
{
    struct base64_decode_ctx state;
    base64url_decode_init(&state);
    for (size_t i = 0; i < source.length; i++) {
        uint8_t byte[BASE64_DECODE_LENGTH(1) + 1];
        size_t made = sizeof byte;
        if (source.at[i] == '=' || !base64_decode_update(&state, &made, byte, 1, source.at + i))
            return false;
        buffer_append(out, byte, made);
    }
    /* Unpadded input leaves 2 or 4 bits over, never 6: that would be half a byte's worth lost. */
    return source.length % 4 != 1 && !out->failed;
}
