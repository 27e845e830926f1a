/*
 * From a reply's body to the library's response, which owns it from then on, and to the wire.
 */
#include "http.h"

#include <stdlib.h>

static ssize_t read_stream(void *state, uint64_t position, char *out, size_t room)
{
    (void)position;
    struct reply_stream *stream = state;
    ptrdiff_t made = stream->next(stream->state, out, room);
    if (made > 0) return made;
    return made == 0 ? MHD_CONTENT_READER_END_OF_STREAM : MHD_CONTENT_READER_END_WITH_ERROR;
}

static void finish_stream(void *state)
{
    struct reply_stream *stream = state;
    stream->finish(stream->state);
    free(stream);
}

/* A HEAD or a 304 must not see the end of a body that it does not get: with a chunked one the
 * library would send it. So the connection ends instead. */
static struct MHD_Response *stream_response(const struct reply *reply, bool bodiless)
{
    struct reply_stream *stream = malloc(sizeof *stream);
    if (stream == NULL) return NULL;
    *stream = reply->stream;
    struct MHD_Response *response = MHD_create_response_from_callback(
        MHD_SIZE_UNKNOWN, 65536, read_stream, stream, finish_stream);
    if (response == NULL)
        free(stream);
    else if (bodiless)
        MHD_set_response_options(response, MHD_RF_HTTP_1_0_COMPATIBLE_STRICT, MHD_RO_END);
    return response;
}

/* The library's response; on success it owns the body. */
struct MHD_Response *response_make(struct reply *reply, bool bodiless)
{
    struct MHD_Response *response = NULL;
    switch (reply->kind) {
    case REPLY_EMPTY:
        response = MHD_create_response_from_buffer(0, (void *)"", MHD_RESPMEM_PERSISTENT);
        break;
    case REPLY_OWNED:
        if (reply->bytes != NULL)
            response =
                MHD_create_response_from_buffer(reply->length, reply->bytes, MHD_RESPMEM_MUST_FREE);
        break;
    case REPLY_SHARED:
        response =
            MHD_create_response_from_buffer(reply->length, reply->bytes, MHD_RESPMEM_PERSISTENT);
        break;
    case REPLY_FILE:
        response = MHD_create_response_from_fd_at_offset64(reply->length, reply->descriptor,
                                                           reply->offset);
        break;
    case REPLY_STREAM: response = stream_response(reply, bodiless); break;
    }
    if (response != NULL) reply->kind = REPLY_EMPTY; /* its body is no longer ours to free */
    return response;
}

enum MHD_Result response_queue(struct MHD_Connection *connection, const struct exchange *exchange,
                               struct MHD_Response *response)
{
    return MHD_queue_response(connection, (unsigned)exchange->status, response);
}
