/*
 * One pass over the index by type, kind and span, which holds every day that is counted here. Only
 * whether an event has a beginning and an end of its own is not in it: those are counted while they
 * are loaded.
 */
#include "tallies.h"

#include "beginnings.h"
#include "day_counts.h"

#include <stdlib.h>
#include <string.h>

enum { SPANS = 256, NONE = -1 };

/* The columns of the query over the records. */
enum { TYPE, KIND, SPAN, EARLIEST, LATEST, END_EARLIEST, END, KEY };

/* What days are counted for: kinds from 0 on in the order of the index, types from OF_TYPE on, and
 * what lasts. */
enum { OF_TYPE = COUNTED_FOR_MOST - 64, OF_LASTING = COUNTED_FOR_MOST };

struct tally {
    size_t type, ordinal; /* the type's place in record_types(), and in `types` */
    struct text kind;     /* owned; {NULL, 0}: every kind */
    int64_t dated, undated;
    int64_t first, last; /* keys; 0: none was counted */
};

/* A row of the table `span`; the longest is NONE where no record has that span. */
struct span {
    int64_t longest, shortest, start_within, end_within;
};

struct spans {
    struct span at[SPANS];
};

struct tallies {
    struct day_counts *days;
    struct beginnings *beginnings;
    int64_t lasting;
    size_t count, capacity, type_count;
    struct tally *kinds, types[RECORD_TYPE_COUNT]; /* in the order of the index */
    struct spans of_kind, of_type;
    struct statement *span, *tally, *tally_day; /* while it writes */
};

struct tallies *tallies_new(void)
{
    struct tallies *tallies = calloc(1, sizeof *tallies);
    if (tallies == NULL) return NULL;
    tallies->days = day_counts_new();
    tallies->beginnings = beginnings_new();
    if (tallies->days != NULL && tallies->beginnings != NULL) return tallies;
    tallies_free(tallies);
    return NULL;
}

void tallies_free(struct tallies *tallies)
{
    if (tallies == NULL) return;
    for (size_t i = 0; i < tallies->count; i++)
        free((char *)tallies->kinds[i].kind.at);
    free(tallies->kinds);
    day_counts_free(tallies->days);
    beginnings_free(tallies->beginnings);
    free(tallies);
}

enum status tallies_add(struct tallies *tallies, const struct prepared *prepared)
{
    if (!prepared->lasts) return STATUS_OK;
    enum status status =
        day_counts_add(tallies->days, OF_LASTING, 0, prepared->bounds.start_earliest);
    if (status == STATUS_OK)
        status = day_counts_add(tallies->days, OF_LASTING, 1, prepared->bounds.end_latest);
    tallies->lasting++;
    return status;
}

static void forget_spans(struct spans *spans)
{
    for (size_t i = 0; i < SPANS; i++)
        spans->at[i] = (struct span){NONE, INT64_MAX, NONE, NONE};
}

static void put_days(struct statement *statement, int parameter, int64_t days)
{
    if (days == NONE)
        statement_put_null(statement, parameter);
    else
        statement_put_integer(statement, parameter, days);
}

static enum status write_spans(struct tallies *tallies, const char *type, struct text kind,
                               struct spans *spans)
{
    enum status status = STATUS_OK;
    for (int i = 0; i < SPANS && status == STATUS_OK; i++) {
        const struct span *span = &spans->at[i];
        if (span->longest == NONE) continue;
        statement_put_text(tallies->span, 1, text_of(type));
        statement_put_text(tallies->span, 2, kind);
        statement_put_integer(tallies->span, 3, i);
        statement_put_integer(tallies->span, 4, span->longest);
        statement_put_integer(tallies->span, 5, span->shortest);
        put_days(tallies->span, 6, span->start_within);
        put_days(tallies->span, 7, span->end_within);
        status = statement_repeat(tallies->span);
    }
    forget_spans(spans);
    return status;
}

/* The kind that was counted last is complete, and so is its type where `type_ends`. */
static enum status end_kind(struct tallies *tallies, bool type_ends)
{
    if (tallies->kinds == NULL) return STATUS_OK;
    const struct tally *kind = &tallies->kinds[tallies->count - 1];
    const char *type = record_types()[kind->type].name;
    enum status status = write_spans(tallies, type, kind->kind, &tallies->of_kind);
    if (status != STATUS_OK || !type_ends) return status;
    return write_spans(tallies, type, (struct text){"", 0}, &tallies->of_type);
}

