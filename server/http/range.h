/* Range requests (RFC 9110 §14) of replies that are files. */
#ifndef HTTP_RANGE_H
#define HTTP_RANGE_H

#include <chancery/reply.h>

struct range {
    size_t total;    /* bytes of the whole; 0: ranges are not offered */
    char header[72]; /* Content-Range, or "" */
};

/**
 * Narrow a file reply to the one range that a Range header asks for. Returns the status: 206; 200
 * where there is none, where `if_range` does not name `etag` or the time `modified` (seconds since
 * 1970), or where it asks for several ranges or cannot be read; 416, the reply being a problem
 * then.
 */
int range_apply(const char *range, const char *if_range, const char *etag, int64_t modified,
                struct reply *reply, struct range *out);

#endif
