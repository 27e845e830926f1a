/*
 * What is asked of a dataset all the time: read once from its tables when it is opened.
 */
#include "metadata.h"

#include <chancery/date.h>
#include <stdio.h>
#include <string.h>

/* Run one metadata query, handing each row to `take`. */
static enum status read_rows(struct connection *connection, struct text sql,
                             struct metadata *metadata,
                             enum status (*take)(struct metadata *, struct statement *))
{
    struct statement *statement;
    enum status status = connection_prepare(connection, sql, &statement);
    if (status != STATUS_OK) return status;
    while ((status = statement_step(statement)) == STATUS_OK) {
        status = take(metadata, statement);
        if (status != STATUS_OK) break;
    }
    statement_reset(statement);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status take_meta(struct metadata *metadata, struct statement *row)
{
    struct text name = statement_text(row, 0), value = statement_text(row, 1);
    if (value.at == NULL) return STATUS_INVALID;
    if (text_is(name, "version") && value.length < DIGEST_HEX_SIZE) {
        memcpy(metadata->version, value.at, value.length);
    } else if (text_is(name, "released_day")) {
        long long day = 0;
        if (text_to_integer(value, &day)) metadata->released = (day_clamped(day) - 2440588) * 86400;
    } else if (text_is(name, "dataset")) {
        json_decref(metadata->dataset);
        metadata->dataset = json_loadb(value.at, value.length, 0, NULL);
        if (metadata->dataset == NULL) return STATUS_INVALID;
    }
    return STATUS_OK;
}

static enum status take_language(struct metadata *metadata, struct statement *row)
{
    struct languages *languages = &metadata->languages;
    if (languages->count == LANGUAGE_LIMIT) return STATUS_INVALID;
    struct language *language = &languages->at[languages->count];
    struct text code = statement_text(row, 0), name = statement_text(row, 1),
                words = statement_text(row, 2);
    if (code.at == NULL || name.at == NULL) return STATUS_INVALID;
    language->code = strndup(code.at, code.length);
    language->name = strndup(name.at, name.length);
    json_t *dates = words.length > 0 ? json_loadb(words.at, words.length, 0, NULL) : NULL;
    char why[200];
    enum status status = date_language_new(dates, &language->dates, why, sizeof why);
    json_decref(dates);
    languages->count++;
    if (language->code == NULL || language->name == NULL) return STATUS_NO_MEMORY;
    return status;
}

static enum status take_kind(struct metadata *metadata, struct statement *row)
{
    struct text type = statement_text(row, 0), kind = statement_text(row, 1);
    json_t *list = json_object_getn(metadata->kinds, type.at, type.length);
    if (!text_is_utf8(type)) return STATUS_INVALID;
    if (list == NULL) {
        list = json_array();
        if (json_object_setn_new(metadata->kinds, type.at, type.length, list) != 0)
            return STATUS_NO_MEMORY;
    }
    return json_array_append_new(list, json_stringn(kind.at, kind.length)) == 0 ? STATUS_OK
                                                                                : STATUS_NO_MEMORY;
}

static enum status take_coverage(struct metadata *metadata, struct statement *row)
{
    if (metadata->coverage_count == COVERAGE_LIMIT) return STATUS_INVALID;
    struct covered *covered = &metadata->coverage[metadata->coverage_count++];
    struct text domain = statement_text(row, 0);
    snprintf(covered->domain, sizeof covered->domain, "%.*s", (int)domain.length, domain.at);
    covered->start = day_clamped(statement_integer(row, 1));
    covered->end = day_clamped(statement_integer(row, 2));
    return STATUS_OK;
}

static enum status take_population(struct metadata *metadata, struct statement *row)
{
    if (metadata->type_count == TYPE_LIMIT) return STATUS_INVALID;
    struct inhabited *type = &metadata->types[metadata->type_count++];
    struct text name = statement_text(row, 0);
    snprintf(type->type, sizeof type->type, "%.*s", (int)name.length, name.at);
    type->population = (struct population){statement_count(row, 1), statement_count(row, 2),
                                           statement_integer(row, 3), statement_integer(row, 4)};
    return STATUS_OK;
}

enum status metadata_read(struct metadata *metadata, struct connection *connection)
{
    metadata->kinds = json_object();
    if (metadata->kinds == NULL) return STATUS_NO_MEMORY;
    enum status status =
        read_rows(connection, TEXT("SELECT name, value FROM meta"), metadata, take_meta);
    if (status == STATUS_OK)
        status =
            read_rows(connection, TEXT("SELECT code, name, dates FROM language ORDER BY ordinal"),
                      metadata, take_language);
    if (status == STATUS_OK)
        status = read_rows(connection,
                           TEXT("SELECT type, kind FROM kind WHERE in_use > 0 ORDER BY type, kind"),
                           metadata, take_kind);
    if (status == STATUS_OK)
        status = read_rows(connection, TEXT("SELECT domain, start_day, end_day FROM coverage"),
                           metadata, take_coverage);
    if (status == STATUS_OK)
        status = read_rows(connection,
                           TEXT("SELECT type, dated + undated, undated, first, last FROM tally"
                                " WHERE kind = '' AND lasting = 0"),
                           metadata, take_population);
    if (status == STATUS_OK && (metadata->dataset == NULL || metadata->languages.count == 0 ||
                                metadata->version[0] == '\0'))
        status = STATUS_INVALID;
    return status;
}

void metadata_free(struct metadata *metadata)
{
    languages_free(&metadata->languages);
    json_decref(metadata->dataset);
    json_decref(metadata->kinds);
}
