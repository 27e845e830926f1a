/*
 * On this day: what happened on a day of the year in any year, by one of three calendars. The day
 * is worked out for each year that the dataset knows, so that no table holds a calendar. It never
 * asks what day it is today: an answer depends on the dataset alone.
 */
#include "on_this_day.h"

#include "list.h"
#include "operations.h"
#include "record.h"
#include "request.h"

#include <chancery/calendar.h>
#include <chancery/japanese.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST_YEARS = 12000 };

/* Any leap year: its months are the longest. */
enum { LEAP_YEAR = 2000 };

struct month_day {
    int month, day;
    bool is_leap; /* the month that repeats the one before it */
};

/* One or two digits off the front; -1 where there are none. */
static int cut_number(struct text *rest)
{
    int number = -1;
    for (size_t digits = 0; digits < 2 && rest->length > 0; digits++) {
        char c = rest->at[0];
        if (c < '0' || c > '9') break;
        number = (number < 0 ? 0 : number * 10) + (c - '0');
        *rest = text_after(*rest, 1);
    }
    return number;
}

/* Read "02-07", "--02-07" or, of a leap month, "i7-3". */
static bool read_month_day(struct text source, struct month_day *out)
{
    struct text rest = source;
    if (text_starts_with(rest, "--")) rest = text_after(rest, 2);
    out->is_leap = text_starts_with(rest, "i");
    if (out->is_leap) rest = text_after(rest, 1);
    out->month = cut_number(&rest);
    if (!text_starts_with(rest, "-")) return false;
    rest = text_after(rest, 1);
    out->day = cut_number(&rest);
    return rest.length == 0 && out->month >= 1 && out->month <= 12 && out->day >= 1;
}

/* Months and days of the Gregorian and the Julian calendar have two digits, as in every date of
 * theirs; Japanese ones are written as they come. */
static bool lacks_digits(struct text source, const struct month_day *day)
{
    size_t signs = text_starts_with(source, "--") ? 3 : 1;
    return !day->is_leap && source.length - signs < 4;
}

/* The most days that the month has in any year. */
static int longest(const struct month_day *day, struct text calendar)
{
    if (day->is_leap) return 30;
    int civil = gregorian_month_length(LEAP_YEAR, day->month);
    return text_is(calendar, "japanese") && civil < 30 ? 30 : civil;
}

void on_this_day_check(const struct request *request, struct problem *problem)
{
    struct month_day day;
    struct text calendar = parameter_text(request, "calendar");
    const struct value *date = parameters_get(&request->parameters, "date");
    const char *reason = NULL;
    char suggestion[8] = "";
    if (date == NULL || date->text.at == NULL) return;
    if (!read_month_day(date->text, &day))
        reason = "it is not a month from 01 to 12 and a day, joined by a hyphen";
    else if (day.is_leap && !text_is(calendar, "japanese"))
        reason = "only the Japanese calendar has leap months";
    else if (day.day > longest(&day, calendar))
        reason = "the month has no such day in any year";
    else if (lacks_digits(date->text, &day) && !text_is(calendar, "japanese")) {
        reason = "a month and a day have two digits each";
        snprintf(suggestion, sizeof suggestion, "%02d-%02d", day.month, day.day);
    }
    if (reason == NULL) return;
    problem_add(problem,
                &(struct fault){.in = "query",
                                .name = TEXT("date"),
                                .value = date->text,
                                .reason = reason,
                                .allowed = "MM-DD; in the Japanese calendar also iMM-DD, a "
                                           "day of a leap month",
                                .suggestion = suggestion[0] != '\0' ? suggestion : NULL});
}

static void add_day(struct buffer *days, int64_t jdn)
{
    buffer_format(days, "%s%lld", days->length == 0 ? "[" : ",", (long long)jdn);
}

/* The day in each year of the Gregorian or the Julian calendar. */
static void add_civil_days(const struct month_day *day, bool julian, int64_t first, int64_t last,
                           struct buffer *days)
{
    for (int64_t year = first; year <= last; year++) {
        int length = julian ? julian_month_length(year, day->month)
                            : gregorian_month_length(year, day->month);
        if (day->day > length) continue;
        add_day(days, julian ? julian_to_jdn(year, day->month, day->day)
                             : gregorian_to_jdn(year, day->month, day->day));
    }
}

