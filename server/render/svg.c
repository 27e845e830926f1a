/*
 * SVG 1.1: the timeline as bands and lanes, control as a map. Both are laid out when all rows are
 * there. The width of words is estimated, since the reader's fonts are not known here; what does
 * not fit is left out or cut, never drawn over something else.
 */
#include "svg.h"
#include "renderers.h"
#include "row.h"
#include "widget.h"

#include <stdlib.h>
#include <string.h>

void svg_keep(struct svg_boxes *boxes, struct svg_box box)
{
    if (boxes->count == boxes->room) {
        size_t room = boxes->room > 0 ? 2 * boxes->room : 64;
        struct svg_box *at = realloc(boxes->at, room * sizeof *at);
        if (at == NULL) {
            boxes->failed = true;
            return;
        }
        boxes->at = at;
        boxes->room = room;
    }
    boxes->at[boxes->count++] = box;
}

bool svg_claim(struct svg_boxes *boxes, struct svg_box box)
{
    for (size_t i = 0; i < boxes->count; i++) {
        const struct svg_box *other = &boxes->at[i];
        if (box.x0 < other->x1 && other->x0 < box.x1 && box.y0 < other->y1 && other->y0 < box.y1)
            return false;
    }
    svg_keep(boxes, box);
    return !boxes->failed;
}

void svg_boxes_free(struct svg_boxes *boxes)
{
    free(boxes->at);
    *boxes = (struct svg_boxes){0};
}

/* --- words --- */

/* How many bytes of well-formed UTF-8 its first character has. */
static size_t character_length(const char *text)
{
    unsigned char first = (unsigned char)text[0];
    size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    return strnlen(text, length);
}

static void append_escaped(struct buffer *out, const char *text, size_t length)
{
    static const char *const forbidden[] = {"\xef\xbf\xbe", "\xef\xbf\xbf"};
    for (size_t i = 0, size; i < length; i += size) {
        char one[5] = {0};
        size = character_length(text + i);
        memcpy(one, text + i, size);
        bool is_control = (unsigned char)one[0] < 0x20 && strchr("\t\n\r", one[0]) == NULL;
        if (is_control || strcmp(one, forbidden[0]) == 0 || strcmp(one, forbidden[1]) == 0)
            continue;
        html_text(out, one);
    }
}

void svg_text(struct buffer *out, const char *text)
{
    append_escaped(out, text, strlen(text));
}

/* Of a character, in parts of the size; a little too wide rather than too narrow. */
static double character_width(const char *at)
{
    unsigned char c = (unsigned char)at[0];
    if (c >= 0xe3) return 1.02; /* scripts of the East */
    if (c >= 0xc0) return 0.67;
    if (strchr("ijl.,:;|!'()[] I-", c) != NULL) return 0.36;
    if (strchr("frt", c) != NULL) return 0.42;
    if (strchr("mwMW@%", c) != NULL) return 0.95;
    return c >= 'A' && c <= 'Z' ? 0.7 : 0.62;
}

double svg_width(const char *words, double size)
{
    double width = 0;
    for (const char *c = words; *c != '\0'; c += character_length(c))
        width += character_width(c);
    return width * size;
}

/* How many bytes of its words a label has room for; all of them, or some and a sign. */
static size_t fitting(const struct svg_label *label)
{
    size_t length = strlen(label->words), fits = 0;
    if (label->width <= 0 || svg_width(label->words, label->size) <= label->width) return length;
    double left = label->width - label->size;
    while (fits < length) {
        left -= character_width(label->words + fits) * label->size;
        if (left < 0) break;
        fits += character_length(label->words + fits);
    }
    while (fits > 0 && label->words[fits - 1] == ' ')
        fits--;
    return fits;
}

double svg_label_width(const struct svg_label *label)
{
    double width = svg_width(label->words, label->size);
    return label->width > 0 && width > label->width ? label->width : width;
}

void svg_append_label(struct buffer *out, const struct svg_label *label)
{
    size_t length = fitting(label);
    buffer_format(out, "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%g\"", label->x, label->y,
                  label->size);
    if (label->anchor != NULL && strcmp(label->anchor, "start") != 0)
        buffer_format(out, " text-anchor=\"%s\"", label->anchor);
    if (label->fill != NULL) buffer_format(out, " fill=\"%s\"", label->fill);
    if (label->is_bold) buffer_string(out, " font-weight=\"600\"");
    if (label->has_halo)
        buffer_string(out, " stroke=\"#fff\" stroke-width=\"3\" stroke-opacity=\"0.85\" "
                           "stroke-linejoin=\"round\" paint-order=\"stroke\"");
    buffer_string(out, ">");
    append_escaped(out, label->words, length);
    buffer_string(out, length < strlen(label->words) ? "…</text>\n" : "</text>\n");
}

/* --- the picture --- */

static void append_title(struct buffer *out, const struct rendering *rendering)
{
    svg_text(out, dataset_words(rendering, "title"));
    if (rendering->asked[0] == '\0') return;
    buffer_string(out, " · ");
    svg_text(out, rendering->asked);
}

void svg_open(struct buffer *out, const struct rendering *rendering, double width, double height,
              const struct buffer *description)
{
    buffer_format(out,
                  "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" "
                  "viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-labelledby=\"title desc\" lang=\"",
                  width, height, width, height);
    svg_text(out, rendering->language);
    buffer_string(out, "\" font-family=\"system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', "
                       "'Noto Sans', 'Noto Sans CJK JP', sans-serif\" fill=\"" SVG_INK "\">\n"
                       "<title id=\"title\">");
    append_title(out, rendering);
    buffer_string(out, "</title>\n<desc id=\"desc\">");
    if (description->at != NULL) buffer_append(out, description->at, description->length);
    buffer_format(out,
                  "</desc>\n<rect width=\"%.0f\" height=\"%.0f\" rx=\"6\" fill=\"#fffefb\"/>\n"
                  "<text x=\"20\" y=\"36\" font-size=\"20\" font-weight=\"600\">",
                  width, height);
    append_title(out, rendering);
    buffer_string(out, "</text>\n");
}

enum status svg_begin(struct rendering *rendering, struct buffer *out)
{
    member_put_take(out, rendering->scratch, "rows", json_array());
    return STATUS_OK;
}

enum status svg_row(struct rendering *rendering, const json_t *row, struct buffer *out)
{
    json_t *rows = json_object_get(rendering->scratch, "rows");
    if (json_array_append(rows, (json_t *)(uintptr_t)row) != 0) out->failed = true;
    return STATUS_OK;
}

enum status svg_end(struct rendering *rendering, struct buffer *out)
{
    const json_t *rows = json_object_get(rendering->scratch, "rows");
    if (strcmp(rendering->shape, "Timeline") == 0)
        svg_append_timeline(rendering, rows, out);
    else
        svg_append_map(rendering, rows, out);
    return STATUS_OK;
}
