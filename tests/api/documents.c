/*
 * Claims about what leads people, crawlers and programs in: the guide, llms.txt, robots.txt, the
 * catalogue. Whatever they name must be there.
 */
#include "service.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* A path as it stands in a page or another text. */
static void undo_escapes(const char *at, size_t length, char *out, size_t size)
{
    size_t n = 0;
    for (const char *end = at + length; at < end && n + 1 < size; at++) {
        out[n++] = *at;
        if (strncmp(at, "&amp;", 5) == 0) at += 4;
    }
    out[n] = '\0';
}

/* Follow every path of ours that stands between `before` and one of `after`; how many there were.
 */
static size_t follow_all(struct service *service, const struct exchange *page, const char *before,
                         const char *after)
{
    size_t count = 0;
    const char *at = page->body;
    while ((at = strstr(at, before)) != NULL) {
        at += strlen(before);
        size_t length = strcspn(at, after);
        char target[1024];
        if (at[0] != '/' || memchr(at, '{', length) != NULL) continue;
        undo_escapes(at, length, target, sizeof target);
        struct exchange *answer = service_get(service, "%s", target);
        cr_expect_eq(answer->status, 200, "%s: %s: %d", page->target, answer->target,
                     answer->status);
        count++;
    }
    return count;
}

Test(documents, guide_is_a_page_whose_links_lead_somewhere)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *guide = service_get(service, "/docs");
    cr_expect_eq(guide->status, 200);
    cr_expect_str_eq(exchange_header(guide, "Content-Type"), "text/html; charset=utf-8");
    cr_expect_eq(strncmp(guide->body, "<!doctype html>", 15), 0);
    cr_expect_gt(follow_all(service, guide, "href=\"", "\""), 20);
    service_stop(service);
}

Test(documents, guide_has_examples_of_its_dataset_alone)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct exchange *guide = service_get(service, "/docs");
    cr_expect_gt(follow_all(service, guide, "href=\"", "\""), 150);
    service_stop(service);
    service = service_start(TINY_DATABASE);
    cr_expect_null(strstr(service_get(service, "/docs")->body, "<p>Try <a"));
    service_stop(service);
}

/* Where the list of operations comes to one: descriptions of others may name its path too. */
static const char *term_with(const char *page, const char *code)
{
    for (const char *at = strstr(page, "<dt>"); at != NULL; at = strstr(at + 1, "<dt>")) {
        const char *found = strstr(at, code), *end = strstr(at, "</dt>");
        if (found != NULL && end != NULL && found < end) return at;
    }
    return NULL;
}

Test(documents, guide_names_every_path_and_parameter)
{
    struct service *service = service_start(TINY_DATABASE);
    const struct contract *contract = service_contract(service);
    struct exchange *guide = service_get(service, "/docs");
    for (size_t i = 0; i < contract_operation_count(contract); i++) {
        const struct operation *operation = contract_operation(contract, i);
        char code[256];
        snprintf(code, sizeof code, "<code>%s</code>", operation->path);
        const char *at = term_with(guide->body, code);
        cr_assert_not_null(at, "%s", operation->path);
        const char *end = strstr(at, "</dd>");
        cr_assert_not_null(end, "%s", operation->path);
        for (size_t k = 0; k < operation->parameter_count; k++) {
            snprintf(code, sizeof code, "<code>%s</code>", operation->parameters[k].name);
            const char *found = strstr(at, code);
            cr_expect(found != NULL && found < end, "%s: %s", operation->path,
                      operation->parameters[k].name);
        }
    }
    service_stop(service);
}

/* The contract's descriptions are Markdown. */
Test(documents, guide_shows_descriptions_as_they_are_meant)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *guide = service_get(service, "/docs");
    cr_expect_null(strchr(guide->body, '`'));
    service_stop(service);
}

Test(documents, guide_leads_to_the_contract)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *guide = service_get(service, "/docs");
    cr_expect_not_null(strstr(guide->body, "href=\"/openapi.json\""));
    service_stop(service);
}

/* What an operator may write before our paths must stay text where it stands in a page. */
static const char hostile[] = "/a\"><script>alert(1)</script>&amp;'x";

Test(documents, base_path_cannot_become_markup)
{
    struct service *service = service_start_under_any(TINY_DATABASE, hostile);
    struct exchange *guide = service_get(service, "/docs");
    cr_expect_eq(guide->status, 200);
    cr_expect_null(strstr(guide->body, "<script>"));
    cr_expect_null(strstr(guide->body, "/a\">"));
    cr_expect_not_null(
        strstr(guide->body, "href=\"/a&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;"));
    service_stop(service);
}

Test(documents, base_path_is_the_same_in_every_link)
{
    const char *base = "/a<b>&c'd";
    char wanted[128];
    struct service *service = service_start_under_any(TINY_DATABASE, base);
    struct exchange *catalogue = service_get(service, "/.well-known/api-catalog");
    struct exchange *event = service_get(service, "/events/battle-of-angamos");
    snprintf(wanted, sizeof wanted, "%s/docs", base);
    cr_expect_str_eq(exchange_text(catalogue, "/linkset/0/service-doc/0/href"), wanted);
    snprintf(wanted, sizeof wanted, "%s/events/battle-of-angamos", base);
    cr_expect_str_eq(exchange_text(event, "/href"), wanted, "%s", event->body);
    service_stop(service);
}

