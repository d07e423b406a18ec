// What Swift cannot import of SQLite's C interface: a cast that is no function pointer.
#ifndef WEBHOOKKIT_BENCHMARKS_CSQLITE_SHIM_H
#define WEBHOOKKIT_BENCHMARKS_CSQLITE_SHIM_H

#include <sqlite3.h>

typedef int (*benchmarks_opened)(sqlite3 *database, char **error, const void *routines);

// Has a function called with every connection that this process opens from now on.
static inline int benchmarks_watch_connections(benchmarks_opened opened) {
    return sqlite3_auto_extension((void (*)(void))opened);
}

#endif
