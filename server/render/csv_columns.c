/*
 * The columns of CSV, one list a shape: the only place where they are named. Version 1 of the API
 * only adds, and adds before `match`, which stays last. Outlines of places are left out, because a
 * spreadsheet's cell cannot hold them: `fields=geometry` gives them to whom it can.
 */
#include "csv_columns.h"

#include <stddef.h>
#include <string.h>

#define REFERENCE(path)       path ".id", path ".label"
#define TYPED_REFERENCE(path) path ".type", REFERENCE(path)
#define BRIEF_DATING(path)    path ".edtf", path ".display"
#define DATING(path)                                                                               \
    path ".edtf", path ".earliest", path ".latest", path ".precision", path ".qualifier",          \
        path ".display", path ".calendars.julian", path ".calendars.japanese", path ".start_kind", \
        path ".end_kind", path ".as_written.calendar", path ".as_written.text"
#define NAMES        "names.label", "names.lang", BRIEF_DATING("names.interval")
#define QUANTITIES   "quantities.name", "quantities.value", "quantities.unit"
#define LABEL_AT     "label_at.label", "label_at.lang"
#define SOURCES      "sources.id", "sources.label", "sources.locator"
#define PERSON(path) path ".family", path ".given", path ".literal"

/* What every record has, before and after what is its own. */
#define NAMED    "id", "type", "kind", "label", "label_lang", "labels.*", "aliases", "summary"
#define RECORD   NAMED, "summary_lang", "href"
#define ASSERTED SOURCES, "disputed", "unverified", "same_as", "sha256"

#define EVENT                                                                                      \
    REFERENCE("places"), REFERENCE("participants.actor"), "participants.role",                     \
        REFERENCE("participants.on_behalf_of"), REFERENCE("part_of"), REFERENCE("parts"),          \
        REFERENCE("causes.event"), "causes.note", "causes.sources.id", REFERENCE("effects"),       \
        REFERENCE("treaties"), "duration.days", "duration.display", QUANTITIES
#define TREATY                                                                                     \
    DATING("signed.date"), REFERENCE("signed.place"), REFERENCE("ratified.actor"), "ratified.act", \
        BRIEF_DATING("ratified.date"), REFERENCE("ratified.place"), DATING("in_force"),            \
        "in_force_basis", REFERENCE("parties"), REFERENCE("bound.actor"), "bound.by",              \
        BRIEF_DATING("bound.interval"), REFERENCE("signatories.actor"),                            \
        REFERENCE("signatories.on_behalf_of"), "languages", "secret", REFERENCE("articles"),       \
        "articles.number", "articles.kinds", REFERENCE("supersedes"), REFERENCE("superseded_by"),  \
        TYPED_REFERENCE("ended_by"), "end_kind", REFERENCE("events")
#define RELATION                                                                                   \
    REFERENCE("between"), "pair", "status", "diplomatic", DATING("interval"),                      \
        TYPED_REFERENCE("opened_by"), TYPED_REFERENCE("closed_by")

/* What /state and /diff tell of a record in short, whatever its type. */
#define ENTRY                                                                                      \
    "id", "type", "kind", "label", "label_lang", "href", DATING("interval"), "disputed",           \
        REFERENCE("between"), "pair", "status", "diplomatic", REFERENCE("parties"), "secret",      \
        DATING("signed.date"), REFERENCE("signed.place"), "in_force_basis", REFERENCE("treaty"),   \
        "number", "kinds", TYPED_REFERENCE("subject"), TYPED_REFERENCE("from"),                    \
        TYPED_REFERENCE("to"), REFERENCE("place"), REFERENCE("holder"), REFERENCE("office"),       \
        REFERENCE("state"), "acting", REFERENCE("places"), REFERENCE("part_of")

static const char *const any[] = {RECORD, ASSERTED, NULL};

static const char *const event[] = {RECORD, DATING("date"), EVENT, ASSERTED, "match", NULL};

