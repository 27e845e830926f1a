/*
 * The dataset as one download: rows are made while they are sent, so that it takes no more memory
 * for a million records than for one, or the compiled file as it lies there. An export holds on to
 * the dataset that it began with; a reload goes past it.
 */
#include "checks.h"
#include "formats.h"
#include "operations.h"
#include "record.h"
#include "request.h"

#include <chancery/buffer.h>
#include <chancery/digest.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RECORDS, CLAIMS, CLOSING, ENDED };

struct export
{
    struct request request; /* of the export's own: it outlives the one that began it */
    struct format_rendering rendering;
    struct text types; /* of records: a JSON array */
    bool claims;       /* claims come too, last */
    bool closes;       /* with a record that says how many there were, and their digest */
    int phase;
    struct statement *rows; /* of the phase, or NULL */
    struct buffer row;
    struct digest *digest;
    size_t sent; /* of rendering.out */
};

static void export_free(void *state)
{
    struct export *self = state;
    char digest[DIGEST_HEX_SIZE];
    statement_reset(self->rows);
    buffer_free(&self->row);
    format_release(&self->rendering);
    if (self->digest != NULL) digest_finish_take(self->digest, digest);
    request_finish(&self->request);
    generation_end_stream(self->request.generation);
    generation_release(self->request.generation);
    arena_free(self->request.arena);
    free(self);
}

static enum status open_rows(struct export *self)
{
    const char *query = self->phase == RECORDS ? "export.records" : "export.claims";
    enum status status = request_query(&self->request, query, &self->rows);
    if (status != STATUS_OK) return status;
    statement_bind_integer(self->rows, ":language", (int64_t)self->request.language);
    statement_bind_text(self->rows, ":types", self->types);
    return STATUS_OK;
}

static enum status add_row(struct export *self)
{
    int64_t key = statement_integer(self->rows, 0);
    const struct record_type *type = record_type_find(statement_text(self->rows, 1));
    enum status status;
    self->row.length = 0;
    if (type != NULL)
        status = append_record(&self->request, type, key, statement_text(self->rows, 2), NULL,
                               &self->row);
    else
        status = append_whole_claim(&self->request, key, &self->row);
    if (status != STATUS_OK) return status;
    return format_row(&self->rendering, (struct text){self->row.at, self->row.length});
}

/* The closing record: the digest is of all that came before it. */
static enum status close_with_digest(struct export *self)
{
    char digest[DIGEST_HEX_SIZE];
    struct buffer *out = &self->rendering.out;
    digest_finish_take(self->digest, digest);
    self->digest = NULL;
    self->request.format->close(&self->rendering.rendering, digest, out);
    return out->failed ? STATUS_NO_MEMORY : STATUS_OK;
}

static enum status advance(struct export *self)
{
    enum status status = STATUS_OK;
    if (self->phase == CLOSING) {
        status = self->closes ? close_with_digest(self)
                              : rendering_end(&self->rendering.rendering, &self->rendering.out);
        self->phase = ENDED;
        return status;
    }
    bool wanted = self->phase == RECORDS ? self->types.length > 2 : self->claims;
    if (wanted && self->rows == NULL) status = open_rows(self);
    if (status == STATUS_OK) status = wanted ? statement_step(self->rows) : STATUS_NOT_FOUND;
    if (status == STATUS_OK) return add_row(self);
    if (status != STATUS_NOT_FOUND) return status;
    statement_reset(self->rows);
    self->rows = NULL;
    self->phase++;
    return STATUS_OK;
}

/* Nothing that was made is sent before the digest knows of it. */
static void digest_from(struct export *self, size_t start)
{
    const struct buffer *out = &self->rendering.out;
    if (self->digest != NULL && out->length > start)
        digest_add(self->digest, (struct text){out->at + start, out->length - start});
}

static ptrdiff_t next_piece(void *state, char *out, size_t room)
{
    struct export *self = state;
    struct buffer *made = &self->rendering.out;
    /* What is left of the last piece comes first: a row seldom ends where a piece does. */
    if (self->sent > 0) memmove(made->at, made->at + self->sent, made->length - self->sent);
    made->length -= self->sent;
    self->sent = 0;
    while (made->length - self->sent < room && self->phase != ENDED) {
        size_t start = made->length;
        if (advance(self) != STATUS_OK) return -1;
        digest_from(self, start);
    }
    size_t left = made->length - self->sent, taken = left < room ? left : room;
    if (taken > 0) memcpy(out, made->at + self->sent, taken);
    self->sent += taken;
    return (ptrdiff_t)taken;
}

