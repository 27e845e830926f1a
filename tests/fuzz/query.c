/*
 * Fuzzes the road from a raw target to typed values: router_match and parameters_read, over a small
 * document that has every type and format. What is refused must come with at least one fault, and
 * what is accepted, written anew from its values, must be accepted as the same.
 */
#include <chancery/buffer.h>
#include <chancery/parameters.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char document[] =
    "{\"openapi\":\"3.1.0\",\"paths\":{\"/a\":{\"get\":{\"operationId\":\"list\",\"parameters\":["
    "{\"name\":\"at\",\"in\":\"query\",\"schema\":{\"$ref\":\"#/components/schemas/Date\"}},"
    "{\"name\":\"box\",\"in\":\"query\",\"schema\":{\"type\":\"string\",\"format\":\"bbox\"}},"
    "{\"name\":\"near\",\"in\":\"query\",\"schema\":{\"type\":\"string\",\"format\":\"near\"}},"
    "{\"name\":\"on\",\"in\":\"query\",\"schema\":{\"type\":\"boolean\",\"default\":true}},"
    "{\"name\":\"x\",\"in\":\"query\",\"schema\":{\"type\":\"number\",\"maximum\":1}},"
    "{\"name\":\"n\",\"in\":\"query\",\"schema\":{\"type\":\"integer\",\"minimum\":1}},"
    "{\"name\":\"q\",\"in\":\"query\",\"schema\":{\"type\":\"string\",\"format\":\"search\","
    "\"minLength\":2,\"maxLength\":5}},"
    "{\"name\":\"cursor\",\"in\":\"query\",\"schema\":{\"type\":\"string\","
    "\"format\":\"cursor\"}},"
    "{\"name\":\"lang\",\"in\":\"query\",\"schema\":{\"type\":\"string\","
    "\"format\":\"language\"}},"
    "{\"name\":\"facet\",\"in\":\"query\",\"explode\":false,\"schema\":{\"type\":\"array\","
    "\"maxItems\":4,\"items\":{\"type\":\"string\",\"enum\":[\"kind\",\"decade\"]}}},"
    "{\"name\":\"fields\",\"in\":\"query\",\"explode\":false,\"schema\":{\"type\":\"array\","
    "\"minItems\":2,\"items\":{\"type\":\"string\",\"format\":\"fields\"}}}]}},"
    "\"/a/{id}\":{\"get\":{\"operationId\":\"get\",\"parameters\":[{\"name\":\"id\","
    "\"in\":\"path\",\"required\":true,\"schema\":{\"type\":\"string\","
    "\"format\":\"slug\"}}]}}},"
    "\"components\":{\"schemas\":{\"Date\":{\"type\":\"string\","
    "\"format\":\"date-expression\"}}}}";

static struct reply answer_nothing(struct request *request)
{
    (void)request;
    return (struct reply){.status = 204};
}

/* A fuzzer's entry points share no argument: here alone a file-scope variable is the way. */
static struct contract *contract;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    static const struct handler_entry handlers[] = {
        {"list", answer_nothing}, {"get", answer_nothing}, {NULL, NULL}};
    char why[256];
    (void)argc;
    (void)argv;
    if (contract_compile(document, sizeof document - 1, handlers, &contract, why, sizeof why) !=
        STATUS_OK)
        abort();
    return 0;
}

/* The given values as a query, everything encoded. */
static void write_query(const struct parameters *parameters, struct buffer *out)
{
    for (size_t i = 0; i < parameters->operation->parameter_count; i++) {
        const struct value *value = &parameters->values[i];
        if (!value->given || parameters->operation->parameters[i].in != IN_QUERY) continue;
        buffer_format(out, "%s%s=", out->length > 0 ? "&" : "",
                      parameters->operation->parameters[i].name);
        buffer_percent_encode(out, value->text, "");
    }
}

static bool is_same(const struct value *a, const struct value *b)
{
    bool same = a->present == b->present && a->given == b->given && text_equal(a->text, b->text) &&
                a->integer == b->integer && a->item_count == b->item_count &&
                memcmp(&a->number, &b->number, sizeof a->number) == 0 &&
                memcmp(a->numbers, b->numbers, sizeof a->numbers) == 0 &&
                text_equal(a->date.whole.edtf, b->date.whole.edtf);
    for (size_t i = 0; same && i < a->item_count; i++)
        same = text_equal(a->items[i], b->items[i]);
    return same;
}

static void check_written_anew(const struct route *route, const struct parameters *parameters,
                               struct arena *arena)
{
    struct buffer query = {0};
    struct parameters again;
    struct problem *problem = NULL;
    write_query(parameters, &query);
    if (parameters_read(route, (struct text){query.at, query.length}, arena, &again, &problem) !=
        STATUS_OK)
        abort();
    for (size_t i = 0; i < route->operation->parameter_count; i++)
        if (!is_same(&parameters->values[i], &again.values[i])) abort();
    buffer_free(&query);
}

static void read_query(const struct route *route, struct text query, struct arena *arena)
{
    struct parameters parameters;
    struct problem *problem = NULL;
    enum status status = parameters_read(route, query, arena, &parameters, &problem);
    if ((status == STATUS_INVALID) != (problem != NULL)) abort();
    if (status == STATUS_INVALID && problem_count(problem) == 0) abort();
    if (status == STATUS_OK && parameters_get(&parameters, "nowhere") != NULL) abort();
    if (status == STATUS_OK) check_written_anew(route, &parameters, arena);
    problem_free(problem);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text query = {(const char *)data, size};
    struct text path = text_cut(&query, '?');
    struct arena *arena = arena_new(1024);
    struct route route;
    if (arena == NULL) return 0;
    if (router_match(contract, path, arena, &route) == STATUS_OK)
        read_query(&route, query, arena);
    else
        (void)router_nearest(contract, path);
    arena_free(arena);
    return 0;
}
