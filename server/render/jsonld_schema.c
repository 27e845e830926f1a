/*
 * Records in the terms of schema.org. Each type of record has one function that says which of its
 * fields a property of schema.org means; a field that none means is left to the JSON, and nothing
 * is said more exactly than the record does. What is written or published is in jsonld_works.c.
 */
#include "jsonld.h"
#include "row.h"

#include <string.h>

/* --- the context --- */

static void define(struct buffer *out, const char *const *terms, const char *definition)
{
    for (size_t i = 0; terms[i] != NULL; i++)
        buffer_format(out, ",\"%s\":{%s}", terms[i], definition);
}

static bool speaks_default_language(const struct rendering *rendering)
{
    const json_t *first = json_array_get(json_object_get(rendering->dataset, "languages"), 0);
    return strcmp(row_text(first, "code"), rendering->language) == 0;
}

void schema_context(const struct rendering *rendering, struct buffer *out)
{
    static const char *const dates[] = {"startDate",       "endDate",       "birthDate",
                                        "deathDate",       "foundingDate",  "dissolutionDate",
                                        "legislationDate", "datePublished", NULL};
    static const char *const links[] = {"url", "sameAs", "license", "contentUrl", NULL};
    static const char *const codes[] = {"temporalCoverage",
                                        "identifier",
                                        "version",
                                        "encodingFormat",
                                        "inLanguage",
                                        "roleName",
                                        "propertyID",
                                        "value",
                                        "familyName",
                                        "givenName",
                                        "headline",
                                        "pagination",
                                        "creditText",
                                        "legislationType",
                                        "observationPeriod",
                                        "legislationIdentifier",
                                        NULL};
    /* These fall back to the dataset's first language without a word: in another they may be in it.
     */
    static const char *const prose[] = {"description", "abstract", NULL};
    buffer_string(out, "{\"@vocab\":\"https://schema.org/\","
                       "\"xsd\":\"http://www.w3.org/2001/XMLSchema#\","
                       "\"_end\":null,\"@language\":"); /* what closes an export is no data */
    buffer_json_string(out, text_of(rendering->language));
    define(out, dates, "\"@type\":\"xsd:date\"");
    define(out, links, "\"@type\":\"@id\"");
    define(out, codes, "\"@language\":null");
    if (!speaks_default_language(rendering)) define(out, prose, "\"@language\":null");
    buffer_string(out, "}");
}

/* --- the types --- */

static json_t *event_node(const struct rendering *rendering, const json_t *row)
{
    json_t *node = node_new(rendering, row, "Event");
    node_add_dating(node, json_object_get(row, "date"), "startDate", "endDate");
    node_add_references(rendering, node, "location", json_object_get(row, "places"));
    node_add_roles(rendering, node, json_object_get(row, "participants"), "contributor", NULL);
    node_add_references(rendering, node, "superEvent", json_object_get(row, "part_of"));
    node_add_references(rendering, node, "subEvent", json_object_get(row, "parts"));
    node_add_references(rendering, node, "about", json_object_get(row, "treaties"));
    node_add_sources(rendering, node, row);
    return node;
}

static json_t *actor_node(const struct rendering *rendering, const json_t *row)
{
    static const struct {
        const char *kind, *type, *start, *end;
    } kinds[] = {
        {"person", "Person", "birthDate", "deathDate"},
        {"state", "Country", "foundingDate", "dissolutionDate"},
        {"government", "GovernmentOrganization", "foundingDate", "dissolutionDate"},
        {"organization", "Organization", "foundingDate", "dissolutionDate"},
        {"military-force", "Organization", "foundingDate", "dissolutionDate"},
        {"company", "Corporation", "foundingDate", "dissolutionDate"},
        {"vessel", "Vehicle", NULL, NULL},
        {"", "Thing", NULL, NULL},
    };
    size_t i = 0;
    while (*kinds[i].kind != '\0' && strcmp(kinds[i].kind, row_text(row, "kind")) != 0)
        i++;
    json_t *node = node_new(rendering, row, kinds[i].type);
    node_add_dating(node, json_object_get(row, "existed"), kinds[i].start, kinds[i].end);
    node_add_roles(rendering, node, json_object_get(row, "affiliations"), "affiliation", "");
    node_add_references(rendering, node, "memberOf", json_object_get(row, "offices"));
    node_add_sources(rendering, node, row);
    return node;
}

