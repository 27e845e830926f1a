/*
 * Claims: every fact of a record, leaf by leaf, with who says so. A record's `sources` name the
 * fields that they support; this expands them, so that nobody writes a value twice. What no source
 * covers is a fault: general knowledge is cited openly, as "source": null.
 */
#include "claims.h"
#include "compilation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Keys that are no facts: identity, words, bookkeeping. */
static bool is_fact_key(const char *key)
{
    static const char *const others[] = {
        "id",      "kind",       "kinds",   "labels", "aliases", "summary", "text",
        "same_as", "former_ids", "sources", "claims", "treaty",  "number",  "number_as_written",
        "ordinal", "geometry",   NULL};
    for (size_t i = 0; others[i] != NULL; i++)
        if (strcmp(key, others[i]) == 0) return false;
    return true;
}

/* Whether a citation or a claim names this very pointer: then even a kind is a fact to be argued.
 */
static bool is_named(const json_t *record, const char *pointer)
{
    json_t *entry, *support;
    size_t i, k;
    json_array_foreach(json_object_get(record, "claims"), i, entry)
    {
        const char *field = json_string_value(json_object_get(entry, "field"));
        if (field != NULL && strcmp(field, pointer) == 0) return true;
    }
    json_array_foreach(json_object_get(record, "sources"), i, entry)
    {
        json_array_foreach(json_object_get(entry, "supports"), k, support)
        {
            if (json_is_string(support) && strcmp(json_string_value(support), pointer) == 0)
                return true;
        }
    }
    return false;
}

static enum status add_leaf(struct arena *arena, struct leaves *leaves, struct leaf leaf)
{
    if (leaves->count == leaves->capacity) {
        size_t capacity = leaves->capacity == 0 ? 8 : leaves->capacity * 2;
        struct leaf *grown = arena_take(arena, capacity * sizeof *grown);
        if (grown == NULL) return STATUS_NO_MEMORY;
        if (leaves->count > 0) memcpy(grown, leaves->at, leaves->count * sizeof *grown);
        leaves->at = grown;
        leaves->capacity = capacity;
    }
    leaves->at[leaves->count++] = leaf;
    return STATUS_OK;
}

static bool is_number_list(const json_t *value)
{
    return json_is_array(value) && json_is_number(json_array_get(value, 0));
}

static const char *leaf_type(const struct record_notes *notes, const char *pointer)
{
    const char *format = notes_format(notes, pointer);
    if (format == NULL) return "plain";
    return strncmp(format, "reference:", 10) == 0 ? "reference" : format;
}

/* The pointer with one more step. */
static const char *pointer_below(struct arena *arena, const char *pointer, const char *step)
{
    size_t length = strlen(pointer), more = strlen(step);
    char *below = arena_take(arena, length + 1 + more + 1);
    if (below == NULL) return NULL;
    memcpy(below, pointer, length);
    below[length] = '/';
    memcpy(below + length + 1, step, more);
    below[length + 1 + more] = '\0';
    return below;
}

static enum status walk(const struct record_notes *notes, const json_t *value, const char *pointer,
                        struct leaves *leaves)
{
    enum status status = STATUS_OK;
    const char *key;
    json_t *inner;
    size_t i;
    const char *type = leaf_type(notes, pointer);
    bool is_date = strcmp(type, "date") == 0 || strcmp(type, "interval") == 0;
    if (is_date || is_number_list(value) || (!json_is_object(value) && !json_is_array(value)))
        return add_leaf(notes->arena, leaves, (struct leaf){pointer, value, type});
    if (json_is_object(value)) {
        json_object_foreach((json_t *)value, key, inner)
        {
            const char *below = pointer_below(notes->arena, pointer, key);
            if (below == NULL) return STATUS_NO_MEMORY;
            if (pointer[0] == '\0' && !is_fact_key(key) && !is_named(value, below)) continue;
            if (status == STATUS_OK) status = walk(notes, inner, below, leaves);
        }
    } else {
        json_array_foreach((json_t *)value, i, inner)
        {
            char index[24];
            snprintf(index, sizeof index, "%zu", i);
            const char *below = pointer_below(notes->arena, pointer, index);
            if (below == NULL) return STATUS_NO_MEMORY;
            if (status == STATUS_OK) status = walk(notes, inner, below, leaves);
        }
    }
    return status;
}

