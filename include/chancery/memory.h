/* Shortness of memory that would otherwise go unnoticed. */
#ifndef CHANCERY_MEMORY_H
#define CHANCERY_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/** Have jansson allocate by our leave. Once, before anything else of it is used. */
void memory_watch_jansson(void);

/** realloc, with a failure noted. */
void *memory_resize(void *old, size_t size);

/** Note that this thread was short of memory: jansson gets none until that is forgotten. */
void memory_note_failure(void);

/** Begin anew: what this thread makes from here on is judged by itself. */
void memory_forget(void);

/** Whether this thread was short of memory since it last forgot; then what it made is not to be
 * trusted. */
bool memory_is_short(void);

/** How many failures were noted so far, in any thread. */
unsigned memory_failures(void);

#endif
