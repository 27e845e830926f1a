/*
 * Inserts prepared records: their rows by load.sql, their claims, outlines and references by
 * statements that stay prepared. References to ids that are known already are checked here and only
 * counted; all others wait in a scratch table until every record is there.
 */
#include "loader.h"

#include "known_ids.h"
#include "load_plan.h"
#include "tallies.h"
#include "word_counts.h"

#include <chancery/geojson.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char scratch[] =
    "CREATE TEMP TABLE mention (record INTEGER, pointer TEXT, target TEXT, types TEXT);"
    "CREATE TEMP TABLE mentioned (target TEXT, n INTEGER);"
    "CREATE TEMP TABLE claims_of_type (type TEXT PRIMARY KEY, claims INTEGER, unverified INTEGER,"
    " uncited INTEGER, conflicting INTEGER, preferred INTEGER, deprecated INTEGER) WITHOUT ROWID;"
    "CREATE TEMP TABLE claims_on_source (source TEXT, claims INTEGER, unverified INTEGER,"
    " conflicting INTEGER);"
    "CREATE TEMP TABLE word_count (folded TEXT, shown TEXT, n INTEGER);"
    "CREATE TEMP TABLE past (version TEXT, id TEXT, sha256 TEXT, PRIMARY KEY (version, id))"
    " WITHOUT ROWID;"
    "CREATE TEMP TABLE skipped (id TEXT PRIMARY KEY) WITHOUT ROWID;";

struct loader {
    struct load_plan *plan;
    struct known_ids *known;
    struct word_counts *words;
    struct tallies *tallies;
    FILE *places; /* struct place_in_file of record 1, 2, … */
    int64_t count;
    struct claim_counts claims[RECORD_TYPE_COUNT]; /* about records of each type */
    struct statement *claim, *geometry, *mention, *mentioned, *skipped, *of_type, *on_source;
};

static enum status prepare_all(struct connection *store, struct loader *loader)
{
    const struct {
        const char *sql;
        struct statement **out;
    } all[] = {
        {"INSERT INTO claim (id, subject, field, about, value, comparable, value_type, value_kind,"
         " rank, rank_reason, source, locator, certainty, verified, sha256, conflicting)"
         " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
         &loader->claim},
        {"INSERT INTO geometry (key, geojson) VALUES (?1, ?2)", &loader->geometry},
        {"INSERT INTO temp.mention (record, pointer, target, types) VALUES (?1, ?2, ?3, ?4)",
         &loader->mention},
        {"INSERT INTO temp.mentioned (target, n) VALUES (?1, ?2)", &loader->mentioned},
        {"INSERT OR IGNORE INTO temp.skipped (id) VALUES (?1)", &loader->skipped},
        {"INSERT INTO temp.claims_of_type (type, claims, unverified, uncited, conflicting,"
         " preferred, deprecated) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
         &loader->of_type},
        {"INSERT INTO temp.claims_on_source (source, claims, unverified, conflicting)"
         " VALUES (?1, ?2, ?3, ?4)",
         &loader->on_source},
    };
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sizeof all / sizeof all[0] && status == STATUS_OK; i++)
        status = connection_prepare(store, text_of(all[i].sql), all[i].out);
    return status;
}

enum status loader_new(struct connection *store, const struct languages *languages,
                       struct loader **out)
{
    struct loader *loader = calloc(1, sizeof *loader);
    if (loader == NULL) return STATUS_NO_MEMORY;
    *out = loader;
    loader->known = known_ids_new();
    if (loader->known == NULL) return STATUS_NO_MEMORY;
    loader->tallies = tallies_new();
    if (loader->tallies == NULL) return STATUS_NO_MEMORY;
    loader->places = tmpfile();
    if (loader->places == NULL) return STATUS_FAILED;
    enum status status = connection_run(store, text_of(scratch));
    if (status == STATUS_OK) status = load_plan_new(store, languages, &loader->plan);
    if (status == STATUS_OK) status = word_counts_new(store, &loader->words);
    return status == STATUS_OK ? prepare_all(store, loader) : status;
}

void loader_release(struct loader *loader)
{
    if (loader == NULL) return;
    load_plan_free(loader->plan);
    word_counts_free(loader->words);
    loader->plan = NULL;
    loader->words = NULL;
}

void loader_free(struct loader *loader)
{
    if (loader == NULL) return;
    loader_release(loader);
    known_ids_free(loader->known);
    tallies_free(loader->tallies);
    if (loader->places != NULL) fclose(loader->places);
    free(loader);
}

