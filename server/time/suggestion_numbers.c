/*
 * Guessing a date from the numbers in it, whatever stands between them: 1855-2-7, 7.2.1855,
 * February 7th, 1855, 18550207, 1855年2月7日. What exceeds its range is brought to the end of it.
 */
#include "suggestion.h"

#include <chancery/calendar.h>

#include <stdio.h>
#include <string.h>

#define TOKENS_MOST 3

/* A number, or the number of a named month. */
struct token {
    int value, digits; /* no digits: a name */
    char after;        /* the byte that follows it */
};

struct guess {
    int year, month, day; /* month and day: -1 where there is none */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static size_t read_number(struct text source, struct token *out)
{
    size_t at = 0;
    *out = (struct token){0};
    for (; at < source.length && is_digit(source.at[at]) && at < 9; at++)
        out->value = out->value * 10 + (source.at[at] - '0');
    out->digits = (int)at;
    if (at < source.length) out->after = source.at[at];
    return at;
}

/* The month of an English name or its first letters, three at least; 0: ignored, -1: something
 * else. */
static int month_of_name(const char *at, size_t length)
{
    static const char *const names[] = {"january",   "february", "march",    "april",
                                        "may",       "june",     "july",     "august",
                                        "september", "october",  "november", "december"};
    static const char ignored[] = " st nd rd th of the ";
    char word[8] = " ";
    if (length < 4) {
        for (size_t i = 0; i < length; i++)
            word[i + 1] = (char)(at[i] | 0x20);
        word[length + 1] = ' ';
        if (strstr(ignored, word) != NULL) return 0;
    }
    for (int month = 0; month < 12 && length >= 3; month++) {
        size_t same = 0;
        while (same < length && (at[same] | 0x20) == names[month][same])
            same++;
        if (same == length) return month + 1;
    }
    return -1;
}

static size_t letters_of(struct text source)
{
    size_t length = 0;
    while (length < source.length && is_letter(source.at[length]))
        length++;
    return length;
}

/* Take the source apart. How many tokens there are; 0 where something else is in it. */
static int read_tokens(struct text source, struct token out[TOKENS_MOST])
{
    int count = 0;
    while (source.length > 0) {
        struct token token = {0};
        size_t taken = 1;
        if (is_digit(source.at[0])) {
            taken = read_number(source, &token);
        } else if (is_letter(source.at[0])) {
            taken = letters_of(source);
            token.value = month_of_name(source.at, taken);
            if (token.value < 0) return 0;
        }
        source = text_after(source, taken);
        if (token.digits == 0 && token.value == 0) continue;
        if (count == TOKENS_MOST) return 0;
        out[count++] = token;
    }
    return count;
}

/* A named month beside a year and perhaps a day. */
static bool order_named(const struct token *tokens, int count, struct guess *out)
{
    *out = (struct guess){-1, -1, -1};
    for (int i = 0; i < count; i++) {
        const struct token *token = &tokens[i];
        int *part = token->digits == 0 ? &out->month : token->digits >= 3 ? &out->year : &out->day;
        if (*part != -1) return false;
        *part = token->value;
    }
    return out->year >= 0 && out->month > 0;
}

static bool order_three(const struct token *tokens, struct guess *out)
{
    if (tokens[0].digits >= 3) {
        *out = (struct guess){tokens[0].value, tokens[1].value, tokens[2].value};
        return true;
    }
    if (tokens[2].digits < 3) return false;
    *out = (struct guess){tokens[2].value, tokens[1].value, tokens[0].value};
    if (tokens[0].after != '/' || tokens[0].value > 12) return true;
    *out = (struct guess){tokens[2].value, tokens[0].value, tokens[1].value};
    return tokens[1].value > 12; /* else either could be the month */
}

static bool order_numbers(const struct token *tokens, int count, struct guess *out)
{
    if (count == 3) return order_three(tokens, out);
    if (count == 2 && tokens[0].digits >= 3 && tokens[1].digits <= 2) {
        *out = (struct guess){tokens[0].value, tokens[1].value, -1};
        return true;
    }
    *out = (struct guess){tokens[count - 1].value, tokens[0].value, -1};
    return count == 2 && tokens[0].digits <= 2 && tokens[1].digits >= 3;
}

static bool print_clamped(struct guess guess, const char *sign, char out[GUESS_SIZE])
{
    if (guess.month >= 25 && guess.month <= 28 && guess.day < 0)
        guess.month -= 4; /* level 2's seasons of the northern hemisphere */
    else if (guess.day >= 0 || guess.month < 21 || guess.month > 24)
        guess.month = guess.month < 1 ? 1 : guess.month > 12 ? 12 : guess.month;
    if (guess.day < 0)
        return snprintf(out, GUESS_SIZE, "%s%04d-%02d", sign, guess.year, guess.month) < GUESS_SIZE;
    int length = gregorian_month_length(*sign == '-' ? -guess.year : guess.year, guess.month);
    guess.day = guess.day < 1 ? 1 : guess.day > length ? length : guess.day;
    return snprintf(out, GUESS_SIZE, "%s%04d-%02d-%02d", sign, guess.year, guess.month, guess.day) <
           GUESS_SIZE;
}

/* Digits alone: a day or a month without hyphens, a Julian Day Number, a year of a wrong length. */
static bool print_lone(struct token token, const char *sign, char out[GUESS_SIZE])
{
    int month = token.value / 100 % 100, day = token.value % 100;
    if (token.digits == 8 && *sign == '\0')
        return snprintf(out, GUESS_SIZE, "%04d-%02d-%02d", token.value / 10000, month, day) > 0;
    if (token.digits == 6 && *sign == '\0' && day >= 1 && day <= 12)
        return snprintf(out, GUESS_SIZE, "%04d-%02d", token.value / 100, day) > 0;
    if (token.digits == 7 && *sign == '\0')
        return snprintf(out, GUESS_SIZE, "jdn:%d", token.value) > 0;
    if (token.digits < 3 && *sign == '\0') return false;
    const char *mark = token.value > 9999 ? "Y" : "";
    return snprintf(out, GUESS_SIZE, "%s%s%04d", mark, sign, token.value) > 0;
}

bool guess_from_numbers(struct text source, char out[GUESS_SIZE])
{
    struct token tokens[TOKENS_MOST];
    struct guess guess;
    const char *sign = text_starts_with(source, "-") ? "-" : "";
    int count = read_tokens(source, tokens);
    bool named = false;
    for (int i = 0; i < count; i++)
        named = named || tokens[i].digits == 0;
    if (count == 1 && !named) return print_lone(tokens[0], sign, out);
    if (count == 2 && !named && tokens[0].digits == 4 && tokens[1].digits == 4)
        return snprintf(out, GUESS_SIZE, "%s%04d/%04d", sign, tokens[0].value, tokens[1].value) > 0;
    if (count < 2 ||
        !(named ? order_named(tokens, count, &guess) : order_numbers(tokens, count, &guess)))
        return false;
    return print_clamped(guess, sign, out);
}
