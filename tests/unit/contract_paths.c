/* Claims about the paths into a shape: what is followed, what is open, and where it ends. */
#include <chancery/arena.h>
#include <chancery/spec.h>
#include <criterion/criterion.h>
#include <string.h>

static const struct handler_entry handlers[] = {{NULL, NULL}};

static const char document[] =
    "{\"openapi\":\"3.1.0\",\"paths\":{},\"components\":{\"schemas\":{"
    "\"Actor\":{\"type\":\"object\",\"properties\":{"
    "\"id\":{\"type\":\"string\"},"
    "\"labels\":{\"type\":\"object\",\"additionalProperties\":{\"type\":\"string\"}},"
    "\"names\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{"
    "\"label\":{\"type\":\"string\"}}}},"
    "\"heirs\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/Actor\"}},"
    "\"value\":{},"
    "\"more\":{\"type\":\"object\",\"properties\":{\"known\":{\"type\":\"string\"}},"
    "\"additionalProperties\":true},"
    "\"seat\":{\"anyOf\":[{\"type\":\"null\"},{\"$ref\":\"#/components/schemas/City\"},"
    "{\"$ref\":\"#/components/schemas/Land\"}]}},"
    "\"additionalProperties\":{\"type\":\"object\",\"properties\":{\"hidden\":{}}}},"
    "\"City\":{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"string\"},"
    "\"mayor\":{\"$ref\":\"#/components/schemas/Actor\"}}},"
    "\"Land\":{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"string\"},"
    "\"people\":{\"type\":\"object\",\"additionalProperties\":{\"type\":\"object\","
    "\"properties\":{\"n\":{\"type\":\"integer\"}}}}}},"
    "\"Table\":{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"string\"},"
    "\"rows\":{\"type\":\"object\",\"additionalProperties\":{\"type\":\"object\","
    "\"additionalProperties\":{\"type\":\"object\",\"properties\":{\"cell\":{}}}}}},"
    "\"additionalProperties\":true},"
    "\"Page\":{\"type\":\"object\",\"properties\":{\"items\":{\"type\":\"array\"}}}}}}";

static struct contract *compile(void)
{
    struct contract *contract = NULL;
    char why[256] = "";
    enum status status =
        contract_compile(document, sizeof document - 1, handlers, &contract, why, sizeof why);
    cr_assert_eq(status, STATUS_OK, "%s", why);
    return contract;
}

static void expect_paths(const char *name, bool has, const char *const *paths, size_t count)
{
    struct contract *contract = compile();
    const struct shape *shape = contract_shape(contract, name);
    for (size_t i = 0; i < count; i++)
        cr_expect_eq(shape_has_path(shape, text_of(paths[i])), has, "%s", paths[i]);
    contract_free(contract);
}

Test(contract_paths, what_a_schema_may_have_is_followed)
{
    static const char *const paths[] = {"id",
                                        "labels",
                                        "labels.en",
                                        "names.label",
                                        "seat.id",
                                        "seat.mayor.labels.ja",
                                        "seat.people.1904.n",
                                        "value",
                                        "value.anything.at.all",
                                        "more.known",
                                        "more.unknown.too"};
    expect_paths("Actor", true, paths, sizeof paths / sizeof *paths);
}

Test(contract_paths, what_it_cannot_have_is_not)
{
    static const char *const paths[] = {"",
                                        "i",
                                        "idd",
                                        "id.x",
                                        "labels.en.x",
                                        "names.0.label",
                                        "names.labels",
                                        "seat.people.1904.m",
                                        "seat.mayor.n.m",
                                        "unknown",
                                        "unknown.hidden",
                                        ".id",
                                        "seat..id"};
    expect_paths("Actor", false, paths, sizeof paths / sizeof *paths);
}

Test(contract_paths, a_schema_within_itself_is_followed_for_seven_names)
{
    static const char *const within[] = {"heirs.heirs.heirs.id",
                                         "heirs.heirs.heirs.heirs.heirs.heirs.id"};
    static const char *const beyond[] = {"heirs.heirs.heirs.heirs.heirs.heirs.heirs.id",
                                         "seat.mayor.seat.mayor.seat.mayor.seat.mayor.id"};
    expect_paths("Actor", true, within, 2);
    expect_paths("Actor", false, beyond, 2);
}

Test(contract_paths, keys_that_are_not_listed_may_stand_below_each_other)
{
    static const char *const within[] = {"rows.1.2", "rows.1.2.cell.of.what.ever.it.is"};
    static const char *const beyond[] = {"rows.1.2.sell", "other", "other.cell"};
    expect_paths("Table", true, within, 2);
    expect_paths("Table", false, beyond, 3);
}

Test(contract_paths, nothing_is_left_out_of_the_list)
{
    static const char *const expected[] = {"id",       "rows",          "rows.*",
                                           "rows.*.*", "rows.*.*.cell", "rows.*.*.cell.**"};
    struct contract *contract = compile();
    struct arena *arena = arena_new(1024);
    const char *const *paths;
    size_t count = shape_list_paths(contract_shape(contract, "Table"), arena, &paths);
    cr_assert_eq(count, sizeof expected / sizeof *expected);
    for (size_t i = 0; i < count; i++)
        cr_expect_str_eq(paths[i], expected[i]);
    arena_free(arena);
    contract_free(contract);
}

Test(contract_paths, each_that_is_listed_is_known_and_stands_there_once)
{
    struct contract *contract = compile();
    struct arena *arena = arena_new(1024);
    const struct shape *actor = contract_shape(contract, "Actor");
    const char *const *paths;
    size_t count = shape_list_paths(actor, arena, &paths), found = 0;
    cr_expect_gt(count, 20);
    for (size_t i = 0; i < count; i++) {
        cr_expect(shape_has_path(actor, text_of(paths[i])), "%s", paths[i]);
        cr_expect(i == 0 || strcmp(paths[i - 1], paths[i]) < 0, "%s", paths[i]);
        found += strcmp(paths[i], "seat.people.*.n") == 0 || strcmp(paths[i], "value.**") == 0 ||
                 strcmp(paths[i], "heirs.labels.*") == 0 || strcmp(paths[i], "seat.id") == 0;
    }
    cr_expect_eq(found, 4);
    arena_free(arena);
    contract_free(contract);
}

Test(contract_paths, of_a_page_there_are_none)
{
    struct contract *contract = compile();
    struct arena *arena = arena_new(1024);
    const struct shape *page = contract_shape(contract, "Page");
    const char *const *paths;
    cr_expect_not(shape_has_path(page, TEXT("items")));
    cr_expect_eq(shape_list_paths(page, arena, &paths), 0);
    arena_free(arena);
    contract_free(contract);
}
