// The system's SQLite, as any host would import it: the same library that WebhookKitSQLite links.
#include <sqlite3.h>
