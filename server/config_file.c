/*
 * The file of options: `name = value` a line, by the names of the long flags. All its faults are
 * told at once; it is read once, before anything else is done, and never again.
 */
#include "config.h"

#include <chancery/terminal.h>
#include <chancery/text.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MOST = 64 * 1024 };

/* The file's bytes, NUL-terminated and owned; NULL with a sentence on stderr. */
static char *read_whole(const char *path, size_t *length)
{
    FILE *in = fopen(path, "re");
    char *bytes = in != NULL ? malloc(FILE_MOST + 1) : NULL;
    const char *why = in == NULL || bytes == NULL ? strerror(errno) : NULL;
    if (bytes != NULL) {
        *length = fread(bytes, 1, FILE_MOST + 1, in);
        if (ferror(in))
            why = strerror(errno);
        else if (*length > FILE_MOST)
            why = "it is longer than 64 kB";
        else if (memchr(bytes, '\0', *length) != NULL)
            why = "it is not a text";
        else
            bytes[*length] = '\0';
    }
    if (in != NULL) fclose(in);
    if (why == NULL) return bytes;
    terminal_complain(stderr, "%s: %s", path, why);
    free(bytes);
    return NULL;
}

/* Without blanks around, as a C string inside the file's own bytes. */
static char *trimmed(char *at, char *end)
{
    while (at < end && strchr(" \t\r", *at) != NULL)
        at++;
    while (end > at && strchr(" \t\r", end[-1]) != NULL)
        end--;
    *end = '\0';
    return at;
}

/* Set an option, unless flag or environment did. */
static bool set(struct config *config, enum option option, const char *value, const char *path,
                unsigned line)
{
    struct option_text text = config_describe(option);
    const char *name = text.flag + 2;
    if (option == OPTION_config)
        terminal_complain(stderr, "%s:%u: a file of options names no other", path, line);
    else if (config->lines[option] != 0)
        terminal_complain(stderr, "%s:%u: %s was set on line %u already", path, line, name,
                          config->lines[option]);
    else if (value[0] == '\0')
        terminal_complain(stderr, "%s:%u: %s needs a value: %s", path, line, name, text.argument);
    else {
        config->lines[option] = line;
        if (config->origins[option] != FROM_DEFAULT) return true;
        config->values[option] = value;
        config->origins[option] = FROM_FILE;
        return true;
    }
    return false;
}

static bool read_line(struct config *config, char *at, char *end, const char *path, unsigned line)
{
    char nearest[48], *begin = trimmed(at, end);
    if (begin[0] == '\0' || begin[0] == '#') return true;
    char *equals = strchr(begin, '=');
    if (equals == NULL) {
        terminal_complain(stderr, "%s:%u: this is no `name = value`: \"%s\"", path, line, begin);
        return false;
    }
    const char *value = trimmed(equals + 1, equals + 1 + strlen(equals + 1));
    const char *name = trimmed(begin, equals);
    enum option option = config_find(name, strlen(name), nearest);
    if (option != OPTION_COUNT) return set(config, option, value, path, line);
    if (nearest[0] != '\0')
        terminal_complain(stderr, "%s:%u: there is no option \"%s\"; did you mean %s?", path, line,
                          name, nearest);
    else
        terminal_complain(stderr, "%s:%u: there is no option \"%s\"; see `chancery help serve`",
                          path, line, name);
    return false;
}

bool config_read_file(struct config *config, const char *path)
{
    size_t length = 0;
    config->file = read_whole(path, &length);
    if (config->file == NULL) return false;
    bool good = true;
    unsigned line = 1;
    for (char *at = config->file, *stop = at + length; at < stop; line++) {
        char *end = memchr(at, '\n', (size_t)(stop - at));
        if (end == NULL) end = stop;
        if (!read_line(config, at, end, path, line)) good = false;
        at = end + 1;
    }
    return good;
}
