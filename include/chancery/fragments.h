/* An SQL file cut into its named pieces: a line `-- WORD NAME` begins one, blank-line text follows.
 */
#ifndef CHANCERY_FRAGMENTS_H
#define CHANCERY_FRAGMENTS_H

#include <chancery/status.h>
#include <chancery/text.h>

struct fragment {
    struct text name; /* what stands after the word: "event when places" */
    struct text sql;  /* borrowed from the file's bytes */
};

struct fragments {
    size_t count;
    struct fragment *at; /* owned */
};

/** Cut `file` at the lines that begin with "-- " `word` " ". STATUS_NO_MEMORY. */
enum status fragments_read(struct text file, const char *word,
                           struct fragments *out) CHANCERY_MUST_USE;

/** Free what fragments_read took. */
void fragments_free(struct fragments *fragments);

/** The SQL of this name; an empty text where there is none. Borrowed. */
struct text fragments_find(const struct fragments *fragments, const char *name);

#endif
