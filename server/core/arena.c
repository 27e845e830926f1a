/*
 * The arena: blocks that double, freed together. It never gives a single piece back; whoever needs
 * that wants malloc.
 */
#include <chancery/arena.h>

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct block {
    struct block *previous;
    size_t size, used;
    max_align_t bytes[];
};

struct arena {
    struct block *last;
};

static struct block *add_block(struct arena *arena, size_t size)
{
    struct block *block = malloc(sizeof *block + size);
    if (block == NULL) return NULL;
    *block = (struct block){.previous = arena->last, .size = size};
    arena->last = block;
    return block;
}

struct arena *arena_new(size_t first)
{
    struct arena *arena = malloc(sizeof *arena);
    if (arena == NULL) return NULL;
    arena->last = NULL;
    if (add_block(arena, first) == NULL) {
        free(arena);
        return NULL;
    }
    return arena;
}

void arena_free(struct arena *arena)
{
    if (arena == NULL) return;
    for (struct block *block = arena->last; block != NULL;) {
        struct block *previous = block->previous;
        free(block);
        block = previous;
    }
    free(arena);
}

void *arena_take(struct arena *arena, size_t size)
{
    size_t rounded = (size + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
    if (rounded < size) return NULL;
    struct block *block = arena->last;
    if (block->size - block->used < rounded) {
        size_t wanted = block->size * 2;
        block = add_block(arena, wanted > rounded ? wanted : rounded);
        if (block == NULL) return NULL;
    }
    void *taken = (char *)block->bytes + block->used;
    block->used += rounded;
    return memset(taken, 0, size);
}

void *arena_grow(struct arena *arena, void *at, size_t count, size_t *room, size_t size)
{
    if (count < *room) return at;
    size_t larger = *room == 0 ? 64 : 2 * *room;
    void *grown = larger <= SIZE_MAX / size ? arena_take(arena, larger * size) : NULL;
    if (grown == NULL) return NULL;
    if (count > 0) memcpy(grown, at, count * size);
    *room = larger;
    return grown;
}

struct text arena_copy(struct arena *arena, struct text source)
{
    char *copy = arena_take(arena, source.length + 1);
    if (copy == NULL) return (struct text){NULL, 0};
    if (source.length > 0) memcpy(copy, source.at, source.length);
    return (struct text){copy, source.length};
}

char *arena_format(struct arena *arena, const char *format, ...)
{
    va_list once, again;
    va_start(once, format);
    va_copy(again, once);
    int length = vsnprintf(NULL, 0, format, once);
    va_end(once);
    char *out = length < 0 ? NULL : arena_take(arena, (size_t)length + 1);
    if (out != NULL) vsnprintf(out, (size_t)length + 1, format, again);
    va_end(again);
    return out;
}
