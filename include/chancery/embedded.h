/* Files of the source tree that travel inside the binary. Each is NUL-terminated beyond its length.
 */
#ifndef CHANCERY_EMBEDDED_H
#define CHANCERY_EMBEDDED_H

#include <chancery/text.h>

struct text embedded_openapi(void);        /* openapi/openapi.json */
struct text embedded_dataset_schema(void); /* db/dataset.schema.json */
struct text embedded_conformance(void);    /* openapi/conformance-time.json */
struct text embedded_schema_sql(void);
struct text embedded_views_sql(void);
struct text embedded_queries_sql(void);
struct text embedded_load_sql(void);
struct text embedded_derive_sql(void);
struct text embedded_checks_sql(void);

/* A guide of openapi/guides/, in Markdown. */
struct guide {
    const char *slug; /* "dates": the file's name */
    const char *title;
    struct text source;
};

/** The guide at `index`, in the order in which they are best read. False: there are no more. */
bool embedded_guide(size_t index, struct guide *out);

#endif
