/*
 * What is noted of one record while it is validated: its faults, told where they are; its dates,
 * which are read; its references, to be looked up once all records are there.
 */
#include "compilation.h"

#include <string.h>

static void hear_fault(void *state, const char *pointer, const char *what, const char *remedy)
{
    struct record_notes *notes = state;
    notes->faults++;
    faults_add(notes->compilation->faults, notes->at, pointer, remedy, "%s", what);
}

static bool is_date_format(const char *format)
{
    return strcmp(format, "date") == 0 || strcmp(format, "interval") == 0;
}

static void check_date(struct record_notes *notes, const char *pointer, const char *format,
                       const json_t *value)
{
    struct dating dating;
    struct date_fault fault;
    char inner[64] = "";
    bool interval = strcmp(format, "interval") == 0;
    if (date_read_json(value, interval, notes->arena, &dating, &fault, inner) == STATUS_INVALID) {
        char *whole = arena_format(notes->arena, "%s%s", pointer, inner);
        const char *remedy = fault.suggestion[0] != '\0'
                                 ? arena_format(notes->arena, "write \"%s\"", fault.suggestion)
                                 : "correct the date";
        hear_fault(notes, whole != NULL ? whole : pointer, fault.reason, remedy);
        return;
    }
    struct day_bounds bounds = date_bounds(&dating);
    if (bounds.end_latest < bounds.start_earliest)
        hear_fault(notes, pointer, "it ends before it starts", "swap or correct the dates");
}

static void check_word(struct record_notes *notes, const char *pointer, const char *list,
                       const json_t *value)
{
    const char *word = json_string_value(value);
    if (json_object_get(json_object_get(notes->compilation->dataset, list), word) != NULL) return;
    char *what = arena_format(notes->arena, "dataset.json has no \"%s\" among its %s", word, list);
    hear_fault(notes, pointer, what != NULL ? what : "unknown word", "add it there, or correct it");
}

static void remember(struct record_notes *notes, const char *pointer, const char *format,
                     const json_t *value)
{
    if (notes->count == notes->capacity) {
        size_t capacity = notes->capacity == 0 ? 8 : notes->capacity * 2;
        struct noted *grown = arena_take(notes->arena, capacity * sizeof *grown);
        if (grown == NULL) return;
        if (notes->count > 0) memcpy(grown, notes->at_format, notes->count * sizeof *grown);
        notes->at_format = grown;
        notes->capacity = capacity;
    }
    const char *kept = arena_copy(notes->arena, text_of(pointer)).at;
    if (kept != NULL) notes->at_format[notes->count++] = (struct noted){kept, format, value};
}

static void hear_format(void *state, const char *pointer, const char *format, const json_t *value)
{
    struct record_notes *notes = state;
    if (is_date_format(format)) check_date(notes, pointer, format, value);
    if (strcmp(format, "office") == 0) check_word(notes, pointer, "offices", value);
    if (strcmp(format, "origin") == 0) check_word(notes, pointer, "origins", value);
    if (is_date_format(format) || strncmp(format, "reference:", 10) == 0 ||
        strcmp(format, "office") == 0)
        remember(notes, pointer, format, value);
}

const char *notes_format(const struct record_notes *notes, const char *pointer)
{
    for (size_t i = 0; i < notes->count; i++)
        if (strcmp(notes->at_format[i].pointer, pointer) == 0) return notes->at_format[i].format;
    return NULL;
}

/* The languages of labels and texts must be the dataset's, and the first of them is needed. */
static void check_words(struct record_notes *notes, const json_t *record, const char *key)
{
    const struct languages *languages = &notes->compilation->languages;
    const json_t *words = json_object_get(record, key);
    const char *code;
    const json_t *value;
    if (!json_is_object(words)) return;
    json_object_foreach((json_t *)words, code, value)
    {
        if (languages_find(languages, text_of(code)) >= 0) continue;
        char *pointer = arena_format(notes->arena, "/%s/%s", key, code);
        hear_fault(notes, pointer != NULL ? pointer : "", "dataset.json has no such language",
                   "add it to `languages`, or correct the code");
    }
    if (json_object_get(words, languages->at[0].code) == NULL) {
        char *pointer = arena_format(notes->arena, "/%s", key);
        char *what = arena_format(notes->arena, "the text in the default language (%s) is missing",
                                  languages->at[0].code);
        if (pointer != NULL && what != NULL) hear_fault(notes, pointer, what, "add it");
    }
}

/* Nobody can have read general knowledge at its source, for it has none. */
static void check_verified(struct record_notes *notes, const json_t *record, const char *list)
{
    json_t *says;
    size_t i;
    json_array_foreach(json_object_get(record, list), i, says)
    {
        const json_t *verified = json_object_get(says, "verified");
        if (!json_is_null(json_object_get(says, "source"))) continue;
        if (verified == NULL || json_is_false(verified)) continue;
        char *pointer = arena_format(notes->arena, "/%s/%zu/verified", list, i);
        hear_fault(notes, pointer != NULL ? pointer : "", "general knowledge cannot be verified",
                   "name the source that was read, or leave `verified` out");
    }
}

/* Readers are told why a claim is held to be an error. */
static void check_reasons(struct record_notes *notes, const json_t *record)
{
    json_t *claim;
    size_t i;
    json_array_foreach(json_object_get(record, "claims"), i, claim)
    {
        const char *rank = json_string_value(json_object_get(claim, "rank"));
        if (rank == NULL || strcmp(rank, "deprecated") != 0) continue;
        if (json_object_get(claim, "reason") != NULL) continue;
        char *pointer = arena_format(notes->arena, "/claims/%zu/rank", i);
        hear_fault(notes, pointer != NULL ? pointer : "", "a deprecated claim has no reason",
                   "say in `reason` why it was not taken, or rank it `normal`");
    }
}

void notes_take(struct record_notes *notes, const json_t *record, const struct record_type *type)
{
    struct validator_listener listener = {notes, hear_fault, hear_format};
    validator_check(notes->compilation->validator, type->collection, record, &listener);
    check_words(notes, record, "labels");
    check_words(notes, record, "summary");
    check_words(notes, record, "text");
    check_verified(notes, record, "sources");
    check_verified(notes, record, "claims");
    check_reasons(notes, record);
}
