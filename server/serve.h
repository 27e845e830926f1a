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

/** What a configuration asks for; texts stay its own. False with a sentence on stderr. */
bool read_serving(const struct config *config, struct serving *serving);

/** Serve until a signal ends it. Returns the exit status. */
int serve(int count, char **arguments);

#endif
