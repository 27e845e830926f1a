/*
 * The log of faults and events. One write(2) a line, so that lines of several threads never mix;
 * a pipe that is full loses the line rather than holding up an answer.
 */
#include <chancery/log.h>

#include <chancery/buffer.h>
#include <chancery/terminal.h>
#include <poll.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char lost[] =
    "{\"level\":\"error\",\"message\":\"memory is short: a line of this log is lost\"}\n";
/* A fault is logged wherever it is met, without a state to count in: the count is the process's. */
static atomic_ulong lines_lost;

static const char *const level_names[] = {"info", "warning", "error"};

void log_write(enum log_level level, const char *format, ...)
{
    char message[1024]; /* escaped it still fits what a pipe takes whole (PIPE_BUF) */
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    if (length < 0) return;
    struct buffer line = {0};
    if (isatty(STDERR_FILENO)) {
        struct terminal_style style = terminal_style(stderr);
        const char *before = level == LOG_LEVEL_INFO ? "" : style.fault;
        buffer_format(&line, "%s%s:%s %s\n", before, level_names[level],
                      before[0] != '\0' ? style.plain : "", message);
    } else {
        struct timespec now;
        struct tm utc;
        clock_gettime(CLOCK_REALTIME, &now);
        gmtime_r(&now.tv_sec, &utc);
        buffer_format(
            &line,
            "{\"time\":\"%04d-%02d-%02dT%02d:%02d:%02d.%03ldZ\",\"level\":\"%s\",\"message\":",
            utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec,
            now.tv_nsec / 1000000, level_names[level]);
        buffer_json_string(&line, text_of(message));
        buffer_append(&line, "}\n", 2);
    }
    struct pollfd pipe = {STDERR_FILENO, POLLOUT, 0};
    bool ready = poll(&pipe, 1, 0) == 1 && (pipe.revents & POLLOUT) != 0;
    struct text told =
        line.failed ? (struct text){lost, sizeof lost - 1} : (struct text){line.at, line.length};
    bool is_told = ready && write(STDERR_FILENO, told.at, told.length) >= 0;
    if (line.failed || !is_told) atomic_fetch_add_explicit(&lines_lost, 1, memory_order_relaxed);
    buffer_free(&line);
}

unsigned long log_lost(void)
{
    return atomic_load_explicit(&lines_lost, memory_order_relaxed);
}
