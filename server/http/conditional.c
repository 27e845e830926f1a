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
        struct text tag = text_cut(&rest, ',');
        while (tag.length > 0 && (tag.at[0] == ' ' || tag.at[0] == '\t'))
            tag = text_after(tag, 1);
        while (tag.length > 0 && (tag.at[tag.length - 1] == ' ' || tag.at[tag.length - 1] == '\t'))
            tag.length--;
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

/* What the lines of If-None-Match were found to say. */
struct validation {
    const char *etag;
    bool matches;
};

/* A client's lists of tags may come on several lines. */
static enum MHD_Result match_line(void *state, enum MHD_ValueKind kind, const char *name,
                                  const char *value)
{
    struct validation *validation = state;
    (void)kind;
    if (strcasecmp(name, MHD_HTTP_HEADER_IF_NONE_MATCH) != 0) return MHD_YES;
    if (etag_matches(value, validation->etag)) validation->matches = true;
    return MHD_YES;
}

/* If-None-Match decides where it is given; If-Modified-Since only where it is not. */
bool client_holds(struct MHD_Connection *connection, const struct exchange *exchange,
                  const char *etag, int64_t modified)
{
    const struct request_headers *headers = &exchange->headers;
    struct validation validation = {.etag = etag};
    if (headers->if_none_match == NULL)
        return headers->if_modified_since != NULL &&
               not_modified_since(headers->if_modified_since, modified);
    if (!headers->matches_go_on) return etag_matches(headers->if_none_match, etag);
    MHD_get_connection_values(connection, MHD_HEADER_KIND, match_line, &validation);
    return validation.matches;
}
