/* The command `chancery serve`, and what it shares with others. */
#ifndef CHANCERY_SERVE_H
#define CHANCERY_SERVE_H

#include "config.h"

#include <chancery/server.h>

enum { EXIT_USAGE = 2 };

/** Tell on stderr what is wrong with the command line. Returns EXIT_USAGE. */
int fail_usage(const char *sentence);

/** The embedded contract, owned by the caller; or NULL with a sentence on stderr. */
struct contract *load_contract(void);

/* What is asked of the process beside its server. */
struct serving {
    struct server_options options;
    bool watches, is_confined;
    unsigned drain_delay; /* seconds */
};

/**
 * Read the options of a command (`arguments` after its name) and what they ask for, whose texts
 * stay the configuration's: free it with config_free(). False with a sentence on stderr: usage, and
 * there is nothing to free.
 */
bool read_serving(int count, char **arguments, struct config *config, struct serving *serving);

/** The default dataset: beside the program, or in the data folder that it was installed with.
 * NULL: neither is there. The name is in `path`. */
const char *find_database(char path[4096]);

/** Serve until a signal ends it. Returns the exit status. */
int serve(int count, char **arguments);

#endif
