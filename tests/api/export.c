/*
 * Claims about what an export holds: every record and claim exactly once, as the API gives them,
 * and a closing record by which a whole download is known. The file and the wire are claimed
 * elsewhere.
 */
#include "service.h"

#include <chancery/digest.h>
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static json_t *read_rows(const char *body)
{
    json_t *rows = json_array();
    for (const char *at = body, *end; (end = strchr(at, '\n')) != NULL; at = end + 1) {
        json_t *row = json_loadb(at, (size_t)(end - at), JSON_REJECT_DUPLICATES, NULL);
        cr_assert_not_null(row, "not JSON: %.*s", (int)(end - at), at);
        json_array_append_new(rows, row);
    }
    return rows;
}

static const char *text_at(const json_t *row, const char *key)
{
    const char *text = json_string_value(json_object_get(row, key));
    return text != NULL ? text : "";
}

/* All that the dataset counts, of whatever type. */
static long long count_all(struct service *service)
{
    const char *type;
    json_t *count;
    long long sum = 0;
    json_t *counts = exchange_json(service_get(service, "/dataset"), "/counts");
    json_object_foreach(counts, type, count) sum += json_integer_value(count);
    return sum;
}

static void expect_each_once(const char *database)
{
    struct service *service = service_start(database);
    size_t i;
    json_t *row, *seen = json_object(), *rows = read_rows(service_get(service, "/export")->body);
    json_array_foreach(rows, i, row)
    {
        cr_expect_null(json_object_get(seen, text_at(row, "id")), "%s twice", text_at(row, "id"));
        json_object_set(seen, text_at(row, "id"), json_true());
    }
    cr_expect_gt(json_array_size(rows), 0);
    cr_expect_eq((long long)json_array_size(rows), count_all(service));
    json_decref(rows);
    json_decref(seen);
    service_stop(service);
}

Test(export, has_every_record_and_claim_once)
{
    expect_each_once(TINY_DATABASE);
}

Test(export, of_a_larger_dataset_has_them_once_too)
{
    expect_each_once(MAIN_DATABASE);
}

static void expect_items(const char *language)
{
    struct service *service = service_start(TINY_DATABASE);
    size_t i;
    json_t *row, *rows = read_rows(service_get(service, "/export?lang=%s", language)->body);
    json_array_foreach(rows, i, row)
    {
        struct exchange *item = service_get(service, "%s?lang=%s", text_at(row, "href"), language);
        cr_expect_eq(item->status, 200, "%s", item->target);
        cr_expect(json_equal(item->json, row), "%s", item->target);
    }
    json_decref(rows);
    service_stop(service);
}

Test(export, line_is_what_the_item_is)
{
    expect_items("en");
}

Test(export, line_is_in_the_language_that_was_asked_for)
{
    expect_items("es");
}

Test(export, claims_are_those_of_the_list)
{
    struct service *service = service_start(TINY_DATABASE);
    size_t i;
    json_t *claim, *rows = read_rows(service_get(service, "/export?collection=claims")->body);
    json_t *by_id = json_object();
    json_array_foreach(rows, i, claim) json_object_set(by_id, text_at(claim, "id"), claim);
    struct exchange *list = service_get(service, "/claims?limit=500");
    json_array_foreach(exchange_json(list, "/items"), i, claim)
        cr_expect(json_equal(json_object_get(by_id, text_at(claim, "id")), claim), "%s",
                  text_at(claim, "id"));
    cr_expect_eq((long long)json_array_size(rows), exchange_integer(list, "/total"));
    json_decref(by_id);
    json_decref(rows);
    service_stop(service);
}

Test(export, claims_come_last)
{
    struct service *service = service_start(TINY_DATABASE);
    size_t i;
    bool claims = false;
    json_t *row, *rows = read_rows(service_get(service, "/export")->body);
    json_array_foreach(rows, i, row)
    {
        bool is_claim = strcmp(text_at(row, "type"), "claim") == 0;
        cr_expect(is_claim || !claims, "%s after a claim", text_at(row, "id"));
        claims = claims || is_claim;
    }
    cr_expect(claims);
    json_decref(rows);
    service_stop(service);
}

