/*
 * The map of a state of affairs: who held what, made of the page that tells it.
 */
#include "entry.h"
#include "record.h"
#include "state.h"

#include <chancery/geojson.h>

/* The geometries of all places of control, by id. */
static enum status gather_outlines(struct request *request, const json_t *page, json_t *outlines)
{
    enum status status = STATUS_OK;
    json_t *entry, *outline = NULL;
    size_t i;
    json_array_foreach(json_object_get(page, "control"), i, entry)
    {
        const json_t *place = json_object_get(json_object_get(entry, "place"), "id");
        const char *id = json_is_string(place) ? json_string_value(place) : "";
        if (json_object_get(outlines, id) != NULL) continue;
        status = read_outline(request, id, &outline);
        if (status != STATUS_OK) break;
        json_object_set_new(outlines, id, outline);
    }
    return status;
}

struct reply state_map_reply_take(struct request *request, struct buffer *bytes)
{
    json_t *page = bytes->failed ? NULL : json_loadb(bytes->at, bytes->length, 0, NULL),
           *outlines = json_object();
    buffer_free(bytes);
    enum status status = page != NULL ? gather_outlines(request, page, outlines) : STATUS_FAILED;
    json_t *map = status == STATUS_OK ? geojson_of_state(page, outlines) : NULL;
    json_decref(page);
    json_decref(outlines);
    if (status != STATUS_OK) return reply_failure(status);
    struct reply reply = entry_reply_take(request, map);
    if (reply.status == 200) reply.content_type = GEOJSON_MEDIA_TYPE;
    return reply;
}
