/*
 * The whole compilation, step by step, and the publication of its result: a file that is complete,
 * checked and flushed takes the old one's name in one rename. Whatever stops on the way leaves the
 * old file as it was.
 */
#include "compilation.h"
#include "loader.h"
#include "representations.h"
#include "search_index.h"

#include <chancery/embedded.h>
#include <chancery/fragments.h>
#include <chancery/generation.h>
#include <chancery/memory.h>
#include <chancery/terminal.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Of more records the file's check and the planner's statistics are by sample. */
enum { CHECKED_WHOLE_MOST = 200000 };

/* SQLite sorts as much at once as its cache may hold: little, so that what is sorted stays in the
 * processor's. A check looks up index entries in no order: much. */
#define SORTING  "PRAGMA cache_size = -4096"
#define CHECKING "PRAGMA cache_size = -65536"

static enum status complain(const struct compilation *compilation, const char *what,
                            const char *path)
{
    terminal_complain(compilation->options->messages, "%s %s: %s", what, path, strerror(errno));
    return STATUS_FAILED;
}

/* Tell of a row that refers to none; checks.sql should have found it. */
static enum status check_references(const struct compilation *compilation, struct connection *store)
{
    struct statement *check;
    enum status status = connection_prepare(
        store, TEXT("SELECT \"table\", rowid, parent FROM pragma_foreign_key_check"), &check);
    if (status != STATUS_OK) return status;
    if ((status = statement_step(check)) == STATUS_OK) {
        struct text table = statement_text(check, 0), parent = statement_text(check, 2);
        terminal_complain(compilation->options->messages, "a row of %.*s refers to no row of %.*s",
                          (int)table.length, table.at, (int)parent.length, parent.at);
        status = STATUS_INVALID;
    }
    statement_reset(check);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static bool is_large(const struct compilation *compilation)
{
    return loader_count(compilation->loader) > CHECKED_WHOLE_MOST;
}

/*
 * SQLite's own checks of the finished file. Of a large one the structure of every page and the
 * constraints of every row are checked, but neither each index entry against its row nor, a second
 * time, each reference: that would take as long as all the rest, and what it could find is our own
 * error, which a small dataset shows as well.
 */
static enum status check_pages(struct compilation *compilation)
{
    struct statement *check;
    enum status status =
        connection_run(compilation->store, TEXT("PRAGMA ignore_check_constraints = 0;" CHECKING));
    if (status == STATUS_OK)
        status = connection_prepare(compilation->store,
                                    is_large(compilation) ? TEXT("PRAGMA quick_check")
                                                          : TEXT("PRAGMA integrity_check"),
                                    &check);
    if (status != STATUS_OK) return status;
    status = statement_step(check);
    if (status == STATUS_OK && !text_is(statement_text(check, 0), "ok")) {
        struct text what = statement_text(check, 0);
        terminal_complain(compilation->options->messages, "the finished file is not sound: %.*s",
                          (int)what.length, what.at);
        status = STATUS_FAILED;
    }
    statement_reset(check);
    return status;
}

static enum status fill(struct compilation *compilation)
{
    struct connection *store = compilation->store;
    enum status status = connection_run(store, embedded_schema_sql());
    /* check_pages() asks every CHECK of every row of the finished file: once is enough. */
    if (status == STATUS_OK)
        status = connection_run(store, TEXT("PRAGMA ignore_check_constraints = 1; BEGIN"));
    if (status == STATUS_OK)
        status = loader_new(store, &compilation->languages, &compilation->loader);
    if (status == STATUS_OK) status = manifest_load(compilation);
    if (status == STATUS_OK) status = history_load(compilation);
    if (status == STATUS_OK) status = records_load(compilation);
    progress_clear(compilation);
    if (status == STATUS_OK) status = checks_run(compilation);
    if (status == STATUS_OK && faults_count(compilation->faults) > 0) status = STATUS_INVALID;
    return status;
}

/* Over records' digests, sorted, so that neither files nor order matter. */
static enum status digest_of(struct statement *digests, char version[DIGEST_HEX_SIZE])
{
    enum status status;
    struct digest *digest = digest_new();
    if (digest == NULL) return STATUS_NO_MEMORY;
    while ((status = statement_step(digests)) == STATUS_OK)
        digest_add(digest, statement_text(digests, 0));
    statement_reset(digests);
    digest_finish_take(digest, version);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* The dataset's version. */
static enum status put_version(struct compilation *compilation)
{
    struct statement *digests, *insert;
    char version[DIGEST_HEX_SIZE];
    enum status status = connection_prepare(
        compilation->store, TEXT("SELECT sha256 FROM record ORDER BY sha256"), &digests);
    if (status == STATUS_OK) status = digest_of(digests, version);
    if (status != STATUS_OK) return status;
    status = connection_prepare(compilation->store,
                                TEXT("INSERT INTO meta (name, value) VALUES ('version', :version)"),
                                &insert);
    if (status != STATUS_OK) return status;
    statement_bind_text(insert, ":version", text_of(version));
    return statement_run(insert);
}

/* The versions of those released before, as they were told when they were served. */
static enum status put_past_versions(struct compilation *compilation)
{
    struct statement *versions, *digests, *update;
    struct connection *store = compilation->store;
    char version[DIGEST_HEX_SIZE];
    enum status status =
        connection_prepare(store, TEXT("SELECT DISTINCT version FROM temp.past"), &versions);
    if (status == STATUS_OK)
        status = connection_prepare(
            store, TEXT("SELECT sha256 FROM temp.past WHERE version = ?1 ORDER BY sha256"),
            &digests);
    if (status == STATUS_OK)
        status = connection_prepare(
            store, TEXT("UPDATE version SET sha256 = ?2 WHERE version = ?1"), &update);
    if (status != STATUS_OK) return status;
    while ((status = statement_step(versions)) == STATUS_OK) {
        statement_put_text(digests, 1, statement_text(versions, 0));
        status = digest_of(digests, version);
        statement_put_text(update, 1, statement_text(versions, 0));
        statement_put_text(update, 2, text_of(version));
        if (status == STATUS_OK) status = statement_repeat(update);
        if (status != STATUS_OK) break;
    }
    statement_reset(versions);
    statement_reset(update);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* The threads that fill the full-text tables. */
struct search_indexes {
    struct search_index *search, *part;
};

static enum status begin_search(const struct compilation *compilation, const char *file,
                                const struct fragments *derive, struct search_indexes *out)
{
    enum status status = search_index_begin(compilation, file, "search",
                                            fragments_find(derive, "search"), &out->search);
    if (status == STATUS_OK)
        status = search_index_begin(compilation, file, "part", fragments_find(derive, "part"),
                                    &out->part);
    return status;
}

/* Wait for them, and take over what they made unless something went wrong already. */
static enum status end_search(struct search_indexes *indexes, struct connection *store,
                              enum status status)
{
    enum status ended = search_index_end(indexes->search, status == STATUS_OK ? store : NULL);
    if (status == STATUS_OK) status = ended;
    ended = search_index_end(indexes->part, status == STATUS_OK ? store : NULL);
    return status == STATUS_OK ? ended : status;
}

/* What follows from the records, and what is kept of them as text where a file is made. */
static enum status derive(struct compilation *compilation, const struct fragments *derive,
                          const char *file)
{
    struct connection *store = compilation->store;
    struct search_indexes indexes = {NULL, NULL};
    bool making = compilation->options->output != NULL;
    enum status status = connection_run(store, fragments_find(derive, "records"));
    if (status == STATUS_OK) status = connection_run(store, TEXT("COMMIT; BEGIN"));
    if (status == STATUS_OK && making) status = begin_search(compilation, file, derive, &indexes);
    progress_show(compilation, "indexing", 0, 0, 0);
    if (status == STATUS_OK) status = connection_run(store, TEXT(SORTING));
    if (status == STATUS_OK) status = connection_run(store, fragments_find(derive, "links"));
    if (status == STATUS_OK) status = loader_tally(compilation->loader, store);
    if (status == STATUS_OK) status = connection_run(store, fragments_find(derive, "counts"));
    if (status == STATUS_OK) status = put_version(compilation);
    if (status == STATUS_OK) status = put_past_versions(compilation);
    if (status == STATUS_OK) status = connection_run(store, TEXT("COMMIT; BEGIN"));
    if (status == STATUS_OK && making)
        status = representations_make(compilation, file, loader_count(compilation->loader));
    if (status == STATUS_OK) status = connection_run(store, TEXT("COMMIT"));
    return end_search(&indexes, store, status);
}

/* Seal a finished file with its digest and flush it. */
static enum status seal(const struct compilation *compilation, const char *made)
{
    int file = open(made, O_RDWR | O_CLOEXEC);
    if (file < 0) return complain(compilation, "opening", made);
    enum status status = trailer_append(file);
    if (status == STATUS_OK && (fchmod(file, 0444) != 0 || fsync(file) != 0))
        status = STATUS_FAILED;
    close(file);
    return status == STATUS_OK ? status : complain(compilation, "finishing", made);
}

struct verification {
    struct compilation *compilation;
    enum status status;
};

static void *check_beside(void *state)
{
    struct verification *verification = state;
    verification->status = check_pages(verification->compilation);
    return NULL;
}

/* Every reference of the finished file, by a connection that only reads it. */
static enum status check_references_of(const struct compilation *compilation, const char *made)
{
    struct connection *reader;
    if (is_large(compilation)) return STATUS_OK;
    enum status status = connection_open(made, &reader);
    if (status != STATUS_OK) return status;
    status = connection_run(reader, TEXT("PRAGMA cache_size = -16384"));
    if (status == STATUS_OK) status = check_references(compilation, reader);
    connection_close(reader);
    return status;
}

/* Check the finished file and, where it is to be kept, seal it meanwhile: all only read it. */
static enum status verify_and_seal(struct compilation *compilation, const char *made)
{
    struct verification verification = {compilation, STATUS_FAILED};
    pthread_t thread;
    if (compilation->options->output == NULL) {
        enum status status =
            is_large(compilation) ? STATUS_OK : check_references(compilation, compilation->store);
        return status == STATUS_OK ? check_pages(compilation) : status;
    }
    if (pthread_create(&thread, NULL, check_beside, &verification) != 0) return STATUS_FAILED;
    enum status status = check_references_of(compilation, made);
    if (status == STATUS_OK) status = seal(compilation, made);
    pthread_join(thread, NULL);
    return verification.status != STATUS_OK ? verification.status : status;
}

/* Give a sealed file the name of the one before. */
static enum status publish(const struct compilation *compilation, const char *made)
{
    const char *output = compilation->options->output;
    if (rename(made, output) != 0) return complain(compilation, "publishing", output);
    char *copy = strdup(output);
    int folder = copy != NULL ? open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (folder < 0 || fsync(folder) != 0)
        terminal_complain(
            compilation->options->messages,
            "%s is published, but whether it would survive a power cut is unknown: %s", output,
            strerror(errno));
    if (folder >= 0) close(folder);
    free(copy);
    return STATUS_OK;
}

static enum status finish(struct compilation *compilation, const char *file)
{
    struct connection *store = compilation->store;
    struct fragments fragments;
    enum status status = fragments_read(embedded_derive_sql(), "derive", &fragments);
    if (status == STATUS_OK) status = derive(compilation, &fragments, file);
    if (status == STATUS_OK && is_large(compilation))
        status = connection_run(store, TEXT("PRAGMA analysis_limit = 2000"));
    progress_show(compilation, "checking", 0, 0, 0);
    if (status == STATUS_OK) status = connection_run(store, TEXT("ANALYZE"));
    if (status == STATUS_OK) status = verify_and_seal(compilation, file);
    if (status == STATUS_OK && compilation->options->release) status = history_write(compilation);
    fragments_free(&fragments);
    progress_clear(compilation);
    return status;
}

static enum status prepare(struct compilation *compilation, const char *file)
{
    char why[300] = "";
    compilation->faults = faults_new();
    compilation->outlines = json_object();
    if (compilation->faults == NULL || compilation->outlines == NULL) return STATUS_NO_MEMORY;
    enum status status =
        validator_new(embedded_dataset_schema(), &compilation->validator, why, sizeof why);
    if (status != STATUS_OK)
        terminal_complain(compilation->options->messages, "db/dataset.schema.json: %s", why);
    if (status == STATUS_OK) status = connection_create(file, &compilation->store);
    return status;
}

/* Not only the store's own connection may fail: what others met was told where it was. */
static void tell_failure(const struct compilation *compilation)
{
    const char *why = compilation->store == NULL              ? "its file cannot be made"
                      : connection_failed(compilation->store) ? connection_error(compilation->store)
                                                              : "see above";
    terminal_complain(compilation->options->messages, "the compilation failed: %s", why);
}

static enum status compile_into(const struct dataset_options *options,
                                const struct contract *contract, const char *file)
{
    struct compilation compilation = {
        .options = options, .contract = contract, .begun = progress_now()};
    enum status status = prepare(&compilation, file);
    if (status == STATUS_OK) status = fill(&compilation);
    if (compilation.faults != NULL && faults_count(compilation.faults) > 0)
        faults_print(compilation.faults, options->messages,
                     options->terminal && terminal_takes_colour(options->messages));
    if (status == STATUS_OK) status = finish(&compilation, file);
    if (status == STATUS_FAILED)
        tell_failure(&compilation);
    else if (status != STATUS_OK && status != STATUS_NO_MEMORY &&
             faults_count(compilation.faults) == 0)
        terminal_complain(options->messages, "the compilation failed: what was made is not sound");
    loader_release(compilation.loader);
    connection_close(compilation.store);
    if (status == STATUS_OK && memory_failures() > 0) status = STATUS_NO_MEMORY;
    if (status == STATUS_OK && options->output != NULL) status = publish(&compilation, file);
    if (status == STATUS_OK) summary_print(&compilation);
    loader_free(compilation.loader);
    validator_free(compilation.validator);
    languages_free(&compilation.languages);
    json_decref(compilation.dataset);
    json_decref(compilation.outlines);
    faults_free(compilation.faults);
    return status;
}

/* One writer at a time in an output's folder: the folder itself is locked, so that nothing is left
 * over. */
static int lock_folder(const char *output)
{
    char *copy = strdup(output);
    int folder = copy != NULL ? open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    free(copy);
    if (folder < 0 || flock(folder, LOCK_EX) == 0) return folder;
    close(folder);
    return -1;
}

enum status dataset_compile(const struct dataset_options *options, const struct contract *contract)
{
    if (options->output == NULL) return compile_into(options, contract, "");
    char made[4096];
    int length = snprintf(made, sizeof made, "%s.tmp", options->output);
    if (length < 0 || (size_t)length >= sizeof made) return STATUS_INVALID;
    int lock = lock_folder(options->output);
    if (lock < 0) {
        terminal_complain(options->messages, "%s cannot be written: %s", options->output,
                          strerror(errno));
        return STATUS_FAILED;
    }
    unlink(made);
    enum status status = compile_into(options, contract, made);
    if (status != STATUS_OK) unlink(made);
    close(lock);
    return status;
}
