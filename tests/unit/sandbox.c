/*
 * Claims about the sandbox: what a confined process can do and cannot. Each is tried in a child,
 * which tells by its end.
 */
#include "../../server/sandbox.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CONFINED_FAILED = 99, ALLOWED = 0 };

static char folder[] = "/tmp/chancery-sandbox-XXXXXX";
static char database[64];

static void make_folder(void)
{
    cr_assert_not_null(mkdtemp(folder));
    snprintf(database, sizeof database, "%s/data.db", folder);
    FILE *file = fopen(database, "w");
    cr_assert_not_null(file);
    fputs("data", file);
    fclose(file);
}

static void remove_folder(void)
{
    unlink(database);
    rmdir(folder);
}

TestSuite(sandbox, .init = make_folder, .fini = remove_folder);

/* How a child ends that does something once it is confined: what it returns is its exit status. */
static int end_of(bool (*confine)(void), int (*act)(void))
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) _exit(confine() ? act() : CONFINED_FAILED);
    int status;
    cr_assert_eq(waitpid(child, &status, 0), child);
    return status;
}

static bool confine_files(void)
{
    const char *const files[] = {database, NULL};
    return sandbox_files(files, 2);
}

static int code_of(int result)
{
    return result < 0 ? errno : ALLOWED;
}

static int read_database(void)
{
    return code_of(open(database, O_RDONLY));
}
static int read_elsewhere(void)
{
    return code_of(open("/etc/passwd", O_RDONLY));
}
static int write_database(void)
{
    return code_of(open(database, O_WRONLY));
}
static int write_beside(void)
{
    char beside[80];
    snprintf(beside, sizeof beside, "%s.new", database);
    return code_of(open(beside, O_WRONLY | O_CREAT, 0600));
}
static int rename_database(void)
{
    char beside[80];
    snprintf(beside, sizeof beside, "%s.new", database);
    return code_of(rename(database, beside));
}

Test(sandbox, files_of_the_dataset_s_folder_can_be_read_and_nothing_else)
{
    int read_ours = end_of(confine_files, read_database);
    cr_assert(WIFEXITED(read_ours));
    cr_expect_eq(WEXITSTATUS(read_ours), ALLOWED);
    cr_expect_eq(WEXITSTATUS(end_of(confine_files, read_elsewhere)), EACCES);
    cr_expect_eq(WEXITSTATUS(end_of(confine_files, write_database)), EACCES);
    cr_expect_eq(WEXITSTATUS(end_of(confine_files, write_beside)), EACCES);
    cr_expect_eq(WEXITSTATUS(end_of(confine_files, rename_database)), EACCES);
}

static int open_socket(void)
{
    return code_of(socket(AF_INET, SOCK_STREAM, 0));
}
static int start_program(void)
{
    return code_of(execl("/bin/true", "true", (char *)NULL));
}
static int start_process(void)
{
    return code_of(fork());
}
static int write_file(void)
{
    return code_of(open(database, O_WRONLY | O_CREAT, 0600));
}
static int remove_file(void)
{
    return code_of(unlink(database));
}
static int read_file(void)
{
    char bytes[4];
    int file = open(database, O_RDONLY);
    return file >= 0 && read(file, bytes, 4) == 4 && pread(file, bytes, 4, 0) == 4 ? ALLOWED
                                                                                   : EXIT_FAILURE;
}
static void *nothing(void *state)
{
    return state;
}
static int start_thread(void)
{
    pthread_t thread;
    int code = pthread_create(&thread, NULL, nothing, NULL);
    return code != 0 ? code : pthread_join(thread, NULL);
}

Test(sandbox, calls_that_no_server_makes_end_the_process)
{
    int (*const acts[])(void) = {open_socket, start_program};
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++) {
        int status = end_of(sandbox_calls, acts[i]);
        cr_expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS, "act %zu: %x", i, status);
    }
}

Test(sandbox, calls_that_serving_does_not_need_fail)
{
    cr_expect_eq(WEXITSTATUS(end_of(sandbox_calls, start_process)), EPERM);
    cr_expect_eq(WEXITSTATUS(end_of(sandbox_calls, write_file)), EPERM);
    cr_expect_eq(WEXITSTATUS(end_of(sandbox_calls, remove_file)), EPERM);
}

Test(sandbox, calls_of_serving_go_on)
{
    int read = end_of(sandbox_calls, read_file), thread = end_of(sandbox_calls, start_thread);
    cr_expect(WIFEXITED(read) && WEXITSTATUS(read) == ALLOWED, "%x", read);
    cr_expect(WIFEXITED(thread) && WEXITSTATUS(thread) == ALLOWED, "%x", thread);
}
