/*
 * The window on a file that is read once, front to back: it holds one record and what came with it,
 * never the file. It knows bytes, lines and characters, and nothing of JSON.
 */
#include "reader_window.h"

#include "reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    WINDOW_FIRST = 256 * 1024,
    /* One byte more than a record may have, so that "too long" can be told from "just fits". */
    WINDOW_MOST = READER_MAX_RECORD + 1
};

enum status window_open(struct window *window, const char *path)
{
    *window = (struct window){.file = -1, .line = 1, .column = 1};
    struct stat about;
    /* A pipe would block at the opening without O_NONBLOCK, and is refused below. */
    window->file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (window->file < 0 && errno == ENOENT) return STATUS_NOT_FOUND;
    if (window->file < 0 || fstat(window->file, &about) != 0) {
        window->error = errno;
        return STATUS_FAILED;
    }
    if (!S_ISREG(about.st_mode)) {
        window->error = S_ISDIR(about.st_mode) ? EISDIR : EINVAL;
        return STATUS_FAILED;
    }
    window->size = (uint64_t)about.st_size;
    window->bytes = malloc(WINDOW_FIRST);
    window->capacity = WINDOW_FIRST;
    window->error = window->bytes == NULL ? ENOMEM : 0;
    return window->bytes == NULL ? STATUS_FAILED : STATUS_OK;
}

void window_close(struct window *window)
{
    if (window->file >= 0) close(window->file);
    free(window->bytes);
    *window = (struct window){.file = -1};
}

/* Make room behind `end`: by moving to the front, or by growing. */
static bool make_room(struct window *window)
{
    if (window->start > 0) {
        memmove(window->bytes, window->bytes + window->start, window_length(window));
        window->end -= window->start;
        window->start = 0;
    }
    if (window->end < window->capacity) return true;
    if (window->capacity == WINDOW_MOST) return false;
    size_t wanted = window->capacity + WINDOW_FIRST;
    if (wanted > WINDOW_MOST) wanted = WINDOW_MOST;
    char *grown = realloc(window->bytes, wanted);
    if (grown == NULL) {
        window->error = ENOMEM;
        return false;
    }
    window->bytes = grown;
    window->capacity = wanted;
    return true;
}

bool window_fill(struct window *window)
{
    if (window->at_end || window->error != 0 || !make_room(window)) return false;
    ssize_t count;
    do
        count = read(window->file, window->bytes + window->end, window->capacity - window->end);
    while (count < 0 && errno == EINTR);
    if (count < 0) window->error = errno;
    window->at_end = count == 0;
    if (count > 0) window->end += (size_t)count;
    return count > 0;
}

size_t window_length(const struct window *window)
{
    return window->end - window->start;
}

const char *window_at(const struct window *window)
{
    return window->bytes + window->start;
}

void window_place(const struct window *window, size_t length, uint64_t *line, uint64_t *column)
{
    const char *at = window_at(window), *end = at + length;
    *line = window->line;
    *column = window->column;
    for (const char *feed; at < end && (feed = memchr(at, '\n', (size_t)(end - at))) != NULL;) {
        at = feed + 1;
        *line += 1;
        *column = 1;
    }
    for (; at < end; at++)
        *column += ((unsigned char)*at & 0xC0) != 0x80;
}

void window_skip(struct window *window, size_t length)
{
    window_place(window, length, &window->line, &window->column);
    window->start += length;
    window->offset += length;
}

bool window_skip_space(struct window *window)
{
    for (;;) {
        const char *at = window_at(window);
        size_t length = window_length(window), spaces = 0;
        while (spaces < length && at[spaces] != '\0' && strchr(" \t\r\n", at[spaces]) != NULL)
            spaces++;
        window_skip(window, spaces);
        if (spaces < length) return true;
        if (!window_fill(window)) return false;
    }
}
