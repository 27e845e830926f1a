/*
 * One line of the access log. Requests are logged at the rate at which they are answered, so that
 * the usual line is put together from ready pieces, without printf, the calendar or malloc.
 */
#include "access_line.h"
#include "trace.h"

#include <chancery/buffer.h>
#include <chancery/clock.h>
#include <string.h>
#include <time.h>

enum { TARGET_SHOWN = 512, HUMAN_TARGET_SHOWN = 200 };

/* What a request brings is cut where the line is full. */
static void put(struct access_line *line, const char *bytes, size_t length)
{
    size_t room = line->length < LINE_ROOM ? LINE_ROOM - line->length : 0;
    if (length > room) length = room;
    memcpy(line->at + line->length, bytes, length);
    line->length += length;
}

static void put_whole(struct access_line *line, const char *bytes, size_t length)
{
    memcpy(line->at + line->length, bytes, length);
    line->length += length;
}

/* Words of this file, for which there is always room; their length is known when it is compiled. */
static inline void put_words(struct access_line *line, const char *words)
{
    put_whole(line, words, strlen(words));
}

/* In decimal, with zeros before it where it has fewer than `digits`. */
static void put_number(struct access_line *line, uint64_t number, size_t digits)
{
    char at[20];
    size_t first = sizeof at;
    do {
        at[--first] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0 || sizeof at - first < digits);
    put_whole(line, at + first, sizeof at - first);
}

/* The civil date of a day counted from 1970-01-01 (proleptic Gregorian; days after 0000-03-01 fall
 * into years that begin with March). */
static void put_date(struct access_line *line, uint64_t day)
{
    day += 719468;
    uint64_t era = day / 146097, of_era = day % 146097;
    uint64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    uint64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    uint64_t month = (5 * of_year + 2) / 153;
    put_number(line, year + era * 400 + (month >= 10 ? 1 : 0), 4);
    put_words(line, "-");
    put_number(line, month < 10 ? month + 3 : month - 9, 2);
    put_words(line, "-");
    put_number(line, of_year - (153 * month + 2) / 5 + 1, 2);
}

static void put_second(struct access_line *line, uint64_t second)
{
    uint64_t of_day = second % 86400;
    put_date(line, second / 86400);
    put_words(line, "T");
    put_number(line, of_day / 3600, 2);
    put_words(line, ":");
    put_number(line, of_day / 60 % 60, 2);
    put_words(line, ":");
    put_number(line, of_day % 60, 2);
    put_words(line, ".");
}

/* Many lines are of the same second: its words are kept for the next. */
static void put_time(struct access_line *line, struct timespec now)
{
    size_t before = line->length;
    uint64_t second = (uint64_t)now.tv_sec;
    if (second == line->second) {
        put_whole(line, line->stamp, line->stamp_length);
    } else {
        put_second(line, second);
        line->stamp_length = line->length - before;
        line->second = line->stamp_length <= sizeof line->stamp ? second : 0;
        if (line->second != 0) memcpy(line->stamp, line->at + before, line->stamp_length);
    }
    put_number(line, (uint64_t)now.tv_nsec / 1000000, 3);
    put_words(line, "Z");
}

/* As a JSON string; what needs no escape, the usual, is copied. */
static void put_string(struct access_line *line, struct text text)
{
    bool plain = true;
    for (size_t i = 0; i < text.length; i++)
        if (text.at[i] < ' ' || text.at[i] > '~' || text.at[i] == '"' || text.at[i] == '\\')
            plain = false;
    if (plain) {
        put_words(line, "\"");
        put(line, text.at, text.length);
        put_words(line, "\"");
        return;
    }
    struct buffer escaped = {0};
    buffer_json_string(&escaped, text);
    if (escaped.failed)
        put_words(line, "null");
    else
        put(line, escaped.at, escaped.length);
    buffer_free(&escaped);
}

static void put_client(struct access_line *line, const struct exchange *exchange,
                       struct MHD_Connection *connection)
{
    char printed[CLIENT_PRINTED];
    struct client client = exchange_client(exchange, connection);
    client_print(&client, printed);
    put(line, printed, strlen(printed));
}

static uint64_t microseconds_since(int64_t begun)
{
    return (uint64_t)(clock_now() - begun) / 1000;
}

static struct text shown(struct text target, size_t limit)
{
    if (target.length > limit) target.length = limit;
    return target;
}

static inline void put_member(struct access_line *line, const char *name, struct text value)
{
    put_words(line, ",\"");
    put_words(line, name);
    put_words(line, "\":\"");
    put(line, value.at, value.length);
    put_words(line, "\"");
}

/* Where the request belongs: its id, and the trace of whoever asks. */
static void put_context(struct access_line *line, struct exchange *exchange)
{
    struct trace trace;
    put_member(line, "request_id", text_of(exchange_id(exchange)));
    if (!trace_read(exchange->headers.traceparent, &trace)) return;
    put_member(line, "trace_id", trace.id);
    put_member(line, "parent_id", trace.parent);
}

void access_line_json(struct access_line *line, struct exchange *exchange,
                      struct MHD_Connection *connection, unsigned sample)
{
    static const char *const parts[] = {
        [CACHE_NOT_ASKED] = "none", [CACHE_MISS] = "miss", [CACHE_HIT] = "hit"};
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    line->length = 0;
    put_words(line, "{\"time\":\"");
    put_time(line, now);
    put_words(line, "\",\"method\":\"");
    put(line, exchange->method, strlen(exchange->method));
    put_words(line, "\",\"status\":");
    put_number(line, (uint64_t)exchange->status, 1);
    put_words(line, ",\"route\":");
    if (exchange->operation != NULL) {
        /* Of the contract: nothing in it needs an escape. */
        put_words(line, "\"");
        put(line, exchange->operation->path, strlen(exchange->operation->path));
        put_words(line, "\"");
    } else {
        put_words(line, "null");
    }
    put_words(line, ",\"target\":");
    put_string(line, shown(exchange->target, TARGET_SHOWN));
    put_words(line, ",\"bytes\":");
    put_number(line, exchange->bytes, 1);
    put_words(line, ",\"microseconds\":");
    put_number(line, microseconds_since(exchange->begun), 1);
    put_words(line, ",\"client\":\"");
    put_client(line, exchange, connection);
    put_words(line, "\"");
    put_member(line, "cache", text_of(parts[exchange->cache]));
    put_context(line, exchange);
    if (sample > 1 && exchange->status > 0 && exchange->status < 400) {
        put_words(line, ",\"sample\":");
        put_number(line, sample, 1);
    }
    put_words(line, "}\n");
}

void access_line_human(struct access_line *line, const struct exchange *exchange)
{
    struct text target = shown(exchange->target, HUMAN_TARGET_SHOWN);
    line->length = 0;
    put_number(line, (uint64_t)exchange->status, 3);
    put_words(line, " ");
    put(line, exchange->method, strlen(exchange->method));
    for (size_t length = strlen(exchange->method); length < 8; length++)
        put_words(line, " ");
    for (size_t i = 0; i < target.length; i++)
        put(line, target.at[i] < ' ' || target.at[i] > '~' ? "?" : &target.at[i], 1);
    put_words(line, "  ");
    put_number(line, exchange->bytes, 1);
    put_words(line, " bytes, ");
    put_number(line, microseconds_since(exchange->begun), 1);
    put_words(line, exchange->cache == CACHE_HIT ? " µs, cached\n" : " µs\n");
}
