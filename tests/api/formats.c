/*
 * Claims about which format a client gets, and what the reply says about itself then: by Accept, by
 * `format=`, and what no format can carry. What a format looks like inside is claimed elsewhere.
 */
#include "service.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

struct wish {
    const char *accept, *media_type;
};

static void expect_wish(struct service *service, const char *target, struct wish wish)
{
    char header[256];
    snprintf(header, sizeof header, "Accept: %s", wish.accept);
    struct exchange *answer = service_get_with(service, target, header, NULL);
    cr_expect_eq(answer->status, 200, "%s: %d", header, answer->status);
    size_t length = strlen(wish.media_type);
    const char *given = exchange_header(answer, "Content-Type");
    cr_expect(strncmp(given, wish.media_type, length) == 0 &&
                  (given[length] == '\0' || given[length] == ';'),
              "%s: %s", header, given);
}

static void expect_wishes(const struct wish *wishes, size_t count)
{
    struct service *service = service_start(TINY_DATABASE);
    for (size_t i = 0; i < count; i++)
        expect_wish(service, "/events", wishes[i]);
    service_stop(service);
}

Test(formats, accept_names_a_type)
{
    static const struct wish wishes[] = {
        {"application/json", "application/json"},
        {"text/csv", "text/csv"},
        {"TEXT/CSV", "text/csv"},
        {"application/geo+json", "application/geo+json"},
        {"text/csv; charset=utf-8", "text/csv"},
        {" text/csv ", "text/csv"},
        {"text/html, text/calendar, image/png", "text/calendar"},
    };
    expect_wishes(wishes, sizeof wishes / sizeof *wishes);
}

Test(formats, json_is_what_those_get_who_take_anything)
{
    static const struct wish wishes[] = {
        {"*/*", "application/json"},
        {"", "application/json"},
        {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/json"},
        {"text/html;q=0, */*", "application/json"},
        {"application/*", "application/json"},
        {"text/csv, application/json", "application/json"},
    };
    expect_wishes(wishes, sizeof wishes / sizeof *wishes);
}

Test(formats, greater_quality_wins)
{
    static const struct wish wishes[] = {
        {"application/json;q=0.5, text/csv", "text/csv"},
        {"application/json;q=0.5,text/csv;q=0.6", "text/csv"},
        {"text/csv;q=0.123, application/json;q=0.122", "text/csv"},
        {"application/json; Q=0.1, text/csv; q=0.2", "text/csv"},
        {"*/*;q=0.1, application/x-ndjson;q=0.2", "application/x-ndjson"},
        {"text/*;q=0.4, application/*;q=0.3", "text/csv"},
        {"text/csv;header=present;q=0.1, application/json;q=0.2", "application/json"},
    };
    expect_wishes(wishes, sizeof wishes / sizeof *wishes);
}

Test(formats, most_specific_range_counts)
{
    static const struct wish wishes[] = {
        {"*/*, application/json;q=0.1", "text/csv"},
        {"application/json;q=0.1, */*", "text/csv"},
        {"application/*;q=0.9, application/json;q=0.2", "application/x-ndjson"},
        {"text/csv;q=0, text/*;q=0.3, */*;q=0", "text/calendar"},
        {"*/*;q=1, application/*;q=0.1, text/csv;q=0.2", "text/calendar"},
        {"application/json;q=0, */*;q=0.001", "text/csv"},
    };
    expect_wishes(wishes, sizeof wishes / sizeof *wishes);
}

Test(formats, accept_may_come_on_several_lines)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer =
        service_get_with(service, "/events", "Accept: text/html", "Accept: text/csv", NULL);
    cr_expect_eq(answer->status, 200, "%d", answer->status);
    cr_expect_eq(strncmp(exchange_header(answer, "Content-Type"), "text/csv", 8), 0);
    service_stop(service);
}

Test(formats, accept_language_may_come_on_several_lines)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_get_with(service, "/events", "Accept-Language: de",
                                               "Accept-Language: es;q=0.5", NULL);
    cr_expect_str_eq(exchange_header(answer, "Content-Language"), "es");
    service_stop(service);
}

