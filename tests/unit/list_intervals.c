/*
 * Claims about lists filtered by days: over random dates of every form the rows, their order, their
 * match and their total are those that the contract's arithmetic gives, whichever way the pages are
 * turned; and at scale the index answers, not a scan.
 */
#include <chancery/dataset.h>
#include <chancery/embedded.h>
#include <chancery/handlers.h>
#include <chancery/interval.h>
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    EVENTS = 400,
    MANY = 51000,
    QUESTIONS = 60,
    PAGE = 37,
    MOST_PAGES = EVENTS / PAGE + 2,
    PATH_SIZE = 256
};

struct event {
    char id[16], kind[16];
    bool dated;
    struct day_bounds bounds;
};

struct fixture {
    char folder[PATH_SIZE], database[PATH_SIZE + 8];
    struct contract *contract;
    struct generation *generation;
    size_t count;
    struct event at[EVENTS];
};

struct question {
    bool asked, holds, certain, undated, descending;
    const char *kind; /* NULL: any */
    int64_t since, until;
    char target[200];
};

static unsigned random_below(unsigned limit)
{
    return (unsigned)rand() % limit;
}

/* --- a dataset with dates of every form --- */

static void write_date(FILE *out)
{
    unsigned year = 1700 + random_below(200), month = 1 + random_below(12),
             day = 1 + random_below(28), later = year + random_below(1U << random_below(8));
    switch (random_below(12)) {
    case 0: fprintf(out, "\"%u\"", year); break;
    case 1: fprintf(out, "\"%u-%02u\"", year, month); break;
    case 2: fprintf(out, "\"%uX\"", year / 10); break;
    case 3: fprintf(out, "\"%u/%u\"", year, later); break;
    case 4: fprintf(out, "\"%u-%02u-%02u/%u-12-31\"", year, month, day, later); break;
    case 5: fprintf(out, "\"%u-%02u/..\"", year, month); break;
    case 6: fprintf(out, "{\"earliest\":\"%u\",\"latest\":\"%u\"}", year, later); break;
    case 7: fprintf(out, "{\"latest\":\"%u\"}", year); break;
    case 8: fprintf(out, "{\"start_kind\":\"unknown\",\"end\":\"%u-%02u\"}", year, month); break;
    case 9: fprintf(out, "{\"start\":\"%u-%02u\",\"end_kind\":\"unknown\"}", year, month); break;
    case 10: fprintf(out, "{\"start_kind\":\"unknown\",\"end_kind\":\"unknown\"}"); break;
    default: fprintf(out, "\"%u-%02u-%02u\"", year, month, day);
    }
}

static void write_day(FILE *out)
{
    fprintf(out, "\"%u-01-01\"", 1700 + random_below(200));
}

static FILE *create(const struct fixture *fixture, const char *name)
{
    char path[PATH_SIZE + 32];
    snprintf(path, sizeof path, "%s/%s", fixture->folder, name);
    FILE *out = fopen(path, "w");
    cr_assert_not_null(out);
    return out;
}

/* As many events as `count` says, each with what `date` writes. */
static void write_dataset(const struct fixture *fixture, int count, void (*date)(FILE *))
{
    static const char *const kinds[] = {"battle", "war", "trade"};
    FILE *out = create(fixture, "dataset.json");
    fputs("{\"id\":\"random\",\"title\":{\"en\":\"Random\"},\"version\":\"1.0.0\","
          "\"released\":\"2026-01-01\",\"licence\":{\"name\":\"CC0 1.0\",\"url\":"
          "\"https://creativecommons.org/publicdomain/zero/1.0/\"},"
          "\"languages\":[{\"code\":\"en\",\"name\":\"English\"}],"
          "\"origins\":{\"third-party\":{\"en\":\"Third party\"}},"
          "\"kinds\":{\"event\":{\"battle\":{\"en\":\"Battle\"},\"war\":{\"en\":\"War\"},"
          "\"trade\":{\"en\":\"Trade\"}}},\"coverage\":{\"period\":\"1700/1999\"}}",
          out);
    fclose(out);
    out = create(fixture, "events.json");
    for (int i = 0; i < count; i++) {
        fprintf(out, "%c\n{\"id\":\"e%d\",\"kind\":\"%s\",\"labels\":{\"en\":\"Event %d\"},",
                i == 0 ? '[' : ',', i, kinds[random_below(3)], i);
        fputs("\"sources\":[{\"source\":null}],\"date\":", out);
        date(out);
        fputs("}", out);
    }
    fputs("]\n", out);
    fclose(out);
}

