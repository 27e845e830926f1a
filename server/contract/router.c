/*
 * From a raw path to an operation. The path is split before anything is decoded, so that an encoded
 * slash cannot make a segment; it refuses what decodes to a slash, a NUL or broken UTF-8. It tries
 * every template and keeps the most specific, which is what backtracking in a tree would find.
 */
#include <chancery/fold.h>
#include <chancery/router.h>
#include <string.h>

enum { MAX_SKIPPED = 2 }; /* leading segments such as /api or /v1 */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/* Read the two digits after a '%'. */
static bool read_escape(struct text raw, size_t at, char *out)
{
    if (raw.length - at < 3) return false;
    int high = hex_digit(raw.at[at + 1]);
    int low = hex_digit(raw.at[at + 2]);
    *out = (char)(16 * high + low);
    return high >= 0 && low >= 0;
}

enum status percent_decode(struct text raw, bool plus, struct arena *arena, struct text *out)
{
    char *decoded = arena_take(arena, raw.length + 1);
    if (decoded == NULL) return STATUS_NO_MEMORY;
    size_t length = 0;
    for (size_t i = 0; i < raw.length; i++) {
        char c = raw.at[i];
        if (c == '+' && plus) c = ' ';
        if (c == '%') {
            if (!read_escape(raw, i, &c)) return STATUS_INVALID;
            i += 2;
        }
        if (c == '\0') return STATUS_INVALID;
        decoded[length++] = c;
    }
    *out = (struct text){decoded, length};
    return text_is_utf8(*out) ? STATUS_OK : STATUS_INVALID;
}

/* Decode every segment. STATUS_NOT_FOUND: not a path of a template's length. */
static enum status split_path(struct text raw_path, struct arena *arena, struct route *out)
{
    if (raw_path.length == 0 || raw_path.at[0] != '/') return STATUS_INVALID;
    struct text rest = text_after(raw_path, 1);
    if (rest.length == 0) rest.at = NULL;
    bool too_many = false;
    while (rest.at != NULL) {
        struct text segment;
        enum status status = percent_decode(text_cut(&rest, '/'), false, arena, &segment);
        if (status != STATUS_OK) return status;
        if (segment.length > 0 && memchr(segment.at, '/', segment.length) != NULL)
            return STATUS_INVALID;
        too_many = too_many || out->segment_count == ROUTER_MAX_SEGMENTS;
        if (!too_many) out->segments[out->segment_count++] = segment;
    }
    return too_many ? STATUS_NOT_FOUND : STATUS_OK;
}

static bool matches(const struct operation *operation, const struct route *route)
{
    if (operation->segment_count != route->segment_count) return false;
    for (size_t i = 0; i < route->segment_count; i++) {
        const char *literal = operation->segments[i].literal;
        if (route->segments[i].length == 0) return false;
        if (literal != NULL && !text_is(route->segments[i], literal)) return false;
    }
    return true;
}

/* Both match one path, so that where both have a literal it is the same one. */
static bool is_more_specific(const struct operation *a, const struct operation *b)
{
    for (size_t i = 0; i < a->segment_count; i++) {
        bool left = a->segments[i].literal != NULL;
        bool right = b->segments[i].literal != NULL;
        if (left != right) return left;
    }
    return false;
}

enum status router_match(const struct contract *contract, struct text raw_path, struct arena *arena,
                         struct route *out)
{
    *out = (struct route){0};
    enum status status = split_path(raw_path, arena, out);
    if (status != STATUS_OK) return status;
    for (size_t i = 0; i < contract_operation_count(contract); i++) {
        const struct operation *operation = contract_operation(contract, i);
        if (!matches(operation, out)) continue;
        if (out->operation == NULL || is_more_specific(operation, out->operation))
            out->operation = operation;
    }
    return out->operation == NULL ? STATUS_NOT_FOUND : STATUS_OK;
}

struct wanted {
    size_t count;
    struct text segments[ROUTER_MAX_SEGMENTS];
};

/* Empty segments go: a doubled or trailing slash is the likeliest slip. */
static struct wanted split_wanted(struct text raw_path)
{
    struct wanted wanted = {0};
    struct text rest = raw_path;
    while (rest.at != NULL && wanted.count < ROUTER_MAX_SEGMENTS) {
        struct text segment = text_cut(&rest, '/');
        if (segment.length > 0) wanted.segments[wanted.count++] = segment;
    }
    return wanted;
}

static size_t segment_distance(struct text wanted, const char *literal, size_t limit)
{
    char lower[64];
    size_t length = wanted.length < sizeof lower ? wanted.length : sizeof lower;
    for (size_t i = 0; i < length; i++) {
        char c = wanted.at[i];
        lower[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    size_t most = (strlen(literal) + 1) / 2;
    size_t distance = fold_distance((struct text){lower, length}, text_of(literal), limit);
    return distance > most ? limit + 1 : distance;
}

/* How far a template is from the segments, above `limit` when it is too far. */
static size_t template_distance(const struct operation *operation, const struct text *segments,
                                size_t limit)
{
    size_t distance = 0;
    bool any_literal = false;
    for (size_t i = 0; i < operation->segment_count && distance <= limit; i++) {
        const char *literal = operation->segments[i].literal;
        if (literal == NULL) continue;
        any_literal = true;
        distance += segment_distance(segments[i], literal, limit);
    }
    return any_literal ? distance : limit + 1;
}

const char *router_nearest(const struct contract *contract, struct text raw_path)
{
    struct wanted wanted = split_wanted(raw_path);
    const struct operation *best = NULL;
    for (size_t skipped = 0; skipped <= MAX_SKIPPED && best == NULL; skipped++) {
        size_t limit = 3;
        for (size_t i = 0; i < contract_operation_count(contract); i++) {
            const struct operation *operation = contract_operation(contract, i);
            if (operation->segment_count + skipped != wanted.count) continue;
            size_t distance = template_distance(operation, wanted.segments + skipped, limit);
            bool nearer = distance < limit || (best == NULL && distance == limit);
            bool as_near = best != NULL && distance == limit && is_more_specific(operation, best);
            if (!nearer && !as_near) continue;
            best = operation;
            limit = distance;
        }
    }
    return best == NULL ? NULL : best->path;
}
