/*
 * Fuzzes the way of a dataset's file: any bytes, as an array and as lines, through the reader and,
 * where records come out, through the validator with the dataset's own schema; then every fault is
 * located and printed. The first byte chooses the form and the definition.
 */
#include "../../server/dataset/reader.h"
#include "../../server/dataset/validator.h"

#include <chancery/embedded.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A fuzzer's entry points share no argument: here alone a file-scope variable is the way. */
static struct validator *validator;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    char why[160];
    (void)argc;
    (void)argv;
    if (validator_new(embedded_dataset_schema(), &validator, why, sizeof why) != STATUS_OK) abort();
    return 0;
}

/* A link with a name of our choice to a file in memory: the reader goes by names. */
struct scratch {
    int memory;
    char folder[32], link[64];
};

static bool make_scratch(struct scratch *scratch, const uint8_t *data, size_t size, bool lines)
{
    char target[64];
    scratch->memory = memfd_create("records", MFD_CLOEXEC);
    snprintf(scratch->folder, sizeof scratch->folder, "/tmp/fuzz-XXXXXX");
    if (scratch->memory < 0 || mkdtemp(scratch->folder) == NULL) return false;
    snprintf(target, sizeof target, "/proc/self/fd/%d", scratch->memory);
    snprintf(scratch->link, sizeof scratch->link, "%s/records.%s", scratch->folder,
             lines ? "ndjson" : "json");
    return write(scratch->memory, data, size) == (ssize_t)size &&
           symlink(target, scratch->link) == 0;
}

static void remove_scratch(const struct scratch *scratch)
{
    unlink(scratch->link);
    rmdir(scratch->folder);
    if (scratch->memory >= 0) close(scratch->memory);
}

struct recorder {
    struct faults *faults;
    struct place_in_file at;
};

static void on_fault(void *state, const char *pointer, const char *what, const char *remedy)
{
    const struct recorder *recorder = state;
    faults_add(recorder->faults, recorder->at, pointer, remedy, "%s", what);
}

static void on_format(void *state, const char *pointer, const char *format, const json_t *value)
{
    const struct recorder *recorder = state;
    if (json_is_null(value)) abort();
    faults_add(recorder->faults, recorder->at, pointer, NULL, "%s", format);
}

static void read_all(struct reader *reader, const char *definition, struct faults *faults)
{
    struct recorder recorder = {.faults = faults};
    struct validator_listener listener = {&recorder, on_fault, on_format};
    uint64_t last = 0;
    json_t *record = NULL;
    enum status status;
    while ((status = reader_next(reader, &record, &recorder.at)) != STATUS_NOT_FOUND) {
        if (status != STATUS_OK) {
            if (record != NULL || faults_count(faults) == 0) abort();
            continue;
        }
        if (!json_is_object(record) || recorder.at.offset < last) abort();
        last = recorder.at.offset;
        validator_check(validator, definition, record, &listener);
        json_decref(record);
    }
}

static void print_all(struct faults *faults)
{
    char *printed = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&printed, &length);
    if (out == NULL) return;
    faults_print(faults, out, true);
    fclose(out);
    free(printed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const definitions[] = {"events", "treaties", "dataset", "sources"};
    if (size == 0) return 0;
    bool lines = (data[0] & 1) != 0;
    struct scratch scratch = {.memory = -1};
    struct reader *reader = NULL;
    struct faults *faults = faults_new();
    if (!make_scratch(&scratch, data + 1, size - 1, lines) || faults == NULL) abort();
    if (reader_open(scratch.link, faults, &reader) != STATUS_OK) abort();
    read_all(reader, definitions[(data[0] >> 1) & 3], faults);
    print_all(faults);
    reader_close(reader);
    faults_free(faults);
    remove_scratch(&scratch);
    return 0;
}
