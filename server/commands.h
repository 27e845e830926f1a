/*
 * The commands of the program: one table, from which the help, the manual page and the shells'
 * completion are made, and by which main() finds what to run.
 */
#ifndef CHANCERY_COMMANDS_H
#define CHANCERY_COMMANDS_H

#include <stdbool.h>
#include <stddef.h>

enum { COMMAND_OPTIONS = 3, COMMAND_EXAMPLES = 4 };

/* An option of one command alone. */
struct command_option {
    const char *flag;     /* with its dashes; NULL ends the list */
    const char *argument; /* NULL: it takes none */
    const char *variable; /* the environment variable, or NULL */
    const char *help;
};

struct command_example {
    const char *line; /* NULL ends the list */
    const char *what;
};

struct command {
    const char *name;
    const char *operands; /* as the usage line has them; "" for none */
    const char *operand;  /* what the first is, for value_kind(); NULL for none */
    const char *summary;  /* a clause */
    const char *details;  /* paragraphs, one a line; `code` in backticks */
    bool is_configured;   /* it takes every option of config.h */
    struct command_option options[COMMAND_OPTIONS];
    struct command_example examples[COMMAND_EXAMPLES];
    int (*run)(int count, char **arguments); /* what follows its name; returns the exit status */
};

/** All commands, `*count` of them, in the order of the help. */
const struct command *commands(size_t *count);

/** The command of a name, or NULL. */
const struct command *command_find(const char *name);

/** Tell on stderr that there is no such command, and the nearest. Returns the exit status. */
int command_unknown(const char *name);

/* What can be written where an argument's name stands. */
enum value_kind { VALUE_FREE, VALUE_FILE, VALUE_FOLDER, VALUE_COMMAND, VALUE_WORDS };

/** The kind that an argument's name tells: "FILE", "DATASET_DIR", "COMMAND", "on|off" (words). NULL
 * is free. */
enum value_kind value_kind(const char *argument);

/* What each runs: serve() is in serve.h, the others are in main.c and help.c. */
int command_build(int count, char **arguments);
int command_check(int count, char **arguments);
int command_release(int count, char **arguments);
int command_check_contract(int count, char **arguments);
int command_date(int count, char **arguments);
int command_config(int count, char **arguments);
int command_healthcheck(int count, char **arguments);
int command_help(int count, char **arguments);
int command_completion(int count, char **arguments);

#endif