static void compile(struct fixture *fixture)
{
    char said[2000] = "";
    FILE *messages = tmpfile();
    cr_assert_not_null(messages);
    snprintf(fixture->database, sizeof fixture->database, "%s/out.db", fixture->folder);
    struct dataset_options options = {
        .directory = fixture->folder, .output = fixture->database, .messages = messages};
    enum status status = dataset_compile(&options, fixture->contract);
    rewind(messages);
    said[fread(said, 1, sizeof said - 1, messages)] = '\0';
    fclose(messages);
    cr_assert_eq(status, STATUS_OK, "%s", said);
}

static void read_events(struct fixture *fixture)
{
    struct connection *connection = generation_borrow(fixture->generation);
    struct statement *row;
    cr_assert_eq(connection_prepare(connection,
                                    TEXT("SELECT id, kind, start_earliest, start_latest, "
                                         "end_earliest, end_latest FROM record "
                                         "WHERE type = 'event'"),
                                    &row),
                 STATUS_OK);
    while (statement_step(row) == STATUS_OK) {
        struct event *event = &fixture->at[fixture->count++];
        snprintf(event->id, sizeof event->id, "%s", statement_text(row, 0).at);
        snprintf(event->kind, sizeof event->kind, "%s", statement_text(row, 1).at);
        event->dated = !statement_is_null(row, 2);
        event->bounds = (struct day_bounds){statement_integer(row, 2), statement_integer(row, 3),
                                            statement_integer(row, 4), statement_integer(row, 5)};
    }
    statement_reset(row);
    generation_return(fixture->generation, connection);
    cr_assert_eq(fixture->count, (size_t)EVENTS);
}

static struct fixture *open_fixture(int count, void (*date)(FILE *))
{
    char why[300];
    struct text document = embedded_openapi();
    struct fixture *fixture = calloc(1, sizeof *fixture);
    cr_assert_not_null(fixture);
    srand(1855);
    snprintf(fixture->folder, PATH_SIZE, "/tmp/chancery-intervals-XXXXXX");
    cr_assert_not_null(mkdtemp(fixture->folder));
    cr_assert_eq(contract_compile(document.at, document.length, handlers_table(),
                                  &fixture->contract, why, sizeof why),
                 STATUS_OK, "%s", why);
    write_dataset(fixture, count, date);
    compile(fixture);
    cr_assert_eq(generation_open(fixture->database, &fixture->generation, why, sizeof why),
                 STATUS_OK, "%s", why);
    return fixture;
}

static struct fixture *make_fixture(void)
{
    struct fixture *fixture = open_fixture(EVENTS, write_date);
    read_events(fixture);
    return fixture;
}

static void free_fixture(struct fixture *fixture)
{
    char command[PATH_SIZE + 16];
    snprintf(command, sizeof command, "rm -rf '%s'", fixture->folder);
    generation_release(fixture->generation);
    contract_free(fixture->contract);
    cr_assert_eq(system(command), 0);
    free(fixture);
}

/* --- what the server says --- */

static json_t *ask(const struct fixture *fixture, const char *target)
{
    struct text rest = text_of(target);
    struct request request = {.arena = arena_new(4096),
                              .contract = fixture->contract,
                              .generation = fixture->generation,
                              .base_path = "",
                              .method = METHOD_GET,
                              .target = rest,
                              .path = text_cut(&rest, '?')};
    request.query = rest;
    struct reply reply = handlers_answer(&request);
    request_finish(&request);
    cr_assert_eq(reply.status, 200, "%s gave %d", target, reply.status);
    json_t *page = json_loadb(reply.bytes, reply.length, 0, NULL);
    cr_assert_not_null(page);
    reply_free(&reply);
    arena_free(request.arena);
    return page;
}

/* --- what the contract says --- */

static int by_date(const void *one, const void *other, void *descending)
{
    const struct event *a = *(struct event *const *)one, *b = *(struct event *const *)other;
    if (a->dated != b->dated) return a->dated ? -1 : 1;
    int64_t x[] = {a->bounds.start_earliest, a->bounds.start_latest, a->bounds.end_latest};
    int64_t y[] = {b->bounds.start_earliest, b->bounds.start_latest, b->bounds.end_latest};
    int order = 0;
    for (int i = 0; a->dated && i < 3 && order == 0; i++)
        order = (x[i] > y[i]) - (x[i] < y[i]);
    if (order == 0) order = strcmp(a->id, b->id);
    return *(const bool *)descending ? -order : order;
}

static enum interval_match match_of(const struct question *question, const struct event *event)
{
    return question->holds
               ? interval_holds_at(&event->bounds, question->since, question->until)
               : interval_matches_range(&event->bounds, question->since, question->until);
}

