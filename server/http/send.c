/*
 * Replies that were just made onto the wire. What the client already holds is not sent again, what
 * is sent is in a coding that it takes, and what others may ask for too is offered to the cache.
 */
#include "cache.h"
#include "range.h"

#include <chancery/buffer.h>
#include <chancery/digest.h>
#include <chancery/log.h>
#include <chancery/memory.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INSTANCE_LIMIT = 500 /* bytes of a path that a problem repeats */ };

/* What is settled about a reply as it goes out. */
struct sending {
    size_t plain_length; /* of the body before any coding */
    enum coding coding;
    bool tagged;
    char etag[ETAG_SIZE];
    struct range range;
};

/* The path as the client knows it: with what a proxy took off before us. */
static void write_instance(struct buffer *out, const struct exchange *exchange)
{
    struct text rest = exchange->target, path = text_cut(&rest, '?');
    if (text_starts_with(path, "/")) buffer_string(out, exchange->server->base_path);
    buffer_append(out, path.at, path.length < INSTANCE_LIMIT ? path.length : INSTANCE_LIMIT);
}

/* Give a problem its body: it needs the path and the id that only the exchange knows. */
static void render_problem(struct exchange *exchange, struct reply *reply)
{
    struct buffer instance = {0};
    write_instance(&instance, exchange);
    bool printable = !instance.failed && instance.at != NULL &&
                     text_is_utf8((struct text){instance.at, instance.length});
    json_t *body = problem_to_json(reply->problem, exchange->server->base_path,
                                   printable ? instance.at : NULL, exchange_id(exchange));
    buffer_free(&instance);
    reply->bytes = body != NULL ? json_dumps(body, JSON_COMPACT) : NULL;
    json_decref(body);
    reply->length = reply->bytes != NULL ? strlen(reply->bytes) : 0;
    reply->kind = REPLY_OWNED;
    reply->content_type = "application/problem+json";
    reply->caching = CACHE_NO_STORE;
    if (reply->status >= 500)
        log_write(LOG_LEVEL_ERROR, "request %s: %d %.*s", exchange_id(exchange), reply->status,
                  (int)(exchange->target.length < 300 ? exchange->target.length : 300),
                  exchange->target.at);
}

/*
 * A strong entity tag. Of bytes in memory it is their fingerprint, so that what did not change
 * keeps it, whatever was reloaded; each coding has its own.
 */
static bool make_etag(const struct fingerprinter *fingerprinter, const struct reply *reply,
                      enum coding coding, char etag[ETAG_SIZE])
{
    char fingerprint[FINGERPRINT_HEX_SIZE];
    const char *tag = reply->validator;
    if (reply->status != 200 || reply->caching == CACHE_NO_STORE) return false;
    if (tag[0] == '\0') {
        if (reply->kind == REPLY_STREAM || reply->kind == REPLY_FILE) return false;
        fingerprint_hex(fingerprinter, (struct text){reply->bytes, reply->length}, fingerprint);
        tag = fingerprint;
    }
    snprintf(etag, ETAG_SIZE, "\"%.32s%s%s\"", tag, coding == CODING_IDENTITY ? "" : "-",
             coding == CODING_IDENTITY ? "" : coding_name(coding));
    return true;
}

static enum coding choose_coding(const struct exchange *exchange, const struct reply *reply)
{
    size_t length = reply->kind == REPLY_STREAM ? SIZE_MAX : reply->length;
    if (reply->kind == REPLY_EMPTY || reply->kind == REPLY_FILE) return CODING_IDENTITY;
    return coding_choose_among(exchange->headers.accept_encoding, length, reply->forms);
}

/* Put the body into its coding; where memory is short it stays as it is. */
static enum coding encode(enum coding coding, struct reply *reply)
{
    struct buffer coded = {0};
    if (coding == CODING_IDENTITY) return coding;
    if (reply->forms != NULL) {
        reply->bytes = (char *)(uintptr_t)reply->forms[coding].at;
        reply->length = reply->forms[coding].length;
        return coding;
    }
    if (reply->kind == REPLY_STREAM)
        return coding_wrap_stream(coding, &reply->stream) == STATUS_OK ? coding : CODING_IDENTITY;
    if (coding_encode(coding, (struct text){reply->bytes, reply->length}, &coded) != STATUS_OK) {
        buffer_free(&coded);
        return CODING_IDENTITY;
    }
    if (reply->kind == REPLY_OWNED) free(reply->bytes);
    reply->kind = REPLY_OWNED;
    reply->length = coded.length;
    reply->bytes = buffer_take(&coded);
    return coding;
}

