/* Reading dates and intervals: tables of right and wrong ones, and that whatever is printed is
 * read again as the same. */
#include "time_fixture.h"

#include <chancery/edtf.h>

static bool same_dating(const struct dating *a, const struct dating *b)
{
    struct day_bounds x = date_bounds(a), y = date_bounds(b);
    return a->is_interval == b->is_interval && memcmp(&x, &y, sizeof x) == 0 &&
           text_equal(a->whole.edtf, b->whole.edtf) && a->whole.precision == b->whole.precision &&
           a->whole.qualifier == b->whole.qualifier;
}

static void reads(const struct row *row, struct arena *arena)
{
    struct dating dating;
    struct date_fault fault = {0};
    char first[CALENDAR_PRINT_SIZE], last[CALENDAR_PRINT_SIZE];
    cr_assert_eq(row->columns, 4);
    enum status status = date_read(row->column[0], arena, &dating, &fault);
    cr_expect_eq(status, STATUS_OK, "%s:%d %s: %zu %s", row->file, row->number, row->line,
                 fault.column, fault.reason);
    if (status != STATUS_OK) return;
    cr_expect(text_equal(dating.whole.edtf, row->column[1]), "%s:%d %s is %.*s", row->file,
              row->number, row->line, (int)dating.whole.edtf.length, dating.whole.edtf.at);
    const char *earliest = day_text(dating.whole.earliest, first);
    const char *latest = day_text(dating.whole.latest, last);
    cr_expect_str_eq(earliest, row->column[2].at, "%s:%d %s", row->file, row->number, row->line);
    cr_expect_str_eq(latest, row->column[3].at, "%s:%d %s", row->file, row->number, row->line);
}

Test(edtf, every_valid_input_has_its_bounds)
{
    cr_expect_geq(each_row_of_all(FIXTURES "/edtf/valid/*.tsv", reads), 150);
}

/* A month of another calendar is written as the range of its days: read again it is an interval,
 * and of an interval's end only the outermost part is kept. */
static bool has_range(const struct dating *dating)
{
    return dating->is_interval ? dating->start.precision == PRECISION_INTERVAL ||
                                     dating->end.precision == PRECISION_INTERVAL
                               : dating->whole.precision == PRECISION_INTERVAL;
}

static void reads_again(const struct row *row, struct arena *arena)
{
    struct dating once, again;
    struct date_fault fault;
    cr_assert_eq(date_read(row->column[0], arena, &once, &fault), STATUS_OK);
    enum status status = date_read(once.whole.edtf, arena, &again, &fault);
    cr_expect_eq(status, STATUS_OK, "%s:%d %s", row->file, row->number, row->line);
    if (status != STATUS_OK) return;
    if (has_range(&once))
        cr_expect(once.whole.earliest == again.whole.earliest &&
                      once.whole.latest == again.whole.latest,
                  "%s", row->line);
    else
        cr_expect(same_dating(&once, &again), "%s:%d %s", row->file, row->number, row->line);
}

Test(edtf, canonical_text_is_read_as_the_same_value)
{
    each_row_of_all(FIXTURES "/edtf/valid/*.tsv", reads_again);
}

static void is_refused(const struct row *row, struct arena *arena)
{
    struct dating dating;
    struct date_fault fault = {0};
    long long column;
    cr_assert_eq(row->columns, 3, "%s:%d", row->file, row->number);
    cr_assert(text_to_integer(row->column[1], &column));
    enum status status = date_read(row->column[0], arena, &dating, &fault);
    cr_expect_eq(status, STATUS_INVALID, "%s:%d %s is read", row->file, row->number, row->line);
    if (status != STATUS_INVALID) return;
    cr_expect_eq(fault.column, (size_t)column, "%s:%d %s: column %zu, %s", row->file, row->number,
                 row->line, fault.column, fault.reason);
    cr_expect_not_null(strstr(fault.reason, row->column[2].at), "%s:%d %s: %s", row->file,
                       row->number, row->line, fault.reason);
    size_t length = strlen(fault.reason);
    cr_expect(length > 0 && length < sizeof fault.reason - 1 && fault.reason[length - 1] == '.',
              "%s is no sentence: %s", row->line, fault.reason);
    if (fault.suggestion[0] != '\0')
        cr_expect_eq(date_read(text_of(fault.suggestion), arena, &dating, &fault), STATUS_OK,
                     "%s suggests %s", row->line, fault.suggestion);
}

Test(edtf, every_invalid_input_is_refused_where_and_why)
{
    cr_expect_geq(each_row_of_all(FIXTURES "/edtf/invalid/*.tsv", is_refused), 150);
}

