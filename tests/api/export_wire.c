/*
 * Claims about an export on the wire, by bare sockets: it ends as it began whatever is published
 * meanwhile, a reader that goes away leaves nothing behind, and a reply without a body has none.
 */
#include "service.h"

#include <chancery/buffer.h>
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { STREAMS = 32 /* exports at a time */ };

static const char get_export[] = "GET /export HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
static const char get_file[] =
    "GET /export?format=sqlite HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

/* Read at most `limit` bytes more; false: the connection is at its end. */
static bool read_some(int descriptor, size_t limit, struct buffer *out)
{
    static char piece[65536];
    size_t room = limit < sizeof piece ? limit : sizeof piece;
    ssize_t n = recv(descriptor, piece, room, 0);
    cr_assert_geq(n, 0, "nothing came for too long");
    buffer_append(out, piece, (size_t)n);
    return n > 0;
}

static void read_rest(int descriptor, struct buffer *out)
{
    while (read_some(descriptor, SIZE_MAX, out))
        ;
    close(descriptor);
}

/* Where the body begins. */
static const char *body_of(const struct buffer *reply)
{
    const char *end = reply->at != NULL ? strstr(reply->at, "\r\n\r\n") : NULL;
    cr_assert_not_null(end, "there are no headers");
    return end + 4;
}

/* The body of a chunked reply; it fails where the last chunk is missing. */
static void unchunk(const struct buffer *reply, struct buffer *out)
{
    const char *at = body_of(reply), *end = reply->at + reply->length;
    for (;;) {
        char *rest;
        size_t size = strtoul(at, &rest, 16);
        cr_assert(rest > at && rest[0] == '\r' && rest[1] == '\n', "%.20s is no chunk", at);
        at = rest + 2;
        if (size == 0) break;
        cr_assert(size + 2 <= (size_t)(end - at), "a chunk is cut short");
        buffer_append(out, at, size);
        at += size + 2;
    }
    cr_assert_eq(end - at, 2, "bytes follow the last chunk");
}

Test(export_wire, reload_lets_an_export_end_as_it_began)
{
    struct service *service = service_start_copy(MAIN_DATABASE);
    struct buffer reply = {0}, body = {0};
    struct exchange *whole = service_get(service, "/export");
    int descriptor = service_connect(service, get_export);
    read_some(descriptor, 3000, &reply);
    service_replace(service, TINY_DATABASE);
    struct exchange *after = service_get(service, "/export?collection=events");
    cr_expect_str_neq(exchange_header(after, "X-Dataset-Version"),
                      exchange_header(whole, "X-Dataset-Version"));
    read_rest(descriptor, &reply);
    unchunk(&reply, &body);
    cr_expect(body.length == whole->length && memcmp(body.at, whole->body, body.length) == 0);
    cr_expect_not_null(strstr(reply.at, exchange_header(whole, "X-Dataset-Version")));
    buffer_free(&reply);
    buffer_free(&body);
    service_stop(service);
}

Test(export_wire, reload_lets_the_file_end_as_it_began)
{
    struct service *service = service_start_copy(MAIN_DATABASE);
    struct buffer reply = {0};
    struct exchange *whole = service_get(service, "/export?format=sqlite");
    int descriptor = service_connect(service, get_file);
    read_some(descriptor, 3000, &reply);
    service_replace(service, TINY_DATABASE);
    read_rest(descriptor, &reply);
    const char *body = body_of(&reply);
    size_t length = reply.length - (size_t)(body - reply.at);
    cr_expect(length == whole->length && memcmp(body, whole->body, length) == 0);
    buffer_free(&reply);
    service_stop(service);
}

Test(export_wire, slow_reader_holds_nobody_up)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct buffer reply = {0};
    int slow[4];
    for (size_t i = 0; i < 4; i++) {
        slow[i] = service_connect(service, get_export);
        read_some(slow[i], 100, &reply);
    }
    cr_expect_eq(service_get(service, "/events?limit=1")->status, 200);
    cr_expect_eq(service_get(service, "/export?collection=offices")->status, 200);
    for (size_t i = 0; i < 4; i++)
        close(slow[i]);
    buffer_free(&reply);
    service_stop(service);
}

/* A connection with an export under way, or with the refusal of one: its status. */
static int begin_export(struct service *service, int *descriptor)
{
    struct buffer reply = {0};
    int status = 0;
    *descriptor = service_connect(service, get_export);
    while (reply.length < 12 && read_some(*descriptor, 12 - reply.length, &reply))
        ;
    cr_assert_eq(sscanf(reply.at, "HTTP/1.1 %d", &status), 1);
    buffer_free(&reply);
    return status;
}

