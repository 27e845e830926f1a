/*
 * The short form of records, cut from their kept bytes, for answers that name hundreds of them. It
 * knows which properties of each type say who, where and when, and nothing about what an answer
 * means.
 */
#include "entry.h"

#include "record.h"

#include <chancery/buffer.h>
#include <chancery/representation.h>
#include <stdlib.h>
#include <string.h>

static const char *const always[] = {"type", "id", "label", "href", "kind", NULL};

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

/* As in a reference: only where the label fell back to another language. */
static void keep_label_language(const struct request *request, const json_t *record, json_t *entry)
{
    json_t *spoken = json_object_get(record, "label_lang");
    const char *asked = generation_languages(request->generation)->at[request->language].code;
    if (json_is_string(spoken) && strcmp(json_string_value(spoken), asked) != 0)
        json_object_set(entry, "label_lang", spoken);
}

static void keep(const json_t *record, const char *const *names, json_t *entry)
{
    for (; *names != NULL; names++)
        json_object_set(entry, *names, json_object_get(record, *names));
}

/* All that an entry may take over of a record. */
static void name_members(const struct form *form, const char *names[MOST_MEMBERS])
{
    for (size_t i = 0; always[i] != NULL; i++)
        *names++ = always[i];
    for (size_t i = 0; form->properties[i] != NULL; i++)
        *names++ = form->properties[i];
    const char *const more[] = {"label_lang", form->interval, "disputed", NULL};
    memcpy(names, more, sizeof more);
}

json_t *entry_new(const struct request *request, const char *type, struct text kept)
{
    const char *names[MOST_MEMBERS];
    const struct form *form = form_of(type);
    name_members(form, names);
    json_t *record = members_of(kept, names), *entry = json_object();
    if (record == NULL || entry == NULL) {
        json_decref(record);
        json_decref(entry);
        return NULL;
    }
    keep(record, always, entry);
    keep_label_language(request, record, entry);
    keep(record, form->properties, entry);
    json_object_set(entry, "interval", json_object_get(record, form->interval));
    json_object_set(entry, "disputed", json_object_get(record, "disputed"));
    json_decref(record);
    return entry;
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
    struct buffer out = {0};
    char *text = page != NULL ? representation_dump(page) : NULL;
    json_decref(page);
    if (text == NULL) return reply_failure(STATUS_NO_MEMORY);
    append_with_base(&out, text_of(text), request->base_path);
    free(text);
    return reply_bytes_take(&out, "application/json");
}
