/*
 * A generation: what is served until the next reload. Its metadata never changes after opening;
 * only the pool and the reference count are shared between threads, each under its own guard.
 */
#include "metadata.h"

#include <chancery/embedded.h>
#include <chancery/fragments.h>
#include <chancery/log.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    POOL_LIMIT = 300 /* more than the workers of both listeners can be */,
    STREAM_LIMIT = 32 /* each holds a connection and its cache for as long as its reader takes */
};

struct generation {
    atomic_size_t references;
    char *path;
    struct metadata metadata;
    struct fragments queries; /* sorted by name */
    int descriptor; /* of the file, so that it can be had after its name leads elsewhere */
    char file_digest[DIGEST_HEX_SIZE];
    dev_t device;
    ino_t inode;
    int64_t modified;
    char last_modified[40];
    atomic_uint streams;
    struct query_counts *counts; /* borrowed; NULL: not counted */
    pthread_mutex_t pool_lock;
    size_t pooled;
    struct connection *pool[POOL_LIMIT];
};

static int compare_fragments(const void *one, const void *other)
{
    return text_compare(((const struct fragment *)one)->name,
                        ((const struct fragment *)other)->name);
}

static enum status read_queries(struct generation *generation)
{
    enum status status = fragments_read(embedded_queries_sql(), "query", &generation->queries);
    if (status == STATUS_OK)
        qsort(generation->queries.at, generation->queries.count, sizeof *generation->queries.at,
              compare_fragments);
    return status;
}

/* Whether the path still leads to the file that was opened first: a publication gives it another.
 */
static bool is_same_file(const struct generation *generation)
{
    struct stat file;
    return stat(generation->path, &file) == 0 && file.st_dev == generation->device &&
           file.st_ino == generation->inode;
}

/* The day of release alone would not tell two files of one day apart, nor may it be to come (RFC
 * 9110 §8.8.2.1). */
static int64_t modified_at(int64_t released, int64_t written)
{
    int64_t modified = written > released ? written : released, now = (int64_t)time(NULL);
    return modified < now ? modified : now;
}

/* The names are English: no locale is ever set. */
static void tell_modified(struct generation *generation, int64_t modified)
{
    struct tm utc;
    time_t seconds = (time_t)modified;
    generation->modified = modified;
    if (gmtime_r(&seconds, &utc) == NULL ||
        strftime(generation->last_modified, sizeof generation->last_modified,
                 "%a, %d %b %Y %H:%M:%S GMT", &utc) == 0)
        generation->last_modified[0] = '\0';
}

static enum status open_first(struct generation *generation)
{
    struct connection *connection;
    struct stat file;
    generation->descriptor = open(generation->path, O_RDONLY | O_CLOEXEC);
    if (generation->descriptor < 0) return errno == ENOENT ? STATUS_NOT_FOUND : STATUS_FAILED;
    if (fstat(generation->descriptor, &file) != 0) return STATUS_FAILED;
    generation->device = file.st_dev;
    generation->inode = file.st_ino;
    enum status status = trailer_check(generation->descriptor, generation->file_digest);
    if (status != STATUS_OK) return status;
    status = connection_open(generation->path, &connection);
    if (status != STATUS_OK) return status;
    status =
        is_same_file(generation) ? metadata_read(&generation->metadata, connection) : STATUS_STALE;
    if (status == STATUS_OK)
        status = connection_make_views(connection, &generation->metadata.languages);
    tell_modified(generation, modified_at(generation->metadata.released, (int64_t)file.st_mtime));
    if (status == STATUS_OK)
        generation->pool[generation->pooled++] = connection;
    else
        connection_close(connection);
    return status;
}

static void explain(enum status status, const char *path, char *why, size_t why_size)
{
    const char *reason =
        status == STATUS_NOT_FOUND   ? "there is no such file"
        : status == STATUS_NO_MEMORY ? "memory is short"
        : status == STATUS_STALE     ? "it changed while it was opened"
        : status == STATUS_INVALID
            ? "it is no dataset that this version compiled, or it was damaged since; "
              "compile it again with `chancery build`"
            : "it cannot be read";
    snprintf(why, why_size, "%s: %s", path, reason);
}

