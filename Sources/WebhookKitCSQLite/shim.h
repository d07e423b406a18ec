// What Swift cannot import of SQLite's C interface: a cast that is no function pointer, and
// variadic calls.
#ifndef WEBHOOKKIT_CSQLITE_SHIM_H
#define WEBHOOKKIT_CSQLITE_SHIM_H

#include <sqlite3.h>

static inline int webhookkit_bind_text(
    sqlite3_stmt *statement, int index, const char *text, int count
) {
    return sqlite3_bind_text(statement, index, text, count, SQLITE_TRANSIENT);
}

static inline int webhookkit_bind_blob(
    sqlite3_stmt *statement, int index, const void *bytes, int count
) {
    return sqlite3_bind_blob(statement, index, bytes, count, SQLITE_TRANSIENT);
}

// Refuses statements that can write to the schema tables or to shadow tables, whatever a damaged or
// hostile file asks for.
static inline int webhookkit_set_defensive(sqlite3 *database) {
    return sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
}

static inline int webhookkit_set_no_checkpoint_on_close(sqlite3 *database, int on) {
    return sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, on, (int *)0);
}

#endif
