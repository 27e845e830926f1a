/*
 * What is written to a connection before it is ended without the library: of a request that comes
 * too slowly, an address with too many, a target too long. Each is put together at the start; the
 * dataset's version and the request's id are filled in as it is sent.
 */
#include "http.h"

#include <chancery/buffer.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static const char no_id[] = "\"request_id\":null";

char *problem_words(const struct server *server, enum problem_kind kind, const char *detail)
{
    struct problem *problem = problem_new(kind, detail);
    json_t *body = problem != NULL ? problem_to_json(problem, server->base_path, NULL, NULL) : NULL;
    char *words = body != NULL ? json_dumps(body, JSON_COMPACT) : NULL;
    json_decref(body);
    problem_free(problem);
    return words;
}

static bool make(const struct server *server, enum problem_kind kind, const char *detail,
                 struct farewell_text *out)
{
    struct buffer head = {0};
    char *body = problem_words(server, kind, detail);
    const char *id = body != NULL ? strstr(body, no_id) : NULL;
    int status = problem_status(kind);
    buffer_format(&head,
                  "HTTP/1.1 %d %s\r\nContent-Type: application/problem+json\r\n"
                  "Cache-Control: no-store\r\nAccess-Control-Allow-Origin: *\r\n"
                  "Access-Control-Expose-Headers: Retry-After, X-Request-Id, X-Dataset-Version\r\n"
                  "%sConnection: close\r\n",
                  status, MHD_get_reason_phrase_for((unsigned)status),
                  kind == PROBLEM_TARGET_TOO_LONG ? "" : "Retry-After: 1\r\n");
    *out = (struct farewell_text){head.at, body,
                                  id != NULL ? (size_t)(id - body) + strlen(no_id) - 4 : 0};
    return !head.failed && id != NULL;
}

bool farewells_make(struct server *server)
{
    struct farewell_text *texts = server->farewells;
    return make(server, PROBLEM_REQUEST_TIMEOUT, NULL, &texts[FAREWELL_TOO_SLOW]) &&
           make(server, PROBLEM_TOO_MANY_REQUESTS, "The address has too many connections.",
                &texts[FAREWELL_TOO_MANY]) &&
           make(server, PROBLEM_TARGET_TOO_LONG, NULL, &texts[FAREWELL_TOO_LONG]);
}

void farewells_free(struct server *server)
{
    for (size_t i = 0; i < FAREWELLS; i++) {
        free(server->farewells[i].head);
        free(server->farewells[i].body);
    }
}

void farewell_send(struct server *server, enum farewell which, const char *id, int descriptor)
{
    const struct farewell_text *text = &server->farewells[which];
    struct generation *generation = server_generation(server);
    struct buffer said = {0};
    buffer_format(&said, "%sX-Dataset-Version: %s\r\nX-Request-Id: %s\r\n\r\n%.*s\"%s\"%s",
                  text->head, generation_version(generation), id, (int)text->id_at, text->body, id,
                  text->body + text->id_at + strlen("null"));
    generation_release(generation);
    if (!said.failed) send(descriptor, said.at, said.length, MSG_DONTWAIT | MSG_NOSIGNAL);
    buffer_free(&said);
}
