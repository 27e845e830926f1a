/*
 * The guard: libmicrohttpd 0.9.75 reads requests leniently, and lenient reading is how requests are
 * smuggled past a proxy. Whatever two readers could understand differently is refused, and the
 * connection closed, before anything is routed. It needs no body, so it allows none. Since the
 * library hands over C strings, and ends the header at a line without a name, it also asks whether
 * they lie one behind the other from the request line to where the library went on reading.
 */
#include "http.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_END = 2 /* CR and LF, for which the library writes a NUL each */ };

struct findings {
    struct request_headers *headers;
    const char *at;    /* where the line before ended; NULL: not known, of libmicrohttpd 1.0 */
    const char *fault; /* a sentence, or NULL */
    int hosts;         /* HTTP/1.0 may do without one */
    bool has_body;
};

static const char not_in_place[] =
    "A line of the header is not a name, a colon and a value, ended by CR and LF.";

/* RFC 9110 §5.6.2: letters, digits and !#$%&'*+-.^_`|~, a bit each. */
static bool is_token(const char *name, size_t length)
{
    static const uint64_t allowed[4] = {0x03FF6CFA00000000, 0x57FFFFFFC7FFFFFE};
    uint64_t all = UINT64_MAX;
    for (size_t i = 0; i < length; i++)
        all &= allowed[(unsigned char)name[i] / 64] >> ((unsigned char)name[i] % 64);
    return length > 0 && (all & 1) == 1;
}

static bool is_control(char c)
{
    return ((unsigned char)c < 0x20 && c != '\t') || c == 0x7F;
}

/* Whether one of eight bytes may be a control: below 0x20, or 0x7F. */
static bool may_control(const char *eight)
{
    const uint64_t ones = 0x0101010101010101, highs = 0x80 * ones;
    uint64_t word, deletes;
    memcpy(&word, eight, sizeof word);
    deletes = word ^ (0x7F * ones);
    return ((((word - 0x20 * ones) & ~word) | ((deletes - ones) & ~deletes)) & highs) != 0;
}

static bool has_control(const char *value, size_t length)
{
    size_t i = 0;
    while (i + 8 <= length && !may_control(value + i))
        i += 8;
    for (; i < length; i++)
        if (is_control(value[i])) return true;
    return false;
}

static bool is_named(const char *name, size_t length, const char *wanted)
{
    return strlen(wanted) == length && strncasecmp(name, wanted, length) == 0;
}

static bool announces_body(const char *name, size_t name_length, const char *value,
                           size_t value_length)
{
    if (is_named(name, name_length, "Content-Length")) return value_length != 1 || value[0] != '0';
    return is_named(name, name_length, "Transfer-Encoding") ||
           is_named(name, name_length, "Expect");
}

/* A list on several lines is one list (RFC 9110 §5.3). Where memory is short its first line counts.
 */
static void join(struct request_headers *headers, size_t list, const char **place,
                 const char *value)
{
    size_t before = strlen(*place), size = before + strlen(value) + 3;
    char *joined = malloc(size);
    if (joined == NULL) return;
    snprintf(joined, size, "%s, %s", *place, value);
    free(headers->joined[list]);
    headers->joined[list] = joined;
    *place = joined;
}

/* The first of its name counts, as it does for the library, but where it is a list. */
static void note(struct request_headers *headers, const char *name, size_t length,
                 const char *value)
{
#define NOTED(name, member)                                                                        \
    {                                                                                              \
        name, sizeof(name) - 1, offsetof(struct request_headers, member)                           \
    }
    static const struct {
        const char *name;
        size_t length, place;
    } noted[] = {
        /* Lists first: LIST_HEADERS of them. */
        NOTED("Accept", accept),
        NOTED("Accept-Encoding", accept_encoding),
        NOTED("Accept-Language", accept_language),
        NOTED("If-None-Match", if_none_match),
        NOTED("X-Forwarded-For", forwarded_for),
        /* Where there are several, none counts. */
        NOTED("Traceparent", traceparent),
        NOTED("Range", range),
        NOTED("If-Range", if_range),
        NOTED("X-Request-Id", request_id),
        NOTED("If-Modified-Since", if_modified_since),
    };
#undef NOTED
    static const unsigned lengths = 1U << 5 | 1U << 6 | 1U << 8 | 1U << 11 | 1U << 12 | 1U << 13 |
                                    1U << 15 | 1U << 17; /* of the names above */
    if (length > 17 || (lengths >> length & 1) == 0) return;
    for (size_t i = 0; i < sizeof noted / sizeof noted[0]; i++) {
        if (noted[i].length != length || strncasecmp(name, noted[i].name, length) != 0) continue;
        const char **place = (const char **)(void *)((char *)headers + noted[i].place);
        if (*place == NULL)
            *place = value;
        else if (i < LIST_HEADERS)
            join(headers, i, place, value);
        else if (i == LIST_HEADERS)
            *place = "";
    }
}

