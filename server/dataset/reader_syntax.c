/*
 * Says in plain words what jansson found wrong, and points at the beginning of the token that is at
 * fault, where jansson points behind it. It parses nothing anew: it only walks tokens up to there.
 */
#include "reader_syntax.h"

#include <stdio.h>
#include <string.h>

/* jansson's words (their beginning), ours, and what to do. `%s` is the token. */
struct translation {
    const char *theirs, *ours, *remedy;
};

static const struct translation translations[] = {
    {"string or '}' expected", "%s stands where a key should",
     "write the key in double quotes, and no comma before a closing }"},
    {"':' expected", "%s stands where a colon should", "write a colon between key and value"},
    {"'}' expected", "%s stands where a comma or } should", "is a comma missing before it?"},
    {"']' expected", "%s stands where a comma or ] should", "is a comma missing before it?"},
    {"unexpected token", "%s stands where a value should",
     "write a value there, or remove the comma or colon before it"},
    {"end of file expected", "%s stands behind the end of the record",
     "one record a line, and nothing else on it"},
    {"duplicate object key", "the key %s is there twice", "keep one of the two"},
    {"unexpected newline", "the text %s does not end on its line",
     "close it with a double quote; write \\n for a line break"},
    {"control character", "the text %s holds a control character",
     "write it as \\u and four digits"},
    {"invalid escape", "the text %s holds a backslash that escapes nothing",
     "write \\\\ for a backslash"},
    {"invalid Unicode", "the text %s holds a \\u that is no character",
     "write four hexadecimal digits, surrogates in pairs"},
    {"\\u0000 is not allowed", "the text %s holds the character \\u0000", "remove it"},
    {"NUL byte in object key", "the key %s holds the character \\u0000", "remove it"},
    {"too big", "the number %s is too great", "write it as a text"},
    {"real number overflow", "the number %s is too great", "write it as a text"},
    {"unable to decode byte", "the bytes here are not UTF-8", "save the file as UTF-8"},
    {"invalid token", "%s is no JSON value",
     "texts stand in double quotes, true, false and null in lower case"},
};

static const struct translation *translate(const char *theirs)
{
    for (size_t i = 0; i < sizeof translations / sizeof *translations; i++) {
        const char *start = translations[i].theirs;
        if (strncmp(theirs, start, strlen(start)) == 0) return &translations[i];
    }
    return NULL;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_structure(char c)
{
    return c == '{' || c == '}' || c == '[' || c == ']' || c == ',' || c == ':' || c == '"';
}

static size_t string_length(struct text source)
{
    for (size_t i = 1; i < source.length; i++) {
        if (source.at[i] == '\n') return i;
        if (source.at[i] == '"') return i + 1;
        if (source.at[i] == '\\' && i + 1 < source.length && source.at[i + 1] != '\n') i++;
    }
    return source.length;
}

struct text syntax_token(struct text source, size_t at)
{
    struct text rest = text_after(source, at);
    if (rest.length == 0) return rest;
    if (rest.at[0] == '"') return (struct text){rest.at, string_length(rest)};
    size_t length = 0;
    while (length < rest.length && !is_space(rest.at[length]) && !is_structure(rest.at[length]))
        length++;
    return (struct text){rest.at, length > 0 ? length : 1};
}

void syntax_quote(struct text token, char out[48])
{
    size_t length = token.length;
    if (length > 40) {
        length = 40;
        while (length > 0 && ((unsigned char)token.at[length] & 0xC0) == 0x80)
            length--;
    }
    snprintf(out, 48, "%.*s%s", (int)length, token.at, length < token.length ? "…" : "");
}

/* The beginning of the last token that starts before `position`. */
static size_t token_before(struct text source, size_t position)
{
    size_t last = 0;
    for (size_t i = 0; i < source.length && i < position;) {
        if (is_space(source.at[i])) {
            i++;
            continue;
        }
        last = i;
        i += syntax_token(source, i).length;
    }
    return last;
}

bool syntax_explain(struct text source, const json_error_t *error, struct syntax_fault *out)
{
    enum json_error_code code = json_error_code(error);
    if (code == json_error_premature_end_of_input) return false;
    size_t position = error->position > 0 ? (size_t)error->position : 0;
    bool undecodable = code == json_error_invalid_utf8;
    out->position = undecodable ? position : token_before(source, position);
    if (out->position > source.length) out->position = source.length;

    const struct translation *found = translate(error->text);
    char token[48];
    syntax_quote(syntax_token(source, out->position), token);
    out->remedy = found != NULL ? found->remedy : NULL;
    if (found == NULL) {
        snprintf(out->what, sizeof out->what, "%.150s", error->text);
        return true;
    }
    const char *hole = strstr(found->ours, "%s");
    int before = hole != NULL ? (int)(hole - found->ours) : (int)strlen(found->ours);
    snprintf(out->what, sizeof out->what, "%.*s%s%s", before, found->ours,
             hole != NULL ? token : "", hole != NULL ? hole + 2 : "");
    return true;
}
