/* Dates in words: three languages purely from data. */
#include "time_fixture.h"

static json_t *words_of(const char *code)
{
    json_error_t error;
    json_t *all = json_load_file(FIXTURES "/date-languages.json", 0, &error);
    cr_assert_not_null(all, "%s", error.text);
    json_t *words = json_incref(json_object_get(all, code));
    json_decref(all);
    return words;
}

static struct date_language *language_of(const char *code)
{
    char why[160] = "";
    struct date_language *language;
    json_t *words = code != NULL ? words_of(code) : NULL;
    enum status status = date_language_new(words, &language, why, sizeof why);
    cr_assert_eq(status, STATUS_OK, "%s", why);
    json_decref(words);
    return language;
}

struct display {
    const char *date; /* EDTF, or JSON from a brace on */
    const char *display;
};

static void check_display(const struct date_language *language, const struct display *display)
{
    struct arena *arena = arena_new(1024);
    struct dating dating;
    struct date_fault fault = {0};
    char pointer[64];
    json_t *json =
        display->date[0] == '{' ? json_loads(display->date, 0, NULL) : json_string(display->date);
    enum status status = date_read_json(json, false, arena, &dating, &fault, pointer);
    cr_assert_eq(status, STATUS_OK, "%s: %s", display->date, fault.reason);
    json_t *object = date_to_json(&dating, language);
    cr_expect_str_eq(json_string_value(json_object_get(object, "display")), display->display);
    json_decref(object);
    json_decref(json);
    arena_free(arena);
}

static void check_displays(const char *code, const struct display *displays)
{
    struct date_language *language = language_of(code);
    for (; displays->date != NULL; displays++)
        check_display(language, displays);
    date_language_free(language);
}

static const struct display in_english[] = {
    {"1855-02-07", "7 February 1855"},
    {"1855-02", "February 1855"},
    {"1855", "1855"},
    {"185X", "1850s"},
    {"18XX", "19th century"},
    {"20XX", "21st century"},
    {"00XX", "1st century"},
    {"11XX", "12th century"},
    {"1855-21", "spring 1855"},
    {"1855-24", "winter 1855"},
    {"1855-XX", "1855"},
    {"1855-02-XX", "February 1855"},
    {"1842~", "c. 1842"},
    {"1842?", "1842 (?)"},
    {"1842%", "c. 1842 (?)"},
    {"0000", "1 BCE"},
    {"-0043-03-15", "15 March 44 BCE"},
    {"-004X", "50 BCE – 41 BCE"},
    {"Y12345", "12345"},
    {"1904-02-08/1905-09-05", "8 February 1904 – 5 September 1905"},
    {"1855-02-07/1855-02-07", "7 February 1855"},
    {"1904-02-10/..", "from 10 February 1904"},
    {"1904/", "1904 – ?"},
    {"/1904", "? – 1904"},
    {"../1799", "until 1799"},
    {"../..", "date unknown"},
    {"{\"latest\":\"1799-12-31\"}", "before 1800"},
    {"{\"latest\":\"1799-06\"}", "before July 1799"},
    {"{\"latest\":\"1799-06-15\"}", "before 16 June 1799"},
    {"{\"latest\":\"179X\"}", "before 1800"},
    {"{\"earliest\":\"1798\"}", "from 1798"},
    {"{\"start\":\"1902-01-30\",\"end_kind\":\"ongoing\"}", "30 January 1902 – "},
    {"{\"start\":{\"edtf\":\"1890/1893~\",\"earliest\":\"1890\",\"latest\":\"1893\"},"
     "\"end\":\"1906\"}",
     "c. 1890 – 1906"},
    {"{\"start\":\"1904-02\",\"end\":{\"earliest\":\"1905-06\",\"latest\":\"1905-09\"}}",
     "February 1904 – September 1905"},
    {"{\"start\":{\"earliest\":\"1799\",\"latest\":\"1807\"},\"end_kind\":\"ongoing\"}", "1799 – "},
    {"{\"start\":{\"latest\":\"1799\"},\"end_kind\":\"ongoing\"}", "before 1800 – "},
    {"{\"start_kind\":\"unknown\",\"end_kind\":\"ongoing\"}", "? – "},
    {"{\"earliest\":\"1904-02-05\",\"latest\":\"1904-02-06\"}",
     "between 5 February 1904 and 6 February 1904"},
    {"{\"edtf\":\"1890/1893~\",\"earliest\":\"1890\",\"latest\":\"1893\"}",
     "between 1890 and c. 1893"},
    {"{\"earliest\":\"1799\",\"latest\":\"1799\"}", "1799"},
    {"{\"start_kind\":\"unknown\",\"end_kind\":\"unknown\"}", "date unknown"},
    {NULL, NULL},
};

Test(date_language, english_is_there_without_data)
{
    check_displays(NULL, in_english);
}

Test(date_language, english_from_data_is_the_same)
{
    check_displays("en", in_english);
}

