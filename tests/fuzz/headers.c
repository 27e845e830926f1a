/*
 * Fuzzes what reads the values of request headers. The first byte chooses which. Each has laws that
 * hold of any value: a choice is one of what there is, a spelling that means the same chooses the
 * same, a date reads as it prints, a range lies within its file.
 */
#include "../../server/handlers/negotiate.h"
#include "../../server/http/encoder.h"
#include "../../server/http/http.h"
#include "../../server/http/range.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition) abort();
}

/* The same value in other words: capitals, and blanks around commas and semicolons. */
static char *respell(const char *value)
{
    struct buffer other = {0};
    for (const char *c = value; *c != '\0'; c++) {
        char capital = (char)toupper((unsigned char)*c);
        bool separates = *c == ',' || *c == ';';
        buffer_append(&other, separates ? "\t " : "", separates ? 2 : 0);
        buffer_append(&other, &capital, 1);
        buffer_append(&other, separates ? " " : "", separates ? 1 : 0);
    }
    buffer_append(&other, "", 0);
    require(other.at != NULL && !other.failed);
    return other.at;
}

static char *join(const char *first, const char *second)
{
    struct buffer joined = {0};
    buffer_string(&joined, first);
    buffer_string(&joined, second);
    require(joined.at != NULL && !joined.failed);
    return joined.at;
}

/* --- Accept, Accept-Language, Accept-Encoding --- */

static void check_accept(const char *value)
{
    static const char *const types[] = {"application/json", "application/geo+json", "text/csv",
                                        "text/html"};
    enum { COUNT = sizeof types / sizeof types[0] };
    char *other = respell(value), *refusing;
    size_t chosen = choose_media_type(value, types, COUNT);
    require(chosen < COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        int quality = accept_quality(value, types[i]);
        require(quality >= 0 && quality <= 1000);
        require(quality <= accept_quality(value, types[chosen]));
        require(quality == accept_quality(other, types[i]));
    }
    /* What is named is not decided by what is named less exactly. */
    refusing = join("text/html;q=0,", value);
    require(accept_quality(refusing, "text/html") == 0);
    free(other);
    free(refusing);
}

static void check_language(const char *value)
{
    static const char *const codes[] = {"en", "ja", "ru"};
    struct languages languages = {.count = 3};
    for (size_t i = 0; i < languages.count; i++)
        languages.at[i].code = (char *)(uintptr_t)codes[i];
    char *other = respell(value), *again = join(value, ",");
    size_t chosen = choose_language(value, &languages);
    require(chosen < languages.count);
    require(chosen == choose_language(other, &languages));
    require(chosen == choose_language(again, &languages));
    free(again);
    /* Nothing is liked better than what is liked wholly and named first. */
    again = join("ru,", value);
    require(choose_language(again, &languages) == 2);
    free(other);
    free(again);
}

static void check_encoding(const char *value)
{
    char refusal[32], *other = respell(value), *refusing;
    for (size_t length = 0; length <= 2000; length += 2000) {
        enum coding coding = coding_choose(value, length);
        require(coding < CODING_COUNT);
        require(coding == coding_choose(other, length));
        if (coding == CODING_IDENTITY) continue;
        /* Said last, a refusal holds. */
        snprintf(refusal, sizeof refusal, ",%s;q=0", coding_name(coding));
        refusing = join(value, refusal);
        require(coding_choose(refusing, length) != coding);
        free(refusing);
    }
    free(other);
}

/* --- conditions --- */

static void check_etag(const char *value)
{
    static const char tag[] = "\"0123456789abcdef0123456789abcdef-zstd\"";
    char *last = join(value, ", \"0123456789abcdef0123456789abcdef-zstd\""),
         *weak = join(value, ",W/\"0123456789abcdef0123456789abcdef-zstd\"");
    require(etag_matches(last, tag) && etag_matches(weak, tag));
    if (strstr(value, tag) == NULL && strchr(value, '*') == NULL)
        require(!etag_matches(value, tag));
    free(last);
    free(weak);
}

static void check_date(const char *value)
{
    char printed[64];
    struct tm utc;
    int64_t seconds = http_date(value);
    time_t when = (time_t)seconds;
    require(not_modified_since(value, 1) == (seconds >= 1));
    require(!not_modified_since(value, 0));
    if (seconds < 0) return;
    require(gmtime_r(&when, &utc) != NULL);
    require(not_modified_since(value, seconds > 0 ? seconds : 1) == (seconds > 0));
    require(!not_modified_since(value, seconds + 1));
    if (utc.tm_year + 1900 > 9999) return;
    require(strftime(printed, sizeof printed, "%a, %d %b %Y %H:%M:%S GMT", &utc) > 0);
    require(http_date(printed) == seconds);
}

/* --- Range, and behind a line's end If-Range --- */

static void check_range(char *value, size_t total)
{
    static const char tag[] = "\"0123456789abcdef\"";
    char expected[72];
    char *if_range = strchr(value, '\n');
    if (if_range != NULL) *if_range++ = '\0';
    struct reply reply = {.status = 200, .kind = REPLY_FILE, .descriptor = -1, .length = total};
    struct range range = {.total = total};
    int status = range_apply(value, if_range, tag, 1000000000, &reply, &range);
    require(status == 200 || status == 206 || status == 416);
    require((status == 200) == (range.header[0] == '\0'));
    require((status == 416) == (reply.problem != NULL));
    if (status == 200) require(reply.offset == 0 && reply.length == total);
    if (status == 416) {
        snprintf(expected, sizeof expected, "bytes */%zu", total);
        require(strcmp(range.header, expected) == 0);
    }
    if (status == 206) {
        require(reply.length > 0 && reply.offset < total && reply.length <= total - reply.offset);
        snprintf(expected, sizeof expected, "bytes %zu-%zu/%zu", reply.offset,
                 reply.offset + reply.length - 1, total);
        require(strcmp(range.header, expected) == 0);
    }
    if (status != 200 && if_range != NULL)
        require(strcmp(if_range, tag) == 0 || http_date(if_range) == 1000000000);
    reply.kind = REPLY_EMPTY;
    reply_free(&reply);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    /* Of exactly its size: a step beyond its end is seen. */
    char *value = strndup((const char *)data + 1, size - 1);
    require(value != NULL);
    switch (data[0] % 6) {
    case 0: check_accept(value); break;
    case 1: check_language(value); break;
    case 2: check_encoding(value); break;
    case 3: check_etag(value); break;
    case 4: check_date(value); break;
    default: check_range(value, data[0] < 128 ? data[0] / 6 : 1234567); break;
    }
    free(value);
    return 0;
}
