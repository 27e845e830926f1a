/*
 * What lets the compiler work at any size: bounded tables, and threads that leave no trace in the
 * result.
 */
#include "../../server/dataset/known_ids.h"
#include "../../server/dataset/word_counts.h"

#include <chancery/dataset.h>
#include <chancery/embedded.h>
#include <chancery/handlers.h>
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_SIZE = 512, EVENTS = 3000 };

static struct text number(char out[24], int i)
{
    return (struct text){out, (size_t)snprintf(out, 24, "id-%d", i)};
}

Test(known_ids, the_first_are_found_with_their_types)
{
    struct known_ids *ids = known_ids_new();
    known_ids_add(ids, TEXT("tokyo"), record_type_find(TEXT("place")));
    known_ids_add(ids, TEXT("tokyo"), record_type_find(TEXT("actor")));
    const struct known_id *known = known_ids_find(ids, TEXT("tokyo"));
    cr_assert_not_null(known);
    cr_expect_str_eq(known->type->name, "place");
    cr_expect_null(known_ids_find(ids, TEXT("kyoto")));
    known_ids_free(ids);
}

Test(known_ids, their_number_is_bounded)
{
    struct known_ids *ids = known_ids_new();
    char id[24];
    for (int i = 0; i <= KNOWN_IDS_MOST; i++)
        known_ids_add(ids, number(id, i), record_type_find(TEXT("event")));
    cr_expect_not_null(known_ids_find(ids, number(id, KNOWN_IDS_MOST - 1)));
    cr_expect_null(known_ids_find(ids, number(id, KNOWN_IDS_MOST)));
    cr_expect_null(known_ids_at(ids, KNOWN_IDS_MOST));
    known_ids_free(ids);
}

static int64_t ask(struct connection *store, struct text sql)
{
    struct statement *query;
    cr_assert_eq(connection_prepare(store, sql, &query), STATUS_OK);
    cr_assert_eq(statement_step(query), STATUS_OK);
    int64_t answer = statement_integer(query, 0);
    statement_reset(query);
    return answer;
}

Test(word_counts, no_word_is_lost_when_the_table_is_full)
{
    enum { WORDS = 40000 };
    struct connection *store;
    struct word_counts *counts;
    cr_assert_eq(connection_create("", &store), STATUS_OK);
    cr_assert_eq(connection_run(store, TEXT("CREATE TEMP TABLE word_count (folded, shown, n)")),
                 STATUS_OK);
    cr_assert_eq(word_counts_new(store, &counts), STATUS_OK);
    for (int i = 0; i < 2 * WORDS; i++) {
        char word[8] = "abcdef";
        for (int k = 0, rest = i % WORDS; k < 6; k++, rest /= 26)
            word[k] = (char)('a' + rest % 26);
        cr_assert_eq(word_counts_add(counts, text_of(word)), STATUS_OK);
    }
    cr_assert_eq(word_counts_add(counts, TEXT("a 1905 b2")), STATUS_OK);
    cr_assert_eq(word_counts_flush(counts), STATUS_OK);
    cr_expect_eq(ask(store, TEXT("SELECT sum(n) FROM word_count")), 2 * WORDS);
    cr_expect_eq(ask(store, TEXT("SELECT count(DISTINCT folded) FROM word_count")), WORDS);
    word_counts_free(counts);
    connection_close(store);
}

/* A file of the folder, with what `write` puts into it. */
static void write_file(const char *folder, const char *name, void (*write)(FILE *))
{
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%.200s/%s", folder, name);
    FILE *file = fopen(path, "w");
    cr_assert_not_null(file);
    write(file);
    cr_assert_eq(fclose(file), 0);
}

static void write_manifest(FILE *file)
{
    fputs(
        "{\"id\":\"many\",\"title\":{\"en\":\"Many\"},\"version\":\"1.0.0\","
        "\"released\":\"2026-01-01\",\"licence\":{\"name\":\"CC0 1.0\",\"url\":"
        "\"https://creativecommons.org/publicdomain/zero/1.0/\"},"
        "\"languages\":[{\"code\":\"en\",\"name\":\"English\"}],"
        "\"kinds\":{\"event\":{\"war\":{\"en\":\"War\"}},\"source\":{\"book\":{\"en\":\"Book\"}}},"
        "\"coverage\":{\"period\":\"1000/1999\"}}",
        file);
}

static void write_sources(FILE *file)
{
    fputs("[{\"id\":\"book\",\"kind\":\"book\",\"labels\":{\"en\":\"A book\"}}]", file);
}

