/*
 * dataset.json: what the dataset says of itself. Languages, kinds, offices and coverage come from
 * here and from nowhere else.
 */
#include "compilation.h"
#include "land.h"

#include <chancery/buffer.h>
#include <stdlib.h>
#include <string.h>

struct manifest_state {
    struct compilation *compilation;
    struct place_in_file at;
};

static void hear_fault(void *state, const char *pointer, const char *what, const char *remedy)
{
    struct manifest_state *manifest = state;
    faults_add(manifest->compilation->faults, manifest->at, pointer, remedy, "%s", what);
}

static void check_date(struct manifest_state *manifest, const char *pointer, bool interval,
                       const json_t *value)
{
    struct arena *arena = arena_new(512);
    struct dating dating;
    struct date_fault fault;
    char inner[64] = "";
    if (arena != NULL &&
        date_read_json(value, interval, arena, &dating, &fault, inner) == STATUS_INVALID)
        faults_add(manifest->compilation->faults, manifest->at, pointer,
                   fault.suggestion[0] != '\0' ? fault.suggestion : "correct the date", "%s",
                   fault.reason);
    arena_free(arena);
}

static void hear_format(void *state, const char *pointer, const char *format, const json_t *value)
{
    if (strcmp(format, "date") == 0 || strcmp(format, "interval") == 0)
        check_date(state, pointer, strcmp(format, "interval") == 0, value);
}

static json_t *read_manifest(struct compilation *compilation, struct manifest_state *manifest)
{
    struct buffer path = {0};
    buffer_format(&path, "%s/dataset.json", compilation->options->directory);
    if (path.failed) return NULL;
    json_error_t error;
    manifest->compilation = compilation;
    manifest->at = (struct place_in_file){faults_file(compilation->faults, path.at), 0, 1};
    json_t *dataset = json_load_file(path.at, JSON_REJECT_DUPLICATES, &error);
    if (dataset == NULL && error.line < 1)
        faults_add_at(compilation->faults, manifest->at.file, 1, 1,
                      "a dataset folder begins with this file: see db/README.md",
                      "it cannot be read");
    else if (dataset == NULL)
        faults_add_at(compilation->faults, manifest->at.file, (uint64_t)error.line,
                      (uint64_t)error.column, NULL, "%s", error.text);
    buffer_free(&path);
    return dataset;
}

static enum status put_meta(struct compilation *compilation, const char *name, struct text value)
{
    struct statement *insert;
    enum status status = connection_prepare(
        compilation->store, TEXT("INSERT INTO meta (name, value) VALUES (:name, :value)"), &insert);
    if (status != STATUS_OK) return status;
    statement_bind_text(insert, ":name", text_of(name));
    statement_bind_text(insert, ":value", value);
    return statement_run(insert);
}

/* The manifest's lists into their tables, all from the one text. */
static enum status fill_tables(struct compilation *compilation, struct text manifest)
{
    static const char *const fills[] = {
        "INSERT INTO language (ordinal, code, name, dates) SELECT key, value ->> 'code', value ->> "
        "'name',"
        " value -> 'dates' FROM json_each(:manifest, '$.languages')",
        "INSERT INTO kind (type, kind, labels) SELECT t.key, k.key, k.value"
        " FROM json_each(:manifest, '$.kinds') AS t, json_each(t.value) AS k",
        "INSERT INTO post (id, labels, state) SELECT key, value -> 'labels', value ->> 'state'"
        " FROM json_each(:manifest, '$.offices')",
        "INSERT INTO coverage (domain, start_day, end_day) SELECT '', day_bound(period, 1, 0), "
        "day_bound(period, 1, 3)"
        " FROM (SELECT :manifest -> '$.coverage.period' AS period) WHERE period IS NOT NULL",
        "INSERT INTO coverage (domain, start_day, end_day) SELECT key, day_bound(period, 1, 0), "
        "day_bound(period, 1, 3)"
        " FROM (SELECT key, iif(type = 'object', value, json_quote(value)) AS period"
        " FROM json_each(:manifest, '$.coverage.domains'))",
        "INSERT INTO withdrawn (id, replaced_by) SELECT value ->> 'id', value ->> 'replaced_by'"
        " FROM json_each(:manifest, '$.withdrawn')",
        "INSERT INTO meta (name, value) SELECT 'released_day', day_bound(released, 0, 0)"
        " FROM (SELECT :manifest -> 'released' AS released) WHERE released IS NOT NULL",
    };
    enum status status = put_meta(compilation, "dataset", manifest);
    for (size_t i = 0; i < sizeof fills / sizeof fills[0] && status == STATUS_OK; i++) {
        struct statement *fill;
        status = connection_prepare(compilation->store, text_of(fills[i]), &fill);
        if (status != STATUS_OK) break;
        statement_bind_text(fill, ":manifest", manifest);
        status = statement_run(fill);
    }
    return status;
}

