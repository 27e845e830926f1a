/* Folding: what counts as the same text, in every script; and how far two spellings are apart. */
#include <chancery/fold.h>

#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>
#include <uchar.h>

struct row {
    char32_t from;
    char to[5];
};

static const struct row rows[] = {
#include "../../server/core/folding_table.inc"
};

static const size_t row_count = sizeof(rows) / sizeof(rows[0]);

struct example {
    const char *source;
    const char *folded;
};

static void expect_folded(struct text source, struct text folded)
{
    struct buffer out = {0};

    fold_text(source, &out);
    cr_expect(text_equal((struct text){out.at, out.length}, folded), "%.*s: %.*s, not %.*s",
              (int)source.length, source.at, (int)out.length, out.at == NULL ? "" : out.at,
              (int)folded.length, folded.at);
    buffer_free(&out);
}

static void expect_all(const struct example *examples, size_t count)
{
    for (size_t i = 0; i < count; i++)
        expect_folded(text_of(examples[i].source), text_of(examples[i].folded));
}

#define EXPECT_ALL(examples) expect_all(examples, sizeof(examples) / sizeof(examples[0]))

Test(fold, latin_letters_lose_their_marks)
{
    static const struct example examples[] = {
        {"Hokkaidō", "hokkaido"},
        {"HOKKAIDO", "hokkaido"},
        {"Hokkaido\xCC\x84", "hokkaido"},
        {"Straße", "strasse"},
        {"Œuvre ÆØÅ", "oeuvre aeoa"},
        {"Nguyễn Łódź Đà Þór", "nguyen lodz da thor"},
        {"Lǚshùn Pʻyŏngyang", "lushun pyongyang"},
        {"Nicholas Ⅱ", "nicholas ii"},
    };

    EXPECT_ALL(examples);
}

Test(fold, apostrophes_join_and_hyphens_part)
{
    static const struct example examples[] = {
        {"Man'en", "manen"},
        {"Man’en", "manen"},
        {"Ōura's", "ouras"},
        {"Il’ia", "ilia"},
        {"Manʹen", "manen"},
        {"Saint-Petersburg", "saint petersburg"},
        {"Russo–Japanese", "russo japanese"},
        {"Shanhai­guan", "shanhaiguan"},
    };

    EXPECT_ALL(examples);
}

Test(fold, white_space_and_punctuation_are_one_blank)
{
    static const struct example examples[] = {
        {"  a \t\r\n b  ", "a b"},   {"(a), [b]; «c»!", "a b c"}, {"...", ""},    {"", ""},
        {"樺太・千島", "樺太 千島"}, {"　条約　", "条約"},        {"😀 a ☆", "a"},
    };

    EXPECT_ALL(examples);
}

Test(fold, russian_of_before_1918_is_russian_of_today)
{
    static const struct example examples[] = {
        {"Корсаковъ", "корсаков"},
        {"Японскій мѣсяцъ", "японский месяц"},
        {"Ѳеодоръ и мѵро", "феодор и миро"},
        {"Головнинъ, Рикордъ.", "головнин рикорд"},
        {"объявленіе", "объявление"},
        {"Королёв", "королев"},
        {"Ё", "е"},
        {"ъ", "ъ"},
        {"миръъ", "мир"},
        {"и\xCC\x86од", "йод"},
        {"Йод", "йод"},
        {"е\xCC\x88ж", "еж"},
    };

    EXPECT_ALL(examples);
}

Test(fold, old_kanji_are_new)
{
    static const struct example examples[] = {
        {"體國澤邊邉齋齊廣濱櫻圓會學實當條", "体国沢辺辺斎斉広浜桜円会学実当条"},
        {"鐵灣對戰爭舊亞假關榮", "鉄湾対戦争旧亜仮関栄"},
        {"日露戰爭", "日露戦争"},
        {"榎本武揚", "榎本武揚"},
        {"濵田 髙島 山﨑", "浜田 高島 山崎"},
        {"日俄战争", "日俄戦争"},
        {"辽东半岛", "遼東半島"},
        {"神\xEF\xA8\x99", "神神"},
    };

    EXPECT_ALL(examples);
}

Test(fold, kana_are_full_width_hiragana)
{
    static const struct example examples[] = {
        {"カラフト", "からふと"}, {"ｶﾗﾌﾄ", "からふと"},     {"ﾌﾟﾁｬｰﾁﾝ", "ぷちゃーちん"},
        {"ヴィッテ", "ゔぃって"}, {"か\xE3\x82\x99", "が"}, {"ハ\xE3\x82\x9Aリ", "ぱり"},
        {"関ヶ原", "関け原"},     {"関ケ原", "関け原"},     {"ㇷ゚", "ぷ"},
    };

    EXPECT_ALL(examples);
}

Test(fold, full_width_latin_is_ascii)
{
    expect_folded(TEXT("ＡＢＣ　１２３！"), TEXT("abc 123"));
}

Test(fold, other_scripts_stay)
{
    static const struct example examples[] = {
        {"러일 전쟁", "러일 전쟁"}, {"ΑΘΉΝΑΣ", "αθηνασ"}, {"Αθήνας", "αθηνασ"}, {"Երևան", "երևան"}};

    EXPECT_ALL(examples);
}

