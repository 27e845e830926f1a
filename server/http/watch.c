/*
 * The library's timeout is one of silence: a byte now and then holds a connection for ever, and a
 * few hundred such clients hold them all. Four times a second this thread looks at what the kernel
 * counted of each connection, and ends those that neither ask nor read at a decent pace. Ending is
 * shutdown(): the library then closes the connection as if the client had. It tells us of that
 * before it closes the descriptor, so that none that we hold is ever another's.
 */
#include "watch.h"

#include "http.h"

#include "siphash.h"

#include <chancery/clock.h>
#include <chancery/log.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum {
    LOOK_MILLISECONDS = 250,
    FRESH_MILLISECONDS = 1000, /* a connection's first request may be on its way so long, … */
    LATELY_MILLISECONDS = 250, /* … and so long the next one after a look that saw one answered */
    READ_SECONDS = 20,         /* in which a reader need not have taken anything, … */
    AHEAD_SECONDS = 150,       /* … and the most by which it may be ahead of its pace */
    TELL_MILLISECONDS = 60000,
    BUCKETS = 1024,
    CROWDED = 80, /* per cent of the connections: from here on patience is short */
    FULL = 95
};

struct watch {
    struct watch_limits limits;
    struct siphash_key key;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool closing;
    struct watched *all;
    struct watched *buckets[BUCKETS];
    struct watch_figures figures;
    int64_t told; /* when the operator was last told of a refusal */
};

static int64_t now_milliseconds(void)
{
    return clock_now() / CLOCK_MILLISECOND;
}

/* --- the list, under the lock --- */

static struct watched **bucket_of(struct watch *watch, const struct client *network)
{
    struct text name = {(const char *)network->bytes, sizeof network->bytes};
    return &watch->buckets[siphash(&watch->key, name) % BUCKETS];
}

static void enlist(struct watch *watch, struct watched *watched, struct watched **bucket)
{
    watched->link = &watch->all;
    watched->next = watch->all;
    if (watched->next != NULL) watched->next->link = &watched->next;
    watch->all = watched;
    watched->siblings = bucket;
    watched->sibling = *bucket;
    if (watched->sibling != NULL) watched->sibling->siblings = &watched->sibling;
    *bucket = watched;
    watch->figures.open++;
    watch->figures.accepted++;
}

static void delist(struct watch *watch, struct watched *watched)
{
    *watched->link = watched->next;
    if (watched->next != NULL) watched->next->link = watched->link;
    *watched->siblings = watched->sibling;
    if (watched->sibling != NULL) watched->sibling->siblings = watched->siblings;
    watch->figures.open--;
}

/* Whether a newcomer's address has as many connections as it may have. */
static bool is_one_too_many(const struct watch *watch, const struct client *network,
                            const struct watched *first)
{
    unsigned count = 0;
    if (watch->limits.per_address == 0) return false;
    for (const struct watched *other = first; other != NULL; other = other->sibling) {
        struct client theirs = client_network(&other->peer);
        if (!other->is_doomed && memcmp(&theirs, network, sizeof theirs) == 0) count++;
    }
    return count >= watch->limits.per_address;
}

/* --- ends --- */

/* Told now and then, since it may as well be a proxy that nobody told us of. */
static void tell_operator(struct watch *watch, const struct watched *watched)
{
    char printed[CLIENT_PRINTED];
    int64_t now = now_milliseconds();
    if (watch->told > 0 && now - watch->told < TELL_MILLISECONDS) return;
    watch->told = now;
    client_print(&watched->peer, printed);
    log_write(LOG_LEVEL_WARNING,
              "a connection from %s was refused: it has %u; if it is a proxy, name it in "
              "--trusted-proxies",
              printed, watch->limits.per_address);
}

