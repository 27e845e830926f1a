/*
 * Claims on the reply cache, as a client sees it: it changes nothing but the time that a reply
 * takes. How it decides what to keep is claimed in tests/unit/http_cache.c.
 */
#include "service.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { TARGET_SIZE = 512, HEAD_SIZE = 4096, BODY_SIZE = 1 << 20 };

/* --- a client of a thread's own: Criterion's assertions and libcurl's state stay with the test ---
 */

struct caller {
    int descriptor;
    char head[HEAD_SIZE];
    char *body; /* BODY_SIZE */
    size_t length;
};

static bool dial(struct caller *caller, const char *address)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    to.sin_port = htons((uint16_t)strtoul(strrchr(address, ':') + 1, NULL, 10));
    caller->body = malloc(BODY_SIZE);
    caller->descriptor = socket(AF_INET, SOCK_STREAM, 0);
    return caller->body != NULL &&
           connect(caller->descriptor, (struct sockaddr *)&to, sizeof to) == 0;
}

static void hang_up(struct caller *caller)
{
    close(caller->descriptor);
    free(caller->body);
}

static size_t content_length(const char *head)
{
    const char *found = strstr(head, "Content-Length: ");
    return found != NULL ? strtoul(found + 16, NULL, 10) : 0;
}

/* One exchange; false where the connection failed. */
static bool call(struct caller *caller, const char *target, const char *headers)
{
    char request[2048];
    size_t filled = 0, head = 0;
    int length =
        snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: x\r\n%s\r\n", target, headers);
    if (send(caller->descriptor, request, (size_t)length, MSG_NOSIGNAL) != length) return false;
    while (head == 0 || filled < head + content_length(caller->head)) {
        ssize_t got = recv(caller->descriptor, caller->body + filled, BODY_SIZE - 1 - filled, 0);
        if (got <= 0) return false;
        filled += (size_t)got;
        caller->body[filled] = '\0';
        const char *end = head == 0 ? strstr(caller->body, "\r\n\r\n") : NULL;
        if (end == NULL) continue;
        head = (size_t)(end - caller->body) + 4;
        if (head >= HEAD_SIZE) return false;
        memcpy(caller->head, caller->body, head);
        caller->head[head] = '\0';
    }
    caller->length = filled - head;
    memmove(caller->body, caller->body + head, caller->length + 1);
    return true;
}

/* --- hits equal misses --- */

/* What an operation cannot do without; those that need nothing are asked for as they stand. */
static const char *const samples[][2] = {
    {"/search", "/search?q=Arica"},
    {"/suggest", "/suggest?q=Arica"},
    {"/calendar", "/calendar?date=1880"},
    {"/on-this-day", "/on-this-day?date=10-20"},
    {"/graph", "/graph?focus=ancon"},
    {"/path", "/path?source=ancon&target=arica"},
    {"/changes", "/changes?since=1.0.0"},
    {"/state", "/state?at=1880"},
    {"/diff", "/diff?from=1879-01-01&to=1884-01-01"},
    {"/events/{id}", "/events/battle-of-angamos"},
    {"/treaties/{id}", "/treaties/treaty-of-ancon-1883"},
    {"/actors/{id}", "/actors/republic-of-bolivia"},
    {"/places/{id}", "/places/ancon"},
    {"/sources/{id}", "/sources/sater-2007"},
    {"/relations/{id}", "/relations/relation-chile-peru-war-1879"},
};

/* False: it is not among those that are asked here. */
static bool write_target(const struct operation *operation, char target[TARGET_SIZE])
{
    if (service_counts(operation->path)) return false;
    const char *found = strchr(operation->path, '{') == NULL ? operation->path : NULL;
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++)
        if (strcmp(operation->path, samples[i][0]) == 0) found = samples[i][1];
    if (found != NULL) snprintf(target, TARGET_SIZE, "%s", found);
    return found != NULL;
}

static void compare(const struct exchange *kept, const struct exchange *made)
{
    const char *name;
    json_t *value;
    cr_expect_eq(kept->status, made->status, "%s", made->target);
    cr_expect_eq(json_object_size(kept->headers), json_object_size(made->headers), "%s",
                 made->target);
    json_object_foreach(made->headers, name, value)
    {
        if (strcmp(name, "date") == 0) continue;
        cr_expect(json_equal(value, json_object_get(kept->headers, name)), "%s: %s", made->target,
                  name);
    }
    cr_expect(kept->length == made->length && memcmp(kept->body, made->body, made->length) == 0,
              "%s: the bodies differ", made->target);
}

struct pair {
    struct service *keeping, *making;
};

