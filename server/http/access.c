/*
 * The access log. Workers append lines to a bounded memory and go on; one thread writes them out.
 * When the pipe is blocked and the memory full, lines are dropped and counted, and the next line
 * says so.
 */
#include "access_line.h"

#include <chancery/buffer.h>
#include <chancery/clock.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    MEMORY_LIMIT = 1 << 20,
    HALF = MEMORY_LIMIT / 2,
    FLUSH_MILLISECONDS = 100,
    WAIT_MILLISECONDS = 100,
    PATIENCE = 10
};

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
    clock_wait(&writer->wake, &writer->lock, clock_now() + FLUSH_MILLISECONDS * CLOCK_MILLISECOND);
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
    if (writer == NULL) return NULL;
    writer->mode = mode;
    writer->terminal = isatty(STDERR_FILENO) != 0;
    pthread_mutex_init(&writer->lock, NULL);
    clock_condition_init(&writer->wake);
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

void access_log(struct access_writer *writer, const struct exchange *exchange,
                struct MHD_Connection *connection)
{
    if (writer->mode == ACCESS_LOG_OFF ||
        (writer->mode == ACCESS_LOG_ERRORS && exchange->status < 400))
        return;
    struct access_line line;
    if (writer->terminal)
        access_line_human(&line, exchange);
    else
        access_line_json(&line, exchange, connection);
    pthread_mutex_lock(&writer->lock);
    size_t before = writer->pending.length;
    if (before + line.length > MEMORY_LIMIT)
        writer->dropped++;
    else
        buffer_append(&writer->pending, line.at, line.length);
    /* At the first line it begins to wait for more, at half of what may be kept it waits no longer.
     */
    bool is_time = before == 0 || (before < HALF && writer->pending.length >= HALF);
    if (is_time) pthread_cond_signal(&writer->wake);
    pthread_mutex_unlock(&writer->lock);
}
