/*
 * Some members of a kept record, cut out of its bytes: those that a find or an entry shows are a
 * small part of it, and reading the rest is most of what a page of them would cost. It knows our
 * own compact JSON alone, which is well-formed.
 */
#include "record.h"

#include <string.h>

/* Behind the string that begins at `i`. */
static size_t skip_string(struct text json, size_t i)
{
    for (i++; i < json.length && json.at[i] != '"'; i++)
        if (json.at[i] == '\\') i++;
    return i < json.length ? i + 1 : json.length;
}

/* Behind the value that begins at `i`. */
static size_t skip_value(struct text json, size_t i)
{
    size_t depth = 0;
    while (i < json.length) {
        char c = json.at[i];
        if (c == '"') {
            i = skip_string(json, i);
            continue;
        }
        if (depth == 0 && (c == ',' || c == '}' || c == ']')) return i;
        depth += c == '{' || c == '[';
        depth -= c == '}' || c == ']';
        i++;
    }
    return json.length;
}

static bool is_wanted(struct text key, const char *const *names)
{
    for (; *names != NULL; names++)
        if (text_is(key, *names)) return true;
    return false;
}

json_t *members_of(struct text kept, const char *const *names)
{
    struct buffer cut = {0};
    const char *joint = "{";
    for (size_t i = 1; i < kept.length && kept.at[i] == '"';) {
        size_t colon = skip_string(kept, i), end = skip_value(kept, colon + 1);
        if (is_wanted((struct text){kept.at + i + 1, colon - i - 2}, names)) {
            buffer_string(&cut, joint);
            buffer_append(&cut, kept.at + i, end - i);
            joint = ",";
        }
        i = end + 1;
    }
    buffer_string(&cut, joint[0] == '{' ? "{}" : "}");
    json_t *members = cut.failed ? NULL : json_loadb(cut.at, cut.length, 0, NULL);
    buffer_free(&cut);
    return members;
}
