/* Claims about the compiled contract: what of the document is kept, and how shapes are bound. */
#include <chancery/spec.h>
#include <criterion/criterion.h>
#include <string.h>

static struct reply answer_nothing(struct request *request)
{
    (void)request;
    return (struct reply){.status = 204};
}

static struct reply answer_gone(struct request *request)
{
    (void)request;
    return (struct reply){.status = 410};
}

static const struct handler_entry handlers[] = {
    {"getTreaty", answer_gone}, {"listTreaties", answer_nothing}, {NULL, NULL}};

static const char document[] =
    "{\"openapi\":\"3.1.0\",\"x-note\":1,\"paths\":{"
    "\"/treaties\":{\"get\":{\"operationId\":\"listTreaties\",\"tags\":[\"treaties\",\"more\"],"
    "\"parameters\":[{\"name\":\"limit\",\"in\":\"query\",\"schema\":"
    "{\"type\":\"integer\",\"minimum\":1,\"maximum\":500,\"default\":50}}],"
    "\"responses\":{\"200\":{\"$ref\":\"#/components/responses/Page\"}}}},"
    "\"/treaties/{id}\":{\"get\":{\"operationId\":\"getTreaty\",\"parameters\":"
    "[{\"name\":\"id\",\"in\":\"path\",\"required\":true,\"schema\":"
    "{\"type\":\"string\",\"format\":\"slug\"}}]}}},"
    "\"components\":{\"responses\":{\"Page\":{\"description\":\"\",\"content\":"
    "{\"text/csv\":{},\"application/json\":{}}}},\"schemas\":{"
    "\"Ordinal\":{\"type\":\"integer\"},"
    "\"Record\":{\"properties\":{\"id\":{\"type\":\"string\"},\"type\":{\"type\":\"string\"},"
    "\"sources\":{\"type\":\"array\"}}},"
    "\"Treaty\":{\"allOf\":[{\"$ref\":\"#/components/schemas/Record\"},{\"properties\":{"
    "\"type\":{},\"signed\":{\"type\":\"object\"}}}],\"properties\":{"
    "\"summary\":{\"type\":[\"string\",\"null\"]},\"ordinal\":{\"$ref\":"
    "\"#/components/schemas/Ordinal\"},\"score\":{\"type\":\"number\"},"
    "\"acting\":{\"type\":\"boolean\"},\"place\":{\"oneOf\":[{\"type\":\"string\"}]},"
    "\"value\":{},\"mixed\":{\"type\":[\"string\",\"integer\"]},\"kind\":{\"const\":\"war\"}}}}}}";

static struct contract *compile(void)
{
    struct contract *contract = NULL;
    char why[256] = "";
    enum status status =
        contract_compile(document, sizeof document - 1, handlers, &contract, why, sizeof why);
    cr_assert_eq(status, STATUS_OK, "%s", why);
    return contract;
}

static enum status refuse(const char *bytes, const struct handler_entry *table, char why[256])
{
    struct contract *contract = NULL;
    enum status status = contract_compile(bytes, strlen(bytes), table, &contract, why, 256);
    cr_expect_null(contract);
    return status;
}

static void expect_class(const struct shape *shape, const char *name, enum property_class class)
{
    for (size_t i = 0; i < shape->property_count; i++) {
        if (strcmp(shape->properties[i].name, name) != 0) continue;
        cr_expect_eq(shape->properties[i].class, class, "%s", name);
        return;
    }
    cr_expect(false, "%s is missing", name);
}

Test(contract, operations_stand_in_the_documents_order)
{
    struct contract *contract = compile();
    cr_assert_eq(contract_operation_count(contract), 2);
    cr_expect_str_eq(contract_operation(contract, 0)->id, "listTreaties");
    cr_expect_eq(contract_operation(contract, 1)->index, 1);
    contract_free(contract);
}

Test(contract, an_operation_is_bound_to_the_handler_of_its_name)
{
    struct contract *contract = compile();
    cr_expect_eq(contract_find_operation(contract, "getTreaty")->handler, answer_gone);
    cr_expect_eq(contract_find_operation(contract, "listTreaties")->handler, answer_nothing);
    cr_expect_null(contract_find_operation(contract, "getEvent"));
    contract_free(contract);
}

