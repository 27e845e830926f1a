/* What the files of folding share about single words. Private to core. */
#ifndef CHANCERY_CORE_FOLD_WORDS_H
#define CHANCERY_CORE_FOLD_WORDS_H

#include <chancery/buffer.h>

/** Append a folded Latin word as Hepburn writes it once its macrons are gone: toukyou, tookyoo →
 * tokyo. */
void fold_shorten(struct text word, struct buffer *out);

#endif
