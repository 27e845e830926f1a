/*
 * One value of one parameter, from decoded text to its type, checked against every keyword that
 * compile_schema accepted. It never repairs a value: it says what is wrong and what would be right.
 */
#include "value.h"

#include <math.h>
#include <string.h>

struct reading {
    const struct parameter *parameter;
    struct arena *arena;
    struct complaint *first, **last;
    bool exhausted;
};

static void complain(struct reading *reading, struct text value, const char *reason,
                     const char *suggestion)
{
    struct complaint *complaint = arena_take(reading->arena, sizeof *complaint);
    if (complaint == NULL || reason == NULL) {
        reading->exhausted = true;
        return;
    }
    *complaint = (struct complaint){value, reason, suggestion, NULL};
    *reading->last = complaint;
    reading->last = &complaint->next;
}

static size_t count_characters(struct text given)
{
    size_t count = 0;
    for (size_t i = 0; i < given.length; i++)
        count += ((unsigned char)given.at[i] & 0xC0) != 0x80;
    return count;
}

static const char *nearest_allowed(const struct parameter *parameter, struct text given)
{
    struct nearest search;
    nearest_begin(&search, given);
    for (size_t i = 0; i < parameter->allowed_count; i++)
        nearest_offer(&search, parameter->allowed[i]);
    return nearest_best(&search);
}

static bool is_allowed(const struct parameter *parameter, struct text given)
{
    if (parameter->allowed_count == 0) return true;
    for (size_t i = 0; i < parameter->allowed_count; i++) {
        if (text_is(given, parameter->allowed[i])) return true;
    }
    return false;
}

static void read_date(struct reading *reading, struct text given, struct value *out)
{
    struct date_fault fault = {0};
    enum status status = date_read(given, reading->arena, &out->date, &fault);
    if (status == STATUS_OK) return;
    if (status != STATUS_INVALID) {
        reading->exhausted = true;
        return;
    }
    const char *suggestion = NULL;
    if (fault.suggestion[0] != '\0')
        suggestion = arena_copy(reading->arena, text_of(fault.suggestion)).at;
    complain(reading, given,
             arena_format(reading->arena, "%s (column %zu)", fault.reason, fault.column),
             suggestion);
}

static void check_length(struct reading *reading, struct text given)
{
    const struct parameter *parameter = reading->parameter;
    size_t characters = count_characters(given);
    if (characters < parameter->min_length)
        complain(reading, given,
                 arena_format(reading->arena, "this has %zu characters, too few", characters),
                 NULL);
    if (parameter->max_length > 0 && characters > parameter->max_length)
        complain(reading, given,
                 arena_format(reading->arena, "this has %zu characters, too many", characters),
                 NULL);
}

static void read_text(struct reading *reading, struct text given, struct value *out)
{
    const struct parameter *parameter = reading->parameter;
    const char *suggestion = NULL;
    if (!is_allowed(parameter, given)) {
        complain(reading, given, "this is not one of the allowed values",
                 nearest_allowed(parameter, given));
        return;
    }
    if (parameter->format == FORMAT_DATE) {
        read_date(reading, given, out);
    } else {
        const char *reason =
            format_check(parameter->format, given, reading->arena, out, &suggestion);
        if (reason != NULL) complain(reading, given, reason, suggestion);
    }
    check_length(reading, given);
}

static void check_range(struct reading *reading, struct text given, double number)
{
    const struct parameter *parameter = reading->parameter;
    if (parameter->has_minimum && number < parameter->minimum)
        complain(reading, given, "this is below the minimum",
                 arena_format(reading->arena, "%.15g", parameter->minimum));
    if (parameter->has_maximum && number > parameter->maximum)
        complain(reading, given, "this is above the maximum",
                 arena_format(reading->arena, "%.15g", parameter->maximum));
}

static void read_integer(struct reading *reading, struct text given, struct value *out)
{
    long long integer = 0;
    if (!text_to_integer(given, &integer)) {
        complain(reading, given, "this is not an integer", NULL);
        return;
    }
    out->integer = integer;
    check_range(reading, given, (double)integer);
}

static void read_number(struct reading *reading, struct text given, struct value *out)
{
    if (!text_to_number(given, &out->number)) {
        complain(reading, given, "this is not a number", NULL);
        return;
    }
    check_range(reading, given, out->number);
}

static void read_boolean(struct reading *reading, struct text given, struct value *out)
{
    out->integer = text_is(given, "true") || text_is(given, "1");
    if (out->integer != 0 || text_is(given, "false") || text_is(given, "0")) return;
    struct nearest search;
    nearest_begin(&search, given);
    nearest_offer(&search, "true");
    nearest_offer(&search, "false");
    const char *suggestion = nearest_best(&search);
    if (text_is(given, "yes")) suggestion = "true";
    if (text_is(given, "no")) suggestion = "false";
    complain(reading, given, "this is neither true nor false", suggestion);
}

static void read_scalar(struct reading *reading, struct text given, struct value *out)
{
    switch (reading->parameter->type) {
    case VALUE_TEXT: read_text(reading, given, out); break;
    case VALUE_INTEGER: read_integer(reading, given, out); break;
    case VALUE_NUMBER: read_number(reading, given, out); break;
    case VALUE_BOOLEAN: read_boolean(reading, given, out); break;
    }
}

static bool is_repeated(const struct value *value, struct text item)
{
    for (size_t i = 0; i < value->item_count; i++) {
        if (text_equal(value->items[i], item)) return true;
    }
    return false;
}

static size_t count_items(struct text given)
{
    size_t count = 1;
    for (size_t i = 0; i < given.length; i++)
        count += given.at[i] == ',';
    return count;
}

static void check_item_count(struct reading *reading, struct text given, size_t count)
{
    const struct parameter *parameter = reading->parameter;
    size_t most = parameter->max_items > 0 ? parameter->max_items : LIST_MAX_ITEMS;
    if (count >= parameter->min_items && count <= most) return;
    complain(reading, given,
             arena_format(reading->arena, "this has %zu items, too %s", count,
                          count > most ? "many" : "few"),
             NULL);
}

/* Of a list that is too long the items are read too, so that their faults are told with it: as
 * many as any list may have, that a short request makes no endless reply. */
static void read_list(struct reading *reading, struct text given, struct value *out)
{
    size_t count = count_items(given);
    check_item_count(reading, given, count);
    if (count > LIST_MAX_ITEMS) count = LIST_MAX_ITEMS;
    out->items = arena_take(reading->arena, count * sizeof *out->items);
    if (out->items == NULL) {
        reading->exhausted = true;
        return;
    }
    struct text rest = given;
    for (size_t i = 0; i < count; i++) {
        struct text item = text_cut(&rest, ',');
        struct value ignored = {0};
        if (item.length == 0) {
            complain(reading, given, "an item of the list is empty", NULL);
        } else if (!is_repeated(out, item)) {
            read_scalar(reading, item, &ignored);
            out->items[out->item_count++] = item;
        }
    }
}

enum status value_read(const struct parameter *parameter, struct text given, struct arena *arena,
                       struct value *out, struct complaint **complaints)
{
    struct reading reading = {.parameter = parameter, .arena = arena};
    reading.last = &reading.first;
    out->text = given;
    if (given.length == 0)
        complain(&reading, given, "the value is empty; leave the parameter out instead", NULL);
    else if (parameter->list)
        read_list(&reading, given, out);
    else
        read_scalar(&reading, given, out);
    *complaints = reading.first;
    if (reading.exhausted) return STATUS_NO_MEMORY;
    return reading.first == NULL ? STATUS_OK : STATUS_INVALID;
}
