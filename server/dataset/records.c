/*
 * Records into tables: each is validated against the published schema, its dates are read, its
 * references noted, and, where it is sound, its rows inserted by the statements of load.sql. A
 * faulty record is skipped and told of; its id is remembered, so that what refers to it is no fault
 * too.
 */
#include "compilation.h"
#include "reader.h"

#include <chancery/buffer.h>
#include <chancery/digest.h>
#include <stdlib.h>
#include <string.h>

static enum status note_skipped(struct compilation *compilation, const json_t *record)
{
    const char *id = json_string_value(json_object_get(record, "id"));
    struct statement *insert;
    if (id == NULL) return STATUS_OK;
    enum status status = connection_prepare(
        compilation->store, TEXT("INSERT OR IGNORE INTO temp.skipped (id) VALUES (:id)"), &insert);
    if (status != STATUS_OK) return status;
    statement_bind_text(insert, ":id", text_of(id));
    return statement_run(insert);
}

static enum status insert_mentions(struct compilation *compilation,
                                   const struct record_notes *notes, int64_t key)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < notes->count && status == STATUS_OK; i++) {
        struct noted noted = notes->at_format[i];
        struct statement *insert;
        if (strncmp(noted.format, "reference:", 10) != 0) continue;
        status = connection_prepare(compilation->store,
                                    TEXT("INSERT INTO temp.mention (record, pointer, target, types)"
                                         " VALUES (:key, :pointer, :target, :types)"),
                                    &insert);
        if (status != STATUS_OK) break;
        statement_bind_integer(insert, ":key", key);
        statement_bind_text(insert, ":pointer", text_of(noted.pointer));
        statement_bind_text(insert, ":target", text_of(json_string_value(noted.value)));
        statement_bind_text(insert, ":types", text_of(noted.format + 10));
        status = statement_run(insert);
    }
    return status;
}

static enum status insert_place(struct compilation *compilation, struct place_in_file at,
                                int64_t key)
{
    struct statement *insert;
    enum status status =
        connection_prepare(compilation->store,
                           TEXT("INSERT INTO temp.location (record, file, offset, line)"
                                " VALUES (:key, :file, :offset, :line)"),
                           &insert);
    if (status != STATUS_OK) return status;
    statement_bind_integer(insert, ":key", key);
    statement_bind_integer(insert, ":file", (int64_t)at.file);
    statement_bind_integer(insert, ":offset", (int64_t)at.offset);
    statement_bind_integer(insert, ":line", (int64_t)at.line);
    return statement_run(insert);
}

/* Whether a load statement's heading ("event when places") is meant for this record. */
static bool applies(struct text heading, const struct record_type *type, const json_t *record)
{
    struct text rest = heading, who = text_cut(&rest, ' ');
    if (!text_is(who, "*") && !text_is(who, type->name)) return false;
    if (rest.at == NULL) return true;
    struct text key = text_after(rest, sizeof "when " - 1);
    return json_object_getn(record, key.at, key.length) != NULL;
}

static enum status insert_rows(struct compilation *compilation, const json_t *record,
                               const struct record_type *type, int64_t key)
{
    char digest[DIGEST_HEX_SIZE];
    char *text = json_dumps(record, JSON_COMPACT | JSON_SORT_KEYS | JSON_REAL_PRECISION(15));
    if (text == NULL) return STATUS_NO_MEMORY;
    digest_hex(text_of(text), digest);
    enum status status = STATUS_OK;
    for (size_t i = 0; i < compilation->load.count && status == STATUS_OK; i++) {
        const struct fragment *fragment = &compilation->load.at[i];
        struct statement *insert;
        if (!applies(fragment->name, type, record)) continue;
        status = connection_prepare(compilation->store, fragment->sql, &insert);
        if (status != STATUS_OK) break;
        statement_bind_text(insert, ":record", text_of(text));
        statement_bind_text(insert, ":type", text_of(type->name));
        statement_bind_text(insert, ":sha256", text_of(digest));
        statement_bind_integer(insert, ":key", key);
        status = statement_run(insert);
    }
    free(text);
    return status;
}

static enum status load_record(struct compilation *compilation, const json_t *record,
                               const struct record_type *type, struct record_notes *notes)
{
    notes_take(notes, record, type);
    if (notes->faults > 0) return note_skipped(compilation, record);
    int64_t key = ++compilation->last_key;
    enum status status = insert_place(compilation, notes->at, key);
    if (status == STATUS_OK) status = insert_rows(compilation, record, type, key);
    if (status == STATUS_OK) status = geometry_load(compilation, record, key, notes);
    if (status == STATUS_OK) status = insert_mentions(compilation, notes, key);
    if (status == STATUS_OK) status = claims_load(compilation, record, type, key, notes);
    if (status == STATUS_OK) compilation->loaded[type - record_types()]++;
    return status;
}

static enum status load_file(struct compilation *compilation, const char *path,
                             const struct record_type *type)
{
    struct reader *reader;
    enum status status = reader_open(path, compilation->faults, &reader);
    if (status != STATUS_OK) return status == STATUS_FAILED ? STATUS_OK : status;
    for (size_t seen = 0;; seen++) {
        json_t *record;
        struct record_notes notes = {.compilation = compilation};
        status = reader_next(reader, &record, &notes.at);
        if (status == STATUS_INVALID) continue;
        if (status != STATUS_OK) break;
        notes.arena = arena_new(4096);
        status =
            notes.arena != NULL ? load_record(compilation, record, type, &notes) : STATUS_NO_MEMORY;
        arena_free(notes.arena);
        free(notes.at_format);
        json_decref(record);
        if (status != STATUS_OK) break;
        if (seen % 256 == 0) {
            uint64_t done, all;
            reader_progress(reader, &done, &all);
            progress_show(compilation, type->collection, done, all);
        }
    }
    reader_close(reader);
    /* What the reader could not get past is told among the faults; an insert that fails is not. */
    return status == STATUS_NOT_FOUND || faults_count(compilation->faults) > 0 ? STATUS_OK : status;
}

static enum status load_collection(struct compilation *compilation, const struct record_type *type)
{
    char **paths;
    enum status status =
        reader_find_files(compilation->options->directory, type->collection, &paths);
    if (status != STATUS_OK) return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    for (size_t i = 0; paths[i] != NULL; i++) {
        if (status == STATUS_OK) status = load_file(compilation, paths[i], type);
        free(paths[i]);
    }
    free(paths);
    return status;
}

enum status records_load(struct compilation *compilation)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < RECORD_TYPE_COUNT && status == STATUS_OK; i++)
        status = load_collection(compilation, &record_types()[i]);
    return status;
}
