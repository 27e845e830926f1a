/*
 * chancery: compiles datasets of diplomatic history and serves them. This file only reads the
 * command line and calls what does the work. Exit status: 0 success, 1 failure, 2 usage.
 */
#include "config.h"
#include "opening.h"

#include <chancery/dataset.h>
#include <chancery/embedded.h>
#include <chancery/handlers.h>
#include <chancery/log.h>
#include <chancery/server.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { EXIT_USAGE = 2 };

static const char usage[] =
    "chancery - sourced, time-aware diplomatic history over HTTP\n"
    "\n"
    "  chancery serve [OPTION …]                  serve a compiled dataset\n"
    "  chancery build DATASET_DIR --output FILE   compile a dataset folder into one file;\n"
    "                                             FILE also from CHANCERY_OUTPUT\n"
    "  chancery check DATASET_DIR                 tell every fault of a dataset folder\n"
    "  chancery release DATASET_DIR               record the version of dataset.json in its "
    "history/\n"
    "  chancery check-contract                    check that openapi.json, handlers and views "
    "agree\n"
    "  chancery date DATE …                       show dates in three calendars, one JSON object a "
    "line;\n"
    "                                             - reads dates from standard input\n"
    "  chancery config [OPTION …]                 print the effective options and where each came "
    "from\n"
    "  chancery healthcheck [OPTION …]            ask the server at --listen whether it is ready\n"
    "  chancery help                              this text\n"
    "\n"
    "Options, each also an environment variable:\n";

static int fail_usage(const char *sentence)
{
    fprintf(stderr, "chancery: %s See `chancery help`.\n", sentence);
    return EXIT_USAGE;
}

/* The contract, or a sentence on stderr and NULL. */
static struct contract *load_contract(void)
{
    struct contract *contract = NULL;
    char why[500] = "memory is short";
    struct text document = embedded_openapi();
    if (contract_compile(document.at, document.length, handlers_table(), &contract, why,
                         sizeof why) != STATUS_OK) {
        fprintf(stderr, "chancery: openapi.json: %s\n", why);
        return NULL;
    }
    if (representations_check(contract, why, sizeof why) == STATUS_OK) return contract;
    fprintf(stderr, "chancery: openapi.json and views.sql: %s\n", why);
    contract_free(contract);
    return NULL;
}

/* --- serve --- */

static bool exists(const char *path)
{
    struct stat file;
    return stat(path, &file) == 0;
}

/* The default dataset: beside the program, or in the data folder that it was installed with. */
static const char *find_database(char path[4096])
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

static bool read_access_log(const char *word, enum access_log *out)
{
    static const char *const words[] = {"all", "errors", "off"};
    for (size_t i = 0; i < 3; i++) {
        if (strcmp(word, words[i]) != 0) continue;
        *out = (enum access_log)i;
        return true;
    }
    fprintf(stderr, "chancery: --access-log takes all, errors or off, not \"%s\"\n", word);
    return false;
}

static bool is_base_path(const char *path)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
    size_t length = strlen(path);
    if (length == 0 || (path[0] == '/' && length > 1 && path[length - 1] != '/' &&
                        path[strspn(path, plain)] == '\0'))
        return true;
    fprintf(stderr,
            "chancery: --base-path begins with a slash and ends without one, and is of letters, "
            "digits and -._~/, as in /history; not "
            "\"%s\"\n",
            path);
    return false;
}

static bool read_server_options(const struct config *config, struct server_options *options)
{
    *options = (struct server_options){.base_path = config->values[OPTION_base_path],
                                       .database = config->values[OPTION_db]};
    return config_address(config, OPTION_listen, &options->listen) &&
           config_address(config, OPTION_admin, &options->admin) &&
           config_number(config, OPTION_threads, 0, 256, &options->threads) &&
           config_number(config, OPTION_connections, 8, 100000, &options->connections) &&
           config_number(config, OPTION_query_deadline, 0, 3600000, &options->query_deadline) &&
           config_number(config, OPTION_cache_size, 0, 65536, &options->cache_size) &&
           read_access_log(config->values[OPTION_access_log], &options->access_log) &&
           is_base_path(options->base_path);
}

