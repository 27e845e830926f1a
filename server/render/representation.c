/*
 * What a record looks like is said by its view; these are the few things around it that build and
 * server must agree on.
 */
#include <chancery/representation.h>

const char *const *representation_computed(void)
{
    static const char *const computed[] = {"sha256", "match", "geometry", "via", "label_at", NULL};
    return computed;
}

struct text representation_query(struct text type)
{
    static const char *const queries[] = {
        "SELECT * FROM api_event WHERE key = :key",    "SELECT * FROM api_treaty WHERE key = :key",
        "SELECT * FROM api_article WHERE key = :key",  "SELECT * FROM api_actor WHERE key = :key",
        "SELECT * FROM api_office WHERE key = :key",   "SELECT * FROM api_place WHERE key = :key",
        "SELECT * FROM api_relation WHERE key = :key", "SELECT * FROM api_control WHERE key = :key",
        "SELECT * FROM api_source WHERE key = :key",   "SELECT * FROM api_claim WHERE key = :key",
    };
    for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++) {
        struct text query = text_of(queries[i]);
        struct text name = text_after(query, sizeof "SELECT * FROM api_" - 1);
        if (text_equal(text_cut(&name, ' '), type)) return query;
    }
    return (struct text){"", 0};
}

int64_t representation_slot(int64_t key, size_t language)
{
    return key * LANGUAGE_LIMIT + (int64_t)language;
}

char *representation_dump(const json_t *value)
{
    return json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
}
