/*
 * The nearest right spelling of a wrong date. Each repair knows one slip that people make; a guess
 * is offered only if it can be read. Where a slip has two readings (3/4/1855) nothing is said.
 */
#include "suggestion.h"

#include "fault.h"
#include "reading.h"

#include <stdio.h>
#include <string.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* One repair: false where it has nothing to say to this source. */
typedef bool repair(struct text source, char out[GUESS_SIZE]);

static bool print_guess(char out[GUESS_SIZE], const char *before, struct text middle,
                        const char *after)
{
    int length =
        snprintf(out, GUESS_SIZE, "%s%.*s%s", before, (int)middle.length, middle.at, after);
    return length >= 0 && length < GUESS_SIZE;
}

static bool starts_with_any_case(struct text source, const char *z)
{
    size_t length = strlen(z);
    if (source.length < length) return false;
    for (size_t i = 0; i < length; i++) {
        char c = source.at[i];
        if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != z[i]) return false;
    }
    return true;
}

static struct text trim(struct text source)
{
    while (source.length > 0 && strchr(" \t\r\n\"'", source.at[0]) != NULL)
        source = text_after(source, 1);
    while (source.length > 0 && strchr(" \t\r\n\"'", source.at[source.length - 1]) != NULL)
        source.length--;
    return source;
}

/* Spaces, lower-case marks, typographic dashes: `1855–02`, `185x`, `y17000`. */
static bool repair_typing(struct text source, char out[GUESS_SIZE])
{
    static const char *const dashes[] = {"–", "—", "−", "‐", "‑"};
    size_t length = 0;
    source = trim(source);
    while (source.length > 0 && length + 1 < GUESS_SIZE) {
        size_t taken = 0;
        for (size_t i = 0; i < LENGTH(dashes) && taken == 0; i++)
            taken = text_starts_with(source, dashes[i]) ? strlen(dashes[i]) : 0;
        char c = source.at[0];
        if (taken > 0)
            out[length++] = '-';
        else if (c != ' ')
            out[length++] = (char)(c == 'x' || c == 'u' ? 'X' : c == 'y' ? 'Y' : c);
        source = text_after(source, taken > 0 ? taken : 1);
    }
    out[length] = '\0';
    return source.length == 0;
}

/* `1855-02-07T10:00Z`: the day alone. */
static bool repair_time(struct text source, char out[GUESS_SIZE])
{
    size_t at = source.length > 0 && source.at[0] == '-' ? 11 : 10;
    if (source.length <= at || strchr("Tt ", source.at[at]) == NULL) return false;
    return print_guess(out, "", (struct text){source.at, at}, "");
}

/* A 29 February that only the Julian calendar had. */
static bool repair_julian(struct text source, char out[GUESS_SIZE])
{
    return print_guess(out, "julian:", source, "");
}

/* An era without its prefix. */
static bool repair_japanese(struct text source, char out[GUESS_SIZE])
{
    return print_guess(out, "japanese:", trim(source), "");
}

/* `1850s` */
static bool repair_decade(struct text source, char out[GUESS_SIZE])
{
    if (source.length != 5 || source.at[4] != 's' || source.at[3] != '0') return false;
    return print_guess(out, "", (struct text){source.at, 3}, "X");
}

/* `c. 1842`, `circa 1842`, `~1842`, `?1842` */
static bool repair_circa(struct text source, char out[GUESS_SIZE])
{
    static const char *const words[] = {"circa", "about", "approx.", "ca.", "ca", "c.", "c", "~"};
    if (text_starts_with(source, "?"))
        return print_guess(out, "", trim(text_after(source, 1)), "?");
    for (size_t i = 0; i < LENGTH(words); i++) {
        if (starts_with_any_case(source, words[i]))
            return print_guess(out, "", trim(text_after(source, strlen(words[i]))), "~");
    }
    return false;
}

/* Qualifiers within a date or two at its end: one at the end, for the whole. */
static bool repair_qualifiers(struct text source, char out[GUESS_SIZE])
{
    unsigned qualifier = 0;
    size_t length = 0;
    for (size_t i = 0; i < source.length && length + 2 < GUESS_SIZE; i++) {
        const char *mark = strchr("?~%", source.at[i]);
        if (mark == NULL)
            out[length++] = source.at[i];
        else
            qualifier |= *mark == '?'   ? QUALIFIER_UNCERTAIN
                         : *mark == '~' ? QUALIFIER_APPROXIMATE
                                        : QUALIFIER_BOTH;
    }
    if (qualifier == 0) return false;
    out[length++] = "?~%"[qualifier - 1];
    out[length] = '\0';
    return true;
}

/* An X where none may be: `2016-02-3X`, `2004-1X`, `156X-12-25`, `1984-XX-05`. */
static bool repair_unspecified(struct text source, char out[GUESS_SIZE])
{
    const char *mark = source.length > 0 ? memchr(source.at, 'X', source.length) : NULL;
    size_t at = mark != NULL ? (size_t)(mark - source.at) : 0;
    if (mark == NULL || at < 2) return false;
    if (at < 4) return print_guess(out, "", (struct text){source.at, at}, at == 2 ? "XX" : "X");
    if (at < 7)
        return print_guess(out, "", (struct text){source.at, 5},
                           source.length > 7 ? "XX-XX" : "XX");
    return at < 10 && print_guess(out, "", (struct text){source.at, 8}, "XX");
}

/* `+1855`, `Y1855` */
static bool repair_year_mark(struct text source, char out[GUESS_SIZE])
{
    bool is_marked = source.length > 1 && (source.at[0] == '+' || source.at[0] == 'Y');
    return is_marked && print_guess(out, "", text_after(source, 1), "");
}

