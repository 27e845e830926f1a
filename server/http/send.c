/*
 * Replies onto the wire: the only place that queues one. It owes every reply its headers: caching,
 * entity tag, what it varies by, cross-origin access, the version of the dataset.
 */
#include "http.h"

#include <chancery/buffer.h>
#include <chancery/digest.h>
#include <chancery/log.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ETAG_SIZE = 35, INSTANCE_LIMIT = 500 /* bytes of a path that a problem repeats */ };

static void add(struct MHD_Response *response, const char *name, const char *value)
{
    if (value != NULL) MHD_add_response_header(response, name, value);
}

/* The path as the client knows it: with what a proxy took off before us. */
static void write_instance(struct buffer *out, const struct exchange *exchange)
{
    struct text rest = exchange->target, path = text_cut(&rest, '?');
    if (text_starts_with(path, "/")) buffer_string(out, exchange->server->base_path);
    buffer_append(out, path.at, path.length < INSTANCE_LIMIT ? path.length : INSTANCE_LIMIT);
}

/* Give a problem its body: it needs the path and the id that only the exchange knows. */
static void render_problem(const struct exchange *exchange, struct reply *reply)
{
    struct buffer instance = {0};
    write_instance(&instance, exchange);
    bool printable = !instance.failed && instance.at != NULL &&
                     text_is_utf8((struct text){instance.at, instance.length});
    json_t *body = problem_to_json(reply->problem, exchange->server->base_path,
                                   printable ? instance.at : NULL, exchange->request_id);
    buffer_free(&instance);
    reply->bytes = body != NULL ? json_dumps(body, JSON_COMPACT) : NULL;
    json_decref(body);
    reply->length = reply->bytes != NULL ? strlen(reply->bytes) : 0;
    reply->kind = REPLY_OWNED;
    reply->content_type = "application/problem+json";
    reply->caching = CACHE_NO_STORE;
    if (reply->status >= 500)
        log_write(LOG_LEVEL_ERROR, "request %s: %d %.*s", exchange->request_id, reply->status,
                  (int)(exchange->target.length < 300 ? exchange->target.length : 300),
                  exchange->target.at);
}

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

static struct MHD_Response *stream_response(struct reply *reply)
{
    struct reply_stream *stream = malloc(sizeof *stream);
    if (stream == NULL) return NULL;
    *stream = reply->stream;
    struct MHD_Response *response = MHD_create_response_from_callback(
        MHD_SIZE_UNKNOWN, 65536, read_stream, stream, finish_stream);
    if (response == NULL) free(stream);
    return response;
}

/* The library's response; on success it owns the body. */
static struct MHD_Response *make_response(struct reply *reply)
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
    case REPLY_STREAM: response = stream_response(reply); break;
    }
    if (response != NULL) reply->kind = REPLY_EMPTY; /* its body is no longer ours to free */
    return response;
}

static void add_caching(struct MHD_Response *response, const struct reply *reply)
{
    static const char *const policies[] = {
        [CACHE_PUBLIC] = "public, max-age=300, stale-while-revalidate=86400, stale-if-error=604800",
        [CACHE_NO_STORE] = "no-store",
        [CACHE_IMMUTABLE] = "public, max-age=31536000, immutable",
    };
    add(response, MHD_HTTP_HEADER_CACHE_CONTROL, policies[reply->caching]);
    if (reply->varies_by_accept && reply->varies_by_language)
        add(response, MHD_HTTP_HEADER_VARY, "Accept, Accept-Language");
    else if (reply->varies_by_accept)
        add(response, MHD_HTTP_HEADER_VARY, "Accept");
    else if (reply->varies_by_language)
        add(response, MHD_HTTP_HEADER_VARY, "Accept-Language");
}

static void add_last_modified(struct MHD_Response *response, const struct generation *generation)
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    char date[64];
    struct tm utc;
    time_t released = (time_t)generation_released(generation);
    if (released == 0 || gmtime_r(&released, &utc) == NULL) return;
    snprintf(date, sizeof date, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[utc.tm_wday],
             utc.tm_mday, months[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min,
             utc.tm_sec);
    add(response, MHD_HTTP_HEADER_LAST_MODIFIED, date);
}

