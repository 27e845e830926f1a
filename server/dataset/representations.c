/*
 * Kept bytes: each record's canonical JSON, made once from its view, in every language in which it
 * differs from the first. What is served later is these bytes; there is no second road. Threads
 * make them, each by a connection of its own that only reads; one thread writes them down in order,
 * so that the file is the same however many there are.
 */
#include "representations.h"

#include "record_maker.h"

#include <chancery/representation.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PIECE_KEYS = 128, PIECES = 16, MAKERS_MOST = 16 };

/* One body of a piece; an empty one is not kept. */
struct kept {
    size_t begin, end;
};

/* The bodies of some records that follow each other, in each language. */
struct piece {
    bool ready;
    int64_t first; /* key */
    struct buffer bytes;
    struct kept at[PIECE_KEYS][LANGUAGE_LIMIT];
};

struct making {
    struct compilation *compilation;
    const char *file;
    int64_t records;
    pthread_mutex_t lock;
    pthread_cond_t moved;
    int64_t taken, written; /* pieces */
    enum status status;     /* the first that went wrong */
    struct piece ring[PIECES];
};

static struct text text_at(const struct piece *piece, struct kept kept)
{
    return (struct text){piece->bytes.at + kept.begin, kept.end - kept.begin};
}

/* The bodies of the records `first` … `last`, all of one type, in a language: kept where they
 * differ from the first. */
static enum status make_type(struct record_maker *maker, size_t type, int64_t first, int64_t last,
                             size_t language, struct piece *piece)
{
    int64_t key, made = 0;
    enum status status;
    size_t begin = piece->bytes.length;
    record_maker_ask(maker, type, first, last, language);
    while ((status = record_maker_next(maker, &key, &piece->bytes)) == STATUS_OK) {
        struct kept *of_record = piece->at[key - piece->first];
        of_record[language] = (struct kept){begin, piece->bytes.length};
        if (language > 0 &&
            text_equal(text_at(piece, of_record[0]), text_at(piece, of_record[language]))) {
            of_record[language] = (struct kept){begin, begin};
            piece->bytes.length = begin;
        }
        begin = piece->bytes.length;
        made++;
    }
    if (status != STATUS_NOT_FOUND) return status;
    return made == last - first + 1 ? STATUS_OK : STATUS_FAILED;
}

/* Records were numbered type by type: a piece is of one type, or of a few in turn. */
static enum status make_piece(struct making *making, struct record_maker *maker, int64_t number,
                              struct piece *piece)
{
    const struct compilation *compilation = making->compilation;
    int64_t end = number * PIECE_KEYS + PIECE_KEYS, next = 1;
    enum status status = STATUS_OK;
    piece->first = number * PIECE_KEYS + 1;
    piece->bytes.length = 0;
    memset(piece->at, 0, sizeof piece->at);
    for (size_t type = 0; type < RECORD_TYPE_COUNT; type++) {
        int64_t first = next > piece->first ? next : piece->first;
        next += (int64_t)compilation->loaded[type];
        int64_t last = next - 1 < end ? next - 1 : end;
        for (size_t i = 0; i < compilation->languages.count && first <= last; i++)
            if (status == STATUS_OK) status = make_type(maker, type, first, last, i, piece);
    }
    return status;
}

/* The next piece to make, or -1: all are taken, or something went wrong. */
static int64_t take_piece(struct making *making)
{
    int64_t pieces = (making->records + PIECE_KEYS - 1) / PIECE_KEYS, number = -1;
    pthread_mutex_lock(&making->lock);
    while (making->taken - making->written >= PIECES && making->status == STATUS_OK)
        pthread_cond_wait(&making->moved, &making->lock);
    if (making->taken < pieces && making->status == STATUS_OK) number = making->taken++;
    pthread_mutex_unlock(&making->lock);
    return number;
}

static void tell(struct making *making, struct piece *piece, enum status status)
{
    pthread_mutex_lock(&making->lock);
    if (piece != NULL) piece->ready = true;
    if (making->status == STATUS_OK) making->status = status;
    pthread_cond_broadcast(&making->moved);
    pthread_mutex_unlock(&making->lock);
}

