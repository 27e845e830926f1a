/*
 * Shortness of memory that would otherwise go unnoticed: jansson drops what it has no room for, be
 * it a member that is set or one byte of a text that it parses, and goes on. So failures are
 * counted, and who made something while the count changed throws it away.
 */
#include <chancery/memory.h>

#include <jansson.h>
#include <stdatomic.h>
#include <stdlib.h>

/* The one thing here that every thread shares: jansson's allocator is one for all, and has no
 * state. */
static atomic_uint failures;

void *memory_resize(void *old, size_t size)
{
    void *made = realloc(old, size);
    if (made == NULL) atomic_fetch_add_explicit(&failures, 1, memory_order_relaxed);
    return made;
}

static void *allocate(size_t size)
{
    return memory_resize(NULL, size);
}

void memory_watch_jansson(void)
{
    json_set_alloc_funcs(allocate, free);
}

unsigned memory_failures(void)
{
    return atomic_load_explicit(&failures, memory_order_relaxed);
}
