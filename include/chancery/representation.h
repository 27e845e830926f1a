/* Records and their kept bytes: canonical JSON without the closing brace, so that a page can add to
 * it. */
#ifndef CHANCERY_REPRESENTATION_H
#define CHANCERY_REPRESENTATION_H

#include <chancery/connection.h>
#include <chancery/record_type.h>

/** Properties of records that are no view columns but computed: a NULL-terminated list of names.
 * Static. */
const char *const *representation_computed(void);

/** The "SELECT * FROM api_x WHERE key = :key" of a type, by the type's name ("claim" included).
 * Static. */
struct text representation_query(struct text type);

/** The slot of a record's bytes in a language. */
int64_t representation_slot(int64_t key, size_t language);

/** A jansson value in canonical form: compact, reals by 15 digits. malloc'd, or NULL. */
char *representation_dump(const json_t *value);

#endif
