/*
 * "Did you mean": the nearest of a few names, whatever the case of what was typed. It refuses to
 * guess from afar; a wrong suggestion is worse than none.
 */
#include "value.h"

#include <chancery/fold.h>

void nearest_begin(struct nearest *search, struct text wanted)
{
    size_t length = wanted.length < sizeof search->wanted ? wanted.length : sizeof search->wanted;
    for (size_t i = 0; i < length; i++) {
        char c = wanted.at[i];
        search->wanted[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    search->text = (struct text){search->wanted, length};
    search->best = (struct text){0};
    search->distance = length / 2 > 3 ? 3 : (length + 1) / 2;
}

void nearest_offer(struct nearest *search, const char *candidate)
{
    fold_nearest(search->text, text_of(candidate), &search->best, &search->distance);
}

const char *nearest_best(const struct nearest *search)
{
    return search->best.at; /* whole C strings were offered, so that this is one */
}
