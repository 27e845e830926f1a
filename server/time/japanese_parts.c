/*
 * Taking a Japanese date apart: era, year, leap mark, month, day, in the many ways in which they
 * are written. Whether there was such a day is not asked here (japanese_read.c does).
 */
#include "japanese_parts.h"
#include "fault.h"

#include <string.h>

#define KEY_SIZE  16
#define COST_MOST 4 /* two letters wrong */

struct cursor {
    struct text source;
    size_t at;
};

static bool skip(struct cursor *cursor, const char *z)
{
    /* The first byte settles most: all the characters tried here would cost more than the rest. */
    if (cursor->at >= cursor->source.length || cursor->source.at[cursor->at] != *z ||
        !text_starts_with(text_after(cursor->source, cursor->at), z))
        return false;
    cursor->at += strlen(z);
    return true;
}

static bool skip_any(struct cursor *cursor, const char *const *choices)
{
    for (; *choices != NULL; choices++) {
        if (skip(cursor, *choices)) return true;
    }
    return false;
}

static bool is_at_end(const struct cursor *cursor)
{
    return cursor->at == cursor->source.length;
}

/* A letter of an era's name without its macron or capital; 0: ignored, -1: no part of a name. */
static int name_letter(struct cursor *cursor)
{
    static const char *const os[] = {"ō", "Ō", "ô", "Ô", NULL};
    static const char *const us[] = {"ū", "Ū", "û", "Û", NULL};
    static const char *const ignored[] = {"-", " ", "'", "’", "‘", "ʼ", "`", "\xCC\x84", NULL};
    unsigned char byte = (unsigned char)cursor->source.at[cursor->at];
    unsigned char lower = byte | 0x20;
    if (lower >= 'a' && lower <= 'z') {
        cursor->at++;
        return lower;
    }
    if (skip_any(cursor, ignored)) return 0;
    if (skip_any(cursor, os)) return 'o';
    return skip_any(cursor, us) ? 'u' : -1;
}

/* Spellings by sound come together: Tempō and Tenpou are tenpo. */
static size_t append_letter(char key[KEY_SIZE], size_t length, char letter)
{
    char before = '\0';
    if (length > 0) before = key[length - 1];
    if ((letter == 'u' && (before == 'o' || before == 'u')) || (letter == 'o' && before == 'o'))
        return length;
    if ((letter == 'p' || letter == 'm') && before == 'm') key[length - 1] = 'n';
    if (length + 1 < KEY_SIZE) key[length++] = letter;
    return length;
}

static void read_key(struct cursor *cursor, char key[KEY_SIZE])
{
    size_t length = 0;
    while (!is_at_end(cursor)) {
        int letter = name_letter(cursor);
        if (letter < 0) break;
        if (letter > 0) length = append_letter(key, length, (char)letter);
    }
    key[length] = '\0';
}

/* Levenshtein's distance between two keys. */
static size_t distance(const char *a, const char *b)
{
    size_t row[KEY_SIZE + 1], length = strlen(b);
    for (size_t j = 0; j <= length; j++)
        row[j] = j;
    for (size_t i = 1; a[i - 1] != '\0'; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= length; j++) {
            size_t least = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            least = row[j] + 1 < least ? row[j] + 1 : least;
            row[j] = row[j - 1] + 1 < least ? row[j - 1] + 1 : least;
        }
    }
    return row[length];
}

static enum status refuse_era(const char *key, struct text rest, struct date_fault *fault)
{
    size_t count, best = 0, least = SIZE_MAX;
    const struct era *eras = japanese_eras(&count);
    for (size_t i = 0; i < count; i++) {
        /* Of two as near the one of the same length: letters are swapped more often than lost. */
        bool differs = strlen(key) != strlen(eras[i].key);
        size_t cost = 2 * distance(key, eras[i].key) + differs;
        if (cost < least) {
            least = cost;
            best = i;
        }
    }
    enum status status = fault_set(fault, 1,
                                   "No era of that name is known here: they run from Hōreki (宝暦) "
                                   "to Shōwa (昭和), 1764 to 1926.");
    if (least <= COST_MOST && rest.length > 0 && rest.length <= KEY_SIZE)
        fault_suggest(fault, "%s-%.*s", eras[best].key, (int)rest.length, rest.at);
    return status;
}

