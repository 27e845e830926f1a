/*
 * chancery: compiles datasets of diplomatic history and serves them. This file only reads the
 * command line and calls what does the work. Exit status: 0 success, 1 failure, 2 usage.
 */
#include "commands.h"
#include "help.h"
#include "serve.h"

#include <chancery/dataset.h>
#include <chancery/memory.h>
#include <chancery/server.h>
#include <chancery/terminal.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- build and check --- */

static int compile(const char *directory, const char *output, bool release)
{
    struct contract *contract = load_contract();
    if (contract == NULL) return EXIT_FAILURE;
    signal(SIGXFSZ, SIG_IGN); /* a file that may grow no more is a failure to write like others */
    struct dataset_options options = {directory, output, stderr, terminal_is_capable(stderr),
                                      release};
    enum status status = dataset_compile(&options, contract);
    contract_free(contract);
    if (status == STATUS_NO_MEMORY || memory_failures() > 0)
        terminal_complain(stderr, "memory is short");
    return status == STATUS_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}

int command_build(int count, char **arguments)
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

int command_check(int count, char **arguments)
{
    if (count != 1 || arguments[0][0] == '-') return fail_usage("check takes a folder.");
    return compile(arguments[0], NULL, false);
}

int command_release(int count, char **arguments)
{
    if (count != 1 || arguments[0][0] == '-') return fail_usage("release takes a folder.");
    return compile(arguments[0], NULL, true);
}

int command_check_contract(int count, char **arguments)
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
    char reason[sizeof fault->reason + 32];
    snprintf(reason, sizeof reason, "%s (column %zu)", fault->reason, fault->column);
    struct problem *problem = problem_new(PROBLEM_INVALID_PARAMETER, NULL);
    problem_add(problem, &(struct fault){
                             .in = "argument",
                             .name = TEXT("date"),
                             .value = source,
                             .reason = reason,
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

int command_date(int count, char **arguments)
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

/* --- config, healthcheck --- */

int command_config(int count, char **arguments)
{
    struct config config;
    struct serving serving;
    char path[4096];
    config_warn_of_variables();
    if (!read_serving(count, arguments, &config, &serving)) return EXIT_USAGE;
    if (config.values[OPTION_db] == NULL) config.values[OPTION_db] = find_database(path);
    config_print(&config, stdout);
    config_free(&config);
    return EXIT_SUCCESS;
}

int command_healthcheck(int count, char **arguments)
{
    struct config config;
    struct serving serving;
    if (!read_serving(count, arguments, &config, &serving)) return EXIT_USAGE;
    const char *address =
        serving.options.admin != NULL ? serving.options.admin : serving.options.listen;
    char why[500];
    bool by_tls = serving.options.admin == NULL && serving.options.tls_certificate != NULL;
    bool is_ready = server_is_ready(address, by_tls, why, sizeof why) == STATUS_OK;
    config_free(&config);
    if (is_ready) return EXIT_SUCCESS;
    terminal_complain(stderr, "%s", why);
    return EXIT_FAILURE;
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
    terminal_complain(stderr, "standard output cannot be written.");
    return status == EXIT_SUCCESS ? EXIT_FAILURE : status;
}

/* Run the command that `words` begin with. */
static int run(int count, char **words)
{
    if (count == 0) {
        help_print_overview(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(words[0], "--version") == 0) {
        puts("chancery " CHANCERY_VERSION);
        return EXIT_SUCCESS;
    }
    if (strcmp(words[0], "--help") == 0 || strcmp(words[0], "-h") == 0) {
        help_print_overview(stdout);
        return EXIT_SUCCESS;
    }
    const struct command *command = command_find(words[0]);
    if (command == NULL) return command_unknown(words[0]);
    for (int i = 1; i < count; i++) {
        if (strcmp(words[i], "--help") != 0) continue;
        help_print_command(command, stdout);
        return EXIT_SUCCESS;
    }
    return command->run(count - 1, words + 1);
}

int main(int count, char **arguments)
{
    if (!fill_standard_descriptors()) return EXIT_FAILURE;
    memory_watch_jansson();
    json_object_seed(0);
    return finish(run(count > 0 ? count - 1 : 0, arguments + 1));
}
