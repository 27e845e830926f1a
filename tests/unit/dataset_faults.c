/*
 * Faults: where they are said to be, in which order, and what never reaches a terminal.
 */
#include "../../server/dataset/faults.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A file with these contents; its name is left in `path`. */
static void write_file(char path[32], const char *contents)
{
    strcpy(path, "/tmp/faults-XXXXXX");
    int file = mkstemp(path);
    cr_assert_geq(file, 0);
    FILE *out = fdopen(file, "w");
    fputs(contents, out);
    fclose(out);
}

static char *print(struct faults *faults)
{
    char *printed = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&printed, &length);
    faults_print(faults, out, false);
    fclose(out);
    return printed;
}

/* Line and column that a pointer inside the value at `offset` is printed with. */
static void expect_place(const char *contents, uint64_t offset, const char *pointer,
                         const char *expected)
{
    char path[32];
    write_file(path, contents);
    struct faults *faults = faults_new();
    size_t file = faults_file(faults, path);
    faults_add(faults, (struct place_in_file){file, offset, 1}, pointer, NULL, "here");
    char *printed = print(faults);
    char wanted[96];
    snprintf(wanted, sizeof wanted, "%s:%s: here\n1 fault\n", path, expected);
    cr_expect_str_eq(printed, wanted);
    free(printed);
    faults_free(faults);
    unlink(path);
}

Test(faults, nothing_is_printed_where_there_is_none)
{
    struct faults *faults = faults_new();
    char *printed = print(faults);
    cr_expect_str_empty(printed);
    free(printed);
    faults_free(faults);
}

Test(faults, the_record_itself_is_where_it_begins)
{
    expect_place("[\n  {\"a\": 1},\n  {\"a\": 2}\n]\n", 16, "", "3:3");
}

Test(faults, a_value_is_found_by_its_pointer)
{
    expect_place("[\n {\"a\": [1, {\"b\":\n   true}]}]", 3, "/a/1/b", "3:4");
}

Test(faults, what_stands_before_is_passed_over_whole)
{
    expect_place("{\"x\": {\"a\": \"}]\\\"\", \"b\": [[1, 2], {}]}, \"a\": -1.5e3, \"b\": 7}", 0,
                 "/b", "1:59");
}

Test(faults, columns_count_characters_not_bytes)
{
    expect_place("{\"名\": \"日本\", \"b\": 1}", 0, "/b", "1:18");
}

Test(faults, a_pointer_with_escapes_is_decoded)
{
    expect_place("{\"a/b\": 1, \"c~d\": 2}", 0, "/c~0d", "1:19");
    expect_place("{\"a/b\": 1, \"c~d\": 2}", 0, "/a~1b", "1:9");
}

Test(faults, a_key_written_with_escapes_is_found)
{
    expect_place("{\"x\": 0, \"\\u00e9\": 1}", 0, "/é", "1:20");
}

Test(faults, a_missing_member_is_at_its_nearest_enclosing_value)
{
    expect_place("{\n \"a\": {\"b\": 1}}", 0, "/a/c/d", "2:7");
    expect_place("{\n \"a\": [1]}", 0, "/a/1", "2:7");
}

Test(faults, a_pointer_that_ends_in_a_hash_means_the_key)
{
    expect_place("{\n \"a\": {\"b\": 1}}", 0, "/a/b#", "2:8");
}

Test(faults, a_key_that_ends_in_a_hash_is_still_found)
{
    expect_place("{\"b#\": 1}", 0, "/b#", "1:8");
}

Test(faults, a_file_that_is_gone_leaves_the_line_of_the_record)
{
    struct faults *faults = faults_new();
    size_t file = faults_file(faults, "/nowhere/events.json");
    faults_add(faults, (struct place_in_file){file, 99, 12}, "/a", "look", "bad");
    char *printed = print(faults);
    cr_expect_str_eq(printed, "/nowhere/events.json:12:1: bad; look\n1 fault\n");
    free(printed);
    faults_free(faults);
}

Test(faults, they_are_sorted_by_file_line_and_column)
{
    struct faults *faults = faults_new();
    size_t b = faults_file(faults, "b"), a = faults_file(faults, "a");
    faults_add_at(faults, b, 1, 1, NULL, "four");
    faults_add_at(faults, a, 10, 2, NULL, "three");
    faults_add_at(faults, a, 10, 1, NULL, "two");
    faults_add_at(faults, a, 9, 5, NULL, "%s", "one");
    char *printed = print(faults);
    cr_expect_str_eq(printed, "a:9:5: one\na:10:1: two\na:10:2: three\nb:1:1: four\n4 faults\n");
    free(printed);
    faults_free(faults);
}

Test(faults, the_same_path_is_the_same_file)
{
    struct faults *faults = faults_new();
    cr_expect_eq(faults_file(faults, "a"), faults_file(faults, "a"));
    cr_expect_neq(faults_file(faults, "a"), faults_file(faults, "b"));
    faults_free(faults);
}

Test(faults, after_a_thousand_they_are_only_counted)
{
    struct faults *faults = faults_new();
    size_t file = faults_file(faults, "a");
    for (uint64_t line = 1; line <= 1500; line++)
        faults_add_at(faults, file, line, 1, "mend it", "bad");
    cr_expect_eq(faults_count(faults), 1500);
    char *printed = print(faults);
    cr_expect_not_null(strstr(printed, "a:1000:1: bad; mend it\n1500 faults, of which the first "
                                       "1000 found are shown\n"));
    free(printed);
    faults_free(faults);
}

Test(faults, what_would_steer_a_terminal_is_written_out)
{
    struct faults *faults = faults_new();
    size_t file = faults_file(faults, "a");
    faults_add_at(faults, file, 1, 1, NULL, "%s", "x\033[2Jy\xC2\x9Bz é");
    char *printed = print(faults);
    cr_expect_str_eq(printed, "a:1:1: x\\u001b[2Jy\\u009bz é\n1 fault\n");
    free(printed);
    faults_free(faults);
}
