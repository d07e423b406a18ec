import WebhookKit
import WebhookKitSQLite

/// What a host does that has its orders in the store's file: an order and the news of it are one
/// transaction (B-5).
struct Orders {
    let path: String

    /// Takes an order, of which there may be the first half from an earlier try.
    func take(_ event: Event) throws {
        let host = try HostDatabase(path: path)
        let outbox = try SQLiteOutbox(tables: .ownFile)
        try host.run("PRAGMA busy_timeout = 5000")
        try host.run("CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY) WITHOUT ROWID")
        try host.run("BEGIN IMMEDIATE")
        do {
            try host.run("INSERT OR IGNORE INTO orders VALUES (?)", [.text("\(event.id)")])
            try host.publish(event, in: outbox)
            try host.run("COMMIT")
        } catch {
            // SQLite may have rolled it back by itself.
            _ = try? host.run("ROLLBACK")
            throw error
        }
    }

    /// The ids of the events of all orders.
    func all() throws -> Set<String> {
        let host = try HostDatabase(path: path)
        let tables = try host.run("SELECT name FROM sqlite_schema WHERE name = 'orders'")
        return tables.isEmpty ? [] : Set(try host.run("SELECT id FROM orders"))
    }
}