static void add_cors(struct MHD_Response *response, int status)
{
    add(response, MHD_HTTP_HEADER_ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    add(response, MHD_HTTP_HEADER_ACCESS_CONTROL_EXPOSE_HEADERS,
        "ETag, Link, Location, Retry-After, Content-Language, X-Request-Id, X-Dataset-Version, "
        "RateLimit, "
        "Deprecation, Sunset");
    if (status != 204) return;
    add(response, MHD_HTTP_HEADER_ACCESS_CONTROL_ALLOW_METHODS, handlers_allowed());
    add(response, MHD_HTTP_HEADER_ACCESS_CONTROL_ALLOW_HEADERS,
        "Accept, Accept-Language, Content-Type, If-Modified-Since, If-None-Match, Range, "
        "X-Request-Id");
    add(response, MHD_HTTP_HEADER_ACCESS_CONTROL_MAX_AGE, "86400");
}

static void add_headers(struct MHD_Response *response, const struct exchange *exchange,
                        struct generation *generation, const struct reply *reply)
{
    add(response, MHD_HTTP_HEADER_CONTENT_TYPE, reply->content_type);
    add(response, "X-Content-Type-Options", "nosniff");
    add(response, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    add(response, "Referrer-Policy", "no-referrer");
    add(response, "Cross-Origin-Resource-Policy", "cross-origin");
    add(response, MHD_HTTP_HEADER_LINK, reply->link);
    add(response, MHD_HTTP_HEADER_LOCATION, reply->location);
    add(response, MHD_HTTP_HEADER_CONTENT_LANGUAGE, reply->content_language);
    add_cors(response, reply->status);
    if (reply->status == 204 || reply->status == 405)
        add(response, MHD_HTTP_HEADER_ALLOW, handlers_allowed());
    if (reply->status == 503) add(response, MHD_HTTP_HEADER_RETRY_AFTER, "2");
    if (reply->status >= 400 || exchange->client_sent_id)
        add(response, "X-Request-Id", exchange->request_id);
    if (generation != NULL) add(response, "X-Dataset-Version", generation_version(generation));
    if (reply->status != 204) add_caching(response, reply);
    if (reply->closes || atomic_load_explicit(&exchange->server->draining, memory_order_relaxed))
        add(response, MHD_HTTP_HEADER_CONNECTION, "close");
}

/* A strong entity tag over the bytes sent: what did not change keeps it, whatever was reloaded. */
static bool make_etag(const struct reply *reply, char etag[ETAG_SIZE])
{
    char digest[DIGEST_HEX_SIZE];
    if (reply->status != 200 || reply->kind == REPLY_STREAM || reply->caching == CACHE_NO_STORE)
        return false;
    digest_hex((struct text){reply->bytes, reply->length}, digest);
    snprintf(etag, ETAG_SIZE, "\"%.32s\"", digest);
    return true;
}

/* If-None-Match decides where it is given; If-Modified-Since only where it is not (RFC 9110
 * §13.2.2). */
static bool client_holds(struct MHD_Connection *connection, const char *etag, int64_t modified)
{
    const char *tags =
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_IF_NONE_MATCH);
    if (tags != NULL) return etag_matches(tags, etag);
    return not_modified_since(
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_IF_MODIFIED_SINCE),
        modified);
}

enum MHD_Result reply_send(struct MHD_Connection *connection, struct exchange *exchange,
                           struct generation *generation, struct reply *reply)
{
    char etag[ETAG_SIZE];
    if (reply->problem != NULL) render_problem(exchange, reply);
    bool tagged = make_etag(reply, etag);
    size_t length = reply->kind == REPLY_STREAM ? 0 : reply->length;
    struct MHD_Response *made = make_response(reply);
    struct MHD_Response *response = made != NULL ? made : exchange->server->emergency;
    int status = made != NULL ? reply->status : 503;
    if (made != NULL) add_headers(response, exchange, generation, reply);
    if (made != NULL && tagged) {
        add(response, MHD_HTTP_HEADER_ETAG, etag);
        add_last_modified(response, generation);
        /* The 200's response with status 304 has the right length and sends no body. */
        if (client_holds(connection, etag, generation_released(generation))) status = 304;
    }
    reply_free(reply);
    exchange->status = status;
    exchange->bytes = status == 304 ? 0 : length;
    enum MHD_Result result = MHD_queue_response(connection, (unsigned)status, response);
    if (made != NULL) MHD_destroy_response(made);
    return result;
}
