/*
 * Breadth-first over the links. What was met is kept in a table of its own, so that a cycle ends
 * where it closes; how far and how much is bounded by the plan. Knows nothing of what links mean:
 * that stands in queries.sql.
 */
#include "walk.h"

#include "request.h"

#include <chancery/buffer.h>
#include <stdlib.h>

enum { FIRST_SLOTS = 256 };

/* Where a key stands in the table of slots, or the empty slot where it would. */
static size_t find_slot(const struct walk *walk, int64_t key)
{
    uint64_t hash = (uint64_t)key * 0x9E3779B97F4A7C15U;
    size_t slot = (size_t)(hash >> 32) & (walk->slot_count - 1);
    while (walk->slots[slot] != 0 && walk->at[walk->slots[slot] - 1].key != key)
        slot = (slot + 1) & (walk->slot_count - 1);
    return slot;
}

static enum status grow(struct walk *walk)
{
    size_t capacity = walk->capacity == 0 ? FIRST_SLOTS / 2 : walk->capacity * 2;
    struct reached *at = realloc(walk->at, capacity * sizeof *at);
    if (at == NULL) return STATUS_NO_MEMORY;
    walk->at = at;
    size_t *slots = calloc(capacity * 2, sizeof *slots);
    if (slots == NULL) return STATUS_NO_MEMORY;
    free(walk->slots);
    walk->slots = slots;
    walk->slot_count = capacity * 2;
    walk->capacity = capacity;
    for (size_t i = 0; i < walk->count; i++)
        walk->slots[find_slot(walk, walk->at[i].key)] = i + 1;
    return STATUS_OK;
}

/* Keep a record that is met for the first time. */
static enum status meet(struct walk *walk, const struct walk_plan *plan, struct reached reached)
{
    if (walk->count == walk->capacity && grow(walk) != STATUS_OK) return STATUS_NO_MEMORY;
    size_t slot = find_slot(walk, reached.key);
    if (walk->slots[slot] != 0) return STATUS_OK;
    if (walk->count == plan->limit) {
        walk->truncated = true;
        return STATUS_OK;
    }
    if (reached.key == plan->goal) walk->goal = walk->count;
    walk->at[walk->count++] = reached;
    walk->slots[slot] = walk->count;
    return STATUS_OK;
}

static bool is_over(const struct walk *walk)
{
    return walk->truncated || walk->goal != SIZE_MAX;
}

/* Meet whatever is one step from the record at `place`. */
static enum status step_from(struct request *request, const struct walk_plan *plan, struct text sql,
                             size_t place, struct walk *walk)
{
    struct statement *steps;
    struct connection *connection = request_connection(request);
    if (connection == NULL) return STATUS_FAILED;
    enum status status = connection_prepare(connection, sql, &steps);
    if (status != STATUS_OK) return status;
    statement_bind_integer(steps, ":key", walk->at[place].key);
    statement_bind_integer(steps, ":since", plan->since);
    statement_bind_integer(steps, ":until", plan->until);
    while (!is_over(walk) && (status = statement_step(steps)) == STATUS_OK) {
        struct reached reached = {.key = statement_integer(steps, 1),
                                  .edge = statement_integer(steps, 0),
                                  .from = place,
                                  .depth = walk->at[place].depth + 1,
                                  .reversed = statement_integer(steps, 2) != 0};
        status = meet(walk, plan, reached);
        if (status != STATUS_OK) break;
    }
    statement_reset(steps);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status write_steps(const struct request *request, const struct walk_plan *plan,
                               struct buffer *sql)
{
    for (size_t i = 0; i < WALK_PIECES && plan->pieces[i] != NULL; i++)
        buffer_text(sql, generation_query(request->generation, plan->pieces[i]));
    buffer_text(sql, generation_query(request->generation, "walk.order"));
    return sql->failed ? STATUS_NO_MEMORY : STATUS_OK;
}

enum status walk_run(struct request *request, const struct walk_plan *plan, struct walk *out)
{
    struct buffer sql = {0};
    *out = (struct walk){.goal = SIZE_MAX};
    enum status status = write_steps(request, plan, &sql);
    if (status == STATUS_OK) status = meet(out, plan, (struct reached){.key = plan->start});
    for (size_t i = 0; status == STATUS_OK && i < out->count && !is_over(out); i++) {
        if (out->at[i].depth == plan->depth) break;
        status = step_from(request, plan, (struct text){sql.at, sql.length}, i, out);
    }
    if (out->goal == SIZE_MAX) out->goal = out->count;
    buffer_free(&sql);
    return status;
}

void walk_free(struct walk *walk)
{
    free(walk->at);
    free(walk->slots);
    *walk = (struct walk){0};
}
