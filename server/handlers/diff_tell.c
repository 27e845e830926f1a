/*
 * The transitions of an answer of /diff as JSON: the record's entry, on which side of it, when, by
 * what, and how certainly. It decides nothing.
 */
#include "diff_tell.h"

#include "record.h"

struct text diff_date(const struct transition *transition, bool ending)
{
    return member_of(member_of(transition->entry, "interval"), ending ? "end" : "start");
}

/* What the contract calls T, without its closing brace: one side of a record. */
static void append_side(const struct transition *transition, bool ending, struct buffer *out)
{
    const struct side *side = ending ? &transition->ended : &transition->began;
    buffer_text(out, transition->entry);
    entry_append_word(out, "domain", transition->domain->type);
    entry_append_member(out, "date", diff_date(transition, ending));
    entry_append_member(out, "cause", side->cause);
    entry_append_word(out, "match", side->within == CERTAINLY_WITHIN ? "certain" : "possible");
}

static struct buffer *next_in(struct list_of_sides *list)
{
    if (list->count++ > 0) buffer_string(&list->out, ",");
    return &list->out;
}

void diff_tell_side(const struct transition *transition, bool ending, struct list_of_sides *list)
{
    struct buffer *out = next_in(list);
    append_side(transition, ending, out);
    buffer_string(out, "}");
}

void diff_tell_transient(const struct transition *transition, struct list_of_sides *list)
{
    struct buffer *out = next_in(list);
    append_side(transition, false, out);
    entry_append_member(out, "ended", TEXT("{"));
    entry_append_member(out, "date", diff_date(transition, true));
    entry_append_member(out, "cause", transition->ended.cause);
    buffer_string(out, "}}");
}

void diff_append_list(struct buffer *out, const char *name, const struct list_of_sides *list)
{
    if (list->out.failed) out->failed = true;
    entry_append_member(out, name, TEXT("["));
    buffer_text(out, (struct text){list->out.at, list->out.length});
    buffer_string(out, "]");
}

void diff_tell_change(const struct change *change, struct list_of_sides *list)
{
    struct buffer *out = next_in(list);
    buffer_string(out, "{");
    entry_append_member(out, "key", change->key);
    entry_append_word(out, "domain", change->domain->type);
    diff_append_list(out, "from", &change->from);
    diff_append_list(out, "to", &change->to);
    entry_append_member(out, "on", change->on);
    entry_append_member(out, "cause", change->cause);
    buffer_string(out, "}");
}
