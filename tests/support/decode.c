/*
 * Content codings undone, by the libraries that undo them for everyone: what a client reads. It
 * stops at the first byte that its coding does not allow, and at bytes that follow the end.
 */
#include "service.h"

#include <brotli/decode.h>
#include <chancery/buffer.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

enum { PIECE = 65536 };

static bool decode_gzip(struct text coded, struct buffer *out)
{
    unsigned char piece[PIECE];
    z_stream stream = {.next_in = (Bytef *)(uintptr_t)coded.at, .avail_in = (uInt)coded.length};
    int code = Z_OK;
    if (inflateInit2(&stream, 15 + 16) != Z_OK) return false;
    while (code == Z_OK) {
        stream.next_out = piece;
        stream.avail_out = sizeof piece;
        code = inflate(&stream, Z_NO_FLUSH);
        buffer_append(out, (const char *)piece, sizeof piece - stream.avail_out);
    }
    bool whole = code == Z_STREAM_END && stream.avail_in == 0;
    inflateEnd(&stream);
    return whole;
}

static bool decode_zstd(struct text coded, struct buffer *out)
{
    char piece[PIECE];
    ZSTD_DCtx *context = ZSTD_createDCtx();
    ZSTD_inBuffer in = {coded.at, coded.length, 0};
    size_t left = 1, made = 1;
    while (left != 0 && !ZSTD_isError(left) && (in.pos < in.size || made > 0)) {
        ZSTD_outBuffer to = {piece, sizeof piece, 0};
        left = ZSTD_decompressStream(context, &to, &in);
        buffer_append(out, piece, to.pos);
        made = to.pos;
    }
    ZSTD_freeDCtx(context);
    return left == 0 && in.pos == in.size;
}

static bool decode_brotli(struct text coded, struct buffer *out)
{
    uint8_t piece[PIECE];
    BrotliDecoderState *decoder = BrotliDecoderCreateInstance(NULL, NULL, NULL);
    const uint8_t *in = (const uint8_t *)coded.at;
    size_t left = coded.length;
    BrotliDecoderResult result = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
    while (result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) {
        uint8_t *to = piece;
        size_t room = sizeof piece;
        result = BrotliDecoderDecompressStream(decoder, &left, &in, &room, &to, NULL);
        buffer_append(out, (const char *)piece, sizeof piece - room);
    }
    BrotliDecoderDestroyInstance(decoder);
    return result == BROTLI_DECODER_RESULT_SUCCESS && left == 0;
}

static bool decode(const char *coding, struct text coded, struct buffer *out)
{
    if (strcmp(coding, "gzip") == 0) return decode_gzip(coded, out);
    if (strcmp(coding, "zstd") == 0) return decode_zstd(coded, out);
    if (strcmp(coding, "br") == 0) return decode_brotli(coded, out);
    buffer_text(out, coded);
    return coding[0] == '\0';
}

char *exchange_decode(const struct exchange *exchange, size_t *length)
{
    struct buffer out = {0};
    struct text coded = {exchange->body, exchange->length};
    const char *coding = exchange_header(exchange, "Content-Encoding");
    /* Nothing was sent where only the headers were asked for, or the client has it. */
    if (exchange->length == 0) coding = "";
    bool good = decode(coding, coded, &out);
    *length = out.length;
    buffer_append(&out, "", 1);
    if (good && !out.failed) return out.at;
    buffer_free(&out);
    return NULL;
}
