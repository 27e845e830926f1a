/* What the program says of itself, each made from the tables of commands.h and config.h. */
#ifndef CHANCERY_HELP_H
#define CHANCERY_HELP_H

#include "commands.h"
#include "config.h"

#include <stdio.h>

/** Print what there is: the commands, where to begin, where to read on. */
void help_print_overview(FILE *out);

/** Print how a command is used, with its options and examples. */
void help_print_command(const struct command *command, FILE *out);

/** Print the options of the server as a table in Markdown: README.md has it. */
void help_print_markdown(FILE *out);

/** Print the manual page, chancery(1), as roff (the man macros). */
void manual_print(FILE *out);

/** Print the completion of "bash" or "zsh". False: there is none of that shell. */
bool completion_print(const char *shell, FILE *out);

#endif
