/*
 * The validator: each keyword refuses what it should, tells it where it is and what to do, and a
 * schema that says more than is enforced is not accepted.
 */
#include "../../server/dataset/validator.h"

#include <chancery/buffer.h>
#include <chancery/embedded.h>
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* Everything that was told, one line each. */
static void note_fault(void *state, const char *pointer, const char *what, const char *remedy)
{
    buffer_format(state, "%s: %s; %s\n", pointer, what, remedy != NULL ? remedy : "-");
}

static void note_format(void *state, const char *pointer, const char *format, const json_t *value)
{
    (void)value;
    buffer_format(state, "%s is %s\n", pointer, format);
}

static void ignore_format(void *state, const char *pointer, const char *format, const json_t *value)
{
    (void)state, (void)pointer, (void)format, (void)value;
}

static struct buffer check(const struct validator *validator, const char *definition,
                           const char *source, bool formats)
{
    struct buffer told = {0};
    struct validator_listener listener = {&told, note_fault, formats ? note_format : ignore_format};
    json_error_t error;
    json_t *value = json_loads(source, JSON_DECODE_ANY, &error);
    cr_assert_not_null(value, "%s in %s", error.text, source);
    buffer_string(&told, "");
    validator_check(validator, definition, value, &listener);
    json_decref(value);
    return told;
}

static struct validator *compile(const char *schema)
{
    struct validator *validator = NULL;
    char why[160];
    enum status status = validator_new(text_of(schema), &validator, why, sizeof why);
    cr_assert_eq(status, STATUS_OK, "%s", why);
    return validator;
}

/* What `source` is told under a schema that has but one definition. */
static void expect(const char *definition, const char *source, const char *expected)
{
    struct buffer schema = {0};
    buffer_format(&schema, "{\"$defs\": {\"thing\": %s}}", definition);
    struct validator *validator = compile(schema.at);
    struct buffer told = check(validator, "thing", source, true);
    cr_expect_str_eq(told.at, expected, "%s under %s: %s", source, definition, told.at);
    buffer_free(&told);
    buffer_free(&schema);
    validator_free(validator);
}

/* What the dataset's own schema says of a record. */
static void expect_record(const char *definition, const char *source, const char *expected)
{
    struct validator *validator = NULL;
    char why[160];
    enum status status = validator_new(embedded_dataset_schema(), &validator, why, sizeof why);
    cr_assert_eq(status, STATUS_OK, "%s", why);
    struct buffer told = check(validator, definition, source, false);
    cr_expect_str_eq(told.at, expected, "%s", told.at);
    buffer_free(&told);
    validator_free(validator);
}

/* A schema that is refused, and the sentence for it. */
static void expect_refused(const char *schema, const char *expected)
{
    struct validator *validator = NULL;
    char why[160];
    cr_expect_eq(validator_new(text_of(schema), &validator, why, sizeof why), STATUS_INVALID);
    cr_expect_null(validator);
    cr_expect_str_eq(why, expected);
}

Test(validator, an_unenforced_keyword_stops_it)
{
    expect_refused("{\"$defs\": {\"a\": {\"properties\": {\"b\": {\"pattern\": \"x\"}}}}}",
                   "b: the keyword \"pattern\" is not enforced");
    expect_refused("{\"$defs\": {}, \"type\": \"object\"}",
                   "the keyword \"type\" is not enforced at the root");
    expect_refused("{\"$defs\": {\"a\": {\"format\": \"email\"}}}",
                   "a: the format \"email\" is not enforced");
    expect_refused("{\"$defs\": {\"a\": {\"format\": \"reference:b|\"}}}",
                   "a: the format \"reference:b|\" is not enforced");
    expect_refused("{\"$defs\": {\"a\": {\"unevaluatedProperties\": true}}}",
                   "a: \"unevaluatedProperties\" is enforced as false only");
    expect_refused("{\"$defs\": {\"a\": {\"unevaluatedProperties\": false, \"oneOf\": [{}]}}}",
                   "a: \"unevaluatedProperties\" beside \"oneOf\" is not enforced");
}

