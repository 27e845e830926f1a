/*
 * The formats of replies: one table, one file a format. A renderer turns rows, which are JSON
 * objects as the API gives them, into bytes of its format; it knows no database and no HTTP.
 */
#ifndef CHANCERY_RENDERER_H
#define CHANCERY_RENDERER_H

#include <chancery/buffer.h>
#include <jansson.h>
#include <stdint.h>

struct rendering;

/* One format. A row is a JSON object; JSON itself has no functions: its pages are made of kept
 * bytes. */
struct renderer {
    const char *format;       /* value of `format=`: "csv" */
    const char *media_type;   /* as openapi.json names it: "text/csv" */
    const char *content_type; /* the whole header: "text/csv; charset=utf-8; header=present" */
    const char *extension;    /* of a file: "csv" */
    bool is_download;         /* a browser should save it rather than show it */
    bool is_plain;            /* rows stand as they are: what `fields` leaves, a histogram's too */
    enum status (*begin)(struct rendering *rendering, struct buffer *out); /* NULL: nothing to do */
    enum status (*row)(struct rendering *rendering, const json_t *row, struct buffer *out);
    enum status (*raw)(struct rendering *rendering, struct text row,
                       struct buffer *out); /* instead of `row`, where nothing must be parsed */
    enum status (*end)(struct rendering *rendering, struct buffer *out); /* NULL: nothing to do */
    /* The end of an export, in the place of `end`: a closing record that says how many rows there
     * were, and the SHA-256 of all bytes before it, in hexadecimal. NULL: of what is no export. */
    void (*close)(const struct rendering *rendering, const char *sha256, struct buffer *out);
};

/* What is rendered, and what a renderer may want to know of it. All borrowed, but for the last two.
 */
struct rendering {
    const struct renderer *renderer;
    const char *shape;  /* schema of the rows ("Event", "Claim", "State"); "" for several types */
    const char *title;  /* of the whole: "events", or the label of the one record */
    const char *target; /* path-absolute URL of the reply: "/events?kind=war" */
    bool is_item;       /* the one record that was asked for by its id */
    bool is_recurring;  /* each row is an anniversary: on-this-day by today's calendar */
    bool has_bom;       /* csv: lead with U+FEFF */
    const char *base_path; /* before every path of ours that a renderer makes up itself */
    const char *language;  /* code of the language of labels: "en" */
    const json_t *dataset; /* dataset.json: id, title, version, languages, licence, citation … */
    const char *version;   /* SHA-256 of the dataset, in hexadecimal */
    int64_t released;      /* seconds since 1970, or 0 */
    int64_t horizon; /* JDN of the last day that the dataset covers: what goes on is drawn to it */
    const json_t *kinds;       /* {"event": {"war": "War", …}, …} in the language */
    const struct text *fields; /* what `fields=` asks for */
    size_t field_count;        /* 0: everything */
    /* The outline or the point of a place, as a GeoJSON geometry or JSON null. A new reference. */
    json_t *(*geometry)(void *state, const char *place);
    /* The same, but the point before the outline: where many places make one geometry. */
    json_t *(*point)(void *state, const char *place);
    /* The land under a map, as a GeoJSON geometry or JSON null. A new reference. */
    json_t *(*land)(void *state);
    void *geometry_state;
    const char *asked;    /* the time asked for, in words; "": none */
    int64_t since, until; /* the days asked for; DAY_MIN and DAY_MAX: no bound */
    const double *frame;  /* west, south, east, north in degrees, as asked for; NULL: not */
    size_t count;         /* rows so far */
    json_t *scratch;      /* an object in which a renderer keeps what it needs from row to row */
};

/** The renderer of a `format=` value, or NULL. Static. */
const struct renderer *renderer_find(struct text format);

/** The renderer of a media type, or NULL. Static. */
const struct renderer *renderer_of_media_type(const char *media_type);

/** Begin, where all but `count` and `scratch` is set. Whatever happens, rendering_free comes last.
 */
enum status rendering_begin(struct rendering *rendering, struct buffer *out) CHANCERY_MUST_USE;

/** Render one row: the bytes of a JSON object. STATUS_FAILED: they are none. */
enum status rendering_row(struct rendering *rendering, struct text row,
                          struct buffer *out) CHANCERY_MUST_USE;

/** End: what comes after the last row. */
enum status rendering_end(struct rendering *rendering, struct buffer *out) CHANCERY_MUST_USE;

/** Free what the rendering itself holds. */
void rendering_free(struct rendering *rendering);

#endif
