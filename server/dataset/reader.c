/*
 * Gives out a collection's records one at a time: finds where each begins and ends, has jansson
 * parse it, and goes on behind it. It holds one record, never the file, and does not ask what a
 * record means.
 */
#include "reader.h"

#include "reader_split.h"
#include "reader_syntax.h"
#include "reader_window.h"

#include <stdlib.h>
#include <string.h>

/* What may come next in an array. */
enum expecting { START, FIRST, COMMA, ELEMENT, NOTHING, DONE };

struct reader {
    struct window window;
    struct faults *faults;
    size_t file;
    bool lines; /* one record a line */
    enum expecting expecting;
    uint64_t comma_line, comma_column; /* of the last comma between elements */
};

static void fault_here(struct reader *reader, const char *what, const char *remedy)
{
    faults_add_at(reader->faults, reader->file, reader->window.line, reader->window.column, remedy,
                  "%s", what);
}

static enum status give_up(struct reader *reader, const char *what, const char *remedy)
{
    fault_here(reader, what, remedy);
    reader->expecting = DONE;
    return STATUS_FAILED;
}

static enum status refuse(struct reader *reader, const char *what, const char *remedy)
{
    fault_here(reader, what, remedy);
    return STATUS_INVALID;
}

enum status reader_open(const char *path, struct faults *faults, struct reader **out)
{
    *out = NULL;
    struct reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL) return STATUS_FAILED;
    enum status status = window_open(&reader->window, path);
    if (status == STATUS_NOT_FOUND) goto done;
    size_t length = strlen(path);
    reader->faults = faults;
    reader->file = faults_file(faults, path);
    reader->lines = length >= 7 && strcmp(path + length - 7, ".ndjson") == 0;
    if (status != STATUS_OK)
        faults_add_at(faults, reader->file, 1, 1, "make it a readable file",
                      "the file cannot be read (%s)", strerror(reader->window.error));
    if (status == STATUS_OK && reader->file == SIZE_MAX) status = STATUS_FAILED;
done:
    if (status == STATUS_OK)
        *out = reader;
    else
        reader_close(reader);
    return status;
}

void reader_close(struct reader *reader)
{
    if (reader == NULL) return;
    window_close(&reader->window);
    free(reader);
}

void reader_progress(const struct reader *reader, uint64_t *done, uint64_t *all)
{
    *done = reader->window.offset;
    *all = reader->window.size > *done ? reader->window.size : *done;
}

/* The file ended, or could not be read on. */
static enum status at_end(struct reader *reader, const char *what, const char *remedy)
{
    if (reader->window.error == 0) return give_up(reader, what, remedy);
    return give_up(reader, "the file cannot be read any further", strerror(reader->window.error));
}

/* Tell why the first `length` bytes are no record; `otherwise` where they only lack an end. */
static void explain(struct reader *reader, size_t length, const json_error_t *error,
                    const char *otherwise, const char *remedy)
{
    struct text source = {window_at(&reader->window), length};
    struct syntax_fault fault;
    if (!syntax_explain(source, error, &fault)) {
        fault_here(reader, otherwise, remedy);
        return;
    }
    uint64_t line, column;
    window_place(&reader->window, fault.position, &line, &column);
    faults_add_at(reader->faults, reader->file, line, column, fault.remedy, "%s", fault.what);
}

/* Parse the `length` bytes at the window's start, which are a whole value, and go past them. */
static enum status parse(struct reader *reader, size_t length, const struct split *split,
                         json_t **record, struct place_in_file *at)
{
    struct window *window = &reader->window;
    json_error_t error;
    *at = (struct place_in_file){reader->file, window->offset, window->line};
    if (*window_at(window) != '{') {
        struct text token = syntax_token((struct text){window_at(window), length}, 0);
        char quoted[48];
        syntax_quote(token, quoted);
        faults_add_at(reader->faults, reader->file, window->line, window->column,
                      "each record is an object in { }", "%s is no record", quoted);
    } else if (split->deepest > READER_MAX_DEPTH) {
        fault_here(reader, "the record is nested more than 32 deep", "is a bracket left open?");
    } else {
        *record = json_loadb(window_at(window), length, JSON_REJECT_DUPLICATES, &error);
        if (*record == NULL)
            explain(reader, length, &error, "the record does not end on its line",
                    "one record a line, and the whole of it");
    }
    window_skip(window, length);
    return *record != NULL ? STATUS_OK : STATUS_INVALID;
}