Test(documents, links_begin_with_the_base_path)
{
    struct service *service = service_start_under(TINY_DATABASE, "/history");
    static const char *const pages[] = {"/docs", "/llms.txt", "/robots.txt"};
    static const char *const before[] = {"href=\"", "](", "Disallow: "};
    for (size_t i = 0; i < 3; i++) {
        size_t count = 0;
        struct exchange *page = service_get(service, "%s", pages[i]);
        for (const char *at = page->body; (at = strstr(at, before[i])) != NULL; count++) {
            at += strlen(before[i]);
            if (strncmp(at, "data:", 5) == 0) continue;
            cr_expect_eq(strncmp(at, "/history/", 9), 0, "%s: %.40s", pages[i], at);
        }
        cr_expect_gt(count, 3, "%s", pages[i]);
    }
    service_stop(service);
}

Test(documents, llms_txt_has_links_that_lead_somewhere)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *page = service_get(service, "/llms.txt");
    cr_expect_str_eq(exchange_header(page, "Content-Type"), "text/plain; charset=utf-8");
    cr_expect_eq(strncmp(page->body, "# Chancery\n\n> ", 14), 0);
    cr_expect_gt(follow_all(service, page, "](", ")"), 4);
    service_stop(service);
}

Test(documents, llms_txt_names_every_endpoint)
{
    struct service *service = service_start(TINY_DATABASE);
    const struct contract *contract = service_contract(service);
    struct exchange *page = service_get(service, "/llms.txt");
    for (size_t i = 0; i < contract_operation_count(contract); i++) {
        const struct operation *operation = contract_operation(contract, i);
        if (strcmp(operation->tag, "site") == 0 || strcmp(operation->tag, "operations") == 0)
            continue;
        char line[256];
        snprintf(line, sizeof line, "- `%s`: %s\n", operation->path, operation->summary);
        cr_expect_not_null(strstr(page->body, line), "%s", operation->path);
    }
    service_stop(service);
}

Test(documents, robots_are_told_of_the_export_and_kept_from_endless_paths)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *page = service_get(service, "/robots.txt");
    static const char *const lines[] = {"\nUser-agent: *\n",      "\nDisallow: /search\n",
                                        "\nDisallow: /suggest\n", "\nDisallow: /graph\n",
                                        "\nDisallow: /path\n",    "/export"};
    cr_expect_str_eq(exchange_header(page, "Content-Type"), "text/plain; charset=utf-8");
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        cr_expect_not_null(strstr(page->body, lines[i]), "%s", lines[i]);
    cr_expect_null(strstr(page->body, "Disallow: /\n"));
    service_stop(service);
}

Test(documents, catalogue_is_a_linkset_of_its_profile)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *page = service_get(service, "/.well-known/api-catalog");
    cr_expect_str_eq(
        exchange_header(page, "Content-Type"),
        "application/linkset+json; profile=\"https://www.rfc-editor.org/info/rfc9727\"");
    cr_expect_eq(exchange_count(page, "/linkset"), 1);
    cr_expect_str_eq(exchange_text(page, "/linkset/0/anchor"), "/");
    cr_expect_str_eq(exchange_text(page, "/linkset/0/service-desc/0/href"), "/openapi.json");
    cr_expect_str_eq(exchange_text(page, "/linkset/0/license/0/href"),
                     "https://creativecommons.org/publicdomain/zero/1.0/");
    service_stop(service);
}

Test(documents, catalogue_names_what_is_there)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *page = service_get(service, "/.well-known/api-catalog");
    cr_expect_geq(follow_all(service, page, "\"href\":\"", "\""), 4);
    cr_expect_eq(service_ask(service, "HEAD", "/.well-known/api-catalog")->status, 200);
    service_stop(service);
}

Test(documents, catalogue_says_the_types_that_its_links_have)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const relations[] = {"service-desc", "service-doc", "service-meta",
                                            "status"};
    struct exchange *page = service_get(service, "/.well-known/api-catalog");
    for (size_t i = 0; i < 4; i++) {
        char pointer[64];
        snprintf(pointer, sizeof pointer, "/linkset/0/%s/0/href", relations[i]);
        struct exchange *linked = service_get(service, "%s", exchange_text(page, pointer));
        snprintf(pointer, sizeof pointer, "/linkset/0/%s/0/type", relations[i]);
        const char *type = exchange_text(page, pointer);
        cr_expect_eq(strncmp(exchange_header(linked, "Content-Type"), type, strlen(type)), 0,
                     "%s: %s", linked->target, type);
    }
    service_stop(service);
}

Test(documents, nothing_of_theirs_takes_a_parameter)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const targets[] = {"/docs?lang=es", "/llms.txt?x=1",
                                          "/robots.txt?format=csv", "/.well-known/api-catalog?v=1"};
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++)
        cr_expect_eq(service_get(service, "%s", targets[i])->status, 400, "%s", targets[i]);
    service_stop(service);
}
