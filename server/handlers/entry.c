/*
 * The short form of records, cut from their kept bytes, for answers that name hundreds of them. It
 * knows which properties of each type say who, where and when, and nothing about what an answer
 * means.
 */
#include "entry.h"

#include "record.h"

#include <chancery/json.h>
#include <string.h>

static const char *const always[] = {"type", "id", "label", "href", "kind", NULL};
static const char label_language[] = "label_lang";

enum {
    MOST_PROPERTIES = 7 /* and NULL after them */,
    MOST_MEMBERS = sizeof always / sizeof always[0] + MOST_PROPERTIES + 3
};

/* What an entry keeps of a record of each type. */
static const struct form {
    const char *type, *interval;
    const char *properties[MOST_PROPERTIES + 1];
} forms[] = {
    {"actor", "existed", {NULL}},
    {"relation", "interval", {"between", "pair", "status", "diplomatic"}},
    {"treaty", "in_force", {"parties", "secret", "signed", "in_force_basis"}},
    {"article", "in_force", {"treaty", "number", "kinds", "secret", "subject", "from", "to"}},
    {"control", "interval", {"place", "holder"}},
    {"office", "interval", {"office", "state", "holder", "acting"}},
    {"event", "date", {"places", "part_of"}},
};

enum { FORMS = sizeof forms / sizeof forms[0] };

static const struct form *form_of(const char *type)
{
    const struct form *form = &forms[0];
    for (size_t i = 0; i < FORMS; i++)
        if (strcmp(forms[i].type, type) == 0) form = &forms[i];
    return form;
}

const char *entry_interval(const char *type)
{
    return form_of(type)->interval;
}

/* Whether a label's language, as JSON, is another than was asked for: only then it is told, as in a
 * reference. */
static bool is_other_language(const struct request *request, struct text spoken)
{
    const char *asked = generation_languages(request->generation)->at[request->language].code;
    bool is_string = spoken.length >= 2 && spoken.at[0] == '"';
    return is_string && !text_is((struct text){spoken.at + 1, spoken.length - 2}, asked);
}

/* All that an entry takes over of a record, in its order. */
static void name_members(const struct form *form, const char *names[MOST_MEMBERS])
{
    for (size_t i = 0; always[i] != NULL; i++)
        *names++ = always[i];
    *names++ = label_language;
    for (size_t i = 0; form->properties[i] != NULL; i++)
        *names++ = form->properties[i];
    const char *const more[] = {form->interval, "disputed", NULL};
    memcpy(names, more, sizeof more);
}

void entry_append_member(struct buffer *out, const char *name, struct text value)
{
    if (value.at == NULL) return;
    bool is_first = out->length > 0 && out->at[out->length - 1] == '{';
    buffer_string(out, is_first ? "\"" : ",\"");
    buffer_string(out, name);
    buffer_string(out, "\":");
    buffer_text(out, value);
}

void entry_append_word(struct buffer *out, const char *name, const char *word)
{
    entry_append_member(out, name, TEXT("\""));
    buffer_string(out, word);
    buffer_string(out, "\"");
}

void entry_append_member_take(struct buffer *out, const char *name, json_t *value)
{
    entry_append_member(out, name, TEXT(""));
    json_append(out, value, 0);
    json_decref(value);
}

void entry_append(const struct request *request, const char *type, struct text kept,
                  struct buffer *out)
{
    const struct form *form = form_of(type);
    const char *names[MOST_MEMBERS];
    struct text values[MOST_MEMBERS];
    name_members(form, names);
    members_find(kept, names, values);
    buffer_string(out, "{");
    for (size_t i = 0; names[i] != NULL; i++) {
        if (names[i] == label_language && !is_other_language(request, values[i])) continue;
        entry_append_member(out, names[i] == form->interval ? "interval" : names[i], values[i]);
    }
}

void entry_append_reference(struct text entry, struct buffer *out)
{
    static const char *const names[] = {"type", "id", "label", "href", "label_lang", "kind", NULL};
    struct text values[sizeof names / sizeof names[0]];
    members_find(entry, names, values);
    buffer_string(out, "{");
    for (size_t i = 0; names[i] != NULL; i++)
        entry_append_member(out, names[i], values[i]);
    buffer_string(out, "}");
}

json_t *entry_coverage(const struct request *request, const char *type, int64_t since,
                       int64_t until)
{
    enum coverage coverage = generation_coverage(request->generation, type, since, until);
    /* Of the whole: what not every domain covers is covered in part. */
    for (size_t i = 0; type[0] == '\0' && i < FORMS; i++)
        if (generation_coverage(request->generation, forms[i].type, since, until) != coverage)
            coverage = COVERED_IN_PART;
    return json_string(coverage_word(coverage));
}

json_t *entry_coverage_by(const struct request *request, int64_t since, int64_t until)
{
    json_t *all = json_object();
    for (size_t i = 0; i < FORMS; i++)
        json_object_set_new(all, forms[i].type,
                            entry_coverage(request, forms[i].type, since, until));
    return all;
}

json_t *entry_count(const struct request *request, const char *type, int64_t since, int64_t until,
                    int64_t count)
{
    bool outside = generation_coverage(request->generation, type, since, until) == OUTSIDE_COVERAGE;
    return count == 0 && outside ? json_null() : json_integer(count);
}

json_t *entry_date(const struct request *request, const struct value *date)
{
    return date_to_json(&date->date,
                        generation_languages(request->generation)->at[request->language].dates);
}

struct reply entry_reply_take(const struct request *request, json_t *page)
{
    struct buffer bytes = {0};
    json_append(&bytes, page, 0);
    json_decref(page);
    return entry_reply_bytes_take(request, &bytes);
}

struct reply entry_reply_bytes_take(const struct request *request, struct buffer *page)
{
    struct buffer out = {0};
    if (page->failed) {
        buffer_free(page);
        return reply_failure(STATUS_NO_MEMORY);
    }
    if (request->base_path[0] == '\0') return reply_bytes_take(page, "application/json");
    append_with_base(&out, (struct text){page->at, page->length}, request->base_path);
    buffer_free(page);
    return reply_bytes_take(&out, "application/json");
}
