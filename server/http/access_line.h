/* A line of the access log, made without taking memory. */
#ifndef HTTP_ACCESS_LINE_H
#define HTTP_ACCESS_LINE_H

#include "http.h"

enum {
    LINE_ROOM = 4096,  /* for what a request brings: a target of escapes alone has room */
    FIXED_ROOM = 1024, /* for what every line has, after however long a request */
};

struct access_line {
    size_t length;
    uint64_t second;     /* since 1970, which `stamp` tells */
    size_t stamp_length; /* "2026-11-27T19:40:00."; 0: none yet */
    char stamp[40];      /* room for every year of a 64-bit clock */
    char at[LINE_ROOM + FIXED_ROOM];
};

/** One JSON object and a newline, for programs. It gives the request an id where it has none.
 * `sample`: of requests that succeed one in so many has a line; beyond 1 such a line says so. */
void access_line_json(struct access_line *line, struct exchange *exchange,
                      struct MHD_Connection *connection, unsigned sample);

/** Words for a person at a terminal. */
void access_line_human(struct access_line *line, const struct exchange *exchange);

#endif