/* Each event is part of the next one; the last of them as `last` says. */
static void write_chain(FILE *file, const char *last)
{
    for (int i = 0; i < EVENTS; i++) {
        char next[24];
        snprintf(next, sizeof next, "e%d", i + 1);
        fprintf(file,
                "{\"id\":\"e%d\",\"kind\":\"war\",\"labels\":{\"en\":\"Event %d\"},"
                "\"date\":\"1905\",\"part_of\":\"%s\",\"sources\":[{\"source\":\"book\"}]}\n",
                i, i, i + 1 < EVENTS ? next : last);
    }
    fputs("{\"id\":\"whole\",\"kind\":\"war\",\"labels\":{\"en\":\"Whole\"},\"date\":\"1904/1906\","
          "\"sources\":[{\"source\":\"book\"}]}\n",
          file);
}

static void write_sound(FILE *file)
{
    write_chain(file, "whole");
}

static void write_dangling(FILE *file)
{
    write_chain(file, "hole");
}

/* One citation, three times: an id can tell two apart. */
static void write_twice(FILE *file)
{
    fputs("{\"id\":\"e\",\"kind\":\"war\",\"labels\":{\"en\":\"E\"},\"date\":\"1905\","
          "\"sources\":[{\"source\":\"book\"},{\"source\":\"book\"},{\"source\":\"book\"}]}\n",
          file);
}

static void make_folder(char folder[PATH_SIZE], void (*write_events)(FILE *))
{
    snprintf(folder, PATH_SIZE, "/tmp/chancery-scale-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    write_file(folder, "dataset.json", write_manifest);
    write_file(folder, "sources.json", write_sources);
    write_file(folder, "events.ndjson", write_events);
}

static void remove_folder(const char *folder)
{
    char command[PATH_SIZE + 16];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    cr_assert_eq(system(command), 0);
}

/* Compile a folder into a file of its own, NULL: check it; what was said is left in `said`. */
static enum status compile(const char *folder, const char *name, char *said, size_t size)
{
    char why[300], output[PATH_SIZE];
    struct text document = embedded_openapi();
    struct contract *contract = NULL;
    FILE *messages = tmpfile();
    cr_assert_not_null(messages);
    cr_assert_eq(contract_compile(document.at, document.length, handlers_table(), &contract, why,
                                  sizeof why),
                 STATUS_OK, "%s", why);
    snprintf(output, sizeof output, "%.200s/%s", folder, name != NULL ? name : "");
    struct dataset_options options = {
        .directory = folder, .output = name != NULL ? output : NULL, .messages = messages};
    enum status status = dataset_compile(&options, contract);
    rewind(messages);
    said[fread(said, 1, size - 1, messages)] = '\0';
    fclose(messages);
    contract_free(contract);
    return status;
}

Test(scale, two_builds_of_many_records_are_the_same_bytes)
{
    char folder[PATH_SIZE], said[4096], command[2 * PATH_SIZE];
    make_folder(folder, write_sound);
    cr_expect_eq(compile(folder, "one.db", said, sizeof said), STATUS_OK, "%s", said);
    cr_expect_eq(compile(folder, "two.db", said, sizeof said), STATUS_OK, "%s", said);
    snprintf(command, sizeof command, "cmp '%.200s/one.db' '%.200s/two.db'", folder, folder);
    cr_expect_eq(system(command), 0);
    snprintf(command, sizeof command, "test $(ls '%.200s' | wc -l) = 5", folder);
    cr_expect_eq(system(command), 0, "something is left over");
    remove_folder(folder);
}

Test(scale, a_build_tells_what_a_record_cost)
{
    char folder[PATH_SIZE], said[4096];
    make_folder(folder, write_sound);
    cr_expect_eq(compile(folder, "one.db", said, sizeof said), STATUS_OK, "%s", said);
    cr_expect_not_null(strstr(said, "one.db: 3002 records in "), "%s", said);
    cr_expect_not_null(strstr(said, " bytes a record"), "%s", said);
    remove_folder(folder);
}

Test(scale, a_reference_to_nothing_is_told_at_its_line_among_thousands)
{
    char folder[PATH_SIZE], said[4096];
    make_folder(folder, write_dangling);
    cr_expect_eq(compile(folder, NULL, said, sizeof said), STATUS_INVALID);
    cr_expect_not_null(strstr(said, "/events.ndjson:3000:"), "%s", said);
    cr_expect_not_null(strstr(said, "no record has the id \"hole\""), "%s", said);
    cr_expect_not_null(strstr(said, "1 fault\n"), "%s", said);
    remove_folder(folder);
}

Test(scale, a_claim_made_twice_is_told_while_it_is_read)
{
    char folder[PATH_SIZE], said[4096];
    make_folder(folder, write_twice);
    cr_expect_eq(compile(folder, NULL, said, sizeof said), STATUS_INVALID);
    cr_expect_not_null(strstr(said, "/events.ndjson:1:"), "%s", said);
    cr_expect_not_null(strstr(said, "the same claim is made twice"), "%s", said);
    remove_folder(folder);
}
