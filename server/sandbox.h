/* What a server gives up once it can serve: it reads one folder and answers on sockets that it has.
 */
#ifndef CHANCERY_SANDBOX_H
#define CHANCERY_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

/* Sanitizers make calls of their own: a build with them confines itself only when told to. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANDBOX_IS_UNUSUAL true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||                         \
    __has_feature(memory_sanitizer)
#define SANDBOX_IS_UNUSUAL true
#endif
#endif
#ifndef SANDBOX_IS_UNUSUAL
#define SANDBOX_IS_UNUSUAL false
#endif

/**
 * Give up all files but those in the folders of `files` (for each path, NULL passed over, the
 * folder of its name and the one where the name leads), which may be read and replaced by others,
 * and where the kernel can, all connecting to others (Landlock). A file that is not there opens no
 * folder. For the calling thread and those that it starts: call it before any thread is. Where the
 * kernel has no Landlock this is logged and no more. False with a sentence on stderr: it failed.
 */
bool sandbox_files(const char *const *files, size_t count);

/**
 * Give up all system calls but those of serving (seccomp), for all threads of the process. A call
 * that no server makes (starting a program, opening a socket, tracing) ends the process; any other
 * that is not on the list fails with EPERM. Where the kernel has no seccomp this is logged and no
 * more. False with a sentence on stderr: it failed.
 */
bool sandbox_calls(void);

#endif
