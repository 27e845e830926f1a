/* Shortness of memory that would otherwise go unnoticed. */
#ifndef CHANCERY_MEMORY_H
#define CHANCERY_MEMORY_H

#include <stddef.h>

/** Have jansson allocate by way of memory_resize. Once, before anything else of it is used. */
void memory_watch_jansson(void);

/** realloc, with its failures counted. */
void *memory_resize(void *old, size_t size);

/** How many allocations of jansson's and of buffers failed so far, in any thread. What was made
 * while this changed is not to be trusted. */
unsigned memory_failures(void);

#endif
