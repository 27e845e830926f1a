/* Citations: how a row becomes a CSL item and a BibTeX entry, above all where a dataset is unlike
 * ours: dates without numbers, names that BibTeX would take apart, characters that are markup. */
#include <chancery/renderer.h>

#include <criterion/criterion.h>
#include <string.h>

static char sha256[] = "0123456789abcdef";

/* The bytes of rows in a format, as a page of records or of the dataset. To be freed. */
static char *render(const char *format, const char *shape, int64_t released,
                    const char *const *rows, size_t count)
{
    json_t *dataset = json_loads("{\"title\":{\"en\":\"The Whole\"},\"version\":\"2.1\","
                                 "\"languages\":[{\"code\":\"en\"}]}",
                                 0, NULL);
    struct rendering rendering = {.renderer = renderer_find(text_of(format)),
                                  .shape = shape,
                                  .base_path = "/base",
                                  .language = "en",
                                  .dataset = dataset,
                                  .version = sha256,
                                  .released = released};
    struct buffer out = {0};
    cr_assert_eq(rendering_begin(&rendering, &out), STATUS_OK);
    for (size_t i = 0; i < count; i++)
        cr_assert_eq(rendering_row(&rendering, text_of(rows[i]), &out), STATUS_OK);
    cr_assert_eq(rendering_end(&rendering, &out), STATUS_OK);
    rendering_free(&rendering);
    json_decref(dataset);
    return out.at;
}

/* The text of {…} after `name = ` in the BibTeX of a source with these members. To be freed. */
static char *field(const char *members, const char *name)
{
    struct buffer row = {0}, label = {0};
    buffer_format(&row, "{\"type\":\"source\",\"id\":\"a\",\"kind\":\"book\",%s}", members);
    const char *const rows[] = {row.at};
    char *entry = render("bibtex", "Source", 0, rows, 1);
    buffer_format(&label, "\n  %s = {", name);
    char *begin = strstr(entry, label.at);
    char *value = begin != NULL ? strdup(begin + label.length) : strdup("absent}");
    *strchr(value, '\n') = '\0';
    char *end = strrchr(value, '}');
    *end = '\0';
    buffer_free(&row);
    buffer_free(&label);
    free(entry);
    return value;
}

static void expect_field(const char *members, const char *name, const char *expected)
{
    char *value = field(members, name);
    cr_expect_str_eq(value, expected, "%s: %s", members, value);
    free(value);
}

/* The CSL item of a row. A new reference. */
static json_t *item(const char *shape, int64_t released, const char *row)
{
    char *text = render("csl-json", shape, released, &row, 1);
    json_t *page = json_loads(text, 0, NULL);
    cr_assert_eq(json_array_size(page), 1, "%s", text);
    json_t *only = json_incref(json_array_get(page, 0));
    json_decref(page);
    free(text);
    return only;
}

/* `issued` of the CSL item of a source with this date; NULL: it has none. */
static void expect_issued(const char *date, const char *expected)
{
    struct buffer row = {0};
    buffer_format(&row, "{\"type\":\"source\",\"id\":\"a\",\"kind\":\"book\",\"issued\":%s}", date);
    json_t *cited = item("Source", 0, row.at), *issued = json_object_get(cited, "issued");
    char *text = issued != NULL ? json_dumps(issued, JSON_COMPACT) : strdup("absent");
    cr_expect_str_eq(text, expected, "%s: %s", date, text);
    free(text);
    json_decref(cited);
    buffer_free(&row);
}

static void expect_member(const char *row, const char *member, const char *expected)
{
    json_t *cited = item("", 0, row);
    const char *text = json_string_value(json_object_get(cited, member));
    cr_expect(text != NULL ? expected != NULL && strcmp(text, expected) == 0 : expected == NULL,
              "%s: %s is %s", row, member, text != NULL ? text : "absent");
    json_decref(cited);
}

Test(citation, a_date_has_as_many_parts_as_are_known)
{
    expect_issued("{\"edtf\":\"1855-02-07\",\"precision\":\"day\"}",
                  "{\"date-parts\":[[1855,2,7]]}");
    expect_issued("{\"edtf\":\"1855-02\",\"precision\":\"month\"}", "{\"date-parts\":[[1855,2]]}");
    expect_issued("{\"edtf\":\"1855\",\"precision\":\"year\"}", "{\"date-parts\":[[1855]]}");
}

