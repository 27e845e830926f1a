/*
 * Whether a stream is looked at by a person, and what that allows. What is written to a file or a
 * pipe never has an escape sequence in it.
 */
#include <chancery/terminal.h>

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool terminal_is_capable(FILE *stream)
{
    const char *kind = getenv("TERM");
    return kind != NULL && kind[0] != '\0' && strcmp(kind, "dumb") != 0 &&
           isatty(fileno(stream)) != 0;
}

bool terminal_takes_colour(FILE *stream)
{
    const char *refused = getenv("NO_COLOR");
    return (refused == NULL || refused[0] == '\0') && terminal_is_capable(stream);
}

struct terminal_style terminal_style(FILE *stream)
{
    if (!terminal_takes_colour(stream)) return (struct terminal_style){"", "", ""};
    return (struct terminal_style){"\033[1m", "\033[1;31m", "\033[0m"};
}

void terminal_complain(FILE *stream, const char *format, ...)
{
    struct terminal_style style = terminal_style(stream);
    va_list arguments;
    fprintf(stream, "%schancery:%s ", style.fault, style.plain);
    va_start(arguments, format);
    vfprintf(stream, format, arguments);
    va_end(arguments);
    putc('\n', stream);
}
