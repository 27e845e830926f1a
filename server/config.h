/* The configuration: one table of options, from flags, then the environment, then a file, then
 * defaults. Help, manual, completion and README's table are made of it. */
#ifndef CHANCERY_CONFIG_H
#define CHANCERY_CONFIG_H

#include <chancery/status.h>
#include <stdbool.h>
#include <stdio.h>

/*        name         default            what it says in --help */
#define OPTION_LIST(X)                                                                             \
    X(config, NULL, "FILE", "more options, a line each: the name without dashes = the value")      \
    X(db, NULL, "FILE",                                                                            \
      "the compiled dataset (default: beside the program, then the installed one)")                \
    X(listen, "127.0.0.1:8080", "ADDR:PORT", "where to serve; port 0 picks a free one")            \
    X(admin, NULL, "ADDR:PORT", "a second listener, for health checks and metrics alone")          \
    X(base_path, "", "PATH", "what a proxy puts before every path, as in /history")                \
    X(threads, "0", "N", "worker threads; 0: two a core, four at least")                           \
    X(connections, "1000", "N", "connections at a time")                                           \
    X(connections_per_address, "100", "N",                                                         \
      "connections from one address (IPv6: network of 64 bits) at a time; 0: no limit")            \
    X(trusted_proxies, "loopback", "LIST",                                                         \
      "whose X-Forwarded-For is believed, and who may have connections without limit: "            \
      "addresses, networks, loopback, private or none")                                            \
    X(rate_limit, "0", "N", "requests a second from one address; 0: no limit")                     \
    X(header_timeout, "10", "S", "seconds that a request's headers may take to come; 0: no limit") \
    X(minimum_rate, "1024", "BYTES",                                                               \
      "bytes a second in which a client takes a reply at least; 0: any")                           \
    X(query_deadline, "2000", "MS", "milliseconds that a request's queries may take; 0: no limit") \
    X(cache_size, "64", "MIB", "mebibytes of finished replies to keep ready; 0: none")             \
    X(access_log, "all", "all|errors|off", "requests to log")                                      \
    X(access_log_sample, "1", "N", "of requests that succeed, log one in N; errors always")        \
    X(tls_cert, NULL, "FILE",                                                                      \
      "the certificate (PEM, its chain behind it) to serve by TLS with; SIGHUP reads it again")    \
    X(tls_key, NULL, "FILE", "its private key (PEM, without a password)")                          \
    X(hsts, "0", "S",                                                                              \
      "seconds that browsers shall insist on TLS (Strict-Transport-Security); 0: not said")        \
    X(drain_delay, "0", "S",                                                                       \
      "seconds to serve on after SIGTERM, not ready any more, before taking no more connections")  \
    X(watch, "off", "on|off", "open the database again when its file was replaced")                \
    X(sandbox, "on", "on|off", "give up every system call and file that serving does not need")

enum option {
#define X(name, standard, argument, help) OPTION_##name,
    OPTION_LIST(X)
#undef X
        OPTION_COUNT
};

enum option_origin { FROM_DEFAULT, FROM_FILE, FROM_ENVIRONMENT, FROM_FLAG };

struct config {
    const char *values[OPTION_COUNT]; /* borrowed; NULL where nothing is set */
    enum option_origin origins[OPTION_COUNT];
    unsigned lines[OPTION_COUNT]; /* where the file names it, from 1; 0: nowhere */
    char *file;                   /* the contents of the file, owned; NULL: none was read */
};

/* An option as it is written. */
struct option_text {
    char flag[48], variable[48];            /* "--base-path", "CHANCERY_BASE_PATH" */
    const char *standard, *argument, *help; /* static; `standard` NULL or "": none */
};

/** How the option is written, and what it says of itself. */
struct option_text config_describe(enum option option);

/**
 * Read options from `arguments` (after the subcommand), the environment and the file that
 * `--config` names. What is no option is left in `rest` (of at most `rest_size`, `*rest_count`
 * filled). False with a sentence on stderr: usage, and there is nothing to free.
 */
bool config_read(int count, char **arguments, struct config *config, const char **rest,
                 int rest_size, int *rest_count);

/** Tell on stderr which variables of the environment are nearly a setting's. */
void config_warn_of_variables(void);

/** Free what was read. Its values are gone with it. */
void config_free(struct config *config);

/**
 * Fill what neither flag nor environment set from the file at `path`: lines `name = value`, blank
 * ones, and comments that begin with #. At most 64 kB. False with every fault on stderr, as
 * PATH:LINE: what.
 */
bool config_read_file(struct config *config, const char *path);

/** The option of a long name ("base-path", `length` bytes), or OPTION_COUNT with the nearest name
 * in `nearest` ("" where none is near). */
enum option config_find(const char *name, size_t length, char nearest[48]);

/** Tell on stderr what is wrong with an option's value; the sentence begins with where it was set:
 * the flag, the variable, or the file's line. */
void config_complain(const struct config *config, enum option option, const char *format, ...)
    CHANCERY_FORMAT(3, 4);

/** A whole number from `minimum` to `maximum`; false with a sentence on stderr. */
bool config_number(const struct config *config, enum option option, long minimum, long maximum,
                   unsigned *out);

/** "on" or "off"; false with a sentence on stderr. */
bool config_switch(const struct config *config, enum option option, bool *out);

/** An address to listen on, or NULL where nothing is set; false with a sentence on stderr. */
bool config_address(const struct config *config, enum option option, const char **out);

/** Print the effective values and where each came from. */
void config_print(const struct config *config, FILE *out);

#endif