Test(citation, a_doubtful_date_is_circa)
{
    expect_issued("{\"edtf\":\"1855~\",\"precision\":\"year\"}",
                  "{\"date-parts\":[[1855]],\"circa\":true}");
    expect_issued("{\"edtf\":\"1855-02-07?\",\"precision\":\"day\"}",
                  "{\"date-parts\":[[1855,2,7]],\"circa\":true}");
}

Test(citation, a_range_of_doubt_is_circa_and_an_interval_is_not)
{
    expect_issued("{\"edtf\":\"1904/1905\",\"precision\":\"interval\"}",
                  "{\"date-parts\":[[1904],[1905]],\"circa\":true}");
    expect_issued("{\"edtf\":\"1904/1905\",\"precision\":\"interval\",\"start_kind\":\"date\"}",
                  "{\"date-parts\":[[1904],[1905]]}");
}

Test(citation, both_ends_of_a_range_are_equally_sharp)
{
    expect_issued("{\"edtf\":\"1904-02-08/1905\",\"start_kind\":\"date\"}",
                  "{\"date-parts\":[[1904],[1905]]}");
    expect_issued("{\"edtf\":\"1904/1905-09\",\"start_kind\":\"date\"}",
                  "{\"date-parts\":[[1904],[1905]]}");
}

Test(citation, a_season_is_counted_from_spring)
{
    expect_issued("{\"edtf\":\"1904-21\",\"precision\":\"season\"}",
                  "{\"date-parts\":[[1904]],\"season\":1}");
    expect_issued("{\"edtf\":\"1904-24~\",\"precision\":\"season\"}",
                  "{\"date-parts\":[[1904]],\"season\":4,\"circa\":true}");
}

Test(citation, a_date_without_numbers_is_in_words)
{
    expect_issued("{\"edtf\":\"185X\",\"precision\":\"decade\",\"display\":\"1850s\"}",
                  "{\"literal\":\"1850s\"}");
    expect_issued("{\"edtf\":\"18XX\",\"precision\":\"century\",\"display\":\"19th century\"}",
                  "{\"literal\":\"19th century\"}");
    expect_issued("{\"edtf\":\"../1799\",\"display\":\"before 1800\",\"earliest\":null,"
                  "\"latest\":\"1799-12-31\"}",
                  "{\"literal\":\"before 1800\"}");
    expect_issued("{\"edtf\":\"1904/\",\"display\":\"from 1904\",\"start_kind\":\"date\"}",
                  "{\"literal\":\"from 1904\"}");
    expect_issued("{\"edtf\":\"1904-21/1905\",\"display\":\"spring 1904 – 1905\"}",
                  "{\"literal\":\"spring 1904 – 1905\"}");
}

Test(citation, years_before_ours_have_no_zero)
{
    expect_issued("{\"edtf\":\"0000\",\"precision\":\"year\"}", "{\"date-parts\":[[-1]]}");
    expect_issued("{\"edtf\":\"-0430-03\",\"precision\":\"month\"}", "{\"date-parts\":[[-431,3]]}");
    expect_issued("{\"edtf\":\"Y-17000\",\"precision\":\"year\"}", "{\"date-parts\":[[-17001]]}");
}

Test(citation, what_is_undated_has_no_date)
{
    expect_issued("null", "absent");
    expect_issued("{\"edtf\":\"/\",\"display\":\"?\",\"earliest\":null,\"latest\":null}", "absent");
}

Test(citation, a_kind_is_a_type_of_csl_or_a_document)
{
    expect_member("{\"type\":\"source\",\"id\":\"a\",\"kind\":\"paper-conference\"}", "type",
                  "paper-conference");
    expect_member("{\"type\":\"source\",\"id\":\"a\",\"kind\":\"legal-case\"}", "type",
                  "legal_case");
    expect_member("{\"type\":\"source\",\"id\":\"a\",\"kind\":\"scroll\"}", "type", "document");
    expect_member("{\"type\":\"source\",\"id\":\"a\",\"kind\":\"bookend\"}", "type", "document");
}

