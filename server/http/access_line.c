/*
 * One line of the access log. Requests are logged at the rate at which they are answered, so that
 * the usual line is put together from ready pieces, without printf, the calendar or malloc.
 */
#include "access_line.h"
#include "trace.h"

#include <chancery/buffer.h>
#include <string.h>
#include <time.h>

enum { TARGET_SHOWN = 512, HUMAN_TARGET_SHOWN = 200 };

/* Each returns where the next byte goes. */

/* Words of this file, for which there is always room; their length is known when it is compiled. */
static inline char *put_words(char *at, const char *words)
{
    return mempcpy(at, words, strlen(words));
}

/* What a request brings is cut where the line is full. */
static char *put(char *at, const char *end, struct text text)
{
    size_t room = at < end ? (size_t)(end - at) : 0;
    return mempcpy(at, text.at, text.length < room ? text.length : room);
}

/* In decimal, with zeros before it where it has fewer than `digits`. */
static char *put_number(char *at, uint64_t number, size_t digits)
{
    size_t length = 1;
    for (uint64_t rest = number; rest >= 10; rest /= 10)
        length++;
    if (length < digits) length = digits;
    for (size_t i = length; i > 0; number /= 10)
        at[--i] = (char)('0' + number % 10);
    return at + length;
}

/* The civil date of a day counted from 1970-01-01 (proleptic Gregorian; days after 0000-03-01 fall
 * into years that begin with March). */
static char *put_date(char *at, uint64_t day)
{
    day += 719468;
    uint64_t era = day / 146097, of_era = day % 146097;
    uint64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    uint64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    uint64_t month = (5 * of_year + 2) / 153;
    at = put_number(at, year + era * 400 + (month >= 10 ? 1 : 0), 4);
    at = put_words(at, "-");
    at = put_number(at, month < 10 ? month + 3 : month - 9, 2);
    at = put_words(at, "-");
    return put_number(at, of_year - (153 * month + 2) / 5 + 1, 2);
}

static char *put_second(char *at, uint64_t second)
{
    uint64_t of_day = second % 86400;
    at = put_date(at, second / 86400);
    at = put_words(at, "T");
    at = put_number(at, of_day / 3600, 2);
    at = put_words(at, ":");
    at = put_number(at, of_day / 60 % 60, 2);
    at = put_words(at, ":");
    at = put_number(at, of_day % 60, 2);
    return put_words(at, ".");
}

/* Many lines are of the same second: its words are kept for the next. */
static char *put_time(char *at, struct access_line *line)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    uint64_t second = (uint64_t)now.tv_sec;
    if (second != line->second || line->stamp_length == 0) {
        line->second = second;
        line->stamp_length = (size_t)(put_second(line->stamp, second) - line->stamp);
    }
    at = mempcpy(at, line->stamp, line->stamp_length);
    at = put_number(at, (uint64_t)now.tv_nsec / 1000000, 3);
    return put_words(at, "Z");
}

/* Every byte is looked at, so that the compiler can look at many at once. */
static bool is_plain(struct text text)
{
    unsigned char special = 0;
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.at[i];
        special |= (unsigned char)((c < ' ') | (c > '~') | (c == '"') | (c == '\\'));
    }
    return special == 0;
}

/* As a JSON string; what needs no escape, the usual, is copied. */
static char *put_string(char *at, const char *end, struct text text)
{
    if (is_plain(text)) {
        at = put_words(at, "\"");
        at = put(at, end, text);
        return put_words(at, "\"");
    }
    struct buffer escaped = {0};
    buffer_json_string(&escaped, text);
    if (escaped.failed)
        at = put_words(at, "null");
    else
        at = put(at, end, (struct text){escaped.at, escaped.length});
    buffer_free(&escaped);
    return at;
}

static char *put_client(char *at, const char *end, const struct exchange *exchange,
                        struct MHD_Connection *connection)
{
    char printed[CLIENT_PRINTED];
    struct client client = exchange_client(exchange, connection);
    client_print(&client, printed);
    return put(at, end, text_of(printed));
}

static uint64_t microseconds(const struct exchange *exchange)
{
    return (uint64_t)exchange->passed / 1000;
}

static struct text shown(struct text target, size_t limit)
{
    if (target.length > limit) target.length = limit;
    return target;
}

/* Where the request belongs: its id, and the trace of whoever asks. */
static char *put_context(char *at, const char *end, struct exchange *exchange)
{
    struct trace trace;
    at = put_words(at, "\",\"request_id\":\"");
    at = put(at, end, text_of(exchange_id(exchange)));
    if (trace_read(exchange->headers.traceparent, &trace)) {
        at = put_words(at, "\",\"trace_id\":\"");
        at = put(at, end, trace.id);
        at = put_words(at, "\",\"parent_id\":\"");
        at = put(at, end, trace.parent);
    }
    return put_words(at, "\"");
}

void access_line_json(struct access_line *line, struct exchange *exchange,
                      struct MHD_Connection *connection, unsigned sample)
{
    static const char *const parts[] = {
        [CACHE_NOT_ASKED] = "none", [CACHE_MISS] = "miss", [CACHE_HIT] = "hit"};
    const char *end = line->at + LINE_ROOM;
    char *at = put_words(line->at, "{\"time\":\"");
    at = put_time(at, line);
    at = put_words(at, "\",\"method\":\"");
    at = put(at, end, text_of(exchange->method));
    at = put_words(at, "\",\"status\":");
    at = put_number(at, (uint64_t)exchange->status, 1);
    if (exchange->operation != NULL) {
        /* Of the contract: nothing in it needs an escape. */
        at = put_words(at, ",\"route\":\"");
        at = put(at, end, text_of(exchange->operation->path));
        at = put_words(at, "\",\"target\":");
    } else {
        at = put_words(at, ",\"route\":null,\"target\":");
    }
    at = put_string(at, end, shown(exchange->target, TARGET_SHOWN));
    at = put_words(at, ",\"bytes\":");
    at = put_number(at, exchange->bytes, 1);
    at = put_words(at, ",\"microseconds\":");
    at = put_number(at, microseconds(exchange), 1);
    at = put_words(at, ",\"client\":\"");
    at = put_client(at, end, exchange, connection);
    at = put_words(at, "\",\"cache\":\"");
    at = put(at, end, text_of(parts[exchange->cache]));
    at = put_context(at, end, exchange);
    if (sample > 1 && exchange->status > 0 && exchange->status < 400) {
        at = put_words(at, ",\"sample\":");
        at = put_number(at, sample, 1);
    }
    at = put_words(at, "}\n");
    line->length = (size_t)(at - line->at);
}

void access_line_human(struct access_line *line, const struct exchange *exchange)
{
    struct text target = shown(exchange->target, HUMAN_TARGET_SHOWN);
    const char *end = line->at + LINE_ROOM;
    char *at = put_number(line->at, (uint64_t)exchange->status, 3);
    at = put_words(at, " ");
    at = put(at, end, text_of(exchange->method));
    for (size_t length = strlen(exchange->method); length < 8; length++)
        at = put_words(at, " ");
    for (size_t i = 0; i < target.length; i++)
        *at++ = target.at[i] < ' ' || target.at[i] > '~' ? '?' : target.at[i];
    at = put_words(at, "  ");
    at = put_number(at, exchange->bytes, 1);
    at = put_words(at, " bytes, ");
    at = put_number(at, microseconds(exchange), 1);
    at = put_words(at, exchange->cache == CACHE_HIT ? " µs, cached\n" : " µs\n");
    line->length = (size_t)(at - line->at);
}
