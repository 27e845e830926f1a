/*
 * The third fence: what a schema promises of a record is a column of its view, or one of the few
 * properties that are computed; and no column goes unmentioned. The views are read in a thread of
 * their own, which takes nearly as long as to compile the contract.
 */
#include "formats.h"

#include <chancery/embedded.h>
#include <chancery/record_type.h>
#include <chancery/representation.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
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

enum { COLUMNS_MOST = 64, VIEWS = RECORD_TYPE_COUNT + 1 };

struct view {
    char name[32];
    const char *shape; /* the schema's name */
    size_t count;
    struct text columns[COLUMNS_MOST];
};

struct views {
    pthread_t thread;
    struct arena *arena; /* holds the columns' names */
    struct view at[VIEWS];
    enum status status;
    char why[400];
};

static bool has_column(const struct view *view, const char *name)
{
    for (size_t i = 0; i < view->count; i++)
        if (text_is(view->columns[i], name)) return true;
    return false;
}

static enum status compare(const struct view *view, const struct shape *shape, char *why,
                           size_t why_size)
{
    for (size_t i = 0; i < shape->property_count; i++) {
        const char *name = shape->properties[i].name;
        if (has_column(view, name) || is_computed(name)) continue;
        snprintf(why, why_size, "schema %s has the property %s, but view %s has no such column",
                 shape->name, name, view->name);
        return STATUS_INVALID;
    }
    for (size_t i = 0; i < view->count; i++) {
        const char *name = view->columns[i].at;
        if (strcmp(name, "key") == 0 || has_property(shape, name)) continue;
        snprintf(why, why_size, "view %s has the column %s, but schema %s does not mention it",
                 view->name, name, shape->name);
        return STATUS_INVALID;
    }
    return STATUS_OK;
}

/* To tell a view's columns SQLite resolves every name in it. To prepare it whole, as `build` does
 * and who first asks for it, would take thrice as long. */
static enum status read_columns(struct connection *connection, struct arena *arena,
                                struct view *view)
{
    struct statement *query;
    enum status status =
        connection_prepare(connection, TEXT("SELECT name FROM pragma_table_info(?1)"), &query);
    if (status != STATUS_OK) return status;
    statement_put_text(query, 1, text_of(view->name));
    while ((status = statement_step(query)) == STATUS_OK && view->count < COLUMNS_MOST)
        view->columns[view->count++] = arena_copy(arena, statement_text(query, 0));
    statement_reset(query);
    for (size_t i = 0; i < view->count; i++)
        if (view->columns[i].at == NULL) return STATUS_NO_MEMORY;
    if (status == STATUS_NO_MEMORY) return status;
    return status == STATUS_NOT_FOUND && view->count > 0 ? STATUS_OK : STATUS_INVALID;
}

static void name_views(struct views *views)
{
    for (size_t i = 0; i < VIEWS; i++) {
        bool is_claim = i == RECORD_TYPE_COUNT;
        struct view *view = &views->at[i];
        view->shape = is_claim ? "Claim" : record_types()[i].shape;
        snprintf(view->name, sizeof view->name, "api_%s",
                 is_claim ? "claim" : record_types()[i].name);
    }
}

static void explain(struct views *views, const struct view *view, enum status status,
                    struct connection *connection)
{
    size_t size = sizeof views->why;
    if (connection_failed(connection))
        snprintf(views->why, size, "view %s does not prepare: %s", view->name,
                 connection_error(connection));
    else if (status == STATUS_INVALID && view->count == 0)
        snprintf(views->why, size, "there is no view %s", view->name);
    else if (status == STATUS_INVALID)
        snprintf(views->why, size, "view %s has more than %d columns", view->name,
                 (int)COLUMNS_MOST);
}

static enum status read_all(struct views *views, struct connection *connection)
{
    static const struct languages none;
    enum status status = connection_run(connection, embedded_schema_sql());
    if (status == STATUS_OK) status = connection_make_views(connection, &none);
    if (status != STATUS_OK)
        snprintf(views->why, sizeof views->why, "the views do not prepare: %s",
                 connection_error(connection));
    for (size_t i = 0; i < VIEWS && status == STATUS_OK; i++) {
        status = read_columns(connection, views->arena, &views->at[i]);
        if (status != STATUS_OK) explain(views, &views->at[i], status, connection);
    }
    return status;
}

static void *work(void *state)
{
    struct views *views = state;
    struct connection *connection;
    views->status = connection_create(":memory:", &connection);
    if (views->status != STATUS_OK) return NULL;
    views->status = read_all(views, connection);
    connection_close(connection);
    return NULL;
}

static void free_views(struct views *views)
{
    arena_free(views->arena);
    free(views);
}

struct views *views_begin(void)
{
    struct views *views = calloc(1, sizeof *views);
    if (views == NULL) return NULL;
    snprintf(views->why, sizeof views->why, "memory is short");
    name_views(views);
    views->arena = arena_new(8192);
    if (views->arena != NULL && pthread_create(&views->thread, NULL, work, views) == 0)
        return views;
    free_views(views);
    return NULL;
}

static enum status compare_all(const struct views *views, const struct contract *contract,
                               char *why, size_t why_size)
{
    enum status status = formats_check(contract, why, why_size);
    if (status == STATUS_OK && (status = views->status) != STATUS_OK)
        snprintf(why, why_size, "%s", views->why);
    for (size_t i = 0; i < VIEWS && status == STATUS_OK; i++) {
        const struct shape *shape = contract_shape(contract, views->at[i].shape);
        if (shape != NULL) {
            status = compare(&views->at[i], shape, why, why_size);
            continue;
        }
        snprintf(why, why_size, "openapi.json has no schema %s", views->at[i].shape);
        status = STATUS_INVALID;
    }
    return status;
}

enum status views_check_take(struct views *views, const struct contract *contract, char *why,
                             size_t why_size)
{
    snprintf(why, why_size, "memory is short");
    if (views == NULL) return STATUS_NO_MEMORY;
    pthread_join(views->thread, NULL);
    enum status status =
        contract != NULL ? compare_all(views, contract, why, why_size) : STATUS_INVALID;
    free_views(views);
    return status;
}