Test(citation, a_source_without_a_title_has_its_label)
{
    expect_member("{\"type\":\"source\",\"id\":\"a\",\"title\":null,\"label\":\"L\"}", "title",
                  "L");
    expect_member("{\"type\":\"source\",\"id\":\"a\",\"title\":\"T\",\"label\":\"L\"}", "title",
                  "T");
}

Test(citation, what_is_not_known_is_absent)
{
    json_t *cited = item("Source", 0,
                         "{\"type\":\"source\",\"id\":\"a\",\"kind\":\"book\",\"title\":\"T\","
                         "\"author\":[],\"editor\":[{}],\"issued\":null,\"publisher\":null,"
                         "\"container-title\":\"\",\"URL\":null}");
    char *text = json_dumps(cited, JSON_COMPACT);
    cr_expect_str_eq(text, "{\"id\":\"a\",\"type\":\"book\",\"title\":\"T\"}");
    free(text);
    json_decref(cited);
}

Test(citation, a_record_is_an_entry_of_the_dataset)
{
    json_t *cited = item("Event", 1792756800,
                         "{\"type\":\"event\",\"id\":\"war\",\"kind\":\"war\",\"label\":\"War\","
                         "\"label_lang\":\"en\",\"href\":\"/base/events/war\"}");
    char *text = json_dumps(cited, JSON_COMPACT);
    cr_expect_str_eq(text, "{\"id\":\"war\",\"type\":\"entry-encyclopedia\",\"title\":\"War\","
                           "\"issued\":{\"date-parts\":[[2026,10,23]]},"
                           "\"container-title\":\"The Whole\",\"version\":\"2.1\","
                           "\"language\":\"en\",\"note\":\"/base/events/war?v=0123456789abcdef\"}");
    free(text);
    json_decref(cited);
}

Test(citation, the_dataset_is_a_dataset)
{
    json_t *cited =
        item("Dataset", 0, "{\"id\":\"whole\",\"title\":\"Whole\",\"version\":\"2.1\"}");
    char *text = json_dumps(cited, JSON_COMPACT);
    cr_expect_str_eq(text, "{\"id\":\"whole\",\"type\":\"dataset\",\"title\":\"Whole\","
                           "\"version\":\"2.1\",\"language\":\"en\","
                           "\"note\":\"/base/dataset?v=0123456789abcdef\"}");
    free(text);
    json_decref(cited);
}

Test(csl, a_page_without_rows_is_an_empty_array)
{
    char *text = render("csl-json", "Source", 0, NULL, 0);
    json_t *page = json_loads(text, 0, NULL);
    cr_expect(json_is_array(page) && json_array_size(page) == 0);
    json_decref(page);
    free(text);
}

Test(csl, a_page_is_one_array_of_its_rows)
{
    const char *const rows[] = {"{\"type\":\"source\",\"id\":\"a\"}",
                                "{\"type\":\"source\",\"id\":\"b\"}",
                                "{\"type\":\"source\",\"id\":\"c\"}"};
    char *text = render("csl-json", "Source", 0, rows, 3);
    json_t *page = json_loads(text, 0, NULL);
    cr_expect_eq(json_array_size(page), 3);
    json_decref(page);
    free(text);
}

Test(bibtex, every_character_of_ascii_keeps_braces_balanced)
{
    for (int c = 1; c < 128; c++) {
        char text[] = {'x', (char)c, 'x', (char)c, (char)c, '\0'};
        json_t *row = json_object(), *names = json_array(), *name = json_object();
        json_object_set_new(name, "family", json_string(text));
        json_object_set_new(name, "given", json_string(text));
        json_array_append_new(names, name);
        json_object_set_new(row, "type", json_string("source"));
        static const char *const members[] = {"id", "title", "page", "URL", "publisher", "volume"};
        for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
            json_object_set_new(row, members[i], json_string(text));
        json_object_set_new(row, "author", names);
        char *json = json_dumps(row, 0),
             *entry = render("bibtex", "Source", 0, (const char *const[]){json}, 1);
        int depth = 0, least = 1;
        for (const char *at = entry + strcspn(entry, "{"); at[0] != '\0' && at[1] != '\0'; at++) {
            depth += (*at == '{') - (*at == '}');
            if (at[2] != '\0' && depth < least) least = depth;
        }
        cr_expect(depth == 0 && least == 1, "character %d: %s", c, entry);
        free(entry);
        free(json);
        json_decref(row);
    }
}

