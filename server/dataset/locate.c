/*
 * Finds the line and the column of a value by walking the file again. It runs only when a fault is
 * printed, so that reading well-formed data pays nothing for it; it judges no syntax, keeps no tree
 * and holds one key at a time.
 */
#include "locate.h"

#include <chancery/buffer.h>
#include <jansson.h>
#include <string.h>

/* One part of a pointer, decoded, and whether it could mean a key. */
struct segment {
    struct buffer name;
    bool last;
};

static void step(struct locator *locator)
{
    if (locator->next == EOF) return;
    locator->offset++;
    if (locator->next == '\n') {
        locator->line++;
        locator->column = 1;
    } else if ((locator->next & 0xC0) != 0x80) {
        locator->column++;
    }
    locator->next = getc_unlocked(locator->in);
}

static void skip_space(struct locator *locator)
{
    while (locator->next == ' ' || locator->next == '\t' || locator->next == '\n' ||
           locator->next == '\r')
        step(locator);
}

static void stand_at(struct locator *locator, const struct locator *saved)
{
    *locator = *saved;
    if (fseeko(locator->in, (off_t)saved->offset, SEEK_SET) != 0)
        locator->next = EOF;
    else
        locator->next = getc_unlocked(locator->in);
}

static void rewind_all(struct locator *locator)
{
    struct locator start = {.in = locator->in, .line = 1, .column = 1};
    stand_at(locator, &start);
}

bool locator_open(struct locator *locator, const char *path)
{
    *locator = (struct locator){.in = fopen(path, "rbe"), .next = EOF};
    if (locator->in == NULL) return false;
    rewind_all(locator);
    return true;
}

void locator_close(struct locator *locator)
{
    if (locator->in != NULL) fclose(locator->in);
    *locator = (struct locator){.next = EOF};
}

/* Pass a string, quotes included; `raw` (or NULL) gets its bytes. An end of line ends it too. */
static void pass_string(struct locator *locator, struct buffer *raw)
{
    bool escaped = false, open = false;
    while (locator->next != EOF && locator->next != '\n') {
        char c = (char)locator->next;
        if (raw != NULL) buffer_append(raw, &c, 1);
        step(locator);
        if (c == '"' && !escaped && open) return;
        escaped = c == '\\' && !escaped;
        open = true;
    }
}

static bool ends_literal(int c)
{
    return c == EOF || strchr(" \t\r\n,:{}[]\"", c) != NULL;
}

static void skip_value(struct locator *locator)
{
    size_t depth = 0;
    do {
        skip_space(locator);
        int c = locator->next;
        bool closes = c == '}' || c == ']';
        if (c == EOF) return;
        if (depth == 0 && (closes || c == ',' || c == ':')) return;
        if (c == '"') {
            pass_string(locator, NULL);
            continue;
        }
        depth += c == '{' || c == '[' ? 1 : 0;
        depth -= closes ? 1 : 0;
        do
            step(locator);
        while (!ends_literal(c) && !ends_literal(locator->next));
    } while (depth > 0);
}

/* Tell whether a key as written (quotes, escapes) is `name`. */
static bool key_is(struct text raw, struct text name)
{
    if (raw.length < 2) return false;
    if (memchr(raw.at, '\\', raw.length) == NULL)
        return text_equal((struct text){raw.at + 1, raw.length - 2}, name);
    json_t *key = json_loadb(raw.at, raw.length, JSON_DECODE_ANY, NULL);
    bool same = json_is_string(key) &&
                text_equal((struct text){json_string_value(key), json_string_length(key)}, name);
    json_decref(key);
    return same;
}

/* How a key answers to a segment: 0 not at all, 1 its value is meant, 2 the key itself. */
static int match_key(struct text raw, const struct segment *segment)
{
    struct text name = {segment->name.at, segment->name.length};
    if (key_is(raw, name)) return 1;
    if (!segment->last || name.length == 0 || name.at[name.length - 1] != '#') return 0;
    return key_is(raw, (struct text){name.at, name.length - 1}) ? 2 : 0;
}

/* From `{` to the wanted member's value or key. */
static bool enter_object(struct locator *locator, const struct segment *segment)
{
    step(locator);
    for (;;) {
        skip_space(locator);
        if (locator->next != '"') return false;
        struct locator before = *locator;
        struct buffer raw = {0};
        pass_string(locator, &raw);
        int match = match_key((struct text){raw.at, raw.length}, segment);
        buffer_free(&raw);
        if (match == 2) {
            stand_at(locator, &before);
            return true;
        }
        skip_space(locator);
        if (locator->next == ':') step(locator);
        if (match == 1) return true;
        skip_value(locator);
        skip_space(locator);
        if (locator->next != ',') return false;
        step(locator);
    }
}

/* From `[` to the element with the wanted index. */
static bool enter_array(struct locator *locator, const struct segment *segment)
{
    long long index;
    struct text name = {segment->name.at, segment->name.length};
    if (!text_to_integer(name, &index) || index < 0) return false;
    step(locator);
    for (;;) {
        skip_space(locator);
        if (locator->next == ']' || locator->next == EOF) return false;
        if (index-- == 0) return true;
        skip_value(locator);
        skip_space(locator);
        if (locator->next != ',') return false;
        step(locator);
    }
}

/* Decode the part after the slash at `*pointer` (RFC 6901 §4) and move on to the next slash. */
static struct segment take_segment(const char **pointer)
{
    struct segment segment = {0};
    const char *at = *pointer + 1;
    for (; *at != '\0' && *at != '/'; at++) {
        bool coded = at[0] == '~' && (at[1] == '0' || at[1] == '1');
        buffer_append(&segment.name, !coded ? at : at[1] == '0' ? "~" : "/", 1);
        at += coded ? 1 : 0;
    }
    segment.last = *at == '\0';
    *pointer = at;
    return segment;
}

static bool enter(struct locator *locator, const char **pointer)
{
    struct segment segment = take_segment(pointer);
    bool entered = false;
    if (locator->next == '{') entered = enter_object(locator, &segment);
    if (locator->next == '[' && !entered) entered = enter_array(locator, &segment);
    buffer_free(&segment.name);
    return entered;
}

void locator_find(struct locator *locator, uint64_t offset, const char *pointer, uint64_t *line,
                  uint64_t *column)
{
    if (offset < locator->offset) rewind_all(locator);
    while (locator->offset < offset && locator->next != EOF)
        step(locator);
    struct locator start = *locator;
    do {
        skip_space(locator);
        *line = locator->line;
        *column = locator->column;
    } while (*pointer == '/' && enter(locator, &pointer));
    stand_at(locator, &start);
}
