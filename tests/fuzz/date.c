/*
 * Feeds raw bytes to the readers of dates. Whatever is accepted must have a canonical text that is
 * accepted as the same days, and whatever is refused must say where and why.
 */
#include <chancery/edtf.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition) abort();
}

/* An end that is a range of days is spelt within an interval by its outermost part alone. */
static bool is_exact(const struct dating *dating)
{
    return dating->start.precision != PRECISION_INTERVAL &&
           dating->end.precision != PRECISION_INTERVAL;
}

static void check_object(const struct dating *dating, struct arena *arena)
{
    struct dating again;
    struct date_fault fault;
    struct day_bounds bounds = date_bounds(dating);
    json_t *json = date_to_json(dating, NULL), *duration = date_duration_to_json(dating, NULL);
    require(bounds.start_earliest <= bounds.start_latest);
    require(bounds.end_earliest <= bounds.end_latest);
    require(date_read(dating->whole.edtf, arena, &again, &fault) == STATUS_OK);
    require(json != NULL && duration != NULL);
    json_decref(json);
    json_decref(duration);
}

static void check_round_trip(const struct dating *dating, struct arena *arena)
{
    struct dating again;
    struct date_fault fault;
    require(date_read(dating->whole.edtf, arena, &again, &fault) == STATUS_OK);
    require(text_equal(again.whole.edtf, dating->whole.edtf));
    require(again.whole.earliest == dating->whole.earliest);
    require(again.whole.latest == dating->whole.latest);
    if (dating->is_interval == again.is_interval && is_exact(dating)) {
        struct day_bounds before = date_bounds(dating), after = date_bounds(&again);
        require(memcmp(&before, &after, sizeof before) == 0);
    }
}

static void check_fault(const struct date_fault *fault, size_t size, struct arena *arena)
{
    struct dating dating;
    struct date_fault inner;
    require(fault->column >= 1 && fault->column <= size + 1);
    require(fault->reason[0] != '\0');
    require(memchr(fault->suggestion, '\0', sizeof fault->suggestion) != NULL);
    if (fault->suggestion[0] != '\0')
        require(date_read(text_of(fault->suggestion), arena, &dating, &inner) == STATUS_OK);
}

/* One EDTF date by itself, in either calendar that has its spelling. */
static void check_edtf(struct text source, enum calendar calendar)
{
    struct edtf date, again;
    struct date_fault fault = {0};
    char printed[EDTF_PRINT_SIZE];
    int64_t earliest, latest;
    if (edtf_read(source, calendar, &date, &fault) != STATUS_OK) {
        require(fault.column >= 1 && fault.column <= source.length + 1 && fault.reason[0] != '\0');
        return;
    }
    int length = edtf_print(&date, printed);
    require(length > 0 && length < EDTF_PRINT_SIZE && strlen(printed) == (size_t)length);
    require(edtf_read(text_of(printed), calendar, &again, &fault) == STATUS_OK);
    require(date.form == again.form && date.qualifier == again.qualifier &&
            date.year == again.year && date.month == again.month && date.day == again.day);
    edtf_bounds(&date, calendar, &earliest, &latest);
    require(DAY_MIN < earliest && earliest <= latest && latest < DAY_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(1024);
    struct text source = {(const char *)data, size};
    struct dating dating;
    struct date_fault fault = {0};
    char pointer[64];
    if (arena == NULL) return 0;
    check_edtf(source, CALENDAR_GREGORIAN);
    check_edtf(source, CALENDAR_JULIAN);
    if (date_read(source, arena, &dating, &fault) == STATUS_OK) {
        check_round_trip(&dating, arena);
        check_object(&dating, arena);
    } else {
        check_fault(&fault, size, arena);
    }
    /* Here an editor's bounds may differ from what the text alone says. */
    json_t *json = json_loadb(source.at, size, JSON_DECODE_ANY, NULL);
    if (json != NULL &&
        date_read_json(json, size % 2 == 0, arena, &dating, &fault, pointer) == STATUS_OK)
        check_object(&dating, arena);
    json_decref(json);
    arena_free(arena);
    return 0;
}