Test(bibtex, what_is_markup_is_printed_as_it_is)
{
    expect_field("\"publisher\":\"\\\\ { } $ & % # _ ^ ~\"", "publisher",
                 "\\textbackslash{} \\textbraceleft{} \\textbraceright{} \\$ \\& \\% \\# \\_ "
                 "\\textasciicircum{} \\textasciitilde{}");
}

Test(bibtex, hyphens_outside_pages_do_not_become_dashes)
{
    expect_field("\"publisher\":\"a--b---c\"", "publisher", "a-{}-b-{}-{}-c");
}

Test(bibtex, a_range_of_pages_has_the_dash_of_bibtex)
{
    expect_field("\"page\":\"317–331\"", "pages", "317--331");
    expect_field("\"page\":\"317-331, A-3\"", "pages", "317--331, A-3");
    expect_field("\"page\":\"iv–x, 12\"", "pages", "iv--x, 12");
}

Test(bibtex, a_title_is_protected_as_a_whole)
{
    expect_field("\"title\":\"A War in Asia\"", "title", "{A War in Asia}");
}

Test(bibtex, names_are_not_taken_apart)
{
    expect_field("\"author\":[{\"family\":\"Sater\",\"given\":\"William F.\"},"
                 "{\"family\":\"Brinkley\"}]",
                 "author", "Sater, William F. and Brinkley");
    expect_field("\"author\":[{\"literal\":\"Ministry of War and Navy\"}]", "author",
                 "{Ministry of War and Navy}");
    expect_field("\"author\":[{\"family\":\"van der Berg\",\"given\":\"Jan\"}]", "author",
                 "{van der Berg}, Jan");
    expect_field("\"author\":[{\"family\":\"Smith, Jr\",\"given\":\"A and B\"}]", "author",
                 "{Smith, Jr}, {A and B}");
    expect_field("\"author\":[{\"family\":\"others\"}]", "author", "{others}");
    expect_field("\"author\":[{\"given\":\"Plato\"}]", "author", "{Plato}");
    expect_field("\"editor\":[{\"family\":\"勝\",\"given\":\"海舟\"}]", "editor", "勝, 海舟");
}

Test(bibtex, a_date_that_is_not_plain_is_in_words)
{
    expect_field("\"issued\":{\"edtf\":\"1904~\",\"display\":\"c. 1904\"}", "year", "c. 1904");
    expect_field("\"issued\":{\"edtf\":\"190X\",\"display\":\"1900s\"}", "year", "1900s");
    expect_field("\"issued\":{\"edtf\":\"-0430\",\"display\":\"431 BCE\"}", "year", "431 BCE");
    expect_field("\"issued\":{\"edtf\":\"1904\",\"display\":\"1904\"}", "year", "1904");
}

Test(bibtex, an_address_is_not_escaped_but_ends_no_field)
{
    expect_field("\"URL\":\"https://example.org/a_b%20c?d=#{e} \\\\\"", "url",
                 "https://example.org/a_b%20c?d=#%7Be%7D%20%5C");
}

Test(bibtex, an_archive_is_printed_as_a_note)
{
    expect_field("\"container-title\":\"Site\",\"archive\":\"RGAVMF\"", "note", "Site, RGAVMF");
}

Test(bibtex, no_two_ids_share_a_key)
{
    const char *const rows[] = {
        "{\"type\":\"source\",\"id\":\"a.b-1\"}", "{\"type\":\"source\",\"id\":\"a_b\"}",
        "{\"type\":\"source\",\"id\":\"a b\"}", "{\"type\":\"source\",\"id\":\"a,}é\"}"};
    char *text = render("bibtex", "Source", 0, rows, 4);
    cr_expect_str_eq(text,
                     "@misc{a.b-1,\n}\n\n@misc{a_5fb,\n}\n\n@misc{a_20b,\n}\n\n"
                     "@misc{a_2c_7d_c3_a9,\n}\n",
                     "%s", text);
    free(text);
}
