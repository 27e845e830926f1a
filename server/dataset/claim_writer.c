/*
 * Writing one claim: its stable id, the list element it speaks of, the form in which it is
 * compared. An id is made of what is said and by whom, never of a position, so that a reordered
 * list keeps it.
 */
#include "claims.h"

#include <chancery/buffer.h>
#include <chancery/digest.h>
#include <stdlib.h>
#include <string.h>

/* The element of a list in which the leaf stands, and the pointer to it; NULL outside lists. */
static const json_t *list_element(const struct claim_writer *writer, const char *pointer,
                                  struct text *element_pointer)
{
    const json_t *node = writer->record;
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
    char *text = value != NULL ? json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY |
                                                       JSON_REAL_PRECISION(15))
                               : NULL;
    buffer_string(out, text != NULL ? text : "-");
    buffer_string(out, "\n");
    free(text);
}

/* <record>.<field>-<8 hex digits over what is said and by whom>. */
static enum status make_id(struct claim_writer *writer, const struct leaf *leaf, const json_t *says,
                           const json_t *value, const char *about_id, char id[256])
{
    struct buffer said = {0}, words = {0};
    char digest[DIGEST_HEX_SIZE];
    struct text at;
    const char *record_id = json_string_value(json_object_get(writer->record, "id"));
    field_words(leaf->pointer, &words);
    buffer_format(&said, "%s\n%s\n", words.at != NULL ? words.at : "",
                  about_id != NULL ? about_id : "");
    append_json(&said, value);
    append_json(&said, json_object_get(says, "source"));
    append_json(&said, json_object_get(says, "locator"));
    for (int round = 0; round < 2 && !said.failed && !words.failed; round++) {
        digest_hex((struct text){said.at, said.length}, digest);
        snprintf(id, 256, "%s.%s-%.8s", record_id, words.at, digest);
        if (json_object_get(writer->written, id) == NULL) break;
        /* Said of two elements alike: let the whole element tell them apart. */
        append_json(&said, list_element(writer, leaf->pointer, &at));
    }
    bool failed = said.failed || words.failed;
    buffer_free(&said);
    buffer_free(&words);
    return failed || json_object_set_new(writer->written, id, json_true()) != 0 ? STATUS_NO_MEMORY
                                                                                : STATUS_OK;
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
static void comparable(const struct claim_writer *writer, const struct leaf *leaf,
                       const json_t *value, struct buffer *out)
{
    struct dating dating;
    if (value != NULL && is_date(leaf) && read_value(writer, leaf, value, &dating) == STATUS_OK) {
        struct day_bounds bounds = date_bounds(&dating);
        buffer_format(out, "%lld %lld %lld %lld %d", (long long)bounds.start_earliest,
                      (long long)bounds.start_latest, (long long)bounds.end_earliest,
                      (long long)bounds.end_latest, (int)dating.whole.qualifier);
    } else {
        append_json(out, value);
    }
}

/* `verified`: true stands for the dataset's own verification. NULL: not verified. */
static char *verification(const struct claim_writer *writer, const json_t *says)
{
    const json_t *verified = json_object_get(says, "verified");
    if (json_is_true(verified))
        verified = json_object_get(writer->compilation->dataset, "verification");
    return json_is_object(verified) ? json_dumps(verified, JSON_COMPACT) : NULL;
}

static struct text string_of(const json_t *says, const char *key)
{
    return text_of(json_string_value(json_object_get(says, key)));
}

/* The digest of what is said, by whom, and how it is held: another word of it is another digest. */
static void digest_claim(const char *id, const char *value, const char *rank, const json_t *says,
                         char out[DIGEST_HEX_SIZE])
{
    static const char *const keys[] = {"value_kind", "reason",    "source",
                                       "locator",    "certainty", "verified"};
    struct buffer said = {0};
    buffer_format(&said, "%s\n%s\n%s\n", id, rank, value != NULL ? value : "");
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        append_json(&said, json_object_get(says, keys[i]));
    digest_hex((struct text){said.at, said.length}, out);
    buffer_free(&said);
}

static enum status insert(struct claim_writer *writer, const struct leaf *leaf, const json_t *says,
                          const char *rank, const char *id, const char *about_id, const char *value,
                          struct text compared)
{
    char digest[DIGEST_HEX_SIZE];
    digest_claim(id, value, rank, says, digest);
    struct statement *statement;
    enum status status = connection_prepare(
        writer->compilation->store,
        TEXT("INSERT INTO claim (id, subject, field, about, value, comparable, "
             "value_type, value_kind, rank,"
             " rank_reason, source, locator, certainty, verified, sha256) VALUES (:id, "
             ":subject, :field, :about,"
             " :value, :comparable, :value_type, coalesce(:value_kind, "
             "'value'), :rank, :reason, :source,"
             " :locator, :certainty, :verified, :sha256)"),
        &statement);
    if (status != STATUS_OK) return status;
    char *verified = verification(writer, says);
    statement_bind_text(statement, ":id", text_of(id));
    statement_bind_integer(statement, ":subject", writer->key);
    statement_bind_text(statement, ":field", text_of(leaf->pointer));
    statement_bind_text(statement, ":about", text_of(about_id));
    statement_bind_text(statement, ":value", text_of(value));
    statement_bind_text(statement, ":comparable", compared);
    statement_bind_text(statement, ":value_type", text_of(leaf->type));
    statement_bind_text(statement, ":value_kind", string_of(says, "value_kind"));
    statement_bind_text(statement, ":rank", text_of(rank));
    statement_bind_text(statement, ":reason", string_of(says, "reason"));
    statement_bind_text(statement, ":source", string_of(says, "source"));
    statement_bind_text(statement, ":locator", string_of(says, "locator"));
    statement_bind_text(statement, ":certainty", string_of(says, "certainty"));
    statement_bind_text(statement, ":verified", text_of(verified));
    statement_bind_text(statement, ":sha256", text_of(digest));
    status = statement_run(statement);
    free(verified);
    return status;
}

enum status claim_write(struct claim_writer *writer, const struct leaf *leaf, const json_t *says,
                        const char *rank, const json_t *value)
{
    char id[256];
    const char *about_id = about(writer, leaf);
    enum status status = make_id(writer, leaf, says, value, about_id, id);
    if (status != STATUS_OK) return status;
    struct buffer compared = {0};
    comparable(writer, leaf, value, &compared);
    char *text = value != NULL
                     ? json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15))
                     : NULL;
    status = insert(writer, leaf, says, rank, id, about_id, text,
                    (struct text){compared.at, compared.length});
    free(text);
    buffer_free(&compared);
    return status;
}
