/*
 * Claims about a dataset's history: `release` records a version once, and what was recorded stays.
 */
#include <chancery/dataset.h>
#include <chancery/embedded.h>
#include <chancery/handlers.h>
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"

enum { PATH_SIZE = 512 };

/* A dataset folder of its own: all of tests/fixtures/tiny but its history. */
static void make_folder(char folder[PATH_SIZE])
{
    char from[PATH_SIZE], to[PATH_SIZE];
    snprintf(folder, PATH_SIZE, "/tmp/chancery-history-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    DIR *fixture = opendir(FIXTURES "/tiny");
    cr_assert_not_null(fixture);
    for (const struct dirent *entry; (entry = readdir(fixture)) != NULL;) {
        if (entry->d_name[0] == '.' || strcmp(entry->d_name, "history") == 0) continue;
        snprintf(from, sizeof from, FIXTURES "/tiny/%.200s", entry->d_name);
        snprintf(to, sizeof to, "%.100s/%.200s", folder, entry->d_name);
        cr_assert_eq(symlink(from, to), 0);
    }
    closedir(fixture);
}

static void remove_folder(const char *folder)
{
    char command[PATH_SIZE + 16];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    cr_assert_eq(system(command), 0);
}

/* Check or release a folder; what it said is left in `said`. */
static enum status compile(const char *folder, bool release, char *said, size_t size)
{
    char why[300];
    struct text document = embedded_openapi();
    struct contract *contract = NULL;
    FILE *messages = tmpfile();
    cr_assert_not_null(messages);
    cr_assert_eq(contract_compile(document.at, document.length, handlers_table(), &contract, why,
                                  sizeof why),
                 STATUS_OK, "%s", why);
    struct dataset_options options = {
        .directory = folder, .messages = messages, .release = release};
    enum status status = dataset_compile(&options, contract);
    rewind(messages);
    said[fread(said, 1, size - 1, messages)] = '\0';
    fclose(messages);
    contract_free(contract);
    return status;
}

static void write_history(const char *folder, const char *name, const char *lines)
{
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%.100s/history", folder);
    mkdir(path, 0777);
    snprintf(path, sizeof path, "%.100s/history/%s", folder, name);
    FILE *file = fopen(path, "w");
    cr_assert_not_null(file);
    fputs(lines, file);
    fclose(file);
}

Test(history, release_records_the_version_once)
{
    char folder[PATH_SIZE], said[4096], path[PATH_SIZE], line[256] = "";
    make_folder(folder);
    cr_expect_eq(compile(folder, true, said, sizeof said), STATUS_OK, "%s", said);
    snprintf(path, sizeof path, "%.100s/history/1.0.0.tsv", folder);
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file, "%s", said);
    cr_expect_not_null(fgets(line, sizeof line, file));
    fclose(file);
    const char *tab = strchr(line, '\t');
    cr_expect(tab != NULL && strlen(tab) == 66, "%s", line);
    cr_expect_eq(compile(folder, true, said, sizeof said), STATUS_OK);
    cr_expect_not_null(strstr(said, "recorded before"), "%s", said);
    remove_folder(folder);
}

Test(history, release_never_rewrites_a_version)
{
    char folder[PATH_SIZE], said[4096];
    make_folder(folder);
    write_history(folder, "1.0.0.tsv", "arica\t" ZEROS "\n");
    cr_expect_eq(compile(folder, true, said, sizeof said), STATUS_INVALID);
    cr_expect_not_null(strstr(said, "raise `version`"), "%s", said);
    cr_expect_eq(compile(folder, false, said, sizeof said), STATUS_OK, "%s", said);
    remove_folder(folder);
}

Test(history, malformed_lines_are_faults)
{
    static const char twice[] = "arica\t" ZEROS "\narica\t" ZEROS "\n";
    static const char *const lines[] = {"arica\n", "arica 00\n", "\t\n", "arica\t00\n", twice};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        char folder[PATH_SIZE], said[4096];
        make_folder(folder);
        write_history(folder, "0.1.0.tsv", lines[i]);
        cr_expect_eq(compile(folder, false, said, sizeof said), STATUS_INVALID, "%s", lines[i]);
        cr_expect_not_null(strstr(said, "history/0.1.0.tsv:"), "%s", said);
        cr_expect_not_null(strstr(said, "1 fault"), "%s", said);
        remove_folder(folder);
    }
}

Test(history, other_files_are_left_alone)
{
    char folder[PATH_SIZE], said[4096];
    make_folder(folder);
    write_history(folder, "README.md", "not a version\n");
    cr_expect_eq(compile(folder, false, said, sizeof said), STATUS_OK, "%s", said);
    remove_folder(folder);
}
