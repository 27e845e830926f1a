/* A range of a file, where the file is shorter than anyone would think. */
#include "../../server/http/range.h"

#include <criterion/criterion.h>

static int apply(const char *asked, size_t total, struct range *range)
{
    struct reply reply = {.status = 200, .kind = REPLY_FILE, .descriptor = -1, .length = total};
    *range = (struct range){.total = total};
    int status = range_apply(asked, NULL, "\"a\"", 0, &reply, range);
    if (reply.kind == REPLY_FILE) reply.kind = REPLY_EMPTY;
    reply_free(&reply);
    return status;
}

Test(http_range, the_last_bytes_of_an_empty_file_are_none)
{
    struct range range;
    cr_expect_eq(apply("bytes=-1", 0, &range), 416);
    cr_expect_str_eq(range.header, "bytes */0");
}

Test(http_range, more_last_bytes_than_there_are_is_all)
{
    struct range range;
    cr_expect_eq(apply("bytes=-9", 4, &range), 206);
    cr_expect_str_eq(range.header, "bytes 0-3/4");
}