enum status generation_open(const char *path, struct generation **out, char *why, size_t why_size)
{
    struct generation *generation = calloc(1, sizeof *generation);
    if (generation == NULL) {
        explain(STATUS_NO_MEMORY, path, why, why_size);
        return STATUS_NO_MEMORY;
    }
    atomic_init(&generation->references, 1);
    atomic_init(&generation->streams, 0);
    generation->descriptor = -1;
    pthread_mutex_init(&generation->pool_lock, NULL);
    generation->path = strdup(path);
    enum status status = generation->path != NULL ? read_queries(generation) : STATUS_NO_MEMORY;
    if (status == STATUS_OK) status = open_first(generation);
    if (status == STATUS_OK) {
        *out = generation;
        return STATUS_OK;
    }
    explain(status, path, why, why_size);
    generation_release(generation);
    return status;
}

void generation_count_queries(struct generation *generation, struct query_counts *counts)
{
    generation->counts = counts;
}

struct generation *generation_take(struct generation *generation)
{
    atomic_fetch_add_explicit(&generation->references, 1, memory_order_relaxed);
    return generation;
}

void generation_release(struct generation *generation)
{
    if (generation == NULL) return;
    if (atomic_fetch_sub_explicit(&generation->references, 1, memory_order_acq_rel) != 1) return;
    for (size_t i = 0; i < generation->pooled; i++)
        connection_close(generation->pool[i]);
    if (generation->descriptor >= 0) close(generation->descriptor);
    pthread_mutex_destroy(&generation->pool_lock);
    metadata_free(&generation->metadata);
    fragments_free(&generation->queries);
    free(generation->path);
    free(generation);
}

/* One more connection, of the file in service even where another has its name by now. STATUS_STALE:
 * there is no way to it. */
static enum status open_further(const struct generation *generation, struct connection **out)
{
    struct connection *connection = NULL;
    enum status status = connection_open(generation->path, &connection);
    if (status != STATUS_OK || !is_same_file(generation)) {
        connection_close(connection);
        connection = NULL;
        status = connection_open_descriptor(generation->descriptor, &connection);
        if (status != STATUS_OK) return is_same_file(generation) ? status : STATUS_STALE;
    }
    status = connection_make_views(connection, &generation->metadata.languages);
    if (status == STATUS_OK)
        *out = connection;
    else
        connection_close(connection);
    return status;
}

struct connection *generation_borrow(struct generation *generation)
{
    struct connection *connection = NULL;
    enum status status = STATUS_OK;
    pthread_mutex_lock(&generation->pool_lock);
    if (generation->pooled > 0) connection = generation->pool[--generation->pooled];
    pthread_mutex_unlock(&generation->pool_lock);
    if (connection == NULL) status = open_further(generation, &connection);
    if (status == STATUS_OK) {
        if (generation->counts != NULL) connection_begin_work(connection);
        return connection;
    }
    if (status == STATUS_STALE)
        log_write(LOG_LEVEL_WARNING,
                  "%s was replaced: the dataset in service has no further connections",
                  generation->path);
    return NULL;
}

enum status generation_fill(struct generation *generation, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct connection *connection;
        enum status status = open_further(generation, &connection);
        if (status != STATUS_OK) return status;
        generation_return(generation, connection);
    }
    return STATUS_OK;
}

void generation_return(struct generation *generation, struct connection *connection)
{
    if (connection == NULL) return;
    connection_settle(connection);
    if (generation->counts != NULL) connection_count_work(connection, generation->counts);
    pthread_mutex_lock(&generation->pool_lock);
    bool kept = generation->pooled < POOL_LIMIT;
    if (kept) generation->pool[generation->pooled++] = connection;
    pthread_mutex_unlock(&generation->pool_lock);
    if (!kept) connection_close(connection);
}

const char *generation_version(const struct generation *generation)
{
    return generation->metadata.version;
}