/* A value whose end is not known, nor therefore where the next begins: the first thing wrong in it.
 */
static enum status broken(struct reader *reader, const struct split *split)
{
    struct window *window = &reader->window;
    bool object = *window_at(window) == '{' && split->deepest <= READER_MAX_DEPTH;
    const char *what =
        window->at_end ? "the file ends inside this record" : "this record is longer than 4 MiB";
    json_error_t error = {0};
    json_t *parsed = NULL;
    if (window->error != 0) return at_end(reader, NULL, NULL);
    if (object)
        parsed =
            json_loadb(window_at(window), window_length(window), JSON_REJECT_DUPLICATES, &error);
    if (object && parsed == NULL)
        explain(reader, window_length(window), &error, what, "is a bracket or a quote left open?");
    else
        fault_here(reader, what, "is a bracket or a quote left open?");
    json_decref(parsed);
    reader->expecting = DONE;
    return STATUS_FAILED;
}

/* The element at the window's start, whose first byte is there. */
static enum status next_element(struct reader *reader, json_t **record, struct place_in_file *at)
{
    struct window *window = &reader->window;
    struct split split = {0};
    size_t length = 0;
    reader->expecting = COMMA;
    for (;;) {
        length +=
            split_continue(&split, window_at(window) + length, window_length(window) - length);
        if (split.ended || length > READER_MAX_RECORD || !window_fill(window)) break;
    }
    if (!split.ended || split.mismatched || length > READER_MAX_RECORD)
        return broken(reader, &split);
    return parse(reader, length, &split, record, at);
}

/* The byte order mark of UTF-8, which editors on some systems write. */
static bool skip_mark(struct reader *reader)
{
    struct window *window = &reader->window;
    while (window_length(window) < 3 && window_fill(window))
        continue;
    if (window_length(window) < 3 || memcmp(window_at(window), "\xEF\xBB\xBF", 3) != 0)
        return false;
    fault_here(reader, "the file begins with a byte order mark", "save it as UTF-8 without BOM");
    window_skip(window, 3);
    return true;
}

/* Up to the first element: the bracket that opens the array. */
static enum status begin_array(struct reader *reader)
{
    if (reader->expecting == START && skip_mark(reader)) {
        reader->expecting = FIRST;
        return STATUS_INVALID;
    }
    if (!window_skip_space(&reader->window))
        return at_end(reader, "the file is empty", "write [] for no records, or remove the file");
    char c = *window_at(&reader->window);
    if (c == '{')
        return give_up(reader, "the file is one object, not an array of records",
                       "write [ before it and ] behind it, or name the file .ndjson");
    if (c != '[') return give_up(reader, "no [ begins the file", "the file is an array of records");
    window_skip(&reader->window, 1);
    reader->expecting = ELEMENT;
    reader->comma_line = 0;
    return STATUS_OK;
}

/* Bytes between elements that mean nothing there. */
static enum status stray(struct reader *reader)
{
    struct window *window = &reader->window;
    struct text source = {window_at(window), window_length(window)};
    struct text token = syntax_token(source, 0);
    char quoted[48];
    syntax_quote(token, quoted);
    faults_add_at(reader->faults, reader->file, window->line, window->column, "remove it",
                  "%s stands between the records", quoted);
    window_skip(window, token.length);
    return STATUS_INVALID;
}

