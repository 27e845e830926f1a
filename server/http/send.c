/*
 * Replies onto the wire: the only place that queues one. What the client already holds is not sent
 * again, and what is sent is in a coding that it takes.
 */
#include "encoder.h"
#include "http.h"
#include "range.h"

#include <chancery/buffer.h>
#include <chancery/digest.h>
#include <chancery/log.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ETAG_SIZE = 48, INSTANCE_LIMIT = 500 /* bytes of a path that a problem repeats */ };

/* What an If-None-Match was found to say. */
struct validation {
    const char *etag;
    bool asked, matches;
};

/* What is settled about a reply as it goes out. */
struct sending {
    enum coding coding;
    bool tagged;
    char etag[ETAG_SIZE];
    struct range range;
};

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

/*
 * A strong entity tag. Of bytes in memory it is their digest, so that what did not change keeps it,
 * whatever was reloaded; each coding has its own.
 */
static bool make_etag(const struct reply *reply, enum coding coding, char etag[ETAG_SIZE])
{
    char digest[DIGEST_HEX_SIZE];
    const char *tag = reply->validator;
    if (reply->status != 200 || reply->caching == CACHE_NO_STORE) return false;
    if (tag[0] == '\0') {
        if (reply->kind == REPLY_STREAM || reply->kind == REPLY_FILE) return false;
        digest_hex((struct text){reply->bytes, reply->length}, digest);
        tag = digest;
    }
    snprintf(etag, ETAG_SIZE, "\"%.32s%s%s\"", tag, coding == CODING_IDENTITY ? "" : "-",
             coding == CODING_IDENTITY ? "" : coding_name(coding));
    return true;
}

/* A client's lists of tags may come on several lines. */
static enum MHD_Result match_line(void *state, enum MHD_ValueKind kind, const char *name,
                                  const char *value)
{
    struct validation *validation = state;
    (void)kind;
    if (strcasecmp(name, MHD_HTTP_HEADER_IF_NONE_MATCH) != 0) return MHD_YES;
    validation->asked = true;
    if (etag_matches(value, validation->etag)) validation->matches = true;
    return MHD_YES;
}

/* If-None-Match decides where it is given; If-Modified-Since only where it is not (RFC 9110
 * §13.2.2). */
static bool client_holds(struct MHD_Connection *connection, const char *etag, int64_t modified)
{
    struct validation validation = {.etag = etag};
    MHD_get_connection_values(connection, MHD_HEADER_KIND, match_line, &validation);
    if (validation.asked) return validation.matches;
    return not_modified_since(
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_IF_MODIFIED_SINCE),
        modified);
}

static const char *header(struct MHD_Connection *connection, const char *name)
{
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

static enum coding choose_coding(struct MHD_Connection *connection, const struct reply *reply)
{
    size_t length = reply->kind == REPLY_STREAM ? SIZE_MAX : reply->length;
    if (reply->kind == REPLY_EMPTY || reply->kind == REPLY_FILE) return CODING_IDENTITY;
    return coding_choose(header(connection, MHD_HTTP_HEADER_ACCEPT_ENCODING), length);
}

/* Put the body into its coding; where memory is short it stays as it is. */
static enum coding encode(enum coding coding, struct reply *reply)
{
    struct buffer coded = {0};
    if (coding == CODING_IDENTITY) return coding;
    if (reply->kind == REPLY_STREAM)
        return coding_wrap_stream(coding, &reply->stream) == STATUS_OK ? coding : CODING_IDENTITY;
    if (coding_encode(coding, (struct text){reply->bytes, reply->length}, &coded) != STATUS_OK) {
        buffer_free(&coded);
        return CODING_IDENTITY;
    }
    if (reply->kind == REPLY_OWNED) free(reply->bytes);
    reply->kind = REPLY_OWNED;
    reply->bytes = coded.at;
    reply->length = coded.length;
    return coding;
}

/* What the client's conditions and ranges make of the reply: its status on the wire. */
static int settle(struct MHD_Connection *connection, const struct exchange *exchange,
                  const struct generation *generation, struct reply *reply, struct sending *sending)
{
    int64_t modified = generation != NULL ? generation_released(generation) : 0;
    sending->coding = choose_coding(connection, reply);
    sending->tagged = make_etag(reply, sending->coding, sending->etag);
    bool held = sending->tagged && client_holds(connection, sending->etag, modified);
    if (reply->kind == REPLY_FILE && !held && strcmp(exchange->method, "GET") == 0)
        return range_apply(header(connection, MHD_HTTP_HEADER_RANGE),
                           header(connection, MHD_HTTP_HEADER_IF_RANGE), sending->etag, modified,
                           reply, &sending->range);
    enum coding coding = encode(sending->coding, reply);
    if (coding != sending->coding) sending->tagged = false;
    sending->coding = coding;
    /* The 200's response with status 304 has the right length and sends no body. */
    return held ? 304 : reply->status;
}

static void add_entity_headers(struct MHD_Response *response, const struct sending *sending,
                               const struct generation *generation)
{
    if (sending->coding != CODING_IDENTITY)
        add(response, MHD_HTTP_HEADER_CONTENT_ENCODING, coding_name(sending->coding));
    if (sending->range.total > 0) add(response, MHD_HTTP_HEADER_ACCEPT_RANGES, "bytes");
    if (sending->range.header[0] != '\0')
        add(response, MHD_HTTP_HEADER_CONTENT_RANGE, sending->range.header);
    if (!sending->tagged) return;
    add(response, MHD_HTTP_HEADER_ETAG, sending->etag);
    headers_add_last_modified(response, generation);
}

enum MHD_Result reply_send(struct MHD_Connection *connection, struct exchange *exchange,
                           struct generation *generation, struct reply *reply)
{
    struct sending sending = {0};
    if (reply->problem != NULL) render_problem(exchange, reply);
    if (reply->kind == REPLY_FILE) sending.range.total = reply->length;
    int status = settle(connection, exchange, generation, reply, &sending);
    if (reply->problem != NULL && reply->bytes == NULL) render_problem(exchange, reply);
    size_t length = reply->kind == REPLY_STREAM ? 0 : reply->length;
    struct MHD_Response *made = response_make(reply, exchange->method[0] == 'H' || status == 304);
    struct MHD_Response *response = made != NULL ? made : exchange->server->emergency;
    if (made == NULL) status = 503;
    if (made != NULL) {
        headers_add(response, exchange, generation, reply);
        add_entity_headers(response, &sending, generation);
    }
    reply_free(reply);
    exchange->status = status;
    exchange->bytes = status == 304 ? 0 : length;
    enum MHD_Result result = MHD_queue_response(connection, (unsigned)status, response);
    if (made != NULL) MHD_destroy_response(made);
    return result;
}
