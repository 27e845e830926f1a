/*
 * How many rows a list has, and what the dataset covers of its days. Where type, kind and days are
 * all that is asked, two numbers of the dataset's tally tell it; whatever else is counted, and on a
 * large dataset only so far.
 */
#include "list.h"
#include "request.h"

#include <chancery/record_type.h>
#include <string.h>

enum { COUNTED_TO = 10000 }; /* of a large collection no more are counted */

struct tally {
    int64_t dated, undated; /* of all */
    int64_t touching;       /* the days asked for */
};

/* Add the tally of a type and kind. What touches F … T is dated and neither began after T nor ended
 * before F, which nothing does both. */
static enum status add_tally(struct list *list, struct text type, struct text kind,
                             struct tally *sum)
{
    struct statement *row;
    bool asked = list->time.asked;
    enum status status = request_query(list->request, "tally", &row);
    if (status != STATUS_OK) return status;
    statement_bind_text(row, ":type", type);
    statement_bind_text(row, ":only", kind);
    statement_bind_integer(row, ":lasting", list->lasting && kind.length == 0);
    statement_bind_integer(row, ":since", asked ? list->time.since : DAY_MIN);
    statement_bind_integer(row, ":until", asked ? list->time.until : DAY_MAX);
    status = statement_step(row);
    if (status == STATUS_OK) {
        sum->dated += statement_count(row, 0);
        sum->undated += statement_count(row, 1);
        sum->touching += statement_count(row, 2) - statement_count(row, 3);
    }
    statement_reset(row);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status add_type(struct list *list, const char *type, struct tally *sum)
{
    enum status status = STATUS_OK;
    if (list->kind_count == 0) return add_tally(list, text_of(type), TEXT(""), sum);
    for (size_t i = 0; i < list->kind_count && status == STATUS_OK; i++)
        status = add_tally(list, text_of(type), list->kinds[i], sum);
    return status;
}

static enum status add_types(struct list *list, struct tally *sum)
{
    enum status status = STATUS_OK;
    if (list->types == NULL) return add_type(list, list->type, sum);
    for (size_t i = 0; list->types[i] != NULL && status == STATUS_OK; i++)
        status = add_type(list, list->types[i], sum);
    return status;
}

static enum status read_number(struct statement *row, int64_t *number)
{
    enum status status = statement_step(row);
    if (status == STATUS_OK) *number = statement_integer(row, 0);
    return status;
}

struct population list_population(const struct list *list)
{
    const struct generation *generation = list->request->generation;
    const char *const type[] = {list->type, NULL};
    if (list->types != NULL) return generation_population(generation, list->types);
    return list->type[0] != '\0' ? generation_population(generation, type)
                                 : generation_records(generation);
}

static void begin_count(const struct list *list, struct buffer *sql)
{
    buffer_text(sql, generation_query(list->request->generation, "count.capped"));
}

static void end_count(const struct list *list, struct buffer *sql)
{
    buffer_text(sql, generation_query(list->request->generation, "count.capped.end"));
}

/* Count what all the filters leave, but no more than `most`. */
static enum status count_source(struct list *list, const struct buffer *source, int64_t most,
                                int64_t *total)
{
    struct buffer sql = {0};
    struct statement *row;
    begin_count(list, &sql);
    buffer_text(&sql, (struct text){source->at, source->length});
    end_count(list, &sql);
    enum status status = list_prepare(list, &sql, &row);
    buffer_free(&sql);
    if (status != STATUS_OK) return status;
    statement_bind_integer(row, ":limit", most);
    status = read_number(row, total);
    statement_reset(row);
    return status;
}

static enum status count_streams(struct list *list, int64_t most, int64_t *total)
{
    struct streams streams;
    struct statement *row;
    struct buffer sql = {0};
    enum status status = list_streams(list, false, &streams);
    if (status != STATUS_OK) return status;
    begin_count(list, &sql);
    list_write_stream(list, &streams, false, &sql);
    buffer_text(&sql, generation_query(list->request->generation, "stream.up"));
    end_count(list, &sql);
    status = list_prepare(list, &sql, &row);
    buffer_free(&sql);
    if (status != STATUS_OK) return status;
    statement_bind_integer(row, ":high", list->time.asked ? list->time.until : DAY_MAX);
    statement_bind_text(row, ":k4", TEXT(""));
    for (size_t i = 0; i < streams.count && status == STATUS_OK && *total < most; i++) {
        int64_t low[3], count = 0;
        stream_lowest(list, &streams.at[i], low);
        stream_bind(list, &streams.at[i], row);
        statement_bind_integer(row, ":k1", low[0]);
        statement_bind_integer(row, ":k2", low[1]);
        statement_bind_integer(row, ":k3", low[2]);
        statement_bind_integer(row, ":limit", most - *total);
        status = read_number(row, &count);
        *total += count;
        statement_restart(row);
    }
    statement_reset(row);
    return status;
}

/* What the tally alone tells, but for the few that are left out. */
static enum status count_tally(struct list *list, int64_t *total)
{
    int64_t left_out = 0;
    struct tally tally = {0};
    enum status status = add_types(list, &tally);
    *total = list->time.asked ? tally.touching : tally.dated;
    if (list->only_undated) *total = 0;
    if (!list->only_dated) *total += tally.undated;
    if (status == STATUS_OK && list->left_out.length > 0)
        status = count_source(list, &list->left_out, INT64_MAX, &left_out);
    *total -= left_out;
    return status;
}

/* Whether a search has no filter beside its words, so that its finds are counted already. */
static bool finds_are_all(const struct list *list)
{
    return list->finds > 0 && !list->narrowed && !list->time.asked && !list->only_dated &&
           !list->only_undated;
}

enum status list_count(struct list *list, int64_t *total, bool *floor)
{
    enum status status = STATUS_OK;
    bool plain = list_is_plain(list), large = list_population(list).records > LIST_LARGE;
    int64_t most = large ? COUNTED_TO + 1 : INT64_MAX;
    *total = 0;
    *floor = false;
    if (plain && list->sieve_dated.length == 0) return count_tally(list, total);
    if (strcmp(list->type, "claim") == 0 && !list->narrowed) {
        *total = list_population(list).records;
        return STATUS_OK;
    }
    if (finds_are_all(list) && list->finds <= COUNTED_TO + large)
        *total = list->finds;
    else if (plain && list->only_dated)
        status = count_streams(list, most, total);
    else
        status = count_source(list, &list->source, most, total);
    *floor = large && *total > COUNTED_TO;
    if (*floor) *total = COUNTED_TO;
    return status;
}

enum coverage list_coverage(const struct list *list, int64_t since, int64_t until)
{
    const struct generation *generation = list->request->generation;
    const struct value *types = parameters_get(&list->request->parameters, "type");
    if (list->type[0] != '\0' || types == NULL)
        return generation_coverage(generation, list->type, since, until);
    enum coverage coverage = COVERED;
    for (size_t i = 0; i < types->item_count; i++) {
        const struct record_type *type = record_type_find(types->items[i]);
        const char *name = type != NULL ? type->name : "";
        enum coverage own = generation_coverage(generation, name, since, until);
        coverage = i == 0 || own == coverage ? own : COVERED_IN_PART;
    }
    return coverage;
}

void list_append_coverage(const struct list *list, struct buffer *out)
{
    buffer_string(out, ",\"coverage\":");
    if (list->time.asked)
        buffer_format(out, "\"%s\"",
                      coverage_word(list_coverage(list, list->time.since, list->time.until)));
    else
        buffer_string(out, "null");
}