static bool belongs(const struct question *question, const struct event *event)
{
    if (question->kind != NULL && strcmp(question->kind, event->kind) != 0) return false;
    if (!question->asked) return true;
    if (!event->dated) return question->undated;
    enum interval_match match = match_of(question, event);
    return question->certain ? match == MATCH_CERTAIN : match != MATCH_NONE;
}

static size_t expected(const struct question *question, struct fixture *fixture,
                       const struct event *out[EVENTS])
{
    size_t count = 0;
    for (size_t i = 0; i < fixture->count; i++)
        if (belongs(question, &fixture->at[i])) out[count++] = &fixture->at[i];
    bool descending = question->descending;
    qsort_r(out, count, sizeof out[0], by_date, &descending);
    return count;
}

/* --- random questions --- */

static int64_t day_in(const struct fixture *fixture, const char *date, bool last)
{
    char target[80];
    snprintf(target, sizeof target, "/calendar?date=%s", date);
    json_t *page = ask(fixture, target);
    const json_t *found = json_object_get(page, "date");
    if (found == NULL) found = page;
    int64_t day = json_integer_value(json_array_get(json_object_get(found, "jdn"), last ? 1 : 0));
    json_decref(page);
    return day;
}

static void say_day(char out[16])
{
    unsigned year = 1690 + random_below(220);
    switch (random_below(3)) {
    case 0: snprintf(out, 16, "%u", year); break;
    case 1: snprintf(out, 16, "%u-%02u", year, 1 + random_below(12)); break;
    default: snprintf(out, 16, "%u-%02u-%02u", year, 1 + random_below(12), 1 + random_below(28));
    }
}

static struct question make_question(const struct fixture *fixture)
{
    static const char *const kinds[] = {NULL, "battle", "war"};
    struct question question = {.holds = random_below(2) == 0,
                                .asked = random_below(8) > 0,
                                .certain = random_below(3) == 0,
                                .undated = random_below(3) == 0,
                                .descending = random_below(2) == 0,
                                .kind = kinds[random_below(3)]};
    char from[16], until[16], days[64] = "";
    do {
        say_day(from);
        say_day(until);
        question.since = day_in(fixture, from, false);
        question.until = day_in(fixture, question.holds ? from : until, true);
    } while (question.since > question.until);
    if (question.asked && question.holds) snprintf(days, sizeof days, "&at=%s", from);
    if (question.asked && !question.holds)
        snprintf(days, sizeof days, "&from=%s&to=%s", from, until);
    snprintf(question.target, sizeof question.target, "/events?limit=%d&sort=%s%s%s%s%s%s", PAGE,
             question.descending ? "-date" : "date", days,
             question.asked && question.certain ? "&match=certain" : "",
             question.asked && question.undated ? "&undated=include" : "",
             question.kind != NULL ? "&kind=" : "", question.kind != NULL ? question.kind : "");
    return question;
}

static void check_item(const struct question *question, const struct event *event,
                       const json_t *item)
{
    cr_assert_str_eq(json_string_value(json_object_get(item, "id")), event->id, "%s",
                     question->target);
    const char *match = json_string_value(json_object_get(item, "match"));
    const char *right = !question->asked || !event->dated            ? NULL
                        : match_of(question, event) == MATCH_CERTAIN ? "certain"
                                                                     : "possible";
    cr_assert((match == NULL) == (right == NULL) && (match == NULL || strcmp(match, right) == 0),
              "%s: the match of %s", question->target, event->id);
}

/* Turn the pages from the first (by `next`) or from the last (by `prev`). */
static void check_pages(const struct fixture *fixture, const struct question *question,
                        const struct event *const right[], size_t count)
{
    char target[1000];
    size_t seen = 0;
    snprintf(target, sizeof target, "%s", question->target);
    for (int page = 0; page < MOST_PAGES; page++) {
        json_t *answer = ask(fixture, target), *item;
        size_t i;
        cr_assert_eq(json_integer_value(json_object_get(answer, "total")), (json_int_t)count, "%s",
                     question->target);
        json_array_foreach(json_object_get(answer, "items"), i, item)
        {
            cr_assert_lt(seen, count, "%s", question->target);
            check_item(question, right[seen++], item);
        }
        const char *next = json_string_value(json_object_get(answer, "next"));
        snprintf(target, sizeof target, "%s", next != NULL ? next : "");
        json_decref(answer);
        if (target[0] == '\0') break;
    }
    cr_assert_eq(seen, count, "%s", question->target);
}

