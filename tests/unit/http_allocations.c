/*
 * Counts what our own code takes from malloc for a hit. The linker puts the counters below in the
 * place of malloc and its kin for all that is linked statically: our libraries, not libmicrohttpd.
 */
#include "http_fixture.h"

#include <stdatomic.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
char *__real_strdup(const char *source);
char *__real_strndup(const char *source, size_t limit);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
char *__wrap_strdup(const char *source);
char *__wrap_strndup(const char *source, size_t limit);

static atomic_size_t allocations;

void *__wrap_malloc(size_t size)
{
    atomic_fetch_add(&allocations, 1);
    return __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    atomic_fetch_add(&allocations, 1);
    return __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    atomic_fetch_add(&allocations, 1);
    return __real_realloc(old, size);
}

char *__wrap_strdup(const char *source)
{
    atomic_fetch_add(&allocations, 1);
    return __real_strdup(source);
}

char *__wrap_strndup(const char *source, size_t limit)
{
    atomic_fetch_add(&allocations, 1);
    return __real_strndup(source, limit);
}

enum { REQUESTS = 200, ROUNDS = 5, REPLY_SIZE = 1 << 16 };

static struct server *serve(struct contract *contract, unsigned cache_size)
{
    char why[512] = "";
    struct server *server = NULL;
    struct server_options options = {.listen = "127.0.0.1:0",
                                     .base_path = "",
                                     .database = "",
                                     .threads = 2,
                                     .connections = 16,
                                     .cache_size = cache_size,
                                     .access_log = ACCESS_LOG_OFF};
    enum status status =
        server_start(&options, contract, fixture_generation(contract), &server, why, sizeof why);
    cr_assert_eq(status, STATUS_OK, "%s", why);
    return server;
}

static size_t content_length(const char *head)
{
    const char *found = strstr(head, "Content-Length: ");
    return found != NULL && strstr(head, " 304 ") == NULL ? strtoul(found + 16, NULL, 10) : 0;
}

/* One exchange; the reply in `reply`, with a NUL after it. */
static void get(int descriptor, const char *headers, char reply[REPLY_SIZE])
{
    char request[1024];
    size_t filled = 0, whole = SIZE_MAX;
    int length = snprintf(request, sizeof request,
                          "GET /events/battle-of-angamos HTTP/1.1\r\nHost: x\r\n%s\r\n", headers);
    cr_assert_eq(send(descriptor, request, (size_t)length, MSG_NOSIGNAL), length);
    while (filled < whole) {
        ssize_t got = recv(descriptor, reply + filled, REPLY_SIZE - 1 - filled, 0);
        cr_assert_gt(got, 0);
        filled += (size_t)got;
        reply[filled] = '\0';
        const char *end = strstr(reply, "\r\n\r\n");
        if (end != NULL) whole = (size_t)(end - reply) + 4 + content_length(reply);
    }
}

/* Allocations of ours for REQUESTS requests, after some to warm up. */
static size_t count_once(struct server *server, const char *headers)
{
    static char reply[REPLY_SIZE];
    int descriptor = fixture_dial(server_address(server));
    for (int i = 0; i < 8; i++)
        get(descriptor, headers, reply);
    size_t before = atomic_load(&allocations);
    for (int i = 0; i < REQUESTS; i++)
        get(descriptor, headers, reply);
    size_t counted = atomic_load(&allocations) - before;
    close(descriptor);
    return counted;
}

/* The least of some rounds: beside the first the server may still open connections to the dataset.
 */
static size_t count(struct server *server, const char *headers)
{
    size_t least = SIZE_MAX;
    for (int i = 0; i < ROUNDS; i++) {
        size_t counted = count_once(server, headers);
        if (counted < least) least = counted;
    }
    return least;
}

static void expect_one_each(const char *headers)
{
    struct contract *contract = fixture_contract();
    struct server *server = serve(contract, 64);
    size_t counted = count(server, headers);
    /* The exchange of each request, and of the last one that may be completing yet. */
    cr_expect_leq(counted, REQUESTS + 1, "%zu for %d requests", counted, REQUESTS);
    cr_expect_geq(counted, REQUESTS - 1, "the counters see nothing");
    server_stop(server);
    contract_free(contract);
}

Test(http_allocations, hit_takes_one)
{
    expect_one_each("");
}

Test(http_allocations, hit_of_a_browser_takes_one)
{
    expect_one_each(
        "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
        "Accept-Language: en-GB,en;q=0.5\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n"
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\nDNT: 1\r\n");
}

Test(http_allocations, hit_that_the_client_holds_takes_one)
{
    expect_one_each("If-None-Match: *\r\n");
}

Test(http_allocations, without_the_cache_it_takes_more)
{
    struct contract *contract = fixture_contract();
    struct server *server = serve(contract, 0);
    cr_expect_gt(count(server, ""), 5 * REQUESTS);
    server_stop(server);
    contract_free(contract);
}