Test(validator, a_bad_reference_stops_it)
{
    expect_refused("{\"$defs\": {\"a\": {\"$ref\": \"#/$defs/b\"}}}",
                   "a: \"$ref\" leads to #/$defs/b, which does not exist");
    expect_refused("{\"$defs\": {\"a\": {\"$ref\": \"other.json\"}}}",
                   "a: \"$ref\" is not of the form #/$defs/NAME");
    expect_refused("{\"$defs\": {\"a\": {\"$ref\": \"#/$defs/b\"}, \"b\": {\"oneOf\": "
                   "[{\"$ref\": \"#/$defs/a\"}]}}}",
                   "a: \"$ref\" leads back to itself");
}

Test(validator, a_keyword_with_a_value_of_the_wrong_kind_stops_it)
{
    expect_refused("{\"$defs\": {\"a\": {\"type\": \"text\"}}}",
                   "a: \"type\" names no type of JSON Schema");
    expect_refused("{\"$defs\": {\"a\": {\"minLength\": -1}}}",
                   "a: \"minLength\" is no such number");
    expect_refused("{\"$defs\": {\"a\": {\"enum\": []}}}", "a: \"enum\" is not a list of values");
    expect_refused("{\"$defs\": {\"a\": {\"required\": [1]}}}",
                   "a: \"required\" is not a list of names");
    expect_refused("{\"$defs\": {\"a\": true}}", "a: a schema is an object");
    expect_refused("{}", "the schema has no \"$defs\"");
}

Test(validator, a_schema_that_is_no_json_stops_it)
{
    struct validator *validator = NULL;
    char why[160];
    cr_expect_eq(validator_new(TEXT("{"), &validator, why, sizeof why), STATUS_INVALID);
    cr_expect_eq(strncmp(why, "the schema is no JSON object", 28), 0);
}

Test(validator, definitions_are_found_by_name)
{
    struct validator *validator = compile("{\"$defs\": {\"b\": {}, \"a\": {}}}");
    cr_expect(validator_has(validator, "a"));
    cr_expect(validator_has(validator, "b"));
    cr_expect_not(validator_has(validator, "c"));
    struct buffer told = check(validator, "c", "1", true);
    cr_expect_str_eq(told.at, ": the schema has no definition of \"c\"; -\n");
    buffer_free(&told);
    validator_free(validator);
}

Test(validator, type_tells_what_stands_and_what_should)
{
    expect("{\"type\": \"string\"}", "\"x\"", "");
    expect("{\"type\": \"string\"}", "1905",
           ": 1905 stands where a text should; put it in double quotes\n");
    expect("{\"type\": [\"string\", \"object\"]}", "[]",
           ": a list stands where a text or an object should; -\n");
    expect("{\"type\": \"array\"}", "\"x\"", ": \"x\" stands where a list should; put it in [ ]\n");
    expect("{\"type\": \"boolean\"}", "\"true\"",
           ": \"true\" stands where true or false should; write it without quotes\n");
    expect("{\"type\": \"string\"}", "null",
           ": null stands where a text should; leave the key out where nothing is known\n");
}

Test(validator, an_integer_is_a_number_but_a_real_is_no_integer)
{
    expect("{\"type\": \"number\"}", "1", "");
    expect("{\"type\": \"integer\"}", "1", "");
    expect("{\"type\": \"integer\"}", "1.5", ": 1.5 stands where a whole number should; -\n");
}

Test(validator, null_is_allowed_where_the_type_says_so)
{
    expect("{\"type\": [\"string\", \"null\"], \"format\": \"reference:source\"}", "null", "");
}

Test(validator, enum_suggests_the_nearest_or_lists_all)
{
    const char *schema = "{\"enum\": [\"certain\", \"probable\"]}";
    expect(schema, "\"probable\"", "");
    expect(schema, "\"certan\"", ": \"certan\" is not allowed here; did you mean \"certain\"?\n");
    expect(schema, "\"x\"",
           ": \"x\" is not allowed here; write one of \"certain\", \"probable\"\n");
    expect(schema, "7", ": 7 is not allowed here; write one of \"certain\", \"probable\"\n");
}

Test(validator, required_names_what_is_missing)
{
    expect("{\"required\": [\"a\", \"b\"]}", "{\"b\": 1}", ": \"a\" is missing; add it\n");
    expect("{\"required\": [\"a\"]}", "7", "");
}

