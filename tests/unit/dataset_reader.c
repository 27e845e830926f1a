/*
 * The reader: which records it gives, where it says they begin, and what it says of files that are
 * not as they should be.
 */
#include "../../server/dataset/reader.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What came of reading a file. */
struct outcome {
    size_t records, failed;
    char *printed;                  /* the faults, without the folder's name */
    struct place_in_file places[8]; /* of the first records */
    char ids[64];                   /* their `id`, each followed by a blank */
};

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

TestSuite(reader, .init = make_folder, .fini = remove_folder);

static void write_file(const char *name, const char *contents, size_t length)
{
    FILE *out = fopen(name, "w");
    cr_assert_not_null(out);
    cr_assert_eq(fwrite(contents, 1, length, out), length);
    fclose(out);
}

static void note(struct outcome *outcome, json_t *record, struct place_in_file at)
{
    const char *id = json_string_value(json_object_get(record, "id"));
    size_t used = strlen(outcome->ids);
    if (id != NULL) snprintf(outcome->ids + used, sizeof outcome->ids - used, "%s ", id);
    if (outcome->records < 8) outcome->places[outcome->records] = at;
    outcome->records++;
    json_decref(record);
}

static struct outcome read_file(const char *name)
{
    struct outcome outcome = {0};
    struct faults *faults = faults_new();
    struct reader *reader = NULL;
    json_t *record;
    struct place_in_file at;
    cr_assert_eq(reader_open(name, faults, &reader), STATUS_OK);
    enum status status;
    while ((status = reader_next(reader, &record, &at)) != STATUS_NOT_FOUND) {
        if (status == STATUS_OK) note(&outcome, record, at);
        outcome.failed += status == STATUS_FAILED;
    }
    size_t length;
    FILE *out = open_memstream(&outcome.printed, &length);
    faults_print(faults, out, false);
    fclose(out);
    reader_close(reader);
    faults_free(faults);
    return outcome;
}

static struct outcome read_text(const char *name, const char *contents)
{
    write_file(name, contents, strlen(contents));
    return read_file(name);
}

/* One fault alone is told of these contents, and so many records are given. */
static void expect_fault(const char *name, const char *contents, size_t records, const char *fault)
{
    struct outcome outcome = read_text(name, contents);
    char wanted[256];
    snprintf(wanted, sizeof wanted, "%s:%s\n1 fault\n", name, fault);
    cr_expect_str_eq(outcome.printed, wanted);
    cr_expect_eq(outcome.records, records, "%zu records of %s", outcome.records, contents);
    free(outcome.printed);
}

Test(reader, an_array_gives_its_records_in_order)
{
    struct outcome outcome =
        read_text("e.json", "[{\"id\":\"a\"}, {\"id\":\"b\"},\n{\"id\":\"c\"}]");
    cr_expect_str_eq(outcome.ids, "a b c ");
    cr_expect_str_empty(outcome.printed);
    free(outcome.printed);
}

Test(reader, each_line_of_ndjson_is_a_record)
{
    struct outcome outcome =
        read_text("e.ndjson", "{\"id\":\"a\"}\r\n\n  {\"id\":\"b\"}\n{\"id\":\"c\"}");
    cr_expect_str_eq(outcome.ids, "a b c ");
    cr_expect_str_empty(outcome.printed);
    free(outcome.printed);
}

Test(reader, an_empty_array_is_no_fault)
{
    struct outcome outcome = read_text("e.json", " [ \n ] \n");
    cr_expect_eq(outcome.records, 0);
    cr_expect_str_empty(outcome.printed);
    free(outcome.printed);
}

Test(reader, a_record_knows_where_it_begins)
{
    struct outcome outcome = read_text("e.json", "[\n  {},\n\n  {\"x\": \"é\n\"}, {}\n]");
    free(outcome.printed);
    outcome = read_text("e.json", "[\n  {},\n\n  {\"x\":\n 1}, {}\n]");
    cr_expect_eq(outcome.places[0].offset, 4);
    cr_expect_eq(outcome.places[0].line, 2);
    cr_expect_eq(outcome.places[1].offset, 11);
    cr_expect_eq(outcome.places[1].line, 4);
    cr_expect_eq(outcome.places[2].line, 5);
    free(outcome.printed);
}

Test(reader, brackets_in_texts_are_text)
{
    struct outcome outcome =
        read_text("e.json", "[{\"a\":\"}],{\\\"\"},{\"b\":\"\\\\\"},{\"c\":[{}]}]");
    cr_expect_eq(outcome.records, 3);
    cr_expect_str_empty(outcome.printed);
    free(outcome.printed);
}

Test(reader, a_missing_comma_between_records_loses_none)
{
    expect_fault("e.json", "[\n {},\n {}\n {}\n]", 3,
                 "4:2: a comma is missing before this record; write one");
}

