/*
 * Asks the views for records in the order of their keys and makes a record's kept bytes of each
 * row.
 */
#include "record_maker.h"

#include "compilation.h"

#include <chancery/representation.h>
#include <stdlib.h>
#include <string.h>

/* A type's view, ready to be asked for the records of a range of keys. */
struct maker_view {
    struct statement *statement;
    const struct shape *shape;
    int key, digest; /* columns */
};

struct record_maker {
    struct connection *store;
    struct maker_view views[RECORD_TYPE_COUNT];
    struct maker_view *asked;
};

/* The view's query for one record, made one for many in the order of their keys: what a statement
 * costs to begin is paid once. */
static enum status prepare_view(struct connection *store, const struct record_type *type,
                                struct statement **out)
{
    static const char condition[] = " WHERE key = :key";
    struct text one = representation_query(text_of(type->name));
    struct buffer many = {0};
    if (one.length < sizeof condition) return STATUS_FAILED;
    buffer_text(&many, TEXT("SELECT v.*, (SELECT sha256 FROM record AS r WHERE r.key = v.key)"
                            " FROM (SELECT * "));
    struct text from = text_after(one, sizeof "SELECT * " - 1);
    buffer_append(&many, from.at, from.length - (sizeof condition - 1));
    buffer_text(&many, TEXT(" WHERE key BETWEEN ?1 AND ?2 ORDER BY key) AS v"));
    enum status status = many.failed
                             ? STATUS_NO_MEMORY
                             : connection_prepare(store, (struct text){many.at, many.length}, out);
    buffer_free(&many);
    return status;
}

static enum status open_view(struct record_maker *maker, const struct contract *contract, size_t i)
{
    struct maker_view *view = &maker->views[i];
    const struct record_type *type = &record_types()[i];
    view->shape = contract_shape(contract, type->shape);
    if (view->shape == NULL) return STATUS_FAILED;
    enum status status = prepare_view(maker->store, type, &view->statement);
    if (status != STATUS_OK) return status;
    view->key = statement_column(view->statement, "key");
    view->digest = statement_column_count(view->statement) - 1;
    return view->key >= 0 ? STATUS_OK : STATUS_FAILED;
}

enum status record_maker_new(const char *file, const struct contract *contract,
                             const struct languages *languages, struct record_maker **out)
{
    struct record_maker *maker = calloc(1, sizeof *maker);
    if (maker == NULL) return STATUS_NO_MEMORY;
    enum status status = connection_open(file, &maker->store);
    if (status == STATUS_OK) status = connection_make_views(maker->store, languages);
    for (size_t i = 0; i < RECORD_TYPE_COUNT && status == STATUS_OK; i++)
        status = open_view(maker, contract, i);
    if (status == STATUS_OK)
        *out = maker;
    else
        record_maker_free(maker);
    return status;
}

void record_maker_free(struct record_maker *maker)
{
    if (maker == NULL) return;
    for (size_t i = 0; i < RECORD_TYPE_COUNT; i++)
        statement_reset(maker->views[i].statement);
    connection_close(maker->store);
    free(maker);
}

/* The digest ends the record. */
static void append_digest(struct buffer *out, struct text digest)
{
    buffer_string(out, ",\"sha256\":\"");
    buffer_text(out, digest);
    buffer_string(out, "\"");
}

void record_maker_ask(struct record_maker *maker, size_t type, int64_t first, int64_t last,
                      size_t language)
{
    maker->asked = &maker->views[type];
    connection_set_language(maker->store, language);
    statement_restart(maker->asked->statement);
    statement_put_integer(maker->asked->statement, 1, first);
    statement_put_integer(maker->asked->statement, 2, last);
}

enum status record_maker_next(struct record_maker *maker, int64_t *key, struct buffer *out)
{
    const struct maker_view *view = maker->asked;
    enum status status = statement_step(view->statement);
    if (status == STATUS_NOT_FOUND) statement_restart(view->statement);
    if (status != STATUS_OK) return status;
    *key = statement_integer(view->statement, view->key);
    status = statement_append_object(view->statement, view->shape->properties,
                                     view->shape->property_count, out);
    append_digest(out, statement_text(view->statement, view->digest));
    return out->failed ? STATUS_NO_MEMORY : status;
}
