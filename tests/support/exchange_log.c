/*
 * The log of exchanges that the contract tests check against openapi.json. Test processes run side
 * by side, so a line is written whole under a lock. It judges nothing.
 */
#include "exchange_log.h"

#include <chancery/router.h>
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>

/* The template of the operation that a target leads to: "/treaties/{id}"; or null. */
static json_t *operation_path(const char *target, const struct contract *contract)
{
    struct text rest = text_of(target);
    struct text path = text_cut(&rest, '?');
    struct arena *arena = arena_new(1024);
    struct route route;
    json_t *answer = json_null();
    if (router_match(contract, path, arena, &route) == STATUS_OK)
        answer = json_string(route.operation->path);
    arena_free(arena);
    return answer;
}

static void append(const char *name, const char *line)
{
    FILE *file = fopen(name, "a");
    cr_assert_not_null(file, "%s cannot be opened", name);
    cr_assert_eq(flock(fileno(file), LOCK_EX), 0);
    bool written = fprintf(file, "%s\n", line) > 0;
    cr_assert(fclose(file) == 0 && written, "%s cannot be written", name);
}

void exchange_log(const struct exchange *exchange, const struct contract *contract)
{
    const char *name = getenv("CHANCERY_EXCHANGES");
    if (name == NULL || name[0] == '\0') return;
    size_t length = 0;
    char *body = exchange_decode(exchange, &length);
    json_t *record = json_object();
    json_object_set_new(record, "path", operation_path(exchange->target, contract));
    json_object_set_new(record, "method", json_string(exchange->method));
    json_object_set_new(record, "target", json_string_nocheck(exchange->target));
    json_object_set_new(record, "status", json_integer(exchange->status));
    json_object_set(record, "headers", exchange->headers);
    json_object_set_new(record, "body", json_stringn(body, length));
    char *line = json_dumps(record, JSON_COMPACT | JSON_ENSURE_ASCII);
    cr_assert_not_null(line, "the exchange of %s cannot be written as JSON", exchange->target);
    append(name, line);
    free(line);
    free(body);
    json_decref(record);
}