Test(export, same_question_gives_the_same_bytes)
{
    struct service *service = service_start_copy(TINY_DATABASE);
    struct exchange *first = service_get(service, "/export");
    service_replace(service, TINY_DATABASE);
    struct exchange *second = service_get(service, "/export");
    cr_expect_str_eq(second->body, first->body);
    cr_expect_str_eq(exchange_header(second, "ETag"), exchange_header(first, "ETag"));
    service_stop(service);
}

Test(export, each_collection_may_be_asked_alone)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const collections[][2] = {{"sources", "source"},  {"places", "place"},
                                                 {"actors", "actor"},    {"events", "event"},
                                                 {"treaties", "treaty"}, {"articles", "article"},
                                                 {"offices", "office"},  {"relations", "relation"},
                                                 {"control", "control"}, {"claims", "claim"}};
    struct exchange *dataset = service_get(service, "/dataset");
    for (size_t i = 0; i < 10; i++) {
        size_t n;
        char pointer[64];
        json_t *row,
            *rows =
                read_rows(service_get(service, "/export?collection=%s", collections[i][0])->body);
        json_array_foreach(rows, n, row) cr_expect_str_eq(text_at(row, "type"), collections[i][1]);
        snprintf(pointer, sizeof pointer, "/counts/%s", collections[i][1]);
        cr_expect_eq((long long)json_array_size(rows), exchange_integer(dataset, pointer), "%s",
                     collections[i][0]);
        json_decref(rows);
    }
    service_stop(service);
}

Test(export, several_collections_may_be_asked_together)
{
    struct service *service = service_start(TINY_DATABASE);
    json_t *rows = read_rows(service_get(service, "/export?collection=control,relations")->body);
    json_t *other = read_rows(service_get(service, "/export?collection=relations,control")->body);
    cr_expect_eq(json_array_size(rows), 4);
    cr_expect(json_equal(rows, other));
    json_decref(rows);
    json_decref(other);
    service_stop(service);
}

/* The digest of all bytes before the last line. */
static void digest_before_last(const struct exchange *answer, const char **last,
                               char digest[DIGEST_HEX_SIZE])
{
    size_t end = answer->length - 1;
    cr_assert_eq(answer->body[end], '\n');
    while (end > 0 && answer->body[end - 1] != '\n')
        end--;
    *last = answer->body + end;
    digest_hex((struct text){answer->body, end}, digest);
}

Test(export, closing_record_counts_and_digests)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const targets[] = {"/export?end=1", "/export?end=true&collection=events",
                                          "/export?end=1&lang=es"};
    for (size_t i = 0; i < 3; i++) {
        const char *last;
        char digest[DIGEST_HEX_SIZE];
        struct exchange *answer = service_get(service, "%s", targets[i]);
        digest_before_last(answer, &last, digest);
        json_t *rows = read_rows(answer->body);
        json_t *end = json_array_get(rows, json_array_size(rows) - 1);
        cr_expect(json_is_true(json_object_get(end, "_end")), "%s", last);
        cr_expect_eq((size_t)json_integer_value(json_object_get(end, "count")),
                     json_array_size(rows) - 1);
        cr_expect_str_eq(text_at(end, "sha256"), digest);
        json_decref(rows);
    }
    service_stop(service);
}

Test(export, closing_record_of_a_table_is_a_row)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const targets[] = {"/export?format=csv&collection=events&end=1",
                                          "/export?format=csv&collection=events&end=1&bom=1"};
    for (size_t i = 0; i < 2; i++) {
        struct exchange *answer = service_get(service, "%s", targets[i]);
        const char *last = strstr(answer->body, "_end,");
        char digest[DIGEST_HEX_SIZE], wanted[128];
        cr_assert_not_null(last, "%s", targets[i]);
        digest_hex((struct text){answer->body, (size_t)(last - answer->body)}, digest);
        snprintf(wanted, sizeof wanted, "_end,7,%s", digest);
        cr_expect_eq(strncmp(last, wanted, strlen(wanted)), 0, "%s: %s", wanted, last);
        cr_expect_str_eq(last + strlen(last) - 2, "\r\n");
    }
    service_stop(service);
}

