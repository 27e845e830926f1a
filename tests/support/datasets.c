/*
 * Compiles the small dataset once, before the first test, in the process that starts the others.
 * The big dataset was compiled by the build.
 */
#include "service.h"

#include <chancery/dataset.h>
#include <chancery/embedded.h>
#include <chancery/handlers.h>
#include <criterion/hooks.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

static enum status compile_tiny(char *why, size_t why_size)
{
    struct text document = embedded_openapi();
    struct contract *contract = NULL;
    enum status status =
        contract_compile(document.at, document.length, handlers_table(), &contract, why, why_size);
    if (status == STATUS_OK) {
        struct dataset_options options = {
            .directory = FIXTURES "/tiny", .output = TINY_DATABASE, .messages = stderr};
        status = dataset_compile(&options, contract);
        /* As the replies are compared that two runs give, it is as old in both. */
        const struct timespec times[2] = {{.tv_sec = DATASET_WRITTEN}, {.tv_sec = DATASET_WRITTEN}};
        if (status == STATUS_OK && utimensat(AT_FDCWD, TINY_DATABASE, times, 0) != 0)
            status = STATUS_FAILED;
    }
    contract_free(contract);
    return status;
}

ReportHook(PRE_ALL)(struct criterion_test_set *tests)
{
    char why[512] = "";
    (void)tests;
    if (compile_tiny(why, sizeof why) == STATUS_OK) return;
    fprintf(stderr, "the dataset of tests/fixtures/tiny does not compile: %s\n", why);
    exit(EXIT_FAILURE);
}
