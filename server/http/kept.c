/*
 * Kept replies. One is made once and never changed: what a single request is owed besides (an id
 * that it sent, the end of its connection) goes into a response of its own around the same bytes.
 */
#include "kept.h"

#include <chancery/memory.h>
#include <stdlib.h>
#include <string.h>

enum {
    RESPONSE_MEMORY = 600, /* of the library's, without headers and body, and ours */
    HEADER_MEMORY = 112    /* of the library's, without name and value */
};

bool choice_make(const struct selection *selection, const struct languages *languages,
                 const struct cache_ask *ask, struct choice *out)
{
    size_t media_type, language;
    bool accepts = handlers_negotiate(selection->operation, languages, ask->accept,
                                      ask->accept_language, &media_type, &language);
    out->media_type = selection->reads_accept ? media_type : 0;
    out->language = selection->reads_language ? language : 0;
    out->coding = coding_choose(ask->accept_encoding, SIZE_MAX);
    out->tiny_coding = coding_choose(ask->accept_encoding, 0);
    return accepts || !selection->reads_accept;
}

static enum MHD_Result weigh_header(void *state, enum MHD_ValueKind kind, const char *name,
                                    const char *value)
{
    size_t *cost = state;
    (void)kind;
    *cost += HEADER_MEMORY + strlen(name) + strlen(value);
    return MHD_YES;
}

struct kept *kept_new_take(const struct kept *draft)
{
    struct kept *kept = malloc(sizeof *kept);
    if (kept == NULL) return NULL;
    *kept = *draft;
    atomic_init(&kept->references, 1);
    kept->cost += RESPONSE_MEMORY + sizeof *kept;
    MHD_get_response_headers(kept->response, weigh_header, &kept->cost);
    return kept;
}

struct kept *kept_take(struct kept *kept)
{
    atomic_fetch_add_explicit(&kept->references, 1, memory_order_relaxed);
    return kept;
}

void kept_release(struct kept *kept)
{
    if (kept == NULL) return;
    if (atomic_fetch_sub_explicit(&kept->references, 1, memory_order_acq_rel) != 1) return;
    MHD_destroy_response(kept->response);
    free(kept);
}

bool kept_is(const struct kept *kept, const struct choice *choice)
{
    enum coding coding = kept->is_tiny ? choice->tiny_coding : choice->coding;
    return kept->choice.media_type == choice->media_type &&
           kept->choice.language == choice->language && (!kept->is_coded || kept->coding == coding);
}

/* --- on the way out --- */

static enum MHD_Result copy_header(void *state, enum MHD_ValueKind kind, const char *name,
                                   const char *value)
{
    (void)kind;
    response_add(state, name, value);
    return MHD_YES;
}

static void release_body(void *state)
{
    kept_release(state);
}

/* A response of the request's own around the kept bytes. NULL: memory; where that is short of
 * headers it is noted. */
static struct MHD_Response *own_response(struct kept *kept, struct exchange *exchange)
{
    struct MHD_Response *own = MHD_create_response_from_buffer_with_free_callback_cls(
        kept->length, (void *)(uintptr_t)kept->body, release_body, kept);
    if (own == NULL) return NULL;
    kept_take(kept);
    memory_forget();
    MHD_get_response_headers(kept->response, copy_header, own);
    headers_add_own(own, exchange, kept->status, false);
    return own;
}

enum MHD_Result kept_send(struct MHD_Connection *connection, struct exchange *exchange,
                          struct kept *kept)
{
    bool held = kept->etag[0] != '\0' && client_holds(exchange, kept->etag, kept->modified);
    exchange->status = held ? 304 : kept->status;
    exchange->bytes = held || exchange->method[0] == 'H' ? 0 : kept->length;
    exchange->operation = kept->selection.operation;
    if (!headers_are_owed(exchange, kept->status, false))
        return response_queue(connection, exchange, kept->response);
    return response_queue_take(connection, exchange, own_response(kept, exchange));
}