static const char *const treaty[] = {RECORD, TREATY, ASSERTED, "match", NULL};

static const char *const article[] = {
    RECORD,
    REFERENCE("treaty"),
    "number",
    "number_as_written",
    "ordinal",
    "kinds",
    "text",
    "text_lang",
    TYPED_REFERENCE("subject"),
    REFERENCE("from"),
    REFERENCE("to"),
    "secret",
    DATING("in_force"),
    TYPED_REFERENCE("superseded_by"),
    TYPED_REFERENCE("effects"),
    QUANTITIES,
    ASSERTED,
    "match",
    NULL,
};

static const char *const actor[] = {
    RECORD,
    DATING("existed"),
    NAMES,
    REFERENCE("offices"),
    BRIEF_DATING("offices.interval"),
    REFERENCE("predecessors.actor"),
    BRIEF_DATING("predecessors.date"),
    REFERENCE("predecessors.event"),
    REFERENCE("successors.actor"),
    BRIEF_DATING("successors.date"),
    REFERENCE("successors.event"),
    REFERENCE("affiliations.actor"),
    BRIEF_DATING("affiliations.interval"),
    QUANTITIES,
    ASSERTED,
    LABEL_AT,
    "match",
    NULL,
};

static const char *const office[] = {
    RECORD,
    REFERENCE("office"),
    REFERENCE("state"),
    REFERENCE("holder"),
    DATING("interval"),
    "acting",
    REFERENCE("predecessor"),
    REFERENCE("successor"),
    ASSERTED,
    "match",
    NULL,
};

static const char *const place[] = {
    RECORD,
    "point.lat",
    "point.lon",
    "bbox",
    "modern_name",
    NAMES,
    REFERENCE("within"),
    "population",
    REFERENCE("control"),
    "control.kind",
    BRIEF_DATING("control.interval"),
    ASSERTED,
    LABEL_AT,
    "match",
    NULL,
};

static const char *const relation[] = {RECORD, RELATION, ASSERTED, "match", NULL};

static const char *const control[] = {
    RECORD,
    REFERENCE("place"),
    REFERENCE("holder"),
    DATING("interval"),
    TYPED_REFERENCE("basis"),
    ASSERTED,
    REFERENCE("via"),
    "match",
    NULL,
};

static const char *const source[] = {
    RECORD,
    "title",
    PERSON("author"),
    PERSON("editor"),
    DATING("issued"),
    "publisher",
    "container-title",
    "volume",
    "page",
    "URL",
    "archive",
    "language",
    "origin",
    TYPED_REFERENCE("supports"),
    ASSERTED,
    "match",
    NULL,
};

static const char *const claim[] = {
    NAMED,
    "href",
    TYPED_REFERENCE("subject"),
    "field",
    TYPED_REFERENCE("about"),
    "value",
    REFERENCE("value"),
    BRIEF_DATING("value"),
    "value_kind",
    "rank",
    "rank_reason",
    REFERENCE("source"),
    "locator",
    "certainty",
    "verified.on",
    "verified.method",
    "conflicts_with.id",
    ASSERTED,
    "match",
    NULL,
};

static const char *const hit[] = {
    "id",      "type",  "kind",    "label", "label_lang", "href",
    "snippet", "score", "matched", "match", NULL,
};

static const char *const moment[] = {
    "id", "type", "kind", "label", "label_lang", "href", "what", DATING("date"), "match", NULL,
};

static const char *const timeline[] = {
    RECORD, DATING("date"), EVENT, TREATY, RELATION, ASSERTED, "match", NULL,
};

static const char *const state[] = {
    "list",
    ENTRY,
    REFERENCE("overlaps"),
    "overlaps.kind",
    TYPED_REFERENCE("basis"),
    REFERENCE("via"),
    "match",
    NULL,
};

/* `from` and `to` are of an article who gives and who gets, and of a change what ended and began.
 */
