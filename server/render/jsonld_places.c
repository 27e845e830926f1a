/*
 * Places and control in the Linked Places Format (LPF 1.2), which is GeoJSON and JSON-LD at once.
 * Its specification reads a timespan without an end as one point in time and its own example as one
 * that goes on: here each timespan has both. A place without dating gets no `when`: none is made
 * up.
 */
#include "jsonld.h"
#include "row.h"

#include <chancery/calendar.h>
#include <chancery/geojson.h>
#include <string.h>

/* The terms used here, by the IRIs that linkedplaces-context-v1.1.jsonld gives them; but for
 * `relationTo`, which is a link here, so that it can be followed. */
void places_context(struct buffer *out)
{
    buffer_string(out, "{\"@version\":1.1,\"type\":\"@type\","
                       "\"rdf\":\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\","
                       "\"rdfs\":\"http://www.w3.org/2000/01/rdf-schema#\","
                       "\"lpo\":\"http://linkedpasts.org/ontology/lpo_latest.ttl#\","
                       "\"gvp\":\"http://vocab.getty.edu/ontology#\","
                       "\"aat\":\"http://vocab.getty.edu/aat/\","
                       "\"skos\":\"http://www.w3.org/2004/02/skos/core#\","
                       "\"cito\":\"http://purl.org/spar/cito#\","
                       "\"dct\":\"http://purl.org/dc/terms/\","
                       "\"geojson\":\"https://purl.org/geojson/vocab#\","
                       "\"geojson-t\":\"https://github.com/kgeographer/geojson-t/\",");
    buffer_string(out, "\"FeatureCollection\":\"geojson:FeatureCollection\","
                       "\"Feature\":\"geojson:Feature\","
                       "\"GeometryCollection\":\"geojson:GeometryCollection\","
                       "\"LineString\":\"geojson:LineString\","
                       "\"MultiLineString\":\"geojson:MultiLineString\","
                       "\"MultiPoint\":\"geojson:MultiPoint\","
                       "\"MultiPolygon\":\"geojson:MultiPolygon\","
                       "\"Point\":\"geojson:Point\",\"Polygon\":\"geojson:Polygon\","
                       "\"coordinates\":{\"@id\":\"geojson:coordinates\",\"@container\":\"@list\"},"
                       "\"features\":{\"@id\":\"lpo:hasFeature\",\"@container\":\"@set\"},"
                       "\"properties\":\"geojson:properties\",\"geometry\":\"geojson-t:geometry\","
                       "\"geometries\":{\"@id\":\"lpo:setting\",\"@container\":\"@set\"},");
    buffer_string(out, "\"title\":\"dct:title\",\"label\":\"rdfs:label\",\"value\":\"rdf:value\","
                       "\"identifier\":\"dct:identifier\",\"lang\":\"dct:language\","
                       "\"when\":\"lpo:when\","
                       "\"timespans\":{\"@id\":\"lpo:timespan\",\"@container\":\"@set\"},"
                       "\"start\":\"lpo:has_start\",\"end\":\"lpo:has_end\",\"in\":\"lpo:in\","
                       "\"earliest\":\"lpo:earliest\",\"latest\":\"lpo:latest\","
                       "\"names\":{\"@id\":\"lpo:name_attestation\",\"@container\":\"@set\"},"
                       "\"toponym\":\"lpo:toponym\","
                       "\"types\":{\"@id\":\"lpo:type_attestation\",\"@container\":\"@set\"},"
                       "\"sourceLabels\":\"lpo:source_label\",");
    buffer_string(out, "\"relations\":{\"@id\":\"lpo:rel_attestation\",\"@container\":\"@set\"},"
                       "\"relationType\":\"lpo:relation_type\","
                       "\"relationTo\":{\"@id\":\"lpo:relation_to\",\"@type\":\"@id\"},"
                       "\"links\":{\"@id\":\"lpo:link_attestation\",\"@container\":\"@set\"},"
                       "\"exactMatch\":\"skos:exactMatch\",\"seeAlso\":\"rdfs:seeAlso\","
                       "\"citations\":{\"@id\":\"cito:cites\",\"@type\":\"@id\"},"
                       "\"descriptions\":{\"@id\":\"dct:description\",\"@container\":\"@set\"}}");
}