int64_t loader_count(const struct loader *loader)
{
    return loader->count;
}

struct place_in_file loader_place(const struct loader *loader, int64_t key)
{
    struct place_in_file at;
    off_t offset = (off_t)(key - 1) * (off_t)sizeof at;
    if (fflush(loader->places) == 0 &&
        pread(fileno(loader->places), &at, sizeof at, offset) == (ssize_t)sizeof at)
        return at;
    return (struct place_in_file){0, 0, 1};
}

static enum status insert_claim(struct statement *insert, const struct claim *claim,
                                int64_t subject)
{
    statement_put_text(insert, 1, text_of(claim->id));
    statement_put_integer(insert, 2, subject);
    statement_put_text(insert, 3, text_of(claim->field));
    statement_put_text(insert, 4, text_of(claim->about));
    statement_put_text(insert, 5, claim->value);
    statement_put_text(insert, 6, claim->comparable);
    statement_put_text(insert, 7, text_of(claim->type));
    statement_put_text(insert, 8, text_of(claim->kind));
    statement_put_text(insert, 9, text_of(claim->rank));
    statement_put_text(insert, 10, text_of(claim->reason));
    statement_put_text(insert, 11, text_of(claim->source));
    statement_put_text(insert, 12, text_of(claim->locator));
    statement_put_text(insert, 13, text_of(claim->certainty));
    statement_put_text(insert, 14, claim->verified);
    statement_put_bytes(insert, 15, (struct text){(const char *)claim->digest, DIGEST_SIZE});
    statement_put_integer(insert, 16, claim->conflicting);
    return statement_repeat(insert);
}

static void add_claim(struct claim_counts *counts, const struct claim *claim)
{
    counts->all++;
    counts->unverified += claim->verified.at == NULL;
    counts->uncited += claim->source == NULL;
    counts->conflicting += claim->conflicting;
    counts->preferred += strcmp(claim->rank, "preferred") == 0;
    counts->deprecated += strcmp(claim->rank, "deprecated") == 0;
}

static enum status write_claims_on(struct loader *loader, struct text source,
                                   const struct claim_counts *counts)
{
    statement_put_text(loader->on_source, 1, source);
    statement_put_integer(loader->on_source, 2, counts->all);
    statement_put_integer(loader->on_source, 3, counts->unverified);
    statement_put_integer(loader->on_source, 4, counts->conflicting);
    return statement_repeat(loader->on_source);
}

/* Count a claim for its subject's type and for its source: one that is not known yet waits in the
 * scratch table. */
static enum status count_claim(struct loader *loader, const struct claim *claim,
                               const struct record_type *type)
{
    add_claim(&loader->claims[type - record_types()], claim);
    if (claim->source == NULL) return STATUS_OK;
    struct known_id *known = known_ids_find(loader->known, text_of(claim->source));
    struct claim_counts one = {0};
    add_claim(known != NULL ? &known->claims : &one, claim);
    return known != NULL ? STATUS_OK : write_claims_on(loader, text_of(claim->source), &one);
}

/* Whether a type stands in a list "actor|place". */
static bool allows(const char *types, const struct record_type *type)
{
    struct text rest = text_of(types);
    while (rest.at != NULL)
        if (text_is(text_cut(&rest, '|'), type->name)) return true;
    return false;
}

static enum status insert_mention(struct loader *loader, const struct noted *noted, int64_t key)
{
    struct text format = text_of(noted->format);
    struct text target = text_of(json_string_value(noted->value));
    if (!text_starts_with(format, "reference:")) return STATUS_OK;
    struct text types = text_after(format, sizeof "reference:" - 1);
    struct known_id *known = known_ids_find(loader->known, target);
    if (known != NULL && allows(types.at, known->type)) {
        known->mentions++;
        return STATUS_OK;
    }
    statement_put_integer(loader->mention, 1, key);
    statement_put_text(loader->mention, 2, text_of(noted->pointer));
    statement_put_text(loader->mention, 3, target);
    statement_put_text(loader->mention, 4, types);
    return statement_repeat(loader->mention);
}

static enum status insert_geometry(struct loader *loader, const json_t *geometry, int64_t key,
                                   struct arena *arena)
{
    if (geometry == NULL) return STATUS_OK;
    /* Outlines come wound either way: GeoJSON has one (RFC 7946 §3.1.6). */
    json_t *wound = geojson_wound((json_t *)(uintptr_t)geometry);
    struct text text = json_in_arena(arena, wound, 0);
    json_decref(wound);
    if (text.at == NULL) return STATUS_NO_MEMORY;
    statement_put_integer(loader->geometry, 1, key);
    statement_put_text(loader->geometry, 2, text);
    return statement_repeat(loader->geometry);
}

