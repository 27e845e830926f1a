/*
 * A row as one CSL-JSON item: a source as the work that it is, any other record as an entry of the
 * dataset. It copies and reshapes; it names no author, publisher or address that no one recorded,
 * and makes no date sharper than it is.
 */
#include "citation.h"

#include <chancery/calendar.h>
#include <stdlib.h>
#include <string.h>

/* The item types of CSL 1.0.2 (specification, appendix III). */
static const char *const types[] = {
    "article",
    "article-journal",
    "article-magazine",
    "article-newspaper",
    "bill",
    "book",
    "broadcast",
    "chapter",
    "classic",
    "collection",
    "dataset",
    "document",
    "entry",
    "entry-dictionary",
    "entry-encyclopedia",
    "event",
    "figure",
    "graphic",
    "hearing",
    "interview",
    "legal_case",
    "legislation",
    "manuscript",
    "map",
    "motion_picture",
    "musical_score",
    "pamphlet",
    "paper-conference",
    "patent",
    "performance",
    "periodical",
    "personal_communication",
    "post",
    "post-weblog",
    "regulation",
    "report",
    "review",
    "review-book",
    "software",
    "song",
    "speech",
    "standard",
    "thesis",
    "treaty",
    "webpage",
};

/* A kind may be spelled as our slugs are: legal-case. */
static bool is_type(const char *kind, const char *type)
{
    for (; *kind == *type || (*kind == '-' && *type == '_'); kind++, type++)
        if (*kind == '\0') return true;
    return false;
}

static const char *type_of(const char *kind)
{
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (is_type(kind, types[i])) return types[i];
    return "document";
}

static void set_text(json_t *item, const char *key, const char *text)
{
    if (text[0] != '\0') json_object_set_new(item, key, json_string(text));
}

/* --- dates --- */

/* CSL has no year 0: 1 BCE is -1. */
static json_t *year_of(long long astronomical)
{
    return json_integer(astronomical > 0 ? astronomical : astronomical - 1);
}

/* The numbers of one EDTF date: "1855-02~" has two. NULL: it is open, or known by its decade or
 * season alone. */
static json_t *parts_of(const char *edtf)
{
    char *at;
    long long year = strtoll(edtf + (*edtf == 'Y'), &at, 10);
    if (at == edtf || strchr("/?~%-", *at) == NULL) return NULL;
    json_t *parts = json_array();
    json_array_append_new(parts, year_of(year));
    while (at[0] == '-' && at[1] >= '0' && at[1] <= '9')
        json_array_append_new(parts, json_integer(strtol(at + 1, &at, 10)));
    if (json_integer_value(json_array_get(parts, 1)) <= 12) return parts;
    json_decref(parts);
    return NULL;
}

/* Processors refuse a range of which one end is sharper than the other. */
static void even_out(json_t *first, json_t *last)
{
    while (json_array_size(first) > json_array_size(last))
        json_array_remove(first, json_array_size(first) - 1);
    while (json_array_size(last) > json_array_size(first))
        json_array_remove(last, json_array_size(last) - 1);
}

/* A season of a year: EDTF counts 21 to 24, CSL 1 to 4. */
static json_t *season_of(const char *edtf)
{
    char *at;
    long long year = strtoll(edtf, &at, 10);
    json_t *date = json_object();
    json_object_set_new(date, "date-parts", json_array());
    json_t *parts = json_object_get(date, "date-parts"), *only = json_array();
    json_array_append_new(only, year_of(year));
    json_array_append_new(parts, only);
    if (*at == '-')
        json_object_set_new(date, "season", json_integer(strtol(at + 1, NULL, 10) - 20));
    return date;
}

/* One date, or both ends of a range. NULL: an end has no numbers. */
static json_t *numbers_of(const char *edtf)
{
    const char *slash = strchr(edtf, '/');
    json_t *first = parts_of(edtf), *last = slash != NULL ? parts_of(slash + 1) : NULL;
    if (first == NULL || (slash != NULL && last == NULL)) {
        json_decref(first);
        json_decref(last);
        return NULL;
    }
    json_t *date = json_object(), *parts = json_array();
    if (slash != NULL) even_out(first, last);
    json_array_append_new(parts, first);
    if (last != NULL) json_array_append_new(parts, last);
    json_object_set_new(date, "date-parts", parts);
    return date;
}

/* The words stand alone: processors print numbers beside a `literal`, not instead of it. */
static json_t *words_of(const json_t *dating)
{
    const char *display = row_text(dating, "display");
    json_t *date = json_object();
    set_text(date, "literal", display);
    if (display[0] != '\0') return date;
    json_decref(date);
    return NULL;
}

