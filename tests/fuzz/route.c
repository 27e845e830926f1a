/*
 * Fuzzes the way from a raw path to an operation of the real contract. A second decoder, with
 * jansson for its judge of UTF-8, must agree with ours; a route that was found must be found again
 * from its own segments, encoded anew; and no more specific template may have been passed over.
 */
#include <chancery/buffer.h>
#include <chancery/embedded.h>
#include <chancery/handlers.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A fuzzer's entry points share no argument: here alone a file-scope variable is the way. */
static struct contract *contract;

static void require(bool condition)
{
    if (!condition) abort();
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    char why[256];
    struct text document = embedded_openapi();
    (void)argc;
    (void)argv;
    require(contract_compile(document.at, document.length, handlers_table(), &contract, why,
                             sizeof why) == STATUS_OK);
    return 0;
}

/* The second decoder. False: the text has none. */
static bool decode(struct text raw, bool plus, struct buffer *out)
{
    for (size_t i = 0; i < raw.length; i++) {
        char byte = raw.at[i];
        if (byte == '%') {
            char digits[3] = {0};
            if (raw.length - i < 3) return false;
            memcpy(digits, raw.at + i + 1, 2);
            if (!isxdigit((unsigned char)digits[0]) || !isxdigit((unsigned char)digits[1]))
                return false;
            byte = (char)strtol(digits, NULL, 16);
            i += 2;
        } else if (byte == '+' && plus) {
            byte = ' ';
        }
        if (byte == '\0') return false;
        buffer_append(out, &byte, 1);
    }
    json_t *judge = json_stringn(out->length > 0 ? out->at : "", out->length);
    bool right = judge != NULL;
    json_decref(judge);
    return right;
}

static void check_decoding(struct text raw, bool plus, struct arena *arena)
{
    struct buffer expected = {0}, encoded = {0};
    struct text decoded, again;
    enum status status = percent_decode(raw, plus, arena, &decoded);
    bool right = decode(raw, plus, &expected);
    require((status == STATUS_OK) == right);
    if (right) {
        require(text_equal(decoded, (struct text){expected.at, expected.length}));
        buffer_percent_encode(&encoded, decoded, "");
        require(percent_decode((struct text){encoded.at, encoded.length}, plus, arena, &again) ==
                STATUS_OK);
        require(text_equal(again, decoded));
    }
    buffer_free(&expected);
    buffer_free(&encoded);
}

/* A template that matches as well and has a literal where the route's has the first parameter. */
static void check_most_specific(const struct route *route)
{
    for (size_t i = 0; i < contract_operation_count(contract); i++) {
        const struct operation *other = contract_operation(contract, i);
        if (other->segment_count != route->segment_count) continue;
        bool matches = true, better = false, decided = false;
        for (size_t k = 0; k < route->segment_count; k++) {
            const char *theirs = other->segments[k].literal,
                       *ours = route->operation->segments[k].literal;
            if (theirs != NULL && !text_is(route->segments[k], theirs)) matches = false;
            if (!decided && (theirs == NULL) != (ours == NULL)) {
                decided = true;
                better = theirs != NULL;
            }
        }
        require(!matches || !better);
    }
}

static void check_found_again(const struct route *route, struct arena *arena)
{
    struct buffer path = {0};
    struct route again;
    for (size_t i = 0; i < route->segment_count; i++) {
        buffer_append(&path, "/", 1);
        buffer_percent_encode(&path, route->segments[i], "");
    }
    if (path.length == 0) buffer_append(&path, "/", 1);
    require(router_match(contract, (struct text){path.at, path.length}, arena, &again) ==
            STATUS_OK);
    require(again.operation == route->operation);
    for (size_t i = 0; i < route->segment_count; i++)
        require(text_equal(again.segments[i], route->segments[i]));
    buffer_free(&path);
}

/* Whether nothing in a path is to be refused. */
static bool is_well_formed(struct text path)
{
    struct text rest = path;
    bool right = path.length > 0 && path.at[0] == '/';
    while (right && rest.at != NULL) {
        struct buffer segment = {0};
        right = decode(text_cut(&rest, '/'), false, &segment) &&
                (segment.length == 0 || memchr(segment.at, '/', segment.length) == NULL);
        buffer_free(&segment);
    }
    return right;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text path = {(const char *)data, size};
    struct arena *arena = arena_new(1024);
    struct route route;
    require(arena != NULL);
    check_decoding(path, false, arena);
    check_decoding(path, true, arena);
    enum status status = router_match(contract, path, arena, &route);
    require((status == STATUS_INVALID) == !is_well_formed(path));
    if (status == STATUS_OK) {
        check_most_specific(&route);
        check_found_again(&route, arena);
    } else {
        const char *nearest = router_nearest(contract, path);
        require(nearest == NULL || nearest[0] == '/');
    }
    arena_free(arena);
    return 0;
}
