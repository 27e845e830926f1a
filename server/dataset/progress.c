/*
 * Progress on a terminal: one line that is written over. Elsewhere nothing is said until the end.
 */
#include "compilation.h"

void progress_show(const struct compilation *compilation, const char *step, uint64_t done,
                   uint64_t all)
{
    if (!compilation->options->terminal || all == 0) return;
    fprintf(compilation->options->messages, "\r\033[K%s … %d %%", step, (int)(done * 100 / all));
    fflush(compilation->options->messages);
}

void progress_clear(const struct compilation *compilation)
{
    if (compilation->options->terminal) fprintf(compilation->options->messages, "\r\033[K");
}
