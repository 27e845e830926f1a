/*
 * The control of a state of affairs: each record of it names the others of its place. Nothing is
 * resolved here.
 */
#include "entry.h"
#include "record.h"
#include "request.h"
#include "state.h"

static struct text place_of(struct text entry)
{
    return member_of(member_of(entry, "place"), "id");
}

/* What is asked of the records of control: their places, and how others name them. */
struct held {
    struct text place, reference;
};

static enum status find_held(struct arena *arena, const struct text *entries, size_t count,
                             struct held **out)
{
    struct held *held = arena_take(arena, (count + 1) * sizeof *held);
    struct buffer reference = {0};
    for (size_t i = 0; held != NULL && i < count && !reference.failed; i++) {
        reference.length = 0;
        entry_append_reference(entries[i], &reference);
        held[i] = (struct held){
            .place = place_of(entries[i]),
            .reference = arena_copy(arena, (struct text){reference.at, reference.length})};
        if (held[i].reference.at == NULL) reference.failed = true;
    }
    enum status status = held == NULL || reference.failed ? STATUS_NO_MEMORY : STATUS_OK;
    buffer_free(&reference);
    *out = held;
    return status;
}

/* A record of control names the others of its place: a lease over a sovereignty, two claims. */
static void append_overlaps(const struct held *held, size_t count, size_t own, struct buffer *out)
{
    const char *joint = "";
    entry_append_member(out, "overlaps", TEXT("["));
    for (size_t i = 0; i < count; i++) {
        if (i == own || !text_equal(held[i].place, held[own].place)) continue;
        buffer_string(out, joint);
        buffer_text(out, held[i].reference);
        joint = ",";
    }
    buffer_string(out, "]");
}

/* However many hold one place, the deadline is kept. */
enum status state_append_control(struct request *request, const struct text *entries, size_t count,
                                 struct buffer *out)
{
    struct held *held;
    enum status status = find_held(request->arena, entries, count, &held);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        if (i > 0) buffer_string(out, ",");
        buffer_text(out, entries[i]);
        append_overlaps(held, count, i, out);
        buffer_string(out, "}");
        status = connection_keep_deadline(request_connection(request));
    }
    return status;
}
