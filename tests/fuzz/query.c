/*
 * Fuzzes the road from a raw target to typed values: router_match and parameters_read, over a small
 * document that has every type and format. What is refused must come with at least one fault.
 */
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

static void read_query(const struct route *route, struct text query, struct arena *arena)
{
    struct parameters parameters;
    struct problem *problem = NULL;
    enum status status = parameters_read(route, query, arena, &parameters, &problem);
    if ((status == STATUS_INVALID) != (problem != NULL)) abort();
    if (status == STATUS_INVALID && problem_count(problem) == 0) abort();
    if (status == STATUS_OK && parameters_get(&parameters, "nowhere") != NULL) abort();
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
