/*
 * The server of a claim: the embedded contract, the real handlers, a compiled dataset, port 0; or,
 * where CHANCERY_CONFINED names it, the program in its sandbox. It never reuses a server from one
 * test to the next: each test is a process of its own.
 */
#include "service.h"
#include "confined.h"
#include "exchange_log.h"
#include "transfer.h"

#include <chancery/embedded.h>
#include <chancery/handlers.h>
#include <chancery/server.h>
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct service {
    struct contract *contract;
    struct server *server;     /* or NULL: it is the program */
    struct confined *confined; /* or NULL: it is in this process */
    struct transfer *transfer;
    struct exchange *exchanges; /* the newest first */
    char copy[64];              /* the service's own database file, or empty */
};

enum { WHY_SIZE = 512, MAX_HEADERS = 16 };

/* Mebibytes; the suite runs with the cache on and off. */
static unsigned cache_size(void)
{
    const char *size = getenv("CHANCERY_CACHE_SIZE");
    return size != NULL ? (unsigned)strtoul(size, NULL, 10) : 64;
}

static struct server *start_here(const struct server_options *options,
                                 const struct contract *contract)
{
    char why[WHY_SIZE] = "";
    struct generation *generation = NULL;
    struct server *server = NULL;
    enum status status = generation_open(options->database, &generation, why, sizeof why);
    cr_assert_eq(status, STATUS_OK, "%s: %s", options->database, why);
    status = server_start(options, contract, generation, &server, why, sizeof why);
    cr_assert_eq(status, STATUS_OK, "%s", why);
    return server;
}

/* What every service is alike in is put to the options that it has of its own. */
static struct service *start_in(struct server_options options, bool may_be_confined)
{
    char why[WHY_SIZE] = "";
    struct text document = embedded_openapi();
    struct service *service = calloc(1, sizeof *service);
    cr_assert_not_null(service);
    enum status status = contract_compile(document.at, document.length, handlers_table(),
                                          &service->contract, why, sizeof why);
    cr_assert_eq(status, STATUS_OK, "%s", why);
    if (options.base_path == NULL) options.base_path = "";
    options.listen = "127.0.0.1:0";
    options.threads = 2;
    options.connections = 64;
    options.access_log = ACCESS_LOG_OFF;
    if (may_be_confined) service->confined = confined_start(&options);
    if (service->confined == NULL) service->server = start_here(&options, service->contract);
    service->transfer = transfer_new(service_address(service));
    return service;
}

static struct service *start(struct server_options options)
{
    return start_in(options, true);
}

struct service *service_start(const char *database)
{
    return start((struct server_options){.database = database, .cache_size = cache_size()});
}

struct service *service_start_under(const char *database, const char *base_path)
{
    return start((struct server_options){
        .database = database, .base_path = base_path, .cache_size = cache_size()});
}

struct service *service_start_under_any(const char *database, const char *base_path)
{
    return start_in((struct server_options){.database = database,
                                            .base_path = base_path,
                                            .cache_size = cache_size()},
                    false);
}

struct service *service_start_with_admin(const char *database)
{
    return start((struct server_options){
        .database = database, .admin = "127.0.0.1:0", .cache_size = cache_size()});
}

struct service *service_start_cached(const char *database, unsigned size)
{
    return start((struct server_options){.database = database, .cache_size = size});
}

struct service *service_start_hurried(const char *database, unsigned milliseconds)
{
    return start((struct server_options){.database = database, .query_deadline = milliseconds});
}

/* Written at a given second, so that what a reply says of it is the same whenever it is asked. */
static void copy_file(const char *from, const char *to, time_t written)
{
    const struct timespec times[2] = {{.tv_sec = written}, {.tv_sec = written}};
    char bytes[65536], beside[80];
    snprintf(beside, sizeof beside, "%s.new", to);
    FILE *in = fopen(from, "rb");
    FILE *out = fopen(beside, "wb");
    cr_assert(in != NULL && out != NULL, "%s cannot be copied to %s", from, beside);
    for (size_t n = fread(bytes, 1, sizeof bytes, in); n > 0; n = fread(bytes, 1, sizeof bytes, in))
        cr_assert_eq(fwrite(bytes, 1, n, out), n);
    fclose(in);
    cr_assert_eq(fclose(out), 0);
    cr_assert_eq(utimensat(AT_FDCWD, beside, times, 0), 0);
    cr_assert_eq(rename(beside, to), 0);
}

struct service *service_start_copy(const char *database)
{
    char copy[] = "/tmp/chancery-test-XXXXXX";
    int descriptor = mkstemp(copy);
    cr_assert_geq(descriptor, 0);
    close(descriptor);
    copy_file(database, copy, DATASET_WRITTEN);
    struct service *service = service_start(copy);
    memcpy(service->copy, copy, sizeof copy);
    return service;
}

void service_replace(struct service *service, const char *database)
{
    char why[WHY_SIZE] = "";
    copy_file(database, service->copy, DATASET_WRITTEN + 1);
    if (service->confined != NULL)
        confined_reload(service->confined);
    else
        cr_assert_eq(server_reload(service->server, why, sizeof why), STATUS_OK, "%s", why);
}