/* --- when --- */

static bool is_day(int64_t day)
{
    return day > DAY_MIN && day < DAY_MAX;
}

static void set_day(json_t *bounds, const char *key, int64_t day)
{
    char printed[CALENDAR_PRINT_SIZE];
    if (!is_day(day)) return;
    calendar_print(gregorian_from_jdn(day), printed);
    node_set_text(bounds, key, printed);
}

static json_t *bounds_of(int64_t earliest, int64_t latest)
{
    json_t *bounds = json_object();
    if (earliest == latest && is_day(earliest)) {
        set_day(bounds, "in", earliest);
    } else {
        set_day(bounds, "earliest", earliest);
        set_day(bounds, "latest", latest);
    }
    return bounds;
}

/* The first day that the dataset covers, read once; DAY_MIN: it does not say. */
static int64_t first_day(struct rendering *rendering)
{
    json_t *known = json_object_get(rendering->scratch, "first_day");
    if (known != NULL) return json_integer_value(known);
    const json_t *coverage = json_object_get(rendering->dataset, "coverage");
    struct arena *arena = arena_new(256);
    struct dating period;
    struct date_fault fault;
    char pointer[64];
    int64_t day = DAY_MIN;
    if (arena != NULL && date_read_json(json_object_get(coverage, "period"), true, arena, &period,
                                        &fault, pointer) == STATUS_OK)
        day = date_bounds(&period).start_earliest;
    arena_free(arena);
    json_object_set_new(rendering->scratch, "first_day", json_integer(day));
    return day;
}

