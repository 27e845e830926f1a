/* Possible and certain, against plain enumeration of every pair of days that bounds allow, and the
 * thirteen relations against the definition of each. */
#include "time_fixture.h"

#include <chancery/interval.h>

#define DAYS  7
#define CASES 4000

/* Numbers that look random and are the same in every run. */
static int draw(uint32_t *state, int below)
{
    *state = *state * 1664525u + 1013904223u;
    return (int)((*state >> 8) % (uint32_t)below);
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t most(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* Bounds whose start can always lie before the end. */
static struct day_bounds draw_bounds(uint32_t *state)
{
    int64_t a = draw(state, DAYS), b = draw(state, DAYS);
    int64_t c = draw(state, DAYS), d = draw(state, DAYS);
    struct day_bounds bounds = {least(a, b), most(a, b), least(c, d), most(c, d)};
    bounds.end_earliest = most(bounds.end_earliest, bounds.start_earliest);
    bounds.end_latest = most(bounds.end_latest, most(bounds.start_latest, bounds.end_earliest));
    return bounds;
}

typedef bool day_test(struct day_range a, struct day_range b);

static bool overlap(struct day_range a, struct day_range b)
{
    return a.first <= b.last && b.first <= a.last;
}

static bool contain(struct day_range a, struct day_range b)
{
    return a.first <= b.first && b.last <= a.last;
}

static bool lie_within(struct day_range a, struct day_range b)
{
    return contain(b, a);
}

struct tally {
    bool some, all;
};

/* Try `a` against every pair of days that `bounds` allows. */
static void try_all(day_test *test, struct day_range a, const struct day_bounds *bounds,
                    struct tally *tally)
{
    for (int64_t first = bounds->start_earliest; first <= bounds->start_latest; first++) {
        for (int64_t last = most(first, bounds->end_earliest); last <= bounds->end_latest; last++) {
            bool holds = test(a, (struct day_range){first, last});
            tally->some |= holds;
            tally->all &= holds;
        }
    }
}

static enum interval_match enumerate(day_test *test, const struct day_bounds *a,
                                     const struct day_bounds *b)
{
    struct tally tally = {false, true};
    for (int64_t first = a->start_earliest; first <= a->start_latest; first++) {
        for (int64_t last = most(first, a->end_earliest); last <= a->end_latest; last++)
            try_all(test, (struct day_range){first, last}, b, &tally);
    }
    return tally.all ? MATCH_CERTAIN : tally.some ? MATCH_POSSIBLE : MATCH_NONE;
}

static struct day_bounds exactly(int64_t first, int64_t last)
{
    return (struct day_bounds){first, first, last, last};
}

Test(interval, ranges_and_moments_agree_with_enumeration)
{
    uint32_t state = 1855;
    for (int i = 0; i < CASES; i++) {
        struct day_bounds bounds = draw_bounds(&state);
        int64_t x = draw(&state, DAYS), y = draw(&state, DAYS);
        struct day_bounds asked = exactly(least(x, y), most(x, y));
        int64_t first = asked.start_earliest, last = asked.end_latest;
        cr_assert(interval_is_sound(&bounds));
        cr_assert_eq(interval_matches_range(&bounds, first, last),
                     enumerate(overlap, &bounds, &asked));
        /* "Possible" for a moment is to overlap it, "certain" to hold on every day of it. */
        enum interval_match held = enumerate(contain, &bounds, &asked);
        enum interval_match touched = enumerate(overlap, &bounds, &asked);
        enum interval_match expected = held == MATCH_CERTAIN   ? MATCH_CERTAIN
                                       : touched != MATCH_NONE ? MATCH_POSSIBLE
                                                               : MATCH_NONE;
        cr_assert_eq(interval_holds_at(&bounds, first, last), expected);
    }
}

Test(interval, overlaps_contains_and_within_agree_with_enumeration)
{
    uint32_t state = 1905;
    for (int i = 0; i < CASES; i++) {
        struct day_bounds a = draw_bounds(&state), b = draw_bounds(&state);
        cr_assert_eq(interval_overlaps(&a, &b), enumerate(overlap, &a, &b));
        cr_assert_eq(interval_contains(&a, &b), enumerate(contain, &a, &b));
        cr_assert_eq(interval_within(&a, &b), enumerate(lie_within, &a, &b));
    }
}

/* A date is one day within its bounds: start and end are the same day. */
Test(interval, dates_agree_with_enumeration)
{
    for (int64_t a = 0; a < DAYS; a++)
        for (int64_t b = a; b < DAYS; b++)
            for (int64_t first = 0; first < DAYS; first++)
                for (int64_t last = first; last < DAYS; last++) {
                    struct day_bounds bounds = {a, b, a, b};
                    struct tally in = {false, true}, throughout = {false, true};
                    for (int64_t day = a; day <= b; day++) {
                        bool within = first <= day && day <= last;
                        in.some |= within;
                        in.all &= within;
                        throughout.all &= day <= first && day >= last;
                    }
                    enum interval_match range = interval_matches_range(&bounds, first, last);
                    enum interval_match at = interval_holds_at(&bounds, first, last);
                    cr_assert_eq(range != MATCH_NONE, in.some);
                    cr_assert_eq(range == MATCH_CERTAIN, in.all);
                    cr_assert_eq(at != MATCH_NONE, in.some);
                    cr_assert_eq(at == MATCH_CERTAIN, throughout.all);
                }
}

static struct dating read_dating(struct arena *arena, const char *text)
{
    struct dating dating;
    struct date_fault fault;
    enum status status = date_read(text_of(text), arena, &dating, &fault);
    cr_assert_eq(status, STATUS_OK, "%s: %s", text, fault.reason);
    return dating;
}

static enum interval_match at(struct arena *arena, const char *thing, const char *time)
{
    struct dating a = read_dating(arena, thing), b = read_dating(arena, time);
    struct day_bounds bounds = date_bounds(&a);
    return interval_holds_at(&bounds, b.whole.earliest, b.whole.latest);
}

static enum interval_match within(struct arena *arena, const char *thing, const char *time)
{
    struct dating a = read_dating(arena, thing), b = read_dating(arena, time);
    struct day_bounds bounds = date_bounds(&a);
    return interval_matches_range(&bounds, b.whole.earliest, b.whole.latest);
}

Test(interval, the_contracts_own_examples)
{
    struct arena *arena = arena_new(4096);
    const char *battle = "1904-08-25/1904-09-03";
    cr_expect_eq(within(arena, battle, "1904-08-27"), MATCH_CERTAIN);
    cr_expect_eq(at(arena, battle, "1904-08-27"), MATCH_CERTAIN);
    cr_expect_eq(at(arena, battle, "1904-08-25"), MATCH_CERTAIN);
    cr_expect_eq(at(arena, battle, "1904-09-03"), MATCH_CERTAIN);
    cr_expect_eq(at(arena, battle, "1904-08-24"), MATCH_NONE);
    cr_expect_eq(at(arena, battle, "1904-09-04"), MATCH_NONE);
    cr_expect_eq(at(arena, battle, "1904-08"), MATCH_POSSIBLE);
    cr_expect_eq(within(arena, battle, "1904-08"), MATCH_CERTAIN);
    arena_free(arena);
}

Test(interval, a_date_of_doubt_certainly_falls_only_into_what_holds_it_all)
{
    struct arena *arena = arena_new(4096);
    struct dating dating;
    struct date_fault fault;
    char pointer[64];
    json_t *doubt = json_pack("{s:s,s:s}", "earliest", "1778-06", "latest", "1778-07");
    cr_assert_eq(date_read_json(doubt, false, arena, &dating, &fault, pointer), STATUS_OK);
    struct day_bounds bounds = date_bounds(&dating);
    struct dating summer = read_dating(arena, "1778-22"), day = read_dating(arena, "1778-06-15");
    cr_expect_eq(interval_matches_range(&bounds, summer.whole.earliest, summer.whole.latest),
                 MATCH_CERTAIN);
    cr_expect_eq(interval_matches_range(&bounds, day.whole.earliest, day.whole.latest),
                 MATCH_POSSIBLE);
    json_decref(doubt);
    arena_free(arena);
}

Test(interval, unknown_and_open_ends_are_bounded_as_the_contract_says)
{
    static const struct {
        const char *text;
        int64_t start_earliest, start_latest, end_earliest, end_latest;
    } cases[] = {
        {"jdn:100/jdn:200", 100, 100, 200, 200},
        {"/jdn:200", DAY_MIN, 200, 200, 200},
        {"../jdn:200", DAY_MIN, DAY_MIN, 200, 200},
        {"jdn:100/", 100, 100, 100, DAY_MAX},
        {"jdn:100/..", 100, 100, DAY_MAX, DAY_MAX},
        {"../", DAY_MIN, DAY_MIN, DAY_MIN, DAY_MAX},
        {"/..", DAY_MIN, DAY_MAX, DAY_MAX, DAY_MAX},
        {"../..", DAY_MIN, DAY_MIN, DAY_MAX, DAY_MAX},
        {"jdn:100", 100, 100, 100, 100},
    };
    struct arena *arena = arena_new(4096);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct dating dating = read_dating(arena, cases[i].text);
        struct day_bounds bounds = date_bounds(&dating);
        cr_expect(bounds.start_earliest == cases[i].start_earliest &&
                      bounds.start_latest == cases[i].start_latest &&
                      bounds.end_earliest == cases[i].end_earliest &&
                      bounds.end_latest == cases[i].end_latest,
                  "%s", cases[i].text);
    }
    cr_expect(date_is_undated(&(struct dating){.whole = {.earliest = DAY_MIN, .latest = DAY_MAX}}));
    arena_free(arena);
}

Test(interval, a_handover_day_belongs_to_both)
{
    struct arena *arena = arena_new(4096);
    struct dating russia = read_dating(arena, "1898-03-27/1905-09-05");
    struct dating japan = read_dating(arena, "1905-09-05/..");
    struct dating later = read_dating(arena, "1905-09-06/..");
    struct dating vague = read_dating(arena, "1905-09/..");
    struct day_bounds a = date_bounds(&russia), b = date_bounds(&japan);
    struct day_bounds c = date_bounds(&later), d = date_bounds(&vague);
    cr_expect(interval_hands_over(&a, &b));
    cr_expect_not(interval_hands_over(&b, &a));
    cr_expect_not(interval_hands_over(&a, &c));
    cr_expect_not(interval_hands_over(&a, &d));
    cr_expect_eq(interval_holds_at(&a, a.end_latest, a.end_latest), MATCH_CERTAIN);
    cr_expect_eq(interval_holds_at(&b, a.end_latest, a.end_latest), MATCH_CERTAIN);
    arena_free(arena);
}

/* Each relation as Allen defines it, the ends of a day range being the midnights around it. */
static bool allen_holds(enum allen relation, struct day_range a, struct day_range b)
{
    int64_t s = a.first, e = a.last + 1, t = b.first, f = b.last + 1;
    switch (relation) {
    case ALLEN_BEFORE: return e < t;
    case ALLEN_MEETS: return e == t;
    case ALLEN_OVERLAPS: return s < t && t < e && e < f;
    case ALLEN_STARTS: return s == t && e < f;
    case ALLEN_DURING: return t < s && e < f;
    case ALLEN_FINISHES: return t < s && e == f;
    case ALLEN_EQUALS: return s == t && e == f;
    default: return allen_holds((enum allen)(ALLEN_AFTER - relation), b, a);
    }
}

Test(interval, exactly_one_of_the_thirteen_relations_holds)
{
    bool seen[ALLEN_AFTER + 1] = {false};
    for (int64_t s = 0; s < DAYS; s++)
        for (int64_t e = s; e < DAYS; e++)
            for (int64_t t = 0; t < DAYS; t++)
                for (int64_t f = t; f < DAYS; f++) {
                    struct day_range a = {s, e}, b = {t, f};
                    enum allen found = interval_relation(a, b);
                    seen[found] = true;
                    for (int r = ALLEN_BEFORE; r <= ALLEN_AFTER; r++)
                        cr_assert_eq(allen_holds((enum allen)r, a, b), (enum allen)r == found);
                    cr_assert_eq(interval_relation(b, a), interval_inverse(found));
                }
    for (int r = ALLEN_BEFORE; r <= ALLEN_AFTER; r++)
        cr_expect(seen[r], "%s was never met", interval_relation_name((enum allen)r));
}
