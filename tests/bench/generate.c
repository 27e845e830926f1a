/*
 * Writes a synthetic dataset: `bench_generate ROWS SEED DIR` makes DIR with dataset.json, sources,
 * places, actors and ROWS events of at most 200 bytes, always the same for the same seed. It knows
 * nothing of history and never overwrites a folder.
 */
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { SOURCES = 300, PLACES = 500, ACTORS = 200, WORDS = 5000, WORD_SIZE = 8, LINE_MOST = 200 };

static const char *const kinds[] = {"battle", "treaty-signing", "expedition", "incident",
                                    "trade",  "policy",         "founding",   "mediation",
                                    "war",    "negotiation"};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

struct generator {
    const char *folder;
    uint64_t state; /* of xorshift64* */
    char words[WORDS][WORD_SIZE];
};

static uint64_t draw(struct generator *generator, uint64_t below)
{
    generator->state ^= generator->state >> 12;
    generator->state ^= generator->state << 25;
    generator->state ^= generator->state >> 27;
    return (generator->state * UINT64_C(2685821657736338717) >> 16) % below;
}

static FILE *create(const struct generator *generator, const char *name)
{
    char path[4096];
    int length = snprintf(path, sizeof path, "%s/%s", generator->folder, name);
    FILE *file = length > 0 && (size_t)length < sizeof path ? fopen(path, "wxe") : NULL;
    if (file == NULL) {
        fprintf(stderr, "bench_generate: %s/%s cannot be written\n", generator->folder, name);
        exit(EXIT_FAILURE);
    }
    return file;
}

static void finish(FILE *file)
{
    if (ferror(file) == 0 && fclose(file) == 0) return;
    fprintf(stderr, "bench_generate: the disk is full\n");
    exit(EXIT_FAILURE);
}

static void make_words(struct generator *generator)
{
    static const char consonants[] = "bcdfghklmnprstvz", vowels[] = "aeiou";
    for (size_t i = 0; i < WORDS; i++)
        for (size_t k = 0; k < 6; k++)
            generator->words[i][k] = k % 2 == 0 ? consonants[draw(generator, sizeof consonants - 1)]
                                                : vowels[draw(generator, sizeof vowels - 1)];
}

static void write_manifest(const struct generator *generator)
{
    FILE *file = create(generator, "dataset.json");
    fputs("{\"id\":\"synthetic\",\"title\":{\"en\":\"Synthetic\"},\"version\":\"1.0.0\","
          "\"released\":\"2026-01-01\",\"licence\":{\"name\":\"CC0 1.0\",\"url\":"
          "\"https://creativecommons.org/publicdomain/zero/1.0/\"},"
          "\"languages\":[{\"code\":\"en\",\"name\":\"English\"}],"
          "\"kinds\":{\"event\":{",
          file);
    for (size_t i = 0; i < KINDS; i++)
        fprintf(file, "%s\"%s\":{\"en\":\"%s\"}", i > 0 ? "," : "", kinds[i], kinds[i]);
    fputs("},\"place\":{\"town\":{\"en\":\"Town\"}},\"actor\":{\"state\":{\"en\":\"State\"}},"
          "\"source\":{\"book\":{\"en\":\"Book\"}}},\"coverage\":{\"period\":\"1000/1999\"}}\n",
          file);
    finish(file);
}

static void write_others(struct generator *generator)
{
    FILE *file = create(generator, "sources.ndjson");
    for (int i = 0; i < SOURCES; i++)
        fprintf(file, "{\"id\":\"s%d\",\"kind\":\"book\",\"labels\":{\"en\":\"Source %d\"}}\n", i,
                i);
    finish(file);
    file = create(generator, "places.ndjson");
    for (int i = 0; i < PLACES; i++)
        fprintf(file,
                "{\"id\":\"p%d\",\"kind\":\"town\",\"labels\":{\"en\":\"Place %d\"},"
                "\"sources\":[{\"source\":null}],\"point\":{\"lat\":%d.%02d,\"lon\":%d.%02d}}\n",
                i, i, (int)draw(generator, 130) - 60, (int)draw(generator, 100),
                (int)draw(generator, 358) - 179, (int)draw(generator, 100));
    finish(file);
    file = create(generator, "actors.ndjson");
    for (int i = 0; i < ACTORS; i++)
        fprintf(file, "{\"id\":\"a%d\",\"kind\":\"state\",\"labels\":{\"en\":\"State %d\"}}\n", i,
                i);
    finish(file);
}

/* Half of the dates are days, a fifth months, a tenth years; a fifth are intervals, whose lengths
 * are spread evenly by their logarithm from a day to 500 years. */
static void make_date(struct generator *generator, char *out, size_t size)
{
    int year = 1000 + (int)draw(generator, 500), month = 1 + (int)draw(generator, 12),
        day = 1 + (int)draw(generator, 28);
    uint64_t form = draw(generator, 10);
    if (form < 8) year = 1000 + (int)draw(generator, 1000);
    if (form < 5) {
        snprintf(out, size, "%04d-%02d-%02d", year, month, day);
    } else if (form < 7) {
        snprintf(out, size, "%04d-%02d", year, month);
    } else if (form < 8) {
        snprintf(out, size, "%04d", year);
    } else {
        double days = exp2((double)draw(generator, 1000) / 1000.0 * log2(500 * 336.0));
        long end = (year * 12L + month - 1) * 28 + day - 1 + lround(days);
        snprintf(out, size, "%04d-%02d-%02d/%04ld-%02ld-%02ld", year, month, day, end / 336,
                 end / 28 % 12 + 1, end % 28 + 1);
    }
}

static void write_events(struct generator *generator, uint64_t rows)
{
    FILE *file = create(generator, "events.ndjson");
    for (uint64_t i = 0; i < rows; i++) {
        char date[64], line[LINE_MOST + 1];
        make_date(generator, date, sizeof date);
        const char *one = generator->words[draw(generator, WORDS)];
        const char *other = generator->words[draw(generator, WORDS)];
        int length = snprintf(line, sizeof line,
                              "{\"id\":\"e%" PRIu64
                              "\",\"kind\":\"%s\",\"labels\":{\"en\":\"%c%s %s %" PRIu64
                              "\"},\"date\":\"%s\",\"places\":[\"p%" PRIu64
                              "\"],\"sources\":[{\"source\":\"s%" PRIu64 "\"}]}\n",
                              i, kinds[draw(generator, KINDS)], one[0] - 'a' + 'A', one + 1, other,
                              i, date, draw(generator, PLACES), draw(generator, SOURCES));
        if (length < 0 || length > LINE_MOST) abort();
        fputs(line, file);
    }
    finish(file);
}

int main(int count, char **arguments)
{
    struct generator generator = {0};
    uint64_t rows = count == 4 ? strtoull(arguments[1], NULL, 10) : 0;
    if (rows == 0) {
        fprintf(stderr, "bench_generate ROWS SEED DIR\n");
        return EXIT_FAILURE;
    }
    generator.folder = arguments[3];
    generator.state = strtoull(arguments[2], NULL, 10) * 2 + 1;
    if (mkdir(generator.folder, 0777) != 0) {
        fprintf(stderr, "bench_generate: %s is there, or cannot be made\n", generator.folder);
        return EXIT_FAILURE;
    }
    make_words(&generator);
    write_manifest(&generator);
    write_others(&generator);
    write_events(&generator, rows);
    return EXIT_SUCCESS;
}
