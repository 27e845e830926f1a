/*
 * traceparent: version, trace id, parent id, flags, in lower-case hexadecimal with hyphens between.
 * A later version may have more behind another hyphen; ff is no version, and no id is all zeros.
 */
#include "trace.h"

#include <string.h>

enum { VERSION = 2, ID = 32, PARENT = 16, FLAGS = 2, WHOLE = VERSION + ID + PARENT + FLAGS + 3 };

static bool is_hexadecimal(struct text digits)
{
    for (size_t i = 0; i < digits.length; i++)
        if ((digits.at[i] < '0' || digits.at[i] > '9') &&
            (digits.at[i] < 'a' || digits.at[i] > 'f'))
            return false;
    return true;
}

static bool is_zero(struct text digits)
{
    size_t i = 0;
    while (i < digits.length && digits.at[i] == '0')
        i++;
    return i == digits.length;
}

bool trace_read(const char *traceparent, struct trace *out)
{
    struct text value = text_of(traceparent != NULL ? traceparent : "");
    while (value.length > 0 &&
           (value.at[value.length - 1] == ' ' || value.at[value.length - 1] == '\t'))
        value.length--;
    if (value.length < WHOLE) return false;
    const char *at = value.at;
    struct text version = {at, VERSION}, id = {at + VERSION + 1, ID},
                parent = {id.at + ID + 1, PARENT}, flags = {parent.at + PARENT + 1, FLAGS};
    bool is_first = text_is(version, "00");
    bool ends = value.length == WHOLE || (!is_first && at[WHOLE] == '-');
    if (!ends || id.at[-1] != '-' || parent.at[-1] != '-' || flags.at[-1] != '-') return false;
    if (!is_hexadecimal(version) || !is_hexadecimal(id) || !is_hexadecimal(parent) ||
        !is_hexadecimal(flags))
        return false;
    if (text_is(version, "ff") || is_zero(id) || is_zero(parent)) return false;
    *out = (struct trace){id, parent};
    return true;
}
