/*
 * Targets of operations, from the contract and a few ids. It claims nothing itself.
 */
#include "visit.h"

#include <string.h>

static const struct sample samples[] = {
    {"events", "battle-of-angamos", "combat-of-angamos"},
    {"treaties", "treaty-of-ancon-1883", "ancon-treaty"},
    {"actors", "republic-of-bolivia", "bolivian-republic"},
    {"offices", "president-of-chile-pinto-anibal-1876", "president-of-chile-pinto-1876"},
    {"places", "ancon", "ancon-bay"},
    {"relations", "relation-chile-peru-war-1879", "chile-peru-war-1879"},
    {"control", "control-tacna-chile-1884", "tacna-chile-1884"},
    {"sources", "sater-2007", "sater-andean-tragedy"},
    {"problems", "invalid-parameter", NULL},
    {"docs", "dates", NULL},
    {"assets", "pages.css", NULL},
};

enum { SAMPLES = sizeof samples / sizeof *samples };

const struct sample *visit_sample(const struct operation *operation)
{
    for (size_t i = 0; i < SAMPLES; i++)
        if (strcmp(samples[i].collection, operation->collection) == 0) return &samples[i];
    return NULL;
}

bool visit_has_path_parameter(const struct operation *operation)
{
    return strchr(operation->path, '{') != NULL;
}

bool visit_has_query(const struct operation *operation, const char *name)
{
    const struct parameter *parameter = operation_parameter(operation, text_of(name));
    return parameter != NULL && parameter->in == IN_QUERY;
}

static void append(char *target, const char *words)
{
    strncat(target, words, TARGET_SIZE - strlen(target) - 1);
}

void visit_append_query(char target[TARGET_SIZE], const char *words)
{
    append(target, strchr(target, '?') == NULL ? "?" : "&");
    append(target, words);
}

/* What an operation cannot do without. */
static const struct {
    const char *path, *query;
} required[] = {
    {"/search", "q=Arica"},
    {"/suggest", "q=Arica"},
    {"/calendar", "date=1880"},
    {"/on-this-day", "date=10-20"},
    {"/graph", "focus=ancon"},
    {"/path", "source=ancon&target=arica"},
    {"/changes", "since=1.0.0"},
    {"/state", "at=1880"},
    {"/diff", "from=1879-01-01&to=1884-01-01"},
};

/* The target of an operation with `id` at its {id} or {slug}, "2" at its {number}, and what is
 * required. */
void visit_write_target_of(const struct operation *operation, const char *id,
                           char target[TARGET_SIZE])
{
    target[0] = '\0';
    for (size_t i = 0; i < operation->segment_count; i++) {
        const struct segment *segment = &operation->segments[i];
        append(target, "/");
        if (segment->literal != NULL)
            append(target, segment->literal);
        else
            append(target, strcmp(segment->parameter, "number") == 0 ? "2" : id);
    }
    if (operation->segment_count == 0) append(target, "/");
    for (size_t i = 0; i < sizeof required / sizeof required[0]; i++)
        if (strcmp(operation->path, required[i].path) == 0)
            visit_append_query(target, required[i].query);
}

void visit_write_target(const struct visit *visit, char target[TARGET_SIZE])
{
    const struct sample *sample = visit_sample(visit->operation);
    visit_write_target_of(visit->operation, sample != NULL ? sample->id : visit->claim, target);
}

void visit_all(visit_check *check)
{
    struct service *service = service_start(TINY_DATABASE);
    const struct contract *contract = service_contract(service);
    const char *claim = exchange_text(service_get(service, "/claims?limit=1"), "/items/0/id");
    for (size_t i = 0; i < contract_operation_count(contract); i++) {
        struct visit visit = {service, contract_operation(contract, i), claim};
        check(&visit);
    }
    service_stop(service);
}
