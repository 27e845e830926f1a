/*
 * Claims that hold for every operation in every format that it declares, and for every one that can
 * be asked of one version.
 */
#include "visit.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* The target in the i-th format of its operation, by `format=` or left to Accept; a table of an
 * export is of one collection. */
static void write_format_target(const struct visit *visit, const char *format, bool named,
                                char *target)
{
    visit_write_target(visit, target);
    if (strcmp(visit->operation->id, "getExport") == 0 && strcmp(format, "csv") == 0)
        visit_append_query(target, "collection=events");
    /* No page: a link to the next would name the format. */
    if (visit_has_query(visit->operation, "limit")) visit_append_query(target, "limit=500");
    if (!named) return;
    visit_append_query(target, "format=");
    strncat(target, format, TARGET_SIZE - strlen(target) - 1);
}

static bool is_of_type(const struct exchange *answer, const char *media_type)
{
    const char *given = exchange_header(answer, "Content-Type");
    size_t length = strlen(media_type);
    return strncmp(given, media_type, length) == 0 &&
           (given[length] == '\0' || given[length] == ';');
}

/* Take out what names the format where a reply repeats its own target; by Accept it names none. */
static size_t forget_format(struct exchange *answer, const char *format)
{
    char words[64];
    int length = snprintf(words, sizeof words, "format=%s", format);
    char *found;
    while ((found = memmem(answer->body, answer->length, words, (size_t)length)) != NULL) {
        char *end = found + length, *rest = answer->body + answer->length;
        if (*end == '&')
            end++;
        else if (found > answer->body)
            found--;
        memmove(found, end, (size_t)(rest - end) + 1);
        answer->length -= (size_t)(end - found);
    }
    return answer->length;
}

/* By its name and by its media type the same bytes come. */
static void check_format(const struct visit *visit, const char *format, const char *media_type)
{
    char target[TARGET_SIZE], accept[256];
    write_format_target(visit, format, true, target);
    struct exchange *named = service_get(visit->service, "%s", target);
    cr_expect_eq(named->status, 200, "%s: %s", target, named->body);
    cr_expect(is_of_type(named, media_type), "%s: %s", target,
              exchange_header(named, "Content-Type"));
    snprintf(accept, sizeof accept, "Accept: %s", media_type);
    write_format_target(visit, format, false, target);
    struct exchange *accepted = service_get_with(visit->service, target, accept, NULL);
    cr_expect_eq(accepted->status, 200, "%s, %s: %s", target, accept, accepted->body);
    cr_expect(is_of_type(accepted, media_type), "%s, %s: %s", target, accept,
              exchange_header(accepted, "Content-Type"));
    cr_expect(forget_format(named, format) == forget_format(accepted, format) &&
                  memcmp(named->body, accepted->body, accepted->length) == 0,
              "%s, %s: other bytes than by format=%s", target, accept, format);
}

/* The values of `format` and the media types stand in one order. */
static void check_formats(const struct visit *visit)
{
    const struct operation *operation = visit->operation;
    const struct parameter *format = operation_parameter(operation, text_of("format"));
    if (format == NULL) return;
    cr_assert_eq(format->allowed_count, operation->media_type_count, "%s", operation->id);
    for (size_t i = 0; i < format->allowed_count; i++)
        check_format(visit, format->allowed[i], operation->media_types[i]);
}

Test(every_format, answers_in_every_format_by_name_and_by_accept)
{
    visit_all(check_formats);
}

/* But for what only the making of a stream tells. */
static void expect_same_headers(const struct exchange *head, const struct exchange *get)
{
    const char *name;
    json_t *value;
    cr_expect_eq(head->status, get->status, "%s", get->target);
    cr_expect_eq(head->length, 0, "%s", get->target);
    bool stream = strcmp(exchange_header(get, "Transfer-Encoding"), "chunked") == 0;
    json_object_foreach(get->headers, name, value)
    {
        if (strcmp(name, "date") == 0 || strcmp(name, "transfer-encoding") == 0) continue;
        if (strcmp(name, "content-length") == 0 && service_counts(get->target)) continue;
        cr_expect_str_eq(exchange_header(head, name), json_string_value(value), "%s: %s",
                         get->target, name);
    }
    json_object_foreach(head->headers, name, value)
    {
        if (stream && strcmp(name, "connection") == 0) continue;
        cr_expect(exchange_has_header(get, name), "%s: %s: %s of HEAD alone", get->target, name,
                  json_string_value(value));
    }
}

static void check_head_of_formats(const struct visit *visit)
{
    char target[TARGET_SIZE];
    const struct parameter *format = operation_parameter(visit->operation, text_of("format"));
    visit_write_target(visit, target);
    expect_same_headers(service_ask(visit->service, "HEAD", target),
                        service_get(visit->service, "%s", target));
    for (size_t i = 0; format != NULL && i < format->allowed_count; i++) {
        write_format_target(visit, format->allowed[i], true, target);
        expect_same_headers(service_ask(visit->service, "HEAD", target),
                            service_get(visit->service, "%s", target));
    }
}

Test(every_format, has_the_same_headers_by_head_in_every_format)
{
    visit_all(check_head_of_formats);
}

static void check_version(const struct visit *visit)
{
    char target[TARGET_SIZE];
    if (!visit_has_query(visit->operation, "v")) return;
    visit_write_target(visit, target);
    visit_append_query(target,
                       "v=0000000000000000000000000000000000000000000000000000000000000000");
    struct exchange *answer = service_get(visit->service, "%s", target);
    cr_expect_eq(answer->status, 404, "%s: %d", target, answer->status);
    cr_expect_str_eq(exchange_text(answer, "/type"), "/problems/no-such-version", "%s", target);
    visit_write_target(visit, target);
    visit_append_query(target, "v=");
    strncat(target, exchange_header(answer, "X-Dataset-Version"), 64);
    answer = service_get(visit->service, "%s", target);
    cr_expect_eq(answer->status, 200, "%s: %d", target, answer->status);
    cr_expect_str_eq(exchange_header(answer, "Cache-Control"),
                     "public, max-age=31536000, immutable", "%s", target);
}

Test(every_format, with_a_version_holds_to_it)
{
    visit_all(check_version);
}
