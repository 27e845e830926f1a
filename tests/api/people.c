/*
 * Claims about the pages for people: who gets them, under which policy, for how long they may be
 * kept, and that what they load is there.
 */
#include "service.h"

#include <chancery/asset.h>
#include <chancery/embedded.h>
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* What browsers send for a page. */
static const char browser[] = "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,"
                              "image/avif,image/webp,*/*;q=0.8";

static const char strict_policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

static void expect_type(const struct exchange *answer, const char *type)
{
    cr_expect_eq(answer->status, 200, "%s: %d", answer->target, answer->status);
    cr_expect_str_eq(exchange_header(answer, "Content-Type"), type, "%s", answer->target);
}

Test(people, browser_gets_a_page_and_a_program_json)
{
    struct service *service = service_start(TINY_DATABASE);
    expect_type(service_get_with(service, "/", browser, NULL), "text/html; charset=utf-8");
    expect_type(service_get(service, "/"), "application/json");
    expect_type(service_get_with(service, "/", "Accept: */*", NULL), "application/json");
    expect_type(service_get(service, "/?format=html"), "text/html; charset=utf-8");
    expect_type(service_get_with(service, "/?format=json", browser, NULL), "application/json");
    service_stop(service);
}

Test(people, what_they_get_varies_by_accept)
{
    struct service *service = service_start_cached(TINY_DATABASE, 64);
    for (int i = 0; i < 2; i++) {
        struct exchange *page = service_get_with(service, "/", browser, NULL);
        cr_expect_not_null(strstr(exchange_header(page, "Vary"), ", Accept"));
        expect_type(page, "text/html; charset=utf-8");
        expect_type(service_get(service, "/"), "application/json");
    }
    service_stop(service);
}

Test(people, page_at_the_root_is_the_explorer_or_says_how_to_get_it)
{
    struct service *service = service_start(TINY_DATABASE);
    const struct asset *explorer = asset_find("index.html");
    struct exchange *page = service_get_with(service, "/", browser, NULL);
    if (explorer != NULL) {
        cr_expect_eq(page->length, explorer->forms[CODING_IDENTITY].length);
        cr_expect_arr_eq(page->body, explorer->forms[CODING_IDENTITY].at, page->length);
    } else {
        cr_expect_not_null(strstr(page->body, "Node.js 20.19"));
        cr_expect_not_null(strstr(page->body, "href=\"/events\""));
    }
    service_stop(service);
}

Test(people, page_at_the_root_reads_its_own_query)
{
    struct service *service = service_start(TINY_DATABASE);
    const char *target = "/?at=1855-02-07&view=map&limit=x&lang=de";
    expect_type(service_get_with(service, target, browser, NULL), "text/html; charset=utf-8");
    cr_expect_eq(service_get(service, "%s", target)->status, 400);
    cr_expect_eq(service_get_with(service, "/?format=html&at=1855", browser, NULL)->status, 400);
    service_stop(service);
}

Test(people, page_at_the_root_has_head_and_304)
{
    struct service *service = service_start(TINY_DATABASE);
    char header[128];
    struct exchange *page = service_get_with(service, "/", browser, NULL);
    struct exchange *head = service_ask_with(service, "HEAD", "/", browser, NULL);
    cr_expect_str_eq(exchange_header(head, "ETag"), exchange_header(page, "ETag"));
    cr_expect_str_eq(exchange_header(head, "Content-Length"),
                     exchange_header(page, "Content-Length"));
    snprintf(header, sizeof header, "If-None-Match: %s", exchange_header(page, "ETag"));
    cr_expect_eq(service_get_with(service, "/", browser, header, NULL)->status, 304);
    service_stop(service);
}

Test(people, strict_policy_binds_all_but_the_reference)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const targets[] = {"/", "/docs/dates", "/docs/operations"};
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        struct exchange *page = service_get_with(service, targets[i], browser, NULL);
        cr_expect_str_eq(exchange_header(page, "Content-Security-Policy"), strict_policy, "%s",
                         targets[i]);
    }
    struct exchange *reference = service_get(service, "/docs");
    const char *policy = exchange_header(reference, "Content-Security-Policy");
    bool is_interactive = asset_find("reference.js") != NULL;
    cr_expect_eq(strstr(policy, "style-src 'self' 'unsafe-inline';") != NULL, is_interactive);
    cr_expect_not_null(strstr(policy, "script-src 'self';"));
    service_stop(service);
}