Test(validator, a_closed_object_refuses_other_keys)
{
    const char *schema =
        "{\"additionalProperties\": false, \"properties\": {\"actor\": {}, \"role\": "
        "{\"type\": \"string\"}}}";
    expect(schema, "{\"role\": \"x\"}", "");
    expect(schema, "{\"rolle\": \"x\"}",
           "/rolle#: \"rolle\" is not a key of thing; did you mean \"role\"?\n");
    expect(schema, "{\"quantity\": 1}",
           "/quantity#: \"quantity\" is not a key of thing; its keys are: actor, role\n");
    expect("{\"properties\": {\"a\": {}}}", "{\"b\": 1}", "");
}

Test(validator, additional_properties_are_checked_with_their_schema)
{
    expect("{\"properties\": {\"n\": {}}, \"additionalProperties\": {\"type\": \"string\"}}",
           "{\"n\": 1, \"en\": \"x\", \"ja\": 2}",
           "/ja: 2 stands where a text should; put it in double quotes\n");
}

Test(validator, a_sealed_object_takes_the_keys_of_its_reference)
{
    struct validator *validator = compile(
        "{\"$defs\": {\"common\": {\"required\": [\"id\"], \"properties\": {\"id\": {\"type\": "
        "\"string\"}}}, \"event\": {\"$ref\": \"#/$defs/common\", \"unevaluatedProperties\": "
        "false, "
        "\"properties\": {\"date\": {}}}}}");
    struct buffer told = check(validator, "event", "{\"id\": \"x\", \"date\": 1}", true);
    cr_expect_str_empty(told.at);
    buffer_free(&told);
    told = check(validator, "event", "{\"dat\": 1, \"idd\": 2}", true);
    cr_expect_str_eq(told.at, ": \"id\" is missing; add it\n"
                              "/dat#: \"dat\" is not a key of event; did you mean \"date\"?\n"
                              "/idd#: \"idd\" is not a key of event; did you mean \"id\"?\n");
    buffer_free(&told);
    validator_free(validator);
}

Test(validator, pointers_escape_slash_and_tilde)
{
    expect("{\"additionalProperties\": {\"type\": \"string\"}}", "{\"a/b~\": true}",
           "/a~1b~0: true stands where a text should; -\n");
}

Test(validator, items_are_told_by_their_index)
{
    expect("{\"items\": {\"type\": \"string\"}}", "[\"a\", 2, \"c\", 4]",
           "/1: 2 stands where a text should; put it in double quotes\n"
           "/3: 4 stands where a text should; put it in double quotes\n");
}

Test(validator, bounds_are_closed)
{
    expect("{\"minItems\": 1, \"maxItems\": 2}", "[1]", "");
    expect("{\"minItems\": 1}", "[]", ": the length of the list is 0; it must be at least 1\n");
    expect("{\"maxItems\": 2}", "[1, 2, 3]",
           ": the length of the list is 3; it must be at most 2\n");
    expect("{\"minimum\": -90, \"maximum\": 90}", "-90", "");
    expect("{\"minimum\": -90}", "-90.5", ": the value is -90.5; it must be at least -90\n");
    expect("{\"maximum\": 90}", "91", ": the value is 91; it must be at most 90\n");
    expect("{\"minProperties\": 1}", "{}", ": the number of keys is 0; it must be at least 1\n");
}

Test(validator, the_length_of_a_text_is_in_characters)
{
    expect("{\"minLength\": 2, \"maxLength\": 2}", "\"日本\"", "");
    expect("{\"minLength\": 1}", "\"\"", ": the length of the text is 0; it must be at least 1\n");
    expect("{\"maxLength\": 2}", "\"abc\"",
           ": the length of the text is 3; it must be at most 2\n");
}

Test(validator, one_of_takes_the_branch_that_fits)
{
    const char *schema =
        "{\"oneOf\": [{\"type\": \"boolean\"}, {\"type\": \"object\", \"properties\": "
        "{\"on\": {\"type\": \"string\", \"format\": \"date\"}}}]}";
    expect(schema, "true", "");
    expect(schema, "{\"on\": \"1905\"}", "/on is date\n");
    expect(schema, "{\"on\": 1905}",
           "/on: 1905 stands where a text should; put it in double quotes\n");
    expect(schema, "\"yes\"",
           ": \"yes\" stands where true or false or an object should; write it without quotes\n");
    expect("{\"oneOf\": [{}, {\"type\": \"string\"}]}", "\"x\"",
           ": \"x\" has more than one of the forms allowed here; -\n");
}

