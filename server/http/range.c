/*
 * One range of a file. Several at once are not offered: a server may ignore what it will not do
 * (RFC 9110 §14.2), and the client gets the whole.
 */
#include "range.h"
#include "http.h"

#include <stdio.h>
#include <string.h>

/* "100-199", "100-" or "-50" of a whole of `total` bytes. False: it cannot be read. With first >
 * last it cannot be satisfied. */
static bool read_range(struct text source, size_t total, size_t *first, size_t *last)
{
    struct text rest = source, start = text_cut(&rest, '-');
    long long from = 0, to = 0;
    bool has_start = start.length > 0, has_end = rest.length > 0;
    if (rest.at == NULL || (!has_start && !has_end)) return false;
    if (has_start && (!text_to_integer(start, &from) || from < 0)) return false;
    if (has_end && (!text_to_integer(rest, &to) || to < 0)) return false;
    if (has_start && has_end && to < from) return false;
    *first = 1;
    *last = 0;
    if (has_start ? (size_t)from >= total : to == 0 || total == 0) return true;
    *first = has_start ? (size_t)from : (size_t)to >= total ? 0 : total - (size_t)to;
    *last = has_start && has_end && (size_t)to < total ? (size_t)to : total - 1;
    return true;
}

/* A range holds only for the version that the client began with (RFC 9110 §13.1.5: strongly). */
static bool is_same_version(const char *if_range, const char *etag, int64_t modified)
{
    if (if_range == NULL) return true;
    if (if_range[0] == '"') return strcmp(if_range, etag) == 0;
    return http_date(if_range) == modified && modified != 0;
}

static void refuse(struct reply *reply, struct range *out)
{
    reply_free(reply);
    *reply = reply_problem(PROBLEM_RANGE_NOT_SATISFIABLE, NULL);
    snprintf(out->header, sizeof out->header, "bytes */%zu", out->total);
}

int range_apply(const char *range, const char *if_range, const char *etag, int64_t modified,
                struct reply *reply, struct range *out)
{
    struct text source = text_of(range);
    size_t first, last;
    if (range == NULL || strncasecmp(range, "bytes=", 6) != 0) return reply->status;
    source = text_after(source, 6);
    if (memchr(source.at, ',', source.length) != NULL) return reply->status;
    if (!is_same_version(if_range, etag, modified)) return reply->status;
    if (!read_range(source, reply->length, &first, &last)) return reply->status;
    if (first > last) {
        refuse(reply, out);
        return reply->status;
    }
    snprintf(out->header, sizeof out->header, "bytes %zu-%zu/%zu", first, last, out->total);
    reply->offset = first;
    reply->length = last - first + 1;
    return 206;
}
