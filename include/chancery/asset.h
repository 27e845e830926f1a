/*
 * Files of the site for people that travel inside the binary: style sheets, scripts, the explorer's
 * page. server/site/ makes the table when the server is built; without Node.js only our own plain
 * files are in it. Everything here is static.
 */
#ifndef CHANCERY_ASSET_H
#define CHANCERY_ASSET_H

#include <chancery/coding.h>
#include <chancery/text.h>

struct asset {
    const char *source;       /* what it is called here: "pages.css", "index.html" */
    const char *name;         /* under /assets/: "pages-4f1c0a92.css"; NULL: it is not there */
    const char *content_type; /* the whole header */
    const char *digest;       /* 32 hexadecimal digits of its SHA-256 */
    struct text forms[CODING_COUNT]; /* its bytes in each coding; at NULL: not in that one */
};

/** The asset at `index`, or NULL after the last. */
const struct asset *asset_at(size_t index);

/** The asset that is called `source` here, or NULL where this build has none. */
const struct asset *asset_find(const char *source);

/** The asset that /assets/ serves under `name`, or under its plain `source`; NULL: none. */
const struct asset *asset_served(struct text name);

#endif