/* Three times of the one that keeps: made, kept at the latest by the second, had by the third. */
static void ask_both(const struct pair *pair, const char *target, const char *accept,
                     const char *language, const char *coding)
{
    struct exchange *made = service_get_with(pair->making, target, accept, language, coding, NULL);
    if (made->status != 200) return;
    for (int i = 0; i < 3; i++)
        compare(service_get_with(pair->keeping, target, accept, language, coding, NULL), made);
}

static void ask_in_all_ways(const struct pair *pair, const struct operation *operation)
{
    static const char *const codings[] = {"Accept-Encoding: identity", "Accept-Encoding: gzip",
                                          "Accept-Encoding: br", "Accept-Encoding: zstd"};
    char target[TARGET_SIZE], accept[128];
    if (!write_target(operation, target)) return;
    for (size_t i = 0; i < operation->media_type_count; i++)
        for (size_t k = 0; k < 4; k++) {
            snprintf(accept, sizeof accept, "Accept: %s", operation->media_types[i]);
            ask_both(pair, target, accept,
                     k % 2 == 0 ? "Accept-Language: es" : "Accept-Language: en", codings[k]);
        }
}

Test(cache, what_it_has_is_what_would_be_made_in_every_format_and_coding, .timeout = 120)
{
    struct pair pair = {service_start_cached(TINY_DATABASE, 64),
                        service_start_cached(TINY_DATABASE, 0)};
    const struct contract *contract = service_contract(pair.making);
    for (size_t i = 0; i < contract_operation_count(contract); i++)
        ask_in_all_ways(&pair, contract_operation(contract, i));
    struct cache_figures figures = service_cache(pair.keeping);
    cr_expect_gt(figures.hits, figures.misses, "%zu hits, %zu misses", figures.hits,
                 figures.misses);
    cr_expect_eq(service_cache(pair.making).hits, 0);
    service_stop(pair.making);
    service_stop(pair.keeping);
}

static size_t hits_of(const struct service *service)
{
    return service_cache(service).hits;
}

static const char *const event = "/events/battle-of-angamos";

Test(cache, second_time_is_a_hit)
{
    struct service *service = service_start_cached(TINY_DATABASE, 64);
    service_get(service, "%s", event);
    service_get(service, "%s", event);
    cr_expect_geq(hits_of(service), 1);
    service_stop(service);
}

Test(cache, head_is_answered_from_what_get_left)
{
    struct service *service = service_start_cached(TINY_DATABASE, 64);
    struct exchange *got = service_get(service, "%s", event);
    struct exchange *head = service_ask(service, "HEAD", event);
    cr_expect_geq(hits_of(service), 1);
    cr_expect_eq(head->length, 0);
    cr_expect_str_eq(exchange_header(head, "Content-Length"),
                     exchange_header(got, "Content-Length"));
    cr_expect_str_eq(exchange_header(head, "ETag"), exchange_header(got, "ETag"));
    service_stop(service);
}

Test(cache, head_leaves_nothing)
{
    struct service *service = service_start_cached(TINY_DATABASE, 64);
    service_ask(service, "HEAD", event);
    cr_expect_eq(service_cache(service).entries, 0);
    cr_expect_gt(service_get(service, "%s", event)->length, 0);
    service_stop(service);
}

static struct exchange *get_if(struct service *service, const char *name, const char *value)
{
    char header[256];
    snprintf(header, sizeof header, "%s: %s", name, value);
    return service_get_with(service, event, header, NULL);
}

Test(cache, what_the_client_holds_is_not_sent_again)
{
    struct service *service = service_start_cached(TINY_DATABASE, 64);
    struct exchange *got = service_get(service, "%s", event);
    size_t before = hits_of(service);
    struct exchange *same = get_if(service, "If-None-Match", exchange_header(got, "ETag"));
    struct exchange *since =
        get_if(service, "If-Modified-Since", exchange_header(got, "Last-Modified"));
    struct exchange *other = get_if(service, "If-None-Match", "\"other\"");
    cr_expect_geq(hits_of(service), before + 3);
    cr_expect_eq(same->status, 304);
    cr_expect_eq(since->status, 304);
    cr_expect_eq(same->length, 0);
    cr_expect_str_eq(exchange_header(same, "ETag"), exchange_header(got, "ETag"));
    cr_expect_eq(other->status, 200);
    service_stop(service);
}

Test(cache, request_id_goes_to_who_sent_it_alone)
{
    struct service *service = service_start_cached(TINY_DATABASE, 64);
    struct exchange *first = service_get_with(service, event, "X-Request-Id: first", NULL);
    struct exchange *second = service_get_with(service, event, "X-Request-Id: second", NULL);
    struct exchange *plain = service_get(service, "%s", event);
    cr_expect_geq(hits_of(service), 2);
    cr_expect_str_eq(exchange_header(first, "X-Request-Id"), "first");
    cr_expect_str_eq(exchange_header(second, "X-Request-Id"), "second");
    cr_expect_not(exchange_has_header(plain, "X-Request-Id"));
    cr_expect_str_eq(second->body, plain->body);
    service_stop(service);
}