static enum status take_languages(struct compilation *compilation, struct place_in_file at)
{
    struct languages *languages = &compilation->languages;
    json_t *entry;
    size_t i;
    json_array_foreach(json_object_get(compilation->dataset, "languages"), i, entry)
    {
        char why[200], pointer[64];
        struct language *language = &languages->at[i];
        language->code = strdup(json_string_value(json_object_get(entry, "code")));
        language->name = strdup(json_string_value(json_object_get(entry, "name")));
        languages->count = i + 1;
        if (language->code == NULL || language->name == NULL) return STATUS_NO_MEMORY;
        enum status status =
            date_language_new(json_object_get(entry, "dates"), &language->dates, why, sizeof why);
        snprintf(pointer, sizeof pointer, "/languages/%zu/dates", i);
        if (status == STATUS_INVALID) faults_add(compilation->faults, at, pointer, NULL, "%s", why);
        if (status != STATUS_OK) return status;
    }
    return STATUS_OK;
}

/* Coverage is declared by record type; another word would cover nothing. */
static void check_domains(struct compilation *compilation, struct place_in_file at)
{
    const json_t *coverage = json_object_get(compilation->dataset, "coverage");
    const char *domain;
    json_t *period;
    json_object_foreach(json_object_get(coverage, "domains"), domain, period)
    {
        char pointer[64];
        if (record_type_find(text_of(domain)) != NULL) continue;
        snprintf(pointer, sizeof pointer, "/coverage/domains/%.32s#", domain);
        faults_add(compilation->faults, at, pointer,
                   "write event, treaty, actor or another record type", "\"%s\" is no record type",
                   domain);
    }
}

static enum status put_land(struct compilation *compilation, struct place_in_file at)
{
    struct buffer land = {0};
    enum status status = land_read(compilation, at, &land);
    if (status == STATUS_OK && land.length > 0)
        status = put_meta(compilation, "land", (struct text){land.at, land.length});
    buffer_free(&land);
    return status;
}

enum status manifest_load(struct compilation *compilation)
{
    struct manifest_state manifest;
    compilation->dataset = read_manifest(compilation, &manifest);
    if (compilation->dataset == NULL) return STATUS_INVALID;
    struct validator_listener listener = {&manifest, hear_fault, hear_format};
    validator_check(compilation->validator, "dataset", compilation->dataset, &listener);
    check_domains(compilation, manifest.at);
    if (faults_count(compilation->faults) > 0) return STATUS_INVALID;
    enum status status = take_languages(compilation, manifest.at);
    char *text = json_dumps(compilation->dataset, JSON_COMPACT | JSON_REAL_PRECISION(15));
    if (text == NULL) status = STATUS_NO_MEMORY;
    if (status == STATUS_OK) status = fill_tables(compilation, text_of(text));
    if (status == STATUS_OK) status = put_land(compilation, manifest.at);
    free(text);
    return status;
}
