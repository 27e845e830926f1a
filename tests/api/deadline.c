/*
 * Claims about a request whose queries take too long: it is refused whole, with the time to come
 * again.
 */
#include "exchange_log.h"
#include "transfer.h"

#include <chancery/embedded.h>
#include <chancery/handlers.h>
#include <chancery/server.h>
#include <criterion/criterion.h>

Test(deadline, query_over_it_is_a_503_with_retry_after)
{
    char why[512] = "";
    struct contract *contract = NULL;
    struct generation *generation = NULL;
    struct server *server = NULL;
    struct text document = embedded_openapi();
    struct server_options options = {.listen = "127.0.0.1:0",
                                     .base_path = "",
                                     .database = MAIN_DATABASE,
                                     .threads = 2,
                                     .connections = 16,
                                     .query_deadline = 1,
                                     .access_log = ACCESS_LOG_OFF};
    cr_assert_eq(contract_compile(document.at, document.length, handlers_table(), &contract, why,
                                  sizeof why),
                 STATUS_OK, "%s", why);
    cr_assert_eq(generation_open(MAIN_DATABASE, &generation, why, sizeof why), STATUS_OK);
    cr_assert_eq(server_start(&options, contract, generation, &server, why, sizeof why), STATUS_OK);
    struct transfer *transfer = transfer_new(server_address(server));
    struct exchange *answer =
        transfer_run(transfer, "GET", "/state?at=1905-09-05", (const char *const[]){NULL});
    exchange_log(answer, contract);
    cr_expect_eq(answer->status, 503, "%d: %s", answer->status, answer->body);
    cr_expect_str_eq(exchange_text(answer, "/type"), "/problems/query-timeout");
    cr_expect_neq(exchange_header(answer, "Retry-After")[0], '\0');
    cr_expect_str_eq(exchange_header(answer, "Cache-Control"), "no-store");
    transfer_free_exchange(answer);
    transfer_free(transfer);
    server_stop(server);
    contract_free(contract);
}
