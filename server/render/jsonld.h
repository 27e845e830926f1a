/* The two vocabularies of JSON-LD, and the values that schema.org's is made of. */
#ifndef RENDER_JSONLD_H
#define RENDER_JSONLD_H

#include <chancery/date.h>
#include <chancery/renderer.h>

/* --- jsonld_places.c: places and control in the Linked Places Format --- */

/** Append its context: a JSON object. */
void places_context(struct buffer *out);

/** A row of /places or /control as a Feature. A new reference; NULL: memory. */
json_t *places_feature(struct rendering *rendering, const json_t *row);

/* --- jsonld_schema.c: everything in the terms of schema.org --- */

/** Append its context, whose strings are in the rendering's language: a JSON object. */
void schema_context(const struct rendering *rendering, struct buffer *out);

/** A row of any type as a node. A new reference; NULL: memory. */
json_t *schema_node(const struct rendering *rendering, const json_t *row);

/* --- jsonld_works.c: of these, what is written or published --- */

json_t *works_treaty(const struct rendering *rendering, const json_t *row);
json_t *works_article(const struct rendering *rendering, const json_t *row);
json_t *works_source(const struct rendering *rendering, const json_t *row);
json_t *works_claim(const struct rendering *rendering, const json_t *row);
json_t *works_dataset(const struct rendering *rendering, const json_t *row);

/* --- jsonld_nodes.c: its values; each is a new reference, or NULL where there is none --- */

/** A text and its language: plain where that is the rendering's own, which the context says.
 * `language` NULL or no language tag: a text of unknown language. */
json_t *value_text(const struct rendering *rendering, const char *text, const char *language);

/** A day, a month or a year, where the bounds (JDN) are exactly that. */
json_t *value_date(int64_t earliest, int64_t latest);

/* --- jsonld_nodes.c: objects; what is not known is left out --- */

/** A node of a type with what every record says of itself. A new reference; NULL: memory. */
json_t *node_new(const struct rendering *rendering, const json_t *row, const char *type);

/** Set a property to a text; "" or NULL: not at all. */
void node_set_text(json_t *node, const char *property, const char *text);

/** Set a property to a list, which is consumed; not where it is empty. */
void node_set_list_take(json_t *node, const char *property, json_t *list);

/** Add references to the list that a property is, each record once: `records` is one reference or
 * an array of them. */
void node_add_references(const struct rendering *rendering, json_t *node, const char *property,
                         const json_t *records);

/** Set a property to the `actor` of each part. How schema.org qualifies a property: a Role stands
 * between, with the name of the role (`name`, or NULL: the part's `role`) and when it was, and has
 * the property once more. */
void node_add_roles(const struct rendering *rendering, json_t *node, const json_t *parts,
                    const char *property, const char *name);

/** Say when it was: first and last day under these properties (NULL: not said), and all that is
 * known in EDTF. */
void node_add_dating(json_t *node, const json_t *dating, const char *start, const char *end);

/** Name the sources of what is no work itself: works that are about it. */
void node_add_sources(const struct rendering *rendering, json_t *node, const json_t *row);

/** Whether it looks like a language tag (BCP 47), so that a JSON-LD reader takes it for one. */
bool is_language_tag(const char *tag);

#endif
