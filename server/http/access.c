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
#include <sys/stat.h>
#include <unistd.h>

enum {
    MEMORY_LIMIT = 1 << 20,
    HALF = MEMORY_LIMIT / 2,
    FLUSH_MILLISECONDS = 100,
    WAIT_MILLISECONDS = 100,
    PATIENCE = 10 /* waits, once we are ending */
};

struct access_writer {
    enum access_log mode;
    unsigned sample;
    bool terminal, file;
    atomic_uint successes; /* where they are sampled */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct buffer pending; /* under lock */
    size_t dropped, lost;  /* lines not told of yet, and in all; under lock */
    bool closing;          /* under lock */
};

static bool is_closing(struct access_writer *writer)
{
    pthread_mutex_lock(&writer->lock);
    bool closing = writer->closing;
    pthread_mutex_unlock(&writer->lock);
    return closing;
}

/* As many whole lines as a pipe takes at once: no other's line comes between. A file takes all. */
static size_t piece_of(const struct access_writer *writer, struct text lines)
{
    if (writer->file || lines.length <= PIPE_BUF) return lines.length;
    const char *end = memrchr(lines.at, '\n', PIPE_BUF);
    return end != NULL ? (size_t)(end - lines.at) + 1 : PIPE_BUF;
}

static size_t count_lines(struct text lines)
{
    size_t count = 0;
    for (size_t i = 0; i < lines.length; i++)
        if (lines.at[i] == '\n') count++;
    return count;
}

/* Wait for room in the pipe however long it takes, while more lines gather or are dropped; but a
 * second at most in all once we are ending, which a reader that is gone must not keep us from.
 * Returns how many lines were not taken. */
static size_t write_all(struct access_writer *writer, struct text lines)
{
    struct pollfd pipe = {STDERR_FILENO, POLLOUT, 0};
    for (int waits = 0; lines.length > 0 && waits < PATIENCE;) {
        if (poll(&pipe, 1, WAIT_MILLISECONDS) != 1) {
            waits += is_closing(writer) ? 1 : 0;
            continue;
        }
        if ((pipe.revents & POLLOUT) == 0) break;
        ssize_t written = write(STDERR_FILENO, lines.at, piece_of(writer, lines));
        if (written < 0 && errno != EINTR && errno != EAGAIN) break;
        if (written > 0) lines = text_after(lines, (size_t)written);
    }
    return count_lines(lines);
}

static void wait_a_little(struct access_writer *writer)
{
    clock_wait(&writer->wake, &writer->lock, clock_now() + FLUSH_MILLISECONDS * CLOCK_MILLISECOND);
}

static void *write_lines(void *state)
{
    struct access_writer *writer = state;
    struct buffer taken = {0}; /* its room and that of what is pending change places */
    pthread_mutex_lock(&writer->lock);
    for (;;) {
        while (writer->pending.length == 0 && !writer->closing)
            pthread_cond_wait(&writer->wake, &writer->lock);
        if (!writer->closing) wait_a_little(writer);
        struct buffer pending = writer->pending;
        size_t dropped = writer->dropped;
        bool closing = writer->closing;
        writer->pending = taken;
        taken = pending;
        writer->dropped = 0;
        pthread_mutex_unlock(&writer->lock);
        if (dropped > 0)
            buffer_format(&taken, "{\"level\":\"warning\",\"dropped_log_lines\":%zu}\n", dropped);
        size_t untaken = write_all(writer, (struct text){taken.at, taken.length});
        taken.length = 0;
        taken.failed = false;
        pthread_mutex_lock(&writer->lock);
        writer->dropped += untaken;
        writer->lost += untaken;
        if (!closing) continue;
        pthread_mutex_unlock(&writer->lock);
        buffer_free(&taken);
        return NULL;
    }
}

static bool is_file(int descriptor)
{
    struct stat status;
    return fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

struct access_writer *access_open(enum access_log mode, unsigned sample)
{
    struct access_writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL) return NULL;
    writer->mode = mode;
    writer->sample = sample;
    writer->terminal = isatty(STDERR_FILENO) != 0;
    writer->file = is_file(STDERR_FILENO);
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

/* Errors always; of the others as many as are asked for. */
static bool is_wanted(struct access_writer *writer, int status)
{
    bool is_error = status >= 400;
    if (writer->mode != ACCESS_LOG_ALL) return writer->mode == ACCESS_LOG_ERRORS && is_error;
    if (writer->sample <= 1 || is_error || status == 0) return true;
    unsigned before = atomic_fetch_add_explicit(&writer->successes, 1, memory_order_relaxed);
    return before % writer->sample == 0;
}

static void append(struct access_writer *writer, const struct access_line *line)
{
    pthread_mutex_lock(&writer->lock);
    size_t before = writer->pending.length;
    if (before + line->length <= MEMORY_LIMIT)
        buffer_append(&writer->pending, line->at, line->length);
    if (writer->pending.length == before) {
        writer->pending.failed = false; /* there may be memory for the next */
        writer->dropped++;
        writer->lost++;
    }
    /* At the first line it begins to wait for more, at half of what may be kept it waits no longer.
     */
    bool is_time = before == 0 || (before < HALF && writer->pending.length >= HALF);
    if (is_time) pthread_cond_signal(&writer->wake);
    pthread_mutex_unlock(&writer->lock);
}

struct access_line *access_line_new(void)
{
    return calloc(1, sizeof(struct access_line));
}

void access_log(struct access_writer *writer, struct access_line *line, struct exchange *exchange,
                struct MHD_Connection *connection)
{
    if (!is_wanted(writer, exchange->status)) return;
    if (writer->terminal)
        access_line_human(line, exchange);
    else
        access_line_json(line, exchange, connection, writer->sample);
    append(writer, line);
}

size_t access_lost(struct access_writer *writer)
{
    pthread_mutex_lock(&writer->lock);
    size_t lost = writer->lost;
    pthread_mutex_unlock(&writer->lock);
    return lost;
}
