/*
 * BibTeX in UTF-8, one entry a row, made from the row's CSL item. Only the entry types that BibTeX
 * itself has, and fields that BibTeX, biblatex or pandoc read. Whatever a label holds, an entry is
 * one entry: no character of it is markup, and braces stay balanced.
 */
#include "citation.h"
#include "renderers.h"

#include <string.h>

/* What a CSL type is in BibTeX, and the field in which that entry prints the whole it is part of.
 */
struct entry {
    const char *type, *name, *container;
};

/* A thesis is @misc: BibTeX has only those of a degree, of which a record says nothing. */
static const struct entry entries[] = {
    {"article-journal", "article", "journal"},
    {"article-magazine", "article", "journal"},
    {"article-newspaper", "article", "journal"},
    {"review", "article", "journal"},
    {"review-book", "article", "journal"},
    {"book", "book", "note"},
    {"pamphlet", "booklet", "howpublished"},
    {"chapter", "incollection", "booktitle"},
    {"entry", "incollection", "booktitle"},
    {"entry-dictionary", "incollection", "booktitle"},
    {"entry-encyclopedia", "incollection", "booktitle"},
    {"paper-conference", "inproceedings", "booktitle"},
    {"manuscript", "unpublished", "note"},
    {"report", "techreport", "note"},
};
static const struct entry document_in_collection = {"report", "incollection", "booktitle"};
static const struct entry anything_else = {"", "misc", "howpublished"};

static const struct entry *entry_of(const json_t *item)
{
    const char *type = row_text(item, "type");
    /* Only this entry prints the series of a report and its volume. */
    if (strcmp(type, "report") == 0 && row_text(item, "container-title")[0] != '\0')
        return &document_in_collection;
    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++)
        if (strcmp(type, entries[i].type) == 0) return &entries[i];
    return &anything_else;
}

/* --- characters --- */

/* A character that is markup, as the command that prints it. BibTeX counts \{ as a brace too. */
static const char *command_of(char c)
{
    static const struct {
        char c;
        const char *command;
    } commands[] = {{'\\', "\\textbackslash{}"},
                    {'{', "\\textbraceleft{}"},
                    {'}', "\\textbraceright{}"},
                    {'^', "\\textasciicircum{}"},
                    {'~', "\\textasciitilde{}"},
                    {'$', "\\$"},
                    {'&', "\\&"},
                    {'%', "\\%"},
                    {'#', "\\#"},
                    {'_', "\\_"}};
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (commands[i].c == c) return commands[i].command;
    return NULL;
}

static bool is_control(char c)
{
    return (unsigned char)c < 0x20 || c == 0x7F;
}

static bool is_space(char c)
{
    return c == ' ' || is_control(c);
}

static void append_escaped(struct buffer *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        char c = is_control(text[i]) ? ' ' : text[i];
        const char *command = command_of(c);
        /* TeX joins some characters that follow each other: -- is a dash. */
        if (i > 0 && c == text[i - 1] && strchr("-'`<>,", c) != NULL) buffer_string(out, "{}");
        if (command != NULL)
            buffer_string(out, command);
        else
            buffer_append(out, &c, 1);
    }
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The length of the dash of a range of pages at `at`, or 0. */
static size_t dash_at(const char *pages, const char *at)
{
    static const char en_dash[] = "\xE2\x80\x93";
    if (strncmp(at, en_dash, sizeof en_dash - 1) == 0) return sizeof en_dash - 1;
    return *at == '-' && at > pages && is_digit(at[-1]) && is_digit(at[1]) ? 1 : 0;
}

static void append_pages(struct buffer *out, const char *pages)
{
    const char *begin = pages;
    for (const char *at = pages; *at != '\0';) {
        size_t dash = dash_at(pages, at);
        if (dash == 0) {
            at++;
            continue;
        }
        append_escaped(out, begin, (size_t)(at - begin));
        buffer_string(out, "--");
        begin = at += dash;
    }
    append_escaped(out, begin, strlen(begin));
}

/* Addresses are read as they are; only what would end the field is encoded. */
static void append_address(struct buffer *out, const char *address)
{
    for (; *address != '\0'; address++) {
        bool is_refused = is_control(*address) || strchr(" {}\\", *address) != NULL;
        if (is_refused)
            buffer_format(out, "%%%02X", (unsigned)(unsigned char)*address);
        else
            buffer_append(out, address, 1);
    }
}

/* The id as a citation key: what a key may not hold, and `_` itself, as _ and two digits, so that
 * no two ids share a key. */
static void append_key(struct buffer *out, const char *id)
{
    for (; *id != '\0'; id++) {
        bool is_letter = (*id >= 'a' && *id <= 'z') || (*id >= 'A' && *id <= 'Z');
        if (is_letter || is_digit(*id) || *id == '-' || *id == '.')
            buffer_append(out, id, 1);
        else
            buffer_format(out, "_%02x", (unsigned)(unsigned char)*id);
    }
}

static void append_text(struct buffer *out, const char *text)
{
    append_escaped(out, text, strlen(text));
}

/* In braces of its own: nothing takes it apart or changes its capitals. */
static void append_whole(struct buffer *out, const char *title)
{
    buffer_string(out, "{");
    append_text(out, title);
    buffer_string(out, "}");
}

