/* Index and query against the FTS5 that they are made for: what finds what, and that nothing fails.
 */
#include <chancery/fold.h>

#include <criterion/criterion.h>
#include <sqlite3.h>
#include <string.h>

struct index {
    sqlite3 *database;
    sqlite3_stmt *insert;
    sqlite3_stmt *match;
};

/* Where unicode61 is told to split at blanks alone, and where it goes by its own Unicode tables. */
#define AT_BLANKS                                                                                  \
    "CREATE VIRTUAL TABLE search USING fts5(body, tokenize=\"unicode61 "                           \
    "remove_diacritics 0 categories 'L* M* N* P* S* C*'\", prefix='2 3')"
#define BY_TABLES                                                                                  \
    "CREATE VIRTUAL TABLE search USING fts5(body, tokenize=\"unicode61 "                           \
    "remove_diacritics 0 tokenchars ''\", prefix='2 3')"

static void index_open(struct index *index, const char *create)
{
    cr_assert_eq(sqlite3_open(":memory:", &index->database), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(index->database, create, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_prepare_v2(index->database, "INSERT INTO search (body) VALUES (?1)", -1, &index->insert,
                       NULL);
    sqlite3_prepare_v2(index->database, "SELECT count(*) FROM search(?1)", -1, &index->match, NULL);
    cr_assert(index->insert != NULL && index->match != NULL);
}

static void index_close(struct index *index)
{
    sqlite3_finalize(index->insert);
    sqlite3_finalize(index->match);
    sqlite3_close(index->database);
}

static void index_add(struct index *index, struct text source)
{
    struct buffer words = {0};

    fold_index(source, &words);
    sqlite3_bind_text(index->insert, 1, words.at, (int)words.length, SQLITE_STATIC);
    cr_assert_eq(sqlite3_step(index->insert), SQLITE_DONE);
    sqlite3_reset(index->insert);
    buffer_free(&words);
}

/* How many rows a typed query finds; -1 when it has no word in it. */
static int index_count(struct index *index, struct text typed)
{
    struct buffer query = {0};
    int count = -1;

    if (fold_query(typed, &query)) {
        sqlite3_bind_text(index->match, 1, query.at, (int)query.length, SQLITE_STATIC);
        int code = sqlite3_step(index->match);
        cr_assert_eq(code, SQLITE_ROW, "%s: %s", query.at, sqlite3_errmsg(index->database));
        count = sqlite3_column_int(index->match, 0);
        sqlite3_reset(index->match);
    }
    buffer_free(&query);
    return count;
}

static int count_in(const char *source, const char *typed)
{
    struct index index;

    index_open(&index, BY_TABLES);
    index_add(&index, text_of(source));
    int count = index_count(&index, text_of(typed));
    index_close(&index);
    return count;
}

static void expect_indexed(const char *source, const char *words)
{
    struct buffer out = {0};

    fold_index(text_of(source), &out);
    cr_expect_str_eq(out.at == NULL ? "" : out.at, words);
    buffer_free(&out);
}

static void expect_query(const char *typed, const char *query)
{
    struct buffer out = {0};

    cr_expect(fold_query(text_of(typed), &out), "%s", typed);
    cr_expect_str_eq(out.at == NULL ? "" : out.at, query);
    buffer_free(&out);
}

Test(fold_search, index_has_pairs_in_order_then_single_characters)
{
    expect_indexed("樺太島 in 1875年", "樺太 太島 in 1875 年 樺 太 島");
}

Test(fold_search, index_has_shortened_vowels_after_the_words)
{
    expect_indexed("Toukyou in Kyuushuu, Ohno", "toukyou in kyuushuu ohno tokyo kyushu ono");
}

Test(fold_search, index_keeps_vowels_that_macrons_made_short)
{
    expect_indexed("Tōkyō", "tokyo");
    expect_indexed("Ohio", "ohio");
    expect_indexed("", "");
}

Test(fold_search, query_quotes_each_word)
{
    expect_query("Treaty of Shimoda", "\"treaty\" AND \"of\" AND \"shimoda\" *");
}

Test(fold_search, query_keeps_a_phrase_together)
{
    expect_query("\"Treaty of Shimoda\"", "\"treaty of shimoda\"");
    expect_query("“Port Arthur” lease", "\"port arthur\" AND \"lease\" *");
    expect_query("lease \"Port Ar", "\"lease\" AND \"port ar\" *");
}

Test(fold_search, query_takes_a_star_for_a_prefix)
{
    expect_query("shimo* treaty", "\"shimo\" * AND \"treaty\" *");
    expect_query("* treaty", "\"treaty\" *");
}

Test(fold_search, query_asks_for_long_vowels_both_ways)
{
    expect_query("Toukyou", "(\"toukyou\" * OR \"tokyo\")");
    expect_query("\"toukyou bay\"", "(\"toukyou bay\" OR \"tokyo bay\")");
}

Test(fold_search, query_asks_for_kanji_as_pairs)
{
    expect_query("樺太島", "\"樺太 太島\"");
    expect_query("樺", "\"樺\"");
}

Test(fold_search, query_without_a_word_is_false_and_leaves_the_buffer)
{
    static const char *const nothing[] = {"",    " ", "\"\"", "\"",      "***",
                                          "(((", "-", "😀",    "\xFF\xFE"};

    for (size_t i = 0; i < sizeof(nothing) / sizeof(nothing[0]); i++) {
        struct buffer out = {0};
        cr_expect_not(fold_query(text_of(nothing[i]), &out), "%s", nothing[i]);
        cr_expect_eq(out.length, 0);
        cr_expect_null(out.at);
    }
}

struct example {
    const char *source;
    const char *typed;
};

static void expect_found(const struct example *examples, size_t count, int found)
{
    for (size_t i = 0; i < count; i++)
        cr_expect_eq(count_in(examples[i].source, examples[i].typed), found, "%s in %s",
                     examples[i].typed, examples[i].source);
}

#define EXPECT_FOUND(examples, found)                                                              \
    expect_found(examples, sizeof(examples) / sizeof(examples[0]), found)

Test(fold_search, finds_across_spellings)
{
    static const struct example examples[] = {
        {"Hokkaidō", "Hokkaido"},
        {"Hokkaido", "Hokkaidō"},
        {"Hokkaidō", "hokkaidou"},
        {"Hokkaidou", "hokkaidō"},
        {"Ōtsu", "ohtsu"},
        {"Ōtsu", "Ootsu"},
        {"Ohtsu", "Ōtsu"},
        {"Kyūshū", "kyuushuu"},
        {"House of Peers", "house"},
        {"Man'en", "manen"},
        {"Saint-Petersburg", "\"saint petersburg\""},
        {"Иван Крузенштерн", "Крузенштернъ"},
        {"Крузенштернъ", "крузенштерн"},
        {"Мэтью Перри", "Перри"},
        {"Королёв", "королев"},
    };

    EXPECT_FOUND(examples, 1);
}

Test(fold_search, finds_japanese)
{
    static const struct example examples[] = {
        {"樺太千島交換条約", "樺太"},
        {"樺太千島交換条約", "樺"},
        {"樺太千島交換条約", "千島交換"},
        {"樺太千島交換条約", "條約"},
        {"樺太千島交換條約", "条約"},
        {"樺太千島交換条約", "条約 樺太"},
        {"國後島", "国後"},
        {"国後島", "國後"},
        {"プチャーチン", "ぷちゃーちん"},
        {"プチャーチン", "ﾌﾟﾁｬｰﾁﾝ"},
        {"1875年5月7日", "1875年5月"},
        {"38年間の戦い", "38年"},
        {"38年間の戦い", "\"38年\""},
        {"日俄战争", "日俄戰爭"},
    };

    EXPECT_FOUND(examples, 1);
}

Test(fold_search, does_not_find_what_is_not_there)
{
    static const struct example examples[] = {
        {"樺太千島", "太島"},
        {"contract", "count"},
        {"Treaty of Shimoda", "\"treaty shimoda\""},
        {"Treaty of Shimoda", "\"of shimo\""},
        {"Shimoda", "shimo peace"},
        {"peace", "NOT"},
    };

    EXPECT_FOUND(examples, 0);
}

Test(fold_search, syntax_is_only_words)
{
    static const struct example examples[] = {
        {"and or not near", "AND"},
        {"and or not near", "NEAR("},
        {"and or not near", "near(\"and"},
        {"and or not near", "OR NOT AND"},
        {"body x", "body:x"},
        {"body x", "{body} : ^x"},
        {"a b", "a + b"},
        {"a b", "((((a)b"},
        {"c", "c++"},
        {"a b", "a\"b"},
        {"a b", "-a* \"b\"*"},
        {"select 1", "'; SELECT 1 --"},
    };

    EXPECT_FOUND(examples, 1);
}

Test(fold_search, a_nul_in_a_query_is_a_blank)
{
    struct index index;

    index_open(&index, AT_BLANKS);
    index_add(&index, TEXT("treaty of shimoda"));
    cr_expect_eq(index_count(&index, TEXT("treaty\0shimoda")), 1);
    cr_expect_eq(index_count(&index, TEXT("treaty\0peace")), 0);
    index_close(&index);
}

static size_t count_words(const char *query)
{
    size_t count = 0;

    for (; *query != '\0'; query++)
        count += *query == '"';
    return count / 2;
}

Test(fold_search, a_query_uses_16_words)
{
    static const char *const noise[] = {"peace ", "(a-b)", "樺a", "\"x y\" ",
                                        "a\"b ",  "дъ\t",  "* "};

    for (size_t i = 0; i < sizeof(noise) / sizeof(noise[0]); i++) {
        struct buffer typed = {0}, query = {0};
        while (typed.length < 4096)
            buffer_string(&typed, noise[i]);
        fold_query((struct text){typed.at, typed.length}, &query);
        cr_expect_leq(count_words(query.at == NULL ? "" : query.at), 16, "%s", noise[i]);
        buffer_free(&typed);
        buffer_free(&query);
    }
}

Test(fold_search, a_query_uses_32_characters_of_a_cjk_run)
{
    struct buffer typed = {0}, query = {0};

    while (typed.length < 4096)
        buffer_string(&typed, "樺太");
    cr_assert(fold_query((struct text){typed.at, typed.length}, &query));
    cr_expect_eq(query.length, 31 * 7 - 1 + 2);
    buffer_free(&typed);
    buffer_free(&query);
}

/* A generator of its own, so that a failure comes back: Marsaglia's xorshift. */
static unsigned random_next(unsigned *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static void append_noise(struct buffer *typed, unsigned *state)
{
    static const char *const pieces[] = {"\"",   "*",        " ",
                                         "(",    ")",        "^",
                                         ":",    "-",        "+",
                                         "AND",  "NOT",      "NEAR(",
                                         "樺",   "太",       "ō",
                                         "ou",   "oh",       "ъ",
                                         "ﾊﾟ",   "\xCC\x86", "“",
                                         "”",    "'",        "body",
                                         "1",    "\xE3",     "\xFF",
                                         "한국", "ー",       "हिन्दी",
                                         "々",   "〇",       "\xF0\x9F\x98\x80"};
    unsigned pick = random_next(state) % 48;

    if (pick < sizeof(pieces) / sizeof(pieces[0])) {
        buffer_string(typed, pieces[pick]);
    } else if (pick < 40) {
        unsigned char byte = (unsigned char)random_next(state);
        buffer_append(typed, &byte, 1);
    } else {
        unsigned c = random_next(state) & 0xFFFF; /* surrogates too: they must be refused */
        unsigned char bytes[] = {(unsigned char)(0xE0 | c >> 12),
                                 (unsigned char)(0x80 | (c >> 6 & 0x3F)),
                                 (unsigned char)(0x80 | (c & 0x3F))};
        buffer_append(typed, bytes, sizeof(bytes));
    }
}

static void query_noise(const char *create, int rounds)
{
    struct index index;
    struct buffer typed = {0};
    unsigned state = 1855;

    index_open(&index, create);
    index_add(&index, TEXT("and or not near body 樺太 ō ou 1 한국"));
    for (int round = 0; round < rounds; round++) {
        typed.length = 0;
        for (unsigned i = random_next(&state) % 16; i > 0; i--)
            append_noise(&typed, &state);
        index_count(&index, (struct text){typed.at, typed.length});
    }
    buffer_free(&typed);
    index_close(&index);
}

Test(fold_search, no_query_of_200000_fails_in_fts5)
{
    query_noise(AT_BLANKS, 200000);
}

Test(fold_search, no_query_fails_where_fts5_splits_further)
{
    query_noise(BY_TABLES, 50000);
}

Test(fold_search, what_is_typed_finds_itself)
{
    unsigned state = 1905;

    for (int round = 0; round < 500; round++) {
        struct index index;
        struct buffer typed = {0};
        for (unsigned i = random_next(&state) % 12; i > 0; i--)
            append_noise(&typed, &state);
        struct text text = {typed.at, typed.length};
        index_open(&index, AT_BLANKS);
        index_add(&index, text);
        cr_expect_neq(index_count(&index, text), 0, "%.*s", (int)text.length, text.at);
        index_close(&index);
        buffer_free(&typed);
    }
}
