/*
 * The sandbox. A fault in us or in a library that an attacker finds is worth the less the less the
 * process may do: it cannot start programs, write files, or call anybody.
 */
#include "sandbox.h"

#include <chancery/log.h>
#include <chancery/terminal.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool complain(const char *what, int code)
{
    terminal_complain(stderr, "the sandbox failed (%s: %s); --sandbox off serves without", what,
                      strerror(code));
    return false;
}

/* --- files --- */

/* The kernel's struct landlock_ruleset_attr; the header may be older than the kernel. */
struct ruleset {
    uint64_t files, network;
};

enum {
    LANDLOCK_NETWORK_SINCE = 4,
    LANDLOCK_CONNECT_TCP = 1 << 1,
    FILES_ONLY_SIZE = sizeof(uint64_t)
};

/* All rights to files that a version of Landlock knows: each brought some more. */
static uint64_t rights_of(int version)
{
    static const unsigned counts[] = {0, 13, 14, 15, 15, 16};
    size_t last = sizeof counts / sizeof counts[0] - 1;
    return ((uint64_t)1 << counts[(size_t)version < last ? (size_t)version : last]) - 1;
}

static bool allow_reading(int rules, const char *folder)
{
    struct landlock_path_beneath_attr attribute = {.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE |
                                                                     LANDLOCK_ACCESS_FS_READ_DIR,
                                                   .parent_fd = open(folder, O_PATH | O_CLOEXEC)};
    if (attribute.parent_fd < 0) return false;
    long result = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &attribute, 0);
    close(attribute.parent_fd);
    return result == 0;
}

/* The folder of a path, and that of what it leads to. Who opens a file that is not there tells so
 * better than we. */
static bool allow_folders_of(int rules, const char *path)
{
    char *resolved = realpath(path, NULL);
    if (resolved == NULL) return errno != ENOMEM;
    char *copy = strdup(path);
    bool allowed = copy != NULL && allow_reading(rules, dirname(copy)) &&
                   allow_reading(rules, dirname(resolved));
    free(copy);
    free(resolved);
    return allowed;
}

bool sandbox_files(const char *const *files, size_t count)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1) {
        log_write(LOG_LEVEL_INFO, "the kernel has no Landlock: files are not confined");
        return true;
    }
    struct ruleset set = {.files = rights_of((int)version), .network = LANDLOCK_CONNECT_TCP};
    size_t size = version >= LANDLOCK_NETWORK_SINCE ? sizeof set : FILES_ONLY_SIZE;
    int rules = (int)syscall(SYS_landlock_create_ruleset, &set, size, 0);
    if (rules < 0) return complain("Landlock", errno);
    bool confined = true;
    for (size_t i = 0; i < count && confined; i++)
        confined = files[i] == NULL || allow_folders_of(rules, files[i]);
    confined = confined && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
               syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    int code = errno;
    close(rules);
    return confined || complain("Landlock", code);
}

/* --- system calls --- */

enum { FILTER_MOST = 2048 /* steps */ };

/* What serving needs, of the kernel directly and through the libraries. A name that an architecture
 * does not have is passed over. */
static const char *const needed[] = {
    /* connections */
    "accept", "accept4", "epoll_ctl", "epoll_pwait", "epoll_pwait2", "epoll_wait", "getpeername",
    "getsockname", "getsockopt", "poll", "ppoll", "pselect6", "recvfrom", "recvmsg", "sendfile",
    "sendfile64", "sendmsg", "sendto", "setsockopt", "shutdown",
    /* files; opening is below */
    "access", "close", "dup", "faccessat", "faccessat2", "fadvise64", "fcntl", "fcntl64", "fstat",
    "fstat64", "fstatfs", "getcwd", "lseek", "_llseek", "lstat", "lstat64", "newfstatat",
    "fstatat64", "pread64", "read", "readlink", "readlinkat", "readv", "stat", "stat64", "statx",
    "write", "writev",
    /* memory */
    "brk", "madvise", "mmap", "mmap2", "mprotect", "mremap", "munmap",
    /* threads */
    "exit", "exit_group", "futex", "futex_time64", "futex_waitv", "gettid", "membarrier", "rseq",
    "sched_getaffinity", "sched_yield", "set_robust_list",
    /* signals and their end */
    "restart_syscall", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigtimedwait",
    "rt_sigtimedwait_time64", "sigaltstack", "sigreturn", "tgkill",
    /* time and chance */
    "clock_getres", "clock_gettime", "clock_gettime64", "clock_nanosleep", "clock_nanosleep_time64",
    "getrandom", "gettimeofday", "nanosleep", "time",
    /* who and where we are */
    "getegid", "geteuid", "getgid", "getpid", "getppid", "getrlimit", "getrusage", "getuid",
    "prlimit64", "sysinfo", "ugetrlimit", "uname"};