static json_t *office_node(const struct rendering *rendering, const json_t *row)
{
    json_t *node = node_new(rendering, row, "OrganizationRole");
    node_set_text(node, "roleName", row_text(json_object_get(row, "office"), "label"));
    node_add_dating(node, json_object_get(row, "interval"), "startDate", "endDate");
    node_add_references(rendering, node, "member", json_object_get(row, "holder"));
    node_add_references(rendering, node, "memberOf", json_object_get(row, "state"));
    node_add_sources(rendering, node, row);
    return node;
}

static json_t *relation_node(const struct rendering *rendering, const json_t *row)
{
    json_t *node = node_new(rendering, row, "Role");
    node_set_text(node, "roleName", row_text(row, "status"));
    node_add_dating(node, json_object_get(row, "interval"), "startDate", "endDate");
    node_add_references(rendering, node, "member", json_object_get(row, "between"));
    node_add_references(rendering, node, "subjectOf", json_object_get(row, "opened_by"));
    node_add_references(rendering, node, "subjectOf", json_object_get(row, "closed_by"));
    node_add_sources(rendering, node, row);
    return node;
}

static json_t *control_node(const struct rendering *rendering, const json_t *row)
{
    json_t *node = node_new(rendering, row, "Role");
    node_set_text(node, "roleName", row_text(row, "kind"));
    node_add_dating(node, json_object_get(row, "interval"), "startDate", "endDate");
    node_add_references(rendering, node, "location", json_object_get(row, "place"));
    node_add_references(rendering, node, "member", json_object_get(row, "holder"));
    node_add_references(rendering, node, "subjectOf", json_object_get(row, "basis"));
    node_add_sources(rendering, node, row);
    return node;
}

static json_t *place_node(const struct rendering *rendering, const json_t *row)
{
    json_t *node = node_new(rendering, row, "Place"), *point = json_object_get(row, "point");
    if (json_is_object(point)) {
        json_t *position = json_object();
        node_set_text(position, "@type", "GeoCoordinates");
        json_object_set(position, "latitude", json_object_get(point, "lat"));
        json_object_set(position, "longitude", json_object_get(point, "lon"));
        json_object_set_new(node, "geo", position);
    }
    node_add_references(rendering, node, "containedInPlace", json_object_get(row, "within"));
    node_add_sources(rendering, node, row);
    return node;
}

/* A bucket of the timeline's histogram: between so many and so many. */
static json_t *histogram_node(const json_t *row)
{
    json_t *node = json_object();
    const json_t *certain = json_object_get(row, "certain");
    const json_t *possible = json_object_get(row, "possible");
    node_set_text(node, "@type", "Observation");
    json_object_set_new(node, "observationPeriod",
                        json_sprintf("%s/%s", row_text(row, "from"), row_text(row, "to")));
    json_int_t least = json_integer_value(certain), rest = json_integer_value(possible);
    if (json_is_integer(certain)) json_object_set_new(node, "minValue", json_integer(least));
    if (json_is_integer(certain) || json_is_integer(possible))
        json_object_set_new(node, "maxValue", json_integer(least + rest));
    return node;
}

json_t *schema_node(const struct rendering *rendering, const json_t *row)
{
    static const struct {
        const char *type;
        json_t *(*node)(const struct rendering *, const json_t *);
    } types[] = {{"event", event_node},       {"treaty", works_treaty},  {"article", works_article},
                 {"actor", actor_node},       {"office", office_node},   {"place", place_node},
                 {"relation", relation_node}, {"control", control_node}, {"source", works_source},
                 {"claim", works_claim}};
    if (strcmp(rendering->shape, "Dataset") == 0) return works_dataset(rendering, row);
    if (strcmp(rendering->shape, "Histogram") == 0) return histogram_node(row);
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (strcmp(types[i].type, row_text(row, "type")) == 0) return types[i].node(rendering, row);
    return node_new(rendering, row, "Thing");
}