/* The day in each Japanese year that we know: lunisolar to the end of 1872, then Gregorian. */
static void add_japanese_days(const struct month_day *day, struct buffer *days)
{
    int first = (int)gregorian_from_jdn(JAPANESE_FIRST_DAY).year,
        last = (int)gregorian_from_jdn(JAPANESE_LAST_DAY).year,
        reform = (int)gregorian_from_jdn(JAPANESE_GREGORIAN_DAY).year;
    for (int year = first; year < reform; year++) {
        int64_t month;
        int length;
        if (!japanese_month(year, day->month, day->is_leap, &month, &length)) continue;
        int64_t jdn = month + day->day - 1;
        if (day->day <= length && jdn < JAPANESE_GREGORIAN_DAY) add_day(days, jdn);
    }
    if (day->is_leap) return;
    for (int year = reform; year <= last; year++) {
        if (day->day > gregorian_month_length(year, day->month)) continue;
        int64_t jdn = gregorian_to_jdn(year, day->month, day->day);
        if (jdn <= JAPANESE_LAST_DAY) add_day(days, jdn);
    }
}

/* The first and the last year of which the dataset knows a day. */
static enum status read_years(struct request *request, int64_t *first, int64_t *last)
{
    struct statement *query;
    enum status status = request_query(request, "record.years", &query);
    if (status != STATUS_OK) return status;
    status = statement_step(query);
    bool known = status == STATUS_OK && !statement_is_null(query, 0);
    *first = known ? gregorian_from_jdn(statement_integer(query, 0)).year : 0;
    *last = known ? gregorian_from_jdn(statement_integer(query, 1)).year : -1;
    statement_reset(query);
    if (*last - *first > MOST_YEARS) *first = *last - MOST_YEARS;
    /* Another calendar's year may begin or end earlier or later. */
    *first -= 1;
    *last += 1;
    return status;
}

static enum status write_days(struct request *request, struct text *out)
{
    struct month_day day;
    struct text calendar = parameter_text(request, "calendar");
    struct buffer days = {0};
    int64_t first, last;
    enum status status = read_years(request, &first, &last);
    if (status != STATUS_OK) return status;
    /* The checks saw to it that it can be read. */
    if (!read_month_day(parameter_text(request, "date"), &day)) return STATUS_FAILED;
    if (text_is(calendar, "japanese"))
        add_japanese_days(&day, &days);
    else
        add_civil_days(&day, text_is(calendar, "julian"), first, last, &days);
    buffer_string(&days, days.length == 0 ? "[]" : "]");
    *out = arena_copy(request->arena, (struct text){days.at, days.length});
    bool failed = days.failed || out->at == NULL;
    buffer_free(&days);
    return failed ? STATUS_NO_MEMORY : STATUS_OK;
}

static enum status write_moment(struct list *list, const struct list_row *row, struct buffer *out)
{
    if (!fields_given(list->request)) {
        append_with_base(out, row->body, list->request->base_path);
        return STATUS_OK;
    }
    json_t *item = json_loadb(row->body.at, row->body.length, 0, NULL);
    item = select_fields_take(list->request, item);
    char *text = item != NULL ? json_dumps(item, JSON_COMPACT) : NULL;
    json_decref(item);
    if (text == NULL) return STATUS_NO_MEMORY;
    append_with_base(out, text_of(text), list->request->base_path);
    free(text);
    return STATUS_OK;
}

struct reply get_on_this_day(struct request *request)
{
    struct list list = {.request = request,
                        .type = "",
                        .sort = "moment",
                        .axis = "own",
                        .match = "match.moment",
                        .body = "body.moment"};
    struct text days;
    enum status status = write_days(request, &days);
    if (status != STATUS_OK) return reply_failure(status);
    list_add(&list, "list.moments");
    list_bind_text(&list, ":days", days);
    status = list_add_filters(&list);
    if (status == STATUS_OK) return list_reply(&list, write_moment);
    list_free(&list);
    return reply_failure(status);
}