Test(people, no_page_of_ours_has_an_inline_script_or_style)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const targets[] = {"/docs", "/docs/operations", "/docs/formats"};
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        const char *page = service_get(service, "%s", targets[i])->body;
        cr_expect_null(strstr(page, "<script>"), "%s", targets[i]);
        cr_expect_null(strstr(page, "<style"), "%s", targets[i]);
        cr_expect_null(strstr(page, " style="), "%s", targets[i]);
        cr_expect_null(strstr(page, " onload="), "%s", targets[i]);
    }
    service_stop(service);
}

Test(people, explorer_names_no_asset_that_is_not_there)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *page = service_get_with(service, "/", browser, NULL);
    for (const char *at = page->body; (at = strstr(at, "assets/")) != NULL; at++) {
        size_t length = strspn(at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                   "0123456789._-/");
        struct exchange *asset = service_get(service, "/%.*s", (int)length, at);
        cr_expect_eq(asset->status, 200, "%s", asset->target);
    }
    service_stop(service);
}

/* --- assets --- */

Test(people, every_asset_is_served_under_its_lasting_name)
{
    struct service *service = service_start(TINY_DATABASE);
    size_t count = 0;
    for (const struct asset *asset; (asset = asset_at(count)) != NULL; count++) {
        if (asset->name == NULL) continue;
        struct exchange *answer = service_get(service, "/assets/%s", asset->name);
        expect_type(answer, asset->content_type);
        cr_expect_str_eq(exchange_header(answer, "Cache-Control"),
                         "public, max-age=31536000, immutable", "%s", asset->name);
        cr_expect_str_eq(exchange_header(answer, "X-Content-Type-Options"), "nosniff");
        cr_expect_eq(answer->length, asset->forms[CODING_IDENTITY].length, "%s", asset->name);
    }
    cr_expect_geq(count, 3);
    service_stop(service);
}

Test(people, asset_by_its_plain_name_is_kept_no_longer_than_data)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const names[] = {"pages.css", "docs.js", "assets.json"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct exchange *answer = service_get(service, "/assets/%s", names[i]);
        cr_expect_eq(answer->status, 200, "%s", names[i]);
        cr_expect_eq(strncmp(exchange_header(answer, "Cache-Control"), "public, max-age=300", 19),
                     0, "%s", names[i]);
    }
    service_stop(service);
}

Test(people, list_of_assets_names_what_is_there)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *list = service_get(service, "/assets/assets.json");
    const char *source;
    json_t *name;
    cr_expect_geq(json_object_size(list->json), 2);
    json_object_foreach(list->json, source, name)
    {
        struct exchange *asset = service_get(service, "/assets/%s", json_string_value(name));
        cr_expect_eq(asset->status, 200, "%s: %s", source, asset->target);
    }
    service_stop(service);
}

Test(people, asset_is_the_same_in_every_coding)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const codings[] = {"gzip", "br", "zstd", "br, gzip",
                                          "gzip, deflate, br, zstd"};
    for (size_t i = 0; asset_at(i) != NULL; i++) {
        const struct asset *asset = asset_at(i);
        if (asset->name == NULL) continue;
        char target[160], header[64];
        snprintf(target, sizeof target, "/assets/%s", asset->name);
        for (size_t k = 0; k < sizeof codings / sizeof codings[0]; k++) {
            size_t length;
            snprintf(header, sizeof header, "Accept-Encoding: %s", codings[k]);
            struct exchange *answer = service_get_with(service, target, header, NULL);
            char *plain = exchange_decode(answer, &length);
            cr_assert_not_null(plain, "%s in %s", target, codings[k]);
            cr_expect_eq(length, asset->forms[CODING_IDENTITY].length, "%s", target);
            cr_expect_arr_eq(plain, asset->forms[CODING_IDENTITY].at, length);
            free(plain);
        }
    }
    service_stop(service);
}