static enum status count_words(struct loader *loader, const json_t *name)
{
    struct text words = {json_string_value(name), json_string_length(name)};
    return words.at != NULL ? word_counts_add(loader->words, words) : STATUS_OK;
}

/* The words of all names of a record. */
static enum status count_names(struct loader *loader, const json_t *record)
{
    enum status status = count_words(loader, json_object_get(record, "modern_name"));
    const char *language;
    json_t *name;
    size_t i;
    json_object_foreach(json_object_get(record, "labels"), language, name)
    {
        if (status == STATUS_OK) status = count_words(loader, name);
    }
    json_array_foreach(json_object_get(record, "aliases"), i, name)
    {
        if (status == STATUS_OK) status = count_words(loader, name);
    }
    json_array_foreach(json_object_get(record, "names"), i, name)
    {
        if (status == STATUS_OK) status = count_words(loader, json_object_get(name, "label"));
    }
    return status;
}

static struct text id_of(const struct prepared *prepared)
{
    return text_of(json_string_value(json_object_get(prepared->record, "id")));
}

static enum status skip(struct loader *loader, struct text id)
{
    if (id.at == NULL) return STATUS_OK;
    statement_put_text(loader->skipped, 1, id);
    return statement_repeat(loader->skipped);
}

enum status loader_insert(struct loader *loader, const struct prepared *prepared,
                          struct arena *arena)
{
    if (!prepared->sound) return skip(loader, id_of(prepared));
    int64_t key = ++loader->count;
    if (fwrite(&prepared->at, sizeof prepared->at, 1, loader->places) != 1) return STATUS_FAILED;
    known_ids_add(loader->known, id_of(prepared), prepared->type);
    enum status status = tallies_add(loader->tallies, prepared);
    if (status == STATUS_OK) status = load_plan_run(loader->plan, prepared, key, arena);
    if (status == STATUS_OK) status = insert_geometry(loader, prepared->geometry, key, arena);
    for (size_t i = 0; i < prepared->noted_count && status == STATUS_OK; i++)
        status = insert_mention(loader, &prepared->noted[i], key);
    for (size_t i = 0; i < prepared->claim_count && status == STATUS_OK; i++) {
        status = insert_claim(loader->claim, &prepared->claims[i], key);
        if (status == STATUS_OK) status = count_claim(loader, &prepared->claims[i], prepared->type);
    }
    return status == STATUS_OK ? count_names(loader, prepared->record) : status;
}

enum status loader_tally(struct loader *loader, struct connection *store)
{
    return tallies_write(loader->tallies, store);
}

static enum status write_known(struct loader *loader, const struct known_id *known)
{
    enum status status = STATUS_OK;
    if (known->mentions > 0) {
        statement_put_text(loader->mentioned, 1, known->id);
        statement_put_integer(loader->mentioned, 2, known->mentions);
        status = statement_repeat(loader->mentioned);
    }
    if (status == STATUS_OK && known->claims.all > 0)
        status = write_claims_on(loader, known->id, &known->claims);
    return status;
}

static enum status write_claims_of(struct loader *loader, size_t type)
{
    const struct claim_counts *counts = &loader->claims[type];
    statement_put_text(loader->of_type, 1, text_of(record_types()[type].name));
    statement_put_integer(loader->of_type, 2, counts->all);
    statement_put_integer(loader->of_type, 3, counts->unverified);
    statement_put_integer(loader->of_type, 4, counts->uncited);
    statement_put_integer(loader->of_type, 5, counts->conflicting);
    statement_put_integer(loader->of_type, 6, counts->preferred);
    statement_put_integer(loader->of_type, 7, counts->deprecated);
    return statement_repeat(loader->of_type);
}

enum status loader_finish(struct loader *loader)
{
    enum status status = word_counts_flush(loader->words);
    const struct known_id *known;
    for (size_t i = 0; status == STATUS_OK && (known = known_ids_at(loader->known, i)) != NULL; i++)
        status = write_known(loader, known);
    for (size_t i = 0; i < RECORD_TYPE_COUNT && status == STATUS_OK; i++)
        status = write_claims_of(loader, i);
    return status;
}