Test(reader, a_trailing_comma_is_shown_where_it_stands)
{
    expect_fault("e.json", "[\n {},\n {},\n]", 2,
                 "3:4: a comma stands behind the last record; remove the comma");
}

Test(reader, a_comma_too_many_loses_no_record)
{
    expect_fault("e.json", "[{},,{}]", 2,
                 "1:5: a comma stands where a record should; remove the comma");
}

Test(reader, stray_text_between_records_is_named)
{
    expect_fault("e.json", "[{} oops, {}]", 2, "1:5: oops stands between the records; remove it");
    expect_fault("e.json", "[{}}, {}]", 2, "1:4: } stands between the records; remove it");
}

Test(reader, what_is_no_object_is_no_record)
{
    expect_fault("e.json", "[{}, \"war\", {}]", 2,
                 "1:6: \"war\" is no record; each record is an object in { }");
    expect_fault("e.json", "[{}, [1], {}]", 2,
                 "1:6: [ is no record; each record is an object in { }");
    expect_fault("e.json", "[1905]", 0, "1:2: 1905 is no record; each record is an object in { }");
    expect_fault("e.ndjson", "{}\n17\n{}\n", 2,
                 "2:1: 17 is no record; each record is an object in { }");
}

Test(reader, text_behind_the_array_is_a_fault)
{
    expect_fault("e.json", "[{}]\n[{}]", 1,
                 "2:1: there is more behind the end of the array; remove it");
}

Test(reader, an_empty_file_is_a_fault)
{
    expect_fault("e.json", "", 0,
                 "1:1: the file is empty; write [] for no records, or remove the file");
    expect_fault("e.ndjson", "\n", 0,
                 "2:1: the file is empty; write one record a line, or remove the file");
}

Test(reader, a_byte_order_mark_is_named_and_passed)
{
    const char *bom = "1:1: the file begins with a byte order mark; save it as UTF-8 without BOM";
    expect_fault("e.json", "\xEF\xBB\xBF[{}]", 1, bom);
    expect_fault("e.ndjson", "\xEF\xBB\xBF{}\n", 1, bom);
}

Test(reader, a_file_that_is_one_object_says_how_to_mend_it)
{
    expect_fault("e.json", "\n{\"id\": \"a\"}", 0,
                 "2:1: the file is one object, not an array of records; "
                 "write [ before it and ] behind it, or name the file .ndjson");
}

Test(reader, an_array_without_end_is_told_behind_its_last_record)
{
    expect_fault("e.json", "[{}, {}\n", 2,
                 "2:1: the file ends before its array; write ] at the end");
}

Test(reader, a_record_without_end_is_told_where_it_begins)
{
    expect_fault("e.json", "[{},\n {\"a\": 1", 1,
                 "2:2: the file ends inside this record; is a bracket or a quote left open?");
    expect_fault(
        "e.ndjson", "{\"a\":\n{}\n", 1,
        "1:1: the record does not end on its line; one record a line, and the whole of it");
}

Test(reader, a_syntax_error_is_at_its_token)
{
    expect_fault("e.json", "[{},\n {\"日\": 1 \"b\": 2}, {}]", 2,
                 "2:10: \"b\" stands where a comma or } should; is a comma missing before it?");
    expect_fault("e.json", "[{\"a\": [1 2]}]", 0,
                 "1:11: 2 stands where a comma or ] should; is a comma missing before it?");
    expect_fault("e.json", "[{\"a\": 1,}]", 0,
                 "1:10: } stands where a key should; "
                 "write the key in double quotes, and no comma before a closing }");
    expect_fault("e.json", "[{\"a\" 1}]", 0,
                 "1:7: 1 stands where a colon should; write a colon between key and value");
    expect_fault("e.json", "[{\"a\": True}]", 0,
                 "1:8: True is no JSON value; "
                 "texts stand in double quotes, true, false and null in lower case");
    expect_fault("e.json", "[{\"a\": [1,]}]", 0,
                 "1:11: ] stands where a value should; "
                 "write a value there, or remove the comma or colon before it");
    expect_fault("e.json", "[{\"a\": 99999999999999999999}]", 0,
                 "1:8: the number 99999999999999999999 is too great; write it as a text");
}

Test(reader, a_fault_inside_a_text_is_at_the_text)
{
    expect_fault("e.json", "[{\"a\": \"b\\q\"}, {}]", 1,
                 "1:8: the text \"b\\q\" holds a backslash that escapes nothing; "
                 "write \\\\ for a backslash");
    expect_fault("e.json", "[{\"a\": \"b\tc\"}]", 0,
                 "1:8: the text \"b\\u0009c\" holds a control character; "
                 "write it as \\u and four digits");
    expect_fault("e.json", "[{\"a\": \"x\\u0000\"}]", 0,
                 "1:8: the text \"x\\u0000\" holds the character \\u0000; remove it");
}

