/*
 * The words by which JSON names calendars and precisions. Words for people are another matter:
 * they come from the dataset (date_language.c).
 */
#include "reading.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static const char *const calendars[] = {"gregorian", "julian", "japanese", "jdn"};
static const char *const precisions[] = {"day",    "month",   "season",  "year",
                                         "decade", "century", "interval"};

static bool find_word(const char *const *words, size_t count, struct text word, size_t *out)
{
    for (size_t i = 0; i < count; i++) {
        if (text_is(word, words[i])) {
            *out = i;
            return true;
        }
    }
    return false;
}

const char *calendar_word(enum calendar calendar)
{
    return calendars[calendar];
}

bool calendar_of_word(struct text word, enum calendar *out)
{
    size_t index;
    if (!find_word(calendars, LENGTH(calendars), word, &index)) return false;
    *out = (enum calendar)index;
    return true;
}

const char *precision_word(enum date_precision precision)
{
    return precisions[precision];
}

bool precision_of_word(struct text word, enum date_precision *out)
{
    size_t index;
    if (!find_word(precisions, LENGTH(precisions), word, &index)) return false;
    *out = (enum date_precision)index;
    return true;
}
