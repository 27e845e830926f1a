/*
 * Serving, from the options on: the dataset and the contract are opened side by side, the sandbox
 * is closed in two steps around the start of the threads, and signals are waited for.
 */
#include "serve.h"

#include "opening.h"
#include "sandbox.h"

#include <chancery/embedded.h>
#include <chancery/handlers.h>
#include <chancery/log.h>
#include <chancery/memory.h>
#include <chancery/terminal.h>
#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { WATCH_SECONDS = 2, TRIM_SECONDS = 60 };

int fail_usage(const char *sentence)
{
    terminal_complain(stderr, "%s See `chancery help`.", sentence);
    return EXIT_USAGE;
}

/* The contract, or a sentence on stderr and NULL. */
struct contract *load_contract(void)
{
    struct contract *contract = NULL;
    char why[500] = "memory is short", why_views[500];
    struct text document = embedded_openapi();
    struct views *views = views_begin();
    enum status status = contract_compile(document.at, document.length, handlers_table(), &contract,
                                          why, sizeof why);
    enum status checked = views_check_take(views, contract, why_views, sizeof why_views);
    if (status == STATUS_OK && checked == STATUS_OK) return contract;
    if (status != STATUS_OK)
        terminal_complain(stderr, "openapi.json: %s", why);
    else
        terminal_complain(stderr, "openapi.json and views.sql: %s", why_views);
    contract_free(contract);
    return NULL;
}

static bool exists(const char *path)
{
    struct stat file;
    return stat(path, &file) == 0;
}

const char *find_database(char path[4096])
{
    static const char *const places[] = {"japan-russia.db", "../share/chancery/japan-russia.db"};
    char program[2048];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length <= 0) return NULL;
    program[length] = '\0';
    char *slash = strrchr(program, '/');
    if (slash != NULL) slash[1] = '\0';
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        snprintf(path, 4096, "%s%s", program, places[i]);
        if (exists(path)) return path;
    }
    return NULL;
}

static bool read_access_log(const struct config *config, enum access_log *out)
{
    static const char *const words[] = {"all", "errors", "off"};
    const char *word = config->values[OPTION_access_log];
    for (size_t i = 0; i < 3; i++) {
        if (strcmp(word, words[i]) != 0) continue;
        *out = (enum access_log)i;
        return true;
    }
    config_complain(config, OPTION_access_log, "takes all, errors or off, not \"%s\"", word);
    return false;
}

static bool is_base_path(const struct config *config)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
    const char *path = config->values[OPTION_base_path];
    size_t length = strlen(path);
    if (length == 0 || (path[0] == '/' && length > 1 && path[length - 1] != '/' &&
                        path[strspn(path, plain)] == '\0'))
        return true;
    config_complain(config, OPTION_base_path,
                    "begins with a slash and ends without one, and is of letters, digits and "
                    "-._~/, as in /history; not \"%s\"",
                    path);
    return false;
}

static bool are_trusted_proxies(const struct config *config)
{
    char why[200];
    if (trusted_proxies_check(config->values[OPTION_trusted_proxies], why, sizeof why) == STATUS_OK)
        return true;
    config_complain(config, OPTION_trusted_proxies, "%s", why);
    return false;
}

/* A certificate and its key, or neither. */
static bool read_tls(const struct config *config, struct server_options *options)
{
    options->tls_certificate = config->values[OPTION_tls_cert];
    options->tls_key = config->values[OPTION_tls_key];
    if (!config_number(config, OPTION_hsts, 0, 63072000, &options->hsts)) return false;
    if ((options->tls_certificate == NULL) != (options->tls_key == NULL))
        terminal_complain(stderr, "--tls-cert and --tls-key go together: a certificate and its "
                                  "private key");
    else if (options->hsts > 0 && options->tls_certificate == NULL)
        terminal_complain(stderr, "--hsts goes with --tls-cert: where a proxy speaks TLS, it is "
                                  "the proxy's to say");
    else
        return true;
    return false;
}