Test(export_wire, readers_that_go_away_leave_room_for_others)
{
    struct service *service = service_start(MAIN_DATABASE);
    for (size_t i = 0; i < STREAMS + 8; i++) {
        int descriptor, status = begin_export(service, &descriptor);
        close(descriptor);
        /* The server learns of it only when it sends more. */
        for (int waits = 0; status == 503 && waits < 50; waits++) {
            usleep(100000);
            status = begin_export(service, &descriptor);
            close(descriptor);
        }
        cr_expect_eq(status, 200, "the %zu-th: %d", i + 1, status);
    }
    service_stop(service);
}

Test(export_wire, too_many_at_a_time_are_told_to_come_back)
{
    struct service *service = service_start(MAIN_DATABASE);
    int descriptors[STREAMS];
    for (size_t i = 0; i < STREAMS; i++)
        cr_expect_eq(begin_export(service, &descriptors[i]), 200, "%zu", i);
    struct exchange *refused = service_get(service, "/export");
    cr_expect_eq(refused->status, 503);
    cr_expect_str_eq(exchange_text(refused, "/type"), "/problems/unavailable");
    cr_expect(exchange_has_header(refused, "Retry-After"));
    cr_expect_eq(service_get(service, "/events?limit=1")->status, 200);
    for (size_t i = 0; i < STREAMS; i++)
        close(descriptors[i]);
    service_stop(service);
}

/* What a request that gets no body is answered with, and all that follows over its connection. */
static void expect_nothing_after_headers(struct service *service, const char *first, int status)
{
    struct buffer request = {0}, reply = {0};
    int given = 0;
    buffer_format(&request, "%sGET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", first);
    read_rest(service_connect(service, request.at), &reply);
    cr_assert_eq(sscanf(reply.at, "HTTP/1.1 %d", &given), 1);
    cr_expect_eq(given, status, "%s", first);
    const char *rest = body_of(&reply);
    /* Either the connection ends here, or the next reply begins. */
    if (rest[0] != '\0') {
        cr_expect_eq(strncmp(rest, "HTTP/1.1 200 ", 13), 0, "%s: %.40s", first, rest);
        cr_expect_not_null(strstr(rest, "{\"status\":\"ok\""), "%s", rest);
    } else {
        cr_expect_not_null(strstr(reply.at, "\r\nConnection: close\r\n"), "%s", first);
    }
    buffer_free(&request);
    buffer_free(&reply);
}

static const char *const streams[] = {"/export", "/export?format=sqlite",
                                      "/export?format=csv&collection=events", "/events"};

Test(export_wire, head_has_no_stray_bytes)
{
    struct service *service = service_start(TINY_DATABASE);
    for (size_t i = 0; i < sizeof streams / sizeof *streams; i++) {
        char request[256];
        snprintf(request, sizeof request, "HEAD %s HTTP/1.1\r\nHost: a\r\n\r\n", streams[i]);
        expect_nothing_after_headers(service, request, 200);
        snprintf(request, sizeof request,
                 "HEAD %s HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n", streams[i]);
        expect_nothing_after_headers(service, request, 200);
    }
    service_stop(service);
}

Test(export_wire, not_modified_has_no_stray_bytes)
{
    struct service *service = service_start(TINY_DATABASE);
    for (size_t i = 0; i < sizeof streams / sizeof *streams; i++) {
        char request[256];
        snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: a\r\nIf-None-Match: *\r\n\r\n",
                 streams[i]);
        expect_nothing_after_headers(service, request, 304);
    }
    service_stop(service);
}

Test(export_wire, heads_leave_room_for_exports)
{
    struct service *service = service_start(TINY_DATABASE);
    for (size_t i = 0; i < STREAMS + 8; i++) {
        struct exchange *head = service_ask(service, "HEAD", "/export");
        cr_expect_eq(head->status, 200, "the %zu-th: %d", i + 1, head->status);
    }
    cr_expect_eq(service_get(service, "/export")->status, 200);
    service_stop(service);
}

Test(export_wire, connection_serves_on_after_an_export)
{
    struct service *service = service_start(TINY_DATABASE);
    struct buffer reply = {0};
    read_rest(service_connect(service, "GET /export?collection=relations HTTP/1.1\r\n"
                                       "Host: a\r\n\r\n"
                                       "GET /livez HTTP/1.1\r\nHost: a\r\n"
                                       "Connection: close\r\n\r\n"),
              &reply);
    const char *end = strstr(reply.at, "\r\n0\r\n\r\n");
    cr_assert_not_null(end);
    cr_expect_eq(strncmp(end + 7, "HTTP/1.1 200 ", 13), 0, "%.40s", end + 7);
    buffer_free(&reply);
    service_stop(service);
}

Test(export_wire, old_client_gets_it_until_the_connection_ends)
{
    struct service *service = service_start(TINY_DATABASE);
    struct buffer reply = {0};
    struct exchange *whole = service_get(service, "/export");
    read_rest(service_connect(service, "GET /export HTTP/1.0\r\n\r\n"), &reply);
    cr_expect_null(strcasestr(reply.at, "\r\nTransfer-Encoding:"));
    cr_expect_str_eq(body_of(&reply), whole->body);
    buffer_free(&reply);
    service_stop(service);
}