Test(formats, what_is_refused_by_quality_is_not_given)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const headers[] = {"Accept: image/png", "Accept: text/html",
                                          "Accept: application/json;q=0", "Accept: */*;q=0",
                                          "Accept: application/json;q=0.0, image/*"};
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
        cr_expect_eq(service_get_with(service, "/events", headers[i], NULL)->status, 406, "%s",
                     headers[i]);
    service_stop(service);
}

Test(formats, refusal_lists_what_there_is)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer =
        service_get_with(service, "/graph?focus=ancon", "Accept: image/png", NULL);
    cr_expect_eq(answer->status, 406);
    cr_expect_str_eq(exchange_text(answer, "/type"), "/problems/not-acceptable");
    static const char *const available[] = {"application/json", "text/csv", "application/x-ndjson",
                                            "application/vnd.cytoscape+json"};
    cr_expect_eq(exchange_count(answer, "/available"), 4);
    for (size_t i = 0; i < 4; i++)
        cr_expect(exchange_lists(answer, "/available", NULL, available[i]), "%s", available[i]);
    service_stop(service);
}

Test(formats, parameter_beats_accept)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const headers[] = {"Accept: application/json", "Accept: image/png",
                                          "Accept: text/csv;q=0", "Accept: */*;q=0"};
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        struct exchange *answer = service_get_with(service, "/events?format=csv", headers[i], NULL);
        cr_expect_eq(answer->status, 200, "%s", headers[i]);
        cr_expect_eq(strncmp(exchange_header(answer, "Content-Type"), "text/csv", 8), 0);
    }
    service_stop(service);
}

Test(formats, unknown_one_is_a_400_with_what_is_allowed)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *answer = service_get(service, "/events?format=geojsn");
    cr_expect_eq(answer->status, 400);
    cr_expect_str_eq(exchange_text(answer, "/errors/0/name"), "format");
    cr_expect_str_eq(exchange_text(answer, "/errors/0/suggestion"), "geojson");
    cr_expect(exchange_lists(answer, "/errors/0/allowed_values", NULL, "timelinejs"));
    cr_expect_eq(service_get(service, "/sources?format=ics")->status, 400);
    cr_expect_eq(service_get(service, "/claims?format=geojson")->status, 400);
    service_stop(service);
}