static bool read_server_options(const struct config *config, struct server_options *options)
{
    *options = (struct server_options){.base_path = config->values[OPTION_base_path],
                                       .database = config->values[OPTION_db],
                                       .trusted_proxies = config->values[OPTION_trusted_proxies]};
    return config_address(config, OPTION_listen, &options->listen) &&
           config_address(config, OPTION_admin, &options->admin) &&
           config_number(config, OPTION_threads, 0, 256, &options->threads) &&
           config_number(config, OPTION_connections, 8, 100000, &options->connections) &&
           config_number(config, OPTION_connections_per_address, 0, 100000,
                         &options->connections_per_address) &&
           are_trusted_proxies(config) &&
           config_number(config, OPTION_rate_limit, 0, 1000000, &options->rate_limit) &&
           config_number(config, OPTION_header_timeout, 0, 3600, &options->header_timeout) &&
           config_number(config, OPTION_minimum_rate, 0, 1000000000, &options->minimum_rate) &&
           config_number(config, OPTION_query_deadline, 0, 3600000, &options->query_deadline) &&
           config_number(config, OPTION_cache_size, 0, 65536, &options->cache_size) &&
           read_access_log(config, &options->access_log) &&
           config_number(config, OPTION_access_log_sample, 1, 1000000,
                         &options->access_log_sample) &&
           read_tls(config, options) && is_base_path(config);
}

static bool read_process_options(const struct config *config, struct serving *serving)
{
    if (!config_switch(config, OPTION_sandbox, &serving->is_confined)) return false;
    if (SANDBOX_IS_UNUSUAL && config->origins[OPTION_sandbox] == FROM_DEFAULT)
        serving->is_confined = false;
    return config_switch(config, OPTION_watch, &serving->watches) &&
           config_number(config, OPTION_drain_delay, 0, 3600, &serving->drain_delay);
}

bool read_serving(int count, char **arguments, struct config *config, struct serving *serving)
{
    const char *rest[1];
    int rest_count;
    if (!config_read(count, arguments, config, rest, 0, &rest_count)) return false;
    if (read_server_options(config, &serving->options) && read_process_options(config, serving))
        return true;
    config_free(config);
    return false;
}

/* --- signals --- */

static void reload(struct server *server)
{
    char why[500];
    if (server_reload(server, why, sizeof why) == STATUS_OK)
        log_write(LOG_LEVEL_INFO, "the dataset was opened again");
    else
        log_write(LOG_LEVEL_ERROR, "the old dataset stays in service: %s", why);
}

static void reload_certificate(struct server *server, const struct serving *serving)
{
    char why[500];
    if (serving->options.tls_certificate == NULL) return;
    if (server_reload_certificate(server, why, sizeof why) == STATUS_OK)
        log_write(LOG_LEVEL_INFO, "the certificate was read again");
    else
        log_write(LOG_LEVEL_ERROR, "the old certificate stays in service: %s", why);
}

/* The file behind the database's name: zeros where there is none. */
static struct stat look_at(const char *database)
{
    struct stat file;
    return stat(database, &file) == 0 ? file : (struct stat){0};
}

static bool is_same_file(const struct stat *one, const struct stat *other)
{
    return one->st_dev == other->st_dev && one->st_ino == other->st_ino &&
           one->st_size == other->st_size && one->st_mtim.tv_sec == other->st_mtim.tv_sec &&
           one->st_mtim.tv_nsec == other->st_mtim.tv_nsec;
}

/* What cannot be is told, and no more is tried: a process that cannot wait would spin. */
static _Noreturn void give_up(const char *what)
{
    terminal_complain(stderr, "%s: %s", what, strerror(errno));
    _exit(EXIT_FAILURE);
}

/* Replies that are kept for a while leave holes in the heaps when they make room: every so often
 * the kernel gets back what whole pages of them hold. */
static void give_back_memory(time_t *last)
{
    time_t now = time(NULL);
    if (now >= *last && now - *last < TRIM_SECONDS) return;
    *last = now;
#ifdef M_TRIM_THRESHOLD
    malloc_trim(0);
#endif
}

/* Until a signal ends it; SIGHUP reads the certificate and opens the database again, and where it
 * is watched, so does another file of its name than the one `seen`. What could not be opened is not
 * tried again. */
