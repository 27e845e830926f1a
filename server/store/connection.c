/*
 * Opening: a compiled dataset for reading, with everything switched off that reading does not need,
 * or a new file for the compiler. It never opens for writing what is served.
 */
#include "connection.h"

#include "references.h"

#include <chancery/buffer.h>
#include <chancery/embedded.h>
#include <chancery/log.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { APPLICATION_ID = 0x4368616E, SCHEMA_VERSION = 5 };

const char *connection_error(struct connection *connection)
{
    return sqlite3_errmsg(connection->handle);
}

bool connection_failed(struct connection *connection)
{
    int code = sqlite3_errcode(connection->handle);
    return code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE;
}

enum status connection_try(struct connection *connection, struct text script)
{
    char *copy = strndup(script.at, script.length);
    if (copy == NULL) return STATUS_NO_MEMORY;
    int code = sqlite3_exec(connection->handle, copy, NULL, NULL, NULL);
    free(copy);
    return code == SQLITE_OK ? STATUS_OK : STATUS_FAILED;
}

enum status connection_run(struct connection *connection, struct text script)
{
    enum status status = connection_try(connection, script);
    if (status == STATUS_FAILED)
        log_write(LOG_LEVEL_ERROR, "SQL script: %s", connection_error(connection));
    return status;
}

#define AS_NAMED    "as-named"
#define DESCRIPTORS "/proc/self/fd/"

/* The library follows links itself, and opens nothing that is still one. A descriptor's link leads
 * to its file by the kernel alone, which knows it without its name. */
static int open_file(const char *path, int flags, int mode)
{
    bool is_descriptor = strncmp(path, DESCRIPTORS, sizeof DESCRIPTORS - 1) == 0;
    return open(path, is_descriptor ? flags & ~O_NOFOLLOW : flags, mode);
}

/* The usual way would put in the place of a descriptor's link the name that the file once had. */
static int keep_name(sqlite3_vfs *files, const char *name, int size, char *out)
{
    (void)files;
    int length = snprintf(out, (size_t)size, "%s", name);
    return length >= 0 && length < size ? SQLITE_OK : SQLITE_CANTOPEN;
}

/* The library's own count of its memory is a lock that all threads share at every allocation. */
static void set_up_library(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_vfs *usual = sqlite3_vfs_find(NULL);
    sqlite3_vfs *as_named = usual != NULL ? malloc(sizeof *as_named) : NULL;
    if (as_named == NULL || usual->iVersion < 3) {
        free(as_named);
        return;
    }
    usual->xSetSystemCall(usual, "open", (sqlite3_syscall_ptr)open_file);
    *as_named = *usual;
    as_named->zName = AS_NAMED;
    as_named->xFullPathname = keep_name;
    sqlite3_vfs_register(as_named, 0);
}

static enum status open_handle(const char *uri, int flags, struct connection **out)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, set_up_library);
    struct connection *connection = calloc(1, sizeof *connection);
    if (connection == NULL) return STATUS_NO_MEMORY;
    int code = sqlite3_open_v2(
        uri, &connection->handle,
        flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    enum status status = code == SQLITE_OK ? functions_register(connection) : STATUS_FAILED;
    if (status == STATUS_OK) {
        *out = connection;
        return STATUS_OK;
    }
    if (connection->handle != NULL)
        log_write(LOG_LEVEL_ERROR, "opening: %s", connection_error(connection));
    connection_close(connection);
    return status;
}

/* "file:" and the path with what a URI reserves escaped. */
static char *file_uri(const char *path, const char *query)
{
    struct buffer uri = {0};
    buffer_string(&uri, "file:");
    buffer_percent_encode(&uri, text_of(path), "/");
    buffer_string(&uri, query);
    if (!uri.failed) return uri.at;
    buffer_free(&uri);
    return NULL;
}

static void close_doors(sqlite3 *handle)
{
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    /* A file's own; ours are temporary. */
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, 64 << 20);
    sqlite3_limit(handle, SQLITE_LIMIT_SQL_LENGTH, 100000);
    sqlite3_limit(handle, SQLITE_LIMIT_EXPR_DEPTH, 100);
    sqlite3_limit(handle, SQLITE_LIMIT_VDBE_OP, 25000);
    sqlite3_limit(handle, SQLITE_LIMIT_VARIABLE_NUMBER, 100);
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_limit(handle, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 128);
    sqlite3_limit(handle, SQLITE_LIMIT_WORKER_THREADS, 0);
}

/* STATUS_INVALID: it was read, and says something else. */
static enum status expect_pragma(struct connection *connection, const char *name, int64_t wanted)
{
    struct statement *statement;
    enum status status = connection_prepare(connection, text_of(name), &statement);
    if (status != STATUS_OK) return status;
    status = statement_step(statement);
    if (status == STATUS_OK && statement_integer(statement, 0) != wanted) status = STATUS_INVALID;
    statement_reset(statement);
    return status;
}