static void *make_pieces(void *state)
{
    struct making *making = state;
    struct record_maker *maker = NULL;
    enum status status = record_maker_new(making->file, making->compilation->contract,
                                          &making->compilation->languages, &maker);
    int64_t number;
    if (status != STATUS_OK) tell(making, NULL, status);
    while (status == STATUS_OK && (number = take_piece(making)) >= 0) {
        struct piece *piece = &making->ring[number % PIECES];
        status = make_piece(making, maker, number, piece);
        tell(making, piece, status);
    }
    record_maker_free(maker);
    return NULL;
}

/* Wait for a piece; NULL where something went wrong. */
static struct piece *await_piece(struct making *making, int64_t number)
{
    struct piece *piece = &making->ring[number % PIECES];
    pthread_mutex_lock(&making->lock);
    while (!piece->ready && making->status == STATUS_OK)
        pthread_cond_wait(&making->moved, &making->lock);
    if (making->status != STATUS_OK) piece = NULL;
    pthread_mutex_unlock(&making->lock);
    return piece;
}

static void release_piece(struct making *making, struct piece *piece)
{
    pthread_mutex_lock(&making->lock);
    piece->ready = false;
    making->written++;
    pthread_cond_broadcast(&making->moved);
    pthread_mutex_unlock(&making->lock);
}

static enum status write_piece(struct statement *insert, const struct piece *piece)
{
    enum status status = STATUS_OK;
    for (int64_t i = 0; i < PIECE_KEYS; i++) {
        for (size_t language = 0; language < LANGUAGE_LIMIT && status == STATUS_OK; language++) {
            struct text body = text_at(piece, piece->at[i][language]);
            if (body.length == 0) continue;
            statement_put_integer(insert, 1, representation_slot(piece->first + i, language));
            statement_put_text(insert, 2, body);
            status = statement_repeat(insert);
        }
    }
    return status;
}

static enum status write_all(struct making *making)
{
    struct statement *insert;
    enum status status = connection_prepare(
        making->compilation->store, TEXT("INSERT INTO representation (slot, body) VALUES (?1, ?2)"),
        &insert);
    if (status != STATUS_OK) return status;
    for (int64_t number = 0; number * PIECE_KEYS < making->records && status == STATUS_OK;
         number++) {
        struct piece *piece = await_piece(making, number);
        if (piece == NULL) break;
        status = write_piece(insert, piece);
        release_piece(making, piece);
        progress_show(making->compilation, "serializing", (uint64_t)(number * PIECE_KEYS),
                      (uint64_t)making->records, (uint64_t)(number * PIECE_KEYS));
    }
    statement_reset(insert);
    return status;
}

static size_t maker_count(void)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return processors < 1 ? 1 : processors > MAKERS_MOST ? MAKERS_MOST : (size_t)processors;
}

static enum status run(struct making *making)
{
    pthread_t threads[MAKERS_MOST];
    size_t wanted = maker_count(), count = 0;
    while (count < wanted && pthread_create(&threads[count], NULL, make_pieces, making) == 0)
        count++;
    enum status status = count > 0 ? write_all(making) : STATUS_FAILED;
    if (status != STATUS_OK) tell(making, NULL, status);
    for (size_t i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    return making->status;
}

enum status representations_make(struct compilation *compilation, const char *file, int64_t records)
{
    struct making *making = calloc(1, sizeof *making);
    if (making == NULL) return STATUS_NO_MEMORY;
    making->compilation = compilation;
    making->file = file;
    making->records = records;
    pthread_mutex_init(&making->lock, NULL);
    pthread_cond_init(&making->moved, NULL);
    enum status status = run(making);
    for (size_t i = 0; i < PIECES; i++)
        buffer_free(&making->ring[i].bytes);
    pthread_cond_destroy(&making->moved);
    pthread_mutex_destroy(&making->lock);
    free(making);
    return status;
}
