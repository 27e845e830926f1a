/*
 * Content negotiation. A header that cannot be read counts as what can be read of it: a client is
 * refused only when it clearly accepts nothing that there is.
 */
#include "negotiate.h"

#include <chancery/handlers.h>
#include <string.h>

static bool same_letters(struct text a, struct text b)
{
    return a.length == b.length && (a.length == 0 || strncasecmp(a.at, b.at, a.length) == 0);
}

/* How specifically a media range names a type: 0 not at all, 1 for all types, 2 for its main
 * type, 3. */
static int specificity(struct text range, struct text type)
{
    struct text range_sub = range, type_sub = type;
    struct text range_main = text_cut(&range_sub, '/'), type_main = text_cut(&type_sub, '/');
    if (text_is(range, "*/*")) return 1;
    if (!same_letters(range_main, type_main)) return 0;
    if (text_is(range_sub, "*")) return 2;
    return same_letters(range_sub, type_sub) ? 3 : 0;
}

int accept_quality(const char *accept, const char *media_type)
{
    struct text rest = text_of(accept);
    int best = 0, found = accept == NULL || text_trim(rest).length == 0 ? 1000 : 0;
    while (rest.at != NULL) {
        struct text parameters = text_cut(&rest, ','),
                    range = text_trim(text_cut(&parameters, ';'));
        int specific = specificity(range, text_of(media_type));
        if (specific <= best) continue;
        best = specific;
        found = text_quality(parameters);
    }
    return found;
}

/* What most programs send. */
static bool likes_all_equally(const char *accept)
{
    return accept == NULL || strcmp(accept, "*/*") == 0;
}

size_t choose_media_type(const char *accept, const char *const *media_types, size_t count)
{
    size_t chosen = 0;
    if (likes_all_equally(accept)) return chosen;
    for (size_t i = 1; i < count; i++)
        if (accept_quality(accept, media_types[i]) > accept_quality(accept, media_types[chosen]))
            chosen = i;
    return chosen;
}

/* Whether a language range ("ja", "ja-JP", "*") is for a language: by its first subtag. */
static bool range_is_for(struct text range, const char *code)
{
    struct text rest = range;
    return same_letters(range, text_of(code)) || same_letters(text_cut(&rest, '-'), text_of(code));
}

size_t choose_language(const char *accept_language, const struct languages *languages)
{
    struct text rest = text_of(accept_language);
    size_t chosen = 0;
    int best = 0;
    while (rest.at != NULL) {
        struct text parameters = text_cut(&rest, ','),
                    range = text_trim(text_cut(&parameters, ';'));
        int q = text_quality(parameters);
        for (size_t i = 0; i < languages->count && q > best; i++) {
            if (!range_is_for(range, languages->at[i].code)) continue;
            chosen = i;
            best = q;
        }
        if (text_is(range, "*") && q > best) {
            chosen = 0;
            best = q;
        }
    }
    return chosen;
}

bool handlers_negotiate(const struct operation *operation, const struct languages *languages,
                        const char *accept, const char *accept_language, size_t *media_type,
                        size_t *language)
{
    size_t count = operation->media_type_count;
    *media_type = choose_media_type(accept, operation->media_types, count);
    *language = choose_language(accept_language, languages);
    return count > 0 && (likes_all_equally(accept) ||
                         accept_quality(accept, operation->media_types[*media_type]) > 0);
}
