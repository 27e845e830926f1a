/*
 * Listening sockets: an address from the command line to a descriptor, and back to words.
 */
#include "http.h"
#include "tls.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 1024, UNSENT_BYTES = 65536, INHERITED_FIRST = 3, INHERITED_MOST = 16 };

static bool parse_address(const char *text, struct sockaddr_storage *out, socklen_t *length)
{
    char host[64];
    const char *colon = strrchr(text, ':');
    long long port;
    if (colon == NULL || !text_to_integer(text_of(colon + 1), &port) || port < 0 || port > 65535)
        return false;
    size_t size = (size_t)(colon - text);
    if (size >= 2 && text[0] == '[' && text[size - 1] == ']') {
        text++;
        size -= 2;
    }
    if (size >= sizeof host) return false;
    memcpy(host, text, size);
    host[size] = '\0';
    struct sockaddr_in *four = (struct sockaddr_in *)out;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)out;
    memset(out, 0, sizeof *out);
    if (strcmp(host, "localhost") == 0) snprintf(host, sizeof host, "127.0.0.1");
    if (inet_pton(AF_INET, host, &four->sin_addr) == 1) {
        four->sin_family = AF_INET;
        four->sin_port = htons((uint16_t)port);
        *length = sizeof *four;
        return true;
    }
    if (inet_pton(AF_INET6, host, &six->sin6_addr) != 1) return false;
    six->sin6_family = AF_INET6;
    six->sin6_port = htons((uint16_t)port);
    *length = sizeof *six;
    return true;
}

bool address_is_valid(const char *address)
{
    struct sockaddr_storage where;
    socklen_t length;
    return parse_address(address, &where, &length);
}

void socket_print(int descriptor, char *out, size_t size)
{
    struct sockaddr_storage bound = {0};
    socklen_t length = sizeof bound;
    char host[64] = "", port[8] = "";
    getsockname(descriptor, (struct sockaddr *)&bound, &length);
    getnameinfo((struct sockaddr *)&bound, length, host, sizeof host, port, sizeof port,
                NI_NUMERICHOST | NI_NUMERICSERV);
    snprintf(out, size, bound.ss_family == AF_INET6 ? "[%s]:%s" : "%s:%s", host, port);
}

/* What accepted sockets inherit. With more of a reply waiting in the kernel, a slow but honest
 * reader's progress would stay unseen for longer than a silent one is waited for. */
static void tune(int descriptor)
{
    int unsent = UNSENT_BYTES, on = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(descriptor, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof unsent);
}

/* A listening socket, or -1 with a sentence. */
int socket_listen(const char *address, char *why, size_t why_size)
{
    struct sockaddr_storage where = {0};
    socklen_t length = 0;
    if (!parse_address(address, &where, &length)) {
        snprintf(why, why_size,
                 "\"%s\" is no address to listen on: write ADDR:PORT, as in 127.0.0.1:8080 or "
                 "[::1]:8080",
                 address);
        return -1;
    }
    int on = 1, descriptor = socket(where.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor >= 0) {
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        tune(descriptor);
        if (bind(descriptor, (struct sockaddr *)&where, length) == 0 &&
            listen(descriptor, BACKLOG) == 0)
            return descriptor;
    }
    snprintf(why, why_size, "cannot listen on %s: %s", address, strerror(errno));
    if (descriptor >= 0) close(descriptor);
    return -1;
}

/* Whether what we were started with is a socket that listens. */
static bool is_listening(int descriptor)
{
    int on = 0;
    socklen_t size = sizeof on;
    return getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &on, &size) == 0 && on != 0;
}

/* Whether the n-th of the names that stand in LISTEN_FDNAMES is `name`. Without names the first is
 * the main one, the second the admin one. */
static bool is_named(int number, const char *name)
{
    const char *names = getenv("LISTEN_FDNAMES");
    bool is_admin = strcmp(name, "admin") == 0;
    struct text rest = names != NULL ? text_of(names) : (struct text){NULL, 0}, at = {NULL, 0};
    if (names == NULL || strstr(names, "admin") == NULL) return number == (is_admin ? 1 : 0);
    for (int i = 0; i <= number; i++)
        at = text_cut(&rest, ':');
    return text_is(at, "admin") == is_admin;
}

int socket_inherited(const char *name)
{
    const char *process = getenv("LISTEN_PID"), *handed = getenv("LISTEN_FDS");
    long long id, count;
    if (process == NULL || handed == NULL || !text_to_integer(text_of(process), &id) ||
        id != getpid() || !text_to_integer(text_of(handed), &count))
        return -1;
    for (int i = 0; i < count && i < INHERITED_MOST; i++) {
        int descriptor = INHERITED_FIRST + i;
        if (!is_named(i, name) || !is_listening(descriptor)) continue;
        fcntl(descriptor, F_SETFD, FD_CLOEXEC);
        fcntl(descriptor, F_SETFL, O_NONBLOCK);
        tune(descriptor);
        return descriptor;
    }
    return -1;
}

/* Send the question and read the status line, all within the socket's time limits. */
static size_t ask_in_the_clear(int descriptor, struct text question, char *answer, size_t size)
{
    if (send(descriptor, question.at, question.length, MSG_NOSIGNAL) != (ssize_t)question.length)
        return 0;
    ssize_t got = recv(descriptor, answer, size, 0);
    return got > 0 ? (size_t)got : 0;
}

static enum status ask(int descriptor, bool by_tls, char *why, size_t why_size)
{
    static const char words[] =
        "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    const struct text question = {words, sizeof words - 1};
    char message[512];
    size_t got = by_tls ? tls_ask(descriptor, question, message, sizeof message - 1)
                        : ask_in_the_clear(descriptor, question, message, sizeof message - 1);
    snprintf(why, why_size, "the server does not answer%s", by_tls ? " by TLS" : "");
    if (got == 0) return STATUS_FAILED;
    message[got] = '\0';
    if (strncmp(message, "HTTP/1.1 200", 12) == 0) return STATUS_OK;
    message[strcspn(message, "\r\n")] = '\0';
    snprintf(why, why_size, "the server answers %s", message);
    return STATUS_FAILED;
}

enum status server_is_ready(const char *address, bool by_tls, char *why, size_t why_size)
{
    struct sockaddr_storage where = {0};
    socklen_t length = 0;
    struct timeval limit = {3, 0};
    if (!parse_address(address, &where, &length)) {
        snprintf(why, why_size, "\"%s\" is no address", address);
        return STATUS_INVALID;
    }
    int descriptor = socket(where.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return STATUS_FAILED;
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    enum status status = STATUS_FAILED;
    if (connect(descriptor, (struct sockaddr *)&where, length) == 0)
        status = ask(descriptor, by_tls, why, why_size);
    else
        snprintf(why, why_size, "nobody listens on %s: %s", address, strerror(errno));
    close(descriptor);
    return status;
}
