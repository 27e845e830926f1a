/*
 * Claims about the export that is the compiled file itself: its bytes, and every way to ask for a
 * part of them.
 */
#include "service.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char target[] = "/export?format=sqlite";

/* The file on disk. */
static char *read_file(const char *name, size_t *length)
{
    FILE *file = fopen(name, "rb");
    cr_assert_not_null(file, "%s", name);
    cr_assert_eq(fseek(file, 0, SEEK_END), 0);
    *length = (size_t)ftell(file);
    rewind(file);
    char *bytes = malloc(*length);
    cr_assert_not_null(bytes);
    cr_assert_eq(fread(bytes, 1, *length, file), *length);
    fclose(file);
    return bytes;
}

static struct exchange *get_range(struct service *service, const char *range)
{
    char header[256];
    snprintf(header, sizeof header, "Range: %s", range);
    return service_get_with(service, target, header, NULL);
}

Test(export_file, is_the_file_byte_for_byte)
{
    struct service *service = service_start(TINY_DATABASE);
    size_t length;
    char *bytes = read_file(TINY_DATABASE, &length);
    struct exchange *answer = service_get(service, "%s", target);
    cr_expect_eq(answer->status, 200);
    cr_expect_eq(answer->length, length);
    cr_expect_eq(strtoul(exchange_header(answer, "Content-Length"), NULL, 10), length);
    cr_expect_eq(memcmp(answer->body, bytes, length), 0);
    cr_expect_str_eq(answer->body, "SQLite format 3");
    cr_expect_str_eq(exchange_header(answer, "Accept-Ranges"), "bytes");
    free(bytes);
    service_stop(service);
}

Test(export_file, is_never_coded)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_get_with(service, target, "Accept-Encoding: gzip, br", NULL);
    cr_expect_not(exchange_has_header(answer, "Content-Encoding"));
    cr_expect_eq(memcmp(answer->body, "SQLite format 3", 16), 0);
    service_stop(service);
}

/* A part from `first` to `last`, both of it. */
static void expect_part(struct service *service, const char *range, size_t first, size_t last)
{
    size_t length;
    char wanted[96];
    char *bytes = read_file(TINY_DATABASE, &length);
    struct exchange *answer = get_range(service, range);
    snprintf(wanted, sizeof wanted, "bytes %zu-%zu/%zu", first, last, length);
    cr_expect_eq(answer->status, 206, "%s: %d", range, answer->status);
    cr_expect_str_eq(exchange_header(answer, "Content-Range"), wanted, "%s", range);
    cr_assert_eq(answer->length, last - first + 1, "%s: %zu", range, answer->length);
    cr_expect_eq(memcmp(answer->body, bytes + first, answer->length), 0, "%s", range);
    cr_expect_str_eq(exchange_header(answer, "Content-Type"), "application/vnd.sqlite3");
    free(bytes);
}

Test(export_file, gives_any_one_range)
{
    struct service *service = service_start(TINY_DATABASE);
    size_t length = service_get(service, "%s", target)->length, end = length - 1;
    char suffix[64];
    expect_part(service, "bytes=0-0", 0, 0);
    expect_part(service, "bytes=0-99", 0, 99);
    expect_part(service, "bytes=4090-8200", 4090, 8200);
    expect_part(service, "bytes=4096-", 4096, end);
    expect_part(service, "bytes=0-", 0, end);
    expect_part(service, "bytes=-1", end, end);
    expect_part(service, "bytes=-5000", length - 5000, end);
    expect_part(service, "BYTES=10-19", 10, 19);
    expect_part(service, "bytes=100-999999999999", 100, end);
    expect_part(service, "bytes=-999999999999", 0, end);
    snprintf(suffix, sizeof suffix, "bytes=%zu-%zu", end, end);
    expect_part(service, suffix, end, end);
    service_stop(service);
}

Test(export_file, parts_make_the_whole)
{
    struct service *service = service_start(TINY_DATABASE);
    size_t length, piece = 100003, read = 0;
    char *bytes = read_file(TINY_DATABASE, &length);
    while (read < length) {
        char range[64];
        snprintf(range, sizeof range, "bytes=%zu-%zu", read, read + piece - 1);
        struct exchange *part = get_range(service, range);
        cr_assert_eq(part->status, 206, "%s", range);
        cr_assert(part->length > 0 && read + part->length <= length, "%s", range);
        cr_expect_eq(memcmp(part->body, bytes + read, part->length), 0, "%s", range);
        read += part->length;
    }
    free(bytes);
    service_stop(service);
}

Test(export_file, range_beyond_it_is_a_416_that_says_how_long_it_is)
{
    struct service *service = service_start(TINY_DATABASE);
    size_t length = service_get(service, "%s", target)->length;
    char wanted[64], beyond[64];
    snprintf(wanted, sizeof wanted, "bytes */%zu", length);
    snprintf(beyond, sizeof beyond, "bytes=%zu-", length);
    const char *ranges[] = {beyond, "bytes=999999999999-", "bytes=99999999999-999999999999",
                            "bytes=-0"};
    for (size_t i = 0; i < 4; i++) {
        struct exchange *answer = get_range(service, ranges[i]);
        cr_expect_eq(answer->status, 416, "%s: %d", ranges[i], answer->status);
        cr_expect_str_eq(exchange_header(answer, "Content-Range"), wanted, "%s", ranges[i]);
        cr_expect_str_eq(exchange_text(answer, "/type"), "/problems/range-not-satisfiable");
        cr_expect_str_eq(exchange_header(answer, "Cache-Control"), "no-store");
        cr_expect_not(exchange_has_header(answer, "Content-Disposition"));
    }
    service_stop(service);
}

