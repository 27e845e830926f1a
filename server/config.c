/*
 * Options: a flag beats its environment variable, which beats the file, which beats the default. A
 * flag or a line that is no option of ours is refused. Of variables only what is nearly one is
 * told: CHANCERY_… may be others' too, as Kubernetes names its services' addresses.
 */
#include "config.h"

#include <chancery/fold.h>
#include <chancery/server.h>
#include <chancery/terminal.h>
#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct option_row {
    const char *name, *standard, *argument, *help;
};

static const struct option_row rows[OPTION_COUNT] = {
#define X(name, standard, argument, help) {#name, standard, argument, help},
    OPTION_LIST(X)
#undef X
};

struct option_text config_describe(enum option option)
{
    const struct option_row *row = &rows[option];
    struct option_text text = {.flag = "--",
                               .variable = "CHANCERY_",
                               .standard = row->standard,
                               .argument = row->argument,
                               .help = row->help};
    size_t flag = strlen(text.flag), variable = strlen(text.variable);
    for (const char *at = row->name; *at != '\0' && variable + 1 < sizeof text.variable; at++) {
        text.flag[flag++] = (char)(*at == '_' ? '-' : *at);
        text.variable[variable++] = (char)toupper((unsigned char)*at);
    }
    return text;
}

enum option config_find(const char *name, size_t length, char nearest[48])
{
    struct text wanted = {name, length}, best = {NULL, 0};
    struct option_text known[OPTION_COUNT];
    size_t distance = 4;
    nearest[0] = '\0';
    for (int i = 0; i < OPTION_COUNT; i++) {
        known[i] = config_describe((enum option)i);
        struct text flag = text_of(known[i].flag + 2);
        if (text_equal(flag, wanted)) return (enum option)i;
        fold_nearest(wanted, flag, &best, &distance);
    }
    if (best.at != NULL) snprintf(nearest, 48, "%.*s", (int)best.length, best.at);
    return OPTION_COUNT;
}

/* The option whose flag this is, with "=value" cut off into `*value`; OPTION_COUNT with a sentence
 * on stderr: none. */
static enum option find_flag(const char *argument, const char **value)
{
    const char *equals = strchr(argument, '=');
    size_t length = equals != NULL ? (size_t)(equals - argument) : strlen(argument);
    char nearest[48];
    enum option option = config_find(argument + 2, length - 2, nearest);
    *value = equals != NULL ? equals + 1 : NULL;
    if (option == OPTION_COUNT && nearest[0] != '\0')
        terminal_complain(stderr,
                          "there is no option %s; did you mean --%s? See `chancery help serve`.",
                          argument, nearest);
    else if (option == OPTION_COUNT)
        terminal_complain(stderr, "there is no option %s. See `chancery help serve`.", argument);
    return option;
}

static void read_environment(struct config *config)
{
    *config = (struct config){0};
    for (int i = 0; i < OPTION_COUNT; i++) {
        const char *value = getenv(config_describe((enum option)i).variable);
        bool is_set = value != NULL && value[0] != '\0';
        config->values[i] = is_set ? value : rows[i].standard;
        config->origins[i] = is_set ? FROM_ENVIRONMENT : FROM_DEFAULT;
    }
}

/* The option that a variable's name is nearly, or OPTION_COUNT: none, or it is one. */
static enum option misspelt(struct text name)
{
    struct text best = {NULL, 0};
    struct option_text known[OPTION_COUNT];
    size_t distance = name.length > strlen("CHANCERY_") + 4 ? 2 : 1;
    enum option nearest = OPTION_COUNT;
    for (int i = 0; i < OPTION_COUNT; i++) {
        known[i] = config_describe((enum option)i);
        struct text variable = text_of(known[i].variable);
        if (text_equal(variable, name)) return OPTION_COUNT;
        fold_nearest(name, variable, &best, &distance);
        if (best.at == variable.at) nearest = (enum option)i;
    }
    return nearest;
}

void config_warn_of_variables(void)
{
    for (char **at = environ; *at != NULL; at++) {
        if (strncmp(*at, "CHANCERY_", strlen("CHANCERY_")) != 0) continue;
        struct text name = {*at, strcspn(*at, "=")};
        enum option option = misspelt(name);
        if (option == OPTION_COUNT) continue;
        terminal_complain(stderr, "%.*s is no setting; did you mean %s?", (int)name.length, name.at,
                          config_describe(option).variable);
    }
}