/* A dating as a CSL date. NULL: nothing of it is known. */
static json_t *date_of(const json_t *dating)
{
    const char *edtf = row_text(dating, "edtf");
    bool is_range = strchr(edtf, '/') != NULL;
    bool is_throughout = json_object_get(dating, "start_kind") != NULL;
    if (json_is_null(json_object_get(dating, "earliest")) &&
        json_is_null(json_object_get(dating, "latest")))
        return NULL;
    json_t *date =
        strcmp(row_text(dating, "precision"), "season") == 0 ? season_of(edtf) : numbers_of(edtf);
    if (date == NULL) return words_of(dating);
    /* A range of doubt is one day that is not known, but CSL reads years throughout. */
    if (strpbrk(edtf, "?~%") != NULL || (is_range && !is_throughout))
        json_object_set_new(date, "circa", json_true());
    return date;
}

static void set_date(json_t *item, json_t *date)
{
    if (date != NULL) json_object_set_new(item, "issued", date);
}

/* --- sources --- */

static json_t *name_of(const json_t *person)
{
    static const char *const parts[] = {"family", "given", "literal"};
    json_t *name = json_object();
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        set_text(name, parts[i], row_text(person, parts[i]));
    return name;
}

static void set_names(json_t *item, const json_t *row, const char *role)
{
    const json_t *person;
    size_t i;
    json_t *names = json_array();
    json_array_foreach(json_object_get(row, role), i, person)
    {
        json_t *name = name_of(person);
        if (json_object_size(name) > 0) json_array_append(names, name);
        json_decref(name);
    }
    if (json_array_size(names) > 0) json_object_set(item, role, names);
    json_decref(names);
}

static void cite_source(json_t *item, const json_t *row)
{
    static const char *const same[] = {"container-title", "publisher", "volume", "page", "URL",
                                       "archive",         "language"};
    const char *title = row_text(row, "title");
    set_text(item, "type", type_of(row_text(row, "kind")));
    set_text(item, "title", title[0] != '\0' ? title : row_text(row, "label"));
    set_names(item, row, "author");
    set_names(item, row, "editor");
    set_date(item, date_of(json_object_get(row, "issued")));
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        set_text(item, same[i], row_text(row, same[i]));
}

/* --- records of the dataset, and the dataset --- */

static json_t *release_of(const struct rendering *rendering)
{
    char day[CALENDAR_PRINT_SIZE];
    int64_t seconds = rendering->released;
    if (seconds == 0) return NULL;
    int64_t days = seconds / 86400 - (seconds % 86400 < 0);
    calendar_print(gregorian_from_jdn(gregorian_to_jdn(1970, 1, 1) + days), day);
    return numbers_of(day);
}

/*
 * Where the record is: no absolute address is known, so it is no URL. `note` is what managers show
 * (as "Extra", "Notes") and what BibTeX styles print; `v` pins the very bytes that were read.
 */
static void set_note(json_t *item, const struct rendering *rendering, const char *base,
                     const char *path)
{
    struct buffer note = {0};
    buffer_format(&note, "%s%s?v=%s", base, path, rendering->version);
    if (path[0] != '\0' && !note.failed) set_text(item, "note", note.at);
    buffer_free(&note);
}

static void cite_dataset(json_t *item, const struct rendering *rendering, const json_t *row)
{
    set_text(item, "type", "dataset");
    set_text(item, "title", row_text(row, "title"));
    set_date(item, release_of(rendering));
    set_text(item, "version", row_text(row, "version"));
    set_text(item, "language", rendering->language);
    set_note(item, rendering, rendering->base_path, "/dataset");
}

/*
 * CSL's plain `entry` would do as well, but fewer know it: styles print "In: the whole" for an
 * entry of an encyclopaedia, and managers have that type and its field for the whole.
 */
static void cite_record(json_t *item, const struct rendering *rendering, const json_t *row)
{
    set_text(item, "type", "entry-encyclopedia");
    set_text(item, "title", row_text(row, "label"));
    set_date(item, release_of(rendering));
    set_text(item, "container-title", dataset_words(rendering, "title"));
    set_text(item, "version", row_text(rendering->dataset, "version"));
    set_text(item, "language", row_text(row, "label_lang"));
    set_note(item, rendering, "", row_text(row, "href"));
}

json_t *citation_item(const struct rendering *rendering, const json_t *row)
{
    json_t *item = json_object();
    set_text(item, "id", row_text(row, "id"));
    if (strcmp(row_text(row, "type"), "source") == 0)
        cite_source(item, row);
    else if (strcmp(rendering->shape, "Dataset") == 0)
        cite_dataset(item, rendering, row);
    else
        cite_record(item, rendering, row);
    return item;
}
