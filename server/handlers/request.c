/*
 * The handlers' way to the store, and what they read of their request.
 */
#include "request.h"

#include <chancery/buffer.h>
#include <stdlib.h>
#include <string.h>

struct connection *request_connection(struct request *request)
{
    if (request->connection == NULL) {
        request->connection = generation_borrow(request->generation);
        if (request->connection == NULL) {
            request->failure = STATUS_FAILED;
            return NULL;
        }
        connection_set_deadline(request->connection, request->query_deadline);
    }
    connection_set_language(request->connection, request->language);
    return request->connection;
}

void request_finish(struct request *request)
{
    generation_return(request->generation, request->connection);
    request->connection = NULL;
}

enum status request_query(struct request *request, const char *name, struct statement **out)
{
    struct connection *connection = request_connection(request);
    if (connection == NULL) return STATUS_FAILED;
    return connection_prepare(connection, generation_query(request->generation, name), out);
}

enum status request_query_joined(struct request *request, const char *const *pieces, size_t count,
                                 struct statement **out)
{
    struct connection *connection = request_connection(request);
    struct buffer sql = {0};
    for (size_t i = 0; i < count; i++)
        if (pieces[i] != NULL) buffer_text(&sql, generation_query(request->generation, pieces[i]));
    enum status status = sql.failed ? STATUS_NO_MEMORY : STATUS_FAILED;
    if (!sql.failed && connection != NULL)
        status = connection_prepare(connection, (struct text){sql.at, sql.length}, out);
    buffer_free(&sql);
    return status;
}

struct text parameter_text(const struct request *request, const char *name)
{
    const struct value *value = parameters_get(&request->parameters, name);
    return value != NULL ? value->text : (struct text){NULL, 0};
}

char *replaced_target(const struct request *request, size_t segment, struct text replacement)
{
    struct buffer target = {0};
    buffer_string(&target, request->base_path);
    for (size_t i = 0; i < request->route.segment_count; i++) {
        buffer_string(&target, "/");
        buffer_percent_encode(&target, i == segment ? replacement : request->route.segments[i], "");
    }
    if (request->query.at != NULL) {
        buffer_string(&target, "?");
        buffer_text(&target, request->query);
    }
    if (!target.failed) return target.at;
    buffer_free(&target);
    return NULL;
}
