/*
 * The program in its sandbox, as a user who owns nothing, on a root that cannot be written: a
 * process of its own, for the client in the test's process does what the sandbox forbids. That it
 * is confined is looked up at each start.
 */
#include "confined.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct confined {
    pid_t pid;
    FILE *said; /* its stderr */
    char address[64];
};

extern char **environ;

enum { WORDS = 32, NUMBER = 16 };

struct words {
    size_t count;
    const char *at[WORDS];
    char numbers[WORDS][NUMBER];
};

static void add(struct words *words, const char *option, const char *value)
{
    cr_assert_lt(words->count + 2, WORDS);
    words->at[words->count++] = option;
    words->at[words->count++] = value;
}

static void add_number(struct words *words, const char *option, unsigned value)
{
    char *number = words->numbers[words->count];
    snprintf(number, NUMBER, "%u", value);
    add(words, option, number);
}

/* All of them: what is not named has another value in the program than in a test's own server. */
static void spell(struct words *words, const struct server_options *options, const char *program)
{
    add(words, CONFINED, program);
    words->at[words->count++] = options->database;
    add(words, "--listen", options->listen);
    if (options->admin != NULL) add(words, "--admin", options->admin);
    add(words, "--base-path", options->base_path);
    add(words, "--access-log", "off");
    add(words, "--sandbox", "on");
    add_number(words, "--threads", options->threads);
    add_number(words, "--connections", options->connections);
    add_number(words, "--cache-size", options->cache_size);
    add_number(words, "--query-deadline", options->query_deadline);
    add_number(words, "--header-timeout", options->header_timeout);
    add_number(words, "--minimum-rate", options->minimum_rate);
    words->at[words->count] = NULL;
}

static void start_program(struct confined *confined, const struct words *words)
{
    int ends[2];
    posix_spawn_file_actions_t actions;
    cr_assert_eq(pipe(ends), 0);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    posix_spawn_file_actions_addclose(&actions, ends[1]);
    int code =
        posix_spawn(&confined->pid, words->at[0], &actions, NULL, (char **)words->at, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    cr_assert_eq(code, 0, "%s: %s", words->at[0], strerror(code));
    confined->said = fdopen(ends[0], "r");
    cr_assert_not_null(confined->said);
}

/* Read what it says up to a line that has `wanted`, and give what follows there in `rest`. */
static void wait_for(struct confined *confined, const char *wanted, char *rest, size_t size)
{
    char line[1024], last[1024] = "nothing";
    while (fgets(line, sizeof line, confined->said) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        const char *found = strstr(line, wanted);
        snprintf(last, sizeof last, "%s", line);
        cr_assert_null(strstr(line, "\"level\":\"error\""), "%s", line);
        if (found == NULL) continue;
        snprintf(rest, size, "%s", found + strlen(wanted));
        return;
    }
    cr_assert_fail("the program ended and said \"%s\" instead of \"%s\"", last, wanted);
}

/* Expect a line of the process's /proc/PID/NAME that begins and goes on so. */
static void expect_line(const struct confined *confined, const char *name, const char *begins,
                        const char *has)
{
    char path[64], line[1024];
    snprintf(path, sizeof path, "/proc/%d/%s", (int)confined->pid, name);
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file, "%s", path);
    bool found = false;
    while (!found && fgets(line, sizeof line, file) != NULL)
        found = strstr(line, begins) != NULL && strstr(line, has) != NULL;
    fclose(file);
    cr_assert(found, "%s has no line with \"%s\" and \"%s\"", path, begins, has);
}

static void expect_confinement(const struct confined *confined)
{
    expect_line(confined, "status", "Seccomp:", "\t2\n");
    expect_line(confined, "status", "NoNewPrivs:", "\t1\n");
    expect_line(confined, "status", "Uid:", "\t65534\t65534\t65534\t65534\n");
    expect_line(confined, "status", "CapEff:", "\t0000000000000000\n");
    expect_line(confined, "mountinfo", " / / ro,", "");
}

struct confined *confined_start(const struct server_options *options)
{
    const char *program = getenv("CHANCERY_CONFINED");
    if (program == NULL) return NULL;
    struct words words = {0};
    struct confined *confined = calloc(1, sizeof *confined);
    cr_assert_not_null(confined);
    spell(&words, options, program);
    start_program(confined, &words);
    wait_for(confined, "listening on http://", confined->address, sizeof confined->address);
    expect_confinement(confined);
    return confined;
}

const char *confined_address(const struct confined *confined)
{
    return confined->address;
}

void confined_reload(struct confined *confined)
{
    char rest[2];
    cr_assert_eq(kill(confined->pid, SIGHUP), 0);
    wait_for(confined, "the dataset was opened again", rest, sizeof rest);
}

void confined_stop(struct confined *confined)
{
    int status = -1;
    if (confined == NULL) return;
    kill(confined->pid, SIGTERM);
    cr_assert_eq(waitpid(confined->pid, &status, 0), confined->pid);
    cr_expect_eq(status, 0, "the program ended with %#x", (unsigned)status);
    fclose(confined->said);
    free(confined);
}
