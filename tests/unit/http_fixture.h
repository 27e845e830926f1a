/* What the tests of http/ share: the small dataset compiled for one test, the contract, a client.
 */
#ifndef HTTP_FIXTURE_H
#define HTTP_FIXTURE_H

#include <arpa/inet.h>
#include <chancery/dataset.h>
#include <chancery/embedded.h>
#include <chancery/handlers.h>
#include <chancery/server.h>
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static inline struct contract *fixture_contract(void)
{
    char why[512] = "";
    struct contract *contract = NULL;
    struct text document = embedded_openapi();
    enum status status = contract_compile(document.at, document.length, handlers_table(), &contract,
                                          why, sizeof why);
    cr_assert_eq(status, STATUS_OK, "%s", why);
    return contract;
}

/* A generation of the small dataset; its file is gone once it is open, but for its descriptors. */
static inline struct generation *fixture_generation(const struct contract *contract)
{
    char why[512] = "", path[] = "/tmp/chancery-unit-XXXXXX";
    struct generation *generation = NULL;
    int descriptor = mkstemp(path);
    cr_assert_geq(descriptor, 0);
    close(descriptor);
    struct dataset_options options = {
        .directory = FIXTURES "/tiny", .output = path, .messages = fopen("/dev/null", "w")};
    cr_assert_eq(dataset_compile(&options, contract), STATUS_OK);
    fclose(options.messages);
    enum status status = generation_open(path, &generation, why, sizeof why);
    if (status == STATUS_OK) status = generation_fill(generation, 3);
    unlink(path);
    cr_assert_eq(status, STATUS_OK, "%s", why);
    return generation;
}

static inline int fixture_dial(const char *address)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    to.sin_port = htons((uint16_t)strtoul(strrchr(address, ':') + 1, NULL, 10));
    int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    cr_assert_eq(connect(descriptor, (struct sockaddr *)&to, sizeof to), 0);
    return descriptor;
}

#endif
