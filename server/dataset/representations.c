/*
 * Kept bytes: each record's canonical JSON, made once from its view, in every language in which it
 * differs from the first. What is served later is these bytes; there is no second road.
 */
#include "compilation.h"
#include "loader.h"

#include <chancery/digest.h>
#include <chancery/representation.h>
#include <stdlib.h>
#include <string.h>

static enum status keep(struct compilation *compilation, int64_t slot, struct text body)
{
    struct statement *insert;
    enum status status = connection_prepare(
        compilation->store, TEXT("INSERT INTO representation (slot, body) VALUES (:slot, :body)"),
        &insert);
    if (status != STATUS_OK) return status;
    statement_bind_integer(insert, ":slot", slot);
    statement_bind_text(insert, ":body", body);
    return statement_run(insert);
}

/* One record in the connection's language, malloc'd, without its closing brace. */
static enum status make(struct compilation *compilation, const struct record_type *type,
                        const struct shape *shape, int64_t key, struct text sha256, char **out)
{
    struct statement *view;
    enum status status =
        connection_prepare(compilation->store, representation_query(text_of(type->name)), &view);
    if (status != STATUS_OK) return status;
    statement_bind_integer(view, ":key", key);
    status = statement_step(view);
    json_t *record = status == STATUS_OK
                         ? statement_object(view, shape->properties, shape->property_count)
                         : NULL;
    statement_reset(view);
    if (status == STATUS_OK && record == NULL) return STATUS_FAILED;
    if (status != STATUS_OK) return status == STATUS_NOT_FOUND ? STATUS_FAILED : status;
    json_object_set_new(record, "sha256", json_stringn(sha256.at, sha256.length));
    *out = representation_dump(record);
    json_decref(record);
    if (*out == NULL) return STATUS_NO_MEMORY;
    (*out)[strlen(*out) - 1] = '\0';
    return STATUS_OK;
}

static enum status make_languages(struct compilation *compilation, const struct record_type *type,
                                  int64_t key, struct text sha256)
{
    const struct shape *shape = contract_shape(compilation->contract, type->shape);
    char *first = NULL;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < compilation->languages.count && status == STATUS_OK; i++) {
        char *body = NULL;
        connection_set_language(compilation->store, i);
        status = make(compilation, type, shape, key, sha256, &body);
        if (status == STATUS_OK && (first == NULL || strcmp(first, body) != 0))
            status = keep(compilation, representation_slot(key, i), text_of(body));
        if (first == NULL)
            first = body;
        else
            free(body);
    }
    free(first);
    connection_set_language(compilation->store, 0);
    return status;
}

/* The dataset's version: over the records' digests, sorted, so that neither files nor order matter.
 */
static enum status put_version(struct compilation *compilation)
{
    struct statement *digests, *insert;
    char version[DIGEST_HEX_SIZE];
    struct digest *digest = digest_new();
    if (digest == NULL) return STATUS_NO_MEMORY;
    enum status status = connection_prepare(
        compilation->store, TEXT("SELECT sha256 FROM record ORDER BY sha256"), &digests);
    if (status == STATUS_OK) {
        while ((status = statement_step(digests)) == STATUS_OK)
            digest_add(digest, statement_text(digests, 0));
        statement_reset(digests);
    }
    digest_finish_take(digest, version);
    if (status != STATUS_NOT_FOUND) return status;
    status = connection_prepare(compilation->store,
                                TEXT("INSERT INTO meta (name, value) VALUES ('version', :version)"),
                                &insert);
    if (status != STATUS_OK) return status;
    statement_bind_text(insert, ":version", text_of(version));
    return statement_run(insert);
}

enum status representations_make(struct compilation *compilation)
{
    struct statement *records;
    enum status status = connection_prepare(
        compilation->store, TEXT("SELECT key, type, sha256 FROM record ORDER BY key"), &records);
    if (status != STATUS_OK) return status;
    while ((status = statement_step(records)) == STATUS_OK) {
        int64_t key = statement_integer(records, 0);
        const struct record_type *type = record_type_find(statement_text(records, 1));
        status = type != NULL ? make_languages(compilation, type, key, statement_text(records, 2))
                              : STATUS_FAILED;
        if (status != STATUS_OK) break;
        if (key % 256 == 0)
            progress_show(compilation, "serializing", (uint64_t)key,
                          (uint64_t)loader_count(compilation->loader));
    }
    statement_reset(records);
    return status == STATUS_NOT_FOUND ? put_version(compilation) : status;
}