Test(validator, slugs_are_checked_here)
{
    const char *schema = "{\"type\": \"string\", \"format\": \"slug\"}";
    expect(schema, "\"treaty-of-portsmouth-1905.additional-1\"", "");
    expect(schema, "\"Treaty of Shimoda\"",
           ": \"Treaty of Shimoda\" is not an identifier; did you mean \"treaty-of-shimoda\"?\n");
    expect(schema, "\"a--b\"",
           ": \"a--b\" is not an identifier; write lower-case letters and digits, joined by single "
           "-\n");
    expect(schema, "\"下田\"",
           ": \"下田\" is not an identifier; write lower-case letters and digits, joined by single "
           "-\n");
}

Test(validator, urls_are_checked_here)
{
    const char *schema = "{\"type\": \"string\", \"format\": \"uri\"}";
    const char *remedy = "write all of it, from https:// on, others than ASCII as %XX";
    static const char *const good[] = {"https://www.wikidata.org/wiki/Q1", "urn:isbn:123",
                                       "https://x.org/%E6%97%A5?a=b#c"};
    static const char *const bad[] = {"www.wikidata.org", "https://", "https://a b", "https://日本",
                                      "https://x.org/%E", ":x",       "https:/x"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct buffer source = {0};
        buffer_json_string(&source, text_of(good[i]));
        expect(schema, source.at, "");
        buffer_free(&source);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct buffer source = {0}, told = {0};
        buffer_json_string(&source, text_of(bad[i]));
        buffer_format(&told, ": %s is not a URL; %s\n", source.at, remedy);
        expect(schema, source.at, told.at);
        buffer_free(&source);
        buffer_free(&told);
    }
}

Test(validator, other_formats_are_told_to_the_listener)
{
    expect(
        "{\"properties\": {\"a\": {\"type\": \"string\", \"format\": \"reference:actor|place\"}}}",
        "{\"a\": \"x\"}", "/a is reference:actor|place\n");
}

Test(validator, a_value_of_the_wrong_type_has_no_format)
{
    expect("{\"type\": \"string\", \"format\": \"date\"}", "1905",
           ": 1905 stands where a text should; put it in double quotes\n");
}

Test(validator, a_long_text_is_cut_between_characters)
{
    expect("{\"type\": \"boolean\"}", "\"日本日本日本日本日本日本日本日本日本日本日本\"",
           ": \"日本日本日本日本日本日本日本日本日本日本…\" stands where true or false should; "
           "write it without quotes\n");
}

Test(validator, a_whole_event_is_accepted)
{
    expect_record(
        "events",
        "{\"id\": \"tsushima-incident-1861\", \"kind\": \"incident\", \"labels\": {\"en\": "
        "\"Tsushima incident\", \"ja\": \"ロシア軍艦対馬占領事件\"}, \"date\": "
        "\"1861-03/1861-09\", \"participants\": [{\"actor\": \"russian-empire\"}], "
        "\"sources\": [{\"source\": null, \"supports\": [\"/date\"], \"verified\": {\"on\": "
        "\"2024-01-01\", \"method\": \"read\"}}], \"claims\": [{\"field\": \"/date\", "
        "\"value\": 1, \"source\": null}]}",
        "");
}

Test(validator, the_schemas_own_faults_read_like_a_colleagues)
{
    expect_record("events",
                  "{\"id\": \"x\", \"kind\": \"war\", \"labels\": {}, \"plases\": [], "
                  "\"participants\": [{\"role\": \"host\", \"actr\": \"y\"}]}",
                  "/labels: the number of keys is 0; it must be at least 1\n"
                  "/plases#: \"plases\" is not a key of events; did you mean \"places\"?\n"
                  "/participants/0: \"actor\" is missing; add it\n"
                  "/participants/0/actr#: \"actr\" is not a key of participants; did you mean "
                  "\"actor\"?\n");
}

Test(validator, a_cited_source_may_be_null_but_not_absent)
{
    expect_record("actors",
                  "{\"id\": \"x\", \"kind\": \"state\", \"labels\": {\"en\": \"X\"}, \"sources\": "
                  "[{\"locator\": \"p. 1\"}]}",
                  "/sources/0: \"source\" is missing; add it\n");
}
