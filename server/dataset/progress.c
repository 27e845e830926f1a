/*
 * Progress on a terminal: one line that is written over, with the rate of the step and what is left
 * of it. Elsewhere nothing is said until the end.
 */
#include "compilation.h"

#include <chancery/clock.h>
#include <inttypes.h>
#include <string.h>

enum { BETWEEN_MS = 200 };

int64_t progress_now(void)
{
    return clock_now() / CLOCK_MILLISECOND;
}

/* "12 s" or "3 min": nobody waits more exactly. */
static void print_left(FILE *out, int64_t milliseconds)
{
    int64_t seconds = (milliseconds + 999) / 1000;
    if (seconds < 100)
        fprintf(out, ", %" PRId64 " s left", seconds);
    else
        fprintf(out, ", %" PRId64 " min left", (seconds + 59) / 60);
}

void progress_show(struct compilation *compilation, const char *step, uint64_t done, uint64_t all,
                   uint64_t records)
{
    struct progress *progress = &compilation->progress;
    FILE *out = compilation->options->messages;
    if (!compilation->options->terminal) return;
    int64_t now = progress_now();
    bool anew = progress->step == NULL || strcmp(progress->step, step) != 0;
    if (anew) *progress = (struct progress){.step = step, .begun = now, .first = records};
    if (!anew && now - progress->shown < BETWEEN_MS) return;
    progress->shown = now;
    int64_t spent = now - progress->begun;
    fprintf(out, "\r\033[K%s …", step);
    if (all > 0) fprintf(out, " %d %%", (int)(done * 100 / all));
    if (records > progress->first && spent > 0)
        fprintf(out, ", %" PRIu64 " records/s",
                (records - progress->first) * 1000 / (uint64_t)spent);
    if (all > 0 && done > 0 && spent > 0)
        print_left(out, (int64_t)((double)spent * (double)(all - done) / (double)done));
    fflush(out);
}

void progress_clear(struct compilation *compilation)
{
    compilation->progress.step = NULL;
    if (compilation->options->terminal) fprintf(compilation->options->messages, "\r\033[K");
}
