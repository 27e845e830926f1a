/*
 * Which files make up a collection, and which paths the reader refuses to open.
 */
#include "../../server/dataset/reader.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/reader-XXXXXX";

static void make_folder(void)
{
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
}

static void remove_folder(void)
{
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    cr_assert_eq(system(command), 0);
}

TestSuite(files, .init = make_folder, .fini = remove_folder);

static void write_file(const char *name, const char *contents, size_t length)
{
    FILE *out = fopen(name, "w");
    cr_assert_not_null(out);
    cr_assert_eq(fwrite(contents, 1, length, out), length);
    fclose(out);
}

Test(files, a_file_that_does_not_exist_is_not_found)
{
    struct faults *faults = faults_new();
    struct reader *reader = NULL;
    cr_expect_eq(reader_open("none.json", faults, &reader), STATUS_NOT_FOUND);
    cr_expect_null(reader);
    cr_expect_eq(faults_count(faults), 0);
    faults_free(faults);
}

Test(files, a_folder_and_a_pipe_are_no_files)
{
    struct faults *faults = faults_new();
    struct reader *reader = NULL;
    cr_assert_eq(mkdir("d.json", 0700), 0);
    cr_assert_eq(mkfifo("p.json", 0600), 0);
    cr_expect_eq(reader_open("d.json", faults, &reader), STATUS_FAILED);
    cr_expect_eq(reader_open("p.json", faults, &reader), STATUS_FAILED);
    cr_expect_eq(faults_count(faults), 2);
    faults_free(faults);
}

static void free_paths(char **paths)
{
    for (size_t i = 0; paths[i] != NULL; i++)
        free(paths[i]);
    free(paths);
}

Test(files, a_collection_is_a_file_and_a_folder_of_files)
{
    cr_assert_eq(mkdir("events", 0700), 0);
    write_file("events.json", "[]", 2);
    write_file("events.ndjson", "", 0);
    write_file("events/1905.ndjson", "", 0);
    write_file("events/1904.json", "[]", 2);
    write_file("events/README.md", "", 0);
    write_file("events/.hidden.json", "", 0);
    char **paths = NULL;
    cr_assert_eq(reader_find_files(".", "events", &paths), STATUS_OK);
    cr_expect_str_eq(paths[0], "./events.json");
    cr_expect_str_eq(paths[1], "./events.ndjson");
    cr_expect_str_eq(paths[2], "./events/1904.json");
    cr_expect_str_eq(paths[3], "./events/1905.ndjson");
    cr_expect_null(paths[4]);
    free_paths(paths);
}

Test(files, a_collection_without_files_is_an_empty_list)
{
    char **paths = NULL;
    cr_assert_eq(reader_find_files("./", "events", &paths), STATUS_OK);
    cr_expect_null(paths[0]);
    free_paths(paths);
}
