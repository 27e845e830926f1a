/*
 * Completion for bash and zsh: scripts made from the tables, that ask the program nothing when a
 * key is pressed. They need no other package of the shell's.
 */
#include "help.h"

#include <string.h>

/* Call `visit` with each option that a command takes, its own first. */
static void visit_options(const struct command *command, FILE *out,
                          void (*visit)(const char *flag, const char *argument, const char *help,
                                        FILE *out))
{
    for (size_t i = 0; i < COMMAND_OPTIONS && command->options[i].flag != NULL; i++) {
        const struct command_option *option = &command->options[i];
        visit(option->flag, option->argument, option->help, out);
    }
    for (int i = 0; command->is_configured && i < OPTION_COUNT; i++) {
        struct option_text option = config_describe((enum option)i);
        visit(option.flag, option.argument, option.help, out);
    }
    visit("--help", NULL, "tell how it is used", out);
}

/* "a|b" as "a b". */
static void print_words(const char *alternatives, FILE *out)
{
    for (; *alternatives != '\0'; alternatives++)
        putc(*alternatives == '|' ? ' ' : *alternatives, out);
}

static void print_names(FILE *out)
{
    size_t count;
    const struct command *all = commands(&count);
    for (size_t i = 0; i < count; i++)
        fprintf(out, "%s%s", i > 0 ? " " : "", all[i].name);
}

/* --- bash --- */

/* What offers the values of a kind. */
static void print_bash_values(const char *argument, FILE *out)
{
    static const char *const actions[] = {[VALUE_FREE] = NULL,
                                          [VALUE_FILE] = "-f",
                                          [VALUE_FOLDER] = "-d",
                                          [VALUE_COMMAND] = "-W",
                                          [VALUE_WORDS] = "-W"};
    enum value_kind kind = value_kind(argument);
    if (kind == VALUE_FREE) {
        fputs(":", out);
        return;
    }
    fprintf(out, "_chancery_offer %s", actions[kind]);
    if (kind != VALUE_COMMAND && kind != VALUE_WORDS) return;
    fputs(" \"", out);
    if (kind == VALUE_COMMAND)
        print_names(out);
    else
        print_words(argument, out);
    fputs("\"", out);
}

static void print_bash_option(const char *flag, const char *argument, const char *help, FILE *out)
{
    (void)help;
    if (argument == NULL) return;
    fprintf(out, "    \"%s\") ", flag);
    print_bash_values(argument, out);
    fputs("; return ;;\n", out);
}

static void print_bash_flag(const char *flag, const char *argument, const char *help, FILE *out)
{
    (void)argument;
    (void)help;
    fprintf(out, "%s ", flag);
}

static void print_bash_command(const struct command *command, FILE *out)
{
    fprintf(out, "%s)\n    case $before in\n", command->name);
    visit_options(command, out, print_bash_option);
    fputs("    esac\n    [[ $word == -* ]] && { _chancery_offer -W \"", out);
    visit_options(command, out, print_bash_flag);
    fputs("\"; return; }\n    ", out);
    print_bash_values(command->operand, out);
    fputs("\n    ;;\n", out);
}

static void print_bash(FILE *out)
{
    size_t count;
    const struct command *all = commands(&count);
    fputs(
        "# Completion of chancery for bash, made by `chancery completion bash`.\n\n"
        "# Offer what compgen finds for the word; names of files are quoted as they need.\n"
        "_chancery_offer()\n{\n"
        "    [[ $1 == -W ]] || compopt -o filenames 2>/dev/null\n"
        "    mapfile -t COMPREPLY < <(compgen \"$@\" -- \"$word\")\n}\n\n"
        "_chancery()\n{\n"
        "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}\n"
        "    COMPREPLY=()\n"
        "    # --flag=value comes as three words.\n"
        "    if [[ $word == = ]]; then\n        word=\n"
        "    elif [[ $before == = ]]; then\n        before=${COMP_WORDS[COMP_CWORD - 2]}\n    fi\n"
        "    if ((COMP_CWORD == 1)); then\n        _chancery_offer -W \"",
        out);
    print_names(out);
    fputs(" --help --version\"\n        return\n    fi\n    case ${COMP_WORDS[1]} in\n", out);
    for (size_t i = 0; i < count; i++)
        print_bash_command(&all[i], out);
    fputs("esac\n}\n\ncomplete -F _chancery chancery\n", out);
}

/* --- zsh --- */

/* A text inside single quotes, with what _arguments reads as its own escaped. */
static void print_zsh_text(const char *text, FILE *out)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            fputs("'\\''", out);
        else if (strchr("[]:\\", *text) != NULL)
            fprintf(out, "\\%c", *text);
        else
            putc(*text, out);
    }
}

static void print_zsh_values(const char *argument, FILE *out)
{
    putc(':', out);
    print_zsh_text(argument, out);
    putc(':', out);
    switch (value_kind(argument)) {
    case VALUE_FILE: fputs("_files", out); break;
    case VALUE_FOLDER: fputs("_files -/", out); break;
    case VALUE_COMMAND:
    case VALUE_WORDS:
        putc('(', out);
        if (value_kind(argument) == VALUE_COMMAND)
            print_names(out);
        else
            print_words(argument, out);
        putc(')', out);
        break;
    case VALUE_FREE: putc(' ', out); break;
    }
}

static void print_zsh_option(const char *flag, const char *argument, const char *help, FILE *out)
{
    fprintf(out, " \\\n        '%s%s[", flag, argument != NULL ? "=" : "");
    print_zsh_text(help, out);
    putc(']', out);
    if (argument != NULL) print_zsh_values(argument, out);
    putc('\'', out);
}

static void print_zsh_command(const struct command *command, FILE *out)
{
    fprintf(out, "    %s)\n        _arguments", command->name);
    visit_options(command, out, print_zsh_option);
    if (command->operand != NULL) {
        fputs(" \\\n        '1", out);
        print_zsh_values(command->operand, out);
        putc('\'', out);
    }
    fputs(" ;;\n", out);
}

static void print_zsh(FILE *out)
{
    size_t count;
    const struct command *all = commands(&count);
    fputs("#compdef chancery\n"
          "# Completion of chancery for zsh, made by `chancery completion zsh`.\n\n"
          "_chancery() {\n    local -a named\n    named=(",
          out);
    for (size_t i = 0; i < count; i++) {
        fprintf(out, "\n        '%s:", all[i].name);
        print_zsh_text(all[i].summary, out);
        putc('\'', out);
    }
    fputs(")\n    if (( CURRENT == 2 )); then\n        _describe command named\n        return\n"
          "    fi\n"
          "    local chosen=$words[2]\n    shift words\n    (( CURRENT-- ))\n    case $chosen in\n",
          out);
    for (size_t i = 0; i < count; i++)
        print_zsh_command(&all[i], out);
    fputs("    esac\n}\n\n"
          "# Read from fpath it is called at once; sourced, it is made known.\n"
          "if [[ $funcstack[1] == _chancery ]]; then\n    _chancery \"$@\"\n"
          "else\n    compdef _chancery chancery\nfi\n",
          out);
}

bool completion_print(const char *shell, FILE *out)
{
    if (strcmp(shell, "bash") == 0)
        print_bash(out);
    else if (strcmp(shell, "zsh") == 0)
        print_zsh(out);
    else
        return false;
    return true;
}
