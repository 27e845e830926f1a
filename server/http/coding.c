/*
 * Which content coding a client gets (RFC 9110 §12.5.3). Nobody is refused for it: where a client
 * takes nothing that there is, it gets the bytes as they are.
 */
#include "encoder.h"

#include <string.h>

static const char *const names[] = {"identity", "zstd", "br", "gzip"};

const char *coding_name(enum coding coding)
{
    return names[coding];
}

static struct text trim(struct text a)
{
    while (a.length > 0 && (a.at[0] == ' ' || a.at[0] == '\t'))
        a = text_after(a, 1);
    while (a.length > 0 && (a.at[a.length - 1] == ' ' || a.at[a.length - 1] == '\t'))
        a.length--;
    return a;
}

static int quality(struct text parameters)
{
    while (parameters.at != NULL) {
        struct text parameter = trim(text_cut(&parameters, ';'));
        double q;
        if (parameter.length < 3 || (parameter.at[0] | 32) != 'q' || parameter.at[1] != '=')
            continue;
        if (!text_to_number(text_after(parameter, 2), &q) || q < 0) return 0;
        return q >= 1 ? 1000 : (int)(q * 1000 + 0.5);
    }
    return 1000;
}

static bool is_named(struct text name, const char *coding)
{
    if (name.length == 6 && strncasecmp(name.at, "x-gzip", 6) == 0) name = text_after(name, 2);
    return name.length == strlen(coding) && strncasecmp(name.at, coding, name.length) == 0;
}

enum coding coding_choose(const char *accept_encoding, size_t length)
{
    int wanted[CODING_COUNT] = {-1, -1, -1, -1}, others = -1;
    struct text rest = text_of(accept_encoding);
    if (accept_encoding == NULL) return CODING_IDENTITY;
    while (rest.at != NULL) {
        struct text parameters = text_cut(&rest, ','), name = trim(text_cut(&parameters, ';'));
        for (int i = 0; i < CODING_COUNT; i++)
            if (is_named(name, names[i])) wanted[i] = quality(parameters);
        if (text_is(name, "*")) others = quality(parameters);
    }
    bool plain_refused = (wanted[CODING_IDENTITY] < 0 ? others : wanted[CODING_IDENTITY]) == 0;
    if (length < CODING_TINY && !plain_refused) return CODING_IDENTITY;
    /* Identity named with a quality is a wish like any other; unnamed it comes last. */
    enum coding chosen = CODING_IDENTITY;
    int best = wanted[CODING_IDENTITY] > 0 ? wanted[CODING_IDENTITY] - 1 : 0;
    for (int i = CODING_IDENTITY + 1; i < CODING_COUNT; i++) {
        int q = wanted[i] < 0 ? others : wanted[i];
        if (q <= best) continue;
        best = q;
        chosen = (enum coding)i;
    }
    return chosen;
}
