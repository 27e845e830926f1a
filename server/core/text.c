/*
 * Texts: a pointer and a length. Everything that a client sends is handled in this form; nothing
 * here stops at a NUL, and nothing depends on the locale.
 */
#include <chancery/text.h>

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct text text_of(const char *z)
{
    return (struct text){z, z != NULL ? strlen(z) : 0};
}

bool text_equal(struct text a, struct text b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.at, b.at, a.length) == 0);
}

bool text_is(struct text a, const char *z)
{
    return text_equal(a, text_of(z));
}

bool text_starts_with(struct text a, const char *z)
{
    size_t length = strlen(z);
    return a.length >= length && memcmp(a.at, z, length) == 0;
}

int text_compare(struct text a, struct text b)
{
    size_t shorter = a.length < b.length ? a.length : b.length;
    int order = shorter == 0 ? 0 : memcmp(a.at, b.at, shorter);
    if (order != 0) return order;
    return (a.length > b.length) - (a.length < b.length);
}

struct text text_after(struct text a, size_t n)
{
    if (n >= a.length) return (struct text){a.at, 0};
    return (struct text){a.at + n, a.length - n};
}

struct text text_cut(struct text *rest, char separator)
{
    struct text whole = *rest;
    const char *found = whole.length == 0 ? NULL : memchr(whole.at, separator, whole.length);
    if (found == NULL) {
        *rest = (struct text){NULL, 0};
        return whole;
    }
    size_t length = (size_t)(found - whole.at);
    *rest = (struct text){found + 1, whole.length - length - 1};
    return (struct text){whole.at, length};
}

/* Length of the well-formed sequence at `at`, 0 where there is none (Unicode 15, table 3-7). */
static size_t sequence_length(const unsigned char *at, size_t room)
{
    unsigned char first = at[0];
    if (first < 0x80) return 1;
    size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || room < length) return 0;
    for (size_t i = 1; i < length; i++)
        if ((at[i] & 0xC0) != 0x80) return 0;
    if (first == 0xE0 && at[1] < 0xA0) return 0;
    if (first == 0xED && at[1] > 0x9F) return 0;
    if (first == 0xF0 && at[1] < 0x90) return 0;
    if (first == 0xF4 && at[1] > 0x8F) return 0;
    return length;
}

bool text_is_utf8(struct text a)
{
    const unsigned char *at = (const unsigned char *)a.at;
    for (size_t i = 0; i < a.length;) {
        size_t step = sequence_length(at + i, a.length - i);
        if (step == 0) return false;
        i += step;
    }
    return true;
}

bool text_to_integer(struct text a, long long *out)
{
    bool negative = a.length > 0 && a.at[0] == '-';
    long long value = 0;
    if (a.length == (negative ? 1 : 0)) return false;
    for (size_t i = negative ? 1 : 0; i < a.length; i++) {
        if (a.at[i] < '0' || a.at[i] > '9') return false;
        int digit = a.at[i] - '0';
        if (__builtin_mul_overflow(value, 10LL, &value)) return false;
        if (__builtin_add_overflow(value, (long long)(negative ? -digit : digit), &value))
            return false;
    }
    *out = value;
    return true;
}

bool text_to_number(struct text a, double *out)
{
    char copy[64];
    if (a.length == 0 || a.length >= sizeof copy) return false;
    for (size_t i = 0; i < a.length; i++)
        if (strchr("+-.0123456789eE", a.at[i]) == NULL || a.at[i] == '\0') return false;
    memcpy(copy, a.at, a.length);
    copy[a.length] = '\0';
    char *end = NULL;
    double value = strtod(copy, &end);
    if (end != copy + a.length || !isfinite(value)) return false;
    *out = value;
    return true;
}

struct text text_trim(struct text a)
{
    while (a.length > 0 && (a.at[0] == ' ' || a.at[0] == '\t'))
        a = text_after(a, 1);
    while (a.length > 0 && (a.at[a.length - 1] == ' ' || a.at[a.length - 1] == '\t'))
        a.length--;
    return a;
}

int text_quality(struct text parameters)
{
    while (parameters.at != NULL) {
        struct text parameter = text_trim(text_cut(&parameters, ';'));
        double q;
        if (parameter.length < 3 || (parameter.at[0] | 32) != 'q' || parameter.at[1] != '=')
            continue;
        if (!text_to_number(text_after(parameter, 2), &q) || q < 0) return 0;
        return q >= 1 ? 1000 : (int)(q * 1000 + 0.5);
    }
    return 1000;
}