/* Until a signal ends it; SIGHUP opens the database again. */
static void wait_for_signals(struct server *server, const sigset_t *signals)
{
    int signal_number;
    char why[500];
    while (sigwait(signals, &signal_number) == 0) {
        if (signal_number != SIGHUP) return;
        if (server_reload(server, why, sizeof why) == STATUS_OK)
            log_write(LOG_LEVEL_INFO, "the dataset was opened again");
        else
            log_write(LOG_LEVEL_ERROR, "the old dataset stays in service: %s", why);
    }
}

static int run_server(const struct server_options *options, const struct contract *contract,
                      struct generation *generation)
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
    if (server_start(options, contract, generation, &server, why, sizeof why) != STATUS_OK) {
        fprintf(stderr, "chancery: %s\n", why);
        return EXIT_FAILURE;
    }
    fprintf(stderr, "listening on http://%s\n", server_address(server));
    if (server_admin_address(server) != NULL)
        fprintf(stderr, "admin on http://%s\n", server_admin_address(server));
    wait_for_signals(server, &signals);
    server_stop(server);
    return EXIT_SUCCESS;
}

static int serve(int count, char **arguments)
{
    struct config config;
    struct server_options options;
    char path[4096];
    const char *rest[1];
    int rest_count;
    if (!config_read(count, arguments, &config, rest, 0, &rest_count)) return EXIT_USAGE;
    if (!read_server_options(&config, &options)) return EXIT_USAGE;
    if (options.database == NULL) options.database = find_database(path);
    if (options.database == NULL)
        return fail_usage(
            "no dataset was found: give one with --db FILE, or compile one with `chancery build`.");
    char why[500];
    struct generation *generation = NULL;
    struct opening *opening = opening_begin(options.database);
    struct contract *contract = load_contract();
    int status = EXIT_FAILURE;
    if (opening_finish_take(opening, &generation, why, sizeof why) != STATUS_OK)
        fprintf(stderr, "chancery: %s\n", why);
    else if (contract == NULL)
        generation_release(generation);
    else
        status = run_server(&options, contract, generation);
    contract_free(contract);
    return status;
}

/* --- build and check --- */

static int compile(const char *directory, const char *output, bool release)
{
    struct contract *contract = load_contract();
    if (contract == NULL) return EXIT_FAILURE;
    struct dataset_options options = {directory, output, stderr, isatty(STDERR_FILENO) != 0,
                                      release};
    enum status status = dataset_compile(&options, contract);
    contract_free(contract);
    return status == STATUS_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int build(int count, char **arguments)
{
    const char *directory = NULL, *output = getenv("CHANCERY_OUTPUT");
    for (int i = 0; i < count; i++) {
        if (strcmp(arguments[i], "--output") == 0 && i + 1 < count)
            output = arguments[++i];
        else if (strncmp(arguments[i], "--output=", 9) == 0)
            output = arguments[i] + 9;
        else if (arguments[i][0] != '-' && directory == NULL)
            directory = arguments[i];
        else
            return fail_usage("build takes a folder and --output FILE.");
    }
    if (directory == NULL || output == NULL || output[0] == '\0')
        return fail_usage("build takes a folder and --output FILE.");
    return compile(directory, output, false);
}

static int check(int count, char **arguments)
{
    if (count != 1 || arguments[0][0] == '-') return fail_usage("check takes a folder.");
    return compile(arguments[0], NULL, false);
}

static int release(int count, char **arguments)
{
    if (count != 1 || arguments[0][0] == '-') return fail_usage("release takes a folder.");
    return compile(arguments[0], NULL, true);
}

static int check_contract(int count, char **arguments)
{
    (void)arguments;
    if (count != 0) return fail_usage("check-contract takes no arguments.");
    struct contract *contract = load_contract();
    if (contract == NULL) return EXIT_FAILURE;
    printf("openapi.json, handlers and views agree: %zu operations\n",
           contract_operation_count(contract));
    contract_free(contract);
    return EXIT_SUCCESS;
}

/* --- date --- */

static json_t *date_problem(struct text source, const struct date_fault *fault)
{
    struct problem *problem = problem_new(PROBLEM_INVALID_PARAMETER, NULL);
    problem_add(problem, &(struct fault){
                             .in = "argument",
                             .name = TEXT("date"),
                             .value = source,
                             .reason = fault->reason,
                             .allowed = "EDTF level 0 or 1, or julian:, japanese:, jdn: and a date",
                             .suggestion = fault->suggestion});
    json_t *object = problem != NULL ? problem_to_json(problem, "", NULL, NULL) : NULL;
    problem_free(problem);
    return object;
}

static bool print_date(struct text source)
{
    struct arena *arena = arena_new(1024);
    struct dating dating;
    struct date_fault fault = {0};
    if (arena == NULL) return false;
    bool good = date_read(source, arena, &dating, &fault) == STATUS_OK;
    json_t *object = good ? date_to_json(&dating, NULL) : date_problem(source, &fault);
    char *line = object != NULL ? json_dumps(object, JSON_COMPACT) : NULL;
    if (line != NULL) puts(line);
    free(line);
    json_decref(object);
    arena_free(arena);
    return good;
}

static bool print_dates_read(void)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    bool good = true;
    while ((length = getline(&line, &room, stdin)) >= 0) {
        while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r'))
            length--;
        if (!print_date((struct text){line, (size_t)length})) good = false;
    }
    free(line);
    return good;
}