Test(export, without_closing_record_it_has_only_records)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *plain = service_get(service, "/export?end=0");
    cr_expect_null(strstr(plain->body, "_end"));
    cr_expect_str_eq(service_get(service, "/export")->body, plain->body);
    service_stop(service);
}

static void expect_refusal(struct service *service, const char *target, const char *name)
{
    struct exchange *answer = service_get(service, "%s", target);
    cr_expect_eq(answer->status, 400, "%s: %d", target, answer->status);
    cr_expect_str_eq(exchange_text(answer, "/errors/0/name"), name, "%s", target);
}

static size_t count_lines(const char *text)
{
    size_t count = 0;
    while ((text = strstr(text, "\r\n")) != NULL) {
        count++;
        text += 2;
    }
    return count;
}

/* Whether a table has every column of another. */
static bool has_columns_of(const struct exchange *table, const struct exchange *other)
{
    size_t length = strcspn(table->body, "\r");
    for (const char *at = other->body; *at != '\r'; at += strspn(at, ",")) {
        char wanted[100];
        size_t size = strcspn(at, ",\r");
        snprintf(wanted, sizeof wanted, ",%.*s,", (int)size, at);
        bool is_first = strncmp(table->body, wanted + 1, size + 1) == 0;
        const char *found = memmem(table->body, length + 1, wanted, size + 1);
        if (!is_first && found == NULL && strcmp(wanted, ",match,") != 0) return false;
        at += size;
    }
    return true;
}

Test(export, table_is_of_one_collection_or_has_the_columns_of_all)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const collections[] = {"sources",  "places",   "actors",  "events",
                                              "treaties", "articles", "offices", "relations",
                                              "control",  "claims"};
    struct exchange *whole = service_get(service, "/export?format=csv");
    cr_assert_eq(whole->status, 200);
    cr_expect_eq(strncmp(whole->body, "id,type,kind,label,", 19), 0);
    size_t rows = 0;
    for (size_t i = 0; i < 10; i++) {
        struct exchange *table =
            service_get(service, "/export?format=csv&collection=%s", collections[i]);
        cr_expect(has_columns_of(whole, table), "%s", collections[i]);
        rows += count_lines(table->body) - 1;
    }
    cr_expect_eq(count_lines(whole->body), rows + 1);
    struct exchange *two = service_get(service, "/export?format=csv&collection=events,treaties");
    cr_expect_eq(two->status, 200);
    cr_expect_eq(strcspn(two->body, "\r"), strcspn(whole->body, "\r"));
    cr_expect_eq(service_get_with(service, "/export", "Accept: text/csv", NULL)->status, 200);
    service_stop(service);
}

Test(export, closing_record_of_linked_data_stands_beside_the_list)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const targets[] = {"/export?format=jsonld&end=1",
                                          "/export?format=jsonld&collection=places&end=1"};
    for (size_t i = 0; i < 2; i++) {
        struct exchange *answer = service_get(service, "%s", targets[i]);
        cr_assert_not_null(answer->json, "%s", targets[i]);
        const char *list = i == 0 ? "/@graph" : "/features";
        const char *end = strstr(answer->body, "],\"_end\":{");
        char digest[DIGEST_HEX_SIZE];
        cr_assert_not_null(end);
        digest_hex((struct text){answer->body, (size_t)(end - answer->body)}, digest);
        cr_expect_str_eq(exchange_text(answer, "/_end/sha256"), digest);
        cr_expect_eq((size_t)exchange_integer(answer, "/_end/count"), exchange_count(answer, list));
    }
    service_stop(service);
}

Test(export, compiled_file_has_its_own_end)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *plain = service_get(service, "/export?format=sqlite");
    struct exchange *closed = service_get(service, "/export?format=sqlite&end=1");
    cr_expect_eq(closed->status, 200);
    cr_expect(closed->length == plain->length &&
              memcmp(closed->body, plain->body, plain->length) == 0);
    service_stop(service);
}

Test(export, what_makes_no_sense_together_is_a_400)
{
    struct service *service = service_start(TINY_DATABASE);
    expect_refusal(service, "/export?format=sqlite&collection=events", "collection");
    expect_refusal(service, "/export?collection=event", "collection");
    expect_refusal(service, "/export?format=json", "format");
    expect_refusal(service, "/export?collection=events&limit=5", "limit");
    service_stop(service);
}