static void suggests(const struct row *row, struct arena *arena)
{
    struct dating dating;
    struct date_fault fault = {0};
    enum status status = date_read(row->column[0], arena, &dating, &fault);
    cr_expect_eq(status, STATUS_INVALID, "%s is read", row->line);
    cr_expect_str_eq(fault.suggestion, row->columns > 1 ? row->column[1].at : "", "%s:%d %s",
                     row->file, row->number, row->line);
}

Test(edtf, common_slips_are_answered_with_the_right_spelling)
{
    cr_expect_geq(each_row(FIXTURES "/edtf/suggestions.tsv", suggests), 40);
}

Test(edtf, the_empty_text_is_no_date)
{
    struct dating dating;
    struct date_fault fault;
    struct arena *arena = arena_new(256);
    cr_expect_eq(date_read((struct text){NULL, 0}, arena, &dating, &fault), STATUS_INVALID);
    cr_expect_eq(fault.column, 1);
    arena_free(arena);
}

Test(edtf, a_text_without_end_is_not_looked_at)
{
    struct dating dating;
    struct date_fault fault;
    char digits[4096];
    struct arena *arena = arena_new(256);
    memset(digits, '1', sizeof digits);
    cr_expect_eq(date_read((struct text){digits, sizeof digits}, arena, &dating, &fault),
                 STATUS_INVALID);
    cr_expect_str_eq(fault.suggestion, "");
    arena_free(arena);
}

/* Every value of the type, not only those that people write. */
static void check_value(const struct edtf *value)
{
    char text[EDTF_PRINT_SIZE];
    struct edtf again;
    struct date_fault fault;
    int length = edtf_print(value, text);
    enum status status =
        edtf_read((struct text){text, (size_t)length}, CALENDAR_GREGORIAN, &again, &fault);
    cr_assert_eq(status, STATUS_OK, "%s: %s", text, fault.reason);
    cr_assert(again.form == value->form && again.qualifier == value->qualifier &&
                  again.year == value->year && again.month == value->month &&
                  again.day == value->day,
              "%s", text);
}

Test(edtf, every_year_and_month_survives_printing)
{
    for (int64_t year = -12000; year <= 12000; year++) {
        enum date_qualifier qualifier = (enum date_qualifier)((year + 12000) % 4);
        check_value(&(struct edtf){EDTF_YEAR, qualifier, year, 0, 0});
        if (year < -9999 || year > 9999) continue;
        int month = (int)((year + 12000) % 12) + 1, season = month % 4 + 21;
        check_value(&(struct edtf){EDTF_MONTH, qualifier, year, month, 0});
        check_value(&(struct edtf){EDTF_SEASON, qualifier, year, season, 0});
        check_value(&(struct edtf){EDTF_DAY, qualifier, year, month, 28});
        check_value(&(struct edtf){EDTF_DAY_UNSPECIFIED, qualifier, year, month, 0});
        check_value(&(struct edtf){EDTF_MONTH_UNSPECIFIED, qualifier, year, 0, 0});
        check_value(&(struct edtf){EDTF_MONTH_DAY_UNSPECIFIED, qualifier, year, 0, 0});
        if (year % 10 == (year < 0 ? -9 : 0))
            check_value(&(struct edtf){EDTF_DECADE, qualifier, year, 0, 0});
        if (year % 100 == (year < 0 ? -99 : 0))
            check_value(&(struct edtf){EDTF_CENTURY, qualifier, year, 0, 0});
    }
}

Test(edtf, a_month_of_another_calendar_keeps_its_precision_as_written)
{
    struct dating dating;
    struct date_fault fault;
    struct arena *arena = arena_new(256);
    cr_assert_eq(date_read(text_of("japanese:ansei-1-12"), arena, &dating, &fault), STATUS_OK);
    cr_expect_not(dating.is_interval);
    cr_expect_eq(dating.whole.precision, PRECISION_INTERVAL);
    cr_expect_eq(dating.whole.as_written.calendar, CALENDAR_JAPANESE);
    cr_expect_eq(dating.whole.as_written.precision, PRECISION_MONTH);
    cr_expect(text_is(dating.whole.as_written.text, "ansei-1-12"));
    arena_free(arena);
}

Test(edtf, a_retroactive_era_is_marked)
{
    struct dating dating;
    struct date_fault fault;
    struct arena *arena = arena_new(256);
    cr_assert_eq(date_read(text_of("japanese:ansei-1-11-4"), arena, &dating, &fault), STATUS_OK);
    cr_expect(dating.whole.renamed);
    cr_assert_eq(date_read(text_of("japanese:kaei-7-11-4"), arena, &dating, &fault), STATUS_OK);
    cr_expect_not(dating.whole.renamed);
    arena_free(arena);
}
