/*
 * The timeline: events, treaties by the day of their signature, and phases of relations in one
 * order, as records or as a histogram. A treaty's signing is left out where the treaty is there.
 */
#include "list.h"
#include "operations.h"
#include "record.h"
#include "request.h"

#include <chancery/calendar.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BUCKETS = 6000 };

struct bucket {
    int64_t certain, possible;
};

struct histogram {
    struct text unit;       /* "year", "decade", "month" */
    int64_t floor, ceiling; /* the buckets asked for, counted from year 0 */
    int64_t first, last;    /* those of the answer; first > last: none */
    int64_t total;          /* all that match: in a bucket, before the floor, or … */
    int64_t before;
    int64_t unplaced;  /* … with a start of which nothing is known */
    struct bucket *at; /* last - first + 1 of them */
};

static int64_t bucket_of(const struct histogram *histogram, int64_t day)
{
    struct civil_day civil = gregorian_from_jdn(day);
    if (text_is(histogram->unit, "month")) return civil.year * 12 + civil.month - 1;
    return text_is(histogram->unit, "decade") ? floor_divide(civil.year, 10) : civil.year;
}

static int64_t first_day(const struct histogram *histogram, int64_t bucket)
{
    if (text_is(histogram->unit, "month")) {
        int64_t year = floor_divide(bucket, 12);
        return gregorian_to_jdn(year, (int)(bucket - year * 12) + 1, 1);
    }
    return gregorian_to_jdn(text_is(histogram->unit, "decade") ? bucket * 10 : bucket, 1, 1);
}

/* "1855", "1855-02", "185X": as a date parameter takes it. */
static void write_name(const struct histogram *histogram, int64_t bucket, struct buffer *out)
{
    char day[CALENDAR_PRINT_SIZE];
    size_t length = (size_t)calendar_print(gregorian_from_jdn(first_day(histogram, bucket)), day);
    bool decade = text_is(histogram->unit, "decade");
    length -= text_is(histogram->unit, "month") ? 3 : decade ? 7 : 6;
    buffer_format(out, "%.*s%s", (int)length, day, decade ? "X" : "");
}

/* Where records of a row begin: in the bucket of their earliest day, or of the latest where only
 * that is known. False: neither is. */
static bool place(const struct histogram *histogram, struct statement *row, int64_t *bucket)
{
    int64_t earliest = statement_integer(row, 0), latest = statement_integer(row, 1);
    int64_t day = earliest > DAY_MIN ? earliest : latest;
    if (statement_is_null(row, 0) || day <= DAY_MIN || day >= DAY_MAX) return false;
    *bucket = bucket_of(histogram, day);
    return true;
}

static void widen(struct histogram *histogram, int64_t bucket)
{
    if (histogram->first > histogram->last) {
        histogram->first = histogram->last = bucket;
        return;
    }
    if (bucket < histogram->first) histogram->first = bucket;
    if (bucket > histogram->last) histogram->last = bucket;
}

/* Begin with the days asked for, so that the zeros at both ends are there. */
static void frame(struct histogram *histogram, const struct asked_time *time)
{
    histogram->floor = INT64_MIN;
    histogram->ceiling = INT64_MAX;
    if (time->asked && time->since > DAY_MIN)
        widen(histogram, histogram->floor = bucket_of(histogram, time->since));
    if (time->asked && time->until < DAY_MAX)
        widen(histogram, histogram->ceiling = bucket_of(histogram, time->until));
}

/* Where the buckets begin and end, and what falls into none. */
static void measure_row(struct histogram *histogram, struct statement *row)
{
    int64_t bucket, count = statement_count(row, 2);
    bool placed = place(histogram, row, &bucket);
    histogram->total += count;
    if (!placed || bucket > histogram->ceiling)
        histogram->unplaced += count;
    else if (bucket < histogram->floor)
        histogram->before += count;
    else
        widen(histogram, bucket);
}

/* What falls into each bucket, once they are known. */
static void count_row(struct histogram *histogram, struct statement *row)
{
    int64_t bucket, latest = statement_integer(row, 1);
    if (!place(histogram, row, &bucket)) return;
    if (bucket < histogram->first || bucket > histogram->last) return;
    bool certain = statement_integer(row, 0) > DAY_MIN && latest < DAY_MAX &&
                   bucket_of(histogram, latest) == bucket &&
                   !text_is(statement_text(row, 3), "possible");
    struct bucket *counted = &histogram->at[bucket - histogram->first];
    *(certain ? &counted->certain : &counted->possible) += statement_count(row, 2);
}

