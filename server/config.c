/*
 * Options: a flag beats its environment variable, which beats the default. A word that is no option
 * of ours is never passed over in silence.
 */
#include "config.h"

#include <chancery/fold.h>
#include <chancery/server.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct option_row {
    const char *flag, *variable, *standard, *argument, *help;
};

static const struct option_row rows[OPTION_COUNT] = {
#define X(name, standard, argument, help) {"--" #name, "CHANCERY_" #name, standard, argument, help},
    OPTION_LIST(X)
#undef X
};

/* "--base_path" as it is written: "--base-path"; "CHANCERY_base_path": "CHANCERY_BASE_PATH". */
static void spell(const char *name, bool variable, char out[48])
{
    size_t i = 0;
    for (; i < 47 && name[i] != '\0'; i++)
        out[i] = variable ? (char)toupper((unsigned char)name[i])
                          : (char)(name[i] == '_' ? '-' : name[i]);
    out[i] = '\0';
}

static void unknown(const char *flag)
{
    struct text nearest = {NULL, 0};
    char known[OPTION_COUNT][48];
    size_t distance = 4;
    for (int i = 0; i < OPTION_COUNT; i++) {
        spell(rows[i].flag, false, known[i]);
        fold_nearest(text_of(flag), text_of(known[i]), &nearest, &distance);
    }
    fprintf(stderr, "chancery: there is no option %s", flag);
    if (nearest.at != NULL)
        fprintf(stderr, "; did you mean %.*s?", (int)nearest.length, nearest.at);
    fprintf(stderr, " See `chancery help`.\n");
}

/* The option whose flag this is, with "=value" cut off into `*value`; OPTION_COUNT: none. */
static int find_flag(const char *argument, const char **value)
{
    const char *equals = strchr(argument, '=');
    size_t length = equals != NULL ? (size_t)(equals - argument) : strlen(argument);
    for (int i = 0; i < OPTION_COUNT; i++) {
        char flag[48];
        spell(rows[i].flag, false, flag);
        if (strlen(flag) != length || strncmp(flag, argument, length) != 0) continue;
        *value = equals != NULL ? equals + 1 : NULL;
        return i;
    }
    return OPTION_COUNT;
}

static void read_environment(struct config *config)
{
    for (int i = 0; i < OPTION_COUNT; i++) {
        char variable[48];
        spell(rows[i].variable, true, variable);
        const char *value = getenv(variable);
        config->values[i] = value != NULL && value[0] != '\0' ? value : rows[i].standard;
        config->origins[i] = value != NULL && value[0] != '\0' ? FROM_ENVIRONMENT : FROM_DEFAULT;
    }
}

bool config_read(int count, char **arguments, struct config *config, const char **rest,
                 int rest_size, int *rest_count)
{
    read_environment(config);
    *rest_count = 0;
    for (int i = 0; i < count; i++) {
        const char *argument = arguments[i], *value = NULL;
        if (strncmp(argument, "--", 2) != 0) {
            if (*rest_count == rest_size) {
                fprintf(stderr, "chancery: \"%s\" is one argument too many. See `chancery help`.\n",
                        argument);
                return false;
            }
            rest[(*rest_count)++] = argument;
            continue;
        }
        int option = find_flag(argument, &value);
        if (option == OPTION_COUNT) {
            unknown(argument);
            return false;
        }
        if (value == NULL && i + 1 < count) value = arguments[++i];
        if (value == NULL) {
            fprintf(stderr, "chancery: %s needs a value: %s\n", argument, rows[option].argument);
            return false;
        }
        config->values[option] = value;
        config->origins[option] = FROM_FLAG;
    }
    return true;
}

bool config_number(const struct config *config, enum option option, long minimum, long maximum,
                   unsigned *out)
{
    long long number;
    char flag[48];
    if (text_to_integer(text_of(config->values[option]), &number) && number >= minimum &&
        number <= maximum) {
        *out = (unsigned)number;
        return true;
    }
    spell(rows[option].flag, false, flag);
    fprintf(stderr, "chancery: %s takes a whole number from %ld to %ld, not \"%s\"\n", flag,
            minimum, maximum, config->values[option]);
    return false;
}

bool config_switch(const struct config *config, enum option option, bool *out)
{
    char flag[48];
    *out = strcmp(config->values[option], "on") == 0;
    if (*out || strcmp(config->values[option], "off") == 0) return true;
    spell(rows[option].flag, false, flag);
    fprintf(stderr, "chancery: %s takes on or off, not \"%s\"\n", flag, config->values[option]);
    return false;
}

bool config_address(const struct config *config, enum option option, const char **out)
{
    char flag[48];
    *out = config->values[option];
    if (*out == NULL || address_is_valid(*out)) return true;
    spell(rows[option].flag, false, flag);
    fprintf(stderr,
            "chancery: %s takes ADDR:PORT, as in 127.0.0.1:8080 or [::1]:8080, not \"%s\"\n", flag,
            *out);
    return false;
}

void config_print(const struct config *config, FILE *out)
{
    static const char *const origins[] = {"default", "environment", "flag"};
    for (int i = 0; i < OPTION_COUNT; i++) {
        char flag[48];
        spell(rows[i].flag, false, flag);
        fprintf(out, "%-24s %-28s %s\n", flag + 2,
                config->values[i] != NULL ? config->values[i] : "(none)",
                origins[config->origins[i]]);
    }
}

void config_help(FILE *out)
{
    for (int i = 0; i < OPTION_COUNT; i++) {
        char flag[48], variable[48];
        spell(rows[i].flag, false, flag);
        spell(rows[i].variable, true, variable);
        fprintf(out, "  %s %s\n      %s\n      also %s", flag, rows[i].argument, rows[i].help,
                variable);
        if (rows[i].standard != NULL && rows[i].standard[0] != '\0')
            fprintf(out, "; default %s", rows[i].standard);
        fprintf(out, "\n");
    }
}
