/* The reply cache from inside: what it keeps, what it lets go, who waits for whom. */
#include "http_fixture.h"

#include "../../server/http/cache.h"

#include <stdatomic.h>
#include <time.h>

enum { BODY = 2000, MEBIBYTE = 1 << 20 };

struct world {
    struct contract *contract;
    struct generation *generation;
    struct cache *cache;
};

static struct world world_begin(size_t bytes)
{
    struct world world = {.contract = fixture_contract()};
    world.generation = fixture_generation(world.contract);
    world.cache = cache_new(bytes, world.generation);
    cr_assert_not_null(world.cache);
    return world;
}

static void world_end(struct world *world)
{
    cache_free(world->cache);
    generation_release(world->generation);
    contract_free(world->contract);
}

static struct cache_ask ask_of(const char *target)
{
    return (struct cache_ask){.target = text_of(target)};
}

/* A reply as the server would make it for these headers. */
static struct kept *make(const struct world *world, const struct cache_ask *ask, size_t length)
{
    char *body = calloc(1, length + 1);
    cr_assert_not_null(body);
    struct kept draft = {
        .response = MHD_create_response_from_buffer(length, body, MHD_RESPMEM_MUST_FREE),
        .body = body,
        .length = length,
        .status = 200,
        .selection = {contract_find_operation(world->contract, "listEvents"), true, true},
        .is_coded = true,
        .cost = length,
    };
    cr_assert(
        choice_make(&draft.selection, generation_languages(world->generation), ask, &draft.choice));
    draft.coding = draft.choice.coding;
    return kept_new_take(&draft);
}

/* Whether it was there; where it was not, one is made and offered. */
static bool visit_ask(const struct world *world, const struct cache_ask *ask, size_t length)
{
    struct flight flight;
    struct kept *kept = cache_find(world->cache, ask, &flight);
    bool found = kept != NULL;
    if (!found) {
        kept = make(world, ask, length);
        cache_keep(&flight, world->generation, kept);
        cache_end(&flight);
    }
    kept_release(kept);
    return found;
}

static bool visit(const struct world *world, const char *target)
{
    struct cache_ask ask = ask_of(target);
    return visit_ask(world, &ask, BODY);
}

static size_t bytes_of(const struct world *world)
{
    struct cache_figures figures;
    cache_measure(world->cache, &figures);
    return figures.bytes;
}

Test(http_cache, siphash_is_that_of_its_authors)
{
    struct siphash_key key = {0x0706050403020100, 0x0f0e0d0c0b0a0908};
    const char bytes[] = "\0\1\2\3\4\5\6\7\10\11\12\13\14\15\16";
    cr_expect_eq(siphash(&key, (struct text){bytes, 15}), 0xa129ca6149be45e5);
}

Test(http_cache, no_two_keys_are_alike)
{
    struct siphash_key one = siphash_key_new(), other = siphash_key_new();
    cr_expect(one.low != other.low && one.high != other.high);
}

Test(http_cache, what_was_kept_is_found)
{
    struct world world = world_begin(MEBIBYTE);
    cr_expect_not(visit(&world, "/events"));
    cr_expect(visit(&world, "/events"));
    world_end(&world);
}

Test(http_cache, target_that_differs_in_one_byte_is_another)
{
    struct world world = world_begin(MEBIBYTE);
    visit(&world, "/events?a=1");
    cr_expect_not(visit(&world, "/events%3Fa=1"));
    cr_expect_not(visit(&world, "/events?a=2"));
    cr_expect_not(visit(&world, "/events?a=1&"));
    cr_expect_not(visit(&world, "/events?a="));
    world_end(&world);
}

Test(http_cache, each_choice_has_a_reply_of_its_own)
{
    static const struct cache_ask asks[] = {
        {{"/events", 7}, "text/csv", NULL, NULL},
        {{"/events", 7}, NULL, "es", NULL},
        {{"/events", 7}, NULL, NULL, "gzip"},
        {{"/events", 7}, NULL, NULL, "br"},
    };
    struct world world = world_begin(MEBIBYTE);
    visit(&world, "/events");
    for (size_t i = 0; i < sizeof asks / sizeof asks[0]; i++) {
        cr_expect_not(visit_ask(&world, &asks[i], BODY), "%zu", i);
        cr_expect(visit_ask(&world, &asks[i], BODY), "%zu", i);
    }
    world_end(&world);
}

Test(http_cache, headers_that_ask_for_the_same_find_the_same)
{
    static const struct cache_ask asks[] = {
        {{"/events", 7}, "*/*", NULL, NULL},
        {{"/events", 7}, "application/json", "en-GB, en;q=0.5", NULL},
        {{"/events", 7}, "text/html, */*;q=0.1", "de", "identity"},
        {{"/events", 7}, NULL, "fr", "compress"},
        {{"/events", 7}, NULL, "it", "x-nothing"},
        {{"/events", 7}, NULL, "de", "gzip;q=0"},
    };
    struct world world = world_begin(MEBIBYTE);
    visit(&world, "/events");
    for (int round = 0; round < 3; round++)
        for (size_t i = 0; i < sizeof asks / sizeof asks[0]; i++)
            cr_expect(visit_ask(&world, &asks[i], BODY), "%zu", i);
    world_end(&world);
}

