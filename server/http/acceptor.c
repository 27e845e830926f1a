/*
 * Taking connections, and choosing whose they are. The library could do so itself, but not be told
 * to stop: of the removals that MHD_quiesce_daemon and a worker may try at once its 0.9.75 and 1.0
 * let the second end the process, and a connection between accept and the library's first notice
 * would be known to nobody. Nor does it look whether the worker that it chooses is busy.
 */
#include "acceptor.h"

#include "http.h"

#include <chancery/clock.h>
#include <chancery/log.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    FULL_MILLISECONDS = 5,   /* between two looks whether there is room again */
    SHORT_MILLISECONDS = 50, /* the same of descriptors and memory */
    LOST_SECONDS = 1,        /* after which what was handed over is not waited for */
    LONG_MICROSECONDS = 200  /* a worker that is longer at one answer gets no connections */
};

struct acceptor {
    struct listener *listener;
    int socket, end; /* `end`: an eventfd that is ready when no more shall be taken */
    unsigned limit;
    bool has_ended;
    pthread_t thread;
    _Atomic int64_t given_at; /* when a connection was handed over last, by clock_now */
    int64_t looked_at;        /* when it was last seen what of them is lost */
    int64_t told_at;          /* when the operator last heard of a failure */
};

/* Connections handed over that the library did not begin yet. */
static size_t waiting(struct worker *worker)
{
    size_t begun = atomic_load(&worker->begun), given = atomic_load(&worker->given);
    return given > begun ? given - begun : 0;
}

/* That it was given and that are open. What begins or ends meanwhile is counted once at least. */
static size_t connections_of(struct worker *worker)
{
    size_t over = atomic_load(&worker->over), begun = atomic_load(&worker->begun),
           given = atomic_load(&worker->given);
    return (given > begun ? given : begun) - over;
}

/* What the library has no memory for it never begins. Of connections that are only on their way
 * there is a moment without any: as many as always waited for a second are lost. */
static void forget_lost(struct acceptor *acceptor)
{
    int64_t now = clock_now();
    bool is_time = now - acceptor->looked_at > LOST_SECONDS * CLOCK_SECOND;
    if (is_time) acceptor->looked_at = now;
    for (size_t i = 0; i < acceptor->listener->worker_count; i++) {
        struct worker *worker = &acceptor->listener->workers[i];
        size_t now_waiting = waiting(worker);
        if (now_waiting < worker->least_waiting) worker->least_waiting = now_waiting;
        if (!is_time) continue;
        size_t given = atomic_load(&worker->given) - worker->least_waiting,
               begun = atomic_load(&worker->begun);
        /* One that was given up may be begun after all. */
        atomic_store(&worker->given, given > begun ? given : begun);
        worker->least_waiting = waiting(worker);
    }
}

static bool is_full(struct acceptor *acceptor)
{
    size_t all = 0;
    forget_lost(acceptor);
    for (size_t i = 0; i < acceptor->listener->worker_count; i++)
        all += connections_of(&acceptor->listener->workers[i]);
    return all >= acceptor->limit;
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

static bool takes_long(const struct worker *worker, int64_t now)
{
    int64_t since = atomic_load_explicit(&worker->busy_since, memory_order_relaxed);
    return since != 0 && now - since > LONG_MICROSECONDS * (CLOCK_MILLISECOND / 1000);
}

enum rank { READY, STANDS_BY, TAKES_LONG };

static enum rank rank_of(const struct listener *listener, size_t index, int64_t now)
{
    if (takes_long(&listener->workers[index], now)) return TAKES_LONG;
    return index < listener->usual ? READY : STANDS_BY;
}

/* Of the usual workers the one with the fewest connections: the fewer threads, the more replies to
 * a system call and the fewer switches. The others stand by for when all of these take long. */
static struct worker *choose(const struct listener *listener)
{
    size_t best = 0, fewest = connections_of(&listener->workers[0]);
    int64_t now = clock_now();
    enum rank best_rank = rank_of(listener, 0, now);
    for (size_t i = 1; i < listener->worker_count; i++) {
        enum rank rank = rank_of(listener, i, now);
        size_t connections = connections_of(&listener->workers[i]);
        if (rank > best_rank || (rank == best_rank && connections >= fewest)) continue;
        best = i;
        best_rank = rank;
        fewest = connections;
    }
    return &listener->workers[best];
}

/* Hand over what the kernel has for us, one; 0 or what failed. */
static int take(struct acceptor *acceptor)
{
    struct sockaddr_storage from;
    socklen_t length = sizeof from;
    int descriptor =
        accept4(acceptor->socket, (struct sockaddr *)&from, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor < 0) return errno;
    struct worker *worker = choose(acceptor->listener);
    /* Before it can be begun. */
    atomic_fetch_add(&worker->given, 1);
    atomic_store(&acceptor->given_at, clock_now());
    if (MHD_add_connection(worker->daemon, descriptor, (struct sockaddr *)&from, length) != MHD_YES)
        atomic_fetch_sub(&worker->given, 1);
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

bool acceptor_begin(struct acceptor *acceptor, struct listener *listener)
{
    acceptor->listener = listener;
    return pthread_create(&acceptor->thread, NULL, take_connections, acceptor) == 0;
}

void acceptor_notice(struct worker *worker, enum MHD_ConnectionNotificationCode code)
{
    bool begins = code == MHD_CONNECTION_NOTIFY_STARTED;
    atomic_fetch_add(begins ? &worker->begun : &worker->over, 1);
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
    if (clock_now() - atomic_load(&acceptor->given_at) > LOST_SECONDS * CLOCK_SECOND) return false;
    for (size_t i = 0; i < acceptor->listener->worker_count; i++)
        if (waiting(&acceptor->listener->workers[i]) > 0) return true;
    return false;
}

void acceptor_free(struct acceptor *acceptor)
{
    if (acceptor == NULL) return;
    close(acceptor->end);
    free(acceptor);
}
