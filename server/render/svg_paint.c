/*
 * How control is painted: a colour for each holder, and for each kind of control its own way to lay
 * it on, so that what lies beneath an occupation or a lease is still seen.
 */
#include "row.h"
#include "svg_map.h"

#include <stdlib.h>
#include <string.h>

static const char *const palette[] = {"#b4483a", "#2f6aa8", "#5c8f3f", "#c98f1f",
                                      "#7a56a8", "#2f8f8a", "#b0567f", "#7f6540",
                                      "#56636e", "#cc6a24", "#8a8a2a", "#4b4fa0"};

enum { COLOURS = sizeof palette / sizeof palette[0] };

const char *palette_colour(size_t index)
{
    return index < COLOURS ? palette[index] : "#8b877d";
}

/* FNV-1a, 32 bits: the same holder has the same colour from picture to picture, as far as no other
 * has it already. */
static size_t preferred(const char *id)
{
    uint32_t hash = 2166136261U;
    for (; *id != '\0'; id++)
        hash = (hash ^ (unsigned char)*id) * 16777619U;
    return hash % COLOURS;
}

static int compare_ids(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The ids of all holders, sorted; some come more than once. The caller frees the list. */
static const char **ids_of_holders(const json_t *rows, size_t *count)
{
    const json_t *row, *holder;
    size_t i, k, room = 1;
    json_array_foreach((json_t *)(uintptr_t)rows, i, row) room +=
        json_array_size(json_object_get(row, "holder"));
    const char **ids = calloc(room, sizeof *ids);
    *count = 0;
    if (ids == NULL) return NULL;
    json_array_foreach((json_t *)(uintptr_t)rows, i, row)
    {
        json_array_foreach(json_object_get(row, "holder"), k, holder) ids[(*count)++] =
            row_text(holder, "id");
    }
    qsort(ids, *count, sizeof *ids, compare_ids);
    return ids;
}

json_t *colours_of_holders(const json_t *rows)
{
    bool taken[COLOURS] = {false};
    size_t count, used = 0;
    json_t *colours = json_object();
    const char **ids = ids_of_holders(rows, &count);
    for (size_t i = 0; ids != NULL && i < count; i++) {
        size_t colour = used < COLOURS ? preferred(ids[i]) : COLOURS;
        if (json_object_get(colours, ids[i]) != NULL) continue;
        while (colour < COLOURS && taken[colour])
            colour = (colour + 1) % COLOURS;
        if (colour < COLOURS) taken[colour] = true;
        used++;
        json_object_set_new(colours, ids[i], json_integer((json_int_t)colour));
    }
    free(ids);
    return colours;
}

/* --- kinds --- */

enum manner { SOLID, PALE, STRIPES, HATCHED, CROSSED, LINED, BROKEN, DOTTED, OUTLINED };

static const struct {
    const char *kind;
    enum manner manner;
    const char *more; /* attributes of what is filled */
} manners[] = {
    {"sovereignty", SOLID, " fill-opacity=\"0.72\""},
    {"joint-possession", STRIPES, " fill-opacity=\"0.85\""},
    {"undivided", STRIPES, " fill-opacity=\"0.5\" stroke-dasharray=\"4 2\""},
    {"administration", PALE, " fill-opacity=\"0.38\""},
    {"de-facto", PALE, " fill-opacity=\"0.38\" stroke-dasharray=\"5 2\""},
    {"suzerainty", LINED, ""},
    {"protectorate", LINED, " stroke-width=\"1.8\""},
    {"leasehold", HATCHED, " stroke-width=\"1.8\""},
    {"occupation", CROSSED, " stroke-width=\"1.8\""},
    {"sphere-of-influence", BROKEN, " fill-opacity=\"0.16\" stroke-dasharray=\"6 3\""},
    {"claim", OUTLINED, " stroke-dasharray=\"1.5 3\" stroke-width=\"2\""},
    {"railway-zone", HATCHED, " stroke-dasharray=\"8 3\""},
    {"unassigned", PALE, " fill-opacity=\"0.1\" stroke-dasharray=\"2 3\""},
};

static void append_stripes(struct buffer *out, const char *name, const char *const *colours,
                           size_t count)
{
    buffer_format(out,
                  "<pattern id=\"%s\" width=\"%zu\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
                  "patternTransform=\"rotate(45)\">",
                  name, 6 * count);
    for (size_t i = 0; i < count; i++)
        buffer_format(out, "<rect x=\"%zu\" width=\"6\" height=\"6\" fill=\"%s\"/>", 6 * i,
                      colours[i]);
    buffer_string(out, "</pattern>\n");
}

/* Lines on nothing: what is below shows between them. */
static void append_lines(struct buffer *out, const char *name, const char *colour,
                         enum manner manner)
{
    static const char *const lines[] = {
        [HATCHED] = "width=\"5\" height=\"5\" patternTransform=\"rotate(-45)\">"
                    "<path d=\"M0 2.5H5\" stroke-width=\"2\"",
        [CROSSED] = "width=\"6\" height=\"6\" patternTransform=\"rotate(45)\">"
                    "<path d=\"M0 3H6M3 0V6\" stroke-width=\"1.6\"",
        [LINED] = "width=\"5\" height=\"5\"><path d=\"M0 2.5H5\" stroke-width=\"1.5\"",
        [DOTTED] = "width=\"5\" height=\"5\"><circle cx=\"2.5\" cy=\"2.5\" r=\"0.8\""};
    buffer_format(out,
                  "<pattern id=\"%s\" patternUnits=\"userSpaceOnUse\" %s stroke=\"%s\"/>"
                  "</pattern>\n",
                  name, lines[manner], colour);
}

void append_paint(struct buffer *out, const char *name, const char *kind,
                  const char *const *colours, size_t count, char fill[32], const char **more)
{
    enum manner manner = DOTTED;
    *more = "";
    for (size_t i = 0; i < sizeof manners / sizeof manners[0]; i++)
        if (strcmp(manners[i].kind, kind) == 0) {
            manner = manners[i].manner;
            *more = manners[i].more;
        }
    bool is_flat = manner == SOLID || manner == PALE || manner == BROKEN || manner == OUTLINED;
    if (count > 1 && manner != OUTLINED) {
        append_stripes(out, name, colours, count);
        is_flat = false;
    } else if (manner == STRIPES) {
        is_flat = true;
    } else if (!is_flat) {
        append_lines(out, name, colours[0], manner);
    }
    if (manner == OUTLINED)
        snprintf(fill, 32, "none");
    else if (is_flat)
        snprintf(fill, 32, "%s", colours[0]);
    else
        snprintf(fill, 32, "url(#%s)", name);
}
