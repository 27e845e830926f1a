/*
 * Did you mean: for a question that finds nothing, the nearest words of names, as they are most
 * often written. It proposes only what is found then; it never changes a word that is found
 * already.
 */
#include "request.h"
#include "search.h"

#include <chancery/fold.h>

enum { WORDS_LIMIT = 16 };

/* How many bytes may be wrong: none in short words; a kanji has three, a Cyrillic letter mostly one
 * that tells it from its like. */
static size_t tolerance(struct text word)
{
    unsigned char lead = (unsigned char)word.at[0];
    if (lead >= 0xE0) return word.length >= 6 ? 3 : 0;
    size_t letters = lead < 0x80 ? word.length : word.length / 2;
    return letters < 4 ? 0 : letters < 6 ? 1 : letters < 10 ? 2 : 3;
}

enum status is_found(struct request *request, const char *piece, struct text query, bool *out)
{
    struct statement *search;
    enum status status = request_query(request, piece, &search);
    if (status != STATUS_OK) return status;
    statement_bind_text(search, ":q", query);
    status = statement_step(search);
    *out = status == STATUS_OK && statement_integer(search, 0) != 0;
    statement_reset(search);
    return status;
}

/* Whether what a person typed finds anything. */
static enum status finds_any(struct request *request, struct text typed, bool *out)
{
    struct buffer query = {0};
    *out = false;
    enum status status = STATUS_OK;
    if (fold_query(typed, &query) && !query.failed)
        status = is_found(request, "search.any", (struct text){query.at, query.length}, out);
    buffer_free(&query);
    return status;
}

/* The nearest word of a name; of several the one in most use. {NULL, 0}: none is near. */
static enum status find_nearest(struct request *request, struct text word, struct text *out)
{
    struct statement *words;
    size_t limit = tolerance(word), best = limit + 1;
    int64_t uses = 0;
    enum status status = request_query(request, "search.words", &words);
    if (status != STATUS_OK) return status;
    statement_bind_integer(words, ":bytes", (int64_t)word.length);
    statement_bind_integer(words, ":tolerance", (int64_t)limit);
    while ((status = statement_step(words)) == STATUS_OK) {
        size_t distance = fold_distance(word, statement_text(words, 0), limit);
        bool nearer = distance < best || (distance == best && statement_integer(words, 2) > uses);
        if (distance > limit || !nearer) continue;
        best = distance;
        uses = statement_integer(words, 2);
        *out = arena_copy(request->arena, statement_text(words, 1));
    }
    statement_reset(words);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* A word as typed where it is found, else the nearest; appended behind a blank. */
static enum status mend(struct request *request, struct text typed, struct buffer *out)
{
    struct buffer folded = {0};
    bool found;
    struct text word = typed;
    enum status status = finds_any(request, typed, &found);
    fold_text(typed, &folded);
    if (status == STATUS_OK && !found && folded.length > 0) {
        struct text nearest = {NULL, 0};
        status = find_nearest(request, (struct text){folded.at, folded.length}, &nearest);
        if (nearest.at != NULL) word = nearest;
    }
    if (out->length > 0 && folded.length > 0) buffer_string(out, " ");
    if (folded.length > 0) buffer_text(out, word);
    buffer_free(&folded);
    return status;
}

enum status find_spelling(struct request *request, struct text q, struct text *out)
{
    struct buffer mended = {0};
    struct text rest = q;
    bool before = true, after = false;
    *out = (struct text){NULL, 0};
    enum status status = finds_any(request, q, &before);
    for (int i = 0; !before && rest.at != NULL && i < WORDS_LIMIT && status == STATUS_OK; i++) {
        struct text word = text_cut(&rest, ' ');
        if (word.length > 0) status = mend(request, word, &mended);
    }
    struct text whole = {mended.at, mended.length};
    if (status == STATUS_OK && !before && whole.length > 0)
        status = finds_any(request, whole, &after);
    if (status == STATUS_OK && after) *out = arena_copy(request->arena, whole);
    if (mended.failed) status = STATUS_NO_MEMORY;
    buffer_free(&mended);
    return status;
}
