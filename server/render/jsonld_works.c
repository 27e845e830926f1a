/*
 * What is written or published, in the terms of schema.org: treaties and their articles, sources,
 * what a source claims, and the dataset itself.
 */
#include "jsonld.h"
#include "row.h"

#include <string.h>

/* What treaties and their articles have in common. */
static json_t *legislation_node(const struct rendering *rendering, const json_t *row)
{
    json_t *node = node_new(rendering, row, "Legislation");
    json_t *later = json_object();
    node_set_text(node, "legislationType", row_kind_label(rendering, row));
    node_add_dating(node, json_object_get(row, "in_force"), NULL, NULL);
    node_add_references(rendering, node, "citation", json_object_get(row, "sources"));
    node_add_references(rendering, node, "legislationRepeals", json_object_get(row, "supersedes"));
    node_add_references(rendering, later, "legislationRepeals",
                        json_object_get(row, "superseded_by"));
    if (json_object_size(later) > 0) json_object_set(node, "@reverse", later);
    json_decref(later);
    return node;
}

json_t *works_treaty(const struct rendering *rendering, const json_t *row)
{
    json_t *node = legislation_node(rendering, row);
    const json_t *signature = json_object_get(row, "signed");
    json_t *languages = json_object_get(row, "languages");
    struct day_bounds signing;
    if (date_object_bounds(json_object_get(signature, "date"), &signing))
        json_object_set_new(node, "legislationDate",
                            value_date(signing.start_earliest, signing.end_latest));
    node_add_references(rendering, node, "locationCreated", json_object_get(signature, "place"));
    node_add_references(rendering, node, "legislationPassedBy", json_object_get(row, "parties"));
    node_add_roles(rendering, node, json_object_get(row, "signatories"), "contributor",
                   "signatory");
    if (json_array_size(languages) > 0) json_object_set(node, "inLanguage", languages);
    node_add_references(rendering, node, "hasPart", json_object_get(row, "articles"));
    node_add_references(rendering, node, "subjectOf", json_object_get(row, "events"));
    return node;
}

/* An article's text is in the dataset's words, not the treaty's: an abstract of it. */
json_t *works_article(const struct rendering *rendering, const json_t *row)
{
    json_t *node = legislation_node(rendering, row), *ordinal = json_object_get(row, "ordinal");
    node_add_references(rendering, node, "isPartOf", json_object_get(row, "treaty"));
    node_set_text(node, "legislationIdentifier", row_text(row, "number"));
    if (json_is_integer(ordinal)) json_object_set(node, "position", ordinal);
    node_set_text(node, "abstract", row_text(row, "text"));
    node_add_references(rendering, node, "about", json_object_get(row, "subject"));
    return node;
}

/* The kinds of CSL that schema.org has a word for. */
static const char *type_of_source(const json_t *row)
{
    static const struct {
        const char *kind, *type;
    } kinds[] = {{"book", "Book"},
                 {"chapter", "Chapter"},
                 {"article", "Article"},
                 {"article-journal", "ScholarlyArticle"},
                 {"article-magazine", "Article"},
                 {"article-newspaper", "NewsArticle"},
                 {"entry", "Article"},
                 {"entry-dictionary", "Article"},
                 {"entry-encyclopedia", "Article"},
                 {"paper-conference", "ScholarlyArticle"},
                 {"webpage", "WebPage"},
                 {"post-weblog", "BlogPosting"},
                 {"report", "Report"},
                 {"thesis", "Thesis"},
                 {"manuscript", "Manuscript"},
                 {"map", "Map"},
                 {"dataset", "Dataset"},
                 {"treaty", "Legislation"},
                 {"legislation", "Legislation"}};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kinds[i].kind, row_text(row, "kind")) == 0) return kinds[i].type;
    return "CreativeWork";
}

/* Somebody or something of which only the name is known, and not its language. */
static json_t *named(const struct rendering *rendering, const char *type, const char *name)
{
    if (*name == '\0') return NULL;
    json_t *node = json_object();
    node_set_text(node, "@type", type);
    json_object_set_new(node, "name", value_text(rendering, name, NULL));
    return node;
}

/* Names as CSL has them. A `literal` may be a person's or an institution's: it gets no type. */
static json_t *people(const struct rendering *rendering, const json_t *names)
{
    json_t *all = json_array(), *name;
    size_t i;
    json_array_foreach(names, i, name)
    {
        const char *literal = row_text(name, "literal");
        json_t *person = *literal != '\0' ? named(rendering, "", literal) : json_object();
        if (*literal == '\0') {
            node_set_text(person, "@type", "Person");
            node_set_text(person, "familyName", row_text(name, "family"));
            node_set_text(person, "givenName", row_text(name, "given"));
        }
        json_array_append_new(all, person);
    }
    return all;
}

