/*
 * A generation: what is served until the next reload. Its metadata never changes after opening;
 * only the pool and the reference count are shared between threads, each under its own guard.
 */
#include <chancery/generation.h>

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
#include <unistd.h>

enum {
    POOL_LIMIT = 300 /* more than the workers of both listeners can be */,
    COVERAGE_LIMIT = 16,
    TYPE_LIMIT = 16,   /* record types, and claims */
    STREAM_LIMIT = 32, /* each holds a connection and its cache for as long as its reader takes */
    VERSION_SIZE = 65
};

struct covered {
    char domain[16];
    int64_t start, end;
};

struct inhabited {
    char type[16];
    struct population population;
};

struct generation {
    atomic_size_t references;
    char *path;
    char version[VERSION_SIZE];
    int64_t released;
    struct languages languages;
    json_t *dataset;
    json_t *kinds;            /* {"event": ["battle", …]} */
    struct fragments queries; /* sorted by name */
    size_t coverage_count;
    struct covered coverage[COVERAGE_LIMIT];
    size_t type_count;
    struct inhabited types[TYPE_LIMIT];
    int descriptor; /* of the file, so that it can be had after its name leads elsewhere */
    char file_digest[VERSION_SIZE];
    dev_t device;
    ino_t inode;
    atomic_uint streams;
    struct query_counts *counts; /* borrowed; NULL: not counted */
    pthread_mutex_t pool_lock;
    size_t pooled;
    struct connection *pool[POOL_LIMIT];
};

/* Run one metadata query, handing each row to `take`. */
static enum status read_rows(struct connection *connection, struct text sql,
                             struct generation *generation,
                             enum status (*take)(struct generation *, struct statement *))
{
    struct statement *statement;
    enum status status = connection_prepare(connection, sql, &statement);
    if (status != STATUS_OK) return status;
    while ((status = statement_step(statement)) == STATUS_OK) {
        status = take(generation, statement);
        if (status != STATUS_OK) break;
    }
    statement_reset(statement);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status take_meta(struct generation *generation, struct statement *row)
{
    struct text name = statement_text(row, 0), value = statement_text(row, 1);
    if (text_is(name, "version") && value.length < VERSION_SIZE) {
        memcpy(generation->version, value.at, value.length);
    } else if (text_is(name, "released_day")) {
        long long day = 0;
        if (text_to_integer(value, &day)) generation->released = (day - 2440588) * 86400;
    } else if (text_is(name, "dataset")) {
        json_decref(generation->dataset);
        generation->dataset = json_loadb(value.at, value.length, 0, NULL);
        if (generation->dataset == NULL) return STATUS_INVALID;
    }
    return STATUS_OK;
}

static enum status take_language(struct generation *generation, struct statement *row)
{
    struct languages *languages = &generation->languages;
    if (languages->count == LANGUAGE_LIMIT) return STATUS_INVALID;
    struct language *language = &languages->at[languages->count];
    struct text code = statement_text(row, 0), name = statement_text(row, 1),
                words = statement_text(row, 2);
    language->code = strndup(code.at, code.length);
    language->name = strndup(name.at, name.length);
    json_t *dates = words.length > 0 ? json_loadb(words.at, words.length, 0, NULL) : NULL;
    char why[200];
    enum status status = date_language_new(dates, &language->dates, why, sizeof why);
    json_decref(dates);
    languages->count++;
    if (language->code == NULL || language->name == NULL) return STATUS_NO_MEMORY;
    return status;
}

static enum status take_kind(struct generation *generation, struct statement *row)
{
    struct text type = statement_text(row, 0), kind = statement_text(row, 1);
    json_t *list = json_object_getn(generation->kinds, type.at, type.length);
    if (list == NULL) {
        list = json_array();
        json_object_setn_new(generation->kinds, type.at, type.length, list);
    }
    return json_array_append_new(list, json_stringn(kind.at, kind.length)) == 0 ? STATUS_OK
                                                                                : STATUS_NO_MEMORY;
}

static enum status take_coverage(struct generation *generation, struct statement *row)
{
    if (generation->coverage_count == COVERAGE_LIMIT) return STATUS_INVALID;
    struct covered *covered = &generation->coverage[generation->coverage_count++];
    struct text domain = statement_text(row, 0);
    snprintf(covered->domain, sizeof covered->domain, "%.*s", (int)domain.length, domain.at);
    covered->start = statement_integer(row, 1);
    covered->end = statement_integer(row, 2);
    return STATUS_OK;
}

static enum status take_population(struct generation *generation, struct statement *row)
{
    if (generation->type_count == TYPE_LIMIT) return STATUS_INVALID;
    struct inhabited *type = &generation->types[generation->type_count++];
    struct text name = statement_text(row, 0);
    snprintf(type->type, sizeof type->type, "%.*s", (int)name.length, name.at);
    type->population = (struct population){statement_integer(row, 1), statement_integer(row, 2),
                                           statement_integer(row, 3), statement_integer(row, 4)};
    return STATUS_OK;
}

static enum status read_metadata(struct generation *generation, struct connection *connection)
{
    enum status status =
        read_rows(connection, TEXT("SELECT name, value FROM meta"), generation, take_meta);
    if (status == STATUS_OK)
        status =
            read_rows(connection, TEXT("SELECT code, name, dates FROM language ORDER BY ordinal"),
                      generation, take_language);
    if (status == STATUS_OK)
        status = read_rows(connection,
                           TEXT("SELECT type, kind FROM kind WHERE in_use > 0 ORDER BY type, kind"),
                           generation, take_kind);
    if (status == STATUS_OK)
        status = read_rows(connection, TEXT("SELECT domain, start_day, end_day FROM coverage"),
                           generation, take_coverage);
    if (status == STATUS_OK)
        status = read_rows(connection,
                           TEXT("SELECT type, dated + undated, undated, first, last FROM tally"
                                " WHERE kind = '' AND lasting = 0"),
                           generation, take_population);
    if (status == STATUS_OK && (generation->dataset == NULL || generation->languages.count == 0 ||
                                generation->version[0] == '\0'))
        status = STATUS_INVALID;
    return status;
}

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
    status = is_same_file(generation) ? read_metadata(generation, connection) : STATUS_STALE;
    if (status == STATUS_OK) status = connection_make_views(connection, &generation->languages);
    if (status == STATUS_OK)
        generation->pool[generation->pooled++] = connection;
    else
        connection_close(connection);
    return status;
}

