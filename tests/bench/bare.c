/*
 * The floor: libmicrohttpd and nothing else. Serves a folder of captured replies, each one response
 * made at start-up, found by the raw target, with the daemon options of Chancery (http.h is
 * included for them alone). It reads no header, logs nothing and refuses nothing. usage: bench_bare
 * FOLDER WORKERS
 *
 * The folder holds targets.txt (one a line) and, for line N from 0 on, N.head (the status, then the
 * header fields, one a line) and N.body.
 */
#include "http.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SLOTS = 4096, MOST = 2000, LINE = 8192, CONNECTIONS = 1100 };

/* What the library keeps for a request points at one of the first two: has it been seen? */
struct entry {
    char fresh, seen;
    unsigned status;
    char *target;
    struct MHD_Response *response;
};

struct table {
    struct entry *slots[SLOTS];
    struct entry missing;
};

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static size_t hash(const char *text)
{
    unsigned long value = 1469598103934665603UL;
    for (; *text != '\0'; text++)
        value = (value ^ (unsigned char)*text) * 1099511628211UL;
    return value;
}

static struct entry **slot_of(struct table *table, const char *target)
{
    size_t at = hash(target) % SLOTS;
    while (table->slots[at] != NULL && strcmp(table->slots[at]->target, target) != 0)
        at = (at + 1) % SLOTS;
    return &table->slots[at];
}

static void *begin(void *state, const char *uri, struct MHD_Connection *connection)
{
    struct table *table = state;
    (void)connection;
    struct entry *entry = *slot_of(table, uri);
    return entry != NULL ? &entry->fresh : &table->missing.fresh;
}

static enum MHD_Result handle(void *state, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **request_state)
{
    (void)state;
    (void)url;
    (void)method;
    (void)version;
    (void)upload;
    char *mark = *request_state;
    if (*mark == 0) {
        *request_state = mark + 1;
        return MHD_YES;
    }
    *upload_size = 0;
    struct entry *entry = (struct entry *)(void *)(mark - 1);
    return MHD_queue_response(connection, entry->status, entry->response);
}

/* --- reading the folder --- */

static FILE *open_part(const char *folder, unsigned number, const char *part)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%u.%s", folder, number, part);
    FILE *file = fopen(path, "rb");
    if (file == NULL) fail(path);
    return file;
}

static struct MHD_Response *read_body(const char *folder, unsigned number)
{
    FILE *file = open_part(folder, number, "body");
    if (fseek(file, 0, SEEK_END) != 0) fail("body");
    long size = ftell(file);
    rewind(file);
    void *bytes = malloc(size > 0 ? (size_t)size : 1);
    if (size < 0 || bytes == NULL || fread(bytes, 1, (size_t)size, file) != (size_t)size)
        fail("body");
    fclose(file);
    return MHD_create_response_from_buffer((size_t)size, bytes, MHD_RESPMEM_MUST_FREE);
}

static void read_head(const char *folder, unsigned number, struct entry *entry)
{
    char line[LINE];
    FILE *file = open_part(folder, number, "head");
    if (fgets(line, sizeof line, file) == NULL) fail("head");
    entry->status = (unsigned)strtoul(line, NULL, 10);
    while (fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        char *value = strstr(line, ": ");
        if (value == NULL) fail("head");
        *value = '\0';
        if (MHD_add_response_header(entry->response, line, value + 2) == MHD_NO) fail(line);
    }
    fclose(file);
}

static void read_folder(const char *folder, struct table *table)
{
    char path[4096], line[LINE];
    snprintf(path, sizeof path, "%s/targets.txt", folder);
    FILE *file = fopen(path, "r");
    if (file == NULL) fail(path);
    for (unsigned number = 0; number < MOST && fgets(line, sizeof line, file) != NULL; number++) {
        line[strcspn(line, "\n")] = '\0';
        struct entry *entry = calloc(1, sizeof *entry);
        if (entry == NULL) fail("memory");
        entry->seen = 1;
        entry->target = strdup(line);
        entry->response = read_body(folder, number);
        if (entry->target == NULL || entry->response == NULL) fail("memory");
        read_head(folder, number, entry);
        *slot_of(table, line) = entry;
    }
    fclose(file);
}

static void read_missing(struct table *table)
{
    table->missing.seen = 1;
    table->missing.status = MHD_HTTP_NOT_FOUND;
    table->missing.response =
        MHD_create_response_from_buffer(0, (void *)"", MHD_RESPMEM_PERSISTENT);
    if (table->missing.response == NULL) fail("memory");
}

static struct MHD_Daemon *start(struct table *table, unsigned workers)
{
    struct sockaddr_in loopback = {.sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct MHD_OptionItem pool[] = {
        {workers > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, workers, NULL},
        {MHD_OPTION_END, 0, NULL}};
    return MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_USE_ERROR_LOG | MHD_USE_TURBO, 0, NULL,
        NULL, handle, NULL, MHD_OPTION_SOCK_ADDR, &loopback, MHD_OPTION_URI_LOG_CALLBACK, begin,
        table, MHD_OPTION_ARRAY, pool, MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)CONNECTION_MEMORY, MHD_OPTION_END);
}

int main(int count, char **arguments)
{
    static struct table table; /* too large for the stack */
    if (count != 3) {
        fprintf(stderr, "usage: bench_bare FOLDER WORKERS\n");
        return 2;
    }
    read_folder(arguments[1], &table);
    read_missing(&table);
    struct MHD_Daemon *daemon = start(&table, (unsigned)strtoul(arguments[2], NULL, 10));
    if (daemon == NULL) fail("libmicrohttpd");
    fprintf(stderr, "listening on http://127.0.0.1:%u\n",
            MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
    for (;;)
        pause();
}