/* Whether an address can stand as an IRI. */
static bool is_address(const char *address)
{
    bool is_web = strncmp(address, "http://", 7) == 0 || strncmp(address, "https://", 8) == 0;
    for (const char *c = address; is_web && *c != '\0'; c++)
        if ((unsigned char)*c <= ' ' || strchr("<>\"{}|\\^`", *c) != NULL) return false;
    return is_web;
}

json_t *works_source(const struct rendering *rendering, const json_t *row)
{
    json_t *node = node_new(rendering, row, type_of_source(row));
    const char *address = row_text(row, "URL");
    struct day_bounds issued;
    node_set_text(node, "headline", row_text(row, "title"));
    node_set_list_take(node, "author", people(rendering, json_object_get(row, "author")));
    node_set_list_take(node, "editor", people(rendering, json_object_get(row, "editor")));
    if (date_object_bounds(json_object_get(row, "issued"), &issued))
        json_object_set_new(node, "datePublished",
                            value_date(issued.start_earliest, issued.end_latest));
    json_object_set_new(node, "publisher",
                        named(rendering, "Organization", row_text(row, "publisher")));
    json_object_set_new(node, "isPartOf",
                        named(rendering, "CreativeWork", row_text(row, "container-title")));
    json_object_set_new(node, "holdingArchive",
                        named(rendering, "ArchiveOrganization", row_text(row, "archive")));
    node_set_text(node, "pagination", row_text(row, "page"));
    node_set_text(node, "inLanguage", row_text(row, "language"));
    if (is_address(address)) node_set_text(node, "url", address);
    node_add_references(rendering, node, "about", json_object_get(row, "supports"));
    return node;
}

json_t *works_claim(const struct rendering *rendering, const json_t *row)
{
    json_t *node = node_new(rendering, row, "Claim"), *said = json_object();
    json_t *value = json_object_get(row, "value");
    node_set_text(said, "@type", "PropertyValue");
    node_set_text(said, "propertyID", row_text(row, "field"));
    if (json_is_object(value) || json_is_array(value)) {
        struct buffer text = {0};
        append_json(&text, value);
        node_set_text(said, "value", text.at);
        buffer_free(&text);
    } else if (value != NULL && !json_is_null(value)) {
        json_object_set(said, "value", value);
    }
    json_object_set_new(node, "mainEntity", said);
    node_add_references(rendering, node, "about", json_object_get(row, "subject"));
    node_add_references(rendering, node, "appearance", json_object_get(row, "source"));
    return node;
}

static json_t *distributions(const struct rendering *rendering)
{
    static const struct {
        const char *format, *media_type;
    } files[] = {{"ndjson", "application/x-ndjson"},
                 {"csv", "text/csv"},
                 {"jsonld", "application/ld+json"},
                 {"sqlite", "application/vnd.sqlite3"}};
    json_t *all = json_array();
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        json_t *file = json_object();
        node_set_text(file, "@type", "DataDownload");
        node_set_text(file, "encodingFormat", files[i].media_type);
        json_object_set_new(
            file, "contentUrl",
            json_sprintf("%s/export?format=%s", rendering->base_path, files[i].format));
        json_array_append_new(all, file);
    }
    return all;
}

json_t *works_dataset(const struct rendering *rendering, const json_t *row)
{
    json_t *node = json_object(), *codes = json_array(), *language;
    const json_t *coverage = json_object_get(row, "coverage");
    size_t i;
    json_array_foreach(json_object_get(row, "languages"), i, language)
    {
        json_array_append(codes, json_object_get(language, "code"));
    }
    json_object_set_new(node, "@id", json_sprintf("%s/dataset", rendering->base_path));
    node_set_text(node, "@type", "Dataset");
    node_set_text(node, "identifier", row_text(row, "sha256"));
    const json_t *titles = json_object_get(rendering->dataset, "title");
    bool is_own = json_object_get(titles, rendering->language) != NULL;
    json_object_set_new(
        node, "name",
        value_text(rendering, row_text(row, "title"), is_own ? rendering->language : NULL));
    node_set_text(node, "description", row_text(row, "description"));
    node_set_text(node, "version", row_text(row, "version"));
    node_set_text(node, "datePublished", row_text(row, "released"));
    node_set_text(node, "license", row_text(json_object_get(row, "licence"), "url"));
    node_set_text(node, "creditText", row_text(row, "citation"));
    node_add_dating(node, json_object_get(coverage, "period"), NULL, NULL);
    node_set_list_take(node, "inLanguage", codes);
    json_object_set_new(node, "distribution", distributions(rendering));
    return node;
}
