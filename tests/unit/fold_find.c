/*
 * Claims about the finds of a question in a text: that they stand where the index finds it, in the
 * text as it was written.
 */
#include <chancery/find.h>
#include <chancery/fold.h>
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* The text with brackets around what the question finds. Static for the test's process. */
static const char *bracketed(const char *question, const char *source)
{
    static char out[512];
    struct buffer query = {0}, marked = {0};
    struct finds finds;
    size_t done = 0;
    cr_assert(fold_query(text_of(question), &query));
    fold_find((struct text){query.at, query.length}, text_of(source), &finds);
    for (size_t i = 0; i < finds.count; i++) {
        buffer_append(&marked, source + done, finds.at[i].begin - done);
        buffer_format(&marked, "[%.*s]", (int)(finds.at[i].end - finds.at[i].begin),
                      source + finds.at[i].begin);
        done = finds.at[i].end;
    }
    buffer_string(&marked, source + done);
    snprintf(out, sizeof out, "%s", marked.at);
    buffer_free(&marked);
    buffer_free(&query);
    return out;
}

Test(fold_find, finds_what_folds_alike)
{
    static const char *const all[][3] = {
        {"hokkaido \"x\"", "To Hokkaidō.", "To [Hokkaidō]."},
        {"tokyo x", "In Toukyou, in Tōkyō", "In [Toukyou], in [Tōkyō]"},
        {"toukyou x", "Tokyo!", "[Tokyo]!"},
        {"крузенштерн x", "Адмиралъ Крузенштернъ, 1803", "Адмиралъ [Крузенштернъ], 1803"},
        {"елка x", "у ёлки и ёлка", "у ёлки и [ёлка]"},
        {"manen x", "in Man’en 1", "in [Man’en] 1"},
        {"diana x", "the ‘Diana’ sank", "the ‘[Diana]’ sank"},
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        cr_expect_str_eq(bracketed(all[i][0], all[i][1]), all[i][2]);
}

Test(fold_find, last_word_may_be_a_beginning)
{
    cr_expect_str_eq(bracketed("sak", "Sakhalin and saké, but Osaka"),
                     "[Sakhalin] and [saké], but Osaka");
    cr_expect_str_eq(bracketed("sak isl", "saké on Sak islands"), "saké on [Sak] [islands]");
}

Test(fold_find, kanji_are_found_inside_a_run)
{
    cr_expect_str_eq(bracketed("樺太", "北樺太島と樺太"), "北[樺太]島と[樺太]");
    cr_expect_str_eq(bracketed("國", "日本国の国"), "日本[国]の[国]");
    cr_expect_str_eq(bracketed("千島列島", "千島と千島列島"), "千島と[千島列島]");
}

Test(fold_find, phrase_is_found_whole)
{
    cr_expect_str_eq(bracketed("\"port arthur\"", "A port, and Port Arthur; Arthur's port"),
                     "A port, and [Port Arthur]; Arthur's port");
}

Test(fold_find, nothing_is_found_in_nothing)
{
    cr_expect_str_eq(bracketed("war", ""), "");
    cr_expect_str_eq(bracketed("war", " … \xff "), " … \xff ");
}

Test(fold_find, phrases_are_counted_once_each)
{
    struct buffer query = {0};
    struct finds finds;
    cr_assert(fold_query(TEXT("war peace treaty"), &query));
    fold_find((struct text){query.at, query.length}, TEXT("War and war and peace"), &finds);
    cr_expect_eq(finds_phrase_count(&finds), 2);
    cr_expect_eq(finds.count, 3);
    buffer_free(&query);
}

Test(fold_find, many_finds_are_cut)
{
    char source[1024] = "";
    struct buffer query = {0};
    struct finds finds;
    for (int i = 0; i < 200; i++)
        strcat(source, "war ");
    cr_assert(fold_query(TEXT("war"), &query));
    fold_find((struct text){query.at, query.length}, text_of(source), &finds);
    cr_expect_eq(finds.count, FINDS_LIMIT);
    buffer_free(&query);
}

/* A word as folded_words_read gives it. */
static struct text folded(const struct folded_words *words, size_t i)
{
    return (struct text){words->folded.at + words->at[i].folded, words->at[i].length};
}

Test(fold_find, words_are_cut_as_the_text_folds)
{
    struct folded_words words = folded_words_read(TEXT("Ōtomari・大泊 (か\u3099), «Діана»"));
    cr_assert_eq(words.count, 5);
    cr_expect(text_is(folded(&words, 0), "otomari"));
    cr_expect(text_is(folded(&words, 1), "大"));
    cr_expect(!words.at[1].joined && words.at[2].joined);
    cr_expect(text_is(folded(&words, 3), "が"));
    cr_expect(text_is(folded(&words, 4), "диана"));
    folded_words_free(&words);
}
