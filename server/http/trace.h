/* W3C Trace Context: the request's place in a trace that others keep. It is passed on to the log.
 */
#ifndef HTTP_TRACE_H
#define HTTP_TRACE_H

#include <chancery/text.h>
#include <stdbool.h>

/* Lower-case hexadecimal, borrowed from the header. */
struct trace {
    struct text id;     /* 32 digits */
    struct text parent; /* 16 digits: the caller's span */
};

/**
 * Read a traceparent header (https://www.w3.org/TR/trace-context/ §3.2; NULL: not sent). False: it
 * is not as version 00, or a later one, would have it, and is to be treated as not sent.
 */
bool trace_read(const char *traceparent, struct trace *out);

#endif