static enum status read_era(struct cursor *cursor, struct japanese_parts *out,
                            struct date_fault *fault)
{
    size_t count;
    const struct era *eras = japanese_eras(&count);
    char key[KEY_SIZE];
    for (size_t i = 0; i < count; i++) {
        if (skip(cursor, eras[i].native) || skip(cursor, eras[i].old_native)) {
            read_key(cursor, key);
            out->era = &eras[i];
            return STATUS_OK;
        }
    }
    read_key(cursor, key);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(key, eras[i].key) == 0) {
            out->era = &eras[i];
            return STATUS_OK;
        }
    }
    return refuse_era(key, text_after(cursor->source, cursor->at), fault);
}

/* The value of one digit in ASCII, full width or kanji; -1: none. */
static int read_digit(struct cursor *cursor)
{
    static const char *const wide[] = {"０", "１", "２", "３", "４", "５", "６", "７", "８", "９"};
    static const char *const kanji[] = {"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
    if (is_at_end(cursor)) return -1;
    char byte = cursor->source.at[cursor->at];
    if (byte >= '0' && byte <= '9') {
        cursor->at++;
        return byte - '0';
    }
    for (int i = 0; i < 10 && (byte & 0x80) != 0; i++) {
        if (skip(cursor, wide[i]) || skip(cursor, kanji[i])) return i;
    }
    return -1;
}

static int read_tens(struct cursor *cursor)
{
    return skip(cursor, "十") ? 10 : skip(cursor, "廿") ? 20 : skip(cursor, "卅") ? 30 : 0;
}

/* A number below 100, by place (21, 二一) or by tens (二十一). False: none stands here. */
static bool read_number(struct cursor *cursor, int *out)
{
    int first = read_digit(cursor);
    int tens = read_tens(cursor);
    if (tens == 0) {
        int second = first < 0 ? -1 : read_digit(cursor);
        *out = second < 0 ? first : first * 10 + second;
        return first >= 0;
    }
    if (first >= 0) tens *= first;
    int unit = read_digit(cursor);
    *out = tens + (unit < 0 ? 0 : unit);
    return true;
}

/* What follows a number: nothing more, the next number, or something that cannot stand there. */
enum join { JOIN_NONE, JOIN_END, JOIN_NEXT };

static enum join read_join(struct cursor *cursor, const char *mark)
{
    static const char *const separators[] = {"-", ".", " ", NULL};
    bool joined = skip(cursor, mark);
    if (is_at_end(cursor)) return JOIN_END;
    while (skip_any(cursor, separators))
        joined = true;
    return joined && !is_at_end(cursor) ? JOIN_NEXT : JOIN_NONE;
}

static enum status refuse_here(const struct cursor *cursor, const char *what,
                               struct date_fault *fault)
{
    return fault_set(fault, cursor->at + 1, "Expected here: %s.", what);
}

static enum status read_day(struct cursor *cursor, struct japanese_parts *out,
                            struct date_fault *fault)
{
    out->day_column = cursor->at + 1;
    if (!read_number(cursor, &out->day))
        return refuse_here(cursor, "the day, a number from 1 to 31", fault);
    (void)skip(cursor, "日");
    if (!is_at_end(cursor)) return refuse_here(cursor, "the end, after the day", fault);
    return STATUS_OK;
}

static enum status read_month(struct cursor *cursor, struct japanese_parts *out,
                              struct date_fault *fault)
{
    static const char *const leap_marks[] = {"i", "閏", NULL};
    out->month_column = cursor->at + 1;
    out->is_leap = skip_any(cursor, leap_marks);
    if (!read_number(cursor, &out->month))
        return refuse_here(cursor, "the month, 1 to 12, with i or 閏 before a leap month", fault);
    enum join join = read_join(cursor, "月");
    if (join == JOIN_NONE) return refuse_here(cursor, "a hyphen and the day, or nothing", fault);
    out->precision = join == JOIN_END ? PRECISION_MONTH : PRECISION_DAY;
    return join == JOIN_END ? STATUS_OK : read_day(cursor, out, fault);
}

enum status japanese_parts_read(struct text source, struct japanese_parts *out,
                                struct date_fault *fault)
{
    struct cursor cursor = {source, 0};
    *out = (struct japanese_parts){.precision = PRECISION_YEAR};
    enum status status = read_era(&cursor, out, fault);
    if (status != STATUS_OK) return status;
    out->year_column = cursor.at + 1;
    if (skip(&cursor, "元"))
        out->year = 1;
    else if (!read_number(&cursor, &out->year))
        return refuse_here(&cursor, "the year of the era, a number from 1 or 元", fault);
    enum join join = read_join(&cursor, "年");
    if (join == JOIN_NONE) return refuse_here(&cursor, "a hyphen and the month, or nothing", fault);
    return join == JOIN_END ? STATUS_OK : read_month(&cursor, out, fault);
}