static enum status open_for_reading(const char *path, const char *query, struct connection **out)
{
    if (access(path, R_OK) != 0) return errno == ENOENT ? STATUS_NOT_FOUND : STATUS_FAILED;
    char *uri = file_uri(path, query);
    if (uri == NULL) return STATUS_NO_MEMORY;
    struct connection *connection;
    enum status status = open_handle(uri, SQLITE_OPEN_READONLY, &connection);
    free(uri);
    if (status != STATUS_OK) return status;
    close_doors(connection->handle);
    status = expect_pragma(connection, "PRAGMA application_id", APPLICATION_ID);
    if (status == STATUS_OK)
        status = expect_pragma(connection, "PRAGMA user_version", SCHEMA_VERSION);
    if (status == STATUS_OK)
        status = connection_run(connection,
                                TEXT("PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0;"
                                     "PRAGMA cell_size_check = 1; PRAGMA cache_size = -2000;"));
    if (status == STATUS_OK)
        *out = connection;
    else
        connection_close(connection);
    return status;
}

enum status connection_open(const char *path, struct connection **out)
{
    return open_for_reading(path, "?immutable=1", out);
}

enum status connection_open_descriptor(int descriptor, struct connection **out)
{
    char path[40];
    snprintf(path, sizeof path, DESCRIPTORS "%d", descriptor);
    return open_for_reading(path, "?immutable=1&vfs=" AS_NAMED, out);
}

enum status connection_create(const char *path, struct connection **out)
{
    char *uri = file_uri(path, "");
    if (uri == NULL) return STATUS_NO_MEMORY;
    struct connection *connection;
    enum status status = open_handle(uri, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &connection);
    free(uri);
    if (status != STATUS_OK) return status;
    sqlite3_db_config(connection->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(connection->handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    status = connection_run(connection,
                            TEXT("PRAGMA page_size = 4096; PRAGMA journal_mode = OFF;"
                                 "PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF;"
                                 "PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -65536;"
                                 "PRAGMA secure_delete = OFF;"));
    if (status == STATUS_OK)
        *out = connection;
    else
        connection_close(connection);
    return status;
}

void connection_close(struct connection *connection)
{
    if (connection == NULL) return;
    for (size_t i = 0; i < connection->statement_count; i++) {
        sqlite3_finalize(connection->statements[i]->handle);
        free((char *)connection->statements[i]->sql.at);
        free(connection->statements[i]);
    }
    sqlite3_close(connection->handle);
    references_free(connection->references);
    free(connection);
}

/* Statements are ours alone and prepared when they are first needed; should anything else ever be
 * prepared, it may read and do nothing besides. FTS5 asks whether its tables were changed. */
static int may_read(void *state, int action, const char *one, const char *other, const char *schema,
                    const char *trigger)
{
    (void)state;
    (void)schema;
    (void)trigger;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE:
    case SQLITE_TRANSACTION: return SQLITE_OK;
    case SQLITE_FUNCTION:
        return other != NULL && strcmp(other, "load_extension") == 0 ? SQLITE_DENY : SQLITE_OK;
    case SQLITE_PRAGMA:
        return one != NULL && strcmp(one, "data_version") == 0 ? SQLITE_OK : SQLITE_DENY;
    default: return SQLITE_DENY;
    }
}

/* One transaction for good: what never changes need not be locked for each statement. A virtual
 * table declares its columns when it is first seen, which is not reading: they are all seen before.
 */
static enum status confine(struct connection *connection)
{
    enum status status = connection_run(
        connection, TEXT("PRAGMA query_only = 1; BEGIN; SELECT 1 FROM json_each('[]'), "
                         "json_tree('[]'), search, part LIMIT 0"));
    if (status == STATUS_OK) sqlite3_set_authorizer(connection->handle, may_read, NULL);
    return status;
}

enum status connection_make_views(struct connection *connection, const struct languages *languages)
{
    connection->languages = languages;
    enum status status = connection_run(connection, embedded_views_sql());
    if (status == STATUS_OK && sqlite3_db_readonly(connection->handle, "main") == 1)
        status = confine(connection);
    return status;
}

void connection_set_language(struct connection *connection, size_t ordinal)
{
    connection->language = ordinal;
}

void languages_free(struct languages *languages)
{
    for (size_t i = 0; i < languages->count; i++) {
        free(languages->at[i].code);
        free(languages->at[i].name);
        date_language_free(languages->at[i].dates);
    }
    *languages = (struct languages){0};
}

int languages_find(const struct languages *languages, struct text code)
{
    for (size_t i = 0; i < languages->count; i++)
        if (text_is(code, languages->at[i].code)) return (int)i;
    return -1;
}
