/* The types of record: the one list that build and server share. */
#ifndef CHANCERY_RECORD_TYPE_H
#define CHANCERY_RECORD_TYPE_H

#include <chancery/text.h>

struct record_type {
    const char *name;       /* "treaty": `type` of a record, api_treaty, `-- load treaty` */
    const char *collection; /* "treaties": the file's name, the schema's definition, the path */
    const char *shape;      /* "Treaty": the schema in openapi.json */
    bool dated;             /* its collection answers date filters */
};

enum { RECORD_TYPE_COUNT = 9 };

/** The types, in the order in which they are compiled. Static. */
const struct record_type *record_types(void);

/** The type of this name, or NULL. Static. */
const struct record_type *record_type_find(struct text name);

/** The type whose collection has this name, or NULL. Static. */
const struct record_type *record_type_of_collection(struct text collection);

#endif