static int date(int count, char **arguments)
{
    bool good = true;
    if (count == 0) return fail_usage("date takes dates, or - to read them from standard input.");
    for (int i = 0; i < count; i++) {
        bool is_good =
            strcmp(arguments[i], "-") == 0 ? print_dates_read() : print_date(text_of(arguments[i]));
        good = good && is_good;
    }
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* --- config, healthcheck, help --- */

static int config(int count, char **arguments)
{
    struct config config;
    struct server_options options;
    const char *rest[1];
    int rest_count;
    if (!config_read(count, arguments, &config, rest, 0, &rest_count)) return EXIT_USAGE;
    if (!read_server_options(&config, &options)) return EXIT_USAGE;
    config_print(&config, stdout);
    return EXIT_SUCCESS;
}

static int healthcheck(int count, char **arguments)
{
    struct config config;
    struct server_options options;
    const char *rest[1];
    int rest_count;
    if (!config_read(count, arguments, &config, rest, 0, &rest_count)) return EXIT_USAGE;
    if (!read_server_options(&config, &options)) return EXIT_USAGE;
    const char *address = options.admin != NULL ? options.admin : options.listen;
    char why[500];
    if (server_is_ready(address, why, sizeof why) == STATUS_OK) return EXIT_SUCCESS;
    fprintf(stderr, "chancery: %s\n", why);
    return EXIT_FAILURE;
}

static int help(int count, char **arguments)
{
    (void)count;
    (void)arguments;
    fputs(usage, stdout);
    config_help(stdout);
    return EXIT_SUCCESS;
}

/* --- the way in and out --- */

/* A socket in the place of a closed standard stream would get what is meant for the stream. The
 * stand-ins are opened the wrong way round: reading or writing them fails, as it did. */
static bool fill_standard_descriptors(void)
{
    for (int i = STDIN_FILENO; i <= STDERR_FILENO; i++) {
        if (fcntl(i, F_GETFD) >= 0) continue;
        if (open("/dev/null", i == STDIN_FILENO ? O_WRONLY : O_RDONLY) != i) return false;
    }
    return true;
}

/* What was printed may still wait in a buffer: no success is told before it is out. */
static int finish(int status)
{
    if (fflush(stdout) == 0 && ferror(stdout) == 0) return status;
    fprintf(stderr, "chancery: standard output cannot be written.\n");
    return status == EXIT_SUCCESS ? EXIT_FAILURE : status;
}

int main(int count, char **arguments)
{
    static const struct {
        const char *name;
        int (*run)(int, char **);
    } commands[] = {{"serve", serve},
                    {"build", build},
                    {"check", check},
                    {"release", release},
                    {"check-contract", check_contract},
                    {"date", date},
                    {"config", config},
                    {"healthcheck", healthcheck},
                    {"help", help},
                    {"--help", help}};
    if (!fill_standard_descriptors()) return EXIT_FAILURE;
    json_object_seed(0);
    if (count >= 2 && strcmp(arguments[1], "--version") == 0) {
        puts("chancery " CHANCERY_VERSION);
        return finish(EXIT_SUCCESS);
    }
    for (size_t i = 0; count >= 2 && i < sizeof commands / sizeof commands[0]; i++)
        if (strcmp(arguments[1], commands[i].name) == 0)
            return finish(commands[i].run(count - 2, arguments + 2));
    if (count >= 2) fprintf(stderr, "chancery: there is no command \"%s\".\n", arguments[1]);
    fputs(usage, stderr);
    return EXIT_USAGE;
}
