/*
 * The compiled contract: openapi.json read once, its stages run in order, and the lookups that the
 * rest of the house uses. It refuses a document that says what this program does not enforce, and
 * it never changes after contract_compile.
 */
#include "compiler.h"

#include <string.h>

static enum status parse(struct compiler *compiler, const char *document, size_t length)
{
    json_error_t error;
    compiler->document = json_loadb(document, length, JSON_REJECT_DUPLICATES, &error);
    if (compiler->document == NULL) {
        if (json_error_code(&error) == json_error_out_of_memory || error.text[0] == '\0')
            return compiler_exhausted(compiler);
        return compiler_refuse(compiler, "openapi.json, line %d, column %d: %s", error.line,
                               error.column, error.text);
    }
    const char *version = json_string_value(json_object_get(compiler->document, "openapi"));
    if (version == NULL || strncmp(version, "3.1.", 4) != 0)
        return compiler_refuse(compiler, "openapi.json: `openapi` is not a version 3.1");
    return STATUS_OK;
}

/* Fence a, the other direction: a handler that nothing routes to is dead code or a missing path. */
static enum status check_handlers(struct compiler *compiler)
{
    for (const struct handler_entry *row = compiler->handlers; row->operation_id; row++) {
        for (const struct handler_entry *later = row + 1; later->operation_id; later++) {
            if (strcmp(row->operation_id, later->operation_id) == 0)
                return compiler_refuse(compiler, "handler %s is listed twice", row->operation_id);
        }
        if (contract_find_operation(compiler->contract, row->operation_id) == NULL)
            return compiler_refuse(compiler, "handler %s belongs to no operation",
                                   row->operation_id);
    }
    return STATUS_OK;
}

static enum status run_stages(struct compiler *compiler)
{
    enum status status = compile_operations(compiler);
    if (status == STATUS_OK) status = check_handlers(compiler);
    if (status == STATUS_OK) status = compile_shapes(compiler);
    return status;
}

enum status contract_compile(const char *document, size_t length,
                             const struct handler_entry *handlers, struct contract **out, char *why,
                             size_t why_size)
{
    struct compiler compiler = {.handlers = handlers, .why = why, .why_size = why_size};
    *out = NULL;
    enum status status = parse(&compiler, document, length);
    if (status != STATUS_OK) goto done;
    compiler.arena = arena_new(16384);
    if (compiler.arena != NULL)
        compiler.contract = arena_take(compiler.arena, sizeof *compiler.contract);
    if (compiler.contract == NULL) {
        status = compiler_exhausted(&compiler);
        goto done;
    }
    compiler.contract->document = (struct text){document, length};
    compiler.contract->arena = compiler.arena;
    status = run_stages(&compiler);
    if (status != STATUS_OK) goto done;
    *out = compiler.contract;
    compiler.arena = NULL;
done:
    arena_free(compiler.arena);
    json_decref(compiler.document);
    return status;
}

void contract_free(struct contract *contract)
{
    if (contract != NULL) arena_free(contract->arena);
}

struct text contract_document(const struct contract *contract)
{
    return contract->document;
}

size_t contract_operation_count(const struct contract *contract)
{
    return contract->operation_count;
}

const struct operation *contract_operation(const struct contract *contract, size_t index)
{
    return &contract->operations[index];
}

const struct operation *contract_find_operation(const struct contract *contract, const char *id)
{
    for (size_t i = 0; i < contract->operation_count; i++) {
        if (strcmp(contract->operations[i].id, id) == 0) return &contract->operations[i];
    }
    return NULL;
}

const struct shape *contract_shape(const struct contract *contract, const char *name)
{
    for (size_t i = 0; i < contract->shape_count; i++) {
        if (strcmp(contract->shapes[i].name, name) == 0) return &contract->shapes[i];
    }
    return NULL;
}

const struct parameter *operation_parameter(const struct operation *operation, struct text name)
{
    for (size_t i = 0; i < operation->parameter_count; i++) {
        const char *other = operation->parameters[i].name;
        if (name.length > 0 && name.at[0] != other[0]) continue;
        if (text_is(name, other)) return &operation->parameters[i];
    }
    return NULL;
}