/* Which records and whether claims: `collection`, or everything. */
static void choose_collections(struct export *self, const struct request *request)
{
    const struct value *chosen = parameters_get(&request->parameters, "collection");
    struct buffer types = {0};
    self->claims = chosen == NULL;
    for (size_t i = 0; i < RECORD_TYPE_COUNT; i++) {
        bool wanted = chosen == NULL;
        for (size_t k = 0; chosen != NULL && k < chosen->item_count; k++)
            wanted = wanted || text_is(chosen->items[k], record_types()[i].collection);
        if (wanted)
            buffer_format(&types, "%s\"%s\"", types.length == 0 ? "[" : ",",
                          record_types()[i].name);
    }
    for (size_t k = 0; chosen != NULL && k < chosen->item_count; k++)
        if (text_is(chosen->items[k], "claims")) self->claims = true;
    buffer_string(&types, types.length == 0 ? "[]" : "]");
    self->types = arena_copy(self->request.arena, (struct text){types.at, types.length});
    buffer_free(&types);
}

static const char *shape_of(const struct request *request)
{
    const struct value *chosen = parameters_get(&request->parameters, "collection");
    if (chosen == NULL || chosen->item_count != 1) return "Export";
    const struct record_type *type = record_type_of_collection(chosen->items[0]);
    return type != NULL ? type->shape : "Claim";
}

/* A request of the export's own: its parameters were read, its connection is without a deadline. */
static struct export *export_new(const struct request *request)
{
    struct export *self = calloc(1, sizeof *self);
    if (self == NULL) return NULL;
    self->request = *request;
    self->request.arena = arena_new(4096);
    self->request.generation = generation_take(request->generation);
    self->request.connection = NULL;
    self->request.query_deadline = 0;
    return self;
}

static enum status begin(struct export *self, const struct request *request)
{
    const struct value *end = parameters_get(&request->parameters, "end");
    if (self->request.arena == NULL) return STATUS_NO_MEMORY;
    self->closes = end != NULL && end->integer == 1;
    if (self->closes) self->digest = digest_new();
    if (self->closes && self->digest == NULL) return STATUS_NO_MEMORY;
    choose_collections(self, request);
    if (self->types.at == NULL) return STATUS_NO_MEMORY;
    enum status status =
        format_begin_shape(&self->request, shape_of(request), NULL, &self->rendering);
    /* What was read of the parameters goes with the request that began it. */
    self->request.parameters = (struct parameters){0};
    digest_from(self, 0);
    return status;
}

/* The same dataset, program and question give the same bytes. */
static void write_validator(const struct request *request, char out[40])
{
    struct buffer said = {0};
    char digest[DIGEST_HEX_SIZE];
    buffer_format(&said, "%s %s %zu %s ", CHANCERY_VERSION,
                  generation_file_digest(request->generation), request->language,
                  request->format->format);
    append_target(request, NULL, &said);
    digest_hex((struct text){said.at, said.length}, digest);
    if (!said.failed) snprintf(out, 40, "%.32s", digest);
    buffer_free(&said);
}

static struct reply stream_reply(struct request *request)
{
    if (!generation_begin_stream(request->generation))
        return reply_problem(PROBLEM_UNAVAILABLE, "As many exports as may be are under way.");
    struct export *self = export_new(request);
    if (self == NULL) {
        generation_end_stream(request->generation);
        return reply_failure(STATUS_NO_MEMORY);
    }
    enum status status = begin(self, request);
    if (status != STATUS_OK) {
        export_free(self);
        return reply_failure(status);
    }
    struct reply reply = {.status = 200,
                          .kind = REPLY_STREAM,
                          .caching = CACHE_PUBLIC,
                          .content_type = request->format->content_type,
                          .stream = {next_piece, export_free, self}};
    write_validator(request, reply.validator);
    return reply;
}

static struct reply file_reply(const struct request *request)
{
    struct reply reply = {.status = 200,
                          .kind = REPLY_FILE,
                          .caching = CACHE_PUBLIC,
                          .content_type = request->format->content_type};
    reply.descriptor = generation_open_file(request->generation, &reply.length);
    if (reply.descriptor < 0) return reply_failure(STATUS_FAILED);
    snprintf(reply.validator, sizeof reply.validator, "%.32s",
             generation_file_digest(request->generation));
    return reply;
}

static bool is_format(const struct request *request, const char *format)
{
    return request->format != NULL && strcmp(request->format->format, format) == 0;
}

void export_check(const struct request *request, struct problem *problem)
{
    const struct value *chosen = parameters_get(&request->parameters, "collection");
    if (strcmp(request->route.operation->id, "getExport") != 0) return;
    if (is_format(request, "sqlite") && chosen != NULL)
        problem_add(problem, &(struct fault){.in = "query",
                                             .name = TEXT("collection"),
                                             .value = chosen->text,
                                             .reason = "the compiled file is given whole",
                                             .allowed = "no collection with format=sqlite"});
}

/* The compiled file is closed by its own digest, whether `end` asks for it or not. */
struct reply get_export(struct request *request)
{
    return is_format(request, "sqlite") ? file_reply(request) : stream_reply(request);
}
