/*
 * Fuzzes what writes JSON by hand, with jansson as its judge: strings of any bytes, whole lines of
 * the access log, and the columns that go into a record as SQLite made them. Well-formed text must
 * come back as it was; what is not becomes U+FFFD, a replacement each byte.
 */
#include "../../server/core/codepoint.h"
#include "../../server/http/access_line.h"
#include "../../server/store/row_json.h"

#include <chancery/representation.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition) abort();
}

/* A fuzzer's entry points share no argument: here alone a file-scope variable is the way. */
static sqlite3_stmt *statement;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    static const char sql[] =
        "SELECT json_object('kept', json(?1), 'part', json_extract(?1, '$[0]'), "
        "'parts', (SELECT json_group_array(value) FROM json_each(?1)), 'text', ?2)";
    sqlite3 *database = NULL;
    (void)argc;
    (void)argv;
    require(sqlite3_open(":memory:", &database) == SQLITE_OK);
    require(sqlite3_prepare_v2(database, sql, -1, &statement, NULL) == SQLITE_OK);
    return 0;
}

/* In the library's place: there is no connection here, and so nobody at its other end. */
const union MHD_ConnectionInfo *MHD_get_connection_info(struct MHD_Connection *connection,
                                                        enum MHD_ConnectionInfoType type, ...)
{
    (void)connection;
    (void)type;
    return NULL;
}

/* The text with U+FFFD in the place of each byte that is of no character. */
static void mend(struct text text, struct buffer *out)
{
    while (text.length > 0) {
        char32_t codepoint = codepoint_read(&text);
        codepoint_append(out, codepoint == CODEPOINT_INVALID ? 0xFFFD : codepoint);
    }
}

static bool is_text_of(const json_t *string, struct text text)
{
    struct buffer mended = {0};
    mend(text, &mended);
    bool same = json_is_string(string) &&
                text_equal((struct text){json_string_value(string), json_string_length(string)},
                           (struct text){mended.at, mended.length});
    buffer_free(&mended);
    return same;
}

static void check_string(struct text text)
{
    struct buffer written = {0};
    buffer_json_string(&written, text);
    json_t *read = json_loadb(written.at, written.length, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    require(is_text_of(read, text));
    json_decref(read);
    buffer_free(&written);
}

static struct exchange *exchange_of(struct text text)
{
    static struct server server; /* that trusts no proxy */
    struct exchange *exchange = calloc(1, sizeof *exchange + text.length + 1);
    require(exchange != NULL);
    exchange->server = &server;
    /* Targets come as C strings: they end at a NUL. */
    if (text.length > 0) memcpy(exchange->room, text.at, text.length);
    exchange->target = text_of(exchange->room);
    memcpy(exchange->method, "GET", 4);
    exchange->status = 200;
    return exchange;
}

static void check_line(struct text text)
{
    struct exchange *exchange = exchange_of(text);
    struct access_line line = {0};
    access_line_json(&line, exchange, NULL, 1);
    require(line.length > 0 && memchr(line.at, '\n', line.length) == line.at + line.length - 1);
    json_t *read = json_loadb(line.at, line.length, JSON_REJECT_DUPLICATES, NULL);
    struct text shown = exchange->target;
    if (shown.length > 512) shown.length = 512;
    require(is_text_of(json_object_get(read, "target"), shown));
    json_decref(read);
    access_line_human(&line, exchange);
    require(memchr(line.at, '\n', line.length) == line.at + line.length - 1);
    require(memchr(line.at, '\x1B', line.length) == NULL && line.length < sizeof line.at);
    free(exchange);
}

/* What a curator wrote, kept by jansson, put together by SQLite as the views do it. */
static void check_column(struct text text)
{
    json_t *value = json_loadb(text.length > 0 ? text.at : "", text.length, 0, NULL);
    if (value == NULL) return;
    char *kept = representation_dump(value);
    require(kept != NULL);
    sqlite3_bind_text(statement, 1, kept, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 2, kept, -1, SQLITE_STATIC);
    require(sqlite3_step(statement) == SQLITE_ROW);
    struct text made = text_of((const char *)sqlite3_column_text(statement, 0));
    json_t *read = json_loadb(made.at, made.length, 0, NULL);
    require(read != NULL);
    char *again = representation_dump(read);
    require(!row_json_is_canonical(made) || text_is(made, again));
    sqlite3_reset(statement);
    json_decref(read);
    json_decref(value);
    free(kept);
    free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text text = {(const char *)data, size};
    check_string(text);
    check_line(text);
    check_column(text);
    return 0;
}
