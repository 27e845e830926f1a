/*
 * Beginnings by month, in a table that grows with the months that there are and not with the
 * records.
 */
#include "beginnings.h"

#include <chancery/calendar.h>
#include <chancery/date.h>
#include <chancery/record_type.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS_FIRST = 4096 };

/* What has no month stands in this one. */
static const int64_t no_month = INT64_MIN;

struct beginning {
    int64_t month; /* months since the year 0 */
    int type, within;
    int64_t earliest, latest, n; /* n 0: an empty slot */
    bool dated;                  /* else no days are known of any */
};

struct beginnings {
    size_t capacity, count; /* capacity: a power of two */
    struct beginning *slots;
};

struct beginnings *beginnings_new(void)
{
    struct beginnings *beginnings = calloc(1, sizeof *beginnings);
    if (beginnings == NULL) return NULL;
    beginnings->capacity = SLOTS_FIRST;
    beginnings->slots = calloc(SLOTS_FIRST, sizeof *beginnings->slots);
    if (beginnings->slots != NULL) return beginnings;
    free(beginnings);
    return NULL;
}

void beginnings_free(struct beginnings *beginnings)
{
    if (beginnings != NULL) free(beginnings->slots);
    free(beginnings);
}

static struct beginning *find(const struct beginnings *beginnings, const struct beginning *wanted)
{
    uint64_t hash = (uint64_t)wanted->month * 256 + (uint64_t)(wanted->type * 8 + wanted->within);
    hash *= UINT64_C(0x9E3779B97F4A7C15);
    for (size_t at = (size_t)(hash >> 32);; at++) {
        struct beginning *slot = &beginnings->slots[at & (beginnings->capacity - 1)];
        if (slot->n == 0 || (slot->month == wanted->month && slot->type == wanted->type &&
                             slot->within == wanted->within))
            return slot;
    }
}

static enum status grow(struct beginnings *beginnings)
{
    struct beginnings grown = {.capacity = beginnings->capacity * 2, .count = beginnings->count};
    grown.slots = calloc(grown.capacity, sizeof *grown.slots);
    if (grown.slots == NULL) return STATUS_NO_MEMORY;
    for (size_t i = 0; i < beginnings->capacity; i++)
        if (beginnings->slots[i].n > 0) *find(&grown, &beginnings->slots[i]) = beginnings->slots[i];
    free(beginnings->slots);
    *beginnings = grown;
    return STATUS_OK;
}

static int64_t month_of(int64_t jdn)
{
    struct civil_day day = gregorian_from_jdn(jdn);
    return day.year * 12 + day.month - 1;
}

/* Of what all days on which it may have begun are: of one month 3, year 2, decade 1, none of them
 * 0; -1: no first day is known. */
static int within_of(bool dated, int64_t earliest, int64_t latest)
{
    if (!dated || earliest <= DAY_MIN) return -1;
    if (latest >= DAY_MAX) return 0;
    int64_t first = month_of(earliest), last = month_of(latest);
    if (first == last) return 3;
    if (floor_divide(first, 12) == floor_divide(last, 12)) return 2;
    return floor_divide(first, 120) == floor_divide(last, 120);
}

enum status beginnings_add(struct beginnings *beginnings, size_t type, bool dated, int64_t earliest,
                           int64_t latest)
{
    int64_t day = earliest > DAY_MIN ? earliest : latest;
    bool known = dated && day > DAY_MIN && day < DAY_MAX;
    struct beginning one = {known ? month_of(day) : no_month,
                            (int)type,
                            within_of(dated, earliest, latest),
                            earliest,
                            latest,
                            0,
                            dated};
    enum status status =
        beginnings->count >= beginnings->capacity / 2 ? grow(beginnings) : STATUS_OK;
    if (status != STATUS_OK) return status;
    struct beginning *slot = find(beginnings, &one);
    if (slot->n == 0 || (dated && !slot->dated)) {
        beginnings->count += slot->n == 0;
        one.n = slot->n;
        *slot = one;
    }
    slot->n++;
    if (dated && earliest < slot->earliest) slot->earliest = earliest;
    if (dated && latest < slot->latest) slot->latest = latest;
    return STATUS_OK;
}

static int by_month(const void *left, const void *right)
{
    const struct beginning *one = left, *other = right;
    if (one->type != other->type) return one->type < other->type ? -1 : 1;
    if (one->month != other->month) return one->month < other->month ? -1 : 1;
    return (one->within > other->within) - (one->within < other->within);
}

/* "1855-02", as a day of it begins; "" for none. */
static struct text print_month(int64_t month, char out[CALENDAR_PRINT_SIZE])
{
    int64_t year = floor_divide(month, 12);
    if (month == no_month) return (struct text){"", 0};
    int length = calendar_print((struct civil_day){year, (int)(month - year * 12) + 1, 1}, out);
    return (struct text){out, (size_t)length - (sizeof "-01" - 1)};
}

static enum status write_one(struct statement *insert, const struct beginning *beginning)
{
    char month[CALENDAR_PRINT_SIZE];
    statement_put_text(insert, 1, text_of(record_types()[beginning->type].name));
    statement_put_text(insert, 2, print_month(beginning->month, month));
    statement_put_integer(insert, 3, beginning->within);
    statement_put_null(insert, 4);
    statement_put_null(insert, 5);
    if (beginning->dated) statement_put_integer(insert, 4, beginning->earliest);
    if (beginning->dated) statement_put_integer(insert, 5, beginning->latest);
    statement_put_integer(insert, 6, beginning->n);
    return statement_repeat(insert);
}

enum status beginnings_write(struct beginnings *beginnings, struct connection *store)
{
    struct statement *insert;
    enum status status =
        connection_prepare(store,
                           TEXT("INSERT INTO beginning (type, month, within, earliest, latest, n)"
                                " VALUES (?1, ?2, ?3, ?4, ?5, ?6)"),
                           &insert);
    if (status != STATUS_OK) return status;
    qsort(beginnings->slots, beginnings->capacity, sizeof *beginnings->slots, by_month);
    for (size_t i = 0; i < beginnings->capacity && status == STATUS_OK; i++)
        if (beginnings->slots[i].n > 0) status = write_one(insert, &beginnings->slots[i]);
    statement_reset(insert);
    return status;
}