static void append_field(struct buffer *out, const char *name, const char *text,
                         void (*append)(struct buffer *, const char *))
{
    if (text[0] == '\0') return;
    buffer_format(out, "\n  %s = {", name);
    append(out, text);
    buffer_string(out, "},");
}

/* --- names --- */

static bool has_word_and(const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        bool is_and = (at[0] | 0x20) == 'a' && (at[1] | 0x20) == 'n' && (at[2] | 0x20) == 'd';
        if (is_and && (at == text || is_space(at[-1])) && (at[3] == '\0' || is_space(at[3])))
            return true;
    }
    return false;
}

static bool has_space(const char *text)
{
    while (*text != '\0' && !is_space(*text))
        text++;
    return *text != '\0';
}

/* One part of a name, in braces where BibTeX would take it apart. */
static void append_part(struct buffer *out, const char *part, bool is_family)
{
    bool is_split = strpbrk(part, ",=\\{}\"") != NULL || has_word_and(part);
    /* A small letter begins a particle, and the last word alone would be the family. */
    if (is_family) is_split |= has_space(part) || (part[0] >= 'a' && part[0] <= 'z');
    (is_split ? append_whole : append_text)(out, part);
}

static void append_name(struct buffer *out, const json_t *name)
{
    const char *family = row_text(name, "family"), *given = row_text(name, "given");
    const char *literal = row_text(name, "literal");
    if (family[0] == '\0') {
        append_whole(out, literal[0] != '\0' ? literal : given);
        return;
    }
    append_part(out, family, true);
    if (given[0] == '\0') return;
    buffer_string(out, ", ");
    append_part(out, given, false);
}

static void append_names(struct buffer *out, const json_t *item, const char *role)
{
    const json_t *names = json_object_get(item, role), *name;
    size_t i;
    if (names == NULL) return;
    buffer_format(out, "\n  %s = {", role);
    json_array_foreach(names, i, name)
    {
        if (i > 0) buffer_string(out, " and ");
        append_name(out, name);
    }
    buffer_string(out, "},");
}

/* Day and month of a CSL date, where it is one. */
static void append_month(struct buffer *out, const json_t *parts)
{
    static const char *const months[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                         "jul", "aug", "sep", "oct", "nov", "dec"};
    json_int_t month = json_integer_value(json_array_get(parts, 1));
    json_int_t day = json_integer_value(json_array_get(parts, 2));
    if (month >= 1 && month <= 12) buffer_format(out, "\n  month = %s,", months[month - 1]);
    if (day > 0) buffer_format(out, "\n  day = {%d},", (int)day);
}

/* A plain date in numbers; of any other, which BibTeX cannot say in numbers, the words. */
static void append_date(struct buffer *out, const json_t *issued, const char *display)
{
    const json_t *parts = json_object_get(issued, "date-parts"), *first = json_array_get(parts, 0);
    json_int_t year = json_integer_value(json_array_get(first, 0));
    bool is_plain = json_array_size(parts) == 1 && json_object_size(issued) == 1 && year > 0;
    if (issued == NULL) return;
    if (!is_plain && display[0] != '\0') {
        append_field(out, "year", display, append_text);
        return;
    }
    buffer_format(out, "\n  year = {%" JSON_INTEGER_FORMAT "},", year);
    append_month(out, first);
}

/* What has no field of its own that is printed. */
static void append_note(struct buffer *out, const json_t *item, const struct entry *entry)
{
    const char *parts[] = {strcmp(entry->container, "note") == 0 ? row_text(item, "container-title")
                                                                 : "",
                           row_text(item, "archive"), row_text(item, "note")};
    bool is_open = false;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (parts[i][0] == '\0') continue;
        buffer_string(out, is_open ? ", " : "\n  note = {");
        append_text(out, parts[i]);
        is_open = true;
    }
    if (is_open) buffer_string(out, "},");
}

static void append_entry(struct buffer *out, const json_t *item, const char *display)
{
    const struct entry *entry = entry_of(item);
    bool is_report = strcmp(entry->name, "techreport") == 0;
    buffer_format(out, "@%s{", entry->name);
    append_key(out, row_text(item, "id"));
    buffer_string(out, ",");
    append_names(out, item, "author");
    append_names(out, item, "editor");
    /* A whole title is protected: which of its words are names, in any language, no program can
     * tell, and styles write the others small. */
    append_field(out, "title", row_text(item, "title"), append_whole);
    if (strcmp(entry->container, "note") != 0)
        append_field(out, entry->container, row_text(item, "container-title"), append_text);
    append_field(out, is_report ? "institution" : "publisher", row_text(item, "publisher"),
                 append_text);
    append_field(out, "volume", row_text(item, "volume"), append_text);
    append_field(out, "pages", row_text(item, "page"), append_pages);
    append_date(out, json_object_get(item, "issued"), display);
    append_field(out, "version", row_text(item, "version"), append_text);
    append_field(out, "language", row_text(item, "language"), append_text);
    append_field(out, "url", row_text(item, "URL"), append_address);
    append_note(out, item, entry);
    buffer_string(out, "\n}\n");
}

enum status bibtex_row(struct rendering *rendering, const json_t *row, struct buffer *out)
{
    json_t *item = citation_item(rendering, row);
    if (item == NULL) return STATUS_NO_MEMORY;
    if (rendering->count > 0) buffer_string(out, "\n");
    append_entry(out, item, row_text(json_object_get(row, "issued"), "display"));
    json_decref(item);
    return STATUS_OK;
}
