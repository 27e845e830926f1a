/*
 * Counting by sorting: what is counted gathers as plain numbers; whenever their memory is full they
 * are sorted and written to a scratch file as a run, equal ones as one with how many, and in the
 * end all runs are merged. SQL would sort whole rows for the same.
 */
#include "day_counts.h"

#include <chancery/date.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GATHERED_MOST = 1024 * 1024, READ_AT_ONCE = 1024, DAY_BITS = 41 };

/* A number stands for what is counted, side and day, so that the order is that of numbers. */
struct counted {
    uint64_t number;
    int64_t n;
};

/* A sorted part of the scratch file, read through a window. */
struct run {
    int64_t next, end; /* entries of the file */
    size_t at, count;
    struct counted window[READ_AT_ONCE];
};

struct day_counts {
    FILE *scratch;
    size_t gathered, run_count;
    int64_t written; /* entries */
    struct run **runs;
    uint64_t numbers[GATHERED_MOST];
};

struct day_counts *day_counts_new(void)
{
    struct day_counts *counts = calloc(1, sizeof *counts);
    if (counts == NULL) return NULL;
    counts->scratch = tmpfile();
    if (counts->scratch != NULL) return counts;
    free(counts);
    return NULL;
}

void day_counts_free(struct day_counts *counts)
{
    if (counts == NULL) return;
    for (size_t i = 0; i < counts->run_count; i++)
        free(counts->runs[i]);
    free(counts->runs);
    fclose(counts->scratch);
    free(counts);
}

static int by_number(const void *left, const void *right)
{
    uint64_t one = *(const uint64_t *)left, other = *(const uint64_t *)right;
    return (one > other) - (one < other);
}

static enum status add_run(struct day_counts *counts, int64_t begin)
{
    struct run **grown = realloc(counts->runs, (counts->run_count + 1) * sizeof *grown);
    if (grown == NULL) return STATUS_NO_MEMORY;
    counts->runs = grown;
    struct run *run = malloc(sizeof *run);
    if (run == NULL) return STATUS_NO_MEMORY;
    run->next = begin;
    run->end = counts->written;
    run->at = run->count = 0;
    counts->runs[counts->run_count++] = run;
    return STATUS_OK;
}

/* Write what was gathered as a run. */
static enum status flush(struct day_counts *counts)
{
    int64_t begin = counts->written;
    qsort(counts->numbers, counts->gathered, sizeof counts->numbers[0], by_number);
    for (size_t i = 0, next; i < counts->gathered; i = next) {
        for (next = i + 1; next < counts->gathered; next++)
            if (counts->numbers[next] != counts->numbers[i]) break;
        struct counted counted = {counts->numbers[i], (int64_t)(next - i)};
        if (fwrite(&counted, sizeof counted, 1, counts->scratch) != 1) return STATUS_FAILED;
        counts->written++;
    }
    counts->gathered = 0;
    return counts->written > begin ? add_run(counts, begin) : STATUS_OK;
}

enum status day_counts_add(struct day_counts *counts, unsigned of, unsigned side, int64_t day)
{
    enum status status = counts->gathered == GATHERED_MOST ? flush(counts) : STATUS_OK;
    if (status != STATUS_OK || of > COUNTED_FOR_MOST || day < DAY_MIN || day > DAY_MAX)
        return status == STATUS_OK ? STATUS_FAILED : status;
    counts->numbers[counts->gathered++] =
        ((uint64_t)of << 1 | side) << DAY_BITS | (uint64_t)(day - DAY_MIN);
    return STATUS_OK;
}

enum status day_counts_rewind(struct day_counts *counts)
{
    enum status status = flush(counts);
    return status == STATUS_OK && fflush(counts->scratch) != 0 ? STATUS_FAILED : status;
}

/* Have the run's next entry in its window; false at its end or where it cannot be read. */
static bool fill(struct day_counts *counts, struct run *run, enum status *status)
{
    if (run->at < run->count) return true;
    int64_t left = run->end - run->next;
    size_t wanted = left < READ_AT_ONCE ? (size_t)left : READ_AT_ONCE;
    if (wanted == 0) return false;
    off_t offset = (off_t)run->next * (off_t)sizeof run->window[0];
    run->at = 0;
    run->count = fseeko(counts->scratch, offset, SEEK_SET) == 0
                     ? fread(run->window, sizeof run->window[0], wanted, counts->scratch)
                     : 0;
    run->next += (int64_t)wanted;
    if (run->count == wanted) return true;
    *status = STATUS_FAILED;
    return false;
}

enum status day_counts_next(struct day_counts *counts, struct day_count *out)
{
    const uint64_t days = ((uint64_t)1 << DAY_BITS) - 1;
    enum status status = STATUS_OK;
    uint64_t least = UINT64_MAX;
    for (size_t i = 0; i < counts->run_count; i++) {
        struct run *run = counts->runs[i];
        if (fill(counts, run, &status) && run->window[run->at].number < least)
            least = run->window[run->at].number;
    }
    if (status != STATUS_OK || least == UINT64_MAX)
        return status == STATUS_OK ? STATUS_NOT_FOUND : status;
    *out = (struct day_count){.of = (unsigned)(least >> (DAY_BITS + 1)),
                              .side = (unsigned)(least >> DAY_BITS) & 1,
                              .day = (int64_t)(least & days) + DAY_MIN};
    for (size_t i = 0; i < counts->run_count; i++) {
        struct run *run = counts->runs[i];
        if (run->at < run->count && run->window[run->at].number == least)
            out->n += run->window[run->at++].n;
    }
    return STATUS_OK;
}
