/*
 * Named SQL: the only SQL this server runs stands in files, and is joined from these constant
 * pieces.
 */
#include <chancery/fragments.h>

#include <stdlib.h>
#include <string.h>

/* Tell whether `line` begins a fragment, and leave its name. */
static bool is_heading(struct text line, const char *word, struct text *name)
{
    size_t length = strlen(word);
    if (!text_starts_with(line, "-- ") || !text_starts_with(text_after(line, 3), word))
        return false;
    struct text rest = text_after(line, 3 + length);
    if (rest.length < 2 || rest.at[0] != ' ') return false;
    *name = text_after(rest, 1);
    return true;
}

static enum status add(struct fragments *fragments, struct text name, const char *sql)
{
    struct fragment *grown = realloc(fragments->at, (fragments->count + 1) * sizeof *fragments->at);
    if (grown == NULL) return STATUS_NO_MEMORY;
    fragments->at = grown;
    grown[fragments->count++] = (struct fragment){name, {sql, 0}};
    return STATUS_OK;
}

enum status fragments_read(struct text file, const char *word, struct fragments *out)
{
    *out = (struct fragments){0};
    struct text rest = file;
    while (rest.at != NULL) {
        struct text line = text_cut(&rest, '\n');
        const char *next = rest.at != NULL ? rest.at : file.at + file.length;
        struct text name;
        if (is_heading(line, word, &name)) {
            if (add(out, name, next) != STATUS_OK) {
                fragments_free(out);
                return STATUS_NO_MEMORY;
            }
        } else if (out->count > 0) {
            struct fragment *last = &out->at[out->count - 1];
            last->sql.length = (size_t)(next - last->sql.at);
        }
    }
    return STATUS_OK;
}

void fragments_free(struct fragments *fragments)
{
    free(fragments->at);
    *fragments = (struct fragments){0};
}

struct text fragments_find(const struct fragments *fragments, const char *name)
{
    for (size_t i = 0; i < fragments->count; i++)
        if (text_is(fragments->at[i].name, name)) return fragments->at[i].sql;
    return (struct text){"", 0};
}
