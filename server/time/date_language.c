/*
 * Reading a language's words for dates from dataset.json. Grammar is data: patterns with fields in
 * braces, months in two forms, units in a second form for after prepositions. A key or a field
 * that is not known is refused, since a misspelt one would silently print nothing.
 */
#include "date_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pattern_rule {
    const char *key;
    const char *fields; /* what may stand in braces, each between spaces */
};

static const struct pattern_rule rules[PATTERN_COUNT] = {
    [PATTERN_DAY] = {"day", " day month month_alone month_number year "},
    [PATTERN_MONTH] = {"month", " month month_alone month_number year "},
    [PATTERN_SEASON] = {"season", " season year "},
    [PATTERN_YEAR] = {"year", " year "},
    [PATTERN_DECADE] = {"decade", " year "},
    [PATTERN_CENTURY] = {"century", " number suffix roman "},
    [PATTERN_DAY_OBLIQUE] = {"day_oblique", " day month month_alone month_number year "},
    [PATTERN_MONTH_OBLIQUE] = {"month_oblique", " month month_alone month_number year "},
    [PATTERN_SEASON_OBLIQUE] = {"season_oblique", " season year "},
    [PATTERN_YEAR_OBLIQUE] = {"year_oblique", " year "},
    [PATTERN_DECADE_OBLIQUE] = {"decade_oblique", " year "},
    [PATTERN_CENTURY_OBLIQUE] = {"century_oblique", " number suffix roman "},
    [PATTERN_BCE] = {"bce", " number "},
    [PATTERN_RANGE] = {"range", " start end "},
    [PATTERN_BETWEEN] = {"between", " start end "},
    [PATTERN_BEFORE] = {"before", " date "},
    [PATTERN_UNTIL] = {"until", " date "},
    [PATTERN_FROM] = {"from", " date "},
    [PATTERN_ONGOING] = {"ongoing", " start "},
    [PATTERN_APPROXIMATE] = {"approximate", " date "},
    [PATTERN_UNCERTAIN] = {"uncertain", " date "},
    [PATTERN_BOTH] = {"both", " date "},
    [PATTERN_UNKNOWN] = {"unknown", " "},
    [PATTERN_UNDATED] = {"undated", " "},
    [PATTERN_DAYS_ONE] = {"days_one", " number "},
    [PATTERN_DAYS_FEW] = {"days_few", " number "},
    [PATTERN_DAYS_OTHER] = {"days_other", " number "},
    [PATTERN_AT_MOST] = {"at_most", " duration "},
};

static const struct date_language english = {
    .patterns =
        {
            [PATTERN_DAY] = "{day} {month} {year}",
            [PATTERN_MONTH] = "{month_alone} {year}",
            [PATTERN_SEASON] = "{season} {year}",
            [PATTERN_YEAR] = "{year}",
            [PATTERN_DECADE] = "{year}s",
            [PATTERN_CENTURY] = "{number}{suffix} century",
            [PATTERN_BCE] = "{number} BCE",
            [PATTERN_RANGE] = "{start} – {end}",
            [PATTERN_BETWEEN] = "between {start} and {end}",
            [PATTERN_BEFORE] = "before {date}",
            [PATTERN_UNTIL] = "until {date}",
            [PATTERN_FROM] = "from {date}",
            [PATTERN_ONGOING] = "{start} – ",
            [PATTERN_APPROXIMATE] = "c. {date}",
            [PATTERN_UNCERTAIN] = "{date} (?)",
            [PATTERN_BOTH] = "c. {date} (?)",
            [PATTERN_UNKNOWN] = "?",
            [PATTERN_UNDATED] = "date unknown",
            [PATTERN_DAYS_ONE] = "{number} day",
            [PATTERN_DAYS_OTHER] = "{number} days",
            [PATTERN_AT_MOST] = "up to {duration}",
        },
    .months = {"January", "February", "March", "April", "May", "June", "July", "August",
               "September", "October", "November", "December"},
    .months_alone = {"January", "February", "March", "April", "May", "June", "July", "August",
                     "September", "October", "November", "December"},
    .weekdays = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
    .seasons = {"spring", "summer", "autumn", "winter"},
    .seasons_oblique = {"spring", "summer", "autumn", "winter"},
    .suffixes = {{1, "st"}, {2, "nd"}, {3, "rd"}, {11, "th"}, {12, "th"}, {13, "th"}},
    .suffix_count = 6,
    .suffix = "th",
};

const struct date_language *date_language_english(void)
{
    return &english;
}

/* Why a language is refused: one sentence for the caller. */
struct complaint {
    char *text;
    size_t size;
};

static bool complain(const struct complaint *complaint, const char *key, const char *reason)
{
    snprintf(complaint->text, complaint->size, "The words for dates are wrong at \"%.40s\": %s.",
             key, reason);
    return false;
}

