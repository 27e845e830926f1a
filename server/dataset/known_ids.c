/*
 * A table of bounded size. Most references of a large dataset are to its places, actors and
 * sources, which are few and come first; for those no lookup waits until the end.
 */
#include "known_ids.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS = KNOWN_IDS_MOST * 2, EMPTY = 0 };

struct known_ids {
    size_t count;
    uint32_t slots[SLOTS]; /* an entry's number, from 1 */
    struct known_id entries[KNOWN_IDS_MOST];
};

struct known_ids *known_ids_new(void)
{
    return calloc(1, sizeof(struct known_ids));
}

void known_ids_free(struct known_ids *ids)
{
    for (size_t i = 0; ids != NULL && i < ids->count; i++)
        free((char *)ids->entries[i].id.at);
    free(ids);
}

/* FNV-1a; who makes his own dataset's ids collide waits for himself. */
static uint32_t hash(struct text id)
{
    uint32_t state = 2166136261U;
    for (size_t i = 0; i < id.length; i++)
        state = (state ^ (unsigned char)id.at[i]) * 16777619U;
    return state;
}

/* The slot of an id, or the empty one where it belongs. */
static uint32_t *find_slot(struct known_ids *ids, struct text id)
{
    size_t at = hash(id) % SLOTS;
    while (ids->slots[at] != EMPTY && !text_equal(ids->entries[ids->slots[at] - 1].id, id))
        at = (at + 1) % SLOTS;
    return &ids->slots[at];
}

void known_ids_add(struct known_ids *ids, struct text id, const struct record_type *type)
{
    if (ids->count == KNOWN_IDS_MOST) return;
    uint32_t *slot = find_slot(ids, id);
    char *copy = *slot == EMPTY ? strndup(id.at, id.length) : NULL;
    if (copy == NULL) return;
    ids->entries[ids->count] = (struct known_id){.id = {copy, id.length}, .type = type};
    *slot = (uint32_t)++ids->count;
}

struct known_id *known_ids_find(struct known_ids *ids, struct text id)
{
    uint32_t slot = *find_slot(ids, id);
    return slot != EMPTY ? &ids->entries[slot - 1] : NULL;
}

const struct known_id *known_ids_at(const struct known_ids *ids, size_t index)
{
    return index < ids->count ? &ids->entries[index] : NULL;
}