/* SELECT the days of a beginning, how many there are of it, and their match. */
static void write_beginnings(const struct list *list, struct buffer *sql)
{
    const struct generation *generation = list->request->generation;
    buffer_text(sql, generation_query(generation, "histogram.select"));
    buffer_text(sql, generation_query(generation, list->match));
    buffer_string(sql, " ");
    list_write_scan(list, sql);
    buffer_text(sql, generation_query(generation, "histogram.group"));
}

/* The same of all there is, from what was counted at build. */
static void write_whole(const struct list *list, struct buffer *sql)
{
    const struct generation *generation = list->request->generation;
    struct text left_out = {list->left_out.at, list->left_out.length};
    if (left_out.length == 0) left_out = generation_query(generation, "histogram.none");
    buffer_text(sql, generation_query(generation, "histogram.whole"));
    buffer_text(sql, left_out);
    buffer_text(sql, generation_query(generation, "histogram.whole.group"));
}

/* The types of the list as a JSON array in the arena. */
static struct text types_of(struct list *list)
{
    struct buffer array = {0};
    for (size_t i = 0; list->types[i] != NULL; i++)
        buffer_format(&array, "%c\"%s\"", i == 0 ? '[' : ',', list->types[i]);
    buffer_string(&array, "]");
    struct text kept = arena_copy(list->request->arena, (struct text){array.at, array.length});
    if (array.failed || kept.at == NULL) list->failed = true;
    buffer_free(&array);
    return kept;
}

