/*
 * Replies by value. Whatever goes wrong while one is made becomes the bare internal error, so that
 * a handler can return what it gets. Nothing here knows the HTTP library.
 */
#include <chancery/buffer.h>
#include <chancery/reply.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Written out, because it must be sent when there is no memory to make it. */
static const char bare_error[] = "{\"type\":\"/problems/internal-error\","
                                 "\"title\":\"The server failed\",\"status\":500}";

static struct reply bare_internal_error(void)
{
    return (struct reply){.status = 500,
                          .kind = REPLY_SHARED,
                          .caching = CACHE_NO_STORE,
                          .content_type = "application/problem+json",
                          .bytes = (char *)(uintptr_t)bare_error,
                          .length = sizeof bare_error - 1};
}

struct reply reply_bytes_take(struct buffer *buffer, const char *content_type)
{
    if (buffer->failed) {
        buffer_free(buffer);
        return bare_internal_error();
    }
    struct reply reply = {.status = 200,
                          .kind = buffer->at == NULL ? REPLY_EMPTY : REPLY_OWNED,
                          .caching = CACHE_PUBLIC,
                          .content_type = content_type,
                          .length = buffer->length};
    reply.bytes = buffer_take(buffer);
    return reply;
}

static int append_piece(const char *bytes, size_t length, void *buffer)
{
    buffer_append(buffer, bytes, length);
    return 0;
}

struct reply reply_json_take(json_t *value)
{
    struct buffer bytes = {0};
    /* 15 digits: 0.1 stays 0.1, and no figure of the dataset has more. */
    size_t flags = JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15);
    if (value == NULL || json_dump_callback(value, append_piece, &bytes, flags) != 0)
        bytes.failed = true;
    json_decref(value);
    return reply_bytes_take(&bytes, "application/json");
}

struct reply reply_problem_take(struct problem *problem)
{
    if (problem == NULL) return bare_internal_error();
    return (struct reply){.status = problem_status(problem_kind_of(problem)),
                          .kind = REPLY_EMPTY,
                          .caching = CACHE_NO_STORE,
                          .content_type = "application/problem+json",
                          .problem = problem};
}

struct reply reply_problem(enum problem_kind kind, const char *detail)
{
    return reply_problem_take(problem_new(kind, detail));
}

struct reply reply_failure(enum status status)
{
    if (status == STATUS_TOO_LONG)
        return reply_problem(PROBLEM_QUERY_TIMEOUT,
                             "Ask for less (a shorter time, a kind, fewer words, a smaller limit), "
                             "or again after the time in Retry-After.");
    return reply_problem(PROBLEM_INTERNAL_ERROR, NULL);
}

struct reply reply_redirect_take(int status, char *location)
{
    if (location == NULL) return bare_internal_error();
    return (struct reply){
        .status = status, .kind = REPLY_EMPTY, .caching = CACHE_PUBLIC, .location = location};
}

void reply_free(struct reply *reply)
{
    if (reply->kind == REPLY_OWNED) free(reply->bytes);
    if (reply->kind == REPLY_STREAM && reply->stream.finish != NULL)
        reply->stream.finish(reply->stream.state);
    if (reply->kind == REPLY_FILE) close(reply->descriptor);
    problem_free(reply->problem);
    free(reply->link);
    free(reply->disposition);
    free(reply->location);
    *reply = (struct reply){0};
}