Test(date_language, japanese)
{
    check_displays("ja",
                   (const struct display[]){
                       {"1855-02-07", "1855年2月7日"},
                       {"1855-02", "1855年2月"},
                       {"1855", "1855年"},
                       {"185X", "1850年代"},
                       {"18XX", "19世紀"},
                       {"1855-21", "1855年春"},
                       {"1842~", "1842年頃"},
                       {"1842?", "1842年(?)"},
                       {"-0043", "紀元前44年"},
                       {"1904-02-08/1905-09-05", "1904年2月8日〜1905年9月5日"},
                       {"1904/", "1904年〜不明"},
                       {"{\"latest\":\"1799\"}", "1800年より前"},
                       {"{\"earliest\":\"1904-02-05\",\"latest\":\"1904-02-06\"}",
                        "1904年2月5日から1904年2月6日の間"},
                       {"{\"start\":\"1902-01-30\",\"end_kind\":\"ongoing\"}", "1902年1月30日〜"},
                       {NULL, NULL},
                   });
}

Test(date_language, russian_has_cases)
{
    check_displays("ru", (const struct display[]){
                             {"1855-02-07", "7 февраля 1855"},
                             {"1855-02", "февраль 1855"},
                             {"1855-02~", "ок. февраля 1855"},
                             {"1855", "1855"},
                             {"185X", "1850-е годы"},
                             {"185X~", "ок. 1850-х годов"},
                             {"18XX", "XIX век"},
                             {"1855-21", "весна 1855"},
                             {"1855-21~", "ок. весны 1855"},
                             {"1778-06/1778-07", "июнь 1778 – июль 1778"},
                             {"1904-02/..", "с февраля 1904"},
                             {"../1799-06", "по июнь 1799"},
                             {"{\"latest\":\"1799-06\"}", "до июля 1799"},
                             {"{\"earliest\":\"1778-06\",\"latest\":\"1778-07-31\"}",
                              "не ранее июня 1778, не позднее 31 июля 1778"},
                             {"{\"earliest\":\"1799\",\"latest\":\"180X\"}",
                              "не ранее 1799, не позднее 1800-х годов"},
                             {"-0043", "44 до н. э."},
                             {NULL, NULL},
                         });
}

static void check_days(const struct date_language *language, const char *interval,
                       const char *display)
{
    struct arena *arena = arena_new(1024);
    struct dating dating;
    struct date_fault fault;
    cr_assert_eq(date_read(text_of(interval), arena, &dating, &fault), STATUS_OK);
    json_t *duration = date_duration_to_json(&dating, language);
    cr_expect_str_eq(json_string_value(json_object_get(duration, "display")), display);
    json_decref(duration);
    arena_free(arena);
}

Test(date_language, russian_counts_days_in_three_forms)
{
    struct date_language *language = language_of("ru");
    check_days(language, "1904-01-01/1904-01-01", "1 день");
    check_days(language, "1904-01-01/1904-01-03", "3 дня");
    check_days(language, "1904-01-01/1904-01-11", "11 дней");
    check_days(language, "1904-01-01/1904-01-21", "21 день");
    check_days(language, "1904/1905", "731 день или меньше");
    date_language_free(language);
}

Test(date_language, a_wrong_word_list_is_refused)
{
    static const char *const wrong[] = {
        "[]",
        "\"en\"",
        "{\"dya\":\"{day}\"}",
        "{\"day\":\"{days} {month}\"}",
        "{\"day\":\"{day\"}",
        "{\"day\":\"{}\"}",
        "{\"year\":\"{month}\"}",
        "{\"between\":\"{date}\"}",
        "{\"day\":7}",
        "{\"months\":[\"January\"]}",
        "{\"months\":\"January\"}",
        "{\"seasons\":[1,2,3,4]}",
        "{\"suffixes\":{\"first\":\"st\"}}",
        "{\"suffixes\":{\"1\":1}}",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct date_language *language;
        char why[160] = "";
        json_t *words = json_loads(wrong[i], JSON_DECODE_ANY, NULL);
        cr_assert_not_null(words, "%s", wrong[i]);
        cr_expect_eq(date_language_new(words, &language, why, sizeof why), STATUS_INVALID, "%s",
                     wrong[i]);
        cr_expect_neq(why[0], '\0', "%s", wrong[i]);
        json_decref(words);
    }
}

Test(date_language, what_a_dataset_leaves_out_is_english)
{
    struct date_language *language;
    char why[160];
    json_t *words = json_pack("{s:s}", "day", "{month} {day}, {year}");
    cr_assert_eq(date_language_new(words, &language, why, sizeof why), STATUS_OK);
    json_decref(words);
    check_display(language, &(struct display){"1855-02-07", "February 7, 1855"});
    check_display(language, &(struct display){"1855-02~", "c. February 1855"});
    date_language_free(language);
}
