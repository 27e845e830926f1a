/*
 * Shortness of memory that would otherwise go unnoticed. jansson drops what it has no room for, be
 * it a member that is set or one byte of a text that it parses, and goes on: with a wrong answer,
 * with an assertion, or beyond the end of a text whose closing quote was lost. So from the first
 * failure on it gets nothing more in this thread, which it survives, until someone has thrown away
 * what was made.
 */
#include <chancery/memory.h>

#include <jansson.h>
#include <stdatomic.h>
#include <stdlib.h>

/* jansson's allocator is one for all and is handed no state: the only place to keep some is here.
 */
static _Thread_local bool is_short;
static atomic_uint failures;

void memory_note_failure(void)
{
    is_short = true;
    atomic_fetch_add_explicit(&failures, 1, memory_order_relaxed);
}

void *memory_resize(void *old, size_t size)
{
    void *made = realloc(old, size);
    if (made == NULL) memory_note_failure();
    return made;
}

static void *allocate(size_t size)
{
    return is_short ? NULL : memory_resize(NULL, size);
}

void memory_watch_jansson(void)
{
    json_set_alloc_funcs(allocate, free);
}

void memory_forget(void)
{
    is_short = false;
}

bool memory_is_short(void)
{
    return is_short;
}

unsigned memory_failures(void)
{
    return atomic_load_explicit(&failures, memory_order_relaxed);
}
