/*
 * Fuzzes the whole road from a raw target to a reply's bytes over a small dataset. Input: a target,
 * and on further lines an Accept and an Accept-Language. What must hold: no request is our failure,
 * what is JSON parses, asked twice it is the same, and every link that a reply gives is answered.
 */
#include "served.h"

#include <stdint.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A fuzzer's entry points share no argument: here alone a file-scope variable is the way. */
static struct served served;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    served = served_begin();
    return 0;
}

/* A header as the library hands it over: a C string, or none. */
static char *header_of(struct text *rest)
{
    if (rest->at == NULL) return NULL;
    struct text line = text_cut(rest, '\n');
    char *header = strndup(line.at, line.length);
    require(header != NULL);
    return header;
}

static bool is_whole_json(const struct reply *reply)
{
    const char *type = reply->content_type;
    return reply->problem == NULL && reply->kind != REPLY_FILE && reply->kind != REPLY_EMPTY &&
           strstr(type, "json") != NULL && strstr(type, "ndjson") == NULL &&
           strstr(type, "json-seq") == NULL;
}

static void check_body(const struct answered *answered)
{
    if (!is_whole_json(&answered->reply) || answered->body.length >= BODY_LIMIT) return;
    json_t *body =
        json_loadb(answered->body.at, answered->body.length, JSON_REJECT_DUPLICATES, NULL);
    require(body != NULL);
    json_decref(body);
}

static void check_problem(const struct answered *answered)
{
    if (answered->reply.problem == NULL) return;
    json_t *body = problem_to_json(answered->reply.problem, "", NULL, "x");
    char *text = body != NULL ? json_dumps(body, JSON_COMPACT) : NULL;
    require(text != NULL);
    free(text);
    json_decref(body);
}

/* Every `<target>` of a Link header is a question that has an answer, in whatever form it has. */
static void follow_links(const struct answered *answered, const char *language)
{
    const char *link = answered->reply.link;
    while (link != NULL && (link = strchr(link, '<')) != NULL) {
        const char *end = strchr(++link, '>');
        require(end != NULL);
        struct text target = {link, (size_t)(end - link)};
        if (target.at[0] != '/') continue;
        struct answered next = served_answer(&served, target, NULL, language);
        require(next.reply.status == 200);
        answered_free(&next);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text rest = {(const char *)data, size};
    struct text target = text_cut(&rest, '\n');
    char *accept = header_of(&rest), *language = header_of(&rest);
    struct answered answered = served_answer(&served, target, accept, language);
    struct answered again = served_answer(&served, target, accept, language);
    check_body(&answered);
    check_problem(&answered);
    follow_links(&answered, language);
    require(answered.reply.status == again.reply.status);
    require(text_equal((struct text){answered.body.at, answered.body.length},
                       (struct text){again.body.at, again.body.length}));
    answered_free(&answered);
    answered_free(&again);
    free(accept);
    free(language);
    return 0;
}
