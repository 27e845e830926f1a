/*
 * Fuzzes cursors and what they are used for. The first byte chooses a list; the rest is, by its
 * highest bit, a cursor as it stands, or what would stand in one after a binding that is right: a
 * cursor is no secret, anyone can make one. It may be refused, but never be our failure, and a page
 * that it leads to must lead on.
 */
#include "../../server/handlers/cursor.h"
#include "served.h"

#include <chancery/digest.h>
#include <stdint.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A fuzzer's entry points share no argument: here alone a file-scope variable is the way. */
static struct served served;

/* One of each way to read a page. */
static const char *const lists[] = {
    "/events?limit=2",
    "/events?sort=-date&limit=2",
    "/events?sort=label&limit=2",
    "/events?at=1879&limit=2",
    "/events?q=pe&limit=2",
    "/events?undated=only&limit=2",
    "/events?near=-12,-77,500&limit=2",
    "/treaties?sort=-label&limit=1",
    "/treaties/treaty-of-ancon-1883/articles?limit=1",
    "/timeline?limit=2",
    "/timeline?sort=-date&from=1870&to=1900&limit=2",
    "/claims?limit=2",
    "/claims?sort=-label&limit=2",
    "/places?limit=1",
    "/sources?limit=1",
    "/search?q=peru&limit=1",
    "/on-this-day?date=10-08&limit=1",
    "/actors?limit=1&lang=es",
};

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    served = served_begin();
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        struct answered answered = served_answer(&served, text_of(lists[i]), NULL, NULL);
        require(answered.reply.status == 200);
        answered_free(&answered);
    }
    return 0;
}

/* What encodes must decode as it was. */
static void check_encoding(struct text bytes)
{
    struct buffer encoded = {0}, decoded = {0};
    base64url_append(&encoded, bytes);
    require(base64url_decode((struct text){encoded.at, encoded.length}, &decoded));
    require(text_equal((struct text){decoded.at, decoded.length}, bytes));
    buffer_free(&encoded);
    buffer_free(&decoded);
}

/* `keys` after what a cursor of this list begins with, encoded. */
static void write_bound(const char *list, struct text keys, struct buffer *out)
{
    struct request request = served_request(&served, text_of(list));
    struct problem *problem = NULL;
    struct buffer inside = {0};
    require(router_match(served.contract, request.path, request.arena, &request.route) ==
            STATUS_OK);
    require(parameters_read(&request.route, request.query, request.arena, &request.parameters,
                            &problem) == STATUS_OK);
    if (strstr(list, "lang=es") != NULL) request.language = 1;
    struct cursor_binding binding = cursor_bind(&request);
    buffer_format(&inside, "[\"%.16s\",\"%s\",", generation_version(served.generation),
                  binding.text);
    buffer_text(&inside, keys);
    buffer_append(&inside, "]", 1);
    base64url_append(out, (struct text){inside.at, inside.length});
    buffer_free(&inside);
    arena_free(request.arena);
}

/* The first of the links: to the next page where there is one. */
static void follow(const char *link)
{
    if (link == NULL) return;
    const char *end = strchr(link, '>');
    require(link[0] == '<' && end != NULL);
    struct text target = {link + 1, (size_t)(end - link - 1)};
    struct answered next = served_answer(&served, target, NULL, NULL);
    require(next.reply.status == 200);
    answered_free(&next);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    const char *list = lists[(data[0] & 0x7F) % (sizeof lists / sizeof lists[0])];
    struct text rest = {(const char *)data + 1, size - 1};
    struct buffer target = {0};
    check_encoding(rest);
    buffer_format(&target, "%s&cursor=", list);
    if ((data[0] & 0x80) != 0)
        buffer_percent_encode(&target, rest, "");
    else
        write_bound(list, rest, &target);
    struct answered answered =
        served_answer(&served, (struct text){target.at, target.length}, NULL, NULL);
    follow(answered.reply.link);
    answered_free(&answered);
    buffer_free(&target);
    return 0;
}
