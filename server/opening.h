/* A dataset that is opened by a thread of its own, while the contract is compiled. */
#ifndef CHANCERY_OPENING_H
#define CHANCERY_OPENING_H

#include <chancery/generation.h>

struct opening;

/** Begin to open a compiled dataset (the path is borrowed until the end). NULL: memory is short. */
struct opening *opening_begin(const char *path);

/** Wait for it; frees the opening. As generation_open; NULL gives STATUS_NO_MEMORY. */
enum status opening_finish_take(struct opening *opening, struct generation **out, char *why,
                                size_t why_size) CHANCERY_MUST_USE;

#endif
