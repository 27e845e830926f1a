/*
 * The headers that every reply owes: caching, what it varies by, cross-origin access, the version
 * of the dataset. Nothing of a client's is repeated but an id of its own that was found harmless.
 */
#include "http.h"
#include "rate.h"

#include <stdio.h>
#include <string.h>

static void add_caching(struct MHD_Response *response, const struct reply *reply)
{
    static const char *const policies[] = {
        [CACHE_PUBLIC] = "public, max-age=300, stale-while-revalidate=86400, stale-if-error=604800",
        [CACHE_NO_STORE] = "no-store",
        [CACHE_IMMUTABLE] = "public, max-age=31536000, immutable",
    };
    response_add(response, MHD_HTTP_HEADER_CACHE_CONTROL, policies[reply->caching]);
    static const char *const vary[2][2] = {
        {"Accept-Encoding", "Accept-Encoding, Accept-Language"},
        {"Accept-Encoding, Accept", "Accept-Encoding, Accept, Accept-Language"}};
    response_add(response, MHD_HTTP_HEADER_VARY,
                 vary[reply->varies_by_accept][reply->varies_by_language]);
}

static void add_cors(struct MHD_Response *response, int status)
{
    response_add(response, MHD_HTTP_HEADER_ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    response_add(
        response, MHD_HTTP_HEADER_ACCESS_CONTROL_EXPOSE_HEADERS,
        "ETag, Link, Location, Retry-After, Content-Language, X-Request-Id, X-Dataset-Version, "
        "RateLimit, RateLimit-Policy, "
        "Deprecation, Sunset, Content-Disposition, Content-Range, Accept-Ranges");
    if (status != 204) return;
    response_add(response, MHD_HTTP_HEADER_ACCESS_CONTROL_ALLOW_METHODS, handlers_allowed());
    response_add(
        response, MHD_HTTP_HEADER_ACCESS_CONTROL_ALLOW_HEADERS,
        "Accept, Accept-Language, Content-Type, If-Modified-Since, If-None-Match, If-Range, Range, "
        "Traceparent, X-Request-Id");
    response_add(response, MHD_HTTP_HEADER_ACCESS_CONTROL_MAX_AGE, "86400");
}

/* Pages for people may use what is ours; data may use nothing. The reference makes its styles as it
 * goes, and its packages are of no other mind. */
static const char *content_policy(const struct reply *reply)
{
#define PAGE_POLICY(styles)                                                                        \
    "default-src 'none'; script-src 'self'; style-src " styles "; img-src 'self' data:; "          \
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    bool is_page = reply->content_type != NULL && strncmp(reply->content_type, "text/html", 9) == 0;
    if (!is_page) return "default-src 'none'; frame-ancestors 'none'";
    return reply->has_inline_styles ? PAGE_POLICY("'self' 'unsafe-inline'") : PAGE_POLICY("'self'");
#undef PAGE_POLICY
}

/* When to come again (RFC 9110 §10.2.3), and how often one may
 * (draft-ietf-httpapi-ratelimit-headers, where q requests are allowed in w seconds, and r are left
 * for t). */
static void add_patience(struct MHD_Response *response, const struct reply *reply)
{
    char value[64];
    unsigned wait = reply->retry_after > 0 ? reply->retry_after : reply->status == 503 ? 2 : 0;
    if (wait == 0) return;
    snprintf(value, sizeof value, "%u", wait);
    response_add(response, MHD_HTTP_HEADER_RETRY_AFTER, value);
    if (reply->rate == 0) return;
    snprintf(value, sizeof value, "\"client\";q=%u;w=%d", reply->rate * RATE_BURST_SECONDS,
             RATE_BURST_SECONDS);
    response_add(response, "RateLimit-Policy", value);
    snprintf(value, sizeof value, "\"client\";r=0;t=%u", wait);
    response_add(response, "RateLimit", value);
}

void headers_add(struct MHD_Response *response, const struct generation *generation,
                 const struct reply *reply)
{
    response_add(response, MHD_HTTP_HEADER_CONTENT_TYPE, reply->content_type);
    response_add(response, "X-Content-Type-Options", "nosniff");
    response_add(response, "Content-Security-Policy", content_policy(reply));
    response_add(response, "Referrer-Policy", "no-referrer");
    response_add(response, "Cross-Origin-Resource-Policy", "cross-origin");
    response_add(response, MHD_HTTP_HEADER_LINK, reply->link);
    response_add(response, MHD_HTTP_HEADER_LOCATION, reply->location);
    response_add(response, MHD_HTTP_HEADER_CONTENT_DISPOSITION, reply->disposition);
    response_add(response, MHD_HTTP_HEADER_CONTENT_LANGUAGE, reply->content_language);
    add_cors(response, reply->status);
    if (reply->status == 204 || reply->status == 405)
        response_add(response, MHD_HTTP_HEADER_ALLOW, handlers_allowed());
    add_patience(response, reply);
    if (generation != NULL)
        response_add(response, "X-Dataset-Version", generation_version(generation));
    if (reply->status != 204) add_caching(response, reply);
}

static bool is_last(const struct exchange *exchange, bool closes)
{
    return closes || atomic_load_explicit(&exchange->server->draining, memory_order_relaxed);
}

bool headers_are_owed(const struct exchange *exchange, int status, bool closes)
{
    return status >= 400 || exchange->client_sent_id || is_last(exchange, closes);
}

void headers_add_own(struct MHD_Response *response, struct exchange *exchange, int status,
                     bool closes)
{
    if (status >= 400 || exchange->client_sent_id)
        response_add(response, "X-Request-Id", exchange_id(exchange));
    if (is_last(exchange, closes)) response_add(response, MHD_HTTP_HEADER_CONNECTION, "close");
}
