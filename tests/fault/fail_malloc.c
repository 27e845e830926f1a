/*
 * Preloaded before the C library, it lets the n-th allocation of a process fail, and as many after
 * it as it is told. It is told in a file that both sides map or write, so that a running server can
 * be made short of memory between two requests: see struct control. Where it is to trace, it notes
 * the first allocation of every way that leads to one: of two hundred thousand most are made alike.
 * Without FAIL_MALLOC in the environment it does nothing.
 */
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { POINT_LIMIT = 1 << 16, TABLE_SIZE = 1 << 18, DEPTH = 12 };

struct control {
    _Atomic int64_t counted;  /* allocations since this was last set to 0 */
    _Atomic int64_t first;    /* the first that fails; 0: none does */
    _Atomic int64_t failures; /* how many do */
    _Atomic int64_t traces;   /* whether to fill what follows */
    int64_t found;
    int64_t points[POINT_LIMIT]; /* numbers of allocations, each reached by a way of its own */
};

/* glibc's own, under the names that it keeps for who stands before it. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static struct control *control;
static uint64_t ways[TABLE_SIZE];
static atomic_flag ways_taken = ATOMIC_FLAG_INIT;
static _Thread_local bool is_tracing; /* what the trace allocates itself is none of the program's */

/* Not at the first allocation: then the environment cannot be read yet. */
__attribute__((constructor)) static void begin(void)
{
    /* Its first call loads a library: a server that is confined cannot any more. */
    void *frame;
    backtrace(&frame, 1);
    const char *path = getenv("FAIL_MALLOC");
    int file = path != NULL ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *mapped = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (mapped != MAP_FAILED) control = mapped;
    close(file);
}

static uint64_t way_here(void)
{
    void *frames[DEPTH];
    int count = backtrace(frames, DEPTH);
    uint64_t hash = 14695981039346656037U;
    for (int i = 0; i < count; i++)
        hash = (hash ^ (uint64_t)(uintptr_t)frames[i]) * 1099511628211U;
    return hash;
}

static bool is_new(uint64_t way)
{
    for (size_t i = way % TABLE_SIZE;; i = (i + 1) % TABLE_SIZE) {
        if (ways[i] == way) return false;
        if (ways[i] != 0) continue;
        ways[i] = way;
        return true;
    }
}

static void trace(int64_t number)
{
    if (is_tracing) return;
    is_tracing = true;
    uint64_t way = way_here();
    while (atomic_flag_test_and_set(&ways_taken))
        continue;
    if (control->found < POINT_LIMIT && is_new(way)) control->points[control->found++] = number;
    atomic_flag_clear(&ways_taken);
    is_tracing = false;
}

static bool fails(void)
{
    if (control == NULL) return false;
    int64_t number = atomic_fetch_add(&control->counted, 1) + 1;
    int64_t first = atomic_load(&control->first);
    if (atomic_load(&control->traces) != 0) trace(number);
    if (first == 0 || number < first || number - first >= atomic_load(&control->failures))
        return false;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    return fails() ? NULL : __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return fails() ? NULL : __libc_memalign(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
    void *made = fails() ? NULL : __libc_memalign(alignment, size);
    if (made == NULL) return ENOMEM;
    *out = made;
    return 0;
}
