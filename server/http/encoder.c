/*
 * Encoders: one face for zlib, zstd and brotli. Levels are those at which a reply that is made once
 * and sent at once costs least in all.
 */
#include "encoder.h"

#include <brotli/encode.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

enum { GZIP_LEVEL = 6, ZSTD_LEVEL = 3, BROTLI_QUALITY = 4, PIECE = 32768 };

struct encoder {
    enum coding coding;
    z_stream gzip;
    ZSTD_CCtx *zstd;
    BrotliEncoderState *brotli;
};

static void encoder_free(struct encoder *encoder)
{
    if (encoder == NULL) return;
    if (encoder->coding == CODING_GZIP) deflateEnd(&encoder->gzip);
    ZSTD_freeCCtx(encoder->zstd);
    if (encoder->brotli != NULL) BrotliEncoderDestroyInstance(encoder->brotli);
    free(encoder);
}

static bool prepare(struct encoder *encoder)
{
    switch (encoder->coding) {
    case CODING_GZIP:
        return deflateInit2(&encoder->gzip, GZIP_LEVEL, Z_DEFLATED, 15 + 16, 8,
                            Z_DEFAULT_STRATEGY) == Z_OK;
    case CODING_ZSTD:
        encoder->zstd = ZSTD_createCCtx();
        return encoder->zstd != NULL && !ZSTD_isError(ZSTD_CCtx_setParameter(
                                            encoder->zstd, ZSTD_c_compressionLevel, ZSTD_LEVEL));
    case CODING_BR:
        encoder->brotli = BrotliEncoderCreateInstance(NULL, NULL, NULL);
        return encoder->brotli != NULL &&
               BrotliEncoderSetParameter(encoder->brotli, BROTLI_PARAM_QUALITY, BROTLI_QUALITY);
    default: return false;
    }
}

static struct encoder *encoder_new(enum coding coding)
{
    struct encoder *encoder = calloc(1, sizeof *encoder);
    if (encoder == NULL) return NULL;
    encoder->coding = coding;
    if (prepare(encoder)) return encoder;
    if (coding == CODING_GZIP) encoder->coding = CODING_IDENTITY; /* nothing to end */
    encoder_free(encoder);
    return NULL;
}

/* One step of an encoder: what it took of `in`, what it wrote, whether all is out. */
struct step {
    struct text in;
    bool last; /* nothing follows `in` */
    char *out;
    size_t room, made;
    bool done;
};

static bool run_gzip(struct encoder *encoder, struct step *step)
{
    z_stream *stream = &encoder->gzip;
    stream->next_in = (Bytef *)(uintptr_t)step->in.at;
    stream->avail_in = (uInt)step->in.length;
    stream->next_out = (Bytef *)step->out;
    stream->avail_out = (uInt)step->room;
    int code = deflate(stream, step->last ? Z_FINISH : Z_NO_FLUSH);
    step->in = text_after(step->in, step->in.length - stream->avail_in);
    step->made = step->room - stream->avail_out;
    step->done = code == Z_STREAM_END;
    return code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR;
}

static bool run_zstd(struct encoder *encoder, struct step *step)
{
    ZSTD_inBuffer in = {step->in.at, step->in.length, 0};
    ZSTD_outBuffer out = {step->out, step->room, 0};
    size_t left =
        ZSTD_compressStream2(encoder->zstd, &out, &in, step->last ? ZSTD_e_end : ZSTD_e_continue);
    step->in = text_after(step->in, in.pos);
    step->made = out.pos;
    step->done = step->last && left == 0;
    return !ZSTD_isError(left);
}

static bool run_brotli(struct encoder *encoder, struct step *step)
{
    const uint8_t *in = (const uint8_t *)step->in.at;
    uint8_t *out = (uint8_t *)step->out;
    size_t left = step->in.length, room = step->room;
    bool good = BrotliEncoderCompressStream(
        encoder->brotli, step->last ? BROTLI_OPERATION_FINISH : BROTLI_OPERATION_PROCESS, &left,
        &in, &room, &out, NULL);
    step->in = text_after(step->in, step->in.length - left);
    step->made = step->room - room;
    step->done = BrotliEncoderIsFinished(encoder->brotli);
    return good;
}

static bool run(struct encoder *encoder, struct step *step)
{
    step->made = 0;
    if (encoder->coding == CODING_GZIP) return run_gzip(encoder, step);
    return encoder->coding == CODING_ZSTD ? run_zstd(encoder, step) : run_brotli(encoder, step);
}

enum status coding_encode(enum coding coding, struct text plain, struct buffer *out)
{
    struct encoder *encoder = encoder_new(coding);
    char piece[PIECE];
    struct step step = {.in = plain, .last = true, .out = piece, .room = sizeof piece};
    bool good = encoder != NULL;
    while (good && !step.done) {
        good = run(encoder, &step);
        buffer_append(out, piece, step.made);
    }
    encoder_free(encoder);
    return good && !out->failed ? STATUS_OK : STATUS_NO_MEMORY;
}

/* --- streams --- */

struct coded_stream {
    struct reply_stream plain;
    struct encoder *encoder;
    struct text rest; /* of `piece`, not yet taken */
    bool ended, done;
    char piece[PIECE];
};

/* Nothing may be returned before the end: the library would ask again at once, for ever. */
static ptrdiff_t next_piece(void *state, char *out, size_t room)
{
    struct coded_stream *self = state;
    size_t made = 0;
    while (made < room && !self->done) {
        if (self->rest.length == 0 && !self->ended) {
            ptrdiff_t got = self->plain.next(self->plain.state, self->piece, sizeof self->piece);
            if (got < 0) return -1;
            self->rest = (struct text){self->piece, (size_t)got};
            self->ended = got == 0;
        }
        struct step step = {self->rest, self->ended, out + made, room - made, 0, false};
        if (!run(self->encoder, &step)) return -1;
        self->rest = step.in;
        self->done = step.done;
        made += step.made;
    }
    return (ptrdiff_t)made;
}

static void finish_stream(void *state)
{
    struct coded_stream *self = state;
    if (self->plain.finish != NULL) self->plain.finish(self->plain.state);
    encoder_free(self->encoder);
    free(self);
}

enum status coding_wrap_stream(enum coding coding, struct reply_stream *stream)
{
    struct coded_stream *self = calloc(1, sizeof *self);
    if (self != NULL) self->encoder = encoder_new(coding);
    if (self == NULL || self->encoder == NULL) {
        free(self);
        return STATUS_NO_MEMORY;
    }
    self->plain = *stream;
    *stream = (struct reply_stream){next_piece, finish_stream, self};
    return STATUS_OK;
}
