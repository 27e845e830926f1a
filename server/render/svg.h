/* Pictures: what the timeline and the map have in common. Lengths are in user units, which are
 * pixels. Nothing but presentation attributes is written: a page's policy may refuse styles. */
#ifndef RENDER_SVG_H
#define RENDER_SVG_H

#include <chancery/renderer.h>

#define SVG_INK  "#26241f" /* words */
#define SVG_SOFT "#6d685d" /* lesser words */
#define SVG_LINE "#d9d4c7" /* lines that only lead the eye */

struct svg_box {
    double x0, y0, x1, y1;
};

/* Places that are taken. */
struct svg_boxes {
    struct svg_box *at; /* owned */
    size_t count, room;
    bool failed;
};

/* Words at a place. */
struct svg_label {
    double x, y; /* of the baseline: where it begins, or as `anchor` says */
    double size;
    double width;       /* it is cut to this; 0: it is not */
    const char *anchor; /* "start", "middle", "end" */
    const char *fill;
    bool is_bold, has_halo;
    const char *words;
};

/** Take a place, whether or not a part of it is taken. */
void svg_keep(struct svg_boxes *boxes, struct svg_box box);

/** Take a place, unless a part of it is taken: false then. */
bool svg_claim(struct svg_boxes *boxes, struct svg_box box);

/** Free the places. */
void svg_boxes_free(struct svg_boxes *boxes);

/** Append a text as XML 1.0 (§2.2, §2.4): escaped, without the characters that it forbids. */
void svg_text(struct buffer *out, const char *text);

/** How wide a text is likely to be drawn at a size. */
double svg_width(const char *words, double size);

/** How wide a label is likely to be drawn. */
double svg_label_width(const struct svg_label *label);

/** Append a label. */
void svg_append_label(struct buffer *out, const struct svg_label *label);

/** Append all that comes before the picture's body: its size, its title, its description, its
 * ground, and the title as words. */
void svg_open(struct buffer *out, const struct rendering *rendering, double width, double height,
              const struct buffer *description);

/** The timeline, and the map, of rows that were kept. `out` fails when memory is short. */
void svg_append_timeline(struct rendering *rendering, const json_t *rows, struct buffer *out);
void svg_append_map(struct rendering *rendering, const json_t *rows, struct buffer *out);

#endif