static void end(struct watch *watch, struct watched *watched, enum watch_reason why)
{
    watched->is_doomed = true;
    watch->figures.ended[why]++;
    if (watch->limits.say != NULL) watch->limits.say(watch->limits.state, why, watched->descriptor);
    if (why == WATCH_TOO_MANY) tell_operator(watch, watched);
    shutdown(watched->descriptor, SHUT_RDWR);
}

/* How much of its time a connection is given, in per cent: less when others wait for a place. */
static int64_t patience(const struct watch *watch)
{
    size_t full = watch->figures.open * 100 / watch->limits.connections;
    return full >= FULL ? 10 : full >= CROWDED ? 25 : 100;
}

/*
 * While a reply is on its way: is the client taking it? It is waited for only where something was
 * sent that it did not take. What it took more than it had to lets it pause: kernels take megabytes
 * at once for a program that reads a little now and then. Not so while others wait for a place.
 */
static void look_at_reader(struct watch *watch, struct watched *watched,
                           const struct tcp_info *info, unsigned begun, int64_t now)
{
    bool waits = info->tcpi_notsent_bytes > 0 || info->tcpi_unacked > 0;
    int64_t share = patience(watch), first = share * READ_SECONDS * 10,
            most = share < 100 ? first : share * AHEAD_SECONDS * 10;
    uint64_t taken = info->tcpi_bytes_acked - watched->taken;
    watched->head_since = 0;
    watched->taken = info->tcpi_bytes_acked;
    if (watch->limits.minimum_rate == 0) return;
    if (begun != watched->seen_begun) {
        watched->seen_begun = begun;
        watched->ahead = first;
        watched->looked_at = now;
    }
    watched->ahead += (int64_t)(taken * 1000 / watch->limits.minimum_rate);
    if (waits) watched->ahead -= now - watched->looked_at;
    if (watched->ahead > most) watched->ahead = most;
    watched->looked_at = now;
    if (watched->ahead < 0) end(watch, watched, WATCH_SLOW_READER);
}

/* Between requests: is there an unfinished one, and for how long? A new connection owes its first.
 */
static void look_at_asker(struct watch *watch, struct watched *watched, const struct tcp_info *info,
                          unsigned ended, int64_t now)
{
    int64_t share = patience(watch);
    bool is_silent = info->tcpi_bytes_received == watched->received;
    watched->taken = info->tcpi_bytes_acked;
    if (ended != watched->seen_ended) {
        watched->seen_ended = ended;
        watched->received = info->tcpi_bytes_received;
        watched->idle_since = now;
        watched->head_since = 0;
    } else if (is_silent && share < 100 && now - watched->idle_since > 10 * share) {
        end(watch, watched, WATCH_IDLE);
    } else if (is_silent && ended > 0) {
        /* Idle while places are not short: the library ends it in its own time. */
    } else if (watched->head_since == 0) {
        watched->head_since = now;
    } else if (watch->limits.header_seconds > 0 &&
               now - watched->head_since > share * watch->limits.header_seconds * 10) {
        end(watch, watched, is_silent ? WATCH_SILENT : WATCH_SLOW_REQUEST);
    }
}