/* Other names for the calendars. */
static bool repair_prefix(struct text source, char out[GUESS_SIZE])
{
    static const struct {
        const char *slip, *prefix;
    } slips[] = {{"gregorian:", ""},         {"edtf:", ""},           {"n.s. ", ""},
                 {"jul:", "julian:"},        {"os:", "julian:"},      {"o.s. ", "julian:"},
                 {"julian:", "julian:"},     {"julian ", "julian:"},  {"japanese:", "japanese:"},
                 {"jp:", "japanese:"},       {"japan:", "japanese:"}, {"nengo:", "japanese:"},
                 {"japanese ", "japanese:"}, {"jdn:", "jdn:"},        {"jd:", "jdn:"},
                 {"jdn ", "jdn:"},           {"jd ", "jdn:"}};
    for (size_t i = 0; i < LENGTH(slips); i++) {
        if (starts_with_any_case(source, slips[i].slip))
            return print_guess(out, slips[i].prefix,
                               trim(text_after(source, strlen(slips[i].slip))), "");
    }
    return false;
}

/* Level 2's sets `[A,B]` and `{A..B}`, and two years joined by dots or dashes. */
static bool repair_set(struct text source, char out[GUESS_SIZE])
{
    size_t length = 0;
    for (size_t i = 0; i < source.length && length + 1 < GUESS_SIZE; i++) {
        char c = source.at[i];
        bool is_pair = i + 1 < source.length && source.at[i + 1] == c && (c == '.' || c == '-');
        if (strchr("[]{} ", c) != NULL) continue;
        out[length++] = (char)(is_pair || c == ',' ? '/' : c);
        i += is_pair;
    }
    out[length] = '\0';
    return strchr(out, '/') != NULL;
}

static repair *const repairs[] = {
    repair_typing, repair_time,  repair_julian,      repair_japanese,
    repair_decade, repair_circa, repair_qualifiers,  repair_year_mark,
    repair_prefix, repair_set,   repair_unspecified, guess_from_numbers,
};

static bool guess_date(struct text source, char out[GUESS_SIZE])
{
    if (source.length == 0 || source.length >= GUESS_SIZE) return false;
    for (size_t i = 0; i < LENGTH(repairs); i++) {
        if (repairs[i](source, out) && dating_is_readable(text_of(out))) return true;
    }
    return false;
}

/* One side of an interval, with the words that people write for no date. */
static bool guess_side(struct text source, char out[GUESS_SIZE])
{
    static const char *const open[] = {"open", "now", "present", "today", "ongoing", "..."};
    bool is_end = source.length == 0 || text_is(source, "..");
    if (is_end || dating_is_readable(source)) return print_guess(out, "", source, "");
    for (size_t i = 0; i < LENGTH(open); i++) {
        if (starts_with_any_case(source, open[i])) return print_guess(out, "", text_of(".."), "");
    }
    if (starts_with_any_case(source, "unknown") || text_is(source, "?"))
        return print_guess(out, "", text_of(""), "");
    return guess_date(source, out);
}

static bool guess_interval(struct text source, char out[GUESS_SIZE])
{
    char start[GUESS_SIZE], end[GUESS_SIZE], joined[2 * GUESS_SIZE];
    struct text second = source;
    struct text first = text_cut(&second, '/');
    bool is_pair =
        second.at != NULL && (second.length == 0 || memchr(second.at, '/', second.length) == NULL);
    if (!is_pair || !guess_side(first, start) || !guess_side(second, end)) return false;
    snprintf(joined, sizeof joined, "%s/%s", start, end);
    return print_guess(out, "", text_of(joined), "") && dating_is_readable(text_of(out));
}

/* A prefix that is right, and behind it something that is not. */
static bool guess_prefixed(struct text source, char out[GUESS_SIZE])
{
    char inner[GUESS_SIZE], prefix[GUESS_SIZE];
    const char *colon = source.length > 0 ? memchr(source.at, ':', source.length) : NULL;
    size_t length = colon != NULL ? (size_t)(colon - source.at) + 1 : 0;
    enum calendar calendar;
    if (colon == NULL || !calendar_of_word((struct text){source.at, length - 1}, &calendar))
        return false;
    if (!guess_from_numbers(text_after(source, length), inner)) return false;
    snprintf(prefix, sizeof prefix, "%s:", calendar_word(calendar));
    return print_guess(out, prefix, text_of(inner), "") && dating_is_readable(text_of(out));
}

/* `japanese:ansei-1/12/21` looks like an interval. */
static bool guess_strokes(struct text source, char out[GUESS_SIZE])
{
    if (!text_starts_with(source, "japanese:") || !print_guess(out, "", source, "")) return false;
    for (char *at = out; (at = strchr(at, '/')) != NULL;)
        *at = '-';
    return dating_is_readable(text_of(out));
}

void suggest_spelling(struct text source, struct date_fault *fault)
{
    char guess[GUESS_SIZE];
    if (fault->suggestion[0] != '\0' && dating_is_readable(text_of(fault->suggestion))) return;
    fault->suggestion[0] = '\0';
    if (source.length >= GUESS_SIZE || !text_is_utf8(source) ||
        (source.length > 0 && memchr(source.at, '\0', source.length) != NULL))
        return;
    if (guess_strokes(source, guess) || guess_interval(source, guess) ||
        guess_date(source, guess) || guess_prefixed(source, guess))
        fault_suggest(fault, "%s", guess);
}
