/*
 * Counts words in a table of bounded size that is written down whenever it is full; the sum is made
 * in SQL. Words with a digit, of one character or of more than 32 are no words to suggest.
 */
#include "word_counts.h"

#include <chancery/find.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 32768, MOST = SLOTS / 2, BYTES = 1024 * 1024, CHARACTERS_MOST = 32 };

struct counted {
    struct text folded, shown; /* in `bytes` */
    int64_t uses;
};

struct word_counts {
    struct statement *insert;
    size_t count, used;
    struct counted slots[SLOTS];
    char bytes[BYTES];
};

enum status word_counts_new(struct connection *store, struct word_counts **out)
{
    struct word_counts *counts = calloc(1, sizeof *counts);
    if (counts == NULL) return STATUS_NO_MEMORY;
    enum status status = connection_prepare(
        store, TEXT("INSERT INTO temp.word_count (folded, shown, n) VALUES (?1, ?2, ?3)"),
        &counts->insert);
    if (status == STATUS_OK)
        *out = counts;
    else
        free(counts);
    return status;
}

void word_counts_free(struct word_counts *counts)
{
    if (counts != NULL) statement_reset(counts->insert);
    free(counts);
}

enum status word_counts_flush(struct word_counts *counts)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < SLOTS && status == STATUS_OK; i++) {
        struct counted *word = &counts->slots[i];
        if (word->uses == 0) continue;
        statement_put_text(counts->insert, 1, word->folded);
        statement_put_text(counts->insert, 2, word->shown);
        statement_put_integer(counts->insert, 3, word->uses);
        status = statement_repeat(counts->insert);
        *word = (struct counted){.uses = 0};
    }
    counts->count = counts->used = 0;
    return status;
}

static uint32_t hash(struct text text, uint32_t state)
{
    for (size_t i = 0; i < text.length; i++)
        state = (state ^ (unsigned char)text.at[i]) * 16777619U;
    return state;
}

static struct counted *find(struct word_counts *counts, struct text folded, struct text shown)
{
    size_t at = hash(shown, hash(folded, 2166136261U)) % SLOTS;
    struct counted *word = &counts->slots[at];
    while (word->uses > 0 &&
           !(text_equal(word->folded, folded) && text_equal(word->shown, shown))) {
        at = (at + 1) % SLOTS;
        word = &counts->slots[at];
    }
    return word;
}

static struct text keep(struct word_counts *counts, struct text text)
{
    char *at = counts->bytes + counts->used;
    memcpy(at, text.at, text.length);
    counts->used += text.length;
    return (struct text){at, text.length};
}

static enum status count(struct word_counts *counts, struct text folded, struct text shown)
{
    if (folded.length + shown.length > BYTES) return STATUS_OK;
    struct counted *word = find(counts, folded, shown);
    if (word->uses > 0) {
        word->uses++;
        return STATUS_OK;
    }
    if (counts->count == MOST || counts->used + folded.length + shown.length > BYTES) {
        enum status status = word_counts_flush(counts);
        if (status != STATUS_OK) return status;
        word = find(counts, folded, shown);
    }
    *word = (struct counted){keep(counts, folded), keep(counts, shown), 1};
    counts->count++;
    return STATUS_OK;
}

static bool is_countable(struct text folded)
{
    size_t characters = 0;
    for (size_t i = 0; i < folded.length; i++) {
        if (folded.at[i] >= '0' && folded.at[i] <= '9') return false;
        characters += ((unsigned char)folded.at[i] & 0xC0) != 0x80;
    }
    return characters >= 2 && characters <= CHARACTERS_MOST;
}

enum status word_counts_add(struct word_counts *counts, struct text name)
{
    struct folded_words words = folded_words_read(name);
    enum status status = words.failed ? STATUS_NO_MEMORY : STATUS_OK;
    for (size_t i = 0; i < words.count && status == STATUS_OK;) {
        const struct folded_word *first = &words.at[i], *last = first;
        while (++i < words.count && first->cjk && words.at[i].cjk && words.at[i].joined)
            last = &words.at[i];
        struct text folded = {words.folded.at + first->folded,
                              last->folded + last->length - first->folded};
        struct text shown = {name.at + first->begin, last->end - first->begin};
        if (is_countable(folded)) status = count(counts, folded, shown);
    }
    folded_words_free(&words);
    return status;
}
