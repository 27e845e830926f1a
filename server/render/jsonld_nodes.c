/*
 * What nodes in schema.org's terms are made of: texts that say their language only where it is
 * known, dates no more exact than they are, references that can be followed.
 */
#include "jsonld.h"
#include "row.h"

#include <chancery/calendar.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

bool is_language_tag(const char *tag)
{
    size_t length = 0;
    bool is_first = true;
    for (; tag != NULL && *tag != '\0'; tag++) {
        unsigned char c = (unsigned char)*tag;
        bool fits = c < 128 && (is_first ? isalpha(c) : isalnum(c)) && ++length <= 8;
        if (!fits && (c != '-' || length == 0)) return false;
        if (!fits) {
            is_first = false;
            length = 0;
        }
    }
    return length > 0;
}

json_t *value_text(const struct rendering *rendering, const char *text, const char *language)
{
    if (text == NULL || *text == '\0') return NULL;
    if (language != NULL && strcmp(language, rendering->language) == 0) return json_string(text);
    json_t *value = json_object();
    json_object_set_new(value, "@value", json_string(text));
    if (is_language_tag(language)) json_object_set_new(value, "@language", json_string(language));
    return value;
}

/* A date of which the month or the day is unknown, with the type of XML Schema that says so. */
static json_t *reduced(const char *day, size_t length, const char *type)
{
    json_t *value = json_object();
    json_object_set_new(value, "@type", json_string(type));
    json_object_set_new(value, "@value", json_stringn(day, length));
    return value;
}

json_t *value_date(int64_t earliest, int64_t latest)
{
    char printed[CALENDAR_PRINT_SIZE];
    if (earliest <= DAY_MIN || latest >= DAY_MAX) return NULL;
    struct civil_day first = gregorian_from_jdn(earliest), last = gregorian_from_jdn(latest);
    size_t length = (size_t)calendar_print(first, printed);
    /* XML Schema writes a year of five digits without the sign that ISO 8601 wants. */
    const char *day = *printed == '+' ? printed + 1 : printed;
    length -= (size_t)(day - printed);
    if (earliest == latest) return json_string(day);
    if (first.year != last.year || first.day != 1) return NULL;
    if (first.month == 1 && last.month == 12 && last.day == 31)
        return reduced(day, length - strlen("-MM-DD"), "xsd:gYear");
    if (first.month == last.month && last.day == gregorian_month_length(last.year, last.month))
        return reduced(day, length - strlen("-DD"), "xsd:gYearMonth");
    return NULL;
}

void node_add_dating(json_t *node, const json_t *dating, const char *start, const char *end)
{
    struct day_bounds bounds;
    const char *edtf = row_text(dating, "edtf");
    if (date_object_bounds(dating, &bounds)) {
        if (start != NULL)
            json_object_set_new(node, start,
                                value_date(bounds.start_earliest, bounds.start_latest));
        if (end != NULL)
            json_object_set_new(node, end, value_date(bounds.end_earliest, bounds.end_latest));
    }
    if (*edtf != '\0') json_object_set_new(node, "temporalCoverage", json_string(edtf));
}

/* What a reference's type is called; of an actor or a source only its kind would tell, which
 * references leave out. */
static const char *type_of(const json_t *reference)
{
    static const struct {
        const char *type, *name;
    } types[] = {{"place", "Place"},
                 {"event", "Event"},
                 {"treaty", "Legislation"},
                 {"article", "Legislation"},
                 {"relation", "Role"},
                 {"control", "Role"},
                 {"office", "OrganizationRole"}};
    const char *type = row_text(reference, "type");
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (strcmp(types[i].type, type) == 0) return types[i].name;
    return NULL;
}

/* References name their language only where it is not the reply's; with `fields` that may be cut.
 */
static const char *language_of(const struct rendering *rendering, const json_t *reference)
{
    const char *language = json_string_value(json_object_get(reference, "label_lang"));
    if (language != NULL) return language;
    return rendering->field_count == 0 ? rendering->language : NULL;
}

static json_t *reference_to(const struct rendering *rendering, const json_t *reference)
{
    json_t *href = json_object_get(reference, "href");
    if (!json_is_string(href)) return NULL;
    json_t *node = json_object();
    const char *type = type_of(reference);
    json_object_set(node, "@id", href);
    if (type != NULL) json_object_set_new(node, "@type", json_string(type));
    json_object_set_new(
        node, "name",
        value_text(rendering, row_text(reference, "label"), language_of(rendering, reference)));
    return node;
}