/* Begin a new kind, and a new type where it is the first of it. */
static enum status add_kind(struct tallies *tallies, struct text type, bool type_begins,
                            struct text kind)
{
    const struct record_type *found = record_type_find(type);
    if (found == NULL || tallies->count == OF_TYPE) return STATUS_FAILED;
    if (tallies->kinds == NULL || tallies->count == tallies->capacity) {
        size_t capacity = tallies->capacity == 0 ? 64 : tallies->capacity * 2;
        struct tally *grown = realloc(tallies->kinds, capacity * sizeof *grown);
        if (grown == NULL) return STATUS_NO_MEMORY;
        tallies->kinds = grown;
        tallies->capacity = capacity;
    }
    char *copy = strndup(kind.at, kind.length);
    if (copy == NULL) return STATUS_NO_MEMORY;
    size_t place = (size_t)(found - record_types());
    if (type_begins) tallies->types[tallies->type_count++] = (struct tally){.type = place};
    tallies->kinds[tallies->count++] = (struct tally){
        .type = place, .ordinal = tallies->type_count - 1, .kind = {copy, kind.length}};
    return STATUS_OK;
}

/* The tally of the row's kind, which is that of the row before or a new one. */
static enum status kind_of(struct tallies *tallies, struct statement *row, struct tally **out)
{
    struct text type = statement_text(row, TYPE), kind = statement_text(row, KIND);
    struct tally *last = tallies->count > 0 ? &tallies->kinds[tallies->count - 1] : NULL;
    bool same_type = last != NULL && text_is(type, record_types()[last->type].name);
    enum status status = STATUS_OK;
    if (!same_type || !text_equal(kind, last->kind)) {
        status = end_kind(tallies, !same_type);
        if (status == STATUS_OK) status = add_kind(tallies, type, !same_type, kind);
    }
    if (status == STATUS_OK) *out = &tallies->kinds[tallies->count - 1];
    return status;
}

static enum status count_days(struct tallies *tallies, int64_t begun, int64_t ended)
{
    unsigned of_kind = (unsigned)tallies->count - 1;
    unsigned of_type = OF_TYPE + (unsigned)tallies->type_count - 1;
    enum status status = day_counts_add(tallies->days, of_kind, 0, begun);
    if (status == STATUS_OK) status = day_counts_add(tallies->days, of_kind, 1, ended);
    if (status == STATUS_OK) status = day_counts_add(tallies->days, of_type, 0, begun);
    return status == STATUS_OK ? day_counts_add(tallies->days, of_type, 1, ended) : status;
}

static void widen(int64_t *most, int64_t days)
{
    if (days > *most) *most = days;
}

static bool is_bounded(int64_t earliest, int64_t latest)
{
    return earliest > DAY_MIN && latest < DAY_MAX;
}

/* Count the row's days for its span. */
static void measure(struct span *span, struct statement *row)
{
    int64_t earliest = statement_integer(row, EARLIEST), latest = statement_integer(row, LATEST),
            end_earliest = statement_integer(row, END_EARLIEST), end = statement_integer(row, END);
    widen(&span->longest, (latest > end ? latest : end) - earliest);
    if (end - earliest < span->shortest) span->shortest = end - earliest;
    if (is_bounded(earliest, latest)) widen(&span->start_within, latest - earliest);
    if (!statement_is_null(row, END_EARLIEST) && is_bounded(end_earliest, end))
        widen(&span->end_within, end - end_earliest);
}

static void count(struct tally *tally, bool dated, int64_t key)
{
    *(dated ? &tally->dated : &tally->undated) += 1;
    if (tally->first == 0 || key < tally->first) tally->first = key;
    if (key > tally->last) tally->last = key;
}

static enum status count_row(struct tallies *tallies, struct statement *row)
{
    struct tally *kind;
    enum status status = kind_of(tallies, row, &kind);
    if (status != STATUS_OK) return status;
    struct tally *type = &tallies->types[kind->ordinal];
    bool dated = !statement_is_null(row, SPAN);
    int64_t span = statement_integer(row, SPAN), earliest = statement_integer(row, EARLIEST),
            latest = statement_integer(row, LATEST), key = statement_integer(row, KEY);
    count(kind, dated, key);
    count(type, dated, key);
    status = beginnings_add(tallies->beginnings, kind->type, dated, earliest, latest);
    if (!dated || status != STATUS_OK) return status;
    if (span < 0 || span >= SPANS) return STATUS_FAILED;
    measure(&tallies->of_kind.at[span], row);
    measure(&tallies->of_type.at[span], row);
    return count_days(tallies, earliest, statement_integer(row, END));
}