Test(cache, errors_health_and_options_leave_nothing)
{
    struct service *service = service_start_cached(TINY_DATABASE, 64);
    for (int i = 0; i < 3; i++) {
        service_get(service, "/events/no-such-event");
        service_get(service, "/events?limit=0");
        service_get(service, "/no-such-path");
        service_get(service, "/healthz");
        service_get(service, "/readyz");
        service_ask(service, "OPTIONS", event);
        service_get_with(service, event, "Accept: image/x-nothing", NULL);
    }
    cr_expect_eq(service_cache(service).entries, 0);
    service_stop(service);
}

Test(cache, what_is_there_is_not_for_who_refuses_its_type)
{
    struct service *service = service_start_cached(TINY_DATABASE, 64);
    static const char *const only_json = "/problems/invalid-parameter";
    service_get(service, "%s", only_json);
    service_get(service, "%s", event);
    cr_expect_eq(service_get_with(service, event, "Accept: image/x-nothing", NULL)->status, 406);
    cr_expect_eq(service_get_with(service, only_json, "Accept: image/x-nothing", NULL)->status,
                 406);
    service_stop(service);
}

Test(cache, requests_of_parts_pass_it_by)
{
    struct service *service = service_start_cached(TINY_DATABASE, 64);
    service_get_with(service, event, "Range: bytes=0-9", NULL);
    struct cache_figures figures = service_cache(service);
    cr_expect_eq(figures.misses + figures.hits, 0);
    service_stop(service);
}

Test(cache, redirects_are_kept)
{
    struct service *service = service_start_cached(TINY_DATABASE, 64);
    struct exchange *made = service_get(service, "/events/combat-of-angamos");
    struct exchange *kept = service_get(service, "/events/combat-of-angamos");
    cr_expect_eq(kept->status, 308);
    cr_expect_geq(hits_of(service), 1);
    cr_expect_str_eq(exchange_header(kept, "Location"), exchange_header(made, "Location"));
    service_stop(service);
}

Test(cache, targets_that_decode_alike_are_not_confused)
{
    struct service *service = service_start_cached(TINY_DATABASE, 64);
    struct exchange *list = service_get(service, "/events?limit=1");
    struct exchange *path = service_get(service, "/events%%3Flimit=1");
    struct exchange *again = service_get(service, "/events?limit=1");
    cr_expect_eq(list->status, 200);
    cr_expect_eq(path->status, 404);
    cr_expect_str_eq(again->body, list->body);
    service_stop(service);
}

Test(cache, hosts_and_proxies_have_no_say)
{
    struct service *service = service_start_cached(TINY_DATABASE, 64);
    struct exchange *made =
        service_get_with(service, event, "Host: evil.example", "X-Forwarded-Host: evil.example",
                         "X-Forwarded-Proto: gopher", "X-Original-URL: /admin",
                         "Forwarded: host=evil.example", NULL);
    struct exchange *kept = service_get(service, "%s", event);
    cr_expect_geq(hits_of(service), 1);
    compare(kept, made);
    cr_expect_null(strstr(made->body, "evil"));
    service_stop(service);
}

Test(cache, flood_of_targets_stays_within_its_memory, .timeout = 120)
{
    struct service *service = service_start_cached(TINY_DATABASE, 1);
    for (int i = 0; i < 1500; i++)
        service_get(service, "/search?q=a%d", i);
    cr_expect_gt(service_cache(service).entries, 100);
    cr_expect_leq(service_cache(service).bytes, 1 << 20);
    service_stop(service);
}

/* --- many at once --- */

struct crowd {
    const char *address;
    struct service *service;
    atomic_int faults, replies;
    atomic_bool ended;
    char fault[256]; /* of the one that came first */
};

static void complain(struct crowd *crowd, const char *what, const struct caller *caller)
{
    if (atomic_fetch_add(&crowd->faults, 1) == 0)
        snprintf(crowd->fault, sizeof crowd->fault, "%s: %.150s", what, caller->head);
}

/* What a body must begin with, by its coding and its type. */
static bool fits(const struct caller *caller, const char *coding, bool csv, const char *language)
{
    const unsigned char *body = (const unsigned char *)caller->body;
    const bool gzip = strstr(caller->head, "Content-Encoding: gzip") != NULL;
    const bool zstd = strstr(caller->head, "Content-Encoding: zstd") != NULL;
    char wanted[64];
    snprintf(wanted, sizeof wanted, "Content-Language: %s\r\n", language);
    if (strstr(caller->head, wanted) == NULL) return false;
    if ((strstr(caller->head, "Content-Type: text/csv") != NULL) != csv) return false;
    if (gzip != (strcmp(coding, "gzip") == 0) || zstd != (strcmp(coding, "zstd") == 0))
        return false;
    if (gzip) return body[0] == 0x1F && body[1] == 0x8B;
    if (zstd) return body[0] == 0x28 && body[1] == 0xB5;
    return (body[0] == '{') != csv;
}

