/*
 * Writing one claim: its stable id, the list element it speaks of, the form in which it is
 * compared. An id is made of what is said and by whom, never of a position, so that a reordered
 * list keeps it.
 */
#include "claims.h"

#include <chancery/json.h>
#include <stdio.h>
#include <string.h>

/* The element of a list in which the leaf stands, and the pointer to it; NULL outside lists. */
static const json_t *list_element(const struct claim_writer *writer, const char *pointer,
                                  struct text *element_pointer)
{
    const json_t *node = writer->prepared->record;
    struct text rest = text_after(text_of(pointer), 1);
    while (rest.at != NULL) {
        struct text part = text_cut(&rest, '/');
        long long index;
        if (json_is_array(node) && text_to_integer(part, &index)) {
            *element_pointer = (struct text){pointer, (size_t)(part.at + part.length - pointer)};
            return json_array_get(node, (size_t)index);
        }
        node = json_object_getn(node, part.at, part.length);
    }
    return NULL;
}

/* The record that a list element is about: itself a reference, or the first reference within it. */
static const char *about(const struct claim_writer *writer, const struct leaf *leaf)
{
    struct text at;
    const json_t *element = list_element(writer, leaf->pointer, &at);
    const char *key;
    json_t *value;
    if (element == NULL) return NULL;
    if (json_is_string(element))
        return strcmp(leaf->type, "reference") == 0 ? json_string_value(element) : NULL;
    json_object_foreach((json_t *)element, key, value)
    {
        char *pointer = arena_format(writer->notes->arena, "%.*s/%s", (int)at.length, at.at, key);
        const char *format = pointer != NULL ? notes_format(writer->notes, pointer) : NULL;
        if (format != NULL && strncmp(format, "reference:", 10) == 0)
            return json_string_value(value);
    }
    return NULL;
}

/* The pointer's words without positions: "/participants/3/role" gives "participants-role". */
static void field_words(const char *pointer, struct buffer *out)
{
    struct text rest = text_after(text_of(pointer), 1);
    size_t start = out->length;
    while (rest.at != NULL) {
        struct text part = text_cut(&rest, '/');
        long long index;
        if (text_to_integer(part, &index)) continue;
        if (out->length > start) buffer_string(out, "-");
        for (size_t i = 0; i < part.length; i++) {
            char c = part.at[i] >= 'A' && part.at[i] <= 'Z' ? (char)(part.at[i] + 32) : part.at[i];
            buffer_append(out, c == '_' ? "-" : &c, 1);
        }
    }
}

static void append_json(struct buffer *out, const json_t *value)
{
    if (value != NULL)
        json_append(out, value, JSON_SORT_KEYS);
    else
        buffer_append(out, "-", 1);
    buffer_append(out, "\n", 1);
}

static void start_over(struct buffer *buffer)
{
    buffer->length = 0;
}

static struct text text_in(const struct buffer *buffer)
{
    return (struct text){buffer->at, buffer->length};
}

static bool is_taken(const struct prepared *prepared, const char *id)
{
    for (size_t i = 0; i < prepared->claim_count; i++)
        if (strcmp(prepared->claims[i].id, id) == 0) return true;
    return false;
}

static const char *join_id(struct arena *arena, struct text record, struct text words,
                           const char digest[DIGEST_HEX_SIZE])
{
    char *id = arena_take(arena, record.length + words.length + 11);
    if (id == NULL) return NULL;
    memcpy(id, record.at, record.length);
    id[record.length] = '.';
    if (words.length > 0) memcpy(id + record.length + 1, words.at, words.length);
    char *end = id + record.length + 1 + words.length;
    *end = '-';
    memcpy(end + 1, digest, 8);
    end[9] = '\0';
    return id;
}

/* <record>.<field>-<8 hex digits over what is said and by whom>; NULL when memory is short. */
static const char *make_id(struct claim_writer *writer, const struct leaf *leaf, const json_t *says,
                           const json_t *value, const char *about_id)
{
    struct buffer *said = &writer->said, *words = &writer->words;
    struct text record_id =
        text_of(json_string_value(json_object_get(writer->prepared->record, "id")));
    const char *id = NULL;
    struct text at;
    start_over(said);
    start_over(words);
    field_words(leaf->pointer, words);
    buffer_text(said, text_in(words));
    buffer_append(said, "\n", 1);
    buffer_string(said, about_id != NULL ? about_id : "");
    buffer_append(said, "\n", 1);
    append_json(said, value);
    append_json(said, json_object_get(says, "source"));
    append_json(said, json_object_get(says, "locator"));
    for (int round = 0; round < 2 && !said->failed && !words->failed; round++) {
        char digest[DIGEST_HEX_SIZE];
        digest_hex(text_in(said), digest);
        id = join_id(writer->notes->arena, record_id, text_in(words), digest);
        if (id == NULL) return NULL;
        if (!is_taken(writer->prepared, id)) break;
        /* Said of two elements alike: let the whole element tell them apart. */
        append_json(said, list_element(writer, leaf->pointer, &at));
    }
    return id;
}

