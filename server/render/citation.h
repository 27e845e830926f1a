/* A row as one entry of a bibliography: what the renderers of citations share. */
#ifndef RENDER_CITATION_H
#define RENDER_CITATION_H

#include "row.h"

/**
 * The CSL-JSON item of a row (CSL 1.0.2, csl-data.json): a source is itself, any other record is an
 * entry of the dataset, the dataset is a dataset. What is not known is absent. A new reference, or
 * NULL when memory is short.
 */
json_t *citation_item(const struct rendering *rendering, const json_t *row);

#endif