/* How much of `pointer` the citation's `supports` cover: the longest prefix, or -1 for none. */
static int coverage_of(const json_t *citation, const char *pointer)
{
    const json_t *supports = json_object_get(citation, "supports");
    int best = supports == NULL ? 0 : -1;
    json_t *entry;
    size_t i;
    json_array_foreach((json_t *)supports, i, entry)
    {
        const char *prefix = json_string_value(entry);
        size_t length = prefix != NULL ? strlen(prefix) : 0;
        if (prefix == NULL || strncmp(pointer, prefix, length) != 0) continue;
        if (pointer[length] != '\0' && pointer[length] != '/') continue;
        if ((int)length > best) best = (int)length;
    }
    return best;
}

static bool has_preferred(const json_t *record, const char *pointer)
{
    json_t *claim;
    size_t i;
    json_array_foreach(json_object_get(record, "claims"), i, claim)
    {
        const char *rank = json_string_value(json_object_get(claim, "rank"));
        const char *field = json_string_value(json_object_get(claim, "field"));
        if (rank != NULL && field != NULL && strcmp(rank, "preferred") == 0 &&
            strcmp(field, pointer) == 0)
            return true;
    }
    return false;
}

/* A record without any source is told of once, not fact by fact. */
static bool is_unsourced(const json_t *record)
{
    return json_object_get(record, "sources") == NULL && json_object_get(record, "claims") == NULL;
}

/* The claims that the record's citations make of one leaf. */
static enum status cite_leaf(struct claim_writer *writer, const json_t *sources,
                             const struct leaf *leaf)
{
    int best = -1;
    json_t *citation;
    size_t i;
    json_array_foreach((json_t *)sources, i, citation)
    {
        int coverage = coverage_of(citation, leaf->pointer);
        if (coverage > best) best = coverage;
    }
    bool preferred = has_preferred(writer->prepared->record, leaf->pointer);
    if (best < 0 && !preferred && is_unsourced(writer->prepared->record)) return STATUS_OK;
    if (best < 0 && !preferred) {
        faults_add(writer->notes->compilation->faults, writer->notes->at, leaf->pointer,
                   "add a citation to `sources`; \"source\": null stands for general knowledge",
                   "no source is given for this fact");
        return STATUS_OK;
    }
    enum status status = STATUS_OK;
    json_array_foreach((json_t *)sources, i, citation)
    {
        if (best < 0 || coverage_of(citation, leaf->pointer) != best || status != STATUS_OK)
            continue;
        status =
            claim_write(writer, leaf, citation, preferred ? "normal" : "preferred", leaf->value);
        preferred = true;
    }
    return status;
}

static const struct leaf *find_leaf(const struct leaves *leaves, const char *pointer)
{
    for (size_t i = 0; i < leaves->count; i++)
        if (strcmp(leaves->at[i].pointer, pointer) == 0) return &leaves->at[i];
    return NULL;
}

static void fault_at_claim(struct claim_writer *writer, size_t index, const char *key,
                           const char *what, const char *remedy)
{
    char pointer[64];
    snprintf(pointer, sizeof pointer, "/claims/%zu/%s", index, key);
    faults_add(writer->notes->compilation->faults, writer->notes->at, pointer, remedy, "%s", what);
}

