/* The formats of replies beside JSON, as the handlers see them. */
#ifndef HANDLERS_FORMATS_H
#define HANDLERS_FORMATS_H

#include <chancery/buffer.h>
#include <chancery/handlers.h>

/** A list in a format other than JSON has so many rows where the client names no limit. */
enum { FORMAT_ROWS = 10000 };

/** The format that the request gets: by `format=`, else by Accept. NULL: of an operation that has
 * but one. */
const struct renderer *choose_format(const struct request *request);

/** Whether the request gets JSON, as handlers make it. */
bool format_is_json(const struct request *request);

/** Fence: of each operation the values of `format`, the media types of its 200 reply and the table
 * of renderers agree. STATUS_INVALID with a sentence in `why`. */
enum status formats_check(const struct contract *contract, char *why,
                          size_t why_size) CHANCERY_MUST_USE;

/* One answer in a format other than JSON, in the making. */
struct format_rendering {
    struct request *request;
    struct rendering rendering;
    json_t *kinds, *outlines, *points;
    struct buffer out;
};

/** Begin an answer in the request's format: a list, or the one record whose label is `item` (NULL:
 * a list). Whatever happens, format_finish comes last. `self` must not move until then. */
enum status format_begin(struct request *request, const char *item,
                         struct format_rendering *self) CHANCERY_MUST_USE;

/** The same for rows of a schema that the operation does not say. */
enum status format_begin_shape(struct request *request, const char *shape, const char *item,
                               struct format_rendering *self) CHANCERY_MUST_USE;

/** Free what a rendering holds that gives no reply. */
void format_release(struct format_rendering *self);

/** Add a row: the bytes of a JSON object. */
enum status format_row(struct format_rendering *self, struct text row) CHANCERY_MUST_USE;

/** The reply; with a status that is not OK, its failure. Frees what the rendering holds. */
struct reply format_finish(struct format_rendering *self, enum status status);

/** A handler's JSON in the format that the request gets; the reply is consumed. What is no JSON
 * page stays as it is. */
struct reply format_reply_take(struct request *request, struct reply reply);

#endif
