/*
 * The files that the binary carries: the contract, the SQL, the dataset's schema. The assembler
 * reads them (.incbin), so that no generator stands between a file and its bytes.
 */
#include "carry.h"

#include <chancery/embedded.h>

CARRY(openapi, "openapi/openapi.json");
CARRY(dataset_schema, "db/dataset.schema.json");
CARRY(conformance, "openapi/conformance-time.json");
CARRY(schema_sql, "db/schema.sql");
CARRY(views_sql, "db/views.sql");
CARRY(queries_sql, "db/queries.sql");
CARRY(load_sql, "db/load.sql");
CARRY(derive_sql, "db/derive.sql");
CARRY(checks_sql, "db/checks.sql");

static struct text between(const char *start, const char *end)
{
    return (struct text){start, (size_t)(end - start)};
}

struct text embedded_openapi(void)
{
    return between(chancery_openapi, chancery_openapi_end);
}

struct text embedded_dataset_schema(void)
{
    return between(chancery_dataset_schema, chancery_dataset_schema_end);
}

struct text embedded_conformance(void)
{
    return between(chancery_conformance, chancery_conformance_end);
}

struct text embedded_schema_sql(void)
{
    return between(chancery_schema_sql, chancery_schema_sql_end);
}

struct text embedded_views_sql(void)
{
    return between(chancery_views_sql, chancery_views_sql_end);
}

struct text embedded_queries_sql(void)
{
    return between(chancery_queries_sql, chancery_queries_sql_end);
}

struct text embedded_load_sql(void)
{
    return between(chancery_load_sql, chancery_load_sql_end);
}

struct text embedded_derive_sql(void)
{
    return between(chancery_derive_sql, chancery_derive_sql_end);
}

struct text embedded_checks_sql(void)
{
    return between(chancery_checks_sql, chancery_checks_sql_end);
}