/* The @ids that a property has so far, as the keys of an object. */
static json_t *ids_of(const json_t *nodes)
{
    json_t *ids = json_object(), *node;
    size_t i;
    json_array_foreach(nodes, i, node)
    {
        json_object_set_new(ids, row_text(node, "@id"), json_true());
    }
    return ids;
}

static void add_once(json_t *nodes, json_t *ids, json_t *node)
{
    const char *id = row_text(node, "@id");
    if (node != NULL && json_object_get(ids, id) == NULL) {
        json_object_set_new(ids, id, json_true());
        json_array_append(nodes, node);
    }
    json_decref(node);
}

void node_add_references(const struct rendering *rendering, json_t *node, const char *property,
                         const json_t *records)
{
    json_t *known = json_object_get(node, property), *record;
    json_t *nodes = known != NULL ? json_incref(known) : json_array();
    json_t *ids = ids_of(nodes);
    /* A source names itself among what it supports. */
    json_object_set_new(ids, row_text(node, "@id"), json_true());
    size_t i;
    json_array_foreach(records, i, record)
    {
        add_once(nodes, ids, reference_to(rendering, record));
    }
    if (json_is_object(records)) add_once(nodes, ids, reference_to(rendering, records));
    if (json_array_size(nodes) > 0) json_object_set(node, property, nodes);
    json_decref(nodes);
    json_decref(ids);
}

void node_set_text(json_t *node, const char *property, const char *text)
{
    if (text != NULL && *text != '\0') json_object_set_new(node, property, json_string(text));
}

void node_set_list_take(json_t *node, const char *property, json_t *list)
{
    if (json_array_size(list) > 0) json_object_set(node, property, list);
    json_decref(list);
}

/* The names beside the one that the label is. */
static json_t *other_names(const struct rendering *rendering, const json_t *row)
{
    json_t *names = json_array(), *name;
    const char *own = row_text(row, "label_lang"), *language;
    size_t i;
    json_object_foreach(json_object_get(row, "labels"), language, name)
    {
        if (strcmp(language, own) != 0)
            json_array_append_new(names, value_text(rendering, json_string_value(name), language));
    }
    json_array_foreach(json_object_get(row, "names"), i, name)
    {
        json_array_append_new(names, value_text(rendering, row_text(name, "label"),
                                                json_string_value(json_object_get(name, "lang"))));
    }
    json_array_foreach(json_object_get(row, "aliases"), i, name)
    {
        json_array_append_new(names, value_text(rendering, json_string_value(name), NULL));
    }
    return names;
}

json_t *node_new(const struct rendering *rendering, const json_t *row, const char *type)
{
    json_t *node = json_object(), *same_as = json_object_get(row, "same_as");
    node_set_text(node, "@id", row_text(row, "href"));
    node_set_text(node, "@type", type);
    node_set_text(node, "identifier", row_text(row, "id"));
    json_object_set_new(node, "name",
                        value_text(rendering, row_text(row, "label"),
                                   json_string_value(json_object_get(row, "label_lang"))));
    node_set_list_take(node, "alternateName", other_names(rendering, row));
    node_set_text(node, "description", row_text(row, "summary"));
    if (json_array_size(same_as) > 0) json_object_set(node, "sameAs", same_as);
    return node;
}

void node_add_sources(const struct rendering *rendering, json_t *node, const json_t *row)
{
    node_add_references(rendering, node, "subjectOf", json_object_get(row, "sources"));
}

void node_add_roles(const struct rendering *rendering, json_t *node, const json_t *parts,
                    const char *property, const char *name)
{
    json_t *roles = json_array(), *part;
    size_t i;
    json_array_foreach(parts, i, part)
    {
        json_t *actor = reference_to(rendering, json_object_get(part, "actor"));
        if (actor == NULL) continue;
        json_t *role = json_object();
        node_set_text(role, "roleName", name != NULL ? name : row_text(part, "role"));
        node_add_dating(role, json_object_get(part, "interval"), "startDate", "endDate");
        bool says_something = json_object_size(role) > 0;
        node_set_text(role, "@type", "Role");
        json_object_set(role, property, actor);
        json_array_append(roles, says_something ? role : actor);
        json_decref(role);
        json_decref(actor);
    }
    node_set_list_take(node, property, roles);
}