/* A claim that the curator spelled out. */
static enum status spell_out(struct claim_writer *writer, const struct leaves *leaves,
                             json_t *claim, size_t index)
{
    const char *field = json_string_value(json_object_get(claim, "field"));
    const char *rank = json_string_value(json_object_get(claim, "rank"));
    const json_t *value = json_object_get(claim, "value");
    const struct leaf *leaf = find_leaf(leaves, field);
    if (leaf == NULL) {
        fault_at_claim(writer, index, "field", "the record has no fact at this pointer",
                       "point to a single value, or to a whole date");
        return STATUS_OK;
    }
    if (value == NULL && json_object_get(claim, "value_kind") == NULL) {
        fault_at_claim(writer, index, "value", "the claim has no value",
                       "say what the source says, or give `value_kind`: unknown or none");
        return STATUS_OK;
    }
    if (rank != NULL && strcmp(rank, "preferred") == 0 && value != NULL &&
        !json_equal(value, leaf->value)) {
        fault_at_claim(writer, index, "value", "the preferred claim is not the value that is shown",
                       "change one of the two");
        return STATUS_OK;
    }
    if (!claim_value_is_sound(writer, leaf, value)) {
        fault_at_claim(writer, index, "value", "this is not a date that can be read", NULL);
        return STATUS_OK;
    }
    return claim_write(writer, leaf, claim, rank != NULL ? rank : "normal", value);
}

/* Every pointer in `supports` must lead to some fact. */
static void check_supports(struct claim_writer *writer, const json_t *sources,
                           const struct leaves *leaves)
{
    json_t *citation, *entry;
    size_t i, k;
    json_array_foreach((json_t *)sources, i, citation)
    {
        json_array_foreach(json_object_get(citation, "supports"), k, entry)
        {
            const char *prefix = json_string_value(entry);
            size_t length = prefix != NULL ? strlen(prefix) : 0, hits = 0;
            for (size_t n = 0; prefix != NULL && n < leaves->count; n++) {
                const char *pointer = leaves->at[n].pointer;
                hits += strncmp(pointer, prefix, length) == 0 &&
                        (pointer[length] == '\0' || pointer[length] == '/');
            }
            if (hits > 0) continue;
            char at[64];
            snprintf(at, sizeof at, "/sources/%zu/supports/%zu", i, k);
            faults_add(writer->notes->compilation->faults, writer->notes->at, at,
                       "name a field of the record that is a fact",
                       "nothing of the record is at \"%s\"", prefix != NULL ? prefix : "");
        }
    }
}

/* The citation of a work by itself. */
static json_t *own_citation(const json_t *record)
{
    json_t *list = json_array(), *citation = json_object();
    json_object_set(citation, "source", json_object_get(record, "id"));
    json_array_append_new(list, citation);
    return list;
}

/* Claims of one field that say different things, and the faults among them. */
static void compare(struct claim_writer *writer, struct claim *one, struct claim *other)
{
    bool same = text_equal(one->comparable, other->comparable);
    if (!same || strcmp(one->kind, other->kind) != 0) one->conflicting = other->conflicting = true;
    if (strcmp(one->id, other->id) == 0)
        faults_add(writer->notes->compilation->faults, writer->notes->at, other->field,
                   "cite a source once for a field", "the same claim is made twice");
    if (!same && strcmp(one->rank, "preferred") == 0 && strcmp(other->rank, "preferred") == 0)
        faults_add(writer->notes->compilation->faults, writer->notes->at, one->field,
                   "rank all but one `normal` or `deprecated`",
                   "two claims with different values are preferred");
}

/* What decides whether claims say the same is kept only where there is something to compare. */
static void compare_all(struct claim_writer *writer)
{
    struct prepared *prepared = writer->prepared;
    for (size_t i = 0; i < prepared->claim_count; i++) {
        struct claim *one = &prepared->claims[i];
        for (size_t k = i + 1; k < prepared->claim_count; k++)
            if (strcmp(one->field, prepared->claims[k].field) == 0)
                compare(writer, one, &prepared->claims[k]);
    }
    for (size_t i = 0; i < prepared->claim_count; i++) {
        size_t of_field = 0;
        for (size_t k = 0; k < prepared->claim_count; k++)
            of_field += strcmp(prepared->claims[i].field, prepared->claims[k].field) == 0;
        if (of_field == 1) prepared->claims[i].comparable = (struct text){NULL, 0};
    }
}

