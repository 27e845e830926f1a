/* The table of commands. What the program says of itself is here and in config.h, nowhere else. */
#include "commands.h"

#include "serve.h"

#include <chancery/fold.h>
#include <chancery/terminal.h>
#include <string.h>

static const struct command table[] = {
    {.name = "serve",
     .operands = "[OPTION …]",
     .summary = "serve a compiled dataset",
     .details =
         "Answer HTTP requests for one compiled dataset until SIGTERM or SIGINT, then finish what "
         "is in flight.\n"
         "A dataset built anew in the old one's place is opened on SIGHUP, or by itself with "
         "`--watch on`; where it is not sound, the old one stays in service. Without `--db` it is "
         "japan-russia.db beside the program, or the installed one.",
     .is_configured = true,
     .examples = {{"chancery serve", "the dataset that came with it, on 127.0.0.1:8080"},
                  {"chancery serve --db my.db --listen 0.0.0.0:80 --trusted-proxies private",
                   "another dataset, for everyone, behind a proxy of your network"},
                  {"CHANCERY_ACCESS_LOG=errors chancery serve --config chancery.conf",
                   "options from a file and from the environment"}},
     .run = serve},
    {.name = "build",
     .operands = "DATASET_DIR --output FILE",
     .operand = "DATASET_DIR",
     .summary = "compile a dataset folder into one file",
     .details =
         "Check a dataset folder and compile it into one file to serve. Every fault is told as "
         "file:line:column: what is wrong; what to do.\n"
         "The file appears whole or not at all: where the build fails or is killed, the old one "
         "stays. The same folder gives the same bytes.",
     .options = {{"--output", "FILE", "CHANCERY_OUTPUT", "the file to publish"}},
     .examples = {{"chancery build db/japan-russia --output japan-russia.db", "the first dataset"},
                  {"chancery build my-dataset --output my.db && chancery serve --db my.db",
                   "your own, served"}},
     .run = command_build},
    {.name = "check",
     .operands = "DATASET_DIR",
     .operand = "DATASET_DIR",
     .summary = "tell every fault of a dataset folder",
     .details = "Check a dataset folder as `chancery build` does, and write nothing. Every fault "
                "is told as file:line:column: what is wrong; what to do.",
     .examples = {{"chancery check my-dataset", "before you commit"}},
     .run = command_check},
    {.name = "release",
     .operands = "DATASET_DIR",
     .operand = "DATASET_DIR",
     .summary = "record the version of dataset.json in its history/",
     .details = "Check a dataset folder and keep the content hashes of its records under the "
                "`version` of its dataset.json, in its folder history/, so that "
                "`/changes?since=VERSION` can say what changed since.",
     .examples = {{"chancery release my-dataset", "once a version, when it is published"}},
     .run = command_release},
    {.name = "check-contract",
     .operands = "",
     .summary = "check that openapi.json, handlers and views agree",
     .details = "Check the program against the contract that it carries: each operation has its "
                "handler, each parameter's keywords are enforced, each property of a record is a "
                "column of its view. `chancery serve` does so too when it starts.",
     .run = command_check_contract},
    {.name = "date",
     .operands = "DATE …",
     .summary = "show dates in three calendars, one JSON object a line",
     .details = "Read dates as the server does: EDTF (`1855-02-07`, `185X`, `1904~`), or another "
                "calendar by its prefix (`julian:`, `japanese:`, `jdn:`). With `-` they are read "
                "from standard input, one a line. A date that cannot be is a problem that says "
                "why, and exit status 1.",
     .examples = {{"chancery date 1855-02-07", "one day: Gregorian, Julian, Japanese"},
                  {"chancery date japanese:ansei-1-12-21 julian:1855-01-26", "the same day, twice"},
                  {"cut -d, -f1 dates.csv | chancery date -", "a column of a table"}},
     .run = command_date},
    {.name = "config",
     .operands = "[OPTION …]",
     .summary = "print the effective options and where each came from",
     .details = "Read the options as `chancery serve` would and print each with its value and its "
                "origin: default, the line of a file, an environment variable or a flag. What "
                "serve would refuse is refused with the same sentence.",
     .is_configured = true,
     .examples = {{"chancery config", "what the environment and the defaults give"},
                  {"chancery config --config chancery.conf", "whether a file is right"}},
     .run = command_config},
    {.name = "healthcheck",
     .operands = "[OPTION …]",
     .summary = "ask a running server whether it is ready",
     .details = "Ask the server at `--admin`, or where there is none at `--listen`, whether it is "
                "ready: exit status 0 when it is, 1 with a sentence when it is not.",
     .is_configured = true,
     .examples = {{"chancery healthcheck --listen 127.0.0.1:8080", "in a container's HEALTHCHECK"}},
     .run = command_healthcheck},
    {.name = "completion",
     .operands = "bash|zsh",
     .operand = "bash|zsh",
     .summary = "print a shell's completion of commands and options",
     .details = "Print the completion of bash or zsh. Installing the program installs both; this "
                "is for a program that was not installed.",
     .examples = {{"source <(chancery completion bash)", "in this shell, or in ~/.bashrc"},
                  {"chancery completion zsh > ~/.zfunc/_chancery", "a folder of your fpath"}},
     .run = command_completion},
    {.name = "help",
     .operands = "[COMMAND]",
     .operand = "COMMAND",
     .summary = "tell what there is, or of one command",
     .details = "Tell of the program, or of one command with its options and examples; `chancery "
                "COMMAND --help` says the same.",
     .options = {{"--man", NULL, NULL, "print the manual page, chancery(1), in roff instead"},
                 {"--markdown", NULL, NULL, "print the table of options in Markdown instead"}},
     .examples = {{"chancery help serve", "every option of the server"}},
     .run = command_help},
};

const struct command *commands(size_t *count)
{
    *count = sizeof table / sizeof table[0];
    return table;
}

const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (strcmp(table[i].name, name) == 0) return &table[i];
    return NULL;
}

int command_unknown(const char *name)
{
    struct text nearest = {NULL, 0};
    size_t distance = 3;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        fold_nearest(text_of(name), text_of(table[i].name), &nearest, &distance);
    if (nearest.at != NULL)
        terminal_complain(stderr, "there is no command \"%s\"; did you mean %.*s?", name,
                          (int)nearest.length, nearest.at);
    else
        terminal_complain(stderr, "there is no command \"%s\"; `chancery help` tells which are.",
                          name);
    return EXIT_USAGE;
}

enum value_kind value_kind(const char *argument)
{
    if (argument == NULL) return VALUE_FREE;
    if (strchr(argument, '|') != NULL) return VALUE_WORDS;
    if (strcmp(argument, "FILE") == 0) return VALUE_FILE;
    if (strcmp(argument, "DATASET_DIR") == 0) return VALUE_FOLDER;
    return strcmp(argument, "COMMAND") == 0 ? VALUE_COMMAND : VALUE_FREE;
}
