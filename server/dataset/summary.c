/*
 * What a compilation made, told at its end: a table where a person looks on, and two plain lines
 * whose form stays the same elsewhere.
 */
#include "compilation.h"
#include "loader.h"

#include <chancery/terminal.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

/* What it cost. `size` is bytes of the file, 0 where none was made. */
struct cost {
    double seconds, records;
    uint64_t size;
};

static struct cost measure(const struct compilation *compilation)
{
    const char *output = compilation->options->output;
    struct stat file;
    struct cost cost = {.seconds = (double)(progress_now() - compilation->begun) / 1000,
                        .records = (double)loader_count(compilation->loader)};
    if (output != NULL && stat(output, &file) == 0) cost.size = (uint64_t)file.st_size;
    return cost;
}

static void print_lines(const struct compilation *compilation, const struct cost *cost)
{
    const struct dataset_options *options = compilation->options;
    FILE *out = options->messages;
    fprintf(out, "%s:", options->directory);
    for (size_t i = 0; i < RECORD_TYPE_COUNT; i++)
        fprintf(out, "%s %zu %s", i > 0 ? "," : "", compilation->loaded[i],
                record_types()[i].collection);
    fprintf(out, "\n");
    if (cost->records == 0 || cost->size == 0) return;
    fprintf(out, "%s: %.0f records in %.1f s, %.0f µs and %.0f bytes a record\n", options->output,
            cost->records, cost->seconds, cost->seconds * 1e6 / cost->records,
            (double)cost->size / cost->records);
}

/* 1234567 as "1,234,567". */
static void group(uint64_t number, char out[32])
{
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%" PRIu64, number);
    char *at = out;
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0) *at++ = ',';
        *at++ = digits[i];
    }
    *at = '\0';
}

static void print_row(FILE *out, const char *name, uint64_t number, const char *more)
{
    char grouped[32];
    group(number, grouped);
    fprintf(out, "  %-10s %14s%s%s\n", name, grouped, more[0] != '\0' ? "  " : "", more);
}

static void print_table(const struct compilation *compilation, const struct cost *cost)
{
    const struct dataset_options *options = compilation->options;
    FILE *out = options->messages;
    struct terminal_style style = terminal_style(out);
    char more[80] = "";
    fprintf(out, "%s%s%s", style.strong, options->directory, style.plain);
    if (options->output != NULL)
        fprintf(out, " → %s%s%s", style.strong, options->output, style.plain);
    fputs("\n\n", out);
    for (size_t i = 0; i < RECORD_TYPE_COUNT; i++)
        print_row(out, record_types()[i].collection, compilation->loaded[i], "");
    fputs("  ─────────────────────────\n", out);
    snprintf(more, sizeof more, "in %.1f s", cost->seconds);
    if (cost->records > 0)
        snprintf(more, sizeof more, "in %.1f s, %.0f µs each", cost->seconds,
                 cost->seconds * 1e6 / cost->records);
    print_row(out, "records", (uint64_t)cost->records, more);
    if (cost->size == 0 || cost->records == 0) return;
    snprintf(more, sizeof more, "%.0f a record", (double)cost->size / cost->records);
    print_row(out, "bytes", cost->size, more);
}

void summary_print(const struct compilation *compilation)
{
    struct cost cost = measure(compilation);
    if (compilation->options->terminal)
        print_table(compilation, &cost);
    else
        print_lines(compilation, &cost);
}