Test(formats, reply_varies_by_what_had_a_say)
{
    struct service *service = service_start(TINY_DATABASE);
    static const struct {
        const char *target, *vary;
    } cases[] = {
        {"/events", "Accept-Encoding, Accept, Accept-Language"},
        {"/events?format=csv", "Accept-Encoding, Accept-Language"},
        {"/events?format=json", "Accept-Encoding, Accept-Language"},
        {"/events?lang=es", "Accept-Encoding, Accept"},
        {"/events?lang=en&format=ndjson", "Accept-Encoding"},
        {"/events/battle-of-angamos", "Accept-Encoding, Accept, Accept-Language"},
        {"/export?format=sqlite&lang=en", "Accept-Encoding"},
        {"/", "Accept-Encoding, Accept"},
        {"/openapi.json", "Accept-Encoding"},
        {"/docs", "Accept-Encoding"},
        {"/healthz", "Accept-Encoding"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_str_eq(exchange_header(service_get(service, "%s", cases[i].target), "Vary"),
                         cases[i].vary, "%s", cases[i].target);
    service_stop(service);
}

Test(formats, refusal_varies_by_what_had_a_say)
{
    struct service *service = service_start(TINY_DATABASE);
    static const struct {
        const char *target;
        int status;
        const char *vary;
    } cases[] = {
        {"/events", 406, "Accept-Encoding, Accept, Accept-Language"},
        {"/events?lang=es", 406, "Accept-Encoding, Accept"},
        {"/calendar?date=1855", 406, "Accept-Encoding, Accept, Accept-Language"},
        {"/openapi.json", 406, "Accept-Encoding"},
        {"/events?format=xml", 400, "Accept-Encoding, Accept-Language"},
        {"/events?lang=de", 400, "Accept-Encoding, Accept"},
        {"/events?lang=de&format=xml", 400, "Accept-Encoding"},
        {"/events?limit=0", 400, "Accept-Encoding, Accept, Accept-Language"},
        {"/events/nowhere?lang=en&format=json", 404, "Accept-Encoding"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct exchange *refusal =
            service_get_with(service, cases[i].target, "Accept: image/png", NULL);
        cr_expect_eq(refusal->status, cases[i].status, "%s", cases[i].target);
        cr_expect_str_eq(exchange_header(refusal, "Vary"), cases[i].vary, "%s", cases[i].target);
    }
    service_stop(service);
}

Test(formats, file_has_a_good_name)
{
    struct service *service = service_start(TINY_DATABASE);
    static const struct {
        const char *target, *disposition;
    } cases[] = {
        {"/events", ""},
        {"/events?format=json", ""},
        {"/events?format=csv", "attachment; filename=\"chile-peru-events.csv\""},
        {"/events?format=ndjson&limit=2", "attachment; filename=\"chile-peru-events.ndjson\""},
        {"/events?format=geojson", "inline; filename=\"chile-peru-events.geojson\""},
        {"/events?format=jsonld", "inline; filename=\"chile-peru-events.jsonld\""},
        {"/events?format=ics", "attachment; filename=\"chile-peru-events.ics\""},
        {"/sources?format=bibtex", "attachment; filename=\"chile-peru-sources.bib\""},
        {"/state?at=1884&format=csv", "attachment; filename=\"chile-peru-state.csv\""},
        {"/events/battle-of-angamos?format=bibtex",
         "attachment; filename=\"chile-peru-events-battle-of-angamos.bib\""},
        {"/treaties/treaty-of-ancon-1883/articles/2?format=csv",
         "attachment; filename=\"chile-peru-treaties-treaty-of-ancon-1883-articles-2.csv\""},
        {"/export", "attachment; filename=\"chile-peru-export-1.0.0.ndjson\""},
        {"/export?format=csv&collection=events",
         "attachment; filename=\"chile-peru-export-1.0.0-events.csv\""},
        {"/export?format=sqlite", "attachment; filename=\"chile-peru-export-1.0.0.db\""},
        {"/events?format=csv&kind=nonsense", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_str_eq(
            exchange_header(service_get(service, "%s", cases[i].target), "Content-Disposition"),
            cases[i].disposition, "%s", cases[i].target);
    service_stop(service);
}

Test(formats, language_of_the_reply_is_said)
{
    struct service *service = service_start(TINY_DATABASE);
    static const struct {
        const char *target, *header, *language;
    } cases[] = {
        {"/events", "Accept: */*", "en"},
        {"/events?lang=es", "Accept: */*", "es"},
        {"/events", "Accept-Language: es", "es"},
        {"/events", "Accept-Language: de", "en"},
        {"/events?lang=en", "Accept-Language: es", "en"},
        {"/events?format=csv", "Accept-Language: es-PE, en;q=0.5", "es"},
        {"/export?lang=es", "Accept: */*", "es"},
        {"/openapi.json", "Accept-Language: es", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct exchange *answer = service_get_with(service, cases[i].target, cases[i].header, NULL);
        cr_expect_str_eq(exchange_header(answer, "Content-Language"), cases[i].language, "%s, %s",
                         cases[i].target, cases[i].header);
    }
    service_stop(service);
}

static void expect_refusal(struct service *service, const char *target, const char *parameter)
{
    struct exchange *answer = service_get(service, "%s", target);
    cr_expect_eq(answer->status, 400, "%s: %d", target, answer->status);
    cr_expect_eq(exchange_count(answer, "/errors"), 1, "%s", target);
    cr_expect_str_eq(exchange_text(answer, "/errors/0/name"), parameter, "%s", target);
}

Test(formats, facets_stand_in_json_alone)
{
    struct service *service = service_start(TINY_DATABASE);
    expect_refusal(service, "/events?facet=kind&format=csv", "facet");
    expect_refusal(service, "/events?facet=kind&format=geojson", "facet");
    struct exchange *answer =
        service_get_with(service, "/events?facet=kind", "Accept: text/csv", NULL);
    cr_expect_eq(answer->status, 400);
    cr_expect_eq(service_get(service, "/events?facet=kind&format=json")->status, 200);
    service_stop(service);
}

Test(formats, byte_order_mark_is_for_csv_alone)
{
    struct service *service = service_start(TINY_DATABASE);
    expect_refusal(service, "/events?bom=true", "bom");
    expect_refusal(service, "/events?bom=1&format=ndjson", "bom");
    expect_refusal(service, "/export?bom=true", "bom");
    cr_expect_eq(service_get(service, "/events?bom=false")->status, 200);
    cr_expect_eq(service_get(service, "/events?bom=true&format=csv")->status, 200);
    cr_expect_eq(service_get_with(service, "/events?bom=true", "Accept: text/csv", NULL)->status,
                 200);
    service_stop(service);
}

Test(formats, histogram_is_refused_where_it_cannot_be_shown)
{
    struct service *service = service_start(TINY_DATABASE);
    expect_refusal(service, "/timeline?histogram=decade&format=ics", "histogram");
    expect_refusal(service, "/timeline?histogram=decade&format=vis", "histogram");
    expect_refusal(service, "/timeline?histogram=decade&format=timelinejs", "histogram");
    cr_expect_eq(service_get(service, "/timeline?histogram=decade&format=csv")->status, 200);
    service_stop(service);
}

Test(formats, ndjson_of_a_histogram_is_its_buckets)
{
    struct service *service = service_start(TINY_DATABASE);
    size_t lines = 0;
    struct exchange *json = service_get(service, "/timeline?histogram=decade");
    struct exchange *rows = service_get(service, "/timeline?histogram=decade&format=ndjson");
    for (const char *at = rows->body; (at = strchr(at, '\n')) != NULL; at++)
        lines++;
    cr_expect_gt(lines, 0);
    cr_expect_eq(lines, exchange_count(json, "/histogram"));
    service_stop(service);
}

/* Each line of NDJSON is the item of the JSON page at its place. */
static void expect_same_rows(struct exchange *json, const char *rows)
{
    size_t i;
    json_t *item;
    json_array_foreach(exchange_json(json, "/items"), i, item)
    {
        const char *end = strchr(rows, '\n');
        cr_assert_not_null(end, "%s: line %zu", json->target, i);
        json_t *row = json_loadb(rows, (size_t)(end - rows), 0, NULL);
        cr_expect(json_equal(row, item), "%s: line %zu", json->target, i);
        json_decref(row);
        rows = end + 1;
    }
    cr_expect_str_eq(rows, "", "%s: lines are left", json->target);
}

Test(formats, ndjson_is_the_items_a_line_each)
{
    struct service *service = service_start(TINY_DATABASE);
    static const char *const targets[] = {"/events?",
                                          "/claims?limit=500&",
                                          "/timeline?",
                                          "/search?q=arica&",
                                          "/sources?lang=es&",
                                          "/events?at=1880-06-07&",
                                          "/events?fields=label,date.display&",
                                          "/places?include=within&",
                                          "/treaties/treaty-of-ancon-1883/articles?",
                                          "/on-this-day?date=10-20&"};
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        struct exchange *json = service_get(service, "%sformat=json", targets[i]);
        struct exchange *rows = service_get(service, "%sformat=ndjson", targets[i]);
        cr_expect_gt(exchange_count(json, "/items"), 0, "%s", targets[i]);
        expect_same_rows(json, rows->body);
    }
    service_stop(service);
}

Test(formats, ndjson_of_an_item_is_one_line)
{
    struct service *service = service_start(TINY_DATABASE);
    struct exchange *json = service_get(service, "/events/battle-of-angamos");
    struct exchange *row = service_get(service, "/events/battle-of-angamos?format=ndjson");
    cr_expect_eq(row->length, json->length + 1);
    cr_expect_eq(row->body[row->length - 1], '\n');
    cr_expect_arr_eq(row->body, json->body, json->length);
    service_stop(service);
}
