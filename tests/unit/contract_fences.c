/*
 * Claims about the fences between openapi.json, the handlers and the views: the real ones agree,
 * and each way to break them on purpose stops start-up with one sentence that names what is wrong.
 */
#include <chancery/embedded.h>
#include <chancery/handlers.h>
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_HANDLERS = 256 };

/* The real document, to be changed. */
static json_t *load(void)
{
    struct text document = embedded_openapi();
    json_t *json = json_loadb(document.at, document.length, 0, NULL);
    cr_assert_not_null(json);
    return json;
}

static json_t *member(json_t *value, const char *one, const char *two, const char *three)
{
    return json_object_get(json_object_get(json_object_get(value, one), two), three);
}

/* The properties that a record schema adds to the common ones. */
static json_t *properties_of(json_t *document, const char *name)
{
    json_t *parts = json_object_get(member(document, "components", "schemas", name), "allOf");
    return json_object_get(json_array_get(parts, 1), "properties");
}

static void expect_sentence(const char *why, const char *word)
{
    cr_expect_not_null(strstr(why, word), "\"%s\" is not in: %s", word, why);
    cr_expect_null(strchr(why, '\n'), "more than a sentence: %s", why);
}

/* Start up with a changed document (taken): it must fail, and say `word` and `other`. */
static void expect_refusal_take(json_t *document, const struct handler_entry *handlers,
                                const char *word, const char *other)
{
    char why[500] = "";
    struct contract *contract = NULL;
    char *bytes = json_dumps(document, JSON_COMPACT);
    cr_assert_not_null(bytes);
    enum status status =
        contract_compile(bytes, strlen(bytes), handlers, &contract, why, sizeof why);
    if (status == STATUS_OK) status = views_check_take(views_begin(), contract, why, sizeof why);
    cr_expect_eq(status, STATUS_INVALID, "it started");
    expect_sentence(why, word);
    expect_sentence(why, other);
    contract_free(contract);
    free(bytes);
    json_decref(document);
}

Test(contract_fences, real_document_handlers_and_views_agree)
{
    char why[500] = "";
    struct contract *contract = NULL;
    struct text document = embedded_openapi();
    cr_expect_eq(contract_compile(document.at, document.length, handlers_table(), &contract, why,
                                  sizeof why),
                 STATUS_OK, "%s", why);
    cr_expect_eq(views_check_take(views_begin(), contract, why, sizeof why), STATUS_OK, "%s", why);
    contract_free(contract);
}

Test(contract_fences, operation_without_handler_stops_start_up)
{
    json_t *document = load();
    json_t *operation = json_deep_copy(member(document, "paths", "/healthz", "get"));
    json_object_set_new(operation, "operationId", json_string("getThrowaway"));
    json_t *item = json_object();
    json_object_set_new(item, "get", operation);
    json_object_set_new(json_object_get(document, "paths"), "/throwaway", item);
    expect_refusal_take(document, handlers_table(), "getThrowaway", "handler");
}

Test(contract_fences, handler_without_operation_stops_start_up)
{
    json_t *document = load();
    json_object_del(json_object_get(document, "paths"), "/livez");
    expect_refusal_take(document, handlers_table(), "getLiveness", "handler");
}

Test(contract_fences, keyword_that_is_not_enforced_stops_start_up)
{
    json_t *document = load();
    json_t *schema = json_object_get(member(document, "components", "parameters", "Q"), "schema");
    json_object_set_new(schema, "pattern", json_string("^[a-z]+$"));
    expect_refusal_take(document, handlers_table(), "pattern", "q");
}

Test(contract_fences, view_column_missing_from_its_schema_stops_start_up)
{
    json_t *document = load();
    cr_assert_eq(json_object_del(properties_of(document, "Treaty"), "signatories"), 0);
    expect_refusal_take(document, handlers_table(), "signatories", "Treaty");
}

Test(contract_fences, property_without_a_view_column_stops_start_up)
{
    json_t *document = load();
    json_object_set_new(properties_of(document, "Event"), "weather",
                        json_loads("{\"type\": \"string\"}", 0, NULL));
    expect_refusal_take(document, handlers_table(), "weather", "Event");
}

static struct reply answer_nothing(struct request *request)
{
    (void)request;
    return (struct reply){.status = 204};
}

/* The real handlers, and one more for `id`. */
static void extend(struct handler_entry handlers[MAX_HANDLERS], const char *id)
{
    size_t count = 0;
    for (const struct handler_entry *entry = handlers_table(); entry->operation_id != NULL;
         entry++) {
        cr_assert_lt(count, MAX_HANDLERS - 2);
        handlers[count++] = *entry;
    }
    handlers[count++] = (struct handler_entry){id, answer_nothing};
    handlers[count] = (struct handler_entry){NULL, NULL};
}

Test(contract_fences, ambiguous_template_stops_start_up)
{
    json_t *document = load();
    json_t *item =
        json_deep_copy(json_object_get(json_object_get(document, "paths"), "/problems/{slug}"));
    json_t *operation = json_object_get(item, "get");
    json_object_set_new(operation, "operationId", json_string("getOtherProblem"));
    json_object_set_new(operation, "parameters",
                        json_loads("[{\"name\": \"other\", \"in\": \"path\", \"required\": true,"
                                   " \"schema\": {\"type\": \"string\"}}]",
                                   0, NULL));
    json_object_set_new(json_object_get(document, "paths"), "/problems/{other}", item);
    struct handler_entry handlers[MAX_HANDLERS];
    extend(handlers, "getOtherProblem");
    expect_refusal_take(document, handlers, "/problems/{slug}", "/problems/{other}");
}