const char *service_address(const struct service *service)
{
    return service->confined != NULL ? confined_address(service->confined)
                                     : server_address(service->server);
}

/* The value of a metric, which must be there, on the page that tells it. */
static size_t metric(const char *page, const char *name)
{
    const char *found = strstr(page, name);
    cr_assert_not_null(found, "there is no %s", name);
    return (size_t)strtod(found + strlen(name), NULL);
}

/* Over HTTP by a request of a part, which the cache neither answers nor counts. */
struct cache_figures service_cache(const struct service *service)
{
    struct cache_figures figures;
    if (service->confined == NULL) {
        server_measure_cache(service->server, &figures);
        return figures;
    }
    struct exchange *page = transfer_run(service->transfer, "GET", "/metrics",
                                         (const char *const[]){"Range: bytes=0-", NULL});
    figures =
        (struct cache_figures){.hits = metric(page->body, "\nchancery_cache_hits_total "),
                               .misses = metric(page->body, "\nchancery_cache_misses_total "),
                               .evictions = metric(page->body, "\nchancery_cache_evictions_total "),
                               .entries = metric(page->body, "\nchancery_cache_entries "),
                               .bytes = metric(page->body, "\nchancery_cache_bytes ")};
    transfer_free_exchange(page);
    return figures;
}

const struct contract *service_contract(const struct service *service)
{
    return service->contract;
}

void service_stop(struct service *service)
{
    while (service->exchanges != NULL) {
        struct exchange *exchange = service->exchanges;
        service->exchanges = exchange->next;
        transfer_free_exchange(exchange);
    }
    transfer_free(service->transfer);
    confined_stop(service->confined);
    server_stop(service->server);
    contract_free(service->contract);
    if (service->copy[0] != '\0') unlink(service->copy);
    free(service);
}

bool service_counts(const char *target)
{
    return strncmp(target, "/metrics", 8) == 0;
}

/* But for the moment, and for what an error says of its one request. */
static void expect_the_same(const struct exchange *first, const struct exchange *second)
{
    static const char *const own[] = {"date", "x-request-id"};
    json_t *one = json_copy(first->headers), *other = json_copy(second->headers);
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        json_object_del(one, own[i]);
        json_object_del(other, own[i]);
    }
    bool is_own = first->status >= 400 || service_counts(first->target);
    if (is_own) {
        json_object_del(one, "content-length");
        json_object_del(other, "content-length");
    }
    cr_expect_eq(first->status, second->status, "%s: %d, then %d", first->target, first->status,
                 second->status);
    cr_expect(json_equal(one, other), "%s: the headers differ at the second time", first->target);
    cr_expect(is_own || (first->length == second->length &&
                         memcmp(first->body, second->body, first->length) == 0),
              "%s: the bytes differ at the second time", first->target);
    json_decref(one);
    json_decref(other);
}

/* Where CHANCERY_ASK_TWICE is set, all is asked again: what the cache has must be what was made. */
static struct exchange *ask(struct service *service, const char *method, const char *target,
                            const char *const *headers)
{
    struct exchange *exchange = transfer_run(service->transfer, method, target, headers);
    if (getenv("CHANCERY_ASK_TWICE") != NULL) {
        struct exchange *second = transfer_run(service->transfer, method, target, headers);
        expect_the_same(exchange, second);
        transfer_free_exchange(second);
    }
    exchange->next = service->exchanges;
    service->exchanges = exchange;
    exchange_log(exchange, service->contract);
    return exchange;
}

struct exchange *service_get(struct service *service, const char *format, ...)
{
    va_list arguments;
    char *target = NULL;
    va_start(arguments, format);
    int length = vasprintf(&target, format, arguments);
    va_end(arguments);
    cr_assert_geq(length, 0);
    struct exchange *exchange = ask(service, "GET", target, (const char *const[]){NULL});
    free(target);
    return exchange;
}

static void take_headers(va_list arguments, const char *headers[MAX_HEADERS + 1])
{
    for (size_t i = 0; i < MAX_HEADERS; i++) {
        headers[i] = va_arg(arguments, const char *);
        if (headers[i] == NULL) break;
    }
}

struct exchange *service_get_with(struct service *service, const char *target, ...)
{
    const char *headers[MAX_HEADERS + 1] = {NULL};
    va_list arguments;
    va_start(arguments, target);
    take_headers(arguments, headers);
    va_end(arguments);
    return ask(service, "GET", target, headers);
}

struct exchange *service_ask_with(struct service *service, const char *method, const char *target,
                                  ...)
{
    const char *headers[MAX_HEADERS + 1] = {NULL};
    va_list arguments;
    va_start(arguments, target);
    take_headers(arguments, headers);
    va_end(arguments);
    return ask(service, method, target, headers);
}

struct exchange *service_ask(struct service *service, const char *method, const char *target)
{
    return ask(service, method, target, (const char *const[]){NULL});
}

int service_send_raw(struct service *service, const char *bytes, size_t length)
{
    return transfer_send_raw(service_address(service), bytes, length);
}

int service_connect(struct service *service, const char *bytes)
{
    return transfer_connect(service_address(service), bytes);
}
