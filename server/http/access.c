/*
 * The access log. Workers append lines to a bounded memory and go on; one thread writes them out.
 * When the pipe is blocked and the memory full, lines are dropped and counted, and the next line
 * says so.
 */
#include "http.h"

#include <arpa/inet.h>
#include <chancery/buffer.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MEMORY_LIMIT = 1 << 20, FLUSH_MILLISECONDS = 100, WAIT_MILLISECONDS = 100, PATIENCE = 10 };

struct access_writer {
    enum access_log mode;
    bool terminal;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct buffer pending; /* under lock */
    size_t dropped;        /* under lock */
    bool closing;          /* under lock */
};

/* Wait for room in the pipe, a second at most in all: a reader that is gone must not keep us from
 * ending. */
static void write_all(struct text bytes)
{
    struct pollfd pipe = {STDERR_FILENO, POLLOUT, 0};
    for (int waits = 0; bytes.length > 0 && waits < PATIENCE;) {
        if (poll(&pipe, 1, WAIT_MILLISECONDS) != 1) {
            waits++;
            continue;
        }
        if ((pipe.revents & POLLOUT) == 0) return;
        size_t piece = bytes.length < PIPE_BUF ? bytes.length : PIPE_BUF;
        ssize_t written = write(STDERR_FILENO, bytes.at, piece);
        if (written < 0 && errno != EINTR && errno != EAGAIN) return;
        if (written > 0) bytes = text_after(bytes, (size_t)written);
    }
}

static void wait_a_little(struct access_writer *writer)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += FLUSH_MILLISECONDS * 1000000L;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000L;
    }
    pthread_cond_timedwait(&writer->wake, &writer->lock, &until);
}

static void *write_lines(void *state)
{
    struct access_writer *writer = state;
    pthread_mutex_lock(&writer->lock);
    for (;;) {
        while (writer->pending.length == 0 && !writer->closing)
            pthread_cond_wait(&writer->wake, &writer->lock);
        if (!writer->closing) wait_a_little(writer);
        struct buffer taken = writer->pending;
        size_t dropped = writer->dropped;
        bool closing = writer->closing;
        writer->pending = (struct buffer){0};
        writer->dropped = 0;
        pthread_mutex_unlock(&writer->lock);
        if (dropped > 0)
            buffer_format(&taken, "{\"level\":\"warning\",\"dropped_log_lines\":%zu}\n", dropped);
        write_all((struct text){taken.at, taken.length});
        buffer_free(&taken);
        if (closing) return NULL;
        pthread_mutex_lock(&writer->lock);
    }
}

struct access_writer *access_open(enum access_log mode)
{
    struct access_writer *writer = calloc(1, sizeof *writer);
    pthread_condattr_t monotonic;
    if (writer == NULL) return NULL;
    writer->mode = mode;
    writer->terminal = isatty(STDERR_FILENO) != 0;
    pthread_mutex_init(&writer->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&writer->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (pthread_create(&writer->thread, NULL, write_lines, writer) == 0) return writer;
    free(writer);
    return NULL;
}

void access_close(struct access_writer *writer)
{
    if (writer == NULL) return;
    pthread_mutex_lock(&writer->lock);
    writer->closing = true;
    pthread_cond_signal(&writer->wake);
    pthread_mutex_unlock(&writer->lock);
    pthread_join(writer->thread, NULL);
    pthread_cond_destroy(&writer->wake);
    pthread_mutex_destroy(&writer->lock);
    buffer_free(&writer->pending);
    free(writer);
}

static long microseconds_since(struct timespec begun)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - begun.tv_sec) * 1000000L + (now.tv_nsec - begun.tv_nsec) / 1000;
}

static void print_client(struct MHD_Connection *connection, char *out, size_t size)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    out[0] = '\0';
    if (info == NULL || info->client_addr == NULL) return;
    const void *address = info->client_addr;
    if (info->client_addr->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)address)->sin_addr, out, (socklen_t)size);
    else if (info->client_addr->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)address)->sin6_addr, out,
                  (socklen_t)size);
}

static void write_json_line(struct buffer *line, const struct exchange *exchange,
                            struct MHD_Connection *connection)
{
    char client[INET6_ADDRSTRLEN];
    print_client(connection, client, sizeof client);
    struct timespec now;
    struct tm utc;
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    buffer_format(
        line, "{\"time\":\"%04d-%02d-%02dT%02d:%02d:%02d.%03ldZ\",\"method\":\"%s\",\"status\":%d",
        utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec,
        now.tv_nsec / 1000000, exchange->method, exchange->status);
    buffer_string(line, ",\"route\":");
    if (exchange->operation != NULL)
        buffer_json_string(line, text_of(exchange->operation->path));
    else
        buffer_string(line, "null");
    struct text target = exchange->target;
    if (target.length > 512) target.length = 512;
    buffer_string(line, ",\"target\":");
    buffer_json_string(line, target);
    buffer_format(line, ",\"bytes\":%zu,\"microseconds\":%ld,\"client\":\"%s\"", exchange->bytes,
                  microseconds_since(exchange->begun), client);
    if (exchange->request_id[0] != '\0')
        buffer_format(line, ",\"request_id\":\"%s\"", exchange->request_id);
    buffer_string(line, "}\n");
}

static void write_human_line(struct buffer *line, const struct exchange *exchange)
{
    buffer_format(line, "%3d %-7s ", exchange->status, exchange->method);
    struct text target = exchange->target;
    if (target.length > 200) target.length = 200;
    for (size_t i = 0; i < target.length; i++) {
        unsigned char c = (unsigned char)target.at[i];
        buffer_append(line, c < 0x20 || c >= 0x7F ? "?" : (const char *)&target.at[i], 1);
    }
    buffer_format(line, "  %zu bytes, %ld µs\n", exchange->bytes,
                  microseconds_since(exchange->begun));
}

void access_log(struct access_writer *writer, const struct exchange *exchange,
                struct MHD_Connection *connection)
{
    if (writer->mode == ACCESS_LOG_OFF ||
        (writer->mode == ACCESS_LOG_ERRORS && exchange->status < 400))
        return;
    struct buffer line = {0};
    if (writer->terminal)
        write_human_line(&line, exchange);
    else
        write_json_line(&line, exchange, connection);
    pthread_mutex_lock(&writer->lock);
    bool was_empty = writer->pending.length == 0;
    if (line.failed || writer->pending.length + line.length > MEMORY_LIMIT)
        writer->dropped++;
    else
        buffer_append(&writer->pending, line.at, line.length);
    if (was_empty) pthread_cond_signal(&writer->wake);
    pthread_mutex_unlock(&writer->lock);
    buffer_free(&line);
}
