/*
 * Taking connections. The library could do so itself, but not be told to stop: of the removals that
 * MHD_quiesce_daemon and a worker may try at once its 0.9.75 and 1.0 let the second end the
 * process, and a connection between accept and the library's first notice would be known to nobody.
 */
#include "acceptor.h"

#include <chancery/clock.h>
#include <chancery/log.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    FULL_MILLISECONDS = 5,   /* between two looks whether there is room again */
    SHORT_MILLISECONDS = 50, /* the same of descriptors and memory */
    LOST_SECONDS = 1         /* after which what was handed over is not waited for */
};

struct acceptor {
    struct MHD_Daemon *daemon;
    int socket, end; /* `end`: an eventfd that is ready when no more shall be taken */
    unsigned limit;
    bool has_ended;
    pthread_t thread;
    atomic_size_t given, begun, over; /* connections: handed over, begun and ended by the library */
    _Atomic int64_t given_at;         /* the last one, by clock_now */
    int64_t told_at;                  /* when the operator last heard of a failure */
};

/* What the library has no memory for it never begins: that is not waited for forever. */
static size_t handing_over(struct acceptor *acceptor)
{
    size_t begun = atomic_load(&acceptor->begun), given = atomic_load(&acceptor->given);
    bool is_lost = clock_now() - atomic_load(&acceptor->given_at) > LOST_SECONDS * CLOCK_SECOND;
    return given > begun && !is_lost ? given - begun : 0;
}

static bool is_full(struct acceptor *acceptor)
{
    size_t open = atomic_load(&acceptor->begun) - atomic_load(&acceptor->over);
    return open + handing_over(acceptor) >= acceptor->limit;
}

/* False: it is time to end. */
static bool wait_for_end(struct acceptor *acceptor, int milliseconds)
{
    struct pollfd end = {acceptor->end, POLLIN, 0};
    return poll(&end, 1, milliseconds) != 1;
}

static void tell(struct acceptor *acceptor, int error)
{
    int64_t now = clock_now();
    if (acceptor->told_at != 0 && now - acceptor->told_at < CLOCK_SECOND) return;
    acceptor->told_at = now;
    log_write(LOG_LEVEL_WARNING, "no connection can be taken: %s", strerror(error));
}

/* Hand over what the kernel has for us, one; 0 or what failed. */
static int take(struct acceptor *acceptor)
{
    struct sockaddr_storage from;
    socklen_t length = sizeof from;
    int descriptor =
        accept4(acceptor->socket, (struct sockaddr *)&from, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor < 0) return errno;
    /* Before it can be begun. */
    atomic_fetch_add(&acceptor->given, 1);
    atomic_store(&acceptor->given_at, clock_now());
    if (MHD_add_connection(acceptor->daemon, descriptor, (struct sockaddr *)&from, length) !=
        MHD_YES)
        atomic_fetch_sub(&acceptor->given, 1);
    return 0;
}

static bool is_of_one_connection(int error)
{
    return error == EINTR || error == ECONNABORTED || error == EPROTO;
}

static void *take_connections(void *state)
{
    struct acceptor *acceptor = state;
    struct pollfd both[] = {{acceptor->socket, POLLIN, 0}, {acceptor->end, POLLIN, 0}};
    for (;;) {
        if (poll(both, 2, -1) < 0) continue;
        if (both[1].revents != 0) return NULL;
        int error = 0, pause = 0;
        while (pause == 0 && (error == 0 || is_of_one_connection(error)))
            if (is_full(acceptor))
                pause = FULL_MILLISECONDS;
            else
                error = take(acceptor);
        if (pause == 0 && error != EAGAIN) {
            tell(acceptor, error);
            pause = SHORT_MILLISECONDS;
        }
        if (pause > 0 && !wait_for_end(acceptor, pause)) return NULL;
    }
}

struct acceptor *acceptor_new(int socket, unsigned limit)
{
    struct acceptor *acceptor = calloc(1, sizeof *acceptor);
    if (acceptor == NULL) return NULL;
    acceptor->socket = socket;
    acceptor->limit = limit;
    acceptor->end = eventfd(0, EFD_CLOEXEC);
    if (acceptor->end >= 0) return acceptor;
    free(acceptor);
    return NULL;
}

bool acceptor_begin(struct acceptor *acceptor, struct MHD_Daemon *daemon)
{
    acceptor->daemon = daemon;
    return pthread_create(&acceptor->thread, NULL, take_connections, acceptor) == 0;
}

void acceptor_notice(struct acceptor *acceptor, enum MHD_ConnectionNotificationCode code)
{
    atomic_fetch_add(code == MHD_CONNECTION_NOTIFY_STARTED ? &acceptor->begun : &acceptor->over, 1);
}

void acceptor_end(struct acceptor *acceptor, bool is_shared)
{
    if (acceptor->has_ended) return;
    acceptor->has_ended = true;
    eventfd_write(acceptor->end, 1);
    pthread_join(acceptor->thread, NULL);
    /* Closing a socket resets what the kernel accepted for us: those connections are served first.
     */
    for (int taken = 0; !is_shared && taken < SOMAXCONN && take(acceptor) == 0;)
        taken++;
    close(acceptor->socket);
}

bool acceptor_is_handing_over(struct acceptor *acceptor)
{
    return handing_over(acceptor) > 0;
}

void acceptor_free(struct acceptor *acceptor)
{
    if (acceptor == NULL) return;
    close(acceptor->end);
    free(acceptor);
}
