/* What the fuzzers of requests share: the small dataset, compiled once, and the road from a raw
 * target to the whole bytes of a reply, without a socket. */
#ifndef FUZZ_SERVED_H
#define FUZZ_SERVED_H

#include <chancery/buffer.h>
#include <chancery/dataset.h>
#include <chancery/embedded.h>
#include <chancery/handlers.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct served {
    struct contract *contract;
    struct generation *generation;
};

/* One answer; its reply's bytes are in `body`, whatever its kind was. */
struct answered {
    struct reply reply;
    struct buffer body;
};

enum { BODY_LIMIT = 1 << 20 };

/* Not inlined: the stack of an abort names the line that required it. */
static __attribute__((noinline)) void require(bool condition)
{
    if (!condition) abort();
}

static inline struct served served_begin(void)
{
    char why[512] = "", path[] = "/tmp/chancery-fuzz-XXXXXX";
    struct served served = {0};
    struct text document = embedded_openapi();
    struct dataset_options options = {
        .directory = FIXTURES "/tiny", .output = path, .messages = fopen("/dev/null", "w")};
    int descriptor = mkstemp(path);
    require(descriptor >= 0 && options.messages != NULL);
    close(descriptor);
    require(contract_compile(document.at, document.length, handlers_table(), &served.contract, why,
                             sizeof why) == STATUS_OK);
    require(dataset_compile(&options, served.contract) == STATUS_OK);
    require(generation_open(path, &served.generation, why, sizeof why) == STATUS_OK);
    unlink(path);
    fclose(options.messages);
    return served;
}

static inline struct request served_request(const struct served *served, struct text target)
{
    struct text rest = target;
    struct request request = {.arena = arena_new(4096),
                              .contract = served->contract,
                              .generation = served->generation,
                              .base_path = "",
                              .target = target,
                              .path = text_cut(&rest, '?')};
    require(request.arena != NULL);
    request.query = rest;
    return request;
}

static inline void read_stream(struct reply_stream *stream, struct buffer *out)
{
    char piece[4096];
    ptrdiff_t length = 0;
    while (out->length < BODY_LIMIT &&
           (length = stream->next(stream->state, piece, sizeof piece)) > 0)
        buffer_append(out, piece, (size_t)length);
    require(length >= 0);
    stream->finish(stream->state);
    stream->state = NULL;
}

/* What must hold of every reply, whatever was asked: a failure of ours is none of a client's. */
static inline void check_reply(const struct reply *reply)
{
    require(reply->status >= 200 && reply->status < 500);
    require((reply->problem != NULL) == (reply->status >= 400));
    require(reply->problem != NULL || reply->kind == REPLY_EMPTY || reply->content_type != NULL);
    require((reply->status >= 300 && reply->status < 400) == (reply->location != NULL));
}

/* Answer and let go of all but the bytes. */
static inline struct answered served_answer(const struct served *served, struct text target,
                                            const char *accept, const char *accept_language)
{
    struct request request = served_request(served, target);
    request.accept = accept;
    request.accept_language = accept_language;
    struct answered answered = {.reply = handlers_answer(&request)};
    struct reply *reply = &answered.reply;
    check_reply(reply);
    request_finish(&request);
    if (reply->kind == REPLY_OWNED || reply->kind == REPLY_SHARED)
        buffer_append(&answered.body, reply->bytes, reply->length);
    if (reply->kind == REPLY_STREAM) read_stream(&reply->stream, &answered.body);
    arena_free(request.arena);
    return answered;
}

static inline void answered_free(struct answered *answered)
{
    if (answered->reply.kind == REPLY_STREAM) answered->reply.kind = REPLY_EMPTY;
    reply_free(&answered->reply);
    buffer_free(&answered->body);
}

#endif
