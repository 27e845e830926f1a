/* A dataset in service is served from its file, whatever takes that file's name. */
#include "http_fixture.h"

enum { MORE_THAN_WERE_OPENED = 8 };

static long long count_records(struct connection *connection)
{
    struct statement *statement;
    long long count = -1;
    cr_assert_eq(connection_prepare(connection, TEXT("SELECT count(*) FROM record"), &statement),
                 STATUS_OK);
    if (statement_step(statement) == STATUS_OK) count = statement_integer(statement, 0);
    statement_reset(statement);
    return count;
}

Test(store_replaced, connections_can_still_be_had_when_the_name_is_gone)
{
    struct contract *contract = fixture_contract();
    struct generation *generation = fixture_generation(contract);
    struct connection *connections[MORE_THAN_WERE_OPENED];
    for (size_t i = 0; i < MORE_THAN_WERE_OPENED; i++) {
        connections[i] = generation_borrow(generation);
        cr_assert_not_null(connections[i]);
        cr_expect_eq(count_records(connections[i]), count_records(connections[0]));
    }
    cr_expect_eq(generation_fill(generation, 1), STATUS_OK);
    for (size_t i = 0; i < MORE_THAN_WERE_OPENED; i++)
        generation_return(generation, connections[i]);
    generation_release(generation);
    contract_free(contract);
}
