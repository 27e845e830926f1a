/*
 * Claims about the accepted subset of openapi.json (openapi/README.md), one small document a claim:
 * what is in valid/ compiles, accepts `x-accepts` and refuses `x-refuses` with those words; what is
 * in invalid/ stops start-up with a sentence that has the words of `x-expect`.
 */
#include <chancery/parameters.h>
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>

enum { MAX_HANDLERS = 8, MAX_DOCUMENT = 65536 };

static struct reply answer_nothing(struct request *request)
{
    (void)request;
    return (struct reply){.status = 204};
}

struct fixture {
    char name[512];
    char bytes[MAX_DOCUMENT];
    size_t length;
    json_t *json;
    struct handler_entry handlers[MAX_HANDLERS + 1];
};

static void load(struct fixture *fixture, const char *folder, const char *name)
{
    *fixture = (struct fixture){0};
    snprintf(fixture->name, sizeof fixture->name, "%s/contract/%s/%s", FIXTURES, folder, name);
    FILE *file = fopen(fixture->name, "rb");
    cr_assert_not_null(file, "%s", fixture->name);
    fixture->length = fread(fixture->bytes, 1, sizeof fixture->bytes, file);
    fclose(file);
    fixture->json = json_loadb(fixture->bytes, fixture->length, 0, NULL);
    cr_assert_not_null(fixture->json, "%s", fixture->name);
    fixture->handlers[0] = (struct handler_entry){"listThings", answer_nothing};
    json_t *handlers = json_object_get(fixture->json, "x-handlers");
    for (size_t i = 0; i < json_array_size(handlers) && i < MAX_HANDLERS; i++)
        fixture->handlers[i] =
            (struct handler_entry){json_string_value(json_array_get(handlers, i)), answer_nothing};
}

/* Call `check` for every document of a folder; the answer is how many there were. */
static size_t walk(const char *folder, void (*check)(struct fixture *fixture))
{
    char path[512];
    snprintf(path, sizeof path, "%s/contract/%s", FIXTURES, folder);
    DIR *directory = opendir(path);
    cr_assert_not_null(directory, "%s", path);
    static struct fixture fixture;
    size_t count = 0;
    for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory)) {
        if (strstr(entry->d_name, ".json") == NULL) continue;
        load(&fixture, folder, entry->d_name);
        check(&fixture);
        json_decref(fixture.json);
        count++;
    }
    closedir(directory);
    return count;
}

static void check_refusal(struct fixture *fixture)
{
    struct contract *contract = NULL;
    char why[512] = "";
    enum status status = contract_compile(fixture->bytes, fixture->length, fixture->handlers,
                                          &contract, why, sizeof why);
    cr_expect_eq(status, STATUS_INVALID, "%s compiled", fixture->name);
    cr_expect_null(contract);
    size_t i;
    json_t *words;
    json_t *expected = json_object_get(fixture->json, "x-expect");
    cr_expect_gt(json_array_size(expected), 0, "%s expects nothing", fixture->name);
    json_array_foreach(expected, i, words)
        cr_expect_not_null(strstr(why, json_string_value(words)), "%s: \"%s\" is not in: %s",
                           fixture->name, json_string_value(words), why);
    contract_free(contract);
}

/* Ask for a target; the reasons of all faults are written to `reasons`. */
static enum status ask(const struct contract *contract, const char *target, char *reasons,
                       size_t size)
{
    struct arena *arena = arena_new(4096);
    struct text query = text_of(target);
    struct text path = text_cut(&query, '?');
    struct route route;
    struct parameters parameters;
    struct problem *problem = NULL;
    cr_assert_eq(router_match(contract, path, arena, &route), STATUS_OK, "%s", target);
    enum status status = parameters_read(&route, query, arena, &parameters, &problem);
    json_t *json = problem == NULL ? NULL : problem_to_json(problem, "", NULL, NULL);
    reasons[0] = '\0';
    size_t i;
    json_t *error;
    json_array_foreach(json_object_get(json, "errors"), i, error) strncat(
        reasons, json_string_value(json_object_get(error, "reason")), size - strlen(reasons) - 1);
    json_decref(json);
    problem_free(problem);
    arena_free(arena);
    return status;
}

static void check_acceptance(struct fixture *fixture)
{
    struct contract *contract = NULL;
    char why[512] = "";
    enum status status = contract_compile(fixture->bytes, fixture->length, fixture->handlers,
                                          &contract, why, sizeof why);
    cr_assert_eq(status, STATUS_OK, "%s: %s", fixture->name, why);
    char reasons[1024];
    size_t i;
    json_t *target, *words;
    const char *key;
    json_array_foreach(json_object_get(fixture->json, "x-accepts"), i, target)
    {
        status = ask(contract, json_string_value(target), reasons, sizeof reasons);
        cr_expect_eq(status, STATUS_OK, "%s refused %s: %s", fixture->name,
                     json_string_value(target), reasons);
    }
    cr_expect_gt(json_object_size(json_object_get(fixture->json, "x-refuses")), 0, "%s",
                 fixture->name);
    json_object_foreach(json_object_get(fixture->json, "x-refuses"), key, words)
    {
        status = ask(contract, key, reasons, sizeof reasons);
        cr_expect_eq(status, STATUS_INVALID, "%s accepted %s", fixture->name, key);
        cr_expect_not_null(strstr(reasons, json_string_value(words)), "%s: %s: %s", fixture->name,
                           key, reasons);
    }
    contract_free(contract);
}

Test(contract_subset, what_is_not_enforced_stops_start_up)
{
    cr_expect_gt(walk("invalid", check_refusal), 60);
}

Test(contract_subset, each_accepted_keyword_refuses_a_value)
{
    cr_expect_gt(walk("valid", check_acceptance), 25);
}