static const char *const diff[] = {
    "list",
    ENTRY,
    "domain",
    DATING("date"),
    TYPED_REFERENCE("cause"),
    TYPED_REFERENCE("key"),
    DATING("on"),
    BRIEF_DATING("ended.date"),
    TYPED_REFERENCE("ended.cause"),
    "match",
    NULL,
};

static const char *const graph[] = {
    "list",
    "id",
    "type",
    "kind",
    "label",
    "label_lang",
    "href",
    "depth",
    TYPED_REFERENCE("source"),
    TYPED_REFERENCE("target"),
    "role",
    "note",
    DATING("interval"),
    SOURCES,
    "match",
    NULL,
};

static const char *const path[] = {
    "list",
    TYPED_REFERENCE("source"),
    TYPED_REFERENCE("target"),
    "kind",
    "role",
    "note",
    DATING("interval"),
    SOURCES,
    "reversed",
    "match",
    NULL,
};

static const char *const changes[] = {
    "list",   "id",         "type",
    "label",  "label_lang", "href",
    "sha256", "was",        TYPED_REFERENCE("replaced_by"),
    NULL,
};

#define COUNT(path)   path ".count", path ".href"
#define RECORDS(path) path ".count", path ".records.id"

static const char *const quality[] = {
    "list",
    "type",
    "name",
    "records",
    "undated",
    RECORDS("unsourced"),
    RECORDS("outside_coverage"),
    COUNT("claims"),
    COUNT("unverified"),
    COUNT("uncited"),
    COUNT("conflicting"),
    NULL,
};

static const char *const index_page[] = {"list", "name", "href", "count", NULL};

static const char *const histogram[] = {
    "list", "bucket", "from", "to", "certain", "possible", NULL,
};

#define CIVIL_DAY(path)                                                                            \
    path ".year", path ".month", path ".day", path ".month_length", path ".leap_year"

static const char *const calendar_day[] = {
    DATING("date"),
    "date.calendars.gregorian",
    "weekday",
    "weekday_name",
    "os_offset_days",
    CIVIL_DAY("gregorian"),
    CIVIL_DAY("julian"),
    "japanese.era",
    "japanese.era_native",
    "japanese.year",
    "japanese.month",
    "japanese.leap_month",
    "japanese.day",
    "japanese.month_length",
    "read_as",
    NULL,
};

static const char *const dataset[] = {
    "id",
    "title",
    "description",
    "version",
    "released",
    "sha256",
    "licence.name",
    "licence.url",
    "citation",
    "languages.code",
    "languages.name",
    "origins.id",
    "origins.label",
    "coverage.period.edtf",
    "coverage.period.earliest",
    "coverage.period.latest",
    "coverage.period.display",
    "coverage.gaps",
    "coverage.sources_read.id",
    "coverage.sources_read.label",
    "counts.event",
    "counts.treaty",
    "counts.article",
    "counts.actor",
    "counts.office",
    "counts.place",
    "counts.relation",
    "counts.control",
    "counts.source",
    "counts.claim",
    NULL,
};

static const struct {
    const char *shape;
    const char *const *columns;
} shapes[] = {
    {"Event", event},
    {"Treaty", treaty},
    {"Article", article},
    {"Actor", actor},
    {"Office", office},
    {"Place", place},
    {"Relation", relation},
    {"Control", control},
    {"Source", source},
    {"Claim", claim},
    {"SearchHit", hit},
    {"Moment", moment},
    {"Timeline", timeline},
    {"State", state},
    {"Diff", diff},
    {"Graph", graph},
    {"Path", path},
    {"Changes", changes},
    {"Quality", quality},
    {"Index", index_page},
    {"Histogram", histogram},
    {"Dataset", dataset},
    {"CalendarDay", calendar_day},
};

const char *const *csv_columns(const char *shape)
{
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++)
        if (strcmp(shapes[i].shape, shape) == 0) return shapes[i].columns;
    return any;
}
