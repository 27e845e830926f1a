/* What the tests of the time library share: tables in files, and one arena a test. */
#ifndef CHANCERY_TESTS_TIME_FIXTURE_H
#define CHANCERY_TESTS_TIME_FIXTURE_H

#include <chancery/calendar.h>
#include <chancery/date.h>
#include <criterion/criterion.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>

#define COLUMNS_MOST 8

/* One line of a table: its columns as texts, escapes already undone. */
struct row {
    char line[512];
    struct text column[COLUMNS_MOST];
    size_t columns;
    const char *file;
    int number;
};

typedef void row_test(const struct row *row, struct arena *arena);

/* Undo \s \t \n \0 in place. */
static inline size_t row_unescape(char *at)
{
    size_t length = 0;
    for (size_t i = 0; at[i] != '\0'; i++) {
        const char *escape = at[i] == '\\' ? strchr("s t\tn\n0", at[i + 1]) : NULL;
        if (escape == NULL) {
            at[length++] = at[i];
            continue;
        }
        at[length++] = *escape == '0' ? '\0' : escape[1];
        i++;
    }
    return length;
}

static inline void row_split(struct row *row)
{
    char *at = row->line;
    at[strcspn(at, "\n")] = '\0';
    row->columns = 0;
    while (at != NULL && row->columns < COLUMNS_MOST) {
        char *tab = strchr(at, '\t');
        if (tab != NULL) *tab = '\0';
        row->column[row->columns++] = (struct text){at, row_unescape(at)};
        at = tab != NULL ? tab + 1 : NULL;
    }
}

/* Run a test on each line of one table; returns how many there were. */
static inline int each_row(const char *path, row_test *test)
{
    FILE *file = fopen(path, "r");
    struct row row = {.file = path};
    int count = 0;
    cr_assert_not_null(file, "%s", path);
    while (fgets(row.line, sizeof row.line, file) != NULL) {
        row.number++;
        if (row.line[0] == '#') continue;
        struct arena *arena = arena_new(1024);
        row_split(&row);
        test(&row, arena);
        arena_free(arena);
        count++;
    }
    fclose(file);
    return count;
}

/* Run a test on each line of every table that a pattern names. */
static inline int each_row_of_all(const char *pattern, row_test *test)
{
    glob_t paths;
    int count = 0;
    cr_assert_eq(glob(pattern, 0, NULL, &paths), 0, "%s", pattern);
    for (size_t i = 0; i < paths.gl_pathc; i++)
        count += each_row(paths.gl_pathv[i], test);
    globfree(&paths);
    return count;
}

/* A day for comparing with a table; `..` where there is no bound. */
static inline const char *day_text(int64_t jdn, char out[CALENDAR_PRINT_SIZE])
{
    if (jdn == DAY_MIN || jdn == DAY_MAX) return "..";
    calendar_print(gregorian_from_jdn(jdn), out);
    return out;
}

#endif