Test(contract, an_operation_knows_its_tag_collection_and_media_types)
{
    struct contract *contract = compile();
    const struct operation *operation = contract_find_operation(contract, "listTreaties");
    cr_expect_str_eq(operation->tag, "treaties");
    cr_expect_str_eq(operation->collection, "treaties");
    cr_assert_eq(operation->media_type_count, 2);
    cr_expect_str_eq(operation->media_types[0], "text/csv");
    contract_free(contract);
}

Test(contract, a_parameter_keeps_its_schema)
{
    struct contract *contract = compile();
    const struct operation *operation = contract_find_operation(contract, "listTreaties");
    const struct parameter *limit = operation_parameter(operation, TEXT("limit"));
    cr_assert_not_null(limit);
    cr_expect(limit->has_minimum && limit->has_maximum);
    cr_expect_eq((int)limit->maximum, 500);
    cr_expect_str_eq(limit->fallback, "50");
    cr_expect_null(operation_parameter(operation, TEXT("offset")));
    contract_free(contract);
}

Test(contract, the_document_is_served_as_it_was_given)
{
    struct contract *contract = compile();
    cr_expect_eq(contract_document(contract).at, document);
    cr_expect_eq(contract_document(contract).length, sizeof document - 1);
    contract_free(contract);
}

Test(contract, a_shape_flattens_all_of)
{
    struct contract *contract = compile();
    const struct shape *shape = contract_shape(contract, "Treaty");
    cr_assert_not_null(shape);
    cr_expect_eq(shape->property_count, 12);
    cr_expect_str_eq(shape->properties[0].name, "id");
    cr_expect_str_eq(shape->properties[3].name, "signed");
    contract_free(contract);
}

Test(contract, a_property_is_bound_by_its_class)
{
    static const struct {
        char name[16];
        enum property_class class;
    } expected[] = {
        {"id", PROPERTY_TEXT},      {"type", PROPERTY_TEXT},      {"sources", PROPERTY_JSON},
        {"signed", PROPERTY_JSON},  {"summary", PROPERTY_TEXT},   {"ordinal", PROPERTY_INTEGER},
        {"score", PROPERTY_NUMBER}, {"acting", PROPERTY_BOOLEAN}, {"place", PROPERTY_JSON},
        {"value", PROPERTY_JSON},   {"mixed", PROPERTY_JSON},     {"kind", PROPERTY_TEXT}};
    struct contract *contract = compile();
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        expect_class(contract_shape(contract, "Treaty"), expected[i].name, expected[i].class);
    contract_free(contract);
}

Test(contract, a_schema_without_properties_is_no_shape)
{
    struct contract *contract = compile();
    cr_expect_null(contract_shape(contract, "Ordinal"));
    cr_expect_null(contract_shape(contract, "Event"));
    contract_free(contract);
}

Test(contract, an_operation_without_handler_stops_start_up)
{
    static const struct handler_entry one[] = {{"listTreaties", answer_nothing}, {NULL, NULL}};
    char why[256];
    cr_expect_eq(refuse(document, one, why), STATUS_INVALID);
    cr_expect_str_eq(why, "operation getTreaty (/treaties/{id}) has no handler");
}

Test(contract, a_handler_without_operation_stops_start_up)
{
    char why[256];
    cr_expect_eq(refuse("{\"openapi\":\"3.1.0\",\"paths\":{}}", handlers, why), STATUS_INVALID);
    cr_expect_str_eq(why, "handler getTreaty belongs to no operation");
}

Test(contract, a_key_written_twice_stops_start_up)
{
    char why[256];
    cr_expect_eq(refuse("{\"openapi\":\"3.1.0\",\n\"openapi\":\"3.1.0\"}", handlers, why),
                 STATUS_INVALID);
    cr_expect_not_null(strstr(why, "openapi.json, line 2"), "%s", why);
}

Test(contract, what_is_no_json_stops_start_up)
{
    char why[256];
    cr_expect_eq(refuse("{", handlers, why), STATUS_INVALID);
    cr_expect_eq(refuse("", handlers, why), STATUS_INVALID);
    cr_expect_eq(refuse("[]", handlers, why), STATUS_INVALID);
}
