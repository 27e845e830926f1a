/* Memory that lives as long as a request and goes with it at once. Not shared between threads. */
#ifndef CHANCERY_ARENA_H
#define CHANCERY_ARENA_H

#include <chancery/status.h>
#include <chancery/text.h>

struct arena;

/** Make an arena whose first block holds `first` bytes. NULL when memory is short. */
struct arena *arena_new(size_t first);

/** Give back everything taken from the arena, and the arena. NULL is allowed. */
void arena_free(struct arena *arena);

/** Take `size` bytes, zeroed, aligned for any type. NULL when memory is short. Borrowed from the
 * arena. */
void *arena_take(struct arena *arena, size_t size);

/**
 * Room for one more element of `size` bytes behind the `count` of a list that the arena holds: `at`
 * itself while it has some, else a copy twice as large. `*room` is how many it holds; a list begins
 * as NULL with room for none. NULL when memory is short: `at` is as it was.
 */
void *arena_grow(struct arena *arena, void *at, size_t count, size_t *room, size_t size);

/** Copy a text with a NUL after it, so that it also serves as a C string where it has no NUL
 * inside. NULL `at` when memory is short. */
struct text arena_copy(struct arena *arena, struct text source);

/** Print into the arena as printf does. NULL when memory is short. Borrowed from the arena. */
char *arena_format(struct arena *arena, const char *format, ...) CHANCERY_FORMAT(2, 3);

#endif