static bool read_flags(int count, char **arguments, struct config *config, const char **rest,
                       int rest_size, int *rest_count)
{
    *rest_count = 0;
    for (int i = 0; i < count; i++) {
        const char *argument = arguments[i], *value = NULL;
        if (strncmp(argument, "--", 2) != 0) {
            if (*rest_count == rest_size) {
                terminal_complain(stderr, "\"%s\" is one argument too many. See `chancery help`.",
                                  argument);
                return false;
            }
            rest[(*rest_count)++] = argument;
            continue;
        }
        enum option option = find_flag(argument, &value);
        if (option == OPTION_COUNT) return false;
        if (value == NULL && i + 1 < count) value = arguments[++i];
        /* Of the others an empty value is told with what it is that they take. */
        bool is_nothing =
            value == NULL || (value[0] == '\0' && strcmp(rows[option].argument, "FILE") == 0);
        if (is_nothing) {
            terminal_complain(stderr, "%s needs a value: %s", config_describe(option).flag,
                              rows[option].argument);
            return false;
        }
        config->values[option] = value;
        config->origins[option] = FROM_FLAG;
    }
    return true;
}

bool config_read(int count, char **arguments, struct config *config, const char **rest,
                 int rest_size, int *rest_count)
{
    read_environment(config);
    if (!read_flags(count, arguments, config, rest, rest_size, rest_count)) return false;
    const char *path = config->values[OPTION_config];
    if (path == NULL || config_read_file(config, path)) return true;
    config_free(config);
    return false;
}

void config_free(struct config *config)
{
    free(config->file);
    *config = (struct config){0};
}

/* --- values --- */

enum { PLACE_SIZE = 4096 + 200 /* a path, a line and the name of an option */ };

/* Where the option was set, as a complaint about its value begins and `config` ends a line. */
static void print_place(const struct config *config, enum option option, char out[PLACE_SIZE])
{
    struct option_text text = config_describe(option);
    const char *path = config->values[OPTION_config];
    if (config->origins[option] == FROM_FILE)
        snprintf(out, PLACE_SIZE, "%.4096s:%u: %s", path, config->lines[option], text.flag + 2);
    else
        snprintf(out, PLACE_SIZE, "%s",
                 config->origins[option] == FROM_ENVIRONMENT ? text.variable : text.flag);
}

void config_complain(const struct config *config, enum option option, const char *format, ...)
{
    char place[PLACE_SIZE], what[1000];
    va_list arguments;
    print_place(config, option, place);
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    terminal_complain(stderr, "%s %s", place, what);
}

bool config_number(const struct config *config, enum option option, long minimum, long maximum,
                   unsigned *out)
{
    long long number;
    if (text_to_integer(text_of(config->values[option]), &number) && number >= minimum &&
        number <= maximum) {
        *out = (unsigned)number;
        return true;
    }
    config_complain(config, option, "takes a whole number from %ld to %ld, not \"%s\"", minimum,
                    maximum, config->values[option]);
    return false;
}

bool config_switch(const struct config *config, enum option option, bool *out)
{
    *out = strcmp(config->values[option], "on") == 0;
    if (*out || strcmp(config->values[option], "off") == 0) return true;
    config_complain(config, option, "takes on or off, not \"%s\"", config->values[option]);
    return false;
}

bool config_address(const struct config *config, enum option option, const char **out)
{
    *out = config->values[option];
    if (*out == NULL || address_is_valid(*out)) return true;
    config_complain(config, option,
                    "takes ADDR:PORT, as in 127.0.0.1:8080 or [::1]:8080, not \"%s\"", *out);
    return false;
}

void config_print(const struct config *config, FILE *out)
{
    static const char *const origins[] = {"default", "file", "environment", "flag"};
    for (int i = 0; i < OPTION_COUNT; i++) {
        enum option option = (enum option)i;
        const char *value = config->values[i];
        char place[PLACE_SIZE];
        print_place(config, option, place);
        fprintf(out, "%-24s %-28s %s", config_describe(option).flag + 2,
                value == NULL      ? "(none)"
                : value[0] == '\0' ? "\"\""
                                   : value,
                origins[config->origins[i]]);
        if (config->origins[i] == FROM_FILE)
            fprintf(out, " %s:%u\n", config->values[OPTION_config], config->lines[i]);
        else if (config->origins[i] != FROM_DEFAULT)
            fprintf(out, " %s\n", place);
        else
            putc('\n', out);
    }
}
