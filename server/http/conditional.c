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

bool not_modified_since(const char *if_modified_since, int64_t modified)
{
    struct tm date = {0};
    if (if_modified_since == NULL || modified == 0) return false;
    /* IMF-fixdate, the one form that may be sent (RFC 9110 §5.6.7); other dates are passed over. */
    const char *end = strptime(if_modified_since, "%a, %d %b %Y %H:%M:%S GMT", &date);
    return end != NULL && *end == '\0' && timegm(&date) >= modified;
}