const char *generation_file_digest(const struct generation *generation)
{
    return generation->file_digest;
}

int generation_open_file(const struct generation *generation, size_t *size)
{
    struct stat file;
    int descriptor = fcntl(generation->descriptor, F_DUPFD_CLOEXEC, 3);
    if (descriptor < 0) return -1;
    if (fstat(descriptor, &file) != 0 || file.st_size < 0) {
        close(descriptor);
        return -1;
    }
    *size = (size_t)file.st_size;
    return descriptor;
}

bool generation_begin_stream(struct generation *generation)
{
    if (atomic_fetch_add(&generation->streams, 1) < STREAM_LIMIT) return true;
    atomic_fetch_sub(&generation->streams, 1);
    return false;
}

void generation_end_stream(struct generation *generation)
{
    atomic_fetch_sub(&generation->streams, 1);
}

int64_t generation_released(const struct generation *generation)
{
    return generation->metadata.released;
}

int64_t generation_modified(const struct generation *generation)
{
    return generation->modified;
}

const char *generation_last_modified(const struct generation *generation)
{
    return generation->last_modified[0] != '\0' ? generation->last_modified : NULL;
}

const struct languages *generation_languages(const struct generation *generation)
{
    return &generation->metadata.languages;
}

const json_t *generation_dataset(const struct generation *generation)
{
    return generation->metadata.dataset;
}

const json_t *generation_kinds(const struct generation *generation, const char *type)
{
    return json_object_get(generation->metadata.kinds, type);
}

static void add_population(struct population *sum, const struct population *one)
{
    sum->records += one->records;
    sum->undated += one->undated;
    if (sum->first == 0 || one->first < sum->first) sum->first = one->first;
    if (one->last > sum->last) sum->last = one->last;
}

struct population generation_population(const struct generation *generation,
                                        const char *const *types)
{
    struct population sum = {0};
    for (; *types != NULL; types++)
        for (size_t i = 0; i < generation->metadata.type_count; i++)
            if (strcmp(generation->metadata.types[i].type, *types) == 0)
                add_population(&sum, &generation->metadata.types[i].population);
    return sum;
}

struct population generation_records(const struct generation *generation)
{
    struct population sum = {0};
    for (size_t i = 0; i < generation->metadata.type_count; i++)
        if (strcmp(generation->metadata.types[i].type, "claim") != 0)
            add_population(&sum, &generation->metadata.types[i].population);
    return sum;
}

struct text generation_query(const struct generation *generation, const char *name)
{
    struct fragment wanted = {text_of(name), {NULL, 0}};
    const struct fragment *found =
        bsearch(&wanted, generation->queries.at, generation->queries.count, sizeof wanted,
                compare_fragments);
    return found != NULL ? found->sql : (struct text){"", 0};
}

int64_t generation_horizon(const struct generation *generation)
{
    for (size_t i = 0; i < generation->metadata.coverage_count; i++)
        if (generation->metadata.coverage[i].domain[0] == '\0')
            return generation->metadata.coverage[i].end;
    return DAY_MAX;
}

const char *coverage_word(enum coverage coverage)
{
    static const char *const words[] = {
        [COVERED] = "covered", [COVERED_IN_PART] = "partial", [OUTSIDE_COVERAGE] = "outside"};
    return words[coverage];
}

enum coverage generation_coverage(const struct generation *generation, const char *type,
                                  int64_t since, int64_t until)
{
    const struct covered *covered = NULL;
    for (size_t i = 0; i < generation->metadata.coverage_count; i++) {
        const struct covered *candidate = &generation->metadata.coverage[i];
        if (strcmp(candidate->domain, type) == 0) covered = candidate;
        if (covered == NULL && candidate->domain[0] == '\0') covered = candidate;
    }
    if (covered == NULL) return COVERED;
    if (until < covered->start || since > covered->end) return OUTSIDE_COVERAGE;
    return since >= covered->start && until <= covered->end ? COVERED : COVERED_IN_PART;
}