Test(fold, a_nul_is_a_separator)
{
    expect_folded(TEXT("a\0b"), TEXT("a b"));
}

Test(fold, bytes_that_are_not_utf8_are_skipped)
{
    expect_folded(TEXT("a\xFF"
                       "b\xC0\x80 \xED\xA0\x80"
                       "c\xE6\xA8"),
                  TEXT("ab c"));
}

Test(fold, appends_to_what_is_there)
{
    struct buffer out = {0};

    buffer_string(&out, "aъ");
    fold_text(TEXT(" Bъ "), &out);
    cr_assert_str_eq(out.at, "aъb");
    buffer_free(&out);
}

Test(fold, table_is_in_order_and_has_no_character_twice)
{
    for (size_t i = 1; i < row_count; i++)
        cr_expect_lt(rows[i - 1].from, rows[i].from, "U+%04X", (unsigned)rows[i].from);
}

Test(fold, table_folds_to_what_stays)
{
    for (size_t i = 0; i < row_count; i++)
        expect_folded(text_of(rows[i].to), text_of(rows[i].to));
}

Test(fold, every_row_of_the_table_is_reached)
{
    for (size_t i = 0; i < row_count; i++) {
        char32_t c = rows[i].from; /* all in the basic plane, none in ASCII */
        char three[] = {(char)(0xE0 | c >> 12), (char)(0x80 | (c >> 6 & 0x3F)),
                        (char)(0x80 | (c & 0x3F)), '\0'};
        char two[] = {(char)(0xC0 | (c >> 6 & 0x1F)), three[2], '\0'};
        expect_folded(text_of(c < 0x800 ? two : three), text_of(rows[i].to));
    }
}

/* A generator of its own, so that a failure comes back: Marsaglia's xorshift. */
static unsigned random_next(unsigned *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

Test(fold, twice_is_once)
{
    static const char *const pieces[] = {"ъ",        "и", "і",  "\xCC\x86", "漢",   "體",
                                         "ﾊ",        "ﾟ", "゛", "か",       "a",    "O",
                                         "\xCC\x84", "'", " ",  "-",        "\xE3", "\xD1"};
    unsigned state = 1778;

    for (int round = 0; round < 20000; round++) {
        struct buffer source = {0}, once = {0};
        for (unsigned i = random_next(&state) % 12; i > 0; i--)
            buffer_string(&source,
                          pieces[random_next(&state) % (sizeof(pieces) / sizeof(*pieces))]);
        fold_text((struct text){source.at, source.length}, &once);
        expect_folded((struct text){once.at, once.length}, (struct text){once.at, once.length});
        buffer_free(&source);
        buffer_free(&once);
    }
}

struct distance {
    const char *a;
    const char *b;
    size_t apart;
};

Test(fold, distance_counts_edits)
{
    static const struct distance distances[] = {
        {"", "", 0},
        {"", "abc", 3},
        {"treaty", "treaty", 0},
        {"treaty", "traety", 1},
        {"war", "ward", 1},
        {"kitten", "sitting", 3},
        {"ca", "abc", 2},
        {"shimoda", "shmoda", 1},
        {"abcd", "badc", 2},
    };

    for (size_t i = 0; i < sizeof(distances) / sizeof(distances[0]); i++) {
        struct text a = text_of(distances[i].a), b = text_of(distances[i].b);
        cr_expect_eq(fold_distance(a, b, 10), distances[i].apart, "%s %s", a.at, b.at);
        cr_expect_eq(fold_distance(b, a, 10), distances[i].apart, "%s %s", b.at, a.at);
    }
}

Test(fold, distance_stops_above_its_limit)
{
    cr_expect_eq(fold_distance(TEXT("kitten"), TEXT("sitting"), 2), 3);
    cr_expect_eq(fold_distance(TEXT("a"), TEXT("abcdefgh"), 2), 3);
    cr_expect_eq(fold_distance(TEXT("a"), TEXT("b"), 0), 1);
}

Test(fold, distance_reads_64_bytes)
{
    char a[200], b[200];

    memset(a, 'a', sizeof(a));
    memset(b, 'b', sizeof(b));
    cr_expect_eq(fold_distance((struct text){a, 200}, (struct text){b, 200}, SIZE_MAX), 64);
    memset(b, 'a', 64);
    cr_expect_eq(fold_distance((struct text){a, 200}, (struct text){b, 200}, 3), 0);
}

Test(fold, nearest_keeps_the_first_of_the_nearest)
{
    static const char *const candidates[] = {"article", "treaties", "treaty", "treats", "traety"};
    struct text best = {NULL, 0};
    size_t distance = 2;

    for (size_t i = 0; i < sizeof(candidates) / sizeof(candidates[0]); i++)
        fold_nearest(TEXT("treayt"), text_of(candidates[i]), &best, &distance);
    cr_assert(text_is(best, "treaty"));
    cr_assert_eq(distance, 1);
}

Test(fold, nearest_finds_nothing_too_far)
{
    struct text best = {NULL, 0};
    size_t distance = 2;

    fold_nearest(TEXT("treaty"), TEXT("shimoda"), &best, &distance);
    cr_assert_null(best.at);
    cr_assert_eq(distance, 2);
}
