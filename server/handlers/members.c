/*
 * Some members of a kept record, cut out of its bytes: those that a find or an entry shows are a
 * small part of it, and reading the rest is most of what a page of them would cost. It knows our
 * own compact JSON alone, which is well-formed; in what is not it may find nonsense, but reads
 * nothing beyond its end.
 */
#include "record.h"

#include <string.h>

/* Behind the string that begins at `i`. */
static size_t skip_string(struct text json, size_t i)
{
    size_t begin = i + 1;
    for (i = begin; i < json.length; i++) {
        const char *quote = memchr(json.at + i, '"', json.length - i);
        if (quote == NULL) return json.length;
        i = (size_t)(quote - json.at);
        size_t escapes = 0;
        while (i - escapes > begin && json.at[i - escapes - 1] == '\\')
            escapes++;
        if (escapes % 2 == 0) return i + 1;
    }
    return json.length;
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

struct member {
    struct text name, value, whole; /* the whole: name, colon and value */
};

/* The member that begins at `*at`, which becomes where the next does. */
static bool next_member(struct text object, size_t *at, struct member *out)
{
    size_t begin = *at;
    if (begin >= object.length || object.at[begin] != '"') return false;
    size_t colon = skip_string(object, begin), end = skip_value(object, colon + 1);
    if (colon < begin + 2 || end <= colon || object.at[colon] != ':') return false;
    out->name = (struct text){object.at + begin + 1, colon - begin - 2};
    out->value = (struct text){object.at + colon + 1, end - colon - 1};
    out->whole = (struct text){object.at + begin, end - begin};
    *at = end + 1;
    return true;
}

static size_t place_among(struct text name, const char *const *names)
{
    size_t i = 0;
    while (names[i] != NULL && !text_is(name, names[i]))
        i++;
    return i;
}

json_t *members_of(struct text kept, const char *const *names)
{
    struct buffer cut = {0};
    struct member member;
    size_t at = 1;
    const char *joint = "{";
    while (next_member(kept, &at, &member)) {
        if (names[place_among(member.name, names)] == NULL) continue;
        buffer_string(&cut, joint);
        buffer_text(&cut, member.whole);
        joint = ",";
    }
    buffer_string(&cut, joint[0] == '{' ? "{}" : "}");
    json_t *members = cut.failed ? NULL : json_loadb(cut.at, cut.length, 0, NULL);
    buffer_free(&cut);
    return members;
}

void members_find(struct text object, const char *const *names, struct text *values)
{
    struct member member;
    size_t at = 1;
    for (size_t i = 0; names[i] != NULL; i++)
        values[i] = (struct text){NULL, 0};
    while (next_member(object, &at, &member)) {
        size_t place = place_among(member.name, names);
        if (names[place] != NULL) values[place] = member.value;
    }
}

struct text member_of(struct text object, const char *name)
{
    const char *const names[] = {name, NULL};
    struct text value;
    members_find(object, names, &value);
    return value;
}