/* Whether a claim is preferred, and none of the same value is verified. */
static bool is_unverified(const struct prepared *prepared, const struct claim *claim)
{
    if (strcmp(claim->rank, "preferred") != 0) return false;
    for (size_t i = 0; i < prepared->claim_count; i++) {
        const struct claim *other = &prepared->claims[i];
        if (other->verified.at != NULL && strcmp(other->field, claim->field) == 0 &&
            text_equal(other->comparable, claim->comparable))
            return false;
    }
    return true;
}

static bool is_disputed(const struct prepared *prepared, const struct claim *claim)
{
    (void)prepared;
    return claim->conflicting;
}

static int by_bytes(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* The fields of the claims that are so, sorted, each once, as a JSON list. */
static struct text list_fields(struct claim_writer *writer,
                               bool (*is)(const struct prepared *, const struct claim *))
{
    struct prepared *prepared = writer->prepared;
    struct buffer *out = &writer->said;
    size_t count = 0;
    const char **fields =
        arena_take(writer->notes->arena, (prepared->claim_count + 1) * sizeof *fields);
    for (size_t i = 0; i < prepared->claim_count && fields != NULL; i++)
        if (is(prepared, &prepared->claims[i])) fields[count++] = prepared->claims[i].field;
    if (count == 0) return (struct text){NULL, 0};
    qsort(fields, count, sizeof *fields, by_bytes);
    out->length = 0;
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && strcmp(fields[i - 1], fields[i]) == 0) continue;
        buffer_string(out, i > 0 ? "," : "[");
        buffer_json_string(out, text_of(fields[i]));
    }
    buffer_string(out, "]");
    return arena_copy(writer->notes->arena, (struct text){out->at, out->length});
}

static enum status make_all(struct claim_writer *writer, const json_t *sources,
                            const struct leaves *leaves)
{
    enum status status = STATUS_OK;
    json_t *claim;
    size_t i;
    check_supports(writer, sources, leaves);
    for (i = 0; i < leaves->count && status == STATUS_OK; i++)
        status = cite_leaf(writer, sources, &leaves->at[i]);
    json_array_foreach(json_object_get(writer->prepared->record, "claims"), i, claim)
    {
        if (status == STATUS_OK) status = spell_out(writer, leaves, claim, i);
    }
    if (status != STATUS_OK) return status;
    compare_all(writer);
    writer->prepared->disputed = list_fields(writer, is_disputed);
    writer->prepared->unverified = list_fields(writer, is_unverified);
    return writer->said.failed ? STATUS_NO_MEMORY : STATUS_OK;
}

enum status claims_make(struct prepared *prepared, struct record_notes *notes)
{
    struct claim_writer writer = {.prepared = prepared, .notes = notes};
    struct leaves leaves = {0};
    const json_t *record = prepared->record, *sources = json_object_get(record, "sources");
    json_t *own = NULL;
    /* A work vouches for what its own title page says. */
    if (sources == NULL && strcmp(prepared->type->name, "source") == 0)
        sources = own = own_citation(record);
    enum status status = walk(notes, record, "", &leaves);
    if (leaves.count > 0 && sources == NULL && is_unsourced(record))
        faults_add(notes->compilation->faults, notes->at, "",
                   "add `sources`; \"source\": null stands for general knowledge",
                   "the record has no source for any of its facts");
    if (status == STATUS_OK) status = make_all(&writer, sources, &leaves);
    buffer_free(&writer.said);
    buffer_free(&writer.words);
    json_decref(own);
    return status;
}