static void wait_for_signals(struct server *server, const struct serving *serving, struct stat seen,
                             const sigset_t *signals)
{
    const struct timespec a_while = {serving->watches ? WATCH_SECONDS : TRIM_SECONDS, 0};
    time_t trimmed = time(NULL);
    for (;;) {
        int number = sigtimedwait(signals, NULL, &a_while);
        if (number < 0 && errno != EAGAIN && errno != EINTR) give_up("waiting for signals");
        if (number < 0) give_back_memory(&trimmed);
        if (number >= 0 && number != SIGHUP) return;
        struct stat now = look_at(serving->options.database);
        bool is_new = serving->watches && now.st_ino != 0 && !is_same_file(&seen, &now);
        if (number == SIGHUP) reload_certificate(server, serving);
        if (number == SIGHUP || is_new) {
            reload(server);
            seen = now;
        }
    }
}

/* Whoever sends us requests may need a while to see that we are not ready any more. A second signal
 * cuts it short. */
static void announce_end(struct server *server, const struct serving *serving,
                         const sigset_t *signals)
{
    struct timespec delay = {serving->drain_delay, 0};
    server_announce_end(server);
    if (serving->drain_delay == 0) return;
    log_write(LOG_LEVEL_INFO, "ending in %u seconds", serving->drain_delay);
    while (sigtimedwait(signals, NULL, &delay) == SIGHUP) {
    }
}

static void tell_addresses(const struct server *server, const struct serving *serving)
{
    fprintf(stderr, "listening on http%s://%s\n",
            serving->options.tls_certificate != NULL ? "s" : "", server_address(server));
    if (server_admin_address(server) != NULL)
        fprintf(stderr, "admin on http://%s\n", server_admin_address(server));
}

/* `seen`: the dataset's file as it was before it was opened. */
static int run_server(const struct serving *serving, const struct contract *contract,
                      struct generation *generation, struct stat seen)
{
    struct server *server;
    char why[500] = "";
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    signal(SIGPIPE, SIG_IGN);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    const char *const files[] = {serving->options.database, serving->options.tls_certificate,
                                 serving->options.tls_key};
    if (serving->is_confined && !sandbox_files(files, sizeof files / sizeof files[0])) {
        generation_release(generation);
        return EXIT_FAILURE;
    }
    if (server_start(&serving->options, contract, generation, &server, why, sizeof why) !=
        STATUS_OK) {
        terminal_complain(stderr, "%s", why);
        return EXIT_FAILURE;
    }
    bool is_sound = !serving->is_confined || sandbox_calls();
    if (is_sound) {
        tell_addresses(server, serving);
        wait_for_signals(server, serving, seen, &signals);
        announce_end(server, serving, &signals);
    }
    server_stop(server);
    return is_sound ? EXIT_SUCCESS : EXIT_FAILURE;
}

enum { HEAP_SPARE = 2 << 20 /* bytes */ };

/* A page of a list is larger than what the C library would give back to the kernel each time, to
 * have it cleared and mapped anew for the next: that costs more than to write the page. */
static void keep_freed_pages(void)
{
#ifdef M_TRIM_THRESHOLD
    mallopt(M_MMAP_THRESHOLD, HEAP_SPARE);
    mallopt(M_TRIM_THRESHOLD, HEAP_SPARE);
#endif
}

/* `path`: room for the name of a dataset that was not named. */
static int serve_as_asked(struct serving *serving, char path[4096])
{
    struct server_options *options = &serving->options;
    char why[500];
    if (options->database == NULL) options->database = find_database(path);
    if (options->database == NULL)
        return fail_usage(
            "no dataset was found: give one with --db FILE, or compile one with `chancery build`.");
    struct generation *generation = NULL;
    struct stat seen = look_at(options->database);
    struct opening *opening = opening_begin(options->database);
    struct contract *contract = load_contract();
    int status = EXIT_FAILURE;
    if (opening_finish_take(opening, &generation, why, sizeof why) != STATUS_OK)
        terminal_complain(stderr, "%s", why);
    else if (contract == NULL)
        generation_release(generation);
    else if (memory_failures() > 0) {
        generation_release(generation);
        terminal_complain(stderr, "memory is short");
    } else
        status = run_server(serving, contract, generation, seen);
    contract_free(contract);
    return status;
}

int serve(int count, char **arguments)
{
    struct config config;
    struct serving serving;
    char path[4096];
    keep_freed_pages();
    config_warn_of_variables();
    if (!read_serving(count, arguments, &config, &serving)) return EXIT_USAGE;
    int status = serve_as_asked(&serving, path);
    config_free(&config);
    return status;
}
