/* A file through a window that slides and grows to a limit, with the line and column of its start.
 */
#ifndef CHANCERY_DATASET_READER_WINDOW_H
#define CHANCERY_DATASET_READER_WINDOW_H

#include <chancery/status.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct window {
    int file;          /* descriptor, owned */
    int error;         /* errno of a failed read, 0 for none */
    char *bytes;       /* owned */
    size_t start, end; /* what is unread: bytes[start..end) */
    size_t capacity;
    bool at_end;           /* nothing follows bytes[end) in the file */
    uint64_t offset;       /* of bytes[start], from 0 */
    uint64_t line, column; /* of bytes[start], from 1, columns in characters */
    uint64_t size;         /* of the file when it was opened */
};

/** Open a regular file. STATUS_NOT_FOUND: none there. STATUS_FAILED: `error` says why. */
enum status window_open(struct window *window, const char *path) CHANCERY_MUST_USE;

/** Close it and free its memory. */
void window_close(struct window *window);

/**
 * Read more behind what is unread. False: nothing came, for the file is at its end, `error` is set,
 * or the window is full.
 */
bool window_fill(struct window *window);

/** Bytes unread in the window. */
size_t window_length(const struct window *window);

/** The first unread byte. */
const char *window_at(const struct window *window);

/** Go past `length` bytes, which are in the window, counting lines and characters. */
void window_skip(struct window *window, size_t length);

/** The line and column of the byte `length` after the start. */
void window_place(const struct window *window, size_t length, uint64_t *line, uint64_t *column);

/** Go past white space and see that one byte more is there. False: the end, or `error`. */
bool window_skip_space(struct window *window);

#endif