static enum status count_all(struct tallies *tallies, struct connection *store)
{
    struct statement *rows;
    enum status status =
        connection_prepare(store,
                           TEXT("SELECT type, kind, span, sort_earliest, sort_latest, end_earliest,"
                                " sort_end, key FROM record"
                                " INDEXED BY record_by_kind ORDER BY type, kind, span"),
                           &rows);
    if (status != STATUS_OK) return status;
    forget_spans(&tallies->of_kind);
    forget_spans(&tallies->of_type);
    while ((status = statement_step(rows)) == STATUS_OK)
        if ((status = count_row(tallies, rows)) != STATUS_OK) break;
    statement_reset(rows);
    return status == STATUS_NOT_FOUND ? end_kind(tallies, true) : status;
}

static enum status write_tally(struct tallies *tallies, const struct tally *tally, bool lasting)
{
    struct text kind = tally->kind.at != NULL ? tally->kind : (struct text){"", 0};
    statement_put_text(tallies->tally, 1, text_of(record_types()[tally->type].name));
    statement_put_text(tallies->tally, 2, kind);
    statement_put_integer(tallies->tally, 3, lasting);
    statement_put_integer(tallies->tally, 4, tally->dated);
    statement_put_integer(tallies->tally, 5, tally->undated);
    statement_put_integer(tallies->tally, 6, tally->first);
    statement_put_integer(tallies->tally, 7, tally->last);
    return statement_repeat(tallies->tally);
}

/* The tallies in the order of their keys: kinds, types, claims, the events that last. */
static enum status write_tallies(struct tallies *tallies, struct connection *store)
{
    const struct tally lasting = {.type =
                                      (size_t)(record_type_find(TEXT("event")) - record_types()),
                                  .dated = tallies->lasting};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < tallies->count && status == STATUS_OK; i++)
        status = write_tally(tallies, &tallies->kinds[i], false);
    for (size_t i = 0; i < tallies->type_count && status == STATUS_OK; i++)
        status = write_tally(tallies, &tallies->types[i], false);
    if (status == STATUS_OK)
        status =
            connection_run(store, TEXT("INSERT INTO tally (type, kind, lasting, dated, undated)"
                                       " SELECT 'claim', '', 0, 0, count(*) FROM claim"));
    return status == STATUS_OK ? write_tally(tallies, &lasting, true) : status;
}

/* The key of the tally that days were counted for. */
static int64_t key_of(const struct tallies *tallies, unsigned of)
{
    size_t kinds = tallies->count;
    if (of < OF_TYPE) return (int64_t)of + 1;
    return (int64_t)(of == OF_LASTING ? kinds + tallies->type_count + 2 : kinds + of - OF_TYPE + 1);
}

/* How many by each day. */
static enum status write_days(struct tallies *tallies)
{
    struct day_count day, last = {.of = UINT32_MAX};
    int64_t sum = 0;
    enum status status = day_counts_rewind(tallies->days);
    if (status != STATUS_OK) return status;
    while ((status = day_counts_next(tallies->days, &day)) == STATUS_OK) {
        sum = day.of == last.of && day.side == last.side ? sum + day.n : day.n;
        last = day;
        statement_put_integer(tallies->tally_day, 1, key_of(tallies, day.of));
        statement_put_integer(tallies->tally_day, 2, day.side);
        statement_put_integer(tallies->tally_day, 3, day.day);
        statement_put_integer(tallies->tally_day, 4, sum);
        status = statement_repeat(tallies->tally_day);
        if (status != STATUS_OK) return status;
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status prepare(struct tallies *tallies, struct connection *store)
{
    enum status status = connection_prepare(
        store,
        TEXT("INSERT INTO span (type, kind, span, reach, least, start_within, end_within)"
             " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"),
        &tallies->span);
    if (status == STATUS_OK)
        status = connection_prepare(store,
                                    TEXT("INSERT INTO tally (type, kind, lasting, dated, undated,"
                                         " first, last)"
                                         " VALUES (?1, ?2, ?3, ?4, ?5, nullif(?6, 0),"
                                         " nullif(?7, 0))"),
                                    &tallies->tally);
    if (status == STATUS_OK)
        status = connection_prepare(
            store, TEXT("INSERT INTO tally_day (tally, side, day, n) VALUES (?1, ?2, ?3, ?4)"),
            &tallies->tally_day);
    return status;
}

enum status tallies_write(struct tallies *tallies, struct connection *store)
{
    enum status status = prepare(tallies, store);
    if (status == STATUS_OK) status = count_all(tallies, store);
    if (status == STATUS_OK) status = write_tallies(tallies, store);
    if (status == STATUS_OK) status = write_days(tallies);
    if (status == STATUS_OK) status = beginnings_write(tallies->beginnings, store);
    statement_reset(tallies->span);
    statement_reset(tallies->tally);
    statement_reset(tallies->tally_day);
    return status;
}