Test(reader, a_forgotten_quote_does_not_swallow_the_file)
{
    expect_fault("e.json", "[{\"a\": \"b,\n \"c\": 1},\n {}]", 1,
                 "1:8: the text \"b, does not end on its line; "
                 "close it with a double quote; write \\n for a line break");
}

Test(reader, bytes_that_are_not_utf8_are_shown_where_they_are)
{
    expect_fault("e.json", "[{\"a\": \"é\xE9\"}]", 0,
                 "1:10: the bytes here are not UTF-8; save the file as UTF-8");
}

Test(reader, a_key_there_twice_is_a_fault)
{
    expect_fault("e.json", "[{\"id\": 1,\n \"id\": 2}, {}]", 1,
                 "2:2: the key \"id\" is there twice; keep one of the two");
}

Test(reader, a_bracket_of_the_wrong_kind_is_told_at_the_bracket)
{
    expect_fault("e.json", "[{\"a\": [1},\n {}]", 0,
                 "1:10: } stands where a comma or ] should; is a comma missing before it?");
}

Test(reader, a_second_value_on_a_line_is_a_fault)
{
    expect_fault(
        "e.ndjson", "{} {}\n{}\n", 1,
        "1:4: { stands behind the end of the record; one record a line, and nothing else on it");
}

Test(reader, nesting_has_a_limit)
{
    char deep[256] = "[{\"a\":";
    for (int i = 0; i < 32; i++)
        strcat(deep, "[");
    for (int i = 0; i < 32; i++)
        strcat(deep, "]");
    strcat(deep, "}, {}]");
    expect_fault("e.json", deep, 1,
                 "1:2: the record is nested more than 32 deep; is a bracket left open?");
}

/* A record of `length` bytes: {"id":"xxx…"}. */
static void append_record(FILE *out, size_t length)
{
    fputs("{\"id\":\"", out);
    for (size_t i = 9; i < length; i++)
        putc('x', out);
    fputs("\"}", out);
}

static struct outcome read_long(const char *name, const char *before, size_t length,
                                const char *after)
{
    FILE *out = fopen(name, "w");
    fputs(before, out);
    append_record(out, length);
    fputs(after, out);
    fclose(out);
    return read_file(name);
}

Test(reader, the_longest_record_is_read)
{
    struct outcome outcome = read_long("e.json", "[{}, ", READER_MAX_RECORD, ", {}]");
    cr_expect_eq(outcome.records, 3);
    free(outcome.printed);
    outcome = read_long("e.ndjson", "{}\n", READER_MAX_RECORD, "\n{}\n");
    cr_expect_eq(outcome.records, 3);
    free(outcome.printed);
}

Test(reader, a_longer_record_is_refused)
{
    struct outcome outcome = read_long("e.json", "[{}, ", READER_MAX_RECORD + 1, ", {}]");
    cr_expect_eq(outcome.failed, 1);
    cr_expect_not_null(strstr(outcome.printed, "e.json:1:6: this record is longer than 4 MiB"));
    free(outcome.printed);
}

Test(reader, a_longer_line_is_refused_and_the_next_is_read)
{
    struct outcome outcome = read_long("e.ndjson", "{}\n", READER_MAX_RECORD + 1, "\n{}\n");
    cr_expect_eq(outcome.records, 2);
    cr_expect_not_null(strstr(outcome.printed, "e.ndjson:2:1: this record is longer than 4 MiB"));
    free(outcome.printed);
}

Test(reader, records_across_the_edges_of_the_window_are_whole)
{
    FILE *out = fopen("e.json", "w");
    putc('[', out);
    for (int i = 0; i < 40000; i++)
        fprintf(out, "%s\n{\"n\": %d, \"s\": \"日本 \\\" }\"}", i > 0 ? "," : "", i);
    fputs("\n]", out);
    fclose(out);
    struct outcome outcome = read_file("e.json");
    cr_expect_eq(outcome.records, 40000);
    cr_expect_str_empty(outcome.printed);
    free(outcome.printed);
}

Test(reader, progress_goes_from_nothing_to_all)
{
    write_file("e.json", "[{}]", 4);
    struct faults *faults = faults_new();
    struct reader *reader = NULL;
    json_t *record;
    struct place_in_file at;
    uint64_t done, all;
    cr_assert_eq(reader_open("e.json", faults, &reader), STATUS_OK);
    reader_progress(reader, &done, &all);
    cr_expect(done == 0 && all == 4);
    cr_assert_eq(reader_next(reader, &record, &at), STATUS_OK);
    json_decref(record);
    cr_assert_eq(reader_next(reader, &record, &at), STATUS_NOT_FOUND);
    reader_progress(reader, &done, &all);
    cr_expect(done == 4 && all == 4);
    reader_close(reader);
    faults_free(faults);
}