static void *ask_at_random(void *state)
{
    static const char *const codings[] = {"identity", "gzip", "zstd"};
    static const char *const languages[] = {"en", "es"};
    struct crowd *crowd = state;
    struct caller caller;
    unsigned seed = (unsigned)(uintptr_t)&caller;
    char headers[256];
    if (!dial(&caller, crowd->address)) atomic_fetch_add(&crowd->faults, 1);
    for (int i = 0; i < 300; i++) {
        const char *coding = codings[rand_r(&seed) % 3], *language = languages[rand_r(&seed) % 2];
        bool csv = rand_r(&seed) % 2 == 0;
        snprintf(headers, sizeof headers,
                 "Accept-Encoding: %s\r\nAccept-Language: %s;q=0.%d\r\nAccept: %s\r\n", coding,
                 language, 1 + rand_r(&seed) % 9, csv ? "text/csv" : "application/json");
        if (!call(&caller, "/events?limit=20", headers) || !fits(&caller, coding, csv, language))
            complain(crowd, headers, &caller);
    }
    hang_up(&caller);
    return NULL;
}

static void run_crowd(struct crowd *crowd, void *(*member)(void *), int count)
{
    pthread_t threads[16];
    for (int i = 0; i < count; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, member, crowd), 0);
    for (int i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
}

Test(cache, nobody_gets_the_language_format_or_coding_of_another, .timeout = 120)
{
    struct service *service = service_start_cached(TINY_DATABASE, 64);
    struct crowd crowd = {.address = service_address(service)};
    run_crowd(&crowd, ask_at_random, 8);
    cr_expect_eq(atomic_load(&crowd.faults), 0, "%s", crowd.fault);
    cr_expect_gt(hits_of(service), 1500);
    service_stop(service);
}

/* --- reload --- */

/* A body that names its own version, under a header that names it too. */
static void *watch_versions(void *state)
{
    struct crowd *crowd = state;
    struct caller caller;
    if (!dial(&caller, crowd->address)) atomic_fetch_add(&crowd->faults, 1);
    while (!atomic_load(&crowd->ended)) {
        if (!call(&caller, "/dataset", "")) {
            complain(crowd, "no answer", &caller);
            break;
        }
        const char *version = strstr(caller.head, "X-Dataset-Version: ");
        const char *digest = strstr(caller.body, "\"sha256\":\"");
        if (version == NULL || digest == NULL || strncmp(version + 19, digest + 10, 64) != 0)
            complain(crowd, "a body of another version", &caller);
        atomic_fetch_add(&crowd->replies, 1);
    }
    hang_up(&caller);
    return NULL;
}

static void *replace_often(void *state)
{
    struct crowd *crowd = state;
    for (int i = 0; i < 6; i++) {
        service_replace(crowd->service, i % 2 == 0 ? MAIN_DATABASE : TINY_DATABASE);
        usleep(50000);
    }
    atomic_store(&crowd->ended, true);
    return NULL;
}

Test(cache, reload_under_load_mixes_no_versions, .timeout = 120)
{
    struct service *service = service_start_copy(TINY_DATABASE);
    struct crowd crowd = {.address = service_address(service), .service = service};
    pthread_t watchers[4];
    for (int i = 0; i < 4; i++)
        cr_assert_eq(pthread_create(&watchers[i], NULL, watch_versions, &crowd), 0);
    replace_often(&crowd);
    for (int i = 0; i < 4; i++)
        pthread_join(watchers[i], NULL);
    cr_expect_eq(atomic_load(&crowd.faults), 0, "%s", crowd.fault);
    cr_expect_gt(atomic_load(&crowd.replies), 50);
    service_stop(service);
}

Test(cache, after_a_reload_nothing_of_before_is_answered)
{
    struct service *service = service_start_copy(TINY_DATABASE);
    struct exchange *before = service_get(service, "/dataset");
    service_get(service, "/dataset");
    service_replace(service, MAIN_DATABASE);
    struct exchange *after = service_get(service, "/dataset");
    cr_expect_str_neq(exchange_text(before, "/sha256"), exchange_text(after, "/sha256"));
    cr_expect_str_eq(exchange_header(after, "X-Dataset-Version"), exchange_text(after, "/sha256"));
    service_stop(service);
}