static enum status end_array(struct reader *reader)
{
    enum status status = STATUS_OK;
    if (reader->expecting == ELEMENT && reader->comma_line > 0) {
        faults_add_at(reader->faults, reader->file, reader->comma_line, reader->comma_column,
                      "remove the comma", "a comma stands behind the last record");
        status = STATUS_INVALID;
    }
    window_skip(&reader->window, 1);
    reader->expecting = NOTHING;
    return status;
}

static enum status pass_comma(struct reader *reader)
{
    struct window *window = &reader->window;
    enum status status = STATUS_OK;
    if (reader->expecting == ELEMENT)
        status = refuse(reader, "a comma stands where a record should", "remove the comma");
    reader->comma_line = window->line;
    reader->comma_column = window->column;
    window_skip(window, 1);
    reader->expecting = ELEMENT;
    return status;
}

/* One step between elements or through one; `record` stays NULL where the step gave none. */
static enum status step(struct reader *reader, json_t **record, struct place_in_file *at)
{
    if (reader->expecting == START || reader->expecting == FIRST) return begin_array(reader);
    bool more = window_skip_space(&reader->window);
    if (reader->expecting == NOTHING) {
        reader->expecting = DONE;
        if (!more && reader->window.error == 0) return STATUS_NOT_FOUND;
        return at_end(reader, "there is more behind the end of the array", "remove it");
    }
    if (!more) return at_end(reader, "the file ends before its array", "write ] at the end");
    char c = *window_at(&reader->window);
    if (c == ']') return end_array(reader);
    if (c == ',') return pass_comma(reader);
    if (c == '}' || c == ':') return stray(reader);
    if (reader->expecting == ELEMENT) return next_element(reader, record, at);
    reader->expecting = ELEMENT;
    if (c == '{' || c == '[' || c == '"')
        return refuse(reader, "a comma is missing before this record", "write one");
    reader->expecting = COMMA;
    return stray(reader);
}

/* One line of an .ndjson file, its end excluded: its length, READER_MAX_RECORD + 1 where too long.
 */
static size_t line_length(struct window *window)
{
    size_t seen = 0;
    for (;;) {
        const char *at = window_at(window);
        const char *feed = memchr(at + seen, '\n', window_length(window) - seen);
        if (feed != NULL) return (size_t)(feed - at);
        seen = window_length(window);
        if (seen > READER_MAX_RECORD || !window_fill(window)) return seen;
    }
}

static enum status skip_long_line(struct reader *reader)
{
    struct window *window = &reader->window;
    fault_here(reader, "this record is longer than 4 MiB", "split it; a line is one record");
    for (;;) {
        size_t length = window_length(window);
        const char *feed = memchr(window_at(window), '\n', length);
        window_skip(window, feed != NULL ? (size_t)(feed - window_at(window)) : length);
        if (feed != NULL || !window_fill(window)) return STATUS_INVALID;
    }
}

static enum status step_line(struct reader *reader, json_t **record, struct place_in_file *at)
{
    struct window *window = &reader->window;
    enum expecting expected = reader->expecting;
    reader->expecting = expected == START ? FIRST : expected;
    if (expected == START && skip_mark(reader)) return STATUS_INVALID;
    if (!window_skip_space(window)) {
        reader->expecting = DONE;
        if (window->error == 0 && expected == ELEMENT) return STATUS_NOT_FOUND;
        return at_end(reader, "the file is empty", "write one record a line, or remove the file");
    }
    reader->expecting = ELEMENT;
    size_t length = line_length(window);
    if (window->error != 0) return at_end(reader, NULL, NULL);
    if (length > READER_MAX_RECORD) return skip_long_line(reader);
    struct split split = {0};
    (void)split_continue(&split, window_at(window), length);
    return parse(reader, length, &split, record, at);
}

enum status reader_next(struct reader *reader, json_t **record, struct place_in_file *at)
{
    *record = NULL;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && *record == NULL) {
        if (reader->expecting == DONE) return STATUS_NOT_FOUND;
        status = reader->lines ? step_line(reader, record, at) : step(reader, record, at);
    }
    return status;
}
