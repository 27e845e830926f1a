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

static void hear_fault(void *state, const char *pointer, const char *what, const char *remedy)
{
    struct record_notes *notes = state;
    notes->faults++;
    faults_add(notes->compilation->faults, notes->at, pointer, remedy, "%s", what);
}

static bool is_date_format(const char *format)
{
    return strcmp(format, "date") == 0 || strcmp(format, "interval") == 0;
}

static void check_date(struct record_notes *notes, const char *pointer, const char *format,
                       const json_t *value)
{
    struct dating dating;
    struct date_fault fault;
    char inner[64] = "";
    bool interval = strcmp(format, "interval") == 0;
    if (date_read_json(value, interval, notes->arena, &dating, &fault, inner) == STATUS_INVALID) {
        char *whole = arena_format(notes->arena, "%s%s", pointer, inner);
        char *remedy = fault.suggestion[0] != '\0'
                           ? arena_format(notes->arena, "write \"%s\"", fault.suggestion)
                           : NULL;
        hear_fault(notes, whole != NULL ? whole : pointer, fault.reason, remedy);
        return;
    }
    struct day_bounds bounds = date_bounds(&dating);
    if (bounds.end_latest < bounds.start_earliest)
        hear_fault(notes, pointer, "it ends before it starts", "swap or correct the dates");
}

static void check_word(struct record_notes *notes, const char *pointer, const char *list,
                       const json_t *value)
{
    const char *word = json_string_value(value);
    if (json_object_get(json_object_get(notes->compilation->dataset, list), word) != NULL) return;
    char *what = arena_format(notes->arena, "dataset.json has no \"%s\" among its %s", word, list);
    hear_fault(notes, pointer, what != NULL ? what : "unknown word", "add it there, or correct it");
}

static void remember(struct record_notes *notes, const char *pointer, const char *format,
                     const json_t *value)
{
    if (notes->count == notes->capacity) {
        size_t capacity = notes->capacity == 0 ? 32 : notes->capacity * 2;
        struct noted *grown = realloc(notes->at_format, capacity * sizeof *grown);
        if (grown == NULL) return;
        notes->at_format = grown;
        notes->capacity = capacity;
    }
    const char *kept = arena_copy(notes->arena, text_of(pointer)).at;
    const char *kept_format = arena_copy(notes->arena, text_of(format)).at;
    if (kept != NULL && kept_format != NULL)
        notes->at_format[notes->count++] = (struct noted){kept, kept_format, value};
}

static void hear_format(void *state, const char *pointer, const char *format, const json_t *value)
{
    struct record_notes *notes = state;
    if (is_date_format(format)) check_date(notes, pointer, format, value);
    if (strcmp(format, "office") == 0) check_word(notes, pointer, "offices", value);
    if (strcmp(format, "origin") == 0) check_word(notes, pointer, "origins", value);
    if (is_date_format(format) || strncmp(format, "reference:", 10) == 0)
        remember(notes, pointer, format, value);
}

const char *notes_format(const struct record_notes *notes, const char *pointer)
{
    for (size_t i = 0; i < notes->count; i++)
        if (strcmp(notes->at_format[i].pointer, pointer) == 0) return notes->at_format[i].format;
    return NULL;
}

/* The languages of labels and texts must be the dataset's, and the first of them is needed. */
static void check_words(struct record_notes *notes, const json_t *record, const char *key)
{
    const struct languages *languages = &notes->compilation->languages;
    const json_t *words = json_object_get(record, key);
    const char *code;
    const json_t *value;
    if (!json_is_object(words)) return;
    json_object_foreach((json_t *)words, code, value)
    {
        if (languages_find(languages, text_of(code)) >= 0) continue;
        char *pointer = arena_format(notes->arena, "/%s/%s", key, code);
        hear_fault(notes, pointer != NULL ? pointer : "", "dataset.json has no such language",
                   "add it to `languages`, or correct the code");
    }
    if (json_object_get(words, languages->at[0].code) == NULL) {
        char *pointer = arena_format(notes->arena, "/%s", key);
        char *what = arena_format(notes->arena, "the text in the default language (%s) is missing",
                                  languages->at[0].code);
        if (pointer != NULL && what != NULL) hear_fault(notes, pointer, what, "add it");
    }
}

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
    struct validator_listener listener = {notes, hear_fault, hear_format};
    validator_check(compilation->validator, type->collection, record, &listener);
    check_words(notes, record, "labels");
    check_words(notes, record, "summary");
    check_words(notes, record, "text");
    if (notes->faults > 0) return note_skipped(compilation, record);
    int64_t key = ++compilation->last_key;
    enum status status = insert_place(compilation, notes->at, key);
    if (status == STATUS_OK) status = insert_rows(compilation, record, type, key);
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
