/*
 * The client of the API tests, by libcurl. The request target goes out exactly as the test wrote
 * it; redirects are not followed and nothing is decoded, so that a test sees what the server sent.
 */
#include "transfer.h"

#include <chancery/buffer.h>
#include <criterion/criterion.h>
#include <ctype.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { TIMEOUT_SECONDS = 30, SMALL_BUFFER = 4096 };

struct transfer {
    CURL *curl;
    char url[64];
};

struct transfer *transfer_new(const char *address)
{
    struct transfer *transfer = calloc(1, sizeof *transfer);
    cr_assert_not_null(transfer);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    transfer->curl = curl_easy_init();
    cr_assert_not_null(transfer->curl);
    snprintf(transfer->url, sizeof transfer->url, "http://%s/", address);
    return transfer;
}

void transfer_free(struct transfer *transfer)
{
    curl_easy_cleanup(transfer->curl);
    curl_global_cleanup();
    free(transfer);
}

static size_t take_body(char *bytes, size_t size, size_t count, void *buffer)
{
    buffer_append(buffer, bytes, size * count);
    return size * count;
}

/* A header line, its end cut off, goes among the headers under its lower-case name. */
static size_t take_header(char *bytes, size_t size, size_t count, void *headers)
{
    size_t length = size * count, end = length, colon = 0;
    char name[128];
    while (end > 0 && (bytes[end - 1] == '\r' || bytes[end - 1] == '\n'))
        end--;
    while (colon < end && bytes[colon] != ':')
        colon++;
    if (colon == end || colon >= sizeof name) return length;
    for (size_t i = 0; i < colon; i++)
        name[i] = (char)tolower((unsigned char)bytes[i]);
    name[colon] = '\0';
    for (colon++; colon < end && bytes[colon] == ' ';)
        colon++;
    json_t *value = json_stringn(bytes + colon, end - colon);
    const char *before = json_string_value(json_object_get(headers, name));
    if (before != NULL) {
        json_t *joined = json_sprintf("%s, %s", before, json_string_value(value));
        json_decref(value);
        value = joined;
    }
    json_object_set_new(headers, name, value);
    return length;
}

static struct curl_slist *list_of(const char *const *headers)
{
    struct curl_slist *list = NULL;
    for (; *headers != NULL; headers++)
        list = curl_slist_append(list, *headers);
    return list;
}

static void prepare(CURL *curl, const char *method, const char *target)
{
    curl_easy_setopt(curl, CURLOPT_REQUEST_TARGET, target);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)TIMEOUT_SECONDS);
    if (strcmp(method, "HEAD") == 0)
        curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    else
        curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
}

struct exchange *transfer_run(struct transfer *transfer, const char *method, const char *target,
                              const char *const *headers)
{
    long status = 0;
    struct buffer body = {0};
    struct curl_slist *list = list_of(headers);
    struct exchange *exchange = calloc(1, sizeof *exchange);
    cr_assert_not_null(exchange);
    exchange->method = method;
    exchange->target = strdup(target);
    exchange->headers = json_object();
    curl_easy_reset(transfer->curl);
    curl_easy_setopt(transfer->curl, CURLOPT_URL, transfer->url);
    curl_easy_setopt(transfer->curl, CURLOPT_HTTPHEADER, list);
    curl_easy_setopt(transfer->curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(transfer->curl, CURLOPT_WRITEDATA, &body);
    curl_easy_setopt(transfer->curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(transfer->curl, CURLOPT_HEADERDATA, exchange->headers);
    prepare(transfer->curl, method, target);
    CURLcode code = curl_easy_perform(transfer->curl);
    cr_assert_eq(code, CURLE_OK, "%s %s: %s", method, target, curl_easy_strerror(code));
    curl_easy_getinfo(transfer->curl, CURLINFO_RESPONSE_CODE, &status);
    curl_slist_free_all(list);
    exchange->status = (int)status;
    exchange->body = body.at != NULL ? body.at : strdup("");
    exchange->length = body.length;
    exchange->json = json_loadb(exchange->body, exchange->length, JSON_REJECT_DUPLICATES, NULL);
    return exchange;
}

void transfer_free_exchange(struct exchange *exchange)
{
    free(exchange->target);
    free(exchange->body);
    json_decref(exchange->headers);
    json_decref(exchange->json);
    free(exchange);
}

static int connect_to(const char *address, int buffer)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    to.sin_port = htons((uint16_t)strtoul(strrchr(address, ':') + 1, NULL, 10));
    int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    cr_assert_geq(descriptor, 0);
    struct timeval patience = {.tv_sec = TIMEOUT_SECONDS};
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (buffer > 0) setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
    cr_assert_eq(connect(descriptor, (const struct sockaddr *)&to, sizeof to), 0);
    return descriptor;
}

int transfer_send_raw(const char *address, const char *bytes, size_t length)
{
    char reply[64] = "";
    int descriptor = connect_to(address, 0), status = 0;
    (void)!send(descriptor, bytes, length, MSG_NOSIGNAL);
    shutdown(descriptor, SHUT_WR);
    ssize_t n = recv(descriptor, reply, sizeof reply - 1, MSG_WAITALL);
    if (n > 12 && sscanf(reply, "HTTP/%*d.%*d %3d", &status) != 1) status = 0;
    close(descriptor);
    return status;
}

int transfer_connect(const char *address, const char *bytes)
{
    int descriptor = connect_to(address, SMALL_BUFFER);
    ssize_t sent = send(descriptor, bytes, strlen(bytes), MSG_NOSIGNAL);
    cr_assert_eq(sent, (ssize_t)strlen(bytes));
    return descriptor;
}
