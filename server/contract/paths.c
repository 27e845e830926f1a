/*
 * Following dotted paths into a shape. One property may stand in several parts of a oneOf, so that
 * a path leads to a set of nodes.
 */
#include "compiler.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_NAMES = 7, MAX_NODES = 256, MAX_NESTING = 24, MAX_PATH = 256 };

struct node_set {
    size_t count;
    const struct path_node *at[MAX_NODES];
};

/* Put a node into the set, and all that are the same value. */
static void add_node(struct node_set *set, const struct path_node *node)
{
    for (size_t i = 0; i < set->count; i++)
        if (set->at[i] == node) return;
    if (set->count == MAX_NODES) return;
    set->at[set->count++] = node;
    for (size_t i = 0; i < node->edge_count; i++)
        if (node->edges[i].name == NULL) add_node(set, node->edges[i].to);
}

/* What the property `name` of the nodes leads to. */
static void step(const struct node_set *from, struct text name, bool is_first, struct node_set *to)
{
    to->count = 0;
    for (size_t i = 0; i < from->count; i++) {
        const struct path_node *node = from->at[i];
        for (size_t k = 0; k < node->edge_count; k++)
            if (node->edges[k].name != NULL && text_is(name, node->edges[k].name))
                add_node(to, node->edges[k].to);
        if (node->any != NULL && !is_first) add_node(to, node->any);
    }
}

static bool is_open(const struct node_set *set)
{
    for (size_t i = 0; i < set->count; i++)
        if (set->at[i]->is_open) return true;
    return false;
}

bool shape_has_path(const struct shape *shape, struct text path)
{
    struct node_set sets[2];
    if (shape->paths == NULL || path.length == 0) return false;
    sets[0].count = sets[1].count = 0;
    add_node(&sets[0], shape->paths);
    for (size_t names = 0; path.at != NULL && names < MAX_NAMES; names++) {
        struct node_set *here = &sets[names % 2];
        /* Of a record the properties are known: what it may hold beside them is none. */
        if (names > 0 && is_open(here)) return true;
        step(here, text_cut(&path, '.'), names == 0, &sets[(names + 1) % 2]);
        if (sets[(names + 1) % 2].count == 0) return false;
    }
    return path.at == NULL;
}

/* --- all of them --- */

struct listing {
    struct arena *arena;
    const char **at;
    size_t count, room;
    char path[MAX_PATH];
    bool failed;
};

static void list_path(struct listing *listing, size_t length)
{
    struct text copy = arena_copy(listing->arena, (struct text){listing->path, length});
    const char **at =
        arena_grow(listing->arena, listing->at, listing->count, &listing->room, sizeof *at);
    listing->failed = at == NULL || copy.at == NULL;
    if (listing->failed) return;
    listing->at = at;
    listing->at[listing->count++] = copy.at;
}

static void list_node(struct listing *listing, const struct path_node *node, size_t length,
                      int names, int nesting);

/* What is below a name; `to` NULL: anything. */
static void list_name(struct listing *listing, const char *name, const struct path_node *to,
                      size_t length, int names)
{
    size_t more = strlen(name), dot = length > 0;
    if (length + dot + more > MAX_PATH || listing->failed) return;
    if (dot) listing->path[length] = '.';
    memcpy(listing->path + length + dot, name, more);
    list_path(listing, length + dot + more);
    if (to != NULL && names + 1 < MAX_NAMES)
        list_node(listing, to, length + dot + more, names + 1, 0);
}

static void list_node(struct listing *listing, const struct path_node *node, size_t length,
                      int names, int nesting)
{
    if (nesting > MAX_NESTING) return;
    for (size_t i = 0; i < node->edge_count; i++) {
        const struct path_edge *edge = &node->edges[i];
        if (edge->name == NULL)
            list_node(listing, edge->to, length, names, nesting + 1);
        else
            list_name(listing, edge->name, edge->to, length, names);
    }
    if (length > 0 && node->any != NULL) list_name(listing, "*", node->any, length, names);
    if (length > 0 && node->is_open) list_name(listing, "**", NULL, length, names);
}

static int compare(const void *one, const void *other)
{
    return strcmp(*(const char *const *)one, *(const char *const *)other);
}

size_t shape_list_paths(const struct shape *shape, struct arena *arena, const char *const **out)
{
    struct listing listing = {.arena = arena};
    size_t kept = 0;
    *out = NULL;
    if (shape->paths != NULL) list_node(&listing, shape->paths, 0, 0, 0);
    if (listing.failed || listing.count == 0) return 0;
    qsort(listing.at, listing.count, sizeof *listing.at, compare);
    for (size_t i = 1; i < listing.count; i++)
        if (strcmp(listing.at[kept], listing.at[i]) != 0) listing.at[++kept] = listing.at[i];
    *out = listing.at;
    return kept + 1;
}