static int64_t later_of(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/*
 * What began before anything known had begun by the first covered day, and what goes on is drawn to
 * the last; but never so that the end comes before the start.
 */
static json_t *timespan_of(struct rendering *rendering, struct day_bounds bounds)
{
    json_t *timespan = json_object();
    int64_t start = bounds.start_latest, end = bounds.end_latest;
    if (end >= DAY_MAX) {
        end = later_of(rendering->horizon, bounds.start_earliest);
        if (is_day(start)) end = later_of(end, start);
    }
    if (start >= DAY_MAX) start = end;
    if (start <= DAY_MIN) {
        start = first_day(rendering);
        if (!is_day(start) || start > end) start = end;
        if (is_day(bounds.end_earliest) && start > bounds.end_earliest) start = bounds.end_earliest;
    }
    json_object_set_new(timespan, "start", bounds_of(bounds.start_earliest, start));
    json_object_set_new(timespan, "end", bounds_of(bounds.end_earliest, end));
    return timespan;
}

static void set_when(struct rendering *rendering, json_t *object, const json_t *dating)
{
    struct day_bounds bounds;
    if (!date_object_bounds(dating, &bounds)) return;
    json_t *when = json_object(), *timespans = json_array();
    json_array_append_new(timespans, timespan_of(rendering, bounds));
    json_object_set_new(when, "timespans", timespans);
    node_set_text(when, "label", row_text(dating, "display"));
    json_object_set_new(object, "when", when);
}

/* --- names, types, links --- */

static void add_name(struct rendering *rendering, json_t *names, const char *toponym,
                     const char *language, const json_t *interval)
{
    if (toponym == NULL || *toponym == '\0') return;
    json_t *name = json_object();
    node_set_text(name, "toponym", toponym);
    node_set_text(name, "lang", language);
    set_when(rendering, name, interval);
    json_array_append_new(names, name);
}

/* One name must have a citation, and a row does not tell which source has which name: what
 * certainly has them is the dataset. The sources of the record are its own `citations`. */
static void cite_dataset(const struct rendering *rendering, json_t *names)
{
    json_t *citation = json_object(), *citations = json_array();
    const char *words = row_text(rendering->dataset, "citation");
    json_object_set_new(citation, "@id", json_sprintf("%s/dataset", rendering->base_path));
    node_set_text(citation, "label", *words != '\0' ? words : dataset_words(rendering, "title"));
    json_array_append_new(citations, citation);
    json_object_set_new(json_array_get(names, 0), "citations", citations);
}

static json_t *names_of(struct rendering *rendering, const json_t *row)
{
    json_t *names = json_array(), *name;
    const char *own = row_text(row, "label_lang"), *language;
    size_t i;
    /* References leave it out where it is the reply's. */
    if (*own == '\0' && rendering->field_count == 0) own = rendering->language;
    add_name(rendering, names, row_text(row, "label"), own, NULL);
    json_object_foreach(json_object_get(row, "labels"), language, name)
    {
        if (strcmp(language, own) != 0)
            add_name(rendering, names, json_string_value(name), language, NULL);
    }
    json_array_foreach(json_object_get(row, "names"), i, name)
    {
        add_name(rendering, names, row_text(name, "label"), row_text(name, "lang"),
                 json_object_get(name, "interval"));
    }
    json_array_foreach(json_object_get(row, "aliases"), i, name)
    {
        add_name(rendering, names, json_string_value(name), NULL, NULL);
    }
    cite_dataset(rendering, names);
    return names;
}

/* Kinds of places that the Art & Architecture Thesaurus has, by the list of types that LPF brings.
 */
static void set_concept(json_t *type, const char *kind)
{
    static const struct {
        const char *kind, *identifier, *term;
    } concepts[] = {
        {"city", "aat:300008389", "city"},
        {"town", "aat:300008375", "town"},
        {"village", "aat:300008372", "village"},
        {"settlement", "aat:300008347", "inhabited place"},
        {"port", "aat:300120599", "port"},
        {"country", "aat:300387506", "country"},
        {"province", "aat:300000774", "province"},
        {"region", "aat:300182722", "region (geographic)"},
        {"island", "aat:300008791", "island"},
        {"archipelago", "aat:300386853", "island group"},
        {"peninsula", "aat:300008804", "peninsula"},
        {"cape", "aat:300008850", "cape"},
        {"river", "aat:300008707", "river"},
        {"lake", "aat:300008680", "lake"},
        {"sea", "aat:300008694", "sea"},
        {"bay", "aat:300132316", "bay"},
        {"fortress", "aat:300006888", "fortification"},
    };
    for (size_t i = 0; i < sizeof concepts / sizeof concepts[0]; i++) {
        if (strcmp(concepts[i].kind, kind) != 0) continue;
        node_set_text(type, "identifier", concepts[i].identifier);
        node_set_text(type, "label", concepts[i].term);
    }
}

static json_t *types_of(const struct rendering *rendering, const json_t *row, bool is_place)
{
    json_t *types = json_array();
    const char *kind = row_text(row, "kind"), *label = row_kind_label(rendering, row);
    if (*kind == '\0') return types;
    json_t *type = json_object(), *source_labels = json_array(), *source_label = json_object();
    if (is_place) set_concept(type, kind);
    if (json_object_get(type, "label") == NULL) node_set_text(type, "label", label);
    node_set_text(source_label, "label", label);
    json_array_append_new(source_labels, source_label);
    json_object_set_new(type, "sourceLabels", source_labels);
    json_array_append_new(types, type);
    return types;
}

static json_t *citations_of(const json_t *row)
{
    json_t *citations = json_array(), *source;
    size_t i;
    json_array_foreach(json_object_get(row, "sources"), i, source)
    {
        const char *locator = row_text(source, "locator"), *label = row_text(source, "label");
        json_t *citation = json_object();
        node_set_text(citation, "@id", row_text(source, "href"));
        json_object_set_new(citation, "label",
                            json_sprintf("%s%s%s", label, *locator != '\0' ? ", " : "", locator));
        json_array_append_new(citations, citation);
    }
    return citations;
}

static void add_link(json_t *links, const char *type, const char *address)
{
    if (address == NULL || *address == '\0') return;
    json_t *link = json_object();
    node_set_text(link, "type", type);
    node_set_text(link, "identifier", address);
    json_array_append_new(links, link);
}

static json_t *links_of(const json_t *row)
{
    json_t *links = json_array(), *address;
    size_t i;
    json_array_foreach(json_object_get(row, "same_as"), i, address)
    {
        add_link(links, "exactMatch", json_string_value(address));
    }
    add_link(links, "seeAlso", row_text(json_object_get(row, "place"), "href"));
    add_link(links, "seeAlso", row_text(json_object_get(row, "basis"), "href"));
    return links;
}

/* --- relations --- */

static void add_relation(struct rendering *rendering, json_t *relations, const char *type,
                         const json_t *to, const json_t *interval)
{
    if (*type == '\0' || *row_text(to, "href") == '\0') return;
    json_t *relation = json_object();
    node_set_text(relation, "relationType", type);
    node_set_text(relation, "relationTo", row_text(to, "href"));
    node_set_text(relation, "label", row_text(to, "label"));
    set_when(rendering, relation, interval);
    json_array_append_new(relations, relation);
}

/* Of a place: what it is part of, and the records of who held it; of such a record: who did. */
static json_t *relations_of(struct rendering *rendering, const json_t *row)
{
    json_t *relations = json_array(), *other;
    const char *kind = row_text(row, "kind");
    size_t i;
    add_relation(rendering, relations, "gvp:broaderPartitive", json_object_get(row, "within"),
                 NULL);
    json_array_foreach(json_object_get(row, "control"), i, other)
    {
        add_relation(rendering, relations, row_text(other, "kind"), other,
                     json_object_get(other, "interval"));
    }
    json_array_foreach(json_object_get(row, "holder"), i, other)
    {
        add_relation(rendering, relations, kind, other, json_object_get(row, "interval"));
    }
    return relations;
}

/* --- the feature --- */

static json_t *geometry_of(struct rendering *rendering, const json_t *row, const char *place)
{
    json_t *own = json_object_get(row, "geometry");
    if (json_is_object(own)) return json_incref(own);
    return *place != '\0' ? rendering->geometry(rendering->geometry_state, place) : json_null();
}

static json_t *descriptions_of(const json_t *row)
{
    json_t *descriptions = json_array();
    if (*row_text(row, "summary") != '\0') {
        json_t *description = json_object();
        node_set_text(description, "value", row_text(row, "summary"));
        json_array_append_new(descriptions, description);
    }
    return descriptions;
}

json_t *places_feature(struct rendering *rendering, const json_t *row)
{
    bool is_place = strcmp(row_text(row, "type"), "place") == 0;
    const json_t *place = is_place ? row : json_object_get(row, "place");
    const char *title = row_text(row, "label");
    json_t *feature = json_object(), *properties = json_object();
    node_set_text(feature, "@id", row_text(row, "href"));
    node_set_text(feature, "type", "Feature");
    node_set_text(properties, "title", *title != '\0' ? title : row_text(row, "id"));
    json_object_set_new(feature, "properties", properties);
    set_when(rendering, feature, json_object_get(row, "interval"));
    node_set_list_take(feature, "names", names_of(rendering, place));
    node_set_list_take(feature, "types", types_of(rendering, row, is_place));
    json_object_set_new(feature, "geometry", geometry_of(rendering, row, row_text(place, "id")));
    node_set_list_take(feature, "relations", relations_of(rendering, row));
    node_set_list_take(feature, "links", links_of(row));
    node_set_list_take(feature, "descriptions", descriptions_of(row));
    node_set_list_take(feature, "citations", citations_of(row));
    return feature;
}