/*
 * Whether this line begins where the one before ended, and is a name, a colon, blanks and a value.
 * It is not where a line was continued by the next (the library glues it to the name), ended by LF
 * alone, or has a NUL.
 */
static bool is_in_place(struct findings *findings, const char *name, size_t name_length,
                        const char *value, size_t value_length)
{
    const char *gap = name + name_length + 1, *before = findings->at;
    if (before == NULL) return true;
    findings->at = value + value_length;
    if (name != before + LINE_END || value < gap) return false;
    while (gap < value && (*gap == ' ' || *gap == '\t'))
        gap++;
    return gap == value;
}

/* Whether nothing but an empty line lies between the last header and what follows the request. */
static bool ends_in_place(struct MHD_Connection *connection, const char *method, const char *at)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info != NULL && method + info->header_size == at + LINE_END + LINE_END;
}

static enum MHD_Result look(void *state, enum MHD_ValueKind kind, const char *name,
                            size_t name_length, const char *value, size_t value_length)
{
    (void)kind;
    struct findings *findings = state;
    if (value == NULL) value = "";
    if (!is_in_place(findings, name, name_length, value, value_length))
        findings->fault = not_in_place;
    else if (!is_token(name, name_length))
        findings->fault = "A header's name is not a token.";
    else if (has_control(value, value_length))
        findings->fault = "A header's value has a control character.";
    else if (announces_body(name, name_length, value, value_length))
        findings->has_body = true;
    else if (is_named(name, name_length, "Host"))
        findings->hosts++;
    else
        note(findings->headers, name, name_length, value);
    return MHD_YES;
}

static const char *fault_of_target(struct text target)
{
    if (target.length == 0 || target.at[0] != '/')
        return "The request target does not begin with a slash.";
    for (size_t i = 0; i < target.length; i++)
        if ((unsigned char)target.at[i] <= 0x20 || target.at[i] == 0x7F)
            return "The request target has a byte that must be percent-encoded.";
    return NULL;
}

static bool is_allowed_method(const char *method)
{
    return strcmp(method, MHD_HTTP_METHOD_GET) == 0 || strcmp(method, MHD_HTTP_METHOD_HEAD) == 0 ||
           strcmp(method, MHD_HTTP_METHOD_OPTIONS) == 0;
}

bool guard_refuses(struct MHD_Connection *connection, struct exchange *exchange, const char *method,
                   const char *version, struct problem **problem)
{
    bool is_laid_out = exchange->version_at != NULL && version == exchange->version_at;
    struct findings findings = {.headers = &exchange->headers,
                                .at = is_laid_out ? version + strlen(version) : NULL};
    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, look, &findings);
    bool asterisk = strcmp(method, MHD_HTTP_METHOD_OPTIONS) == 0 && text_is(exchange->target, "*");
    const char *fault = findings.fault;
    if (fault == NULL && findings.at != NULL && !ends_in_place(connection, method, findings.at))
        fault = not_in_place;
    if (fault == NULL && !asterisk) fault = fault_of_target(exchange->target);
    /* The library ends the target at a NUL and skips blanks before the version: then it stands
     * elsewhere. */
    if (fault == NULL && exchange->version_at != NULL && version != exchange->version_at)
        fault = "The request line is not a method, a target and a version with one space between.";
    if (fault == NULL && findings.hosts > 1) fault = "There is more than one Host header.";
    if (fault == NULL && findings.hosts == 0 && strcmp(version, MHD_HTTP_VERSION_1_0) != 0)
        fault = "There is no Host header.";
    if (fault != NULL) {
        *problem = problem_new(PROBLEM_BAD_REQUEST, fault);
        return true;
    }
    if (!is_allowed_method(method)) {
        *problem = problem_new(PROBLEM_METHOD_NOT_ALLOWED, NULL);
        return true;
    }
    if (findings.has_body) {
        *problem = problem_new(PROBLEM_BAD_REQUEST, "This API takes no request bodies.");
        return true;
    }
    if (exchange->target.length <= TARGET_LIMIT) return false;
    *problem = problem_new(PROBLEM_TARGET_TOO_LONG, NULL);
    return true;
}
