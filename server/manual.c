/*
 * The manual page, in the man macros that groff and mandoc both know. Every text passes through one
 * function that escapes what roff would read as its own.
 */
#include "help.h"

#include <string.h>

/* The code point at `*at`, which is moved behind it. Our own texts: well-formed UTF-8. */
static unsigned take_character(const char **at)
{
    unsigned first = (unsigned char)*(*at)++;
    unsigned more = first < 0x80 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
    unsigned point = more == 0 ? first : first & (0x3Fu >> more);
    for (; more > 0; more--)
        point = point << 6 | ((unsigned char)*(*at)++ & 0x3Fu);
    return point;
}

static void print_character(unsigned point, FILE *out)
{
    static const struct {
        char plain;
        const char *escaped;
    } special[] = {{'\\', "\\e"},  {'-', "\\-"},    {'^', "\\(ha"},
                   {'~', "\\(ti"}, {'\'', "\\(aq"}, {'`', "\\(ga"}};
    for (size_t i = 0; i < sizeof special / sizeof special[0]; i++) {
        if (point != (unsigned char)special[i].plain) continue;
        fputs(special[i].escaped, out);
        return;
    }
    if (point < 0x80)
        putc((int)point, out);
    else
        fprintf(out, "\\[u%04X]", point);
}

/* A text on a line of its own: never a request, since none begins with "." or "'". */
static void print_code(const char *text, FILE *out)
{
    while (*text != '\0')
        print_character(take_character(&text), out);
}

/* Paragraphs, one a line; what stands in backticks is bold. A hyphen inside a word stays one. */
static void print_prose(const char *text, FILE *out)
{
    bool is_code = false;
    char before = ' ';
    if (text[0] == '.') fputs("\\&", out);
    while (*text != '\0') {
        char here = *text;
        unsigned point = take_character(&text);
        if (here == '`') {
            is_code = !is_code;
            fputs(is_code ? "\\fB" : "\\fR", out);
        } else if (here == '\n') {
            fputs("\n.PP\n", out);
        } else if (here == '-' && !is_code && before != ' ' && before != '-' && *text != '-') {
            putc('-', out);
        } else {
            print_character(point, out);
        }
        before = here;
    }
    putc('\n', out);
}

static void print_section(const char *name, FILE *out)
{
    fprintf(out, ".SH %s\n", name);
}

static void print_option(const char *flag, const char *argument, const char *help,
                         const char *variable, const char *standard, FILE *out)
{
    fputs(".TP\n\\fB", out);
    print_code(flag, out);
    fputs("\\fR", out);
    if (argument != NULL) {
        fputs(" \\fI", out);
        print_code(argument, out);
        fputs("\\fR", out);
    }
    putc('\n', out);
    print_prose(help, out);
    if (variable == NULL) return;
    fprintf(out, ".br\nAlso \\fB%s\\fR", variable);
    if (standard != NULL && standard[0] != '\0') {
        fputs("; default \\fB", out);
        print_code(standard, out);
        fputs("\\fR", out);
    }
    fputs(".\n", out);
}

static void print_example(const struct command_example *example, FILE *out)
{
    fputs(".TP\n\\fB", out);
    print_code(example->line, out);
    fputs("\\fR\n", out);
    print_prose(example->what, out);
}

static void print_usage(const struct command *command, FILE *out)
{
    fprintf(out, "\\fBchancery ");
    print_code(command->name, out);
    fputs("\\fR", out);
    if (command->operands[0] != '\0') putc(' ', out);
    print_code(command->operands, out);
    putc('\n', out);
}

static void print_command(const struct command *command, FILE *out)
{
    fputs(".SS ", out);
    print_usage(command, out);
    print_prose(command->details, out);
    for (size_t i = 0; i < COMMAND_OPTIONS && command->options[i].flag != NULL; i++) {
        const struct command_option *option = &command->options[i];
        print_option(option->flag, option->argument, option->help, option->variable, NULL, out);
    }
    if (command->is_configured) fputs(".PP\nIt takes the options under OPTIONS.\n", out);
}

static void print_synopsis(const struct command *all, size_t count, FILE *out)
{
    print_section("SYNOPSIS", out);
    for (size_t i = 0; i < count; i++) {
        if (i > 0) fputs(".br\n", out);
        print_usage(&all[i], out);
    }
    print_section("DESCRIPTION", out);
    print_prose("`chancery` publishes diplomatic history: who agreed what, who held what, who says "
                "so, as at any day. It compiles a folder of JSON files into one file, and serves "
                "that file over HTTP as JSON and other formats. `/openapi.json` of a running "
                "server describes every request.",
                out);
}

static void print_files(FILE *out)
{
    print_section("CONFIGURATION FILE", out);
    print_prose("What `--config` names has an option a line, by its long name without dashes: "
                "`name = value`. Blank lines are nothing, and lines that begin with # are "
                "comments. A name that is unknown or stands twice, or a value that cannot be, "
                "stops the program with a sentence that names the line.\n"
                "A flag beats its environment variable, which beats the file, which beats the "
                "default; `chancery config` shows which did. The file is read once: to change an "
                "option, start the server anew.",
                out);
    fputs(".PP\n.EX\n# chancery.conf\nlisten = 0.0.0.0:8080\nadmin = 127.0.0.1:8081\n"
          "trusted\\-proxies = private\n.EE\n",
          out);
    print_section("ENVIRONMENT", out);
    print_prose("Each option has a variable, named with it above. Beside them, NO_COLOR set to "
                "anything, or TERM unset or set to dumb, keeps colour from a terminal; elsewhere "
                "there never is any. LISTEN_FDS and LISTEN_PID hand over a socket, as systemd "
                "does.",
                out);
}

static void print_process(FILE *out)
{
    static const char *const signals[][2] = {
        {"SIGTERM, SIGINT", "Serve what is in flight, and end; a second cuts --drain-delay short."},
        {"SIGHUP", "Open the dataset again. Where it is not sound, the old one stays in service."}};
    static const char *const statuses[][2] = {{"0", "Success."},
                                              {"1", "Failure; a sentence on standard error."},
                                              {"2", "Wrong usage; a sentence on standard error."}};
    print_section("SIGNALS", out);
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        fprintf(out, ".TP\n.B %s\n", signals[i][0]);
        print_prose(signals[i][1], out);
    }
    print_section("EXIT STATUS", out);
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        fprintf(out, ".TP\n.B %s\n", statuses[i][0]);
        print_prose(statuses[i][1], out);
    }
}

void manual_print(FILE *out)
{
    size_t count;
    const struct command *all = commands(&count);
    fputs(".\\\" Made by `chancery help --man`.\n"
          ".TH CHANCERY 1 \"\" \"Chancery " CHANCERY_VERSION "\" \"User Commands\"\n"
          ".nh\n.ad l\n",
          out);
    print_section("NAME", out);
    fputs("chancery \\- sourced, time\\-aware diplomatic history over HTTP\n", out);
    print_synopsis(all, count, out);
    print_section("COMMANDS", out);
    for (size_t i = 0; i < count; i++)
        print_command(&all[i], out);
    print_section("OPTIONS", out);
    for (int i = 0; i < OPTION_COUNT; i++) {
        struct option_text option = config_describe((enum option)i);
        print_option(option.flag, option.argument, option.help, option.variable, option.standard,
                     out);
    }
    print_files(out);
    print_process(out);
    print_section("EXAMPLES", out);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < COMMAND_EXAMPLES && all[i].examples[j].line != NULL; j++)
            print_example(&all[i].examples[j], out);
}