Test(http_cache, who_accepts_nothing_of_it_does_not_get_it)
{
    struct world world = world_begin(MEBIBYTE);
    struct cache_ask ask = {{"/events", 7}, "image/x-nothing", NULL, NULL};
    struct flight flight;
    visit(&world, "/events");
    cr_expect_null(cache_find(world.cache, &ask, &flight));
    cache_end(&flight);
    world_end(&world);
}

Test(http_cache, memory_stays_within_its_bound)
{
    struct world world = world_begin(MEBIBYTE);
    char target[40];
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 3000; i++) {
            snprintf(target, sizeof target, "/events?offset=%d", i);
            visit(&world, target);
            if (round == 1) visit(&world, target);
            cr_assert_leq(bytes_of(&world), MEBIBYTE);
        }
    cr_expect_gt(bytes_of(&world), MEBIBYTE / 2);
    world_end(&world);
}

Test(http_cache, flood_of_targets_asked_for_once_displaces_nothing, .timeout = 120)
{
    struct world world = world_begin(MEBIBYTE);
    char target[40];
    int kept = 0;
    for (int i = 0; i < 50; i++) {
        snprintf(target, sizeof target, "/events?popular=%d", i);
        for (int k = 0; k < 4; k++)
            visit(&world, target);
    }
    for (int i = 0; i < 100000; i++) {
        snprintf(target, sizeof target, "/events?once=%d", i);
        visit(&world, target);
    }
    for (int i = 0; i < 50; i++) {
        snprintf(target, sizeof target, "/events?popular=%d", i);
        if (visit(&world, target)) kept++;
    }
    /* The doorkeeper takes a few for acquaintances. */
    cr_expect_geq(kept, 45, "%d", kept);
    world_end(&world);
}

Test(http_cache, flood_of_targets_asked_for_twice_does_not_displace_a_popular_one, .timeout = 120)
{
    struct world world = world_begin(MEBIBYTE);
    char target[40];
    int lost = 0;
    visit(&world, "/events");
    for (int i = 0; i < 20000; i++) {
        snprintf(target, sizeof target, "/events?once=%d", i / 2);
        visit(&world, target);
        if (i % 50 == 0 && !visit(&world, "/events")) lost++;
    }
    cr_expect_eq(lost, 0);
    world_end(&world);
}

Test(http_cache, full_cache_lets_in_what_is_asked_for_twice)
{
    struct world world = world_begin(MEBIBYTE);
    char target[40];
    for (int i = 0; i < 1000; i++) {
        snprintf(target, sizeof target, "/events?once=%d", i);
        visit(&world, target);
    }
    visit(&world, "/events");
    visit(&world, "/events");
    cr_expect(visit(&world, "/events"));
    world_end(&world);
}

Test(http_cache, odd_choices_do_not_displace_the_usual_one_of_a_target)
{
    static const char *const languages[] = {"en", "es"}, *const codings[] = {"gzip", "br", "zstd"};
    struct world world = world_begin(MEBIBYTE);
    const struct operation *operation = contract_find_operation(world.contract, "listEvents");
    visit(&world, "/events");
    for (size_t i = 0; i < operation->media_type_count * 6; i++) {
        struct cache_ask ask = {
            {"/events", 7}, operation->media_types[i / 6], languages[i / 3 % 2], codings[i % 3]};
        visit_ask(&world, &ask, BODY);
        cr_expect(visit(&world, "/events"), "after %zu", i);
    }
    cr_expect_gt(operation->media_type_count * 6, CACHE_WAYS);
    cr_expect_lt(bytes_of(&world), (CACHE_WAYS + 1) * (BODY + 4096));
    world_end(&world);
}

Test(http_cache, long_replies_and_long_targets_are_not_kept)
{
    struct world world = world_begin(64 * MEBIBYTE);
    char target[CACHE_KEY_LIMIT + 2];
    struct cache_ask ask = ask_of("/events");
    visit_ask(&world, &ask, CACHE_REPLY_LIMIT);
    cr_expect_not(visit_ask(&world, &ask, CACHE_REPLY_LIMIT));
    memset(target, 'a', sizeof target - 1);
    target[sizeof target - 1] = '\0';
    visit(&world, target);
    cr_expect_not(visit(&world, target));
    world_end(&world);
}

Test(http_cache, nothing_of_a_generation_that_went_is_found)
{
    struct world world = world_begin(MEBIBYTE);
    struct generation *former = world.generation;
    visit(&world, "/events");
    world.generation = fixture_generation(world.contract);
    cache_renew(world.cache, world.generation);
    cr_expect_eq(bytes_of(&world), 0);
    cr_expect_not(visit(&world, "/events"));
    generation_release(former);
    world_end(&world);
}