/* Every {field} of a pattern is one that its rule knows. */
static bool check_pattern(const struct pattern_rule *rule, const char *pattern,
                          const struct complaint *complaint)
{
    for (const char *at = strchr(pattern, '{'); at != NULL; at = strchr(at, '{')) {
        char field[24];
        const char *close = strchr(at, '}');
        if (close == NULL) return complain(complaint, rule->key, "a brace is not closed");
        int length = snprintf(field, sizeof field, " %.*s ", (int)(close - at - 1), at + 1);
        if (length < 3 || (size_t)length >= sizeof field || strstr(rule->fields, field) == NULL)
            return complain(complaint, rule->key, "it names a field that it does not have");
        at = close;
    }
    return true;
}

/* Take a list of exactly `count` texts. Left out, it stays as it is. */
static bool take_list(const json_t *words, const char *key, const char **out, size_t count,
                      const struct complaint *complaint)
{
    const json_t *list = json_object_get(words, key);
    if (list == NULL) return true;
    if (json_array_size(list) != count)
        return complain(complaint, key,
                        count == 12 ? "it is a list of twelve texts"
                                    : "it is a list of four texts");
    for (size_t i = 0; i < count; i++) {
        out[i] = json_string_value(json_array_get(list, i));
        if (out[i] == NULL) return complain(complaint, key, "its elements are texts");
    }
    return true;
}

static bool take_patterns(struct date_language *language, const struct complaint *complaint)
{
    for (size_t i = 0; i < PATTERN_COUNT; i++) {
        const json_t *value = json_object_get(language->words, rules[i].key);
        if (value == NULL) continue;
        language->patterns[i] = json_string_value(value);
        if (language->patterns[i] == NULL) return complain(complaint, rules[i].key, "it is a text");
        if (!check_pattern(&rules[i], language->patterns[i], complaint)) return false;
    }
    return true;
}

/* {"1": "st", "*": "th"}: the ends of ordinal numbers. */
static bool take_suffixes(struct date_language *language, const struct complaint *complaint)
{
    json_t *suffixes = json_object_get(language->words, "suffixes"), *value;
    const char *key;
    if (suffixes == NULL) return true;
    language->suffix_count = 0;
    language->suffix = "";
    json_object_foreach(suffixes, key, value)
    {
        long long number;
        const char *suffix = json_string_value(value);
        if (suffix == NULL || language->suffix_count == SUFFIXES_MOST)
            return complain(complaint, "suffixes", "it holds at most sixteen texts");
        if (strcmp(key, "*") == 0)
            language->suffix = suffix;
        else if (text_to_integer(text_of(key), &number) && number >= 0 && number < 100)
            language->suffixes[language->suffix_count++] = (struct suffix){(int)number, suffix};
        else
            return complain(complaint, "suffixes", "its keys are numbers below 100, or *");
    }
    return true;
}

static bool check_keys(json_t *words, const struct complaint *complaint)
{
    static const char lists[] = " months months_alone seasons seasons_oblique weekdays suffixes ";
    const char *key;
    json_t *value;
    json_object_foreach(words, key, value)
    {
        char spaced[24];
        bool known = false;
        for (size_t i = 0; i < PATTERN_COUNT && !known; i++)
            known = strcmp(key, rules[i].key) == 0;
        snprintf(spaced, sizeof spaced, " %.20s ", key);
        if (!known && strstr(lists, spaced) == NULL)
            return complain(complaint, key, "there is no such key");
    }
    return true;
}

static bool take_words(struct date_language *language, const struct complaint *complaint)
{
    const json_t *words = language->words;
    /* A second form that is left out is the first one, not English. */
    return check_keys(language->words, complaint) &&
           take_list(words, "months", language->months, 12, complaint) &&
           take_list(words, "months", language->months_alone, 12, complaint) &&
           take_list(words, "months_alone", language->months_alone, 12, complaint) &&
           take_list(words, "weekdays", language->weekdays, 7, complaint) &&
           take_list(words, "seasons", language->seasons, 4, complaint) &&
           take_list(words, "seasons", language->seasons_oblique, 4, complaint) &&
           take_list(words, "seasons_oblique", language->seasons_oblique, 4, complaint) &&
           take_suffixes(language, complaint) && take_patterns(language, complaint);
}

enum status date_language_new(const json_t *words, struct date_language **out, char *why,
                              size_t why_size)
{
    const struct complaint complaint = {why, why_size};
    struct date_language *language = malloc(sizeof *language);
    *out = NULL;
    if (language == NULL) return STATUS_NO_MEMORY;
    *language = english;
    if (words != NULL && json_object_size(words) == 0 && !json_is_object(words)) {
        complain(&complaint, "dates", "it is an object");
        free(language);
        return STATUS_INVALID;
    }
    if (words != NULL) {
        language->words = json_deep_copy(words);
        if (language->words == NULL) {
            free(language);
            return STATUS_NO_MEMORY;
        }
        if (!take_words(language, &complaint)) {
            date_language_free(language);
            return STATUS_INVALID;
        }
    }
    *out = language;
    return STATUS_OK;
}

void date_language_free(struct date_language *language)
{
    if (language == NULL) return;
    json_decref(language->words);
    free(language);
}

const char *date_language_weekday(const struct date_language *language, int weekday)
{
    if (language == NULL) language = date_language_english();
    return language->weekdays[weekday - 1];
}