/* Go through all rows, records of the same start and match in each. */
static enum status read_rows(struct list *list, struct histogram *histogram,
                             void (*take)(struct histogram *, struct statement *))
{
    struct buffer sql = {0};
    struct statement *rows;
    bool whole = list_is_plain(list) && !list->time.asked && list->kind_count == 0 &&
                 !list->only_dated && !list->only_undated;
    if (whole)
        write_whole(list, &sql);
    else
        write_beginnings(list, &sql);
    enum status status = list_prepare(list, &sql, &rows);
    buffer_free(&sql);
    if (status != STATUS_OK) return status;
    statement_bind_text(rows, ":types", types_of(list));
    while ((status = statement_step(rows)) == STATUS_OK)
        take(histogram, rows);
    statement_reset(rows);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* A count; outside what the dataset covers, none known is not none. */
static void write_count(const char *name, int64_t count, bool outside, struct buffer *out)
{
    if (count == 0 && outside)
        buffer_format(out, ",\"%s\":null", name);
    else
        buffer_format(out, ",\"%s\":%lld", name, (long long)count);
}

static void write_bucket(const struct list *list, const struct histogram *histogram, int64_t bucket,
                         struct buffer *out)
{
    char from[CALENDAR_PRINT_SIZE], to[CALENDAR_PRINT_SIZE];
    int64_t since = first_day(histogram, bucket), until = first_day(histogram, bucket + 1) - 1;
    const struct bucket *counted = &histogram->at[bucket - histogram->first];
    const struct asked_time *time = &list->time;
    /* Of the first and the last bucket only a part may have been asked for. */
    bool outside =
        list_coverage(list, time->asked && time->since > since ? time->since : since,
                      time->asked && time->until < until ? time->until : until) == OUTSIDE_COVERAGE;
    calendar_print(gregorian_from_jdn(since), from);
    calendar_print(gregorian_from_jdn(until), to);
    buffer_string(out, "{\"bucket\":\"");
    write_name(histogram, bucket, out);
    buffer_format(out, "\",\"from\":\"%s\",\"to\":\"%s\"", from, to);
    write_count("certain", counted->certain, outside, out);
    write_count("possible", counted->possible, outside, out);
    buffer_string(out, "}");
}

static struct reply histogram_reply(struct list *list, const struct histogram *histogram)
{
    struct buffer out = {0};
    buffer_string(&out, "{\"histogram\":[");
    for (int64_t i = histogram->first; i <= histogram->last; i++) {
        if (i > histogram->first) buffer_string(&out, ",");
        write_bucket(list, histogram, i, &out);
    }
    buffer_format(&out, "],\"unit\":\"%.*s\"", (int)histogram->unit.length, histogram->unit.at);
    bool outside = list->time.asked &&
                   list_coverage(list, list->time.since, list->time.until) == OUTSIDE_COVERAGE;
    write_count("total", histogram->total, outside, &out);
    write_count("before", histogram->before, outside, &out);
    write_count("unplaced", histogram->unplaced, outside, &out);
    list_append_coverage(list, &out);
    enum status status = list_write_facets(list, &out);
    buffer_string(&out, "}");
    if (status == STATUS_OK) return reply_bytes_take(&out, "application/json");
    buffer_free(&out);
    return reply_failure(status);
}

static struct reply no_pages(struct text cursor)
{
    struct problem *problem = problem_new(PROBLEM_INVALID_PARAMETER, NULL);
    problem_add(problem, &(struct fault){.in = "query",
                                         .name = TEXT("cursor"),
                                         .value = cursor,
                                         .reason = "a histogram is one answer, without pages",
                                         .allowed = "`cursor` or `histogram`"});
    return reply_problem_take(problem);
}

static struct reply too_many_buckets(const struct histogram *histogram)
{
    struct problem *problem = problem_new(PROBLEM_INVALID_PARAMETER, NULL);
    bool months = text_is(histogram->unit, "month");
    problem_add(problem,
                &(struct fault){.in = "query",
                                .name = TEXT("histogram"),
                                .value = histogram->unit,
                                .reason = "it would have more than 6,000 buckets",
                                .allowed = "a coarser unit, or a shorter time by `from` and `to`",
                                .suggestion = months ? "year" : "decade"});
    return reply_problem_take(problem);
}

/* Both, where the buckets are known before. */
static void measure_and_count_row(struct histogram *histogram, struct statement *row)
{
    measure_row(histogram, row);
    count_row(histogram, row);
}

static struct reply histogram_of(struct list *list, struct text unit)
{
    struct histogram histogram = {.unit = unit, .first = 0, .last = -1};
    enum status status = STATUS_OK;
    frame(&histogram, &list->time);
    bool framed = histogram.floor > INT64_MIN && histogram.ceiling < INT64_MAX;
    if (!framed) status = read_rows(list, &histogram, measure_row);
    if (status != STATUS_OK) return reply_failure(status);
    int64_t count = histogram.last - histogram.first + 1;
    if (count > MOST_BUCKETS) return too_many_buckets(&histogram);
    histogram.at = calloc((size_t)count + 1, sizeof *histogram.at);
    status = histogram.at == NULL
                 ? STATUS_NO_MEMORY
                 : read_rows(list, &histogram, framed ? measure_and_count_row : count_row);
    struct reply reply =
        status == STATUS_OK ? histogram_reply(list, &histogram) : reply_failure(status);
    free(histogram.at);
    return reply;
}

/* Leave out the signing of each treaty that the same filters find. */
static void leave_out_signings(struct list *list)
{
    const struct value *dedupe = parameters_get(&list->request->parameters, "dedupe");
    const struct generation *generation = list->request->generation;
    struct buffer signings = {0};
    if (dedupe != NULL && dedupe->integer == 0) return;
    if (list->source.failed || list->source.at == NULL) return;
    buffer_text(&signings, generation_query(generation, "timeline.signing"));
    buffer_append(&signings, list->source.at + list->where, list->source.length - list->where);
    buffer_text(&signings, generation_query(generation, "timeline.signing.end"));
    struct text found = {signings.at, signings.length};
    buffer_append(&list->left_out, list->source.at, list->source.length);
    buffer_text(&list->left_out, generation_query(generation, "timeline.signing.only"));
    buffer_text(&list->left_out, found);
    buffer_text(&list->sieve, generation_query(generation, "timeline.signing.not"));
    buffer_text(&list->sieve, found);
    buffer_append(&list->sieve, ")", 1);
    buffer_text(&list->source, (struct text){list->sieve.at, list->sieve.length});
    if (signings.failed || list->sieve.failed || list->left_out.failed) list->failed = true;
    buffer_free(&signings);
}

static enum status write_item(struct list *list, const struct list_row *row, struct buffer *out)
{
    const struct record_marks marks = {list->time.asked, row->match, {NULL, 0}};
    if (!list->reshaped) return append_kept(list->request, row->body, &marks, out);
    return append_record(list->request, record_type_find(TEXT("event")), row->key, row->body,
                         &marks, out);
}

struct reply get_timeline(struct request *request)
{
    static const char *const types[] = {"event", "treaty", "relation", NULL};
    struct list list = {.request = request,
                        .type = "",
                        .sort = "date",
                        .axis = "timeline",
                        .match = "match.none",
                        .body = "body.timeline",
                        .join = "timeline.signed",
                        .types = types,
                        .by_key = true};
    struct text sort = parameter_text(request, "sort"), unit = parameter_text(request, "histogram"),
                cursor = parameter_text(request, "cursor");
    if (unit.at != NULL && cursor.at != NULL) return no_pages(cursor);
    if (sort.at != NULL) list.sort = sort.at;
    list_add(&list, "list.record");
    list.from = list.source.length;
    list_add(&list, list.join);
    list_add(&list, "timeline.type");
    list.where = list.source.length;
    enum status status = list_add_filters(&list);
    if (status == STATUS_OK) leave_out_signings(&list);
    if (status == STATUS_OK && unit.at == NULL) return list_reply(&list, write_item);
    struct reply reply = status == STATUS_OK ? histogram_of(&list, unit) : reply_failure(status);
    list_free(&list);
    return reply;
}