Test(export_file, what_cannot_be_read_as_one_range_gets_the_whole)
{
    struct service *service = service_start(TINY_DATABASE);
    size_t length = service_get(service, "%s", target)->length;
    static const char *const ranges[] = {
        "bytes=0-9,20-29", "bytes=0-0,-1", "bytes=9-5",  "bytes=",    "bytes=-",   "bytes=a-b",
        "items=0-9",       "bytes 0-9",    "bytes=0-9x", "bytes=--5", "bytes=+1-5"};
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        struct exchange *answer = get_range(service, ranges[i]);
        cr_expect_eq(answer->status, 200, "%s: %d", ranges[i], answer->status);
        cr_expect_eq(answer->length, length, "%s", ranges[i]);
        cr_expect_not(exchange_has_header(answer, "Content-Range"), "%s", ranges[i]);
    }
    service_stop(service);
}

static void expect_if_range(struct service *service, const char *condition, int status)
{
    char header[256];
    snprintf(header, sizeof header, "If-Range: %s", condition);
    struct exchange *answer = service_get_with(service, target, "Range: bytes=0-9", header, NULL);
    cr_expect_eq(answer->status, status, "%s: %d", header, answer->status);
    cr_expect_eq(answer->length == 10, status == 206, "%s", header);
}

Test(export_file, range_holds_for_the_version_that_was_begun)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *whole = service_get(service, "%s", target);
    const char *validator = exchange_header(whole, "ETag");
    char weak[128];
    snprintf(weak, sizeof weak, "W/%s", validator);
    expect_if_range(service, validator, 206);
    expect_if_range(service, "\"other\"", 200);
    expect_if_range(service, weak, 200);
    expect_if_range(service, exchange_header(whole, "Last-Modified"), 206);
    expect_if_range(service, "Wed, 28 Feb 2024 00:00:00 GMT", 200);
    expect_if_range(service, "Fri, 01 Mar 2024 00:00:00 GMT", 200);
    expect_if_range(service, "yesterday", 200);
    service_stop(service);
}

Test(export_file, unsatisfiable_range_of_another_version_gets_the_whole)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_get_with(service, target, "Range: bytes=999999999999-",
                                               "If-Range: \"other\"", NULL);
    cr_expect_eq(answer->status, 200);
    service_stop(service);
}

Test(export_file, who_has_it_gets_a_304_whatever_range_is_asked)
{
    struct service *service = service_start(TINY_DATABASE);
    char header[128];
    struct exchange *whole = service_get(service, "%s", target);
    snprintf(header, sizeof header, "If-None-Match: %s", exchange_header(whole, "ETag"));
    cr_expect_eq(service_get_with(service, target, header, NULL)->status, 304);
    struct exchange *part = service_get_with(service, target, header, "Range: bytes=0-9", NULL);
    cr_expect_eq(part->status, 304);
    cr_expect_not(exchange_has_header(part, "Content-Range"));
    service_stop(service);
}

Test(export_file, part_has_the_validators_of_the_whole)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const same[] = {"ETag", "Last-Modified",       "Cache-Control",
                                       "Vary", "Content-Disposition", NULL};
    cr_expect(exchange_same_headers(get_range(service, "bytes=0-9"),
                                    service_get(service, "%s", target), same));
    service_stop(service);
}

Test(export_file, head_has_the_headers_of_get)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const same[] = {
        "Content-Length", "Content-Type",        "ETag", "Accept-Ranges", "Cache-Control",
        "Vary",           "Content-Disposition", NULL};
    struct exchange *get = service_get(service, "%s", target);
    struct exchange *head = service_ask(service, "HEAD", target);
    cr_expect_eq(head->status, 200);
    cr_expect_eq(head->length, 0);
    cr_expect(exchange_same_headers(head, get, same));
    struct exchange *part = service_ask_with(service, "HEAD", target, "Range: bytes=0-9", NULL);
    cr_expect_eq(part->status, 200);
    cr_expect_str_eq(exchange_header(part, "Content-Length"),
                     exchange_header(get, "Content-Length"));
    service_stop(service);
}

Test(export_file, only_the_file_comes_in_ranges)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const others[] = {"/export", "/events", "/openapi.json",
                                         "/events/battle-of-angamos?format=csv"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct exchange *answer = service_get_with(service, others[i], "Range: bytes=0-9", NULL);
        cr_expect_eq(answer->status, 200, "%s", others[i]);
        cr_expect_gt(answer->length, 10, "%s", others[i]);
        cr_expect_not(exchange_has_header(answer, "Content-Range"), "%s", others[i]);
        cr_expect_str_neq(exchange_header(answer, "Accept-Ranges"), "bytes", "%s", others[i]);
    }
    service_stop(service);
}

Test(export_file, after_a_reload_it_is_the_new_one)
{
    struct service *service = service_start_copy(TINY_DATABASE);
    struct exchange *before = service_get(service, "%s", target);
    service_replace(service, MAIN_DATABASE);
    char header[128];
    snprintf(header, sizeof header, "If-Range: %s", exchange_header(before, "ETag"));
    struct exchange *after = service_get_with(service, target, "Range: bytes=0-9", header, NULL);
    cr_expect_eq(after->status, 200);
    cr_expect_gt(after->length, before->length);
    service_stop(service);
}
