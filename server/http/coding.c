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

static bool is_named(struct text name, const char *coding)
{
    if (name.length == 6 && strncasecmp(name.at, "x-gzip", 6) == 0) name = text_after(name, 2);
    return name.length == strlen(coding) && strncasecmp(name.at, coding, name.length) == 0;
}

enum coding coding_choose(const char *accept_encoding, size_t length)
{
    return coding_choose_among(accept_encoding, length, NULL);
}

enum coding coding_choose_among(const char *accept_encoding, size_t length,
                                const struct text *forms)
{
    int wanted[CODING_COUNT] = {-1, -1, -1, -1}, others = -1;
    struct text rest = text_of(accept_encoding);
    if (accept_encoding == NULL) return CODING_IDENTITY;
    while (rest.at != NULL) {
        struct text parameters = text_cut(&rest, ','), name = text_trim(text_cut(&parameters, ';'));
        for (int i = 0; i < CODING_COUNT; i++)
            if (is_named(name, names[i])) wanted[i] = text_quality(parameters);
        if (text_is(name, "*")) others = text_quality(parameters);
    }
    bool plain_refused = (wanted[CODING_IDENTITY] < 0 ? others : wanted[CODING_IDENTITY]) == 0;
    if (length < CODING_TINY && !plain_refused) return CODING_IDENTITY;
    /* Identity named with a quality is a wish like any other; unnamed it comes last. */
    enum coding chosen = CODING_IDENTITY;
    int best = wanted[CODING_IDENTITY] > 0 ? wanted[CODING_IDENTITY] - 1 : 0;
    for (int i = CODING_IDENTITY + 1; i < CODING_COUNT; i++) {
        int q = wanted[i] < 0 ? others : wanted[i];
        if (q <= best || (forms != NULL && forms[i].at == NULL)) continue;
        best = q;
        chosen = (enum coding)i;
    }
    return chosen;
}