Test(people, asset_that_was_compressed_ahead_goes_out_so)
{
    struct service *service = service_start(TINY_DATABASE);
    for (size_t i = 0; asset_at(i) != NULL; i++) {
        const struct asset *asset = asset_at(i);
        bool is_tiny = asset->forms[CODING_IDENTITY].length < 1024;
        if (asset->name == NULL || asset->forms[CODING_BR].at == NULL || is_tiny) continue;
        char target[160], coded[64], plain[64];
        snprintf(target, sizeof target, "/assets/%s", asset->name);
        struct exchange *answer =
            service_get_with(service, target, "Accept-Encoding: gzip, deflate, br", NULL);
        cr_expect_str_eq(exchange_header(answer, "Content-Encoding"), "br", "%s", target);
        cr_expect_eq(answer->length, asset->forms[CODING_BR].length, "%s", target);
        snprintf(coded, sizeof coded, "\"%s-br\"", asset->digest);
        cr_expect_str_eq(exchange_header(answer, "ETag"), coded);
        snprintf(plain, sizeof plain, "\"%s\"", asset->digest);
        cr_expect_str_eq(exchange_header(service_get(service, "%s", target), "ETag"), plain);
    }
    service_stop(service);
}

Test(people, asset_that_is_not_there_is_a_problem)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const names[] = {"nothing.js", "index.html", "pages-00000000.css", "..",
                                        "%2e%2e"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct exchange *answer = service_get(service, "/assets/%s", names[i]);
        cr_expect_eq(answer->status, 404, "%s: %d", names[i], answer->status);
        cr_expect_str_eq(exchange_header(answer, "Content-Type"), "application/problem+json");
    }
    service_stop(service);
}

/* --- guides --- */

Test(people, every_guide_is_a_page_whose_requests_can_be_made)
{
    struct service *service = service_start(MAIN_DATABASE);
    struct guide guide;
    for (size_t i = 0; embedded_guide(i, &guide); i++) {
        struct exchange *page = service_get(service, "/docs/%s", guide.slug);
        size_t count = 0;
        expect_type(page, "text/html; charset=utf-8");
        for (const char *at = page->body; (at = strstr(at, "GET <a href=\"")) != NULL; count++) {
            char target[512];
            at += strlen("GET <a href=\"");
            size_t length = 0;
            for (; *at != '"' && length < sizeof target - 1; at++) {
                target[length++] = *at;
                if (strncmp(at, "&amp;", 5) == 0) at += 4;
            }
            target[length] = '\0';
            struct exchange *answer = service_get(service, "%s", target);
            cr_expect_eq(answer->status, 200, "%s: %s: %s", guide.slug, target, answer->body);
        }
        cr_expect_geq(count, 3, "%s", guide.slug);
    }
    service_stop(service);
}

Test(people, guide_can_be_had_as_markdown)
{
    struct service *service = service_start(TINY_DATABASE);
    struct guide guide;
    for (size_t i = 0; embedded_guide(i, &guide); i++) {
        char target[64];
        struct exchange *file = service_get(service, "/docs/%s.md", guide.slug);
        expect_type(file, "text/markdown; charset=utf-8");
        cr_expect_eq(strncmp(file->body, "# ", 2), 0);
        cr_expect_eq(file->length, guide.source.length);
        snprintf(target, sizeof target, "/docs/%s", guide.slug);
        struct exchange *accepted =
            service_get_with(service, target, "Accept: text/markdown", NULL);
        cr_expect_str_eq(accepted->body, file->body, "%s", target);
        cr_expect_not_null(strstr(exchange_header(accepted, "Vary"), ", Accept"));
    }
    service_stop(service);
}

Test(people, guide_s_title_is_its_heading)
{
    struct guide guide;
    for (size_t i = 0; embedded_guide(i, &guide); i++) {
        struct text rest = guide.source, first = text_cut(&rest, '\n');
        cr_expect(text_is(text_after(first, 2), guide.title), "%s", guide.slug);
    }
}

Test(people, guides_lead_to_paths_under_the_base_path)
{
    struct service *service = service_start_under(TINY_DATABASE, "/history");
    struct exchange *page = service_get(service, "/docs/dates");
    for (const char *at = page->body; (at = strstr(at, "href=\"/")) != NULL; at++)
        cr_expect_eq(strncmp(at, "href=\"/history/", 15), 0, "%.60s", at);
    service_stop(service);
}