Test(export, format_is_chosen_by_accept_too)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const types[] = {"application/x-ndjson", "application/ld+json",
                                        "application/vnd.sqlite3"};
    for (size_t i = 0; i < 3; i++) {
        char accept[128];
        snprintf(accept, sizeof accept, "Accept: %s", types[i]);
        struct exchange *answer = service_get_with(service, "/export", accept, NULL);
        cr_expect_eq(answer->status, 200, "%s", types[i]);
        cr_expect_str_eq(exchange_header(answer, "Content-Type"), types[i]);
    }
    cr_expect_eq(service_get_with(service, "/export", "Accept: application/json", NULL)->status,
                 406);
    service_stop(service);
}

Test(export, compressed_it_has_the_same_bytes)
{
    struct service *service = service_start(MAIN_DATABASE);
    static const char *const codings[] = {"gzip", "zstd", "br"};
    struct exchange *plain = service_get(service, "/export?collection=events&end=1");
    for (size_t i = 0; i < 3; i++) {
        char accept[64];
        size_t length;
        snprintf(accept, sizeof accept, "Accept-Encoding: %s", codings[i]);
        struct exchange *coded =
            service_get_with(service, "/export?collection=events&end=1", accept, NULL);
        char *decoded = exchange_decode(coded, &length);
        cr_expect_str_eq(exchange_header(coded, "Content-Encoding"), codings[i]);
        cr_assert_not_null(decoded, "%s", codings[i]);
        cr_expect(length == plain->length && memcmp(decoded, plain->body, length) == 0, "%s",
                  codings[i]);
        cr_expect_lt(coded->length, plain->length / 4, "%s", codings[i]);
        cr_expect_str_neq(exchange_header(coded, "ETag"), exchange_header(plain, "ETag"));
        free(decoded);
    }
    service_stop(service);
}

Test(export, validator_is_that_of_the_question)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const targets[] = {"/export",
                                          "/export?lang=es",
                                          "/export?end=1",
                                          "/export?collection=events",
                                          "/export?collection=claims",
                                          "/export?format=jsonld",
                                          "/export?format=csv&collection=events",
                                          "/export?format=csv&collection=events&bom=1",
                                          "/export?format=sqlite"};
    enum { TARGETS = sizeof targets / sizeof *targets };
    const char *tags[TARGETS];
    for (size_t i = 0; i < TARGETS; i++) {
        tags[i] = exchange_header(service_get(service, "%s", targets[i]), "ETag");
        cr_expect_eq(tags[i][0], '"', "%s", targets[i]);
        for (size_t k = 0; k < i; k++)
            cr_expect_str_neq(tags[i], tags[k], "%s, %s", targets[i], targets[k]);
    }
    service_stop(service);
}

Test(export, validator_of_the_language_is_that_of_the_header_too)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *english = service_get(service, "/export");
    struct exchange *spanish = service_get_with(service, "/export", "Accept-Language: es", NULL);
    cr_expect_str_neq(exchange_header(english, "ETag"), exchange_header(spanish, "ETag"));
    service_stop(service);
}

Test(export, who_has_it_gets_a_304)
{
    struct service *service = service_start(TINY_DATABASE);
    char header[128];
    struct exchange *answer = service_get(service, "/export");
    snprintf(header, sizeof header, "If-None-Match: %s", exchange_header(answer, "ETag"));
    struct exchange *again = service_get_with(service, "/export", header, NULL);
    cr_expect_eq(again->status, 304);
    cr_expect_eq(again->length, 0);
    service_stop(service);
}

Test(export, links_begin_with_the_base_path)
{
    struct service *service = service_start_under(TINY_DATABASE, "/history");
    size_t i;
    json_t *row, *rows = read_rows(service_get(service, "/export")->body);
    json_array_foreach(rows, i, row)
        cr_expect_eq(strncmp(text_at(row, "href"), "/history/", 9), 0, "%s", text_at(row, "href"));
    json_decref(rows);
    service_stop(service);
}
