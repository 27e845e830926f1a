/*
 * The trailer of a compiled dataset: behind the last page, where SQLite never looks, a magic and
 * the SHA-256 of everything before it. A flipped bit in a database gives silently wrong answers
 * more often than errors; this is what notices.
 */
#include <chancery/digest.h>
#include <chancery/generation.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 1 << 16, MAGIC_SIZE = 16, TRAILER_SIZE = MAGIC_SIZE + DIGEST_HEX_SIZE - 1 };

static const char magic[MAGIC_SIZE + 1] = "\nChancery-SHA256";

/* The digest of the first `length` bytes of a file. */
static enum status digest_file(int descriptor, off_t length, char out[DIGEST_HEX_SIZE])
{
    struct digest *digest = digest_new();
    char *piece = malloc(PIECE);
    off_t done = 0;
    while (digest != NULL && piece != NULL && done < length) {
        size_t wanted = length - done < PIECE ? (size_t)(length - done) : PIECE;
        ssize_t got = pread(descriptor, piece, wanted, done);
        if (got <= 0) break;
        digest_add(digest, (struct text){piece, (size_t)got});
        done += got;
    }
    free(piece);
    if (digest == NULL) return STATUS_NO_MEMORY;
    digest_finish_take(digest, out);
    return done == length ? STATUS_OK : STATUS_FAILED;
}

enum status trailer_check(int descriptor, char actual[DIGEST_HEX_SIZE])
{
    struct stat file;
    char trailer[TRAILER_SIZE];
    if (fstat(descriptor, &file) != 0) return STATUS_FAILED;
    off_t length = file.st_size - TRAILER_SIZE;
    ssize_t got = length > 0 ? pread(descriptor, trailer, TRAILER_SIZE, length) : 0;
    if (got < 0) return STATUS_FAILED;
    if (got != TRAILER_SIZE || memcmp(trailer, magic, MAGIC_SIZE) != 0) return STATUS_INVALID;
    enum status status = digest_file(descriptor, length, actual);
    if (status != STATUS_OK) return status;
    return memcmp(trailer + MAGIC_SIZE, actual, DIGEST_HEX_SIZE - 1) == 0 ? STATUS_OK
                                                                          : STATUS_INVALID;
}

enum status trailer_append(int descriptor)
{
    struct stat file;
    char trailer[TRAILER_SIZE], actual[DIGEST_HEX_SIZE];
    if (fstat(descriptor, &file) != 0) return STATUS_FAILED;
    enum status status = digest_file(descriptor, file.st_size, actual);
    if (status != STATUS_OK) return status;
    memcpy(trailer, magic, MAGIC_SIZE);
    memcpy(trailer + MAGIC_SIZE, actual, DIGEST_HEX_SIZE - 1);
    ssize_t written = pwrite(descriptor, trailer, TRAILER_SIZE, file.st_size);
    return written == TRAILER_SIZE ? STATUS_OK : STATUS_FAILED;
}