Test(http_cache, what_was_made_of_a_generation_that_went_is_not_kept)
{
    struct world world = world_begin(MEBIBYTE);
    struct generation *former = world.generation;
    struct cache_ask ask = ask_of("/events");
    struct flight flight;
    cr_assert_null(cache_find(world.cache, &ask, &flight));
    struct kept *late = make(&world, &ask, BODY);
    world.generation = fixture_generation(world.contract);
    cache_renew(world.cache, world.generation);
    cache_keep(&flight, former, late);
    cache_end(&flight);
    kept_release(late);
    cr_expect_not(visit(&world, "/events"));
    generation_release(former);
    world_end(&world);
}

Test(http_cache, kept_reply_outlives_the_cache_for_who_has_it)
{
    struct world world = world_begin(MEBIBYTE);
    struct cache_ask ask = ask_of("/events");
    struct flight flight;
    visit(&world, "/events");
    struct kept *kept = cache_find(world.cache, &ask, &flight);
    world_end(&world);
    cr_assert_not_null(kept);
    cr_expect_eq(kept->body[BODY - 1], '\0');
    kept_release(kept);
}

/* --- flights --- */

struct crowd {
    struct world *world;
    atomic_int flights, found;
};

static void *join_crowd(void *state)
{
    struct crowd *crowd = state;
    struct cache_ask ask = ask_of("/events");
    struct flight flight;
    struct kept *kept = cache_find(crowd->world->cache, &ask, &flight);
    if (kept != NULL) {
        atomic_fetch_add(&crowd->found, 1);
    } else {
        atomic_fetch_add(&crowd->flights, 1);
        nanosleep(&(struct timespec){0, 100000000}, NULL); /* a slow handler */
        kept = make(crowd->world, &ask, BODY);
        cache_keep(&flight, crowd->world->generation, kept);
        cache_end(&flight);
    }
    kept_release(kept);
    return NULL;
}

Test(http_cache, of_many_at_once_one_makes_the_reply)
{
    struct world world = world_begin(MEBIBYTE);
    struct crowd crowd = {.world = &world};
    pthread_t threads[8];
    for (int i = 0; i < 8; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, join_crowd, &crowd), 0);
    for (int i = 0; i < 8; i++)
        pthread_join(threads[i], NULL);
    cr_expect_eq(atomic_load(&crowd.flights), 1);
    cr_expect_eq(atomic_load(&crowd.found), 7);
    world_end(&world);
}

Test(http_cache, of_many_at_once_one_makes_the_reply_although_the_cache_is_full)
{
    struct world world = world_begin(MEBIBYTE);
    struct crowd crowd = {.world = &world};
    pthread_t threads[8];
    char target[40];
    for (int i = 0; i < 1000; i++) {
        snprintf(target, sizeof target, "/events?once=%d", i);
        visit(&world, target);
    }
    for (int i = 0; i < 8; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, join_crowd, &crowd), 0);
    for (int i = 0; i < 8; i++)
        pthread_join(threads[i], NULL);
    cr_expect_eq(atomic_load(&crowd.flights), 1);
    world_end(&world);
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void *make_after_all(void *state)
{
    const struct world *world = state;
    visit(world, "/events");
    return NULL;
}

Test(http_cache, nobody_waits_for_ever, .timeout = 20)
{
    struct world world = world_begin(MEBIBYTE);
    struct cache_ask ask = ask_of("/events");
    struct flight stuck;
    pthread_t thread;
    cr_assert_null(cache_find(world.cache, &ask, &stuck));
    double begun = seconds();
    cr_assert_eq(pthread_create(&thread, NULL, make_after_all, &world), 0);
    pthread_join(thread, NULL);
    cr_expect_gt(seconds() - begun, 0.5);
    cr_expect_lt(seconds() - begun, 10);
    cr_expect(visit(&world, "/events"));
    cache_end(&stuck);
    world_end(&world);
}

static void *keep_nothing(void *state)
{
    const struct world *world = state;
    struct cache_ask ask = ask_of("/events");
    struct flight flight;
    struct kept *kept = cache_find(world->cache, &ask, &flight);
    if (kept == NULL) {
        nanosleep(&(struct timespec){0, 300000000}, NULL);
        cache_end(&flight);
    }
    kept_release(kept);
    return NULL;
}

Test(http_cache, what_cannot_be_kept_makes_no_queue, .timeout = 20)
{
    struct world world = world_begin(MEBIBYTE);
    pthread_t threads[8];
    double begun = seconds();
    for (int i = 0; i < 8; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, keep_nothing, &world), 0);
    for (int i = 0; i < 8; i++)
        pthread_join(threads[i], NULL);
    /* One goes, the others wait for it, then go side by side: not eight times 0.3 s. */
    cr_expect_lt(seconds() - begun, 1.8);
    world_end(&world);
}