/* The page before the second page is the first. */
static void check_way_back(const struct fixture *fixture, const struct question *question)
{
    json_t *first = ask(fixture, question->target);
    const char *next = json_string_value(json_object_get(first, "next"));
    if (next != NULL) {
        json_t *second = ask(fixture, next);
        json_t *again = ask(fixture, json_string_value(json_object_get(second, "prev")));
        cr_assert(json_equal(json_object_get(first, "items"), json_object_get(again, "items")),
                  "%s", question->target);
        json_decref(again);
        json_decref(second);
    }
    json_decref(first);
}

Test(list_intervals, rows_order_match_and_total_are_those_of_the_contract)
{
    struct fixture *fixture = make_fixture();
    const struct event *right[EVENTS];
    for (int i = 0; i < QUESTIONS; i++) {
        struct question question = make_question(fixture);
        check_pages(fixture, &question, right, expected(&question, fixture, right));
    }
    free_fixture(fixture);
}

Test(list_intervals, pages_lead_back)
{
    struct fixture *fixture = make_fixture();
    for (int i = 0; i < QUESTIONS; i++) {
        struct question question = make_question(fixture);
        check_way_back(fixture, &question);
    }
    free_fixture(fixture);
}

Test(list_intervals, counts_by_kind_are_totals_of_the_narrower_lists)
{
    struct fixture *fixture = make_fixture();
    for (int i = 0; i < QUESTIONS; i++) {
        struct question question = make_question(fixture);
        const struct event *right[EVENTS];
        char target[250];
        snprintf(target, sizeof target, "%s&facet=kind", question.target);
        json_t *page = ask(fixture, target), *value;
        size_t k;
        json_array_foreach(json_object_get(json_object_get(page, "facets"), "kind"), k, value)
        {
            struct question narrower = question;
            narrower.kind = json_string_value(json_object_get(value, "value"));
            cr_assert_eq(json_integer_value(json_object_get(value, "count")),
                         (json_int_t)expected(&narrower, fixture, right), "%s", target);
        }
        json_decref(page);
    }
    free_fixture(fixture);
}

static void expect_total(const struct fixture *fixture, const char *target, json_int_t total,
                         const char *total_is)
{
    json_t *page = ask(fixture, target);
    const char *said = json_string_value(json_object_get(page, "total_is"));
    cr_expect_eq(json_integer_value(json_object_get(page, "total")), total, "%s", target);
    cr_expect_str_eq(said != NULL ? said : "exact", total_is, "%s", target);
    json_decref(page);
}

/* A total that takes long to count is a floor and says so. */
static void check_totals(const struct fixture *fixture)
{
    expect_total(fixture, "/events?limit=1", MANY, "exact");
    expect_total(fixture, "/events?limit=1&from=1700&to=1899", MANY, "exact");
    expect_total(fixture, "/events?limit=1&from=1700&to=1899&match=certain", 10000, "at_least");
    expect_total(fixture, "/events?limit=1&q=event", 10000, "at_least");
    expect_total(fixture, "/search?limit=1&q=event", 10000, "at_least");
    expect_total(fixture, "/events?limit=1&q=31855", 1, "exact");
}

static void expect_ranked(const struct fixture *fixture, const char *target, bool ranked)
{
    json_t *page = ask(fixture, target), *hit = json_array_get(json_object_get(page, "items"), 0);
    const json_t *said = json_object_get(page, "ranked");
    double score = json_number_value(json_object_get(hit, "score"));
    cr_expect(ranked ? said == NULL : json_is_false(said), "%s", target);
    cr_expect(ranked ? score > 0 : score == 0, "%s: %g", target, score);
    json_decref(page);
}

/* Finds that are too many to rank come as they are and each once. */
static void check_finds(const struct fixture *fixture)
{
    expect_ranked(fixture, "/search?limit=1&q=event", false);
    expect_ranked(fixture, "/search?limit=1&q=event+31855", true);
    json_t *both = ask(fixture, "/search?limit=4&q=event"),
           *first = ask(fixture, "/search?limit=2&q=event"),
           *second = ask(fixture, json_string_value(json_object_get(first, "next")));
    json_t *joined = json_deep_copy(json_object_get(first, "items"));
    json_array_extend(joined, json_object_get(second, "items"));
    cr_expect(json_equal(joined, json_object_get(both, "items")));
    json_decref(joined);
    json_decref(second);
    json_decref(first);
    json_decref(both);
}

Test(list_intervals, of_very_many_totals_are_floors_and_finds_come_unranked)
{
    struct fixture *fixture = open_fixture(MANY, write_day);
    check_totals(fixture);
    check_finds(fixture);
    free_fixture(fixture);
}