static void look_at(struct watch *watch, struct watched *watched, int64_t now)
{
    struct tcp_info info = {0};
    socklen_t size = sizeof info;
    unsigned ended = atomic_load_explicit(&watched->ended, memory_order_relaxed);
    unsigned begun = atomic_load_explicit(&watched->begun, memory_order_relaxed);
    if (watched->is_doomed ||
        getsockopt(watched->descriptor, IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
        return;
    if (begun != ended)
        look_at_reader(watch, watched, &info, begun, now);
    else
        look_at_asker(watch, watched, &info, ended, now);
}

static void *look_around(void *state)
{
    struct watch *watch = state;
    pthread_mutex_lock(&watch->lock);
    while (!watch->closing) {
        while (watch->all == NULL && !watch->closing)
            pthread_cond_wait(&watch->wake, &watch->lock);
        int64_t now = now_milliseconds(), next = (now + LOOK_MILLISECONDS) * CLOCK_MILLISECOND;
        for (struct watched *watched = watch->all; watched != NULL; watched = watched->next)
            look_at(watch, watched, now);
        while (!watch->closing && clock_wait(&watch->wake, &watch->lock, next)) {
        }
    }
    pthread_mutex_unlock(&watch->lock);
    return NULL;
}

/* --- what others call --- */

struct watch *watch_new(const struct watch_limits *limits)
{
    struct watch *watch = calloc(1, sizeof *watch);
    if (watch == NULL) return NULL;
    watch->limits = *limits;
    watch->key = siphash_key_new();
    pthread_mutex_init(&watch->lock, NULL);
    clock_condition_init(&watch->wake);
    if (pthread_create(&watch->thread, NULL, look_around, watch) == 0) return watch;
    pthread_cond_destroy(&watch->wake);
    pthread_mutex_destroy(&watch->lock);
    free(watch);
    return NULL;
}

void watch_free(struct watch *watch)
{
    if (watch == NULL) return;
    pthread_mutex_lock(&watch->lock);
    watch->closing = true;
    pthread_cond_signal(&watch->wake);
    pthread_mutex_unlock(&watch->lock);
    pthread_join(watch->thread, NULL);
    pthread_cond_destroy(&watch->wake);
    pthread_mutex_destroy(&watch->lock);
    free(watch);
}

struct watched *watched_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info != NULL ? info->socket_context : NULL;
}

static void begin(struct watch *watch, struct MHD_Connection *connection, void **socket_state)
{
    struct client peer = client_of_connection(connection);
    const union MHD_ConnectionInfo *socket =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct watched *watched = socket != NULL ? calloc(1, sizeof *watched) : NULL;
    *socket_state = watched;
    if (watched == NULL) return;
    watched->descriptor = socket->connect_fd;
    watched->peer = peer;
    watched->idle_since = now_milliseconds();
    struct client network = client_network(&peer);
    bool is_ours = proxies_have(watch->limits.proxies, &peer);
    pthread_mutex_lock(&watch->lock);
    struct watched **bucket = bucket_of(watch, &network);
    bool is_refused = !is_ours && is_one_too_many(watch, &network, *bucket);
    enlist(watch, watched, bucket);
    if (is_refused) end(watch, watched, WATCH_TOO_MANY);
    if (watch->figures.open == 1) pthread_cond_signal(&watch->wake);
    pthread_mutex_unlock(&watch->lock);
}

void watch_notice(struct watch *watch, struct MHD_Connection *connection, void **socket_state,
                  enum MHD_ConnectionNotificationCode code)
{
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        begin(watch, connection, socket_state);
        return;
    }
    struct watched *watched = *socket_state;
    if (watched == NULL) return;
    pthread_mutex_lock(&watch->lock);
    delist(watch, watched);
    pthread_mutex_unlock(&watch->lock);
    free(watched);
    *socket_state = NULL;
}

/* Whether a request may be on its way: the first, or one that follows another closely. */
static bool may_ask(const struct watched *one, int64_t now)
{
    unsigned ended = atomic_load(&one->ended);
    int64_t idle = now - one->idle_since;
    if (one->is_doomed) return false;
    if (ended == 0) return idle < FRESH_MILLISECONDS;
    return ended != one->seen_ended || idle < LATELY_MILLISECONDS;
}

size_t watch_count_askers(struct watch *watch)
{
    size_t count = 0;
    int64_t now = now_milliseconds();
    pthread_mutex_lock(&watch->lock);
    for (const struct watched *one = watch->all; one != NULL; one = one->next)
        count += may_ask(one, now);
    pthread_mutex_unlock(&watch->lock);
    return count;
}

void watch_measure(struct watch *watch, struct watch_figures *out)
{
    pthread_mutex_lock(&watch->lock);
    *out = watch->figures;
    out->limit = watch->limits.connections;
    pthread_mutex_unlock(&watch->lock);
}