static void explain(enum status status, const char *path, char *why, size_t why_size)
{
    const char *reason =
        status == STATUS_NOT_FOUND ? "there is no such file"
        : status == STATUS_INVALID
            ? "it is no dataset that this version compiled, or it was damaged since; "
              "compile it again with `chancery build`"
            : "it cannot be read";
    snprintf(why, why_size, "%s: %s", path, reason);
}

enum status generation_open(const char *path, struct generation **out, char *why, size_t why_size)
{
    struct generation *generation = calloc(1, sizeof *generation);
    if (generation == NULL) return STATUS_NO_MEMORY;
    atomic_init(&generation->references, 1);
    atomic_init(&generation->streams, 0);
    generation->descriptor = -1;
    pthread_mutex_init(&generation->pool_lock, NULL);
    generation->path = strdup(path);
    generation->kinds = json_object();
    enum status status = generation->path != NULL && generation->kinds != NULL
                             ? read_queries(generation)
                             : STATUS_NO_MEMORY;
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
    languages_free(&generation->languages);
    json_decref(generation->dataset);
    json_decref(generation->kinds);
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
    status = connection_make_views(connection, &generation->languages);
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
    return generation->version;
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
    return generation->released;
}

const struct languages *generation_languages(const struct generation *generation)
{
    return &generation->languages;
}

const json_t *generation_dataset(const struct generation *generation)
{
    return generation->dataset;
}

const json_t *generation_kinds(const struct generation *generation, const char *type)
{
    return json_object_get(generation->kinds, type);
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
        for (size_t i = 0; i < generation->type_count; i++)
            if (strcmp(generation->types[i].type, *types) == 0)
                add_population(&sum, &generation->types[i].population);
    return sum;
}

struct population generation_records(const struct generation *generation)
{
    struct population sum = {0};
    for (size_t i = 0; i < generation->type_count; i++)
        if (strcmp(generation->types[i].type, "claim") != 0)
            add_population(&sum, &generation->types[i].population);
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
    for (size_t i = 0; i < generation->coverage_count; i++)
        if (generation->coverage[i].domain[0] == '\0') return generation->coverage[i].end;
    return DAY_MAX;
}

enum coverage generation_coverage(const struct generation *generation, const char *type,
                                  int64_t since, int64_t until)
{
    const struct covered *covered = NULL;
    for (size_t i = 0; i < generation->coverage_count; i++) {
        const struct covered *candidate = &generation->coverage[i];
        if (strcmp(candidate->domain, type) == 0) covered = candidate;
        if (covered == NULL && candidate->domain[0] == '\0') covered = candidate;
    }
    if (covered == NULL) return COVERED;
    if (until < covered->start || since > covered->end) return OUTSIDE_COVERAGE;
    return since >= covered->start && until <= covered->end ? COVERED : COVERED_IN_PART;
}
