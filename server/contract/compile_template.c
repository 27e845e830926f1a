/*
 * Path templates: "/treaties/{id}" becomes segments, each wholly a literal or wholly a parameter.
 * It refuses what matching on raw segments could not keep: half segments, empty ones, a trailing
 * slash, more segments than a route holds, literals that would need percent-encoding.
 */
#include "compiler.h"

#include <string.h>

static bool is_plain(struct text literal)
{
    for (size_t i = 0; i < literal.length; i++) {
        char c = literal.at[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool digit = c >= '0' && c <= '9';
        if (!letter && !digit && (c == '\0' || strchr("-._~", c) == NULL)) return false;
    }
    return literal.length > 0;
}

static enum status compile_segment(struct compiler *compiler, const char *path, struct text source,
                                   struct segment *segment)
{
    bool braced = source.length > 2 && source.at[0] == '{' && source.at[source.length - 1] == '}';
    struct text name = braced ? (struct text){source.at + 1, source.length - 2} : source;
    if (!is_plain(name))
        return compiler_refuse(compiler,
                               "path %s: segment \"%.*s\" is neither a plain literal nor wholly a "
                               "{parameter}",
                               path, (int)source.length, source.at);
    const char *copy = arena_copy(compiler->arena, name).at;
    if (copy == NULL) return compiler_exhausted(compiler);
    *segment = (struct segment){0};
    if (braced)
        segment->parameter = copy;
    else
        segment->literal = copy;
    return STATUS_OK;
}

static enum status check_repeats(struct compiler *compiler, const char *path,
                                 const struct segment *segments, size_t count)
{
    const char *last = segments[count - 1].parameter;
    for (size_t i = 0; last != NULL && i + 1 < count; i++) {
        if (segments[i].parameter != NULL && strcmp(segments[i].parameter, last) == 0)
            return compiler_refuse(compiler, "path %s: {%s} stands in it twice", path, last);
    }
    return STATUS_OK;
}

enum status compile_template(struct compiler *compiler, const char *path, size_t *count,
                             const struct segment **segments)
{
    if (path[0] != '/')
        return compiler_refuse(compiler, "path %s does not begin with a slash", path);
    struct segment *made = arena_take(compiler->arena, (ROUTER_MAX_SEGMENTS + 1) * sizeof *made);
    if (made == NULL) return compiler_exhausted(compiler);
    *segments = made;
    *count = 0;
    struct text rest = text_of(path + 1);
    if (rest.length == 0) rest.at = NULL;
    while (rest.at != NULL) {
        if (*count == ROUTER_MAX_SEGMENTS)
            return compiler_refuse(compiler, "path %s has more than %d segments", path,
                                   ROUTER_MAX_SEGMENTS);
        struct segment *segment = &made[*count];
        enum status status = compile_segment(compiler, path, text_cut(&rest, '/'), segment);
        if (status != STATUS_OK) return status;
        *count += 1;
        status = check_repeats(compiler, path, made, *count);
        if (status != STATUS_OK) return status;
    }
    return STATUS_OK;
}

bool template_is_ambiguous(const struct operation *a, const struct operation *b)
{
    if (a->segment_count != b->segment_count) return false;
    for (size_t i = 0; i < a->segment_count; i++) {
        const char *left = a->segments[i].literal;
        const char *right = b->segments[i].literal;
        if ((left == NULL) != (right == NULL)) return false;
        if (left != NULL && strcmp(left, right) != 0) return false;
    }
    return true;
}