/* What no server does, and what is done with one that was taken over. */
static const char *const fatal[] = {"bind",
                                    "bpf",
                                    "connect",
                                    "execve",
                                    "execveat",
                                    "fork",
                                    "init_module",
                                    "finit_module",
                                    "kexec_load",
                                    "keyctl",
                                    "listen",
                                    "mount",
                                    "perf_event_open",
                                    "pivot_root",
                                    "process_vm_readv",
                                    "process_vm_writev",
                                    "ptrace",
                                    "setns",
                                    "setuid",
                                    "socket",
                                    "socketpair",
                                    "unshare",
                                    "userfaultfd",
                                    "vfork"};

static int add_all(scmp_filter_ctx filter, uint32_t action, const char *const *names, size_t count)
{
    int code = 0;
    for (size_t i = 0; i < count && code == 0; i++) {
        int call = seccomp_syscall_resolve_name(names[i]);
        if (call == __NR_SCMP_ERROR) continue;
        code = seccomp_rule_add(filter, action, call, 0);
        if (code == -EDOM || code == -EOPNOTSUPP) code = 0; /* not of this architecture */
    }
    return code;
}

/* Files may be opened for reading; a process may start threads, and no process. */
static int add_conditions(scmp_filter_ctx filter)
{
    enum { THREAD = 0x00010000 /* CLONE_THREAD */ };
    int code = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1,
                                SCMP_A2(SCMP_CMP_MASKED_EQ, O_ACCMODE | O_CREAT, O_RDONLY));
    if (code == 0)
        code = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(open), 1,
                                SCMP_A1(SCMP_CMP_MASKED_EQ, O_ACCMODE | O_CREAT, O_RDONLY));
    if (code == -EDOM) code = 0;
    if (code == 0)
        code = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                                SCMP_A0(SCMP_CMP_MASKED_EQ, THREAD, THREAD));
    /* What a new process or thread would be stands in memory that the filter cannot see: without
     * this call the C library takes the older one. */
    if (code == 0) code = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
    /* Whether a stream is a terminal. */
    if (code == 0)
        code = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1,
                                SCMP_A1(SCMP_CMP_EQ, TCGETS, 0));
    /* The C library names its threads' memory, the HTTP library its threads. */
    static const int controls[] = {PR_SET_NAME, PR_GET_NAME, 0x53564d41 /* PR_SET_VMA */};
    for (size_t i = 0; i < sizeof controls / sizeof controls[0] && code == 0; i++)
        code = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1,
                                SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)controls[i], 0));
    return code;
}

/* The filter as the kernel takes it, in a file without a name. -1 with a negative error number in
 * `code`. */
static int compile_filter(int *code)
{
    int file = memfd_create("seccomp", MFD_CLOEXEC);
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    *code = file < 0 || filter == NULL ? -ENOMEM : 0;
    if (*code == 0) *code = add_all(filter, SCMP_ACT_ALLOW, needed, sizeof needed / sizeof *needed);
    if (*code == 0)
        *code = add_all(filter, SCMP_ACT_KILL_PROCESS, fatal, sizeof fatal / sizeof *fatal);
    if (*code == 0) *code = add_conditions(filter);
    if (*code == 0) *code = seccomp_export_bpf(filter, file);
    if (filter != NULL) seccomp_release(filter);
    if (*code == 0 || file < 0) return file;
    close(file);
    return -1;
}

static size_t read_filter(int file, struct sock_filter steps[FILTER_MOST])
{
    ssize_t length = file >= 0 ? pread(file, steps, FILTER_MOST * sizeof steps[0], 0) : -1;
    if (file >= 0) close(file);
    return length > 0 && length % (ssize_t)sizeof steps[0] == 0 ? (size_t)length / sizeof steps[0]
                                                                : 0;
}

/* Short of memory, the library leaves rules out and says nothing: only what it makes twice alike is
 * taken for whole. */
static int load_filter(void)
{
    static struct sock_filter one[FILTER_MOST], other[FILTER_MOST];
    int code;
    size_t count = read_filter(compile_filter(&code), one);
    if (code != 0) return code;
    size_t again = read_filter(compile_filter(&code), other);
    if (code != 0) return code;
    if (count == 0 || count == FILTER_MOST || count != again ||
        memcmp(one, other, count * sizeof one[0]) != 0)
        return -ENOMEM;
    struct sock_fprog program = {(unsigned short)count, one};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -errno;
    long result =
        syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
    return result == 0 ? 0 : result > 0 ? -EBUSY : -errno;
}

bool sandbox_calls(void)
{
    int code = load_filter();
    if (code == 0) return true;
    if (code != -ENOSYS && code != -EINVAL) return complain("seccomp", -code);
    log_write(LOG_LEVEL_WARNING, "the kernel has no seccomp: system calls are not confined");
    return true;
}
