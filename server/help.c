/*
 * Help for a person at a terminal, and README's table. Lines are wrapped at 80 columns, whatever
 * the terminal's width: so they can be piped and quoted.
 */
#include "help.h"

#include "serve.h"

#include <chancery/terminal.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 80 };

/* How many columns a word takes: its characters, none of which is wide. */
static size_t width_of(const char *word, size_t length)
{
    size_t width = 0;
    for (size_t i = 0; i < length; i++)
        if (((unsigned char)word[i] & 0xC0) != 0x80) width++;
    return width;
}

/* Print paragraphs, one a line of `prose`, indented and wrapped. */
static void print_wrapped(const char *prose, size_t indent, FILE *out)
{
    size_t column = 0;
    for (const char *at = prose; *at != '\0';) {
        size_t length = strcspn(at, " \n"), width = width_of(at, length);
        if (column > 0 && column + 1 + width > COLUMNS) {
            putc('\n', out);
            column = 0;
        }
        if (column == 0)
            column = (size_t)fprintf(out, "%*s", (int)indent, "");
        else
            column += (size_t)fprintf(out, " ");
        fwrite(at, 1, length, out);
        column += width;
        at += length;
        if (*at == '\n') {
            fputs("\n", out);
            column = 0;
        }
        if (*at != '\0') at++;
    }
    putc('\n', out);
}

static void print_heading(const char *heading, FILE *out)
{
    struct terminal_style style = terminal_style(out);
    fprintf(out, "\n%s%s%s\n", style.strong, heading, style.plain);
}

/* An option: how it is written, what it says, where else it can be set. */
static void print_option(const char *flag, const char *argument, const char *help,
                         const char *variable, const char *standard, FILE *out)
{
    struct terminal_style style = terminal_style(out);
    fprintf(out, "  %s%s%s%s%s\n", style.strong, flag, style.plain, argument != NULL ? " " : "",
            argument != NULL ? argument : "");
    print_wrapped(help, 6, out);
    if (variable == NULL) return;
    fprintf(out, "      also %s", variable);
    if (standard != NULL && standard[0] != '\0') fprintf(out, "; default %s", standard);
    putc('\n', out);
}

static void print_options(const struct command *command, FILE *out)
{
    const struct command_option *own = command->options;
    print_heading("Options", out);
    for (size_t i = 0; i < COMMAND_OPTIONS && own[i].flag != NULL; i++)
        print_option(own[i].flag, own[i].argument, own[i].help, own[i].variable, NULL, out);
    for (int i = 0; command->is_configured && i < OPTION_COUNT; i++) {
        struct option_text option = config_describe((enum option)i);
        print_option(option.flag, option.argument, option.help, option.variable, option.standard,
                     out);
    }
    print_option("--help", NULL, "this text", NULL, NULL, out);
}

void help_print_command(const struct command *command, FILE *out)
{
    struct terminal_style style = terminal_style(out);
    fprintf(out, "%sUsage%s: chancery %s%s%s\n\n", style.strong, style.plain, command->name,
            command->operands[0] != '\0' ? " " : "", command->operands);
    print_wrapped(command->details, 0, out);
    print_options(command, out);
    if (command->is_configured) {
        putc('\n', out);
        print_wrapped("A flag beats its environment variable, which beats the file, which beats "
                      "the default.",
                      0, out);
    }
    if (command->examples[0].line == NULL) return;
    print_heading("Examples", out);
    for (size_t i = 0; i < COMMAND_EXAMPLES && command->examples[i].line != NULL; i++) {
        fprintf(out, "  %s%s%s\n", style.strong, command->examples[i].line, style.plain);
        print_wrapped(command->examples[i].what, 6, out);
    }
}

void help_print_overview(FILE *out)
{
    struct terminal_style style = terminal_style(out);
    size_t count;
    const struct command *all = commands(&count);
    fprintf(out, "%schancery%s - sourced, time-aware diplomatic history over HTTP\n", style.strong,
            style.plain);
    print_heading("Commands", out);
    for (size_t i = 0; i < count; i++)
        fprintf(out, "  %schancery %-14s%s  %s\n", style.strong, all[i].name, style.plain,
                all[i].summary);
    print_heading("Begin with", out);
    fputs("  chancery build db/japan-russia --output japan-russia.db\n"
          "  chancery serve --db japan-russia.db\n"
          "  curl -s localhost:8080/treaties/treaty-of-portsmouth-1905\n\n",
          out);
    print_wrapped("`chancery help COMMAND`, or `chancery COMMAND --help`, tells of one command, "
                  "with its options and examples; `man chancery` of all. `chancery --version` "
                  "prints the version.\n"
                  "Each option is an environment variable too: `--listen` is CHANCERY_LISTEN, "
                  "`--output` of build CHANCERY_OUTPUT.\n"
                  "Exit status: 0 success, 1 failure, 2 wrong usage.",
                  0, out);
}

/* A cell's text: a bar would end it. */
static void print_cell(const char *text, FILE *out)
{
    for (; *text != '\0'; text++)
        fprintf(out, *text == '|' ? "\\|" : "%c", *text);
}

void help_print_markdown(FILE *out)
{
    fputs("| option | environment | default | what it is |\n|---|---|---|---|\n", out);
    for (int i = 0; i < OPTION_COUNT; i++) {
        struct option_text option = config_describe((enum option)i);
        bool has_standard = option.standard != NULL && option.standard[0] != '\0';
        fprintf(out, "| `%s ", option.flag);
        print_cell(option.argument, out);
        fprintf(out, "` | `%s` | %s%s%s | ", option.variable, has_standard ? "`" : "",
                has_standard ? option.standard : "", has_standard ? "`" : "");
        print_cell(option.help, out);
        fputs(" |\n", out);
    }
}

int command_help(int count, char **arguments)
{
    if (count > 1) return fail_usage("help takes one command at most.");
    if (count == 0)
        help_print_overview(stdout);
    else if (strcmp(arguments[0], "--man") == 0)
        manual_print(stdout);
    else if (strcmp(arguments[0], "--markdown") == 0)
        help_print_markdown(stdout);
    else {
        const struct command *command = command_find(arguments[0]);
        if (command == NULL) return command_unknown(arguments[0]);
        help_print_command(command, stdout);
    }
    return EXIT_SUCCESS;
}

int command_completion(int count, char **arguments)
{
    if (count == 1 && completion_print(arguments[0], stdout)) return EXIT_SUCCESS;
    return fail_usage("completion takes bash or zsh.");
}
