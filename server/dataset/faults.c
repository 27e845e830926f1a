/*
 * The faults of a dataset, gathered while it is read and told at the end in the order of the files.
 * What is kept of one is small and bounded in number; a line is looked up only when it is printed.
 * Bytes that would steer a terminal are never printed as they are.
 */
#include "faults.h"

#include "locate.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { FAULTS_KEPT = 1000 };

/* A fault: `pointer` is NULL where line and column are known. Texts are owned. */
struct entry {
    struct place_in_file at;
    uint64_t column;
    size_t order;
    char *pointer, *what, *remedy;
    const char *path; /* borrowed from the collection, for sorting */
};

struct faults {
    char **paths;
    size_t path_count;
    struct entry *entries;
    size_t entry_count, capacity, total;
};

struct faults *faults_new(void)
{
    return calloc(1, sizeof(struct faults));
}

static void free_entry(struct entry *entry)
{
    free(entry->pointer);
    free(entry->what);
    free(entry->remedy);
}

void faults_free(struct faults *faults)
{
    if (faults == NULL) return;
    for (size_t i = 0; i < faults->entry_count; i++)
        free_entry(&faults->entries[i]);
    for (size_t i = 0; i < faults->path_count; i++)
        free(faults->paths[i]);
    free(faults->entries);
    free(faults->paths);
    free(faults);
}

size_t faults_file(struct faults *faults, const char *path)
{
    for (size_t i = 0; i < faults->path_count; i++)
        if (strcmp(faults->paths[i], path) == 0) return i;
    char *copy = strdup(path);
    char **grown = reallocarray(faults->paths, faults->path_count + 1, sizeof *grown);
    if (grown != NULL) faults->paths = grown;
    if (copy == NULL || grown == NULL) {
        free(copy);
        return SIZE_MAX;
    }
    grown[faults->path_count] = copy;
    return faults->path_count++;
}

static const char *path_of(const struct faults *faults, size_t file)
{
    return file < faults->path_count ? faults->paths[file] : "(a file)";
}

static bool make_room(struct faults *faults)
{
    if (faults->entry_count < faults->capacity) return true;
    size_t capacity = faults->capacity == 0 ? 16 : faults->capacity * 2;
    struct entry *grown = reallocarray(faults->entries, capacity, sizeof *grown);
    if (grown == NULL) return false;
    faults->entries = grown;
    faults->capacity = capacity;
    return true;
}

/* Keep an entry; its texts are taken. A fault is counted even where it cannot be kept. */
static void keep_take(struct faults *faults, struct entry entry, const char *remedy)
{
    faults->total++;
    entry.order = faults->total;
    size_t length = entry.what != NULL ? strlen(entry.what) : 0;
    if (length > 0 && entry.what[length - 1] == '.') entry.what[length - 1] = '\0';
    entry.remedy = remedy != NULL ? strdup(remedy) : NULL;
    if (entry.what != NULL && faults->entry_count < FAULTS_KEPT && make_room(faults))
        faults->entries[faults->entry_count++] = entry;
    else
        free_entry(&entry);
}

void faults_add(struct faults *faults, struct place_in_file at, const char *pointer,
                const char *remedy, const char *what, ...)
{
    char *said = NULL;
    va_list arguments;
    va_start(arguments, what);
    if (vasprintf(&said, what, arguments) < 0) said = NULL;
    va_end(arguments);
    struct entry entry = {.at = at, .column = 1, .pointer = strdup(pointer), .what = said};
    keep_take(faults, entry, remedy);
}

void faults_add_at(struct faults *faults, size_t file, uint64_t line, uint64_t column,
                   const char *remedy, const char *what, ...)
{
    char *said = NULL;
    va_list arguments;
    va_start(arguments, what);
    if (vasprintf(&said, what, arguments) < 0) said = NULL;
    va_end(arguments);
    struct entry entry = {.at = {.file = file, .line = line}, .column = column, .what = said};
    keep_take(faults, entry, remedy);
}

size_t faults_count(const struct faults *faults)
{
    return faults->total;
}

static int by_offset(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    if (a->at.file != b->at.file) return a->at.file < b->at.file ? -1 : 1;
    return (a->at.offset > b->at.offset) - (a->at.offset < b->at.offset);
}

static int by_line(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    int order = strcmp(a->path, b->path);
    if (order != 0) return order;
    if (a->at.line != b->at.line) return a->at.line < b->at.line ? -1 : 1;
    if (a->column != b->column) return a->column < b->column ? -1 : 1;
    return a->order < b->order ? -1 : 1;
}

/* Turn pointers into lines and columns, each file opened once and read forward. */
static void locate_all(struct faults *faults)
{
    struct locator locator = {.next = EOF};
    size_t open = SIZE_MAX;
    for (size_t i = 0; i < faults->entry_count; i++) {
        struct entry *entry = &faults->entries[i];
        entry->path = path_of(faults, entry->at.file);
        if (entry->pointer == NULL || entry->at.file >= faults->path_count) continue;
        if (entry->at.file != open) {
            locator_close(&locator);
            (void)locator_open(&locator, entry->path);
            open = entry->at.file;
        }
        if (locator.in != NULL)
            locator_find(&locator, entry->at.offset, entry->pointer, &entry->at.line,
                         &entry->column);
        free(entry->pointer);
        entry->pointer = NULL;
    }
    locator_close(&locator);
}

/* C0, DEL and C1 could move the cursor or hide text: they are written as \u00XX. */
static void put_plain(FILE *out, const char *z)
{
    for (const unsigned char *at = (const unsigned char *)z; *at != '\0'; at++) {
        bool c1 = at[0] == 0xC2 && at[1] >= 0x80 && at[1] < 0xA0;
        if (*at >= 0x20 && *at != 0x7F && !c1) {
            putc(*at, out);
        } else {
            at += c1 ? 1 : 0;
            fprintf(out, "\\u%04x", *at);
        }
    }
}

static void print_entry(const struct entry *entry, FILE *out, bool colour)
{
    fputs(colour ? "\033[1m" : "", out);
    put_plain(out, entry->path);
    fprintf(out, ":%" PRIu64 ":%" PRIu64 ":%s ", entry->at.line, entry->column,
            colour ? "\033[0m\033[31m" : "");
    put_plain(out, entry->what);
    fputs(colour ? "\033[0m" : "", out);
    if (entry->remedy != NULL && entry->remedy[0] != '\0') {
        fputs("; ", out);
        put_plain(out, entry->remedy);
    }
    putc('\n', out);
}

void faults_print(struct faults *faults, FILE *out, bool colour)
{
    if (faults->total == 0) return;
    if (faults->entry_count > 0) {
        qsort(faults->entries, faults->entry_count, sizeof *faults->entries, by_offset);
        locate_all(faults);
        qsort(faults->entries, faults->entry_count, sizeof *faults->entries, by_line);
    }
    for (size_t i = 0; i < faults->entry_count; i++)
        print_entry(&faults->entries[i], out, colour);
    fprintf(out, "%zu fault%s", faults->total, faults->total == 1 ? "" : "s");
    if (faults->total > faults->entry_count)
        fprintf(out, ", of which the first %zu found are shown", faults->entry_count);
    putc('\n', out);
}
