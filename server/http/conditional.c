/*
 * Conditional requests (RFC 9110 §13): whether the client already holds what it asks for.
 */
#include "http.h"

#include <string.h>
#include <time.h>

bool etag_matches(const char *if_none_match, const char *etag)
{
    struct text rest = text_of(if_none_match);
    while (rest.at != NULL) {
        struct text tag = text_trim(text_cut(&rest, ','));
        if (text_starts_with(tag, "W/")) tag = text_after(tag, 2);
        if (text_is(tag, "*") || text_is(tag, etag)) return true;
    }
    return false;
}

int64_t http_date(const char *source)
{
    /* IMF-fixdate, and the two that only old clients send: RFC 850's and asctime's. */
    static const char *const forms[] = {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT",
                                        "%a %b %e %H:%M:%S %Y"};
    for (size_t i = 0; source != NULL && i < sizeof forms / sizeof forms[0]; i++) {
        struct tm date = {0};
        const char *end = strptime(source, forms[i], &date);
        if (end != NULL && *end == '\0') return timegm(&date);
    }
    return -1;
}

bool not_modified_since(const char *if_modified_since, int64_t modified)
{
    return modified != 0 && http_date(if_modified_since) >= modified;
}

/* If-None-Match decides where it is given; If-Modified-Since only where it is not. */
bool client_holds(const struct exchange *exchange, const char *etag, int64_t modified)
{
    const struct request_headers *headers = &exchange->headers;
    if (headers->if_none_match != NULL) return etag_matches(headers->if_none_match, etag);
    return headers->if_modified_since != NULL &&
           not_modified_since(headers->if_modified_since, modified);
}
