/*
 * The third fence: what a schema promises of a record is a column of its view, or one of the few
 * properties that are computed; and no column goes unmentioned.
 */
#include "formats.h"

#include <chancery/embedded.h>
#include <chancery/record_type.h>
#include <chancery/representation.h>
#include <stdio.h>
#include <string.h>

static bool is_computed(const char *name)
{
    const char *const *computed = representation_computed();
    for (size_t i = 0; computed[i] != NULL; i++)
        if (strcmp(computed[i], name) == 0) return true;
    return false;
}

static bool has_property(const struct shape *shape, const char *name)
{
    for (size_t i = 0; i < shape->property_count; i++)
        if (strcmp(shape->properties[i].name, name) == 0) return true;
    return false;
}

static enum status compare(const struct statement *view, const char *view_name,
                           const struct shape *shape, char *why, size_t why_size)
{
    for (size_t i = 0; i < shape->property_count; i++) {
        const char *name = shape->properties[i].name;
        if (statement_column(view, name) >= 0 || is_computed(name)) continue;
        snprintf(why, why_size, "schema %s has the property %s, but view api_%s has no such column",
                 shape->name, name, view_name);
        return STATUS_INVALID;
    }
    for (int i = 0; i < statement_column_count(view); i++) {
        const char *name = statement_column_name(view, i);
        if (strcmp(name, "key") == 0 || has_property(shape, name)) continue;
        snprintf(why, why_size, "view api_%s has the column %s, but schema %s does not mention it",
                 view_name, name, shape->name);
        return STATUS_INVALID;
    }
    return STATUS_OK;
}

static enum status check_shape(struct connection *connection, const struct contract *contract,
                               const char *type, const char *shape_name, char *why, size_t why_size)
{
    const struct shape *shape = contract_shape(contract, shape_name);
    struct statement *view;
    if (shape == NULL) {
        snprintf(why, why_size, "openapi.json has no schema %s", shape_name);
        return STATUS_INVALID;
    }
    enum status status = connection_prepare(connection, representation_query(text_of(type)), &view);
    if (status != STATUS_OK) {
        snprintf(why, why_size, "view api_%s does not prepare: %s", type,
                 connection_error(connection));
        return STATUS_INVALID;
    }
    status = compare(view, type, shape, why, why_size);
    statement_reset(view);
    return status;
}

enum status representations_check(const struct contract *contract, char *why, size_t why_size)
{
    struct connection *connection;
    struct languages none = {0};
    enum status status = formats_check(contract, why, why_size);
    if (status == STATUS_OK) status = connection_create(":memory:", &connection);
    if (status != STATUS_OK) return status;
    status = connection_run(connection, embedded_schema_sql());
    if (status == STATUS_OK) status = connection_make_views(connection, &none);
    if (status != STATUS_OK)
        snprintf(why, why_size, "the views do not prepare: %s", connection_error(connection));
    for (size_t i = 0; i < RECORD_TYPE_COUNT && status == STATUS_OK; i++)
        status = check_shape(connection, contract, record_types()[i].name, record_types()[i].shape,
                             why, why_size);
    if (status == STATUS_OK)
        status = check_shape(connection, contract, "claim", "Claim", why, why_size);
    connection_close(connection);
    return status;
}
