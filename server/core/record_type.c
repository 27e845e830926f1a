/*
 * The record types. A further one is a row here, a definition in db/dataset.schema.json, tables,
 * load statements and a view in db/, and a schema in openapi.json.
 */
#include <chancery/record_type.h>

#include <stddef.h>

static const struct record_type types[RECORD_TYPE_COUNT] = {
    {"source", "sources", "Source", true},   {"place", "places", "Place", false},
    {"actor", "actors", "Actor", true},      {"event", "events", "Event", true},
    {"treaty", "treaties", "Treaty", true},  {"article", "articles", "Article", true},
    {"office", "offices", "Office", true},   {"relation", "relations", "Relation", true},
    {"control", "control", "Control", true},
};

const struct record_type *record_types(void)
{
    return types;
}

const struct record_type *record_type_find(struct text name)
{
    for (size_t i = 0; i < RECORD_TYPE_COUNT; i++)
        if (text_is(name, types[i].name)) return &types[i];
    return NULL;
}

const struct record_type *record_type_of_collection(struct text collection)
{
    for (size_t i = 0; i < RECORD_TYPE_COUNT; i++)
        if (text_is(collection, types[i].collection)) return &types[i];
    return NULL;
}