static enum status read_value(const struct claim_writer *writer, const struct leaf *leaf,
                              const json_t *value, struct dating *dating)
{
    struct date_fault fault;
    char pointer[64];
    return date_read_json(value, strcmp(leaf->type, "interval") == 0, writer->notes->arena, dating,
                          &fault, pointer);
}

static bool is_date(const struct leaf *leaf)
{
    return strcmp(leaf->type, "date") == 0 || strcmp(leaf->type, "interval") == 0;
}

bool claim_value_is_sound(const struct claim_writer *writer, const struct leaf *leaf,
                          const json_t *value)
{
    struct dating dating;
    return value == NULL || !is_date(leaf) || read_value(writer, leaf, value, &dating) == STATUS_OK;
}

/* Two dates say the same when their bounds and qualifier do, however they were written. */
static struct text comparable(struct claim_writer *writer, const struct leaf *leaf,
                              const json_t *value)
{
    struct dating dating;
    struct buffer *out = &writer->said;
    start_over(out);
    if (value != NULL && is_date(leaf) && read_value(writer, leaf, value, &dating) == STATUS_OK) {
        struct day_bounds bounds = date_bounds(&dating);
        const int64_t all[] = {bounds.start_earliest, bounds.start_latest, bounds.end_earliest,
                               bounds.end_latest, dating.whole.qualifier};
        for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
            if (i > 0) buffer_append(out, " ", 1);
            buffer_integer(out, all[i]);
        }
    } else {
        append_json(out, value);
    }
    return arena_copy(writer->notes->arena, text_in(out));
}

/* `verified`: true stands for the dataset's own verification. {NULL, 0}: not verified. */
static struct text verification(const struct claim_writer *writer, const json_t *says)
{
    const json_t *verified = json_object_get(says, "verified");
    if (json_is_true(verified))
        verified = json_object_get(writer->notes->compilation->dataset, "verification");
    return json_in_arena(writer->notes->arena, json_is_object(verified) ? verified : NULL, 0);
}

static const char *string_of(const json_t *says, const char *key)
{
    return json_string_value(json_object_get(says, key));
}

/* The digest of what is said, by whom, and how it is held: another word of it is another digest. */
static void digest_claim(struct claim_writer *writer, const json_t *says, struct claim *claim)
{
    static const char *const keys[] = {"value_kind", "reason",    "source",
                                       "locator",    "certainty", "verified"};
    struct buffer *said = &writer->said;
    start_over(said);
    buffer_string(said, claim->id);
    buffer_append(said, "\n", 1);
    buffer_string(said, claim->rank);
    buffer_append(said, "\n", 1);
    buffer_text(said, claim->value);
    buffer_append(said, "\n", 1);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        append_json(said, json_object_get(says, keys[i]));
    digest_bytes(text_in(said), claim->digest);
}

/* Room for one more claim, or NULL. */
static struct claim *add_claim(struct claim_writer *writer)
{
    struct prepared *prepared = writer->prepared;
    if (prepared->claim_count == writer->capacity) {
        size_t capacity = writer->capacity == 0 ? 8 : writer->capacity * 2;
        struct claim *grown = arena_take(writer->notes->arena, capacity * sizeof *grown);
        if (grown == NULL) return NULL;
        if (prepared->claim_count > 0)
            memcpy(grown, prepared->claims, prepared->claim_count * sizeof *grown);
        prepared->claims = grown;
        writer->capacity = capacity;
    }
    return &prepared->claims[prepared->claim_count];
}

enum status claim_write(struct claim_writer *writer, const struct leaf *leaf, const json_t *says,
                        const char *rank, const json_t *value)
{
    struct claim *claim = add_claim(writer);
    if (claim == NULL) return STATUS_NO_MEMORY;
    const char *kind = string_of(says, "value_kind"), *about_id = about(writer, leaf);
    *claim = (struct claim){
        .field = leaf->pointer,
        .about = about_id,
        .type = leaf->type,
        .kind = kind != NULL ? kind : "value",
        .rank = rank,
        .reason = string_of(says, "reason"),
        .source = string_of(says, "source"),
        .locator = string_of(says, "locator"),
        .certainty = string_of(says, "certainty"),
        .verified = verification(writer, says),
        .value = json_in_arena(writer->notes->arena, value, 0),
        .comparable = comparable(writer, leaf, value),
        .id = make_id(writer, leaf, says, value, about_id),
    };
    if (claim->id == NULL || (value != NULL && claim->value.at == NULL)) return STATUS_NO_MEMORY;
    digest_claim(writer, says, claim);
    writer->prepared->claim_count++;
    return writer->said.failed || writer->words.failed ? STATUS_NO_MEMORY : STATUS_OK;
}
