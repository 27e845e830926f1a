/*
 * From a reply's body to the library's response, which owns it from then on, and to the wire.
 */
#include "http.h"

#include <chancery/memory.h>
#include <stdlib.h>
#include <sys/socket.h>

/* It is read from while its exchange lasts, and finished later. */
struct outflow {
    struct reply_stream stream;
    struct MHD_Connection *connection;
    struct exchange *exchange;
};

/* Told of a failure, libmicrohttpd 0.9.75 leaves the connection open, and the client waiting for
 * the rest, until something else happens on it. */
static void hang_up(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (info != NULL) shutdown(info->connect_fd, SHUT_RDWR);
}

static ssize_t read_stream(void *state, uint64_t position, char *out, size_t room)
{
    (void)position;
    struct outflow *outflow = state;
    memory_forget();
    ptrdiff_t made = outflow->stream.next(outflow->stream.state, out, room);
    if (memory_is_short()) made = -1;
    if (made > 0) {
        outflow->exchange->bytes += (size_t)made;
        return made;
    }
    if (made == 0) return MHD_CONTENT_READER_END_OF_STREAM;
    hang_up(outflow->connection);
    return MHD_CONTENT_READER_END_WITH_ERROR;
}

static void finish_stream(void *state)
{
    struct outflow *outflow = state;
    outflow->stream.finish(outflow->stream.state);
    free(outflow);
}

/* A HEAD or a 304 must not see the end of a body that it does not get: with a chunked one the
 * library would send it. So the connection ends instead. */
static struct MHD_Response *stream_response(struct MHD_Connection *connection,
                                            struct exchange *exchange, const struct reply *reply,
                                            bool bodiless)
{
    struct outflow *outflow = malloc(sizeof *outflow);
    if (outflow == NULL) return NULL;
    *outflow = (struct outflow){reply->stream, connection, exchange};
    struct MHD_Response *response = MHD_create_response_from_callback(
        MHD_SIZE_UNKNOWN, 65536, read_stream, outflow, finish_stream);
    if (response == NULL)
        free(outflow);
    else if (bodiless)
        MHD_set_response_options(response, MHD_RF_HTTP_1_0_COMPATIBLE_STRICT, MHD_RO_END);
    else
        exchange->is_long = true;
    return response;
}

/* The library's response; on success it owns the body. */
struct MHD_Response *response_make(struct MHD_Connection *connection, struct exchange *exchange,
                                   struct reply *reply, bool bodiless)
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
    case REPLY_STREAM: response = stream_response(connection, exchange, reply, bodiless); break;
    }
    if (response != NULL) reply->kind = REPLY_EMPTY; /* its body is no longer ours to free */
    return response;
}

void response_add(struct MHD_Response *response, const char *name, const char *value)
{
    if (value != NULL && MHD_add_response_header(response, name, value) != MHD_YES)
        memory_note_failure();
}

/* A reader at twenty kilobytes a second may have two megabytes in its kernel's hands, and take
 * none for minutes: the library would call that silence. */
enum MHD_Result response_queue(struct MHD_Connection *connection, struct exchange *exchange,
                               struct MHD_Response *response)
{
    if (exchange->bytes > LONG_BYTES) exchange->is_long = true;
    if (exchange->is_long)
        MHD_set_connection_option(connection, MHD_CONNECTION_OPTION_TIMEOUT,
                                  (unsigned)PAUSE_SECONDS);
    return MHD_queue_response(connection, (unsigned)exchange->status, response);
}

enum MHD_Result response_queue_take(struct MHD_Connection *connection, struct exchange *exchange,
                                    struct MHD_Response *made)
{
    bool is_whole = made != NULL && !memory_is_short();
    if (!is_whole) exchange->status = MHD_HTTP_SERVICE_UNAVAILABLE;
    enum MHD_Result result =
        response_queue(connection, exchange, is_whole ? made : exchange->server->emergency);
    if (made != NULL) MHD_destroy_response(made);
    return result;
}
