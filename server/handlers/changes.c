/*
 * What changed since a released version: by the content of records, as the dataset's history tells.
 * A record that was changed and changed back is not here, and one that was merely rebuilt never is.
 */
#include "entry.h"
#include "identity.h"
#include "operations.h"
#include "request.h"

enum { CHANGES_LIMIT = 10000 };

static json_t *digest(struct statement *row, int column)
{
    return statement_json(row, column, PROPERTY_TEXT);
}

/* A reference with the digests now and then; of what was removed its id and what took its place. */
static json_t *change_of(struct statement *row)
{
    json_t *change =
        statement_is_null(row, 1) ? json_object() : statement_json(row, 1, PROPERTY_JSON);
    if (statement_is_null(row, 1)) {
        json_object_set_new(change, "id", statement_json(row, 0, PROPERTY_TEXT));
        json_object_set_new(change, "replaced_by", statement_json(row, 4, PROPERTY_JSON));
    } else {
        json_object_set_new(change, "sha256", digest(row, 2));
    }
    if (!statement_is_null(row, 3)) json_object_set_new(change, "was", digest(row, 3));
    return change;
}

/* One section; cut and named in `truncated` beyond CHANGES_LIMIT. */
static enum status read_section(struct request *request, struct text version, const char *what,
                                json_t *page)
{
    struct statement *changes;
    json_t *list = json_array();
    json_object_set_new(page, what, list);
    enum status status = request_query(request, "changes", &changes);
    if (status != STATUS_OK) return status;
    statement_bind_text(changes, ":since", version);
    statement_bind_text(changes, ":what", text_of(what));
    statement_bind_integer(changes, ":limit", CHANGES_LIMIT + 1);
    while ((status = statement_step(changes)) == STATUS_OK) {
        if (json_array_size(list) == CHANGES_LIMIT) {
            json_array_append_new(json_object_get(page, "truncated"), json_string(what));
            status = STATUS_NOT_FOUND;
            break;
        }
        json_array_append_new(list, change_of(changes));
    }
    statement_reset(changes);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status count_changes(struct request *request, struct text version, json_t *counts)
{
    struct statement *query;
    enum status status = request_query(request, "changes.counts", &query);
    if (status != STATUS_OK) return status;
    statement_bind_text(query, ":since", version);
    status = statement_step(query);
    for (int i = 0; status == STATUS_OK && i < statement_column_count(query); i++)
        json_object_set_new(counts, statement_column_name(query, i),
                            statement_json(query, i, PROPERTY_INTEGER));
    statement_reset(query);
    return status;
}

struct reply get_changes(struct request *request)
{
    static const char *const sections[] = {"created", "changed", "removed"};
    struct text since = parameter_text(request, "since"), version;
    json_t *page = json_object(), *counts = json_object();
    json_object_set_new(page, "since", json_stringn(since.at, since.length));
    json_object_set_new(
        page, "version",
        json_deep_copy(json_object_get(generation_dataset(request->generation), "version")));
    json_object_set_new(page, "sha256", json_string(generation_version(request->generation)));
    json_object_set_new(page, "counts", counts);
    json_object_set_new(page, "truncated", json_array());
    enum status status = find_version(request, since, &version);
    if (status == STATUS_OK) status = count_changes(request, version, counts);
    for (size_t i = 0; i < 3 && status == STATUS_OK; i++)
        status = read_section(request, version, sections[i], page);
    if (status == STATUS_OK) return entry_reply_take(request, page);
    json_decref(page);
    return reply_failure(status);
}