/* What the client's conditions and ranges make of the reply: its status on the wire. */
static int settle(const struct exchange *exchange, const struct generation *generation,
                  struct reply *reply, struct sending *sending)
{
    int64_t modified = generation != NULL ? generation_modified(generation) : 0;
    sending->coding = choose_coding(exchange, reply);
    sending->tagged =
        make_etag(exchange->server->fingerprinter, reply, sending->coding, sending->etag);
    bool held = sending->tagged && client_holds(exchange, sending->etag, modified);
    if (reply->kind == REPLY_FILE && !held && strcmp(exchange->method, "GET") == 0)
        return range_apply(exchange->headers.range, exchange->headers.if_range, sending->etag,
                           modified, reply, &sending->range);
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
        response_add(response, MHD_HTTP_HEADER_CONTENT_ENCODING, coding_name(sending->coding));
    if (sending->range.total > 0) response_add(response, MHD_HTTP_HEADER_ACCEPT_RANGES, "bytes");
    if (sending->range.header[0] != '\0')
        response_add(response, MHD_HTTP_HEADER_CONTENT_RANGE, sending->range.header);
    if (!sending->tagged) return;
    response_add(response, MHD_HTTP_HEADER_ETAG, sending->etag);
    response_add(response, MHD_HTTP_HEADER_LAST_MODIFIED, generation_last_modified(generation));
}

/* Bytes in memory that depend on the dataset alone, and the way to them. What is there in every
 * coding needs no second place. */
static bool may_be_kept(const struct reply *reply, const struct sending *sending)
{
    if (reply->forms != NULL) return false;
    if (reply->caching == CACHE_NO_STORE || reply->problem != NULL || reply->closes) return false;
    if (reply->kind == REPLY_EMPTY) return reply->status == 308;
    return (reply->kind == REPLY_OWNED || reply->kind == REPLY_SHARED) && sending->tagged;
}

/* A finished response as the cache keeps it; whether it does is the cache's to say. NULL: it cannot
 * be kept. */
static struct kept *keep(const struct flight *flight, const struct generation *generation,
                         struct MHD_Response *response, const struct kept *draft)
{
    struct kept whole = *draft;
    whole.response = response;
    whole.modified = generation_modified(generation);
    if (!choice_make(&draft->selection, generation_languages(generation), &flight->ask,
                     &whole.choice))
        return NULL;
    struct kept *kept = kept_new_take(&whole);
    if (kept != NULL) cache_keep(flight, generation, kept);
    return kept;
}

static struct kept draft_of(const struct exchange *exchange, const struct reply *reply,
                            const struct sending *sending, bool reads_accept)
{
    struct kept draft = {
        .body = reply->bytes,
        .length = reply->length,
        .status = reply->status,
        .selection = {exchange->operation, reads_accept, reply->varies_by_language},
        .is_tiny = sending->plain_length < CODING_TINY,
        .is_coded = reply->kind != REPLY_EMPTY,
        .coding = sending->coding,
        .cost = reply->kind == REPLY_OWNED ? reply->length : 0,
    };
    memcpy(draft.etag, sending->etag, sizeof draft.etag);
    return draft;
}

static enum MHD_Result queue(struct MHD_Connection *connection, struct exchange *exchange,
                             struct MHD_Response *made, int status, bool closes)
{
    memory_forget();
    if (made != NULL) headers_add_own(made, exchange, status == 304 ? 200 : status, closes);
    exchange->status = status;
    return response_queue_take(connection, exchange, made);
}

/* All of them: without one the client may not know how to read the body. */
static bool add_headers(struct MHD_Response *response, const struct exchange *exchange,
                        const struct generation *generation, const struct reply *reply,
                        const struct sending *sending)
{
    memory_forget();
    headers_add(response, generation, reply);
    if (exchange->listener->tls != NULL && exchange->server->hsts[0] != '\0')
        response_add(response, "Strict-Transport-Security", exchange->server->hsts);
    add_entity_headers(response, sending, generation);
    return !memory_is_short();
}

enum MHD_Result reply_send(struct MHD_Connection *connection, struct exchange *exchange,
                           struct generation *generation, struct reply *reply,
                           const struct flight *flight, bool reads_accept)
{
    struct sending sending = {.plain_length = reply->length};
    struct kept *kept = NULL;
    if (reply->problem != NULL) render_problem(exchange, reply);
    if (reply->kind == REPLY_FILE) sending.range.total = reply->length;
    int status = settle(exchange, generation, reply, &sending);
    if (reply->problem != NULL && reply->bytes == NULL) render_problem(exchange, reply);
    bool bodiless = exchange->method[0] == 'H' || status == 304;
    exchange->bytes = reply->kind == REPLY_STREAM || bodiless ? 0 : reply->length;
    bool keeps = flight != NULL && exchange->method[0] == 'G' && may_be_kept(reply, &sending);
    struct kept draft = draft_of(exchange, reply, &sending, reads_accept);
    struct MHD_Response *made = response_make(connection, exchange, reply, bodiless);
    if (made != NULL && !add_headers(made, exchange, generation, reply, &sending)) {
        MHD_destroy_response(made);
        made = NULL;
    }
    if (made != NULL && keeps) kept = keep(flight, generation, made, &draft);
    bool closes = reply->closes;
    reply_free(reply);
    if (kept == NULL) return queue(connection, exchange, made, status, closes);
    enum MHD_Result result = kept_send(connection, exchange, kept);
    kept_release(kept);
    return result;
}
